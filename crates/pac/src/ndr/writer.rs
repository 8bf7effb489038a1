//! Writes NDR as Windows does: referents in steps of four, pointed-to data in the order of the pointers.

use xrealm_names::Sid;

use super::{FILLER, FIRST_REFERENT, HEADER, HEADERS_BYTES, REFERENT_STEP};
use crate::{FileTime, GroupMembership, SidAndAttributes, WideText};

/// Appends one structure to `out`.
pub(crate) struct NdrWriter<'o> {
    out: &'o mut Vec<u8>,
    /// Where the headers begin.
    start: usize,
    next_referent: u32,
}

/// Units that Windows reserves behind a text and does not fill.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spare {
    None,
    /// Room for a terminator.
    OneUnit,
}

impl<'o> NdrWriter<'o> {
    /// Writes the headers and the pointer to the one structure that follows.
    pub(crate) fn open(out: &'o mut Vec<u8>) -> Self {
        let start = out.len();
        out.extend_from_slice(&HEADER);
        out.extend_from_slice(&FILLER);
        out.extend_from_slice(&[0; HEADERS_BYTES - HEADER.len() - FILLER.len()]);
        let mut writer = Self { out, start, next_referent: FIRST_REFERENT };
        writer.pointer(true);
        writer
    }

    /// Pads to eight octets and fills in the length.
    pub(crate) fn close(mut self) {
        self.align(8);
        let length = field(self.out.len() - self.start - HEADERS_BYTES);
        if let Some(place) = self.out.get_mut(self.start + 8..self.start + 12) {
            place.copy_from_slice(&length.to_le_bytes());
        }
    }

    pub(crate) fn u16(&mut self, value: u16) {
        self.align(2);
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.align(4);
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    pub(crate) fn file_time(&mut self, FileTime(steps): FileTime) {
        self.align(4);
        self.out.extend_from_slice(&steps.to_le_bytes());
    }

    pub(crate) fn octets(&mut self, octets: &[u8]) {
        self.out.extend_from_slice(octets);
    }

    /// A pointer, null unless something is there.
    pub(crate) fn pointer(&mut self, present: bool) {
        let referent = if present { self.referents(1) } else { 0 };
        self.u32(referent);
    }

    /// Takes the numbers of `count` pointers that are written later; gives the first. Windows numbers what an array's
    /// elements point to before it goes on with the fields behind the array's pointer.
    pub(crate) fn referents(&mut self, count: usize) -> u32 {
        let first = self.next_referent;
        self.next_referent = first.wrapping_add(field(count).wrapping_mul(REFERENT_STEP));
        first
    }

    pub(crate) fn text_header(&mut self, text: &WideText<'_>, spare: Spare) {
        let length = text.length_field();
        self.u16(length);
        self.u16(length.saturating_add(2 * spare.units(text)));
        self.pointer(true);
    }

    pub(crate) fn text(&mut self, text: &WideText<'_>, spare: Spare) {
        let units = text.length_field() / 2;
        self.u32(u32::from(units + spare.units(text)));
        self.u32(0);
        self.u32(u32::from(units));
        text.write(self.out);
    }

    pub(crate) fn count(&mut self, count: usize) {
        self.u32(field(count));
    }

    pub(crate) fn sid(&mut self, sid: &Sid) {
        self.count(sid.sub_authorities().len());
        write_sid(sid, self.out);
    }

    pub(crate) fn memberships(&mut self, groups: &[GroupMembership]) {
        self.count(groups.len());
        for group in groups {
            self.u32(group.relative_id);
            self.u32(group.attributes.0);
        }
    }

    /// The array, whose elements point at `first` and what follows, and then the SIDs.
    pub(crate) fn sids_and_attributes(&mut self, sids: &[SidAndAttributes], first: u32) {
        self.count(sids.len());
        let mut referent = first;
        for entry in sids {
            self.u32(referent);
            self.u32(entry.attributes.0);
            referent = referent.wrapping_add(REFERENT_STEP);
        }
        for entry in sids {
            self.sid(&entry.sid);
        }
    }

    fn align(&mut self, to: usize) {
        let written = self.out.len() - self.start;
        self.out.resize(self.start + written.next_multiple_of(to), 0);
    }
}

impl Spare {
    /// An empty text is written alike everywhere: nothing, and no room for more.
    fn units(self, text: &WideText<'_>) -> u16 {
        match self {
            Self::OneUnit if !text.is_empty() => 1,
            Self::OneUnit | Self::None => 0,
        }
    }
}

/// The packed form of a SID (MS-DTYP 2.4.2.2).
pub(crate) fn write_sid(sid: &Sid, out: &mut Vec<u8>) {
    let [_, _, authority @ ..] = sid.authority().to_be_bytes();
    out.push(1);
    out.push(u8::try_from(sid.sub_authorities().len()).unwrap_or(u8::MAX));
    out.extend_from_slice(&authority);
    for part in sid.sub_authorities() {
        out.extend_from_slice(&part.to_le_bytes());
    }
}

/// Counts of what lies in memory; a PAC beyond 32 bits is never written.
fn field(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
