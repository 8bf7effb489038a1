//! Zero-copy reading.

use xrealm_names::Timestamp;

use super::Tag;
use super::codec::Codec;
use crate::{DecodeError, List};

/// Reads DER values one after another from a slice, without copying them.
///
/// Nothing recurses by itself: how deep a value is entered is decided by the type that reads it, so nesting in hostile
/// input costs nothing.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

/// One value: what its tag is, what is in it, and the octets of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    /// The identifier octet.
    pub tag: Tag,
    /// The contents octets.
    pub contents: &'a [u8],
    /// Identifier, length and contents octets.
    pub octets: &'a [u8],
}

/// Upper bound of the elements of one list.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// The elements, in the plural, for the error.
    pub what: &'static str,
    /// How many are accepted.
    pub max: usize,
}

impl<'a> Reader<'a> {
    /// A reader of `octets` from their beginning.
    #[must_use]
    pub const fn new(octets: &'a [u8]) -> Self {
        Self { rest: octets }
    }

    /// Whether everything has been read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next value, if there is one.
    #[must_use]
    pub fn peek(&self) -> Option<Tag> {
        self.rest.first().copied().map(Tag)
    }

    /// Reads the next value, whatever its tag.
    ///
    /// # Errors
    /// If the tag or the length is malformed, or the value is not complete.
    #[inline]
    pub fn element(&mut self) -> Result<Element<'a>, DecodeError> {
        let start = self.rest;
        let (&tag, after_tag) = start.split_first().ok_or(DecodeError::Truncated { missing: 2 })?;
        if Tag(tag).number() == HIGH_TAG_NUMBER {
            return Err(DecodeError::HighTagNumber);
        }
        let (length, body) = read_length(after_tag)?;
        let Some((contents, rest)) = body.split_at_checked(length) else {
            return Err(DecodeError::Truncated { missing: length.saturating_sub(body.len()) });
        };
        let octets = start.get(..start.len() - rest.len()).unwrap_or(start);
        self.rest = rest;
        Ok(Element { tag: Tag(tag), contents, octets })
    }

    /// Reads the next value, which must have `tag`, and returns its contents.
    ///
    /// # Errors
    /// If another value or none stands here, or it is malformed.
    #[inline]
    pub fn read(&mut self, tag: Tag) -> Result<&'a [u8], DecodeError> {
        self.expect(tag)?;
        Ok(self.element()?.contents)
    }

    /// Reads the next value, which must have `tag`, and returns all its octets unread.
    ///
    /// # Errors
    /// If another value or none stands here, or it is malformed.
    pub fn octets_of(&mut self, tag: Tag) -> Result<&'a [u8], DecodeError> {
        self.expect(tag)?;
        Ok(self.element()?.octets)
    }

    /// Refuses octets that have not been read.
    ///
    /// # Errors
    /// [`DecodeError::TrailingOctets`] if there are any.
    pub const fn end(&self) -> Result<(), DecodeError> {
        match self.rest.len() {
            0 => Ok(()),
            count => Err(DecodeError::TrailingOctets { count }),
        }
    }

    /// Enters the next value, which must have `tag` and hold exactly what `read` reads.
    ///
    /// # Errors
    /// If another value or none stands here, those of `read`, or octets it left.
    #[inline]
    pub fn enter<T>(
        &mut self,
        tag: Tag,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let mut inner = Reader::new(self.read(tag)?);
        let value = read(&mut inner)?;
        inner.end()?;
        Ok(value)
    }

    /// Reads a SEQUENCE whose highest field we know is `[last_known]`; fields with higher numbers are skipped.
    ///
    /// # Errors
    /// As for [`Reader::enter`], and for anything but higher-numbered fields behind the known ones.
    #[inline]
    pub fn sequence<T>(
        &mut self,
        last_known: u8,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        self.enter(Tag::SEQUENCE, |fields| {
            let value = read(fields)?;
            fields.skip_unknown(last_known)?;
            Ok(value)
        })
    }

    /// Reads a SEQUENCE OF with at most `limit` elements.
    ///
    /// # Errors
    /// Those of `read`, and [`DecodeError::TooMany`].
    #[inline]
    pub fn sequence_of<T: Copy + Default, const N: usize>(
        &mut self,
        limit: Limit,
        read: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<List<T, N>, DecodeError> {
        self.collect_of(limit, read)
    }

    /// Reads a SEQUENCE OF with at most `limit` elements into a collection of the caller's.
    ///
    /// # Errors
    /// Those of `read`, and [`DecodeError::TooMany`].
    #[inline]
    pub fn collect_of<T, C: Default + Extend<T>>(
        &mut self,
        limit: Limit,
        mut read: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<C, DecodeError> {
        let mut elements = Reader::new(self.read(Tag::SEQUENCE)?);
        let mut collection = C::default();
        let mut room = limit.max;
        while !elements.is_empty() {
            room = room.checked_sub(1).ok_or(DecodeError::TooMany { what: limit.what, limit: limit.max })?;
            collection.extend([read(&mut elements)?]);
        }
        Ok(collection)
    }

    /// Reads the mandatory field `[number]`.
    ///
    /// # Errors
    /// As for [`Reader::enter`].
    #[inline]
    pub fn field<T>(
        &mut self,
        number: u8,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        self.enter(Tag::context(number), read)
    }

    /// Reads the field `[number]` if it stands here.
    ///
    /// # Errors
    /// As for [`Reader::enter`], if the field is there.
    #[inline]
    pub fn optional<T>(
        &mut self,
        number: u8,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        if self.peek() == Some(Tag::context(number)) { self.field(number, read).map(Some) } else { Ok(None) }
    }

    /// Reads an INTEGER of up to eight octets, minimal or not.
    ///
    /// # Errors
    /// [`DecodeError::IntegerOutOfRange`] if it has none or more octets.
    pub fn integer(&mut self) -> Result<i64, DecodeError> {
        integer(self.read(Tag::INTEGER)?)
    }

    /// Reads an `Int32`.
    ///
    /// # Errors
    /// [`DecodeError::IntegerOutOfRange`] outside its range.
    pub fn int32(&mut self) -> Result<i32, DecodeError> {
        i32::try_from(self.integer()?).map_err(|_| DecodeError::IntegerOutOfRange)
    }

    /// Reads `Microseconds`, 0 to 999999.
    ///
    /// # Errors
    /// [`DecodeError::IntegerOutOfRange`] outside that range.
    pub fn microseconds(&mut self) -> Result<u32, DecodeError> {
        match u32::try_from(self.integer()?) {
            Ok(micros) if micros < MICROSECONDS_PER_SECOND => Ok(micros),
            _ => Err(DecodeError::IntegerOutOfRange),
        }
    }

    /// Reads a version field, which must be 5.
    ///
    /// # Errors
    /// [`DecodeError::ProtocolVersion`] if it is another.
    pub fn version(&mut self) -> Result<(), DecodeError> {
        match self.int32()? {
            PVNO => Ok(()),
            other => Err(DecodeError::ProtocolVersion(other)),
        }
    }

    /// Reads a BOOLEAN; every octet but zero is true.
    ///
    /// # Errors
    /// [`DecodeError::Boolean`] if it is not one octet.
    pub fn boolean(&mut self) -> Result<bool, DecodeError> {
        match self.read(Tag::BOOLEAN)? {
            [octet] => Ok(*octet != 0),
            _ => Err(DecodeError::Boolean),
        }
    }

    /// Reads a BIT STRING as 32 flags, first bit the most significant: missing bits are clear, further ones dropped.
    ///
    /// # Errors
    /// [`DecodeError::BitString`] if the count of unused bits is impossible.
    pub fn flags(&mut self) -> Result<u32, DecodeError> {
        flags(self.read(Tag::BIT_STRING)?)
    }

    /// Reads an OCTET STRING.
    ///
    /// # Errors
    /// If another value or none stands here, or it is malformed.
    pub fn octet_string(&mut self) -> Result<&'a [u8], DecodeError> {
        self.read(Tag::OCTET_STRING)
    }

    /// Reads a GeneralString (KerberosString, Realm) as the octets it has, whatever they are.
    ///
    /// # Errors
    /// If another value or none stands here, or it is malformed.
    pub fn general_string(&mut self) -> Result<&'a [u8], DecodeError> {
        self.read(Tag::GENERAL_STRING)
    }

    /// Reads a KerberosTime: whole seconds of UTC, nothing else.
    ///
    /// # Errors
    /// [`DecodeError::Time`] for any other spelling, or a date the calendar does not have.
    pub fn time(&mut self) -> Result<Timestamp, DecodeError> {
        Timestamp::from_generalized(self.read(Tag::GENERALIZED_TIME)?).map_err(|_| DecodeError::Time)
    }

    /// Reads a value of one of our types.
    #[inline]
    pub(crate) fn value<T: Codec<'a>>(&mut self) -> Result<T, DecodeError> {
        T::read(self)
    }

    #[inline]
    fn expect(&self, expected: Tag) -> Result<(), DecodeError> {
        match self.peek() {
            Some(found) if found == expected => Ok(()),
            Some(found) => Err(DecodeError::UnexpectedTag { expected, found }),
            None => Err(DecodeError::Missing { expected }),
        }
    }

    #[inline]
    fn skip_unknown(&mut self, last_known: u8) -> Result<(), DecodeError> {
        let mut last = last_known;
        while let Some(found) = self.peek() {
            if !found.is_context() || found.number() <= last {
                return Err(DecodeError::UnexpectedTag { expected: Tag::context(last.saturating_add(1)), found });
            }
            last = found.number();
            self.element()?;
        }
        Ok(())
    }
}

#[inline]
fn read_length(octets: &[u8]) -> Result<(usize, &[u8]), DecodeError> {
    let (&first, rest) = octets.split_first().ok_or(DecodeError::Truncated { missing: 1 })?;
    if first < LONG_FORM {
        return Ok((usize::from(first), rest));
    }
    let count = first & !LONG_FORM;
    if count == 0 {
        return Err(DecodeError::IndefiniteLength);
    }
    if count > MAX_LENGTH_OCTETS {
        return Err(DecodeError::LengthOfLength { octets: count });
    }
    let Some((length, body)) = rest.split_at_checked(usize::from(count)) else {
        return Err(DecodeError::Truncated { missing: usize::from(count) - rest.len() });
    };
    Ok((length.iter().fold(0, |sum, &octet| sum << 8 | usize::from(octet)), body))
}

pub(super) fn integer(contents: &[u8]) -> Result<i64, DecodeError> {
    let (&first, rest) = contents.split_first().ok_or(DecodeError::IntegerOutOfRange)?;
    if contents.len() > MAX_INTEGER_OCTETS {
        return Err(DecodeError::IntegerOutOfRange);
    }
    let sign = i64::from(i8::from_be_bytes([first]));
    Ok(rest.iter().fold(sign, |value, &octet| value << 8 | i64::from(octet)))
}

fn flags(contents: &[u8]) -> Result<u32, DecodeError> {
    let (&unused, bits) = contents.split_first().ok_or(DecodeError::BitString)?;
    if unused > 7 || (bits.is_empty() && unused != 0) {
        return Err(DecodeError::BitString);
    }
    let mut word = [0; 4];
    for (to, from) in word.iter_mut().zip(bits) {
        *to = *from;
    }
    let meaningful = bits.len() * 8 - usize::from(unused);
    let mask = if meaningful >= 32 { u32::MAX } else { !(u32::MAX >> meaningful) };
    Ok(u32::from_be_bytes(word) & mask)
}

/// Longest INTEGER read; the fields are of 32 bits, the rest is tolerance for padding.
pub(super) const MAX_INTEGER_OCTETS: usize = 8;
/// Protocol version of every message and ticket.
pub(super) const PVNO: i32 = 5;

const HIGH_TAG_NUMBER: u8 = 0x1f;
const LONG_FORM: u8 = 0x80;
const MAX_LENGTH_OCTETS: u8 = 4;
const MICROSECONDS_PER_SECOND: u32 = 1_000_000;

#[cfg(test)]
mod tests;
