//! One record of forest trust information (MS-ADTS 6.1.6.9.3.1).

use std::fmt;

use serde::{Deserialize, Serialize};
use xrealm_names::{Sid, base64};

use super::ForestTrustInfoError;

/// RecordLen, Flags, Timestamp and RecordType.
pub(super) const SMALLEST_RECORD_BYTES: usize = 17;

const TOP_LEVEL_NAME: u8 = 0;
const TOP_LEVEL_NAME_EX: u8 = 1;
const DOMAIN_INFO: u8 = 2;
const BINARY_INFO: u8 = 3;
const SCANNER_INFO: u8 = 4;

/// One claim of a partner forest, or one exception from a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Why the record does not count, if it does not; what a bit means depends on the type.
    pub flags: RecordFlags,
    /// When the record was last enabled or changed.
    pub timestamp: FileTime,
    /// What is claimed.
    pub data: RecordData,
    /// Bytes of the record after its known part; empty in every blob that was seen.
    #[serde(with = "base64", default, skip_serializing_if = "<[u8]>::is_empty")]
    pub tail: Box<[u8]>,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum RecordData {
    /// ForestTrustTopLevelName: the forest claims this name and all below it.
    TopLevelName(Box<str>),
    /// ForestTrustTopLevelNameEx: this name and all below it are not the forest's.
    TopLevelNameEx(Box<str>),
    /// ForestTrustDomainInfo: the forest has this domain.
    DomainInfo {
        /// The domain's SID.
        sid: Sid,
        /// Its DNS name.
        dns_name: Box<str>,
        /// Its NetBIOS name.
        netbios_name: Box<str>,
    },
    /// ForestTrustBinaryInfo. Whether the stored length counts the type byte is unknown, so it is kept.
    BinaryInfo {
        /// BinaryDataLen as stored.
        declared_length: u32,
        /// SubRecordType.
        sub_record_type: u8,
        /// All that follows in the record.
        #[serde(with = "base64")]
        data: Box<[u8]>,
    },
    /// ForestTrustScannerInfo: what the trust scanner found, SubRecordType 4.
    ScannerInfo {
        /// The domain's SID, if one is given.
        sid: Option<Sid>,
        /// Its DNS name.
        dns_name: Box<str>,
        /// Its NetBIOS name.
        netbios_name: Box<str>,
    },
    /// A record of another type, or a binary or scanner record of another shape.
    Unknown {
        /// RecordType.
        record_type: u8,
        /// All that follows in the record.
        #[serde(with = "base64")]
        data: Box<[u8]>,
    },
}

impl Record {
    /// An enabled record without a timestamp.
    #[must_use]
    pub fn new(data: RecordData) -> Self {
        Self { flags: RecordFlags::default(), timestamp: FileTime(0), data, tail: Box::default() }
    }

    /// An enabled top-level name.
    #[must_use]
    pub fn top_level_name(name: &str) -> Self {
        Self::new(RecordData::TopLevelName(name.into()))
    }

    /// An exclusion.
    #[must_use]
    pub fn top_level_name_ex(name: &str) -> Self {
        Self::new(RecordData::TopLevelNameEx(name.into()))
    }

    /// An enabled domain.
    #[must_use]
    pub fn domain_info(sid: Sid, dns_name: &str, netbios_name: &str) -> Self {
        Self::new(RecordData::DomainInfo { sid, dns_name: dns_name.into(), netbios_name: netbios_name.into() })
    }

    /// The same record with these flags.
    #[must_use]
    pub fn with_flags(mut self, flags: RecordFlags) -> Self {
        self.flags = flags;
        self
    }

    /// RecordType.
    #[must_use]
    pub fn record_type(&self) -> u8 {
        match &self.data {
            RecordData::TopLevelName(_) => TOP_LEVEL_NAME,
            RecordData::TopLevelNameEx(_) => TOP_LEVEL_NAME_EX,
            RecordData::DomainInfo { .. } => DOMAIN_INFO,
            RecordData::BinaryInfo { .. } => BINARY_INFO,
            RecordData::ScannerInfo { .. } => SCANNER_INFO,
            RecordData::Unknown { record_type, .. } => *record_type,
        }
    }

    /// The DNS name that the record is about, if it is about one.
    #[must_use]
    pub fn dns_name(&self) -> Option<&str> {
        match &self.data {
            RecordData::TopLevelName(name) | RecordData::TopLevelNameEx(name) => Some(name),
            RecordData::DomainInfo { dns_name, .. } | RecordData::ScannerInfo { dns_name, .. } => Some(dns_name),
            RecordData::BinaryInfo { .. } | RecordData::Unknown { .. } => None,
        }
    }

    /// Whether the record counts for routing by DNS names and SIDs. An exclusion always counts: fail closed.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        match self.data {
            RecordData::TopLevelName(_) => self.flags.0 & RecordFlags::DISABLED_REASONS == 0,
            RecordData::TopLevelNameEx(_) => true,
            RecordData::DomainInfo { .. } => self.flags.0 & RecordFlags::SID_DISABLED == 0,
            RecordData::BinaryInfo { .. } | RecordData::ScannerInfo { .. } | RecordData::Unknown { .. } => false,
        }
    }

    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let record_length = reader.u32().ok_or(Fault::Truncated)?;
        let mut body = Reader::new(reader.take(record_length).ok_or(Fault::Truncated)?);
        let flags = RecordFlags(body.u32().ok_or(Fault::Truncated)?);
        let high = body.u32().ok_or(Fault::Truncated)?;
        let low = body.u32().ok_or(Fault::Truncated)?;
        let record_type = body.u8().ok_or(Fault::Truncated)?;
        let data = match record_type {
            TOP_LEVEL_NAME => RecordData::TopLevelName(body.text()?),
            TOP_LEVEL_NAME_EX => RecordData::TopLevelNameEx(body.text()?),
            DOMAIN_INFO => RecordData::DomainInfo {
                sid: Sid::from_bytes(body.counted().ok_or(Fault::Length)?).map_err(|_| Fault::Sid)?,
                dns_name: body.text()?,
                netbios_name: body.text()?,
            },
            BINARY_INFO => binary_info(&mut body),
            SCANNER_INFO => scanner_info(&mut body),
            _ => RecordData::Unknown { record_type, data: body.take_all() },
        };
        Ok(Self { flags, timestamp: FileTime(u64::from(high) << 32 | u64::from(low)), data, tail: body.rest().into() })
    }

    pub(super) fn encode_into(&self, blob: &mut Vec<u8>) {
        let start = blob.len();
        blob.extend_from_slice(&[0; 4]);
        blob.extend_from_slice(&self.flags.0.to_le_bytes());
        let [a, b, c, d, e, f, g, h] = self.timestamp.0.to_be_bytes();
        blob.extend_from_slice(&[d, c, b, a, h, g, f, e]);
        blob.push(self.record_type());
        match &self.data {
            RecordData::TopLevelName(name) | RecordData::TopLevelNameEx(name) => put(blob, name.as_bytes()),
            RecordData::DomainInfo { sid, dns_name, netbios_name } => {
                put(blob, &sid.to_bytes());
                put(blob, dns_name.as_bytes());
                put(blob, netbios_name.as_bytes());
            }
            RecordData::BinaryInfo { declared_length, sub_record_type, data } => {
                blob.extend_from_slice(&declared_length.to_le_bytes());
                blob.push(*sub_record_type);
                blob.extend_from_slice(data);
            }
            RecordData::ScannerInfo { sid, dns_name, netbios_name } => {
                let sid = sid.as_ref().map(Sid::to_bytes).unwrap_or_default();
                let nested = 1 + 3 * 4 + sid.len() + dns_name.len() + netbios_name.len();
                blob.extend_from_slice(&length(nested).to_le_bytes());
                blob.push(SCANNER_INFO);
                put(blob, &sid);
                put(blob, dns_name.as_bytes());
                put(blob, netbios_name.as_bytes());
            }
            RecordData::Unknown { data, .. } => blob.extend_from_slice(data),
        }
        blob.extend_from_slice(&self.tail);
        let record_length = length(blob.len() - start - 4);
        if let Some(field) = blob.get_mut(start..start + 4) {
            field.copy_from_slice(&record_length.to_le_bytes());
        }
    }
}

fn binary_info(body: &mut Reader<'_>) -> RecordData {
    let whole = body.clone();
    match (body.u32(), body.u8()) {
        (Some(declared_length), Some(sub_record_type)) => {
            RecordData::BinaryInfo { declared_length, sub_record_type, data: body.take_all() }
        }
        _ => {
            *body = whole;
            RecordData::Unknown { record_type: BINARY_INFO, data: body.take_all() }
        }
    }
}

/// A scanner record nests its own length, which must fill the record: otherwise the bytes are kept as they are.
fn scanner_info(body: &mut Reader<'_>) -> RecordData {
    let whole = body.clone();
    scanner_parts(body).unwrap_or_else(|| {
        *body = whole;
        RecordData::Unknown { record_type: SCANNER_INFO, data: body.take_all() }
    })
}

fn scanner_parts(body: &mut Reader<'_>) -> Option<RecordData> {
    let nested = body.u32()?;
    if usize::try_from(nested).ok()? != body.remaining() || body.u8()? != SCANNER_INFO {
        return None;
    }
    let sid = match body.counted()? {
        [] => None,
        bytes => Some(Sid::from_bytes(bytes).ok()?),
    };
    let (dns_name, netbios_name) = (body.text().ok()?, body.text().ok()?);
    (body.remaining() == 0).then_some(RecordData::ScannerInfo { sid, dns_name, netbios_name })
}

fn put(blob: &mut Vec<u8>, bytes: &[u8]) {
    blob.extend_from_slice(&length(bytes.len()).to_le_bytes());
    blob.extend_from_slice(bytes);
}

/// A length field. What cannot be written in 32 bits cannot have been read from a blob either.
pub(super) fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// Flags of a record (MS-ADTS 6.1.6.9.3.1, MS-LSAD 2.2.1.5). The same bits mean different things by record type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordFlags(pub u32);

impl RecordFlags {
    /// Top-level name: new, and not yet enabled by an administrator.
    pub const TLN_DISABLED_NEW: u32 = 0x1;
    /// Top-level name: disabled by an administrator.
    pub const TLN_DISABLED_ADMIN: u32 = 0x2;
    /// Top-level name: disabled because another trust or the own forest claims it.
    pub const TLN_DISABLED_CONFLICT: u32 = 0x4;
    /// Domain: its SID was disabled by an administrator.
    pub const SID_DISABLED_ADMIN: u32 = 0x1;
    /// Domain: its SID or DNS name collides.
    pub const SID_DISABLED_CONFLICT: u32 = 0x2;
    /// Domain: its NetBIOS name was disabled by an administrator.
    pub const NB_DISABLED_ADMIN: u32 = 0x4;
    /// Domain: its NetBIOS name collides.
    pub const NB_DISABLED_CONFLICT: u32 = 0x8;
    /// Either reason for which a domain's SID and DNS name do not count.
    pub const SID_DISABLED: u32 = 0x3;
    /// Any reason for which a domain's NetBIOS name does not count.
    pub const NETBIOS_DISABLED: u32 = 0xF;
    /// Any reason for which a record does not count.
    pub const DISABLED_REASONS: u32 = 0xFFFF;

    /// The names of the bits that are set, as they are meant in a record with `data`.
    pub fn names(self, data: &RecordData) -> impl Iterator<Item = &'static str> {
        let names: &[(u32, &'static str)] = match data {
            RecordData::TopLevelName(_) | RecordData::TopLevelNameEx(_) => &[
                (Self::TLN_DISABLED_NEW, "LSA_TLN_DISABLED_NEW"),
                (Self::TLN_DISABLED_ADMIN, "LSA_TLN_DISABLED_ADMIN"),
                (Self::TLN_DISABLED_CONFLICT, "LSA_TLN_DISABLED_CONFLICT"),
            ],
            RecordData::DomainInfo { .. } => &[
                (Self::SID_DISABLED_ADMIN, "LSA_SID_DISABLED_ADMIN"),
                (Self::SID_DISABLED_CONFLICT, "LSA_SID_DISABLED_CONFLICT"),
                (Self::NB_DISABLED_ADMIN, "LSA_NB_DISABLED_ADMIN"),
                (Self::NB_DISABLED_CONFLICT, "LSA_NB_DISABLED_CONFLICT"),
            ],
            RecordData::ScannerInfo { .. } => &[(0x1, "LSA_SCANNER_INFO_DISABLE_AUTH_TARGET_VALIDATION")],
            RecordData::BinaryInfo { .. } | RecordData::Unknown { .. } => &[],
        };
        names.iter().filter(move |(bit, _)| self.0 & bit != 0).map(|(_, name)| *name)
    }
}

impl fmt::Debug for RecordFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// A time in units of 100 ns since 1601-01-01 UTC; zero if never set. Stored with the high half first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileTime(pub u64);

/// What is wrong with the record that is being read.
pub(super) enum Fault {
    Truncated,
    Length,
    NotUtf8,
    Sid,
}

impl Fault {
    pub(super) fn at(self, record: u32) -> ForestTrustInfoError {
        match self {
            Self::Truncated => ForestTrustInfoError::Truncated { record },
            Self::Length => ForestTrustInfoError::Length { record },
            Self::NotUtf8 => ForestTrustInfoError::NotUtf8 { record },
            Self::Sid => ForestTrustInfoError::Sid { record },
        }
    }
}

/// Takes bytes off the front; `None` where there are too few.
#[derive(Clone)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(super) fn remaining(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn rest(self) -> &'a [u8] {
        self.bytes
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        let (value, rest) = self.bytes.split_first_chunk::<4>()?;
        self.bytes = rest;
        Some(u32::from_le_bytes(*value))
    }

    fn u8(&mut self) -> Option<u8> {
        let (value, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*value)
    }

    fn take(&mut self, count: u32) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(usize::try_from(count).ok()?)?;
        self.bytes = rest;
        Some(taken)
    }

    fn take_all(&mut self) -> Box<[u8]> {
        std::mem::take(&mut self.bytes).into()
    }

    fn counted(&mut self) -> Option<&'a [u8]> {
        let count = self.u32()?;
        self.take(count)
    }

    fn text(&mut self) -> Result<Box<str>, Fault> {
        let bytes = self.counted().ok_or(Fault::Length)?;
        std::str::from_utf8(bytes).map(Box::from).map_err(|_| Fault::NotUtf8)
    }
}
