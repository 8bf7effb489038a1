//! encrypted-pa-data of replies (RFC 6806 §11, MS-KILE 3.1.5.1).

use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::SupportedEncryptionTypes;
use xrealm_wire::padata::{PA_REQ_ENC_PA_REP, PA_SUPPORTED_ENCTYPES};
use xrealm_wire::{Checksum, PaDataList};

use crate::asked::Asked;

/// The padata that only the client can read, with its octets.
#[derive(Default)]
pub(crate) struct EncryptedPaData {
    request_checksum: Option<Vec<u8>>,
    supported_enctypes: Option<[u8; 4]>,
}

impl EncryptedPaData {
    /// What this request gets: the checksum over the request if it asks for one, and from a domain controller the
    /// encryption types that the service understands.
    pub(crate) fn new(asked: &Asked<'_>, reply_key: &Key, understood: SupportedEncryptionTypes) -> Self {
        let request_checksum = asked.req.padata.contains(PA_REQ_ENC_PA_REP).then(|| {
            let made = reply_key.checksum(KeyUsage::REQ_ENC_PA_REP, asked.octets);
            Checksum { cksumtype: made.checksum_type, checksum: &made.mac }.to_vec()
        });
        let supported_enctypes = asked.is_windows().then(|| understood.0.to_le_bytes());
        Self { request_checksum, supported_enctypes }
    }

    /// Whether the reply proves that the request was not altered.
    pub(crate) fn covers_request(&self) -> bool {
        self.request_checksum.is_some()
    }

    pub(crate) fn list(&self) -> Option<PaDataList<'_>> {
        let mut list = PaDataList::default();
        if let Some(checksum) = &self.request_checksum {
            list.push(PA_REQ_ENC_PA_REP, checksum);
        }
        if let Some(mask) = &self.supported_enctypes {
            list.push(PA_SUPPORTED_ENCTYPES, mask);
        }
        (!list.is_empty()).then_some(list)
    }
}
