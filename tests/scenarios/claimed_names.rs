//! Names that two partner forests claim: on the wire each leads to one of them, and switching it takes effect at once.

use xrealm_client::{LoginOptions, Secret};
use xrealm_directory::{Change, Claim};
use xrealm_names::{Principal, PrincipalName};
use xrealm_sim::Net;

use crate::two_forests::{principal, realm, topology};

const EXCLUDED: &str = include_str!("../../fixtures/realms/ftinfo-excluded.toml");
const CONFLICTS: &str = include_str!("../../fixtures/realms/ftinfo-conflicts.toml");

fn enable(partner: &str, name: &str, enabled: bool) -> Change {
    let claim = Claim::TopLevelName(name.into());
    Change::EnableClaim { realm: realm("CORP.TEST"), partner: realm(partner), claim, enabled }
}

/// The realms that alice's client comes through, and whether it gets its ticket.
fn walk(net: &mut Net) -> (Vec<String>, bool) {
    let walk = net.walk("alice@CORP.TEST", "http/web.lab.example.test");
    (walk.realms().iter().map(ToString::to_string).collect(), walk.credential().is_some())
}

#[test]
fn an_excluded_name_is_served_by_the_forest_that_claims_it() {
    let mut net = topology(EXCLUDED);
    assert_eq!(walk(&mut net), (vec!["CORP.TEST".to_owned(), "IPA.TEST".to_owned()], true));
}

#[test]
fn a_disabled_name_leads_nowhere_until_it_is_enabled_again() {
    let mut net = topology(EXCLUDED);
    net.apply(&enable("IPA.TEST", "lab.example.test", false)).unwrap();
    assert_eq!(walk(&mut net), (vec!["CORP.TEST".to_owned()], false));
    net.apply(&enable("IPA.TEST", "lab.example.test", true)).unwrap();
    assert_eq!(walk(&mut net).0.last().map(String::as_str), Some("IPA.TEST"));
}

#[test]
fn users_of_a_suffix_in_conflict_are_not_sent_to_who_claims_it() {
    let mut net = topology(CONFLICTS);
    let mut log_in = |upn: &str| {
        let client = Principal::new(PrincipalName::enterprise(upn).unwrap(), realm("CORP.TEST"));
        net.login_with(client, Secret::password("Secret-2"), LoginOptions::default()).map(|hop| hop.credential.client)
    };
    assert_eq!(log_in("bob@free.test").unwrap(), principal("bob@IPA.TEST"));
    assert!(log_in("bob@mail.example").is_err());
}
