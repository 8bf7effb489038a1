//! PA-PAC-OPTIONS, MS-KILE 2.2.10, MS-SFU 2.2.5.

use crate::DecodeError;
use crate::der::codec::{Codec, public_codec};
use crate::der::{Reader, Writer};
use crate::flags::kerberos_flags;

/// What the client knows of PACs. Microsoft's two documents print the syntax in two ways; this is what is sent.
///
/// ```text
/// PA-PAC-OPTIONS          ::= SEQUENCE {
///         options         [0] KerberosFlags
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaPacOptions {
    /// The options.
    pub options: PacOptions,
}

kerberos_flags! {
    /// The flags of [`PaPacOptions`].
    PacOptions {
        /// Bit 0: the client knows claims.
        CLAIMS = 0, "claims";
        /// Bit 1: the client is aware of branch offices.
        BRANCH_AWARE = 1, "branch-aware";
        /// Bit 2: a read-only domain controller shall pass the request on.
        FORWARD_TO_FULL_DC = 2, "forward-to-full-dc";
        /// Bit 3: the client knows resource-based constrained delegation.
        RESOURCE_BASED_CONSTRAINED_DELEGATION = 3, "resource-based-constrained-delegation";
    }
}

impl<'a> Codec<'a> for PaPacOptions {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.sequence(0, |fields| Ok(Self { options: PacOptions(fields.field(0, Reader::flags)?) }))
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|w| w.field(0, |w| w.flags(self.options.0)));
    }
}

public_codec!(PaPacOptions);
