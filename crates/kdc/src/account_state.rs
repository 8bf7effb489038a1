//! Whether the accounts may be used at all (RFC 4120 §3.1.3, MS-KILE 3.3.5.7.1).
//!
//! A domain controller tells that a password has expired only to who knows it; other KDCs tell it first.

use xrealm_directory::Account;
use xrealm_names::Timestamp;
use xrealm_wire::EncTicketPart;

use crate::Refusal;
use crate::asked::Asked;

/// Age of a ticket from which on the client's account is looked at again (MS-KILE 3.3.5.7.1).
const RECHECK_AFTER_SECONDS: i64 = 20 * 60;

/// What is refused whoever asks.
pub(crate) fn before_proof(asked: &Asked<'_>, client: &Account, service: &Account) -> Result<(), Refusal> {
    client_usable(client, asked.now.time)?;
    service_usable(service, asked.now.time)?;
    if asked.is_windows() { Ok(()) } else { password_usable(asked, client) }
}

/// What is refused to who has proven to be the client.
pub(crate) fn after_proof(asked: &Asked<'_>, client: &Account) -> Result<(), Refusal> {
    password_usable(asked, client)
}

/// Looks again at an own client whose ticket is older than a while (MS-KILE 3.3.5.7.1): a domain controller does,
/// other KDCs let a ticket be good until it ends.
pub(crate) fn still_usable(asked: &Asked<'_>, own_ticket: bool, part: &EncTicketPart<'_>) -> Result<(), Refusal> {
    let old = asked.now.time - part.authtime > RECHECK_AFTER_SECONDS;
    let own_client = std::str::from_utf8(part.crealm).is_ok_and(|crealm| asked.realm.answers_to(crealm));
    if !asked.is_windows() || !own_ticket || !own_client || !old {
        return Ok(());
    }
    let name = part.cname.to_owned().map_err(|_| Refusal::ClientDeleted)?;
    client_usable(asked.realm.client(&name).ok_or(Refusal::ClientDeleted)?, asked.now.time)
}

/// Refuses a client that is disabled, locked out or expired.
pub(crate) fn client_usable(client: &Account, now: Timestamp) -> Result<(), Refusal> {
    if client.flags.disabled {
        return Err(Refusal::ClientDisabled);
    }
    if client.flags.locked_out {
        return Err(Refusal::ClientLockedOut);
    }
    match client.account_expires {
        Some(at) if at <= now => Err(Refusal::ClientExpired { at }),
        _ => Ok(()),
    }
}

/// Refuses a service that is disabled or expired.
pub(crate) fn service_usable(service: &Account, now: Timestamp) -> Result<(), Refusal> {
    if service.flags.disabled {
        return Err(Refusal::ServiceDisabled);
    }
    match service.account_expires {
        Some(at) if at <= now => Err(Refusal::ServiceExpired { at }),
        _ => Ok(()),
    }
}

/// An expired password opens kadmin/changepw and nothing else.
fn password_usable(asked: &Asked<'_>, client: &Account) -> Result<(), Refusal> {
    let expired = client.flags.password_expired || client.password_expires.is_some_and(|at| at <= asked.now.time);
    if expired && !asks_for_password_change(asked) { Err(Refusal::PasswordExpired) } else { Ok(()) }
}

fn asks_for_password_change(asked: &Asked<'_>) -> bool {
    let sname = asked.body().sname.as_ref();
    sname.is_some_and(|sname| sname.name_string.as_slice() == [b"kadmin".as_slice(), b"changepw"])
}
