//! Reads NDR. Nothing it is told about lengths is believed before the octets are seen to be there.

use xrealm_names::Sid;

use super::{FILLER, HEADER, LEAST_SID_BYTES, Octets};
use crate::{DecodeError, FileTime, GroupAttributes, GroupMembership, SidAndAttributes, WideText};

/// The octets behind the headers, which alignment counts from.
pub(crate) struct NdrReader<'a> {
    rest: Octets<'a>,
    length: usize,
}

/// RPC_UNICODE_STRING without its text (MS-DTYP 2.3.10).
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextHeader {
    length: u16,
    present: bool,
}

/// A pointer to an array and the field that counts it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ArrayPointer {
    pub(crate) count: u32,
    pub(crate) present: bool,
}

impl<'a> NdrReader<'a> {
    /// Reads both headers and the pointer to the one structure that follows.
    pub(crate) fn open(buffer: &'a [u8]) -> Result<Self, DecodeError> {
        let mut octets = Octets(buffer);
        if octets.array()? != HEADER {
            return Err(DecodeError::NdrHeader);
        }
        octets.take(FILLER.len())?;
        let length = length(octets.u32()?);
        octets.u32()?;
        let payload = octets.take(length)?;
        let mut reader = Self { rest: Octets(payload), length };
        if reader.pointer()? { Ok(reader) } else { Err(DecodeError::NullPointer) }
    }

    pub(crate) fn u16(&mut self) -> Result<u16, DecodeError> {
        self.align(2)?;
        self.rest.u16()
    }

    pub(crate) fn u32(&mut self) -> Result<u32, DecodeError> {
        self.align(4)?;
        self.rest.u32()
    }

    /// FILETIME is two fields of 32 bits, hence aligned to four.
    pub(crate) fn file_time(&mut self) -> Result<FileTime, DecodeError> {
        self.align(4)?;
        self.rest.u64().map(FileTime)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        self.rest.array()
    }

    /// Whether a pointer points anywhere. Unique pointers never share what they point to.
    pub(crate) fn pointer(&mut self) -> Result<bool, DecodeError> {
        Ok(self.u32()? != 0)
    }

    /// A count and, right behind it, the pointer to what it counts.
    pub(crate) fn counted_pointer(&mut self) -> Result<ArrayPointer, DecodeError> {
        Ok(ArrayPointer { count: self.u32()?, present: self.pointer()? })
    }

    pub(crate) fn text_header(&mut self) -> Result<TextHeader, DecodeError> {
        self.align(4)?;
        let length = self.rest.u16()?;
        self.rest.u16()?;
        Ok(TextHeader { length, present: self.pointer()? })
    }

    /// The text of a header: a conformant varying array of UTF-16 units, whole and from the start.
    pub(crate) fn text(&mut self, header: TextHeader) -> Result<WideText<'a>, DecodeError> {
        if !header.present {
            return if header.length == 0 { Ok(WideText::EMPTY) } else { Err(DecodeError::NullPointer) };
        }
        let (most, offset, units) = (self.u32()?, self.u32()?, self.u32()?);
        if offset != 0 || units > most || u64::from(units) * 2 != u64::from(header.length) {
            return Err(DecodeError::TextLength);
        }
        WideText::from_utf16_le(self.rest.take(usize::from(header.length))?)
    }

    /// RPC_SID: the sub-authority count as the array's size, then the packed form.
    pub(crate) fn sid(&mut self) -> Result<Sid, DecodeError> {
        let counted = self.u32()?;
        let found = self.rest.0.get(1).copied().ok_or(DecodeError::Truncated)?;
        if counted != u32::from(found) {
            return Err(DecodeError::Count { counted, found: u32::from(found) });
        }
        Ok(Sid::from_bytes(self.rest.take(8 + 4 * usize::from(found))?)?)
    }

    /// The elements of an array, each of which takes at least `least` octets with all that hangs on it.
    pub(crate) fn elements<T>(
        &mut self,
        array: ArrayPointer,
        least: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        if !array.present {
            return if array.count == 0 { Ok(Vec::new()) } else { Err(DecodeError::NullPointer) };
        }
        let found = self.u32()?;
        if found != array.count {
            return Err(DecodeError::Count { counted: array.count, found });
        }
        let count = length(found);
        if count.saturating_mul(least) > self.rest.0.len() {
            return Err(DecodeError::Truncated);
        }
        let mut elements = Vec::with_capacity(count);
        for _ in 0..count {
            elements.push(read(self)?);
        }
        Ok(elements)
    }

    pub(crate) fn memberships(&mut self, array: ArrayPointer) -> Result<Vec<GroupMembership>, DecodeError> {
        self.elements(array, 8, |reader| {
            Ok(GroupMembership { relative_id: reader.u32()?, attributes: GroupAttributes(reader.u32()?) })
        })
    }

    /// KERB_SID_AND_ATTRIBUTES: all pointers and attributes, then all SIDs.
    pub(crate) fn sids_and_attributes(&mut self, array: ArrayPointer) -> Result<Vec<SidAndAttributes>, DecodeError> {
        let mut sids = self.elements(array, 8 + LEAST_SID_BYTES, |reader| {
            if !reader.pointer()? {
                return Err(DecodeError::NullPointer);
            }
            Ok(SidAndAttributes { sid: Sid::domain([0; 3]), attributes: GroupAttributes(reader.u32()?) })
        })?;
        for entry in &mut sids {
            entry.sid = self.sid()?;
        }
        Ok(sids)
    }

    fn align(&mut self, to: usize) -> Result<(), DecodeError> {
        let at = self.length - self.rest.0.len();
        self.rest.take(at.next_multiple_of(to) - at).map(drop)
    }
}

/// On a machine whose addresses are shorter, nothing of that length is there.
fn length(field: u32) -> usize {
    usize::try_from(field).unwrap_or(usize::MAX)
}
