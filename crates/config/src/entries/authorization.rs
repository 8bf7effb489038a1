//! Who an account is taken for besides itself, and who may do what in its name.

use xrealm_directory::Authorization;
use xrealm_names::Sid;

use super::{MembershipEntry, membership};
use crate::fields::{At, Fields};
use crate::finding::Problem;
use crate::values::{sid, spn, text, values};

/// An account or group, or a SID.
#[derive(Clone)]
pub(crate) enum TrusteeEntry {
    Sid(Sid),
    Named(MembershipEntry),
}

/// Reads the keys of an account that are for authorization.
pub(crate) fn authorization(fields: &Fields<'_>) -> Authorization<At<TrusteeEntry>> {
    Authorization {
        sid_history: values(fields.list("sid_history", sid).unwrap_or_default()),
        allowed_to_delegate_to: values(fields.list("allowed_to_delegate_to", spn).unwrap_or_default()),
        allowed_to_act_on_behalf: fields.list("allowed_to_act_on_behalf", trustee).unwrap_or_default(),
        allowed_to_authenticate: fields.list("allowed_to_authenticate", trustee).unwrap_or_default(),
        alt_security_identities: values(fields.list("alt_security_identities", text).unwrap_or_default()),
    }
}

/// Reads `NAME`, `NAME@domain` or a SID.
pub(crate) fn trustee(text: &str) -> Result<TrusteeEntry, Problem> {
    match text.parse() {
        Ok(sid) => Ok(TrusteeEntry::Sid(sid)),
        Err(_) => membership(text).map(TrusteeEntry::Named),
    }
}
