//! Accounts by the names that administrators type.

use xrealm_directory::{Account, AccountKind, Realm, ServiceLookup};
use xrealm_names::{PrincipalName, fold};

use crate::names::nearest;
use crate::refusal::AccountRefusal;

/// The account that goes by `typed`: by any name that a client can log in with, or that a ticket can be had for.
pub(super) fn account<'d>(realm: &'d Realm, typed: &str) -> Result<(&'d Realm, &'d Account), AccountRefusal> {
    let found = match name(typed)? {
        name if name.component_count() == 1 && fold(name.first()) == "krbtgt" => Some(realm.krbtgt()),
        name => realm.client(&name).or_else(|| match realm.service(&name) {
            ServiceLookup::Held(account) => Some(account),
            ServiceLookup::Absent | ServiceLookup::NotUnique => None,
        }),
    };
    let unknown = || AccountRefusal::Unknown {
        realm: realm.name().clone(),
        name: typed.to_owned(),
        suggestion: nearest(typed, realm.accounts().map(|account| account.name.to_string())),
    };
    found.map(|account| (realm, account)).ok_or_else(unknown)
}

/// The same, if it is not one that follows a trust.
pub(super) fn editable<'d>(realm: &'d Realm, typed: &str) -> Result<(&'d Realm, &'d Account), AccountRefusal> {
    let (realm, account) = account(realm, typed)?;
    match account.kind {
        AccountKind::InterdomainTrust => Err(follows_trust(realm, account)),
        AccountKind::User | AccountKind::Computer | AccountKind::Service | AccountKind::Krbtgt => Ok((realm, account)),
    }
}

/// The account is what the trust makes it.
pub(super) fn follows_trust(realm: &Realm, account: &Account) -> AccountRefusal {
    let partner = realm.partner_of(account).map(|trust| trust.tdo.trust_partner.to_string());
    AccountRefusal::FollowsTrust {
        realm: realm.name().clone(),
        account: account.name.clone(),
        partner: partner.unwrap_or_default(),
    }
}

/// A name with an `@` is a user principal name, or a principal with its realm.
fn name(typed: &str) -> Result<PrincipalName, AccountRefusal> {
    let name = if typed.contains('@') { PrincipalName::enterprise(typed) } else { PrincipalName::parse(typed) };
    name.map_err(|reason| AccountRefusal::BadName { name: typed.to_owned(), reason })
}
