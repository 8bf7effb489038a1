//! KERB-PA-PAC-REQUEST, MS-KILE 2.2.3.

use crate::DecodeError;
use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};

/// Whether the client wants a PAC in its ticket.
///
/// ```text
/// KERB-PA-PAC-REQUEST     ::= SEQUENCE {
///         include-pac     [0] BOOLEAN
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaPacRequest {
    /// If true and no PAC is there, include one; if false and one is there, remove it.
    pub include_pac: bool,
}

impl<'a> Codec<'a> for PaPacRequest {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(0, |fields| Ok(Self { include_pac: fields.field(0, Reader::boolean)? }))
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| w.field(0, |w| w.boolean(self.include_pac)));
    }
}

public_codec!(PaPacRequest);
