//! PA-DATA and lists of it, RFC 4120 §5.2.7.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Limit, Reader, Writer};
use crate::{DecodeError, List};

/// One element of pre-authentication data.
///
/// ```text
/// PA-DATA         ::= SEQUENCE {
///         -- NOTE: first tag is [1], not [0]
///         padata-type     [1] Int32,
///         padata-value    [2] OCTET STRING -- might be encoded AP-REQ
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PaData<'a> {
    /// What it is, see [`crate::padata`].
    pub padata_type: i32,
    /// Its content.
    pub padata_value: &'a [u8],
}

/// A list of pre-authentication data: the `padata` of requests and replies, `encrypted-pa-data`, and METHOD-DATA.
///
/// ```text
/// METHOD-DATA     ::= SEQUENCE OF PA-DATA
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaDataList<'a>(pub List<PaData<'a>, 8>);

impl<'a> PaDataList<'a> {
    /// The content of the first element of this type.
    #[must_use]
    pub fn find(&self, padata_type: i32) -> Option<&'a [u8]> {
        self.iter().find(|element| element.padata_type == padata_type).map(|element| element.padata_value)
    }

    /// Whether there is an element of this type.
    #[must_use]
    pub fn contains(&self, padata_type: i32) -> bool {
        self.find(padata_type).is_some()
    }

    /// Adds an element behind the others.
    pub fn push(&mut self, padata_type: i32, padata_value: &'a [u8]) {
        self.0.push(PaData { padata_type, padata_value });
    }

    /// The elements in order.
    pub fn iter(&self) -> std::slice::Iter<'_, PaData<'a>> {
        self.0.iter()
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes the field `[number]`, which RFC 4120 wants absent rather than empty.
    pub(crate) fn write_field(&self, number: u8, writer: &mut Writer) {
        if !self.is_empty() {
            writer.field(number, |w| w.value(self));
        }
    }
}

impl<'a> FromIterator<PaData<'a>> for PaDataList<'a> {
    fn from_iter<I: IntoIterator<Item = PaData<'a>>>(elements: I) -> Self {
        Self(elements.into_iter().collect())
    }
}

impl<'list, 'a> IntoIterator for &'list PaDataList<'a> {
    type Item = &'list PaData<'a>;
    type IntoIter = std::slice::Iter<'list, PaData<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> Codec<'a> for PaData<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(2, |fields| {
            Ok(Self {
                padata_type: fields.field(1, Reader::int32)?,
                padata_value: fields.field(2, Reader::octet_string)?,
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.field(2, |w| w.octet_string(self.padata_value));
            w.field(1, |w| w.integer(i64::from(self.padata_type)));
        });
    }
}

impl<'a> Codec<'a> for PaDataList<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence_of(ELEMENTS, Reader::value).map(Self)
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence_of(self.0.iter(), Writer::value);
    }
}

public_codec!(PaData<'a>);
public_codec!(PaDataList<'a>);

/// The most elements of one list that are read.
pub const MAX_PA_DATA: usize = 128;
const ELEMENTS: Limit = Limit { what: "padata", max: MAX_PA_DATA };
