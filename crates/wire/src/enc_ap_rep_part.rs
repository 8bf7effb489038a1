//! EncAPRepPart, RFC 4120 §5.5.2.

use xrealm_names::Timestamp;

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Tag, Writer};
use crate::{DecodeError, Echo32, EncryptionKey};

/// What an AP-REP says: the client's time again, and what the service chose.
///
/// ```text
/// EncAPRepPart    ::= [APPLICATION 27] SEQUENCE {
///         ctime           [0] KerberosTime,
///         cusec           [1] Microseconds,
///         subkey          [2] EncryptionKey OPTIONAL,
///         seq-number      [3] UInt32 OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncApRepPart<'a> {
    /// The `ctime` of the authenticator.
    pub ctime: Timestamp,
    /// The `cusec` of the authenticator.
    pub cusec: u32,
    /// A key of the service's choice.
    pub subkey: Option<EncryptionKey<'a>>,
    /// Where the service starts counting.
    pub seq_number: Option<Echo32>,
}

impl EncApRepPart<'_> {
    const TAG: Tag = Tag::application(27);
}

impl<'a> Codec<'a> for EncApRepPart<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(Self::TAG, |part| {
            part.sequence(3, |fields| {
                Ok(Self {
                    ctime: fields.field(0, Reader::time)?,
                    cusec: fields.field(1, Reader::microseconds)?,
                    subkey: fields.optional(2, Reader::value)?,
                    seq_number: fields.optional(3, Reader::value)?,
                })
            })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(Self::TAG, |w| {
            w.sequence(|w| {
                w.optional(3, self.seq_number.as_ref(), Writer::value);
                w.optional(2, self.subkey.as_ref(), Writer::value);
                w.field(1, |w| w.integer(i64::from(self.cusec)));
                w.field(0, |w| w.time(self.ctime));
            });
        });
    }
}

public_codec!(EncApRepPart<'a>);
