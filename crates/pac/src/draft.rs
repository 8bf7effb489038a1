//! A PAC that is being put together, and how it is written.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use smallvec::SmallVec;

use crate::pactype::{ALIGNMENT, ENTRY_BYTES, HEAD_BYTES};
use crate::{BufferType, PacBuffer};

/// The buffers of a PAC to be issued, in order. Nothing is written before [`PacDraft::encode`] or
/// [`PacDraft::sign`](PacDraft::sign).
///
/// The draft borrows: octets that are passed on, and contents that somebody else made.
#[derive(Clone, Default)]
pub struct PacDraft<'a> {
    /// Not in place: a `SmallVec` could neither be lent for a shorter time nor outlive what it borrows by a line.
    parts: Vec<Part<'a>>,
}

#[derive(Clone)]
struct Part<'a> {
    buffer_type: BufferType,
    content: Content<'a>,
}

#[derive(Clone)]
enum Content<'a> {
    Octets(Cow<'a, [u8]>),
    Buffer(&'a (dyn PacBuffer + Sync)),
    /// A signature to come: its type, and how many octets it takes.
    Placeholder {
        signature_type: i32,
        length: usize,
    },
}

/// Where a buffer was written.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) buffer_type: BufferType,
    pub(crate) place: Range<usize>,
}

impl<'a> PacDraft<'a> {
    /// No buffers yet.
    #[must_use]
    pub fn new() -> Self {
        Self { parts: Vec::with_capacity(USUAL_BUFFERS) }
    }

    /// Puts a buffer in the place of the first one of its type, or at the end.
    pub fn set(&mut self, buffer: &'a (impl PacBuffer + Sync)) -> &mut Self {
        self.put(buffer.buffer_type(), Content::Buffer(buffer))
    }

    /// Like [`PacDraft::set`], with octets: a buffer that was encoded before, or one this crate knows nothing of.
    pub fn set_octets(&mut self, buffer_type: BufferType, octets: impl Into<Cow<'a, [u8]>>) -> &mut Self {
        self.put(buffer_type, Content::Octets(octets.into()))
    }

    /// Puts a buffer at the end, even if there is one of its type.
    pub fn push_octets(&mut self, buffer_type: BufferType, octets: impl Into<Cow<'a, [u8]>>) -> &mut Self {
        self.parts.push(Part { buffer_type, content: Content::Octets(octets.into()) });
        self
    }

    /// Takes out every buffer of a type, duplicates too.
    pub fn remove(&mut self, buffer_type: BufferType) -> &mut Self {
        self.parts.retain(|part| part.buffer_type != buffer_type);
        self
    }

    /// Takes out every buffer whose type `keep` does not want.
    pub fn retain(&mut self, mut keep: impl FnMut(BufferType) -> bool) -> &mut Self {
        self.parts.retain(|part| keep(part.buffer_type));
        self
    }

    /// Whether there is a buffer of a type.
    #[must_use]
    pub fn contains(&self, buffer_type: BufferType) -> bool {
        self.parts.iter().any(|part| part.buffer_type == buffer_type)
    }

    /// The types of all buffers in order.
    pub fn buffer_types(&self) -> impl Iterator<Item = BufferType> {
        self.parts.iter().map(|part| part.buffer_type)
    }

    /// The PAC as it is, with whatever signatures it has.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.encode_into(&mut out);
        out
    }

    /// Like [`PacDraft::encode`], but appends to `out`.
    ///
    /// Every buffer begins at a multiple of eight from the start of the PAC, which also ends at one. The last buffer is
    /// never an empty one (MS-KILE 3.3.5.7): empty ones at the end are moved before the last that is not.
    pub fn encode_into(&self, out: &mut Vec<u8>) {
        self.write(out);
    }

    /// Makes room for a signature: in the place of the first one of the type, or at the end. Further ones are dropped.
    pub(crate) fn reserve_signature(&mut self, buffer_type: BufferType, signature_type: i32, length: usize) {
        let mut seen = false;
        self.parts.retain(|part| part.buffer_type != buffer_type || !std::mem::replace(&mut seen, true));
        self.put(buffer_type, Content::Placeholder { signature_type, length });
    }

    /// Writes the PAC; gives where in `out` each buffer lies.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> SmallVec<[Written; 10]> {
        let start = out.len();
        out.reserve(self.expected_bytes());
        out.extend_from_slice(&field(self.parts.len()).to_le_bytes());
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.resize(start + HEAD_BYTES + self.parts.len() * ENTRY_BYTES, 0);
        let mut written = SmallVec::with_capacity(self.parts.len());
        for part in self.in_written_order() {
            let begin = out.len();
            part.write(out);
            written.push(Written { buffer_type: part.buffer_type, place: begin..out.len() });
            let bytes = out.len() - start;
            out.resize(start + bytes.next_multiple_of(ALIGNMENT), 0);
        }
        fill_directory(&written, start, out);
        written
    }

    fn put(&mut self, buffer_type: BufferType, content: Content<'a>) -> &mut Self {
        match self.parts.iter_mut().find(|part| part.buffer_type == buffer_type) {
            Some(part) => part.content = content,
            None => self.parts.push(Part { buffer_type, content }),
        }
        self
    }

    /// The parts, empty ones at the end before the last that is not.
    fn in_written_order(&self) -> impl Iterator<Item = &Part<'a>> {
        let last = self.parts.iter().rposition(|part| !part.is_empty());
        let (before, from_last) = self.parts.split_at(last.unwrap_or(0));
        let (last, empty) = from_last.split_at(from_last.len().min(1));
        before.iter().chain(empty).chain(last)
    }

    fn expected_bytes(&self) -> usize {
        let parts: usize = self.parts.iter().map(Part::expected_bytes).sum();
        HEAD_BYTES + parts
    }
}

impl Part<'_> {
    fn is_empty(&self) -> bool {
        match &self.content {
            Content::Octets(octets) => octets.is_empty(),
            Content::Buffer(buffer) => buffer.is_empty(),
            Content::Placeholder { .. } => false,
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match &self.content {
            Content::Octets(octets) => out.extend_from_slice(octets),
            Content::Buffer(buffer) => buffer.encode_into(out),
            Content::Placeholder { signature_type, length } => {
                out.extend_from_slice(&signature_type.to_le_bytes());
                out.resize(out.len() + length, 0);
            }
        }
    }

    /// With its entry and its padding; a guess for what is not encoded yet.
    fn expected_bytes(&self) -> usize {
        let content = match &self.content {
            Content::Octets(octets) => octets.len(),
            Content::Buffer(_) => USUAL_BUFFER_BYTES,
            Content::Placeholder { length, .. } => SIGNATURE_TYPE_BYTES + length,
        };
        content + ENTRY_BYTES + ALIGNMENT
    }
}

impl fmt::Debug for PacDraft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.buffer_types()).finish()
    }
}

fn fill_directory(written: &[Written], start: usize, out: &mut [u8]) {
    let directory = out.get_mut(start + HEAD_BYTES..).unwrap_or_default();
    let (entries, _) = directory.as_chunks_mut::<ENTRY_BYTES>();
    for (entry, Written { buffer_type, place }) in entries.iter_mut().zip(written) {
        let [t0, t1, t2, t3] = buffer_type.0.to_le_bytes();
        let [s0, s1, s2, s3] = field(place.len()).to_le_bytes();
        let [o0, o1, o2, o3] = field(place.start - start).to_le_bytes();
        *entry = [t0, t1, t2, t3, s0, s1, s2, s3, o0, o1, o2, o3, 0, 0, 0, 0];
    }
}

/// A PAC beyond 32 bits is never written.
fn field(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// MS-PAC 2.3.
const VERSION: u32 = 0;

pub(crate) const SIGNATURE_TYPE_BYTES: usize = 4;

/// What a service ticket has, and some more.
const USUAL_BUFFERS: usize = 12;

/// Enough for all but LOGON_INFO, whose surplus the guesses for the others make up for.
const USUAL_BUFFER_BYTES: usize = 256;
