//! HostAddress and HostAddresses, RFC 4120 §5.2.5.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Limit, Reader, Writer};
use crate::{DecodeError, List};

/// An address of a host.
///
/// ```text
/// HostAddress     ::= SEQUENCE  {
///         addr-type       [0] Int32,
///         address         [1] OCTET STRING
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HostAddress<'a> {
    /// What kind of address it is, see [`addr_type`].
    pub addr_type: i32,
    /// The address, in network order.
    pub address: &'a [u8],
}

/// Addresses of a host.
///
/// ```text
/// HostAddresses   ::= SEQUENCE OF HostAddress
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostAddresses<'a>(pub List<HostAddress<'a>, 2>);

/// Address types, RFC 4120 §7.5.3.
pub mod addr_type {
    /// Four octets of IPv4.
    pub const IPV4: i32 = 2;
    /// Two octets of port, in an address pair (RFC 4120 §8.1).
    pub const DIRECTIONAL: i32 = 3;
    /// Sixteen octets of NetBIOS name, padded with spaces.
    pub const NETBIOS: i32 = 20;
    /// Sixteen octets of IPv6.
    pub const IPV6: i32 = 24;
}

impl<'a> Codec<'a> for HostAddress<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(1, |fields| {
            Ok(Self { addr_type: fields.field(0, Reader::int32)?, address: fields.field(1, Reader::octet_string)? })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.field(1, |w| w.octet_string(self.address));
            w.field(0, |w| w.integer(i64::from(self.addr_type)));
        });
    }
}

impl<'a> Codec<'a> for HostAddresses<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence_of(ADDRESSES, Reader::value).map(Self)
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence_of(self.0.iter(), Writer::value);
    }
}

public_codec!(HostAddress<'a>);
public_codec!(HostAddresses<'a>);

/// The most addresses of one list that are read.
pub const MAX_HOST_ADDRESSES: usize = 256;
const ADDRESSES: Limit = Limit { what: "addresses", max: MAX_HOST_ADDRESSES };
