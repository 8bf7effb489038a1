//! Identifier octets of DER values.

use std::fmt;

/// One identifier octet: class, constructed bit and a tag number below 31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag(pub u8);

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self(0x01);
    /// INTEGER.
    pub const INTEGER: Self = Self(0x02);
    /// BIT STRING, primitive.
    pub const BIT_STRING: Self = Self(0x03);
    /// OCTET STRING, primitive.
    pub const OCTET_STRING: Self = Self(0x04);
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: Self = Self(0x18);
    /// GeneralString.
    pub const GENERAL_STRING: Self = Self(0x1b);
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: Self = Self(0x30);

    /// `[APPLICATION number]`, constructed.
    #[must_use]
    pub const fn application(number: u8) -> Self {
        Self(0x60 | (number & NUMBER_MASK))
    }

    /// `[number]`, constructed, as every field of a Kerberos SEQUENCE has it.
    #[must_use]
    pub const fn context(number: u8) -> Self {
        Self(0xa0 | (number & NUMBER_MASK))
    }

    /// The tag number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0 & NUMBER_MASK
    }

    /// Whether this is `[n]`, constructed.
    #[must_use]
    pub const fn is_context(self) -> bool {
        self.0 & !NUMBER_MASK == 0xa0
    }

    /// Whether this is `[APPLICATION n]`, constructed.
    #[must_use]
    pub const fn is_application(self) -> bool {
        self.0 & !NUMBER_MASK == 0x60
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::BOOLEAN => f.write_str("BOOLEAN"),
            Self::INTEGER => f.write_str("INTEGER"),
            Self::BIT_STRING => f.write_str("BIT STRING"),
            Self::OCTET_STRING => f.write_str("OCTET STRING"),
            Self::GENERALIZED_TIME => f.write_str("GeneralizedTime"),
            Self::GENERAL_STRING => f.write_str("GeneralString"),
            Self::SEQUENCE => f.write_str("SEQUENCE"),
            tag if tag.is_context() => write!(f, "[{}]", tag.number()),
            tag if tag.is_application() => write!(f, "[APPLICATION {}]", tag.number()),
            Self(octet) => write!(f, "tag {octet:#04x}"),
        }
    }
}

const NUMBER_MASK: u8 = 0x1f;
