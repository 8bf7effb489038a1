//! Authorization data of the new ticket: the old ticket's, then the client's own (RFC 4120 §3.3.3).
//!
//! What only a KDC may say is taken out of the client's: a client that could add a PAC would name its own groups.

use xrealm_crypto::{Key, KeyUsage};
use xrealm_wire::{AuthDataElement, AuthorizationData, ad_type};

use super::presented::Verified;
use crate::Refusal;
use crate::asked::Asked;

/// Elements that only a KDC may put into a ticket. 512 is the signature of old MIT KDCs.
const KDC_ONLY: [i32; 5] =
    [ad_type::KDC_ISSUED, ad_type::CAMMAC, ad_type::AUTHENTICATION_INDICATOR, ad_type::WIN2K_PAC, 512];

/// How deep containers are looked into; deeper ones are taken out.
const MAX_CONTAINER_DEPTH: usize = 4;

/// The octets of the AuthorizationData for the new ticket.
pub(super) fn carried(
    asked: &Asked<'_>,
    verified: &Verified<'_>,
    session_key: &Key,
) -> Result<Option<Vec<u8>>, Refusal> {
    let from_ticket = verified.part.authorization_data;
    let Some(sealed) = &asked.body().enc_authorization_data else {
        return Ok(from_ticket.map(<[u8]>::to_vec));
    };
    let (key, usage) = match &verified.subkey {
        Some(subkey) => (subkey, KeyUsage::TGS_REQ_AUTHDATA_SUBKEY),
        None => (session_key, KeyUsage::TGS_REQ_AUTHDATA_SESSION),
    };
    let opened = key.open(usage, sealed.cipher).map_err(|_| Refusal::AuthorizationDataIntegrity)?;
    let asked_for = decode(&opened)?;
    let kept = from_ticket.map(decode).transpose()?;

    let mut list = kept.unwrap_or(AuthorizationData(Default::default()));
    let mut owned = Vec::new();
    for element in &asked_for.0 {
        if let Some(cleaned) = cleaned(element, 0)? {
            owned.push((element.ad_type, cleaned));
        }
    }
    list.0.extend(owned.iter().map(|(ad_type, ad_data)| AuthDataElement { ad_type: *ad_type, ad_data }));
    Ok((!list.0.is_empty()).then(|| list.to_vec()))
}

/// The content of an element without what only a KDC may say; `None` if nothing of it remains.
fn cleaned(element: &AuthDataElement<'_>, depth: usize) -> Result<Option<Vec<u8>>, Refusal> {
    match element.ad_type {
        own if KDC_ONLY.contains(&own) => Ok(None),
        ad_type::MANDATORY_FOR_KDC => Err(Refusal::MandatoryAuthorizationData),
        ad_type::IF_RELEVANT if depth == MAX_CONTAINER_DEPTH => Ok(None),
        ad_type::IF_RELEVANT => {
            let mut owned = Vec::new();
            for inner in &decode(element.ad_data)?.0 {
                if let Some(content) = cleaned(inner, depth + 1)? {
                    owned.push((inner.ad_type, content));
                }
            }
            let list = owned.iter().map(|(ad_type, ad_data)| AuthDataElement { ad_type: *ad_type, ad_data });
            Ok((!owned.is_empty()).then(|| AuthorizationData(list.collect()).to_vec()))
        }
        _ => Ok(Some(element.ad_data.to_vec())),
    }
}

fn decode(octets: &[u8]) -> Result<AuthorizationData<'_>, Refusal> {
    AuthorizationData::decode(octets).map_err(|_| Refusal::Malformed { part: "authorization data" })
}
