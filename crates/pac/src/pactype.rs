//! PACTYPE: the directory of buffers in front of them (MS-PAC 2.3, 2.4), as it is read.

use std::ops::Range;

use smallvec::SmallVec;

use crate::ndr::Octets;
use crate::{
    AttributesInfo, BufferType, ClaimsInfo, ClaimsOf, ClientInfo, CredentialsInfo, DecodeError, DelegationInfo,
    DeviceInfo, KerbValidationInfo, PacDraft, PacSignatureData, RequestorGuid, RequestorSid, SignatureKind, UpnDnsInfo,
};

/// The most octets of a PAC: five thousand SIDs take a fifth of it.
pub const MAX_PAC_BYTES: usize = 1 << 20;

/// The most buffers of a PAC. Fifteen kinds are defined.
pub const MAX_BUFFERS: usize = 64;

/// A PAC as it was received: a directory over borrowed octets. It proves nothing until a signature is verified.
///
/// Of several buffers of one type the first counts; the others are kept and never looked at (MS-PAC 2.4).
#[derive(Clone)]
pub struct Pac<'a> {
    octets: &'a [u8],
    entries: SmallVec<[Entry; 10]>,
}

/// A buffer as it stands in a PAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawBuffer<'a> {
    /// What it is.
    pub buffer_type: BufferType,
    /// Its octets, without padding.
    pub octets: &'a [u8],
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    buffer_type: BufferType,
    /// From the start of the PAC; within its octets.
    start: usize,
    end: usize,
}

impl<'a> Pac<'a> {
    /// Reads the directory. Buffers are entered when somebody asks for them.
    ///
    /// # Errors
    /// [`DecodeError`] if there are too many octets or buffers, the version is not 0, or a buffer is not aligned, does
    /// not lie behind the directory, or shares octets with another.
    pub fn decode(octets: &'a [u8]) -> Result<Self, DecodeError> {
        if octets.len() > MAX_PAC_BYTES {
            return Err(DecodeError::PacTooLong(octets.len()));
        }
        let mut head = Octets(octets);
        let (announced, version) = (head.u32()?, head.u32()?);
        if version != 0 {
            return Err(DecodeError::Version(version));
        }
        let count = usize::try_from(announced).ok().filter(|count| *count <= MAX_BUFFERS);
        let count = count.ok_or(DecodeError::TooManyBuffers(announced))?;
        let mut directory = Octets(head.take(count * ENTRY_BYTES)?);
        let mut entries = SmallVec::with_capacity(count);
        for _ in 0..count {
            entries.push(Entry::read(&mut directory, HEAD_BYTES + count * ENTRY_BYTES, octets.len())?);
        }
        if overlap(&entries) {
            return Err(DecodeError::Overlap);
        }
        Ok(Self { octets, entries })
    }

    /// All octets, as signatures cover them.
    #[must_use]
    pub fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// Every buffer in the order of the directory, duplicates and unknown ones too.
    pub fn buffers(&self) -> impl Iterator<Item = RawBuffer<'a>> {
        let octets = self.octets;
        self.entries.iter().map(move |entry| RawBuffer {
            buffer_type: entry.buffer_type,
            octets: octets.get(entry.start..entry.end).unwrap_or_default(),
        })
    }

    /// The first buffer of a type.
    #[must_use]
    pub fn buffer(&self, buffer_type: BufferType) -> Option<&'a [u8]> {
        self.octets.get(self.place(buffer_type)?)
    }

    /// Whether a type occurs more than once, as no KDC writes it.
    #[must_use]
    pub fn has_duplicates(&self) -> bool {
        let mut types: SmallVec<[BufferType; MAX_BUFFERS]> =
            self.entries.iter().map(|entry| entry.buffer_type).collect();
        types.sort_unstable();
        types.windows(2).any(|pair| matches!(pair, [one, two] if one == two))
    }

    /// A draft of the same buffers in the same order, each octet for octet.
    #[must_use]
    pub fn to_draft(&self) -> PacDraft<'a> {
        let mut draft = PacDraft::new();
        for buffer in self.buffers() {
            draft.push_octets(buffer.buffer_type, buffer.octets);
        }
        draft
    }

    /// LOGON_INFO: who the client is.
    ///
    /// # Errors
    /// [`DecodeError`] if the buffer is there and malformed, as with all that follow.
    pub fn logon_info(&self) -> Result<Option<KerbValidationInfo<'a>>, DecodeError> {
        self.buffer(KerbValidationInfo::TYPE).map(KerbValidationInfo::decode).transpose()
    }

    /// CLIENT_INFO: which ticket the PAC belongs to.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn client_info(&self) -> Result<Option<ClientInfo<'a>>, DecodeError> {
        self.buffer(ClientInfo::TYPE).map(ClientInfo::decode).transpose()
    }

    /// UPN_DNS_INFO: the client's other names.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn upn_dns_info(&self) -> Result<Option<UpnDnsInfo<'a>>, DecodeError> {
        self.buffer(UpnDnsInfo::TYPE).map(UpnDnsInfo::decode).transpose()
    }

    /// ATTRIBUTES_INFO: how the client came to have a PAC.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn attributes_info(&self) -> Result<Option<AttributesInfo>, DecodeError> {
        self.buffer(AttributesInfo::TYPE).map(AttributesInfo::decode).transpose()
    }

    /// REQUESTOR_SID: whose TGT it was in the beginning.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn requestor_sid(&self) -> Result<Option<RequestorSid>, DecodeError> {
        self.buffer(RequestorSid::TYPE).map(RequestorSid::decode).transpose()
    }

    /// REQUESTOR_GUID: the same by objectGUID.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn requestor_guid(&self) -> Result<Option<RequestorGuid>, DecodeError> {
        self.buffer(RequestorGuid::TYPE).map(RequestorGuid::decode).transpose()
    }

    /// DELEGATION_INFO: which services handed the client on.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn delegation_info(&self) -> Result<Option<DelegationInfo<'a>>, DecodeError> {
        self.buffer(DelegationInfo::TYPE).map(DelegationInfo::decode).transpose()
    }

    /// DEVICE_INFO: the machine the client sits at.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn device_info(&self) -> Result<Option<DeviceInfo>, DecodeError> {
        self.buffer(DeviceInfo::TYPE).map(DeviceInfo::decode).transpose()
    }

    /// CREDENTIALS_INFO: sealed secrets.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn credentials_info(&self) -> Result<Option<CredentialsInfo<'a>>, DecodeError> {
        self.buffer(CredentialsInfo::TYPE).map(CredentialsInfo::decode).transpose()
    }

    /// Claims, which are not entered.
    #[must_use]
    pub fn claims(&self, whose: ClaimsOf) -> Option<ClaimsInfo<'a>> {
        self.buffer(whose.buffer_type()).map(|octets| ClaimsInfo { whose, octets })
    }

    /// A signature, unverified: its type says which key it wants.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn signature(&self, kind: SignatureKind) -> Result<Option<PacSignatureData<'a>>, DecodeError> {
        self.buffer(kind.buffer_type()).map(PacSignatureData::decode).transpose()
    }

    /// Where the first buffer of a type lies.
    pub(crate) fn place(&self, buffer_type: BufferType) -> Option<Range<usize>> {
        let entry = self.entries.iter().find(|entry| entry.buffer_type == buffer_type)?;
        Some(entry.start..entry.end)
    }
}

impl std::fmt::Debug for Pac<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.entries.iter().map(|entry| entry.buffer_type)).finish()
    }
}

impl Entry {
    /// Reads PAC_INFO_BUFFER; the buffer must lie from `least` to `most`.
    fn read(directory: &mut Octets<'_>, least: usize, most: usize) -> Result<Self, DecodeError> {
        let buffer_type = BufferType(directory.u32()?);
        let (size, offset) = (directory.u32()?, directory.u64()?);
        let outside = DecodeError::Outside(buffer_type);
        let start = usize::try_from(offset).map_err(|_| outside)?;
        let end = usize::try_from(size).ok().and_then(|size| start.checked_add(size)).ok_or(outside)?;
        if start < least || end > most {
            return Err(outside);
        }
        if !start.is_multiple_of(ALIGNMENT) {
            return Err(DecodeError::Unaligned(buffer_type));
        }
        Ok(Self { buffer_type, start, end })
    }
}

/// Empty buffers lie nowhere.
fn overlap(entries: &[Entry]) -> bool {
    let filled = entries.iter().filter(|entry| entry.start < entry.end);
    let mut places: SmallVec<[(usize, usize); 10]> = filled.map(|entry| (entry.start, entry.end)).collect();
    places.sort_unstable();
    places.windows(2).any(|pair| matches!(pair, [one, two] if one.1 > two.0))
}

/// Every buffer begins at a multiple of it.
pub(crate) const ALIGNMENT: usize = 8;

/// cBuffers and Version.
pub(crate) const HEAD_BYTES: usize = 8;

/// PAC_INFO_BUFFER.
pub(crate) const ENTRY_BYTES: usize = 16;
