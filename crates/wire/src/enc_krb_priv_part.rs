//! EncKrbPrivPart, RFC 4120 §5.7.1.

use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Tag, Writer};
use crate::{DecodeError, UserMessage};

/// What a KRB-PRIV says: the fields of a KRB-SAFE-BODY.
///
/// ```text
/// EncKrbPrivPart  ::= [APPLICATION 28] SEQUENCE {
///         user-data       [0] OCTET STRING,
///         timestamp       [1] KerberosTime OPTIONAL,
///         usec            [2] Microseconds OPTIONAL,
///         seq-number      [3] UInt32 OPTIONAL,
///         s-address       [4] HostAddress -- sender's addr --,
///         r-address       [5] HostAddress OPTIONAL -- recip's addr
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncKrbPrivPart<'a>(pub UserMessage<'a>);

impl EncKrbPrivPart<'_> {
    const TAG: Tag = Tag::application(28);
}

impl<'a> Codec<'a> for EncKrbPrivPart<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.enter(Self::TAG, Reader::value).map(Self)
    }

    fn write(&self, writer: &mut Writer) {
        writer.wrap(Self::TAG, |w| w.value(&self.0));
    }
}

public_codec!(EncKrbPrivPart<'a>);
