//! The KRB-ERRORs that are the daemon's own: where there is no request, or no KDC, to answer for.

use xrealm_directory::Directory;
use xrealm_names::{Moment, NameType};
use xrealm_wire::{KrbError, PrincipalName, error_code};

/// KRB_ERR_FIELD_TOOLONG for a TCP length that no request has (RFC 4120 §7.2.2).
pub(crate) fn field_too_long(directory: &Directory, now: Moment) -> Vec<u8> {
    own_error(directory, now, error_code::KRB_ERR_FIELD_TOOLONG, b"request is longer than a request can be")
}

/// KRB_ERR_GENERIC for a request that we broke down over.
pub(crate) fn breakdown(directory: &Directory, now: Moment) -> Vec<u8> {
    own_error(directory, now, error_code::KRB_ERR_GENERIC, b"internal error")
}

/// An error has to name a realm although none was asked: the first, as MIT's KDC names its default one.
fn own_error(directory: &Directory, now: Moment, error_code: i32, text: &[u8]) -> Vec<u8> {
    let realm = directory.realms().next().map_or("", |realm| realm.name().as_str()).as_bytes();
    KrbError {
        ctime: None,
        cusec: None,
        stime: now.time,
        susec: now.micros,
        error_code,
        crealm: None,
        cname: None,
        realm,
        sname: PrincipalName::new(NameType::SRV_INST, [&b"krbtgt"[..], realm]),
        e_text: Some(text),
        e_data: None,
    }
    .to_vec()
}
