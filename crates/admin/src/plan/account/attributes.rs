//! Marks, names, dates and encryption types of accounts.

use xrealm_directory::{Account, AccountAttributes, AccountFlags, Change, Realm};
use xrealm_names::Timestamp;

use super::{authorization, find, told, write};
use crate::names::Names;
use crate::plan::{Means, Plan};
use crate::refusal::AccountRefusal;
use crate::{AccountFacts, AccountWish, OperationRefusal};

pub(super) fn plan(wish: &AccountWish, means: &Means<'_>) -> Result<Plan, OperationRefusal> {
    let (realm, account) = find::editable(Names::of(means.directory).served(&wish.realm)?, &wish.name)?;
    let (realm_name, name) = (realm.name().clone(), account.name.clone());
    let mut changes = Vec::new();
    let flags = flags(wish, account.flags);
    if flags != account.flags {
        changes.push(Change::SetAccountFlags { realm: realm_name.clone(), name: name.clone(), flags });
    }
    let (before, attributes) = (AccountAttributes::of(account), attributes(wish, realm, account)?);
    if attributes != before {
        let attributes = Box::new(attributes);
        changes.push(Change::SetAccountAttributes { realm: realm_name.clone(), name: name.clone(), attributes });
    }
    let authorization = authorization::after(&wish.authorization, realm, account, means)?;
    if authorization != account.authorization().to_change() {
        let authorization = Box::new(authorization);
        changes.push(Change::SetAuthorization { realm: realm_name.clone(), name: name.clone(), authorization });
    }
    let words = format!("set attributes of {name}@{realm_name}");
    let replaced = if changes.is_empty() { Vec::new() } else { as_it_was(realm, account) };
    write(words, changes, replaced, told(realm, account, None), means)
}

fn flags(wish: &AccountWish, before: AccountFlags) -> AccountFlags {
    AccountFlags {
        password_never_expires: wish.password_never_expires.unwrap_or(before.password_never_expires),
        disabled: wish.disabled.unwrap_or(before.disabled),
        locked_out: wish.locked_out.unwrap_or(before.locked_out),
        password_expired: wish.password_expired.unwrap_or(before.password_expired),
        preauth_not_required: wish.preauth_not_required.unwrap_or(before.preauth_not_required),
        not_delegated: wish.not_delegated.unwrap_or(before.not_delegated),
        trusted_for_delegation: wish.trusted_for_delegation.unwrap_or(before.trusted_for_delegation),
        trusted_to_auth_for_delegation: wish
            .trusted_to_auth_for_delegation
            .unwrap_or(before.trusted_to_auth_for_delegation),
        no_auth_data_required: wish.no_auth_data_required.unwrap_or(before.no_auth_data_required),
    }
}

fn attributes(wish: &AccountWish, realm: &Realm, account: &Account) -> Result<AccountAttributes, AccountRefusal> {
    let mut attributes = AccountAttributes::of(account);
    if let Some(upn) = &wish.user_principal_name {
        if realm.netbios_name().is_none() {
            let (realm, what) = (realm.name().clone(), "user principal names");
            return Err(AccountRefusal::OnlyInDomains { realm, what });
        }
        attributes.user_principal_name = Some(upn.as_str()).filter(|upn| !upn.is_empty()).map(Box::from);
    }
    if let Some(full_name) = &wish.full_name {
        attributes.full_name = Some(full_name.as_str()).filter(|name| !name.is_empty()).map(Box::from);
    }
    if let Some(time) = &wish.expires {
        attributes.account_expires = moment(time)?;
    }
    if let Some(etypes) = &wish.etypes {
        attributes.etypes = Some(etypes.clone()).filter(|etypes| !etypes.is_empty());
    }
    Ok(attributes)
}

/// A time, or none if nothing is written.
fn moment(text: &str) -> Result<Option<Timestamp>, AccountRefusal> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| AccountRefusal::BadTime { text: text.to_owned() })
}

fn as_it_was(realm: &Realm, account: &Account) -> Vec<String> {
    let facts = AccountFacts::of(realm, account);
    let none = || "none".to_owned();
    let flags = if facts.flags.is_empty() { none() } else { facts.flags.join(", ") };
    vec![
        format!("marks were {flags}"),
        format!("full name was {}", facts.full_name.unwrap_or_else(none)),
        format!("user principal name was {}", facts.user_principal_name.unwrap_or_else(none)),
        format!("expiry was {}", facts.account_expires.unwrap_or_else(none)),
        format!("encryption types were {}", facts.etypes.join(", ")),
        format!("authorization was {}", account.authorization().to_change()),
    ]
}
