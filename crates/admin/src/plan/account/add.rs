//! New accounts.

use xrealm_directory::{AccountKind, Change, NewAccount, NewKeys, Realm};
use xrealm_names::{NameType, PrincipalName, ServicePrincipalName, fold};

use super::{find, membership, password, service_names, write};
use crate::names::Names;
use crate::plan::{Means, Plan, Told};
use crate::refusal::AccountRefusal;
use crate::{NewAccountWish, OperationRefusal};

pub(super) fn plan(wish: &NewAccountWish, means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    let realm = Names::of(means.directory).served(&wish.realm)?;
    let kind = kind(realm, &wish.kind)?;
    let name = canonical(realm, kind, &wish.name)?;
    if let Some(account) = realm.client(&name).filter(|known| known.kind == AccountKind::InterdomainTrust) {
        return Err(find::follows_trust(realm, account).into());
    }
    let mut service_principal_names = service_names::parsed(&wish.service_principal_names)?;
    refuse_outside_domains(realm, wish)?;
    if kind == AccountKind::Computer {
        let own = own_host_names(realm, &name)?;
        service_principal_names.splice(0..0, own);
        service_principal_names.dedup();
    }
    service_names::refuse_taken(realm, None, &service_principal_names, means)?;
    let (secret, random) = password::chosen(realm, &name, kind, wish.password.as_ref(), means.rng)?;
    let account = NewAccount {
        user_principal_name: wish.user_principal_name.as_deref().map(Box::from),
        service_principal_names,
        member_of: membership::parsed(realm, &wish.groups, means)?,
        etypes: wish.etypes.clone().filter(|etypes| !etypes.is_empty()),
        ..NewAccount::new(name.clone(), kind, NewKeys::password(secret.expose()))
    };
    let words = format!("add {} {name}@{}", wish.kind, realm.name());
    let told = Told { account: Some((realm.name().clone(), name)), password: random, ..Told::default() };
    let change = Change::CreateAccount { realm: realm.name().clone(), account: Box::new(account) };
    write(words, vec![change], Vec::new(), told, means)
}

fn kind(realm: &Realm, word: &str) -> Result<AccountKind, AccountRefusal> {
    match word {
        "user" => Ok(AccountKind::User),
        "service" => Ok(AccountKind::Service),
        "computer" if realm.netbios_name().is_some() => Ok(AccountKind::Computer),
        "computer" => Err(AccountRefusal::OnlyInDomains { realm: realm.name().clone(), what: "computers" }),
        _ => Err(AccountRefusal::UnknownKind { kind: word.to_owned() }),
    }
}

/// In a domain the sAMAccountName, a computer's with its `$`; in a plain realm the principal.
fn canonical(realm: &Realm, kind: AccountKind, typed: &str) -> Result<PrincipalName, AccountRefusal> {
    let name = match kind {
        AccountKind::Computer if !typed.ends_with('$') => {
            PrincipalName::new(NameType::PRINCIPAL, [format!("{typed}$").as_str()])
        }
        _ if realm.netbios_name().is_some() => PrincipalName::new(NameType::PRINCIPAL, [typed]),
        AccountKind::User
        | AccountKind::Computer
        | AccountKind::Service
        | AccountKind::Krbtgt
        | AccountKind::InterdomainTrust => PrincipalName::parse(typed),
    };
    name.map_err(|reason| AccountRefusal::BadName { name: typed.to_owned(), reason })
}

fn refuse_outside_domains(realm: &Realm, wish: &NewAccountWish) -> Result<(), AccountRefusal> {
    if realm.netbios_name().is_some() {
        return Ok(());
    }
    let asked = [
        (!wish.service_principal_names.is_empty(), "service principal names"),
        (wish.user_principal_name.is_some(), "user principal names"),
        (!wish.groups.is_empty(), "groups"),
    ];
    match asked.into_iter().find(|(asked, _)| *asked) {
        Some((_, what)) => Err(AccountRefusal::OnlyInDomains { realm: realm.name().clone(), what }),
        None => Ok(()),
    }
}

/// `host/` with the short and the full name of a computer.
fn own_host_names(realm: &Realm, name: &PrincipalName) -> Result<Vec<ServicePrincipalName>, AccountRefusal> {
    let short = name.first().trim_end_matches('$');
    let full = format!("{}.{}", fold(short), realm.name().to_dns());
    service_names::parsed(&[format!("host/{short}"), format!("host/{full}")])
}
