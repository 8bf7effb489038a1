//! Looking into the PACs of tickets.

use xrealm_client::Hop;
use xrealm_names::Sid;
use xrealm_pac::{BufferType, KerbValidationInfo, Pac};
use xrealm_sim::{Net, Walked};

use crate::hand_made::contents;

/// The octets of the PAC in a ticket, if it has one.
pub(crate) fn pac_of(net: &Net, hop: &Hop) -> Option<Vec<u8>> {
    xrealm_sim::ticket_pac(&contents(net, hop).authorization_data?)
}

/// The PAC of the ticket that a walk ends with.
#[track_caller]
pub(crate) fn pac_at_end(net: &Net, walk: &Walked) -> Vec<u8> {
    let hop = walk.hops().last().unwrap_or_else(|| panic!("no ticket: {:?}", walk.end()));
    assert!(walk.credential().is_some(), "{:?}", walk.end());
    pac_of(net, hop).expect("the ticket has a PAC")
}

/// The numbers of its buffers in ascending order.
pub(crate) fn types(pac: &[u8]) -> Vec<u32> {
    let mut types: Vec<u32> = Pac::decode(pac).unwrap().buffers().map(|buffer| buffer.buffer_type.0).collect();
    types.sort_unstable();
    types
}

pub(crate) fn logon(pac: &[u8]) -> KerbValidationInfo<'_> {
    Pac::decode(pac).unwrap().logon_info().unwrap().unwrap()
}

/// Every SID in LOGON_INFO, without the user and its primary group.
pub(crate) fn sids(pac: &[u8]) -> Vec<String> {
    logon(pac).sids().flatten().skip(2).map(|placed| placed.sid.to_string()).collect()
}

pub(crate) fn sid(text: &str) -> Sid {
    text.parse().unwrap()
}

pub(crate) const TICKET_GRANTING: [u32; 7] = [
    BufferType::LOGON_INFO.0,
    BufferType::SERVER_CHECKSUM.0,
    BufferType::KDC_CHECKSUM.0,
    BufferType::CLIENT_INFO.0,
    BufferType::UPN_DNS_INFO.0,
    BufferType::ATTRIBUTES_INFO.0,
    BufferType::REQUESTOR_SID.0,
];

pub(crate) const SERVICE: [u32; 7] = [
    BufferType::LOGON_INFO.0,
    BufferType::SERVER_CHECKSUM.0,
    BufferType::KDC_CHECKSUM.0,
    BufferType::CLIENT_INFO.0,
    BufferType::UPN_DNS_INFO.0,
    BufferType::TICKET_CHECKSUM.0,
    BufferType::FULL_CHECKSUM.0,
];
