//! Writing a cache.

use xrealm_names::{Principal, Timestamp};

use super::{CredentialCache, TAG_DELTA_TIME, VERSION};
use crate::{Address, Credential};

pub(super) fn write(cache: &CredentialCache) -> Vec<u8> {
    let mut out = Vec::new();
    short(&mut out, VERSION);
    let mut header = Vec::new();
    short(&mut header, TAG_DELTA_TIME);
    short(&mut header, 8);
    number(&mut header, cache.clock_offset.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as u32);
    number(&mut header, 0);
    short(&mut out, header.len() as u16);
    out.extend_from_slice(&header);
    principal(&mut out, &cache.default_principal);
    for entry in &cache.credentials {
        credential(&mut out, entry);
    }
    out
}

fn credential(out: &mut Vec<u8>, entry: &Credential) {
    principal(out, &entry.client);
    principal(out, &entry.server);
    short(out, entry.session_key.etype().number() as u16);
    data(out, entry.session_key.as_bytes());
    let start = entry.start_time.unwrap_or(entry.auth_time);
    for at in [entry.auth_time, start, entry.end_time, entry.renew_till.unwrap_or(Timestamp::EPOCH)] {
        number(out, at.as_unix() as u32);
    }
    out.push(u8::from(!entry.second_ticket.is_empty()));
    number(out, entry.flags.0);
    number(out, entry.addresses.len() as u32);
    for Address { address_type, octets } in &entry.addresses {
        short(out, *address_type as u16);
        data(out, octets);
    }
    number(out, 0);
    data(out, &entry.ticket);
    data(out, &entry.second_ticket);
}

fn principal(out: &mut Vec<u8>, principal: &Principal) {
    number(out, principal.name.name_type.0 as u32);
    number(out, principal.name.component_count() as u32);
    data(out, principal.realm.as_str().as_bytes());
    for component in principal.name.components() {
        data(out, component.as_bytes());
    }
}

fn data(out: &mut Vec<u8>, octets: &[u8]) {
    number(out, octets.len() as u32);
    out.extend_from_slice(octets);
}

fn short(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_be_bytes());
}

/// Times are 32 bits in this format and wrap in 2106; MIT reads them unsigned.
fn number(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_be_bytes());
}
