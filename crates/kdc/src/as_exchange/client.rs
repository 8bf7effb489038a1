//! Finding the client: an account of the realm, or the realm where it lives (MS-KILE 3.3.5.6.1, RFC 6806 §7).

use xrealm_directory::Account;
use xrealm_names::RealmName;
use xrealm_trust::{ClientVerdict, NoRoute};

use crate::Refusal;
use crate::asked::Asked;
use crate::outcome::Outcome;

/// Where the client lives.
pub(super) enum Client<'a> {
    /// In the realm that was asked.
    Here(&'a Account),
    /// In this realm, or closer to it.
    Elsewhere(RealmName),
}

/// Finds the client, by every name it may have here, then by what the global catalog and the trusts say.
pub(super) fn find<'a>(asked: &Asked<'a>, outcome: &mut Outcome) -> Result<Client<'a>, Refusal> {
    let cname = asked.body().cname.as_ref().ok_or(Refusal::NoClientName)?;
    let name = cname.to_owned().map_err(|_| Refusal::NoClientName)?;
    let (decision, held) = asked.realm.route_client(&name, asked.may_rename_client());
    if let Some(account) = held {
        return Ok(Client::Here(account));
    }
    let found = match &decision.verdict {
        ClientVerdict::Refer { realm } => Ok(Client::Elsewhere(realm.clone())),
        ClientVerdict::Refuse(no_route) => Err(Refusal::UnknownClient(no_route.clone())),
        // The own database was asked above and has no such name.
        ClientVerdict::AnswerHere => Err(Refusal::UnknownClient(NoRoute::UnknownClient { name: name.first().into() })),
    };
    outcome.client_decision = Some(decision);
    found
}
