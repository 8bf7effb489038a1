//! PA-ENC-TS-ENC, RFC 4120 §5.2.7.2.

use xrealm_names::{Moment, Timestamp};

use crate::DecodeError;
use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};

/// The client's time, which it seals with its key to show that it knows it.
///
/// ```text
/// PA-ENC-TS-ENC           ::= SEQUENCE {
///         patimestamp     [0] KerberosTime -- client's time --,
///         pausec          [1] Microseconds OPTIONAL
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaEncTsEnc {
    /// Whole seconds.
    pub patimestamp: Timestamp,
    /// Microseconds.
    pub pausec: Option<u32>,
}

impl From<Moment> for PaEncTsEnc {
    fn from(now: Moment) -> Self {
        Self { patimestamp: now.time, pausec: Some(now.micros) }
    }
}

impl<'a> Codec<'a> for PaEncTsEnc {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(1, |fields| {
            Ok(Self { patimestamp: fields.field(0, Reader::time)?, pausec: fields.optional(1, Reader::microseconds)? })
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| {
            w.optional(1, self.pausec, |w, pausec| w.integer(i64::from(pausec)));
            w.field(0, |w| w.time(self.patimestamp));
        });
    }
}

public_codec!(PaEncTsEnc);
