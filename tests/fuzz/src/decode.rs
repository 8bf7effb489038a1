//! Reading never panics, and what was read is written so that it reads the same.

use xrealm_wire::{
    ApReq, Authenticator, AuthorizationData, EncKdcRepPart, EncTicketPart, EncryptedData, KdcRep, KdcReq, KrbError,
    Message, PaDataList, Ticket,
};

/// Reads `octets` as every type there is.
///
/// # Panics
/// If a value that was read is not the one its own encoding reads as.
pub fn decode(octets: &[u8]) {
    macro_rules! reads_as_itself {
        ($($type:ident),+) => {$(
            if let Ok(value) = $type::decode(octets) {
                let written = value.to_vec();
                let again = $type::decode(&written);
                assert!(again.as_ref() == Ok(&value), "{}: {value:?} was written as {again:?}", stringify!($type));
            }
        )+};
    }
    reads_as_itself!(Message, Ticket, ApReq, Authenticator, AuthorizationData, EncKdcRepPart, EncTicketPart);
    reads_as_itself!(EncryptedData, KdcRep, KrbError, PaDataList);
    if let Ok(request) = KdcReq::decode(octets) {
        let written = request.to_vec();
        assert!(written.len() <= octets.len() + 64, "a request grew from {} to {} octets", octets.len(), written.len());
    }
}
