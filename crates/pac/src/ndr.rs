//! Type serialisation version 1 of NDR (MS-RPCE 2.2.6), as far as the PAC uses it: little-endian, unique pointers,
//! conformant arrays, RPC_UNICODE_STRING, RPC_SID.

mod octets;
pub(crate) mod reader;
pub(crate) mod writer;

pub(crate) use octets::Octets;
pub(crate) use reader::NdrReader;
pub(crate) use writer::{NdrWriter, write_sid};

/// Version 1, little-endian, header of eight octets; four octets of filler follow.
const HEADER: [u8; 4] = [0x01, 0x10, 0x08, 0x00];

/// What Windows fills the header with; nobody reads it.
const FILLER: [u8; 4] = [0xCC; 4];

/// Both headers: the common one, and the length of what follows with four reserved octets.
const HEADERS_BYTES: usize = 16;

/// Windows numbers its pointers from here, in steps of four.
const FIRST_REFERENT: u32 = 0x0002_0000;
const REFERENT_STEP: u32 = 4;

/// A SID's sub-authority count, its head, and no sub-authority.
const LEAST_SID_BYTES: usize = 4 + 8;
