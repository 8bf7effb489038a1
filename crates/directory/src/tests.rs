use std::sync::Arc;

use xrealm_names::{EncryptionType, Moment, NameType, PrincipalName, RealmName, ServicePrincipalName, Sid, Timestamp};
use xrealm_trust::{HostToRealm, TrustAttributes};

use super::*;

mod ambiguities;
mod changes;
mod claimed_names;
mod itineraries;
mod lookups;
mod passwords;
mod removed_domains;
mod sharing;
mod tokens;
mod trust_accounts;
mod trust_secrets;
mod trusted_domains;
mod trusts;
mod who_may;

const AES256: EncryptionType = EncryptionType::Aes256CtsHmacSha196;

fn at() -> Moment {
    Moment::at(Timestamp::from_unix(1_790_000_000))
}

fn realm(name: &str) -> RealmName {
    RealmName::new(name).unwrap()
}

fn name(text: &str) -> PrincipalName {
    PrincipalName::parse(text).unwrap()
}

fn enterprise(text: &str) -> PrincipalName {
    PrincipalName::enterprise(text).unwrap()
}

fn domain(name: &str, number: u32, place: DomainPlace) -> Change {
    Change::CreateDomain(Box::new(NewDomain {
        name: realm(name),
        netbios_name: name.split('.').next().unwrap().into(),
        sid: Sid::domain([1, 2, number]),
        place,
        upn_suffixes: vec![],
        spn_suffixes: vec![],
        settings: Settings::active_directory(),
        krbtgt_keys: NewKeys::password("krbtgt"),
    }))
}

fn child_of(parent: &str) -> DomainPlace {
    DomainPlace::Child {
        parent: realm(parent),
        child_trusts_parent: NewKeys::password("up"),
        parent_trusts_child: NewKeys::password("down"),
    }
}

fn plain(name: &str) -> Change {
    Change::CreateRealm(Box::new(NewRealm {
        name: realm(name),
        settings: Settings::kerberos(),
        krbtgt_keys: NewKeys::password("krbtgt"),
        host_to_realm: HostToRealm::new(),
        capaths: Arc::default(),
        default_referral_realm: None,
    }))
}

fn account(realm_name: &str, account: NewAccount) -> Change {
    Change::CreateAccount { realm: realm(realm_name), account: Box::new(account) }
}

fn user(realm_name: &str, name: &str) -> Change {
    account(realm_name, NewAccount::user(name, "Secret-1").unwrap())
}

fn computer(realm_name: &str, sam: &str, spns: &[&str]) -> Change {
    let name = PrincipalName::new(NameType::PRINCIPAL, [sam]).unwrap();
    let mut new = NewAccount::new(name, AccountKind::Computer, NewKeys::password("pc"));
    new.service_principal_names = spns.iter().map(|spn| ServicePrincipalName::parse(spn).unwrap()).collect();
    account(realm_name, new)
}

fn trust(kind: NewTrustKind, trusting: &str, trusted: &str) -> NewTrust {
    NewTrust {
        kind,
        pair: TrustPair { trusting: realm(trusting), trusted: realm(trusted) },
        transitive: kind != NewTrustKind::External,
        keys: NewKeys::password("forth"),
        reverse_keys: None,
        attributes: TrustAttributes::default(),
        etypes: None,
        side: None,
        confirmed: true,
        trusting_namespaces: Namespaces::default(),
        trusted_namespaces: Namespaces::default(),
    }
}

fn two_way(new: NewTrust) -> Change {
    Change::CreateTrust(Box::new(NewTrust { reverse_keys: Some(NewKeys::password("back")), ..new }))
}

/// Two forests with a child each, and a plain realm.
fn world() -> Directory {
    after(
        &Directory::empty(),
        &[
            domain("A.TEST", 1, DomainPlace::ForestRoot),
            domain("CHILD.A.TEST", 2, child_of("A.TEST")),
            domain("B.TEST", 3, DomainPlace::ForestRoot),
            domain("KID.B.TEST", 4, child_of("B.TEST")),
            plain("Plain.TEST"),
        ],
    )
}

fn after(directory: &Directory, changes: &[Change]) -> Directory {
    directory.apply_all(changes, at()).unwrap_or_else(|(position, refusal)| panic!("change {position}: {refusal}"))
}

fn refused(directory: &Directory, change: &Change) -> String {
    directory.apply(change, at()).unwrap_err().to_string()
}
