//! Authorization data as a KDC handles it: elements, and the PAC among them.

use smallvec::SmallVec;
use xrealm_wire::{AuthDataElement, AuthorizationData, ad_type};

use crate::Refusal;

/// Type and content of an element.
pub(crate) type Element = (i32, Vec<u8>);

pub(crate) fn decode(octets: &[u8]) -> Result<AuthorizationData<'_>, Refusal> {
    AuthorizationData::decode(octets).map_err(|_| Refusal::Malformed { part: "authorization data" })
}

pub(crate) fn encode(elements: &[Element]) -> Vec<u8> {
    list(elements).to_vec()
}

/// The octets of the AuthorizationData that has this PAC in front (MS-KILE 3.3.5.6.4).
pub(crate) fn with_pac(pac: &[u8], others: &[Element]) -> Vec<u8> {
    let inner = one(ad_type::WIN2K_PAC, pac).to_vec();
    let mut all = one(ad_type::IF_RELEVANT, &inner);
    list(others).0.iter().for_each(|element| all.0.push(*element));
    all.to_vec()
}

/// The PACs in it: they stand in AD-IF-RELEVANT.
pub(crate) fn pacs(octets: &[u8]) -> Result<SmallVec<[&[u8]; 1]>, Refusal> {
    let mut found = SmallVec::new();
    for container in decode(octets)?.0.iter().filter(|element| element.ad_type == ad_type::IF_RELEVANT) {
        let inner = decode(container.ad_data)?;
        let pacs = inner.0.iter().filter(|element| element.ad_type == ad_type::WIN2K_PAC);
        found.extend(pacs.map(|element| element.ad_data));
    }
    Ok(found)
}

/// The same octets with a single zero octet in place of each PAC, as the ticket signature covers them (MS-PAC 2.8.2).
pub(crate) fn with_blank_pacs(octets: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut elements = Vec::new();
    for element in decode(octets)?.0.iter() {
        let content = match element.ad_type {
            ad_type::IF_RELEVANT => {
                let inner = decode(element.ad_data)?;
                let blank = inner.0.iter().map(|element| AuthDataElement {
                    ad_data: if element.ad_type == ad_type::WIN2K_PAC { &[0] } else { element.ad_data },
                    ..*element
                });
                AuthorizationData(blank.collect()).to_vec()
            }
            _ => element.ad_data.to_vec(),
        };
        elements.push((element.ad_type, content));
    }
    Ok(encode(&elements))
}

fn list(elements: &[Element]) -> AuthorizationData<'_> {
    AuthorizationData(
        elements.iter().map(|(ad_type, ad_data)| AuthDataElement { ad_type: *ad_type, ad_data }).collect(),
    )
}

fn one(ad_type: i32, ad_data: &[u8]) -> AuthorizationData<'_> {
    AuthorizationData([AuthDataElement { ad_type, ad_data }].into_iter().collect())
}
