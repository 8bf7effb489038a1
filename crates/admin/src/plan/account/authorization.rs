//! Who accounts are taken for, and who may do what in their name.

use xrealm_directory::{Account, Authorization, Realm, Trustee};
use xrealm_names::{NameType, PrincipalName, Sid};

use super::{membership, service_names};
use crate::names::Names;
use crate::plan::Means;
use crate::refusal::AccountRefusal;
use crate::{AuthorizationWish, OperationRefusal};

/// The authorization of `account` with what is asked for.
pub(super) fn after(
    wish: &AuthorizationWish,
    realm: &Realm,
    account: &Account,
    means: &Means<'_>,
) -> Result<Authorization<Trustee>, OperationRefusal> {
    let mut authorization = account.authorization().to_change();
    if *wish == AuthorizationWish::default() {
        return Ok(authorization);
    }
    if realm.sid().is_none() {
        let (realm, what) = (realm.name().clone(), "authorization of accounts");
        return Err(AccountRefusal::OnlyInDomains { realm, what }.into());
    }
    if let Some(typed) = &wish.sid_history {
        authorization.sid_history = typed.iter().map(|typed| sid(typed)).collect::<Result<_, _>>()?;
    }
    if let Some(typed) = &wish.allowed_to_delegate_to {
        authorization.allowed_to_delegate_to = service_names::parsed(typed)?;
    }
    if let Some(typed) = &wish.allowed_to_act_on_behalf {
        authorization.allowed_to_act_on_behalf = trustees(realm, typed, means)?;
    }
    if let Some(typed) = &wish.allowed_to_authenticate {
        authorization.allowed_to_authenticate = trustees(realm, typed, means)?;
    }
    if let Some(typed) = &wish.alt_security_identities {
        authorization.alt_security_identities = typed.iter().map(|identity| identity.as_str().into()).collect();
    }
    Ok(authorization)
}

/// By their SIDs, as accounts keep them: what is there already compares equal.
fn trustees(own: &Realm, typed: &[String], means: &Means<'_>) -> Result<Vec<Trustee>, OperationRefusal> {
    typed.iter().map(|typed| trustee(own, typed, means).map(Trustee::Sid)).collect()
}

fn trustee(own: &Realm, typed: &str, means: &Means<'_>) -> Result<Sid, OperationRefusal> {
    if let Ok(sid) = typed.parse() {
        return Ok(sid);
    }
    let (name, domain) = match typed.rsplit_once('@') {
        Some((name, domain)) => (name, Names::of(means.directory).served(domain)?),
        None => (typed, own),
    };
    let account = PrincipalName::new(NameType::PRINCIPAL, [name]).ok();
    let account = account.and_then(|name| domain.account_sid(domain.client(&name)?));
    match account {
        Some(sid) => Ok(sid),
        None => {
            let group = domain.group_sid(membership::find(domain, name)?);
            group.ok_or_else(|| AccountRefusal::BadSid { text: typed.to_owned() }.into())
        }
    }
}

fn sid(typed: &str) -> Result<Sid, AccountRefusal> {
    typed.parse().map_err(|_| AccountRefusal::BadSid { text: typed.to_owned() })
}
