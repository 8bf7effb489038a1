//! Pre-authentication of the AS exchange (RFC 4120 §5.2.7 and §7.5.2).

mod enc_timestamp;
mod etype_info;

use xrealm_crypto::Key;
use xrealm_directory::Account;
use xrealm_wire::PaDataList;
use xrealm_wire::padata::{PA_ENC_TIMESTAMP, PA_PAC_REQUEST, PaPacRequest};

use crate::Refusal;
use crate::asked::Asked;

pub(crate) use etype_info::Hint;

/// What the pre-authentication data of a request proved.
pub(crate) enum Proof {
    /// The client holds its key.
    Proven,
    /// Nothing was proven, and nothing has to be.
    NotRequired,
    /// Something has to be proven first: KDC_ERR_PREAUTH_REQUIRED. Not a failure, but the first half of a login.
    Required,
}

/// Checks the pre-authentication data of a request for this client.
///
/// # Errors
/// [`Refusal::PreauthFailed`], [`Refusal::PreauthEtype`], [`Refusal::ClockSkew`] or [`Refusal::Malformed`] if there is
/// data and it proves nothing.
pub(crate) fn check(asked: &Asked<'_>, client: &Account) -> Result<Proof, Refusal> {
    match asked.req.padata.find(PA_ENC_TIMESTAMP) {
        Some(value) => enc_timestamp::verify(value, asked, client).map(|()| Proof::Proven),
        None if client.flags.preauth_not_required => Ok(Proof::NotRequired),
        None => Ok(Proof::Required),
    }
}

/// METHOD-DATA for KDC_ERR_PREAUTH_REQUIRED and KDC_ERR_PREAUTH_FAILED: how to make the key, then what to prove.
pub(crate) fn method_data(asked: &Asked<'_>, client: &Account) -> Vec<u8> {
    let hints = etype_info::for_request(asked, client);
    let mut list = PaDataList::default();
    let (first, others) = hints.split_at(hints.len().min(1));
    first.iter().for_each(|hint| list.push(hint.padata_type, &hint.value));
    // Where domain controllers put it: behind the first hint on how to make its key.
    list.push(PA_ENC_TIMESTAMP, &[]);
    others.iter().for_each(|hint| list.push(hint.padata_type, &hint.value));
    list.to_vec()
}

/// What the client says about a PAC; `None` if it says nothing that can be read.
pub(crate) fn pac_request(asked: &Asked<'_>) -> Option<bool> {
    let value = asked.req.padata.find(PA_PAC_REQUEST)?;
    PaPacRequest::decode(value).ok().map(|request| request.include_pac)
}

/// Padata of an AS-REP: how the reply key is made from the password.
pub(crate) fn reply_hints(asked: &Asked<'_>, client: &Account, reply_key: &Key) -> Vec<Hint> {
    etype_info::for_reply(asked, client, reply_key.etype())
}
