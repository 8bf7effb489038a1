//! Which encryption types are used: for the session key, the reply key and the ticket.

use xrealm_crypto::Key;
use xrealm_directory::{Account, AccountKind, KeySet, Profile, Realm};
use xrealm_names::EncryptionType;

use crate::Refusal;

/// The session key's type: one that the client asks for, the realm permits and the holder of the ticket understands.
///
/// Domain controllers take the strongest by their own order, other KDCs the first of the client's list.
///
/// # Errors
/// [`Refusal::NoCommonSessionEtype`] if there is none.
pub(crate) fn session(
    asked: &[i32],
    realm: &Realm,
    understood: impl Fn(EncryptionType) -> bool,
) -> Result<EncryptionType, Refusal> {
    preferred(asked, realm, |etype| realm.settings().permits(etype) && understood(etype))
        .ok_or(Refusal::NoCommonSessionEtype)
}

/// Whether a service understands sessions of this type: those it has keys of. The own ticket-granting service understands
/// all that the realm permits, whatever its own keys are.
pub(crate) fn understands(realm: &Realm, service: &Account, etype: EncryptionType) -> bool {
    service.kind == AccountKind::Krbtgt || realm.etypes_of(service).any(|own| own == etype)
}

/// The type of the client's long-term key that the reply is sealed with. No key is derived for finding it.
///
/// # Errors
/// [`Refusal::NoClientKey`] if the account has no key of a type that the client asks for.
pub(crate) fn of_client(asked: &[i32], realm: &Realm, account: &Account) -> Result<EncryptionType, Refusal> {
    preferred(asked, realm, |etype| realm.etypes_of(account).any(|own| own == etype)).ok_or(Refusal::NoClientKey)
}

/// The key that seals tickets for a service: the first of the types that the realm and the service agree on.
pub(crate) fn sealing_key(keys: &KeySet, etypes: impl Iterator<Item = EncryptionType>) -> Option<&Key> {
    let mut etypes = etypes;
    etypes.find_map(|etype| keys.key(etype))
}

fn preferred(asked: &[i32], realm: &Realm, usable: impl Fn(EncryptionType) -> bool) -> Option<EncryptionType> {
    let mut by_client = asked.iter().filter_map(|number| EncryptionType::from_number(*number)).filter(|e| usable(*e));
    match realm.settings().profile {
        Profile::Rfc => by_client.next(),
        Profile::Windows => by_client.min_by_key(|etype| {
            let own_order = &realm.settings().etypes;
            own_order.iter().position(|own| own == etype).unwrap_or(own_order.len())
        }),
    }
}
