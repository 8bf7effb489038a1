//! AuthorizationData, RFC 4120 §5.2.6.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Limit, Reader, Writer};
use crate::{DecodeError, List};

/// One element of authorization data.
///
/// ```text
/// SEQUENCE {
///         ad-type         [0] Int32,
///         ad-data         [1] OCTET STRING
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AuthDataElement<'a> {
    /// What it is, see [`ad_type`].
    pub ad_type: i32,
    /// Its content; for containers such as AD-IF-RELEVANT again authorization data.
    pub ad_data: &'a [u8],
}

/// Authorization data; containers are not entered by reading it.
///
/// ```text
/// AuthorizationData       ::= SEQUENCE OF SEQUENCE {
///         ad-type         [0] Int32,
///         ad-data         [1] OCTET STRING
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthorizationData<'a>(pub List<AuthDataElement<'a>, 2>);

impl<'a> AuthorizationData<'a> {
    /// The content of the first element of this type, containers not entered.
    #[must_use]
    pub fn find(&self, ad_type: i32) -> Option<&'a [u8]> {
        self.0.iter().find(|element| element.ad_type == ad_type).map(|element| element.ad_data)
    }
}

/// Authorization data types, RFC 4120 §7.5.4, RFC 6113, RFC 7751, MS-KILE 3.2.5.8.
pub mod ad_type {
    /// AD-IF-RELEVANT: more authorization data, which may be ignored.
    pub const IF_RELEVANT: i32 = 1;
    /// AD-KDCIssued.
    pub const KDC_ISSUED: i32 = 4;
    /// AD-AND-OR.
    pub const AND_OR: i32 = 5;
    /// AD-MANDATORY-FOR-KDC.
    pub const MANDATORY_FOR_KDC: i32 = 8;
    /// AD-fx-fast-armor (RFC 6113 §5.4.1.1): the ticket must not be used as armor's authenticator elsewhere.
    pub const FX_FAST_ARMOR: i32 = 71;
    /// AD-CAMMAC (RFC 7751).
    pub const CAMMAC: i32 = 96;
    /// AD-AUTHENTICATION-INDICATOR (RFC 8129).
    pub const AUTHENTICATION_INDICATOR: i32 = 97;
    /// AD-WIN2K-PAC: the PAC.
    pub const WIN2K_PAC: i32 = 128;
    /// AD-ETYPE-NEGOTIATION (RFC 4537).
    pub const ETYPE_NEGOTIATION: i32 = 129;
    /// KERB_AUTH_DATA_TOKEN_RESTRICTIONS.
    pub const TOKEN_RESTRICTIONS: i32 = 141;
    /// KERB_LOCAL.
    pub const LOCAL: i32 = 142;
    /// AD-AUTH-DATA-AP-OPTIONS.
    pub const AP_OPTIONS: i32 = 143;
    /// KERB_AUTH_DATA_CLIENT_TARGET.
    pub const CLIENT_TARGET: i32 = 144;
}

impl<'a> Codec<'a> for AuthDataElement<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(1, |fields| {
            Ok(Self { ad_type: fields.field(0, Reader::int32)?, ad_data: fields.field(1, Reader::octet_string)? })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.field(1, |w| w.octet_string(self.ad_data));
            w.field(0, |w| w.integer(i64::from(self.ad_type)));
        });
    }
}

impl<'a> Codec<'a> for AuthorizationData<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence_of(ELEMENTS, Reader::value).map(Self)
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence_of(self.0.iter(), Writer::value);
    }
}

public_codec!(AuthDataElement<'a>);
public_codec!(AuthorizationData<'a>);

/// The most elements of one list that are read.
pub const MAX_AUTHORIZATION_DATA: usize = 256;
const ELEMENTS: Limit = Limit { what: "authorization data elements", max: MAX_AUTHORIZATION_DATA };
