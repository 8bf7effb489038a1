//! Users who log in elsewhere than at home (RFC 6806 §7).

use xrealm_client::{ClientError, Hop, LoginOptions, Secret};
use xrealm_names::{Principal, PrincipalName};
use xrealm_sim::{Net, NetError};
use xrealm_wire::KrbError;
use xrealm_wire::error_code::{KDC_ERR_C_PRINCIPAL_UNKNOWN, KDC_ERR_WRONG_REALM};

use crate::one_realm::code;
use crate::two_forests::{EUROPE, TAILSPINTOYS, USA, USER1, WINGTIPTOYS, principal, realm, topology, two_forests};

fn log_in_at(net: &mut Net, at: &str, enterprise: &str) -> Result<Hop, NetError> {
    let client = Principal::new(PrincipalName::enterprise(enterprise).unwrap(), realm(at));
    net.login_with(client, Secret::password("Secret-1"), LoginOptions::default())
}

fn asked(net: &Net) -> Vec<String> {
    let mut realms: Vec<String> = net.trace().iter().map(|exchanged| exchanged.realm.to_string()).collect();
    realms.dedup();
    realms
}

/// The suffix belongs to the forest, the user to a child domain: the root knows by the global catalog.
#[test]
fn a_user_of_a_child_domain_is_found_from_the_root() {
    let mut net = two_forests();

    let hop = log_in_at(&mut net, TAILSPINTOYS, "user1@toys.example").unwrap();

    assert_eq!(hop.credential.client, principal(USER1));
    assert_eq!(asked(&net), [TAILSPINTOYS, EUROPE]);
    let referral = net.trace().first().unwrap();
    assert_eq!(referral.outcome.code(), Some(KDC_ERR_WRONG_REALM));
}

#[test]
fn a_user_of_the_own_domain_needs_no_referral() {
    let mut net = two_forests();
    log_in_at(&mut net, EUROPE, "user1@toys.example").unwrap();
    assert_eq!(asked(&net), [EUROPE]);
}

#[test]
fn a_user_of_a_trusted_forest_is_referred_there() {
    let mut net = two_forests();
    let hop = log_in_at(&mut net, WINGTIPTOYS, "user1@europe.tailspintoys.com").unwrap();
    assert_eq!(hop.credential.client, principal(USER1));
    assert_eq!(asked(&net).first().map(String::as_str), Some(WINGTIPTOYS));
    assert_eq!(asked(&net).last().map(String::as_str), Some(EUROPE));
}

/// A user principal name is found in the whole forest by its first part as well, where the realm makes up the suffix.
#[test]
fn a_plain_name_that_is_a_user_principal_name_of_the_realm_is_referred() {
    let mut net = topology(
        r#"
        [[domain]]
        name = "tailspintoys.com"

        [[domain]]
        name = "europe.tailspintoys.com"
        parent = "tailspintoys.com"
        users = [{ name = "user1", password = "Secret-1", upn = "user1@tailspintoys.com" }]
    "#,
    );
    let client = principal("user1@TAILSPINTOYS.COM");
    let options = LoginOptions { canonicalize: true, ..LoginOptions::default() };

    let hop = net.login_with(client, Secret::password("Secret-1"), options).unwrap();

    assert_eq!(hop.credential.client, principal(USER1));
    assert_eq!(asked(&net), [TAILSPINTOYS, EUROPE]);
    let referral = net.trace().first().unwrap();
    let error = KrbError::decode(referral.reply.as_deref().unwrap()).unwrap();
    assert_eq!((error.error_code, error.crealm), (KDC_ERR_WRONG_REALM, Some(EUROPE.as_bytes())));
    assert_eq!(referral.outcome.code(), Some(KDC_ERR_WRONG_REALM));
}

#[test]
fn a_suffix_nobody_knows_is_an_unknown_client() {
    let mut net = two_forests();
    assert_eq!(code(log_in_at(&mut net, USA, "user1@contoso.example")), KDC_ERR_C_PRINCIPAL_UNKNOWN);
}

/// Without canonicalize a KDC must not refer (RFC 6806 §7); a name with a foreign suffix is just unknown.
#[test]
fn a_plain_name_of_another_domain_is_unknown() {
    let mut net = two_forests();
    let client = principal("user1@TAILSPINTOYS.COM");
    let refused = net.login_with(client, Secret::password("Secret-1"), LoginOptions::default());
    assert_eq!(code(refused), KDC_ERR_C_PRINCIPAL_UNKNOWN);
}

#[test]
fn the_referral_limit_holds() {
    let mut net = two_forests();
    let client = Principal::new(PrincipalName::enterprise("user1@toys.example").unwrap(), realm(TAILSPINTOYS));
    let options = LoginOptions { referral_limit: 0, ..LoginOptions::default() };
    let refused = net.login_with(client, Secret::password("Secret-1"), options).unwrap_err();
    assert_eq!(refused, NetError::Client(ClientError::TooManyReferrals { limit: 0 }));
}
