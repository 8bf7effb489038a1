//! The world changes while tickets are alive: secrets are rotated, accounts disabled, trusts removed.

use xrealm_client::{Credential, WalkOptions};
use xrealm_directory::{AccountFlags, Change, NewKeys, TrustPair};
use xrealm_sim::{End, Net, Walked};
use xrealm_wire::error_code::{
    KDC_ERR_CLIENT_REVOKED, KDC_ERR_S_PRINCIPAL_UNKNOWN, KDC_ERR_TGT_REVOKED, KRB_AP_ERR_MODIFIED,
};

use crate::two_forests::{EUROPE, FILESERVER1, TAILSPINTOYS, USA, USER1, WINGTIPTOYS, name, realm, two_forests};

const MINUTE: i64 = 60;

/// The ticket-granting ticket of the other forest's root, with which user1 stands before its KDC.
fn at_the_other_root(net: &mut Net) -> Credential {
    let walk = net.walk(USER1, FILESERVER1);
    let hop = walk.hops().find(|hop| hop.credential.server.name == name("krbtgt/WINGTIPTOYS.COM"));
    hop.unwrap().credential.clone()
}

fn go_on(net: &mut Net, tgt: &Credential) -> Walked {
    net.walk_from(tgt, name(FILESERVER1), WalkOptions::default())
}

/// The secret with which users of tailspintoys.com come to wingtiptoys.com.
fn rotate(net: &mut Net, password: &str) {
    let trust = TrustPair { trusting: realm(WINGTIPTOYS), trusted: realm(TAILSPINTOYS) };
    net.apply(&Change::SetTrustSecret { trust, side: None, keys: NewKeys::password(password) }).unwrap();
}

/// Row 36 and row 73: tickets made with the old secret are accepted while the old one is kept.
#[test]
fn a_rotated_trust_secret_leaves_living_tickets_valid() {
    let mut net = two_forests();
    let old = at_the_other_root(&mut net);

    rotate(&mut net, "new-secret");

    assert!(matches!(go_on(&mut net, &old).end(), End::Ticket(_)));
    let new = at_the_other_root(&mut net);
    assert!(matches!(go_on(&mut net, &new).end(), End::Ticket(_)));
}

/// Row 74: a secret two generations old opens nothing.
#[test]
fn a_trust_secret_two_generations_old_is_refused() {
    let mut net = two_forests();
    let old = at_the_other_root(&mut net);
    rotate(&mut net, "new-secret");
    rotate(&mut net, "newer-secret");
    assert_eq!(go_on(&mut net, &old).code(), Some(KRB_AP_ERR_MODIFIED));
}

#[test]
fn each_rotation_counts_the_version_up() {
    let mut net = two_forests();
    let kvno = |net: &mut Net| {
        let walk = net.walk(USER1, FILESERVER1);
        walk.hops().find(|hop| hop.refers_to() == Some(realm(WINGTIPTOYS))).unwrap().ticket_kvno.unwrap()
    };
    let before = kvno(&mut net);
    rotate(&mut net, "new-secret");
    assert_eq!(kvno(&mut net), before + 1);
}

/// Row 28: nothing crosses a removed trust, and tickets that crossed it are dead.
#[test]
fn a_removed_trust_is_closed_at_once() {
    let mut net = two_forests();
    let crossed = at_the_other_root(&mut net);

    let pair = TrustPair { trusting: realm(WINGTIPTOYS), trusted: realm(TAILSPINTOYS) };
    net.apply(&Change::RemoveTrust(pair)).unwrap();

    assert!(matches!(go_on(&mut net, &crossed).end(), End::Refused(_)));
    let walk = net.walk(USER1, FILESERVER1);
    assert_eq!(walk.code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN));
    assert!(!walk.realms().contains(&WINGTIPTOYS));
}

#[test]
fn a_new_krbtgt_key_leaves_living_tickets_valid_once() {
    let mut net = two_forests();
    let tgt = net.login(USER1).unwrap().credential;
    let service = name("host/workstation1.europe.tailspintoys.com");
    let rotate = |net: &mut Net, password: &str| {
        let keys = NewKeys::password(password);
        net.apply(&Change::SetKeys { realm: realm(EUROPE), name: name("krbtgt"), keys }).unwrap();
    };
    rotate(&mut net, "one");
    assert!(net.walk_from(&tgt, service.clone(), WalkOptions::default()).credential().is_some());
    rotate(&mut net, "two");
    let walk = net.walk_from(&tgt, service, WalkOptions::default());
    assert_eq!(walk.code(), Some(KRB_AP_ERR_MODIFIED));
}

#[test]
fn a_changed_password_logs_in_and_the_old_one_does_not() {
    let mut net = two_forests();
    let keys = NewKeys::password("Another-1");
    net.apply(&Change::SetKeys { realm: realm(EUROPE), name: name("user1"), keys }).unwrap();
    let login = |net: &mut Net, password: &str| {
        let client = crate::two_forests::principal(USER1);
        net.login_with(client, xrealm_client::Secret::password(password), Default::default())
    };
    assert!(login(&mut net, "Another-1").is_ok());
    assert!(login(&mut net, "Secret-1").is_err());
}

/// MS-KILE 3.3.5.7.1: an account's state is looked at again for tickets older than twenty minutes, at home only.
#[test]
fn a_disabled_account_buys_no_more_tickets_after_twenty_minutes() {
    let mut net = two_forests();
    let tgt = net.login(USER1).unwrap().credential;
    let abroad = at_the_other_root(&mut net);
    let flags = AccountFlags { disabled: true, ..AccountFlags::default() };
    net.apply(&Change::SetAccountFlags { realm: realm(EUROPE), name: name("user1"), flags }).unwrap();

    assert!(go_on(&mut net, &tgt).credential().is_some());
    net.advance(21 * MINUTE);
    assert_eq!(go_on(&mut net, &tgt).code(), Some(KDC_ERR_CLIENT_REVOKED));
    assert!(go_on(&mut net, &abroad).credential().is_some(), "the other forest does not know the account");
}

#[test]
fn the_ticket_of_a_deleted_account_is_revoked() {
    let mut net = two_forests();
    let tgt = net.login(USER1).unwrap().credential;
    net.apply(&Change::DeleteAccount { realm: realm(EUROPE), name: name("user1") }).unwrap();
    net.advance(21 * MINUTE);
    assert_eq!(go_on(&mut net, &tgt).code(), Some(KDC_ERR_TGT_REVOKED));
}

#[test]
fn each_kdc_has_its_own_clock_and_the_client_follows_each() {
    let mut net = crate::two_forests::topology(
        r#"
        [[domain]]
        name = "root.test"
        clock_offset = "-2h"
        computers = [{ name = "DB", spns = ["host/db.root.test"] }]

        [[domain]]
        name = "child.root.test"
        parent = "root.test"
        users = [{ name = "alice", password = "Secret-1" }]
    "#,
    );
    let walk = net.walk("alice@CHILD.ROOT.TEST", "host/db.root.test");
    // The ticket of the child is not yet valid by the root's clock; nothing the client does can change that.
    assert!(matches!(walk.end(), End::Refused(_)), "{:?}", walk.end());
    assert_eq!(walk.realms(), ["CHILD.ROOT.TEST", "ROOT.TEST"]);
}

#[test]
fn a_moved_service_name_is_found_where_it_is_now() {
    let mut net = two_forests();
    let service = "cifs/moved.usa.wingtiptoys.com";
    assert!(net.walk(USER1, service).credential().is_none());
    let spns =
        |names: &[&str]| names.iter().map(|spn| xrealm_names::ServicePrincipalName::parse(spn).unwrap()).collect();
    let change = Change::SetServicePrincipalNames {
        realm: realm(USA),
        name: name("FILESERVER1$"),
        service_principal_names: spns(&[service]),
    };
    net.apply(&change).unwrap();
    assert!(net.walk(USER1, service).credential().is_some());
    assert!(net.walk(USER1, "cifs/fileserver1").credential().is_none());
}
