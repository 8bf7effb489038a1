//! What every wire type can do, and the public face of it.

use super::{Reader, Writer};
use crate::DecodeError;

/// Reading and writing of one value among others.
pub(crate) trait Codec<'a>: Sized {
    /// Reads the next value of `reader`.
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError>;
    /// Writes this value before what `writer` holds.
    fn write(&self, writer: &mut Writer);
}

/// Reads a value that `octets` hold alone.
#[inline]
pub(crate) fn decode<'a, T: Codec<'a>>(octets: &'a [u8]) -> Result<T, DecodeError> {
    let mut reader = Reader::new(octets);
    let value = T::read(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Writes a value alone.
pub(crate) fn to_vec<'a, T: Codec<'a>>(value: &T) -> Vec<u8> {
    let mut writer = Writer::new();
    value.write(&mut writer);
    writer.to_vec()
}

/// Gives a type the public methods `decode`, `encode_into` and `to_vec` over its [`Codec`].
macro_rules! public_codec {
    ($type:ident < $lifetime:lifetime >) => {
        impl<$lifetime> $type<$lifetime> {
            public_codec!(@decode $lifetime);
            public_codec!(@encode);
        }
    };
    ($type:ident) => {
        impl $type {
            public_codec!(@decode '_);
            public_codec!(@encode);
        }
    };
    (@decode $lifetime:lifetime) => {
        /// Reads the value that is all of `octets`.
        ///
        /// # Errors
        /// If `octets` are anything else; trailing octets are refused.
        pub fn decode(octets: &$lifetime [u8]) -> Result<Self, $crate::DecodeError> {
            $crate::der::codec::decode(octets)
        }
    };
    (@encode) => {
        /// Writes the value in DER before what `writer` holds.
        pub fn encode_into(&self, writer: &mut $crate::der::Writer) {
            $crate::der::codec::Codec::write(self, writer);
        }

        /// The value in DER.
        #[must_use]
        pub fn to_vec(&self) -> Vec<u8> {
            $crate::der::codec::to_vec(self)
        }
    };
}
pub(crate) use public_codec;
