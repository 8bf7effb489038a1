//! Authorization data of the new ticket: the old ticket's, then the client's own (RFC 4120 §3.3.3).
//!
//! What only a KDC may say is taken out of the client's, and out of what came over a trust: who could add a PAC would
//! choose the groups it names.

use xrealm_crypto::KeyUsage;
use xrealm_wire::{AuthDataElement, AuthorizationData, ad_type};

use super::presented::{Issuer, Opened, Verified};
use crate::Refusal;
use crate::asked::Asked;
use crate::authorization_data::{Element, decode, encode};

/// Elements that only a KDC may put into a ticket. 512 is the signature of old MIT KDCs.
const KDC_ONLY: [i32; 5] =
    [ad_type::KDC_ISSUED, ad_type::CAMMAC, ad_type::AUTHENTICATION_INDICATOR, ad_type::WIN2K_PAC, 512];

/// What is taken out of a domain's own tickets.
const PAC_ONLY: [i32; 1] = [ad_type::WIN2K_PAC];

/// How deep containers are looked into; deeper ones are taken out.
const MAX_CONTAINER_DEPTH: usize = 4;

/// The authorization data of the new ticket beside the PAC, which is made anew.
pub(super) fn carried(asked: &Asked<'_>, opened: &Opened, verified: &Verified<'_>) -> Result<Vec<Element>, Refusal> {
    let in_ticket = verified.part.authorization_data;
    let mut elements = match (opened.issuer, in_ticket) {
        (_, None) => Vec::new(),
        (Issuer::Partner(_), Some(octets)) => cleaned_list(&decode(octets)?, &KDC_ONLY, 0)?,
        (Issuer::Own, Some(octets)) if asked.realm.sid().is_some() => cleaned_list(&decode(octets)?, &PAC_ONLY, 0)?,
        (Issuer::Own, Some(octets)) => owned(&decode(octets)?),
    };
    if let Some(sealed) = &asked.body().enc_authorization_data {
        let (key, usage) = match &verified.subkey {
            Some(subkey) => (subkey, KeyUsage::TGS_REQ_AUTHDATA_SUBKEY),
            None => (&opened.session_key, KeyUsage::TGS_REQ_AUTHDATA_SESSION),
        };
        let added = key.open(usage, sealed.cipher).map_err(|_| Refusal::AuthorizationDataIntegrity)?;
        elements.extend(cleaned_list(&decode(&added)?, &KDC_ONLY, 0)?);
    }
    Ok(elements)
}

fn owned(list: &AuthorizationData<'_>) -> Vec<Element> {
    list.0.iter().map(|element| (element.ad_type, element.ad_data.to_vec())).collect()
}

/// The elements without those of these types.
fn cleaned_list(list: &AuthorizationData<'_>, unwanted: &[i32], depth: usize) -> Result<Vec<Element>, Refusal> {
    let mut kept = Vec::new();
    for element in list.0.iter() {
        if let Some(content) = cleaned(element, unwanted, depth)? {
            kept.push((element.ad_type, content));
        }
    }
    Ok(kept)
}

/// The content of an element without what is unwanted; `None` if nothing of it remains.
fn cleaned(element: &AuthDataElement<'_>, unwanted: &[i32], depth: usize) -> Result<Option<Vec<u8>>, Refusal> {
    match element.ad_type {
        kind if unwanted.contains(&kind) => Ok(None),
        ad_type::MANDATORY_FOR_KDC | ad_type::FX_FAST_ARMOR => Err(Refusal::MandatoryAuthorizationData),
        ad_type::IF_RELEVANT if depth == MAX_CONTAINER_DEPTH => Ok(None),
        ad_type::IF_RELEVANT => {
            let kept = cleaned_list(&decode(element.ad_data)?, unwanted, depth + 1)?;
            Ok((!kept.is_empty()).then(|| encode(&kept)))
        }
        _ => Ok(Some(element.ad_data.to_vec())),
    }
}
