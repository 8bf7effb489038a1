//! PA-ENC-TIMESTAMP (RFC 4120 §5.2.7.2): the client's time, sealed with its key.

use xrealm_crypto::KeyUsage;
use xrealm_directory::Account;
use xrealm_names::EncryptionType;
use xrealm_wire::EncryptedData;
use xrealm_wire::padata::PaEncTsEnc;

use crate::Refusal;
use crate::asked::Asked;

/// Opens the time with the client's key and compares it with the KDC's clock.
pub(super) fn verify(value: &[u8], asked: &Asked<'_>, client: &Account) -> Result<(), Refusal> {
    let malformed = Refusal::Malformed { part: "PA-ENC-TIMESTAMP" };
    let sealed = EncryptedData::decode(value).map_err(|_| malformed.clone())?;
    let key = EncryptionType::from_number(sealed.etype)
        .filter(|etype| asked.realm.etypes_of(client).any(|own| own == *etype))
        .and_then(|etype| client.keys.key(etype))
        .ok_or(Refusal::PreauthEtype(sealed.etype))?;
    let opened = key.open(KeyUsage::PA_ENC_TIMESTAMP, sealed.cipher).map_err(|_| Refusal::PreauthFailed)?;
    let stamp = PaEncTsEnc::decode(&opened).map_err(|_| malformed)?;
    asked.tolerate(stamp.patimestamp)
}
