//! Writing from the back.

use xrealm_names::Timestamp;

use super::Tag;
use super::codec::Codec;
use super::reader::PVNO;

/// Writes DER values backward into a buffer that can be used again.
///
/// Because a value's contents stand in the buffer before its length is written, no length is computed in advance and
/// nothing is moved. Everything is therefore written in reverse: last field first.
///
/// ```
/// use xrealm_wire::der::Writer;
///
/// let mut writer = Writer::new();
/// writer.sequence(|w| {
///     w.field(1, |w| w.octet_string(b"two"));
///     w.field(0, |w| w.integer(1));
/// });
/// assert_eq!(writer.as_slice(), b"\x30\x0c\xa0\x03\x02\x01\x01\xa1\x05\x04\x03two");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Writer {
    /// `buffer[start..]` is what has been written; before it is room.
    buffer: Vec<u8>,
    start: usize,
}

impl Writer {
    /// A writer without a buffer yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { buffer: Vec::new(), start: 0 }
    }

    /// A writer with room for `octets` octets before its buffer has to grow.
    #[must_use]
    pub fn with_capacity(octets: usize) -> Self {
        Self { buffer: vec![0; octets], start: octets }
    }

    /// Forgets what was written and keeps the buffer.
    pub fn clear(&mut self) {
        self.start = self.buffer.len();
    }

    /// How many octets have been written.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.buffer.len() - self.start
    }

    /// Whether nothing has been written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What has been written.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// What has been written, as a vector of its own.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        self.as_slice().to_vec()
    }

    /// Writes octets as they are.
    #[inline]
    pub fn raw(&mut self, octets: &[u8]) {
        if self.start < octets.len() {
            self.grow(octets.len());
        }
        let end = self.start;
        self.start -= octets.len();
        if let Some(room) = self.buffer.get_mut(self.start..end) {
            room.copy_from_slice(octets);
        }
    }

    /// Writes what `contents` writes, and `tag` and length before it.
    #[inline]
    pub fn wrap(&mut self, tag: Tag, contents: impl FnOnce(&mut Self)) {
        let behind = self.len();
        contents(self);
        self.header(tag, self.len() - behind);
    }

    /// Writes a SEQUENCE or SEQUENCE OF.
    #[inline]
    pub fn sequence(&mut self, fields: impl FnOnce(&mut Self)) {
        self.wrap(Tag::SEQUENCE, fields);
    }

    /// Writes the explicitly tagged field `[number]`.
    #[inline]
    pub fn field(&mut self, number: u8, value: impl FnOnce(&mut Self)) {
        self.wrap(Tag::context(number), value);
    }

    /// Writes the field `[number]` if there is a value for it.
    #[inline]
    pub fn optional<T>(&mut self, number: u8, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        if let Some(value) = value {
            self.field(number, |w| write(w, value));
        }
    }

    /// Writes a SEQUENCE OF of `elements`, which are given in order.
    #[inline]
    pub fn sequence_of<T>(
        &mut self,
        elements: impl DoubleEndedIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.sequence(|w| elements.rev().for_each(|element| write(w, element)));
    }

    /// Writes an INTEGER in as few octets as it needs.
    pub fn integer(&mut self, value: i64) {
        let octets = value.to_be_bytes();
        let spare = octets
            .array_windows()
            .take_while(|[high, next]| {
                matches!((high, next), (0x00, next) if next & SIGN == 0)
                    || matches!((high, next), (0xff, next) if next & SIGN != 0)
            })
            .count();
        self.primitive(Tag::INTEGER, octets.get(spare..).unwrap_or(&octets));
    }

    /// Writes a version field: 5.
    pub fn version(&mut self) {
        self.integer(i64::from(PVNO));
    }

    /// Writes a BOOLEAN.
    pub fn boolean(&mut self, value: bool) {
        self.primitive(Tag::BOOLEAN, &[if value { 0xff } else { 0x00 }]);
    }

    /// Writes 32 flags as a BIT STRING, most significant first.
    pub fn flags(&mut self, flags: u32) {
        let [a, b, c, d] = flags.to_be_bytes();
        self.primitive(Tag::BIT_STRING, &[0, a, b, c, d]);
    }

    /// Writes an OCTET STRING.
    pub fn octet_string(&mut self, octets: &[u8]) {
        self.primitive(Tag::OCTET_STRING, octets);
    }

    /// Writes a GeneralString with these octets.
    pub fn general_string(&mut self, octets: &[u8]) {
        self.primitive(Tag::GENERAL_STRING, octets);
    }

    /// Writes a KerberosTime.
    pub fn time(&mut self, time: Timestamp) {
        self.primitive(Tag::GENERALIZED_TIME, &time.to_generalized());
    }

    /// Writes contents octets, and `tag` and length before them.
    #[inline]
    pub fn primitive(&mut self, tag: Tag, contents: &[u8]) {
        self.raw(contents);
        self.header(tag, contents.len());
    }

    /// Writes a value of one of our types.
    #[inline]
    pub(crate) fn value<'a>(&mut self, value: &impl Codec<'a>) {
        value.write(self);
    }

    #[inline]
    fn header(&mut self, Tag(tag): Tag, length: usize) {
        match u8::try_from(length) {
            Ok(short @ ..SIGN) => self.raw(&[tag, short]),
            Ok(one) => self.raw(&[tag, 0x81, one]),
            Err(_) => self.long_header(tag, length),
        }
    }

    fn long_header(&mut self, tag: u8, length: usize) {
        let octets = length.to_be_bytes();
        let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
        let octets = octets.get(zeros..).unwrap_or(&octets);
        self.raw(octets);
        self.raw(&[tag, SIGN | u8::try_from(octets.len()).unwrap_or_default()]);
    }

    /// Makes room for at least `wanted` octets before what is written, and doubles the buffer.
    #[cold]
    fn grow(&mut self, wanted: usize) {
        let written = self.len();
        let capacity = (written + wanted).max(2 * self.buffer.len()).max(FIRST_CAPACITY);
        let mut larger = vec![0; capacity];
        let start = capacity - written;
        if let Some(room) = larger.get_mut(start..) {
            room.copy_from_slice(self.as_slice());
        }
        self.buffer = larger;
        self.start = start;
    }
}

const SIGN: u8 = 0x80;
const FIRST_CAPACITY: usize = 512;

#[cfg(test)]
mod tests;
