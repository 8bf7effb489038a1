//! The one KRB-ERROR that is the listener's own: there is no request it could be the KDC's answer to.

use xrealm_directory::Directory;
use xrealm_names::{Moment, NameType};
use xrealm_wire::{KrbError, PrincipalName, error_code};

/// KRB_ERR_FIELD_TOOLONG for a TCP length that no request has (RFC 4120 §7.2.2).
///
/// It has to name a realm although none was asked: the first, as MIT's KDC names its default one.
pub(crate) fn field_too_long(directory: &Directory, now: Moment) -> Vec<u8> {
    let realm = directory.realms().next().map_or("", |realm| realm.name().as_str()).as_bytes();
    KrbError {
        ctime: None,
        cusec: None,
        stime: now.time,
        susec: now.micros,
        error_code: error_code::KRB_ERR_FIELD_TOOLONG,
        crealm: None,
        cname: None,
        realm,
        sname: PrincipalName {
            name_type: NameType::SRV_INST,
            name_string: [&b"krbtgt"[..], realm].into_iter().collect(),
        },
        e_text: Some(b"request is longer than a request can be"),
        e_data: None,
    }
    .to_vec()
}
