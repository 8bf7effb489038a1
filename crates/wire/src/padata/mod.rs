//! Pre-authentication data: type numbers, and one type a file.
//!
//! The content of a [`crate::PaData`] is octets; what is in them depends on its type:
//! PA-TGS-REQ holds a [`crate::ApReq`], PA-ENC-TIMESTAMP a [`crate::EncryptedData`] of a [`PaEncTsEnc`],
//! PA-REQ-ENC-PA-REP nothing in a request and a [`crate::Checksum`] in a reply.

mod etype_info;
mod etype_info2;
mod kerb_error_data;
mod number;
mod pa_enc_ts_enc;
mod pa_for_user;
mod pa_pac_options;
mod pa_pac_request;
mod pa_s4u_x509_user;
mod pa_supported_enctypes;

pub use etype_info::{EtypeInfo, EtypeInfoEntry};
pub use etype_info2::{EtypeInfo2, EtypeInfo2Entry, MAX_ETYPE_INFO};
pub use kerb_error_data::{KerbErrorData, KerbExtError};
pub use number::*;
pub use pa_enc_ts_enc::PaEncTsEnc;
pub use pa_for_user::PaForUser;
pub use pa_pac_options::{PaPacOptions, PacOptions};
pub use pa_pac_request::PaPacRequest;
pub use pa_s4u_x509_user::{PaS4uX509User, S4uOptions, S4uUserId};
pub use pa_supported_enctypes::PaSupportedEnctypes;
