//! Host addresses between the wire and us.

use xrealm_wire::{HostAddress, HostAddresses};

use crate::Address;

/// The list to send; `None` for no addresses, since an empty list means nothing (RFC 4120 §5.2.5).
pub(crate) fn list(addresses: &[Address]) -> Option<HostAddresses<'_>> {
    if addresses.is_empty() {
        return None;
    }
    let each = addresses.iter();
    Some(HostAddresses(each.map(|a| HostAddress { addr_type: a.address_type, address: &a.octets }).collect()))
}

pub(crate) fn owned(addresses: &HostAddresses<'_>) -> Vec<Address> {
    let each = addresses.0.iter();
    each.map(|a| Address { address_type: a.addr_type, octets: a.address.to_vec() }).collect()
}
