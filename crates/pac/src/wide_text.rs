//! Texts as the PAC holds them: UTF-16, little-endian, no terminator.

use std::borrow::Cow;
use std::fmt;

use crate::{DecodeError, TextTooLong};

/// The most octets of one text: no name of a directory is as long, and all texts of a buffer that counts its offsets in
/// 16 bits fit.
pub const MAX_TEXT_BYTES: usize = 16_384;

/// A text of a PAC, either as it was received or as it is to be written.
///
/// A received text stays as it came, unpaired surrogates included, and is converted only when somebody reads it. Texts
/// are equal if their UTF-16 units are.
#[derive(Clone)]
pub struct WideText<'a>(Form<'a>);

#[derive(Clone)]
enum Form<'a> {
    /// An even number of octets, at most [`MAX_TEXT_BYTES`].
    Octets(Cow<'a, [u8]>),
    /// At most [`MAX_TEXT_BYTES`] octets when written.
    Text(Cow<'a, str>),
}

impl<'a> WideText<'a> {
    /// No text.
    pub const EMPTY: Self = Self(Form::Text(Cow::Borrowed("")));

    /// A text to be written.
    ///
    /// # Errors
    /// [`TextTooLong`] beyond [`MAX_TEXT_BYTES`].
    pub fn new(text: impl Into<Cow<'a, str>>) -> Result<Self, TextTooLong> {
        let text = text.into();
        match utf16_bytes(&text) {
            bytes if bytes > MAX_TEXT_BYTES => Err(TextTooLong(bytes)),
            _ => Ok(Self(Form::Text(text))),
        }
    }

    /// A text as it was received.
    ///
    /// # Errors
    /// [`DecodeError::TextLength`] for an odd number of octets, [`DecodeError::TextTooLong`] beyond
    /// [`MAX_TEXT_BYTES`].
    pub fn from_utf16_le(octets: &'a [u8]) -> Result<Self, DecodeError> {
        if octets.len() > MAX_TEXT_BYTES {
            return Err(TextTooLong(octets.len()).into());
        }
        if octets.len().is_multiple_of(2) {
            Ok(Self(Form::Octets(Cow::Borrowed(octets))))
        } else {
            Err(DecodeError::TextLength)
        }
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Form::Octets(octets) => octets.is_empty(),
            Form::Text(text) => text.is_empty(),
        }
    }

    /// Octets in UTF-16.
    #[must_use]
    pub fn byte_length(&self) -> usize {
        match &self.0 {
            Form::Octets(octets) => octets.len(),
            Form::Text(text) => utf16_bytes(text),
        }
    }

    /// The UTF-16 units.
    pub fn units(&self) -> impl Iterator<Item = u16> {
        let (octets, text): (&[u8], &str) = match &self.0 {
            Form::Octets(octets) => (octets, ""),
            Form::Text(text) => (&[], text),
        };
        let (pairs, _) = octets.as_chunks::<2>();
        pairs.iter().map(|pair| u16::from_le_bytes(*pair)).chain(text.encode_utf16())
    }

    /// The text, with U+FFFD for what is no UTF-16.
    #[must_use]
    pub fn to_text(&self) -> Cow<'_, str> {
        match &self.0 {
            Form::Octets(_) => Cow::Owned(
                char::decode_utf16(self.units()).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect(),
            ),
            Form::Text(text) => Cow::Borrowed(text),
        }
    }

    /// The same text, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> WideText<'static> {
        WideText(match self.0 {
            Form::Octets(octets) => Form::Octets(Cow::Owned(octets.into_owned())),
            Form::Text(text) => Form::Text(Cow::Owned(text.into_owned())),
        })
    }

    /// The octets in UTF-16 as a field of 16 bits has them, which [`MAX_TEXT_BYTES`] always fits.
    pub(crate) fn length_field(&self) -> u16 {
        u16::try_from(self.byte_length()).unwrap_or(u16::MAX)
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match &self.0 {
            Form::Octets(octets) => out.extend_from_slice(octets),
            Form::Text(text) if text.is_ascii() => out.extend(text.bytes().flat_map(|octet| [octet, 0])),
            Form::Text(text) => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        }
    }
}

fn utf16_bytes(text: &str) -> usize {
    if text.is_ascii() { 2 * text.len() } else { 2 * text.encode_utf16().count() }
}

impl Default for WideText<'_> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl PartialEq for WideText<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Form::Octets(one), Form::Octets(two)) => one == two,
            (Form::Text(one), Form::Text(two)) => one == two,
            (Form::Octets(_), Form::Text(_)) | (Form::Text(_), Form::Octets(_)) => self.units().eq(other.units()),
        }
    }
}

impl Eq for WideText<'_> {}

impl PartialEq<str> for WideText<'_> {
    fn eq(&self, other: &str) -> bool {
        self.units().eq(other.encode_utf16())
    }
}

impl PartialEq<&str> for WideText<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl fmt::Display for WideText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_text())
    }
}

impl fmt::Debug for WideText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.to_text(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_received_and_written() {
        for text in ["", "user1", "Jürgen", "a\u{1F600}b"] {
            let wide = WideText::new(text).unwrap();
            let mut octets = Vec::new();
            wide.write(&mut octets);
            assert_eq!(octets.len(), wide.byte_length());
            let received = WideText::from_utf16_le(&octets).unwrap();
            assert_eq!(received, wide);
            assert_eq!(received, text);
            assert_eq!(received.to_text(), text);
        }
    }

    #[test]
    fn an_unpaired_surrogate_survives() {
        let octets = [0x00, 0xD8, 0x41, 0x00];
        let text = WideText::from_utf16_le(&octets).unwrap();
        assert_eq!(text.to_string(), "\u{FFFD}A");
        let mut written = Vec::new();
        text.into_owned().write(&mut written);
        assert_eq!(written, octets);
    }

    #[test]
    fn half_units_and_endless_texts_are_refused() {
        assert_eq!(WideText::from_utf16_le(&[0x41]), Err(DecodeError::TextLength));
        let longest = "x".repeat(MAX_TEXT_BYTES / 2);
        assert!(WideText::new(&*longest).is_ok());
        assert_eq!(WideText::new(longest + "x"), Err(TextTooLong(MAX_TEXT_BYTES + 2)));
        let octets = [0; MAX_TEXT_BYTES + 2];
        assert_eq!(WideText::from_utf16_le(&octets), Err(TextTooLong(octets.len()).into()));
    }
}
