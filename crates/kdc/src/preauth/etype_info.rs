//! PA-ETYPE-INFO2, PA-ETYPE-INFO and PA-PW-SALT (RFC 4120 §5.2.7.3 to §5.2.7.5): how to make the key from the password.

use smallvec::SmallVec;
use xrealm_directory::Account;
use xrealm_names::EncryptionType;
use xrealm_wire::padata::{
    EtypeInfo, EtypeInfo2, EtypeInfo2Entry, EtypeInfoEntry, PA_ETYPE_INFO, PA_ETYPE_INFO2, PA_PW_SALT,
};

use crate::asked::Asked;

/// One element of padata, with its octets.
pub(crate) struct Hint {
    pub(crate) padata_type: i32,
    pub(crate) value: Vec<u8>,
}

/// An entry for each type that the client asks for and the account has, in the client's order.
pub(super) fn for_request(asked: &Asked<'_>, client: &Account) -> Vec<Hint> {
    let mut etypes: SmallVec<[EncryptionType; 5]> = SmallVec::new();
    for etype in asked.body().etypes.iter().filter_map(|number| EncryptionType::from_number(*number)) {
        if !etypes.contains(&etype) && asked.realm.etypes_of(client).any(|own| own == etype) {
            etypes.push(etype);
        }
    }
    hints(asked, client, &etypes)
}

/// The entry for the key that the reply is sealed with.
pub(super) fn for_reply(asked: &Asked<'_>, client: &Account, etype: EncryptionType) -> Vec<Hint> {
    hints(asked, client, &[etype])
}

fn hints(asked: &Asked<'_>, client: &Account, etypes: &[EncryptionType]) -> Vec<Hint> {
    if etypes.is_empty() {
        return Vec::new();
    }
    let salt = |etype: &EncryptionType| client.keys.salt(*etype).map(str::as_bytes);
    let entries =
        etypes.iter().map(|etype| EtypeInfo2Entry { etype: etype.number(), salt: salt(etype), s2kparams: None });
    let mut hints = vec![Hint { padata_type: PA_ETYPE_INFO2, value: EtypeInfo2(entries.collect()).to_vec() }];
    if !asks_for_newer(asked) {
        // A client that knows only the old types may know only the old hints (§5.2.7.5).
        let entries = etypes.iter().map(|etype| EtypeInfoEntry { etype: etype.number(), salt: salt(etype) });
        hints.push(Hint { padata_type: PA_ETYPE_INFO, value: EtypeInfo(entries.collect()).to_vec() });
        let first_salt = etypes.first().and_then(salt).unwrap_or_default();
        hints.push(Hint { padata_type: PA_PW_SALT, value: first_salt.to_vec() });
    }
    hints
}

fn asks_for_newer(asked: &Asked<'_>) -> bool {
    let mut known = asked.body().etypes.iter().filter_map(|number| EncryptionType::from_number(*number));
    known.any(EncryptionType::is_newer)
}
