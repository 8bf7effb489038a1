//! KRB-ERROR replies (RFC 4120 §5.9.1), filled so that MIT, Heimdal and Windows clients act on them.

use xrealm_names::{Moment, Timestamp};
use xrealm_wire::padata::{KerbErrorData, KerbExtError};
use xrealm_wire::{KdcReq, KrbError, PrincipalName};

use crate::Refusal;
use crate::asked::Asked;

/// What an error tells beside its code.
#[derive(Default)]
pub(crate) struct Details<'a> {
    /// crealm and cname. In KDC_ERR_WRONG_REALM the realm is where to ask next (RFC 6806 §7).
    pub(crate) client: Option<(&'a [u8], PrincipalName<'a>)>,
    /// The client's clock as it told it.
    pub(crate) client_time: Option<(Timestamp, u32)>,
    pub(crate) e_text: Option<String>,
    pub(crate) e_data: Option<Vec<u8>>,
}

/// The octets of a KRB-ERROR that answers `req`.
///
/// realm and sname are those of the request (both are mandatory in the message); a request without sname gets
/// `krbtgt` of the realm it asked.
pub(crate) fn reply(code: i32, req: &KdcReq<'_>, now: Moment, details: &Details<'_>) -> Vec<u8> {
    let body = &req.body;
    let asked_for = match &body.sname {
        Some(sname) => sname.clone(),
        None => PrincipalName::krbtgt(body.realm),
    };
    KrbError {
        ctime: details.client_time.map(|(time, _)| time),
        cusec: details.client_time.map(|(_, micros)| micros),
        stime: now.time,
        susec: now.micros,
        error_code: code,
        crealm: details.client.as_ref().map(|(crealm, _)| *crealm),
        cname: details.client.as_ref().map(|(_, cname)| cname.clone()),
        realm: body.realm,
        sname: asked_for,
        e_text: details.e_text.as_ref().map(String::as_bytes),
        e_data: details.e_data.as_deref(),
    }
    .to_vec()
}

/// The octets of the KRB-ERROR that `refusal` becomes.
pub(crate) fn refuse(asked: &Asked<'_>, refusal: &Refusal, mut details: Details<'_>) -> Vec<u8> {
    let profile = asked.settings().profile;
    details.e_text = Some(shortened(refusal.to_string()));
    if details.e_data.is_none() && asked.is_windows() {
        details.e_data = refusal.nt_status().map(extended_error);
    }
    reply(refusal.code(profile), &asked.req, asked.now, &details)
}

/// KERB-ERROR-DATA with the NTSTATUS that Windows clients read (MS-KILE 2.2.1).
fn extended_error(status: u32) -> Vec<u8> {
    let value = KerbExtError::new(status).to_octets();
    KerbErrorData { data_type: KerbErrorData::EXTENDED, data_value: Some(&value) }.to_vec()
}

/// Longest e-text in octets: names in it come from the request and may be long.
const MAX_E_TEXT_BYTES: usize = 160;

fn shortened(mut text: String) -> String {
    if text.len() > MAX_E_TEXT_BYTES {
        text.truncate(text.floor_char_boundary(MAX_E_TEXT_BYTES));
        text.push_str("...");
    }
    text
}
