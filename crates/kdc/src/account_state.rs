//! Whether the accounts may be used at all (RFC 4120 §3.1.3, MS-KILE 3.3.5.7 and 3.3.5.7.1).
//!
//! A domain controller tells that a password has expired only to who knows it; other KDCs tell it first.

use xrealm_directory::{Account, AccountKind};
use xrealm_names::{PrincipalName, Timestamp};

use crate::Refusal;
use crate::asked::Asked;

/// What is refused whoever asks.
pub(crate) fn before_proof(asked: &Asked<'_>, client: &Account, service: &Account) -> Result<(), Refusal> {
    client_usable(client, asked.now.time)?;
    service_usable(asked, service, false)?;
    if asked.is_windows() { Ok(()) } else { password_usable(asked, client, service) }
}

/// What is refused to who has proven to be the client. An expired password opens kadmin/changepw and nothing else.
pub(crate) fn password_usable(asked: &Asked<'_>, client: &Account, service: &Account) -> Result<(), Refusal> {
    let due = asked.realm.password_expires(client).is_some_and(|at| at <= asked.now.time);
    let expired = client.flags.password_expired || due;
    if expired && !service.is_password_service() { Err(Refusal::PasswordExpired) } else { Ok(()) }
}

/// Refuses a service that is disabled or expired, and one that takes user-to-user.
///
/// An account without a service principal name has a password that a person chose: a ticket under its key could be
/// guessed at leisure, so domain controllers issue user-to-user tickets only (MS-KILE 3.3.5.7).
pub(crate) fn service_usable(asked: &Asked<'_>, service: &Account, user_to_user: bool) -> Result<(), Refusal> {
    if service.flags.disabled {
        return Err(Refusal::ServiceDisabled);
    }
    if let Some(at) = service.account_expires.filter(|at| *at <= asked.now.time) {
        return Err(Refusal::ServiceExpired { at });
    }
    let is_person = service.kind == AccountKind::User && service.service_principal_names.is_empty();
    if asked.is_windows() && is_person && !user_to_user { Err(Refusal::MustUseUserToUser) } else { Ok(()) }
}

/// Looks again at an own client whose login is a while ago (MS-KILE 3.3.5.7.1): a domain controller does, other KDCs let
/// a ticket be good until it ends.
pub(crate) fn still_usable(asked: &Asked<'_>, client: &PrincipalName, authtime: Timestamp) -> Result<(), Refusal> {
    if !asked.is_windows() || asked.now.time - authtime <= RECHECK_AFTER_SECONDS {
        return Ok(());
    }
    client_usable(asked.realm.client(client).ok_or(Refusal::ClientDeleted)?, asked.now.time)
}

/// Refuses a client that is disabled, locked out or expired.
fn client_usable(client: &Account, now: Timestamp) -> Result<(), Refusal> {
    if client.flags.disabled {
        return Err(Refusal::ClientDisabled);
    }
    if client.flags.locked_out {
        return Err(Refusal::ClientLockedOut);
    }
    match client.account_expires {
        Some(at) if at <= now => Err(Refusal::ClientExpired { at }),
        Some(_) | None => Ok(()),
    }
}

/// Age of a login from which on the client's account is looked at again (MS-KILE 3.3.5.7.1).
const RECHECK_AFTER_SECONDS: i64 = 20 * 60;
