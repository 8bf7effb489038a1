//! Ticket, RFC 4120 §5.3.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Tag, Writer};
use crate::{DecodeError, EncryptedData, PrincipalName};

/// A ticket, sealed.
///
/// ```text
/// Ticket          ::= [APPLICATION 1] SEQUENCE {
///         tkt-vno         [0] INTEGER (5),
///         realm           [1] Realm,
///         sname           [2] PrincipalName,
///         enc-part        [3] EncryptedData -- EncTicketPart
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket<'a> {
    /// The realm that issued it.
    pub realm: &'a [u8],
    /// The service it is for.
    pub sname: PrincipalName<'a>,
    /// The sealed [`crate::EncTicketPart`].
    pub enc_part: EncryptedData<'a>,
}

impl Ticket<'_> {
    pub(crate) const TAG: Tag = Tag::application(1);
}

impl<'a> Codec<'a> for Ticket<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(Self::TAG, |ticket| {
            ticket.sequence(3, |fields| {
                fields.field(0, Reader::version)?;
                Ok(Self {
                    realm: fields.field(1, Reader::general_string)?,
                    sname: fields.field(2, Reader::value)?,
                    enc_part: fields.field(3, Reader::value)?,
                })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(Self::TAG, |w| {
            w.sequence(|w| {
                w.field(3, |w| w.value(&self.enc_part));
                w.field(2, |w| w.value(&self.sname));
                w.field(1, |w| w.general_string(self.realm));
                w.field(0, Writer::version);
            });
        });
    }
}

public_codec!(Ticket<'a>);
