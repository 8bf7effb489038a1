//! Selective authentication: who comes over such a trust needs leave at each service.

use xrealm_directory::{Authorization, Change, Trustee};
use xrealm_kdc::Refusal;
use xrealm_sim::{End, Net, Walked};
use xrealm_wire::KrbError;
use xrealm_wire::error_code::KDC_ERR_POLICY;
use xrealm_wire::padata::{KerbErrorData, KerbExtError};

use crate::opened_pac::{pac_at_end, sid, sids};
use crate::two_forests::{realm, topology};

const OTHER_ORGANIZATION: &str = "S-1-5-1000";

/// Each trusts the other; b.test has selective authentication, a.test has not.
const WORLD: &str = r#"
    [[domain]]
    name = "a.test"
    sid = "S-1-5-21-1-1-1"
    groups = [{ name = "Team", rid = 1301 }]
    users = [
        { name = "alice", password = "Secret-1", rid = 1105, groups = ["Team"] },
        { name = "al", password = "Secret-2", rid = 1106 },
    ]
    computers = [{ name = "WEB", spns = ["host/web.a.test"] }]

    [[domain]]
    name = "b.test"
    sid = "S-1-5-21-2-2-2"
    groups = [{ name = "Let in", rid = 1501, scope = "domain-local", members = ["S-1-5-21-1-1-1-1301"] }]
    users = [{ name = "bob", password = "Secret-3" }]
    computers = [
        { name = "DB", spns = ["host/db.b.test"] },
        { name = "MAIL", spns = ["host/mail.b.test"] },
        { name = "OPEN", spns = ["host/open.b.test"], allowed_to_authenticate = ["S-1-5-11"] },
        { name = "GROUP", spns = ["host/group.b.test"], allowed_to_authenticate = ["Team@a.test"] },
        { name = "LOCAL", spns = ["host/local.b.test"], allowed_to_authenticate = ["Let in"] },
        { name = "MUTE", spns = ["host/mute.b.test"], no_auth_data_required = true },
    ]

    [[domain]]
    name = "kid.b.test"
    parent = "b.test"
    sid = "S-1-5-21-2-2-3"
    computers = [{ name = "FILES", spns = ["host/files.kid.b.test"] }]

    [[trust]]
    kind = "forest"
    trusting = "b.test"
    trusted = "a.test"
    attributes = ["CROSS_ORGANIZATION"]

    [[trust]]
    kind = "forest"
    trusting = "a.test"
    trusted = "b.test"
"#;

fn allow(net: &mut Net, domain: &str, account: &str, client: &str) {
    let authorization =
        Authorization { allowed_to_authenticate: vec![Trustee::Sid(sid(client))], ..Authorization::none() };
    let change = Change::SetAuthorization {
        realm: realm(domain),
        name: crate::two_forests::name(account),
        authorization: Box::new(authorization),
    };
    net.apply(&change).unwrap();
}

#[track_caller]
fn assert_denied(walk: &Walked, account: &str) {
    assert_eq!(walk.code(), Some(KDC_ERR_POLICY), "{:?}", walk.end());
    match walk.end() {
        End::Refused(Refusal::NotAllowedToAuthenticate { service }) => assert_eq!(service.to_string(), account),
        other => panic!("{other:?}"),
    }
}

/// Acceptance row 7: 12 with STATUS_AUTHENTICATION_FIREWALL_FAILED, then leave at one computer but not its neighbour.
#[test]
fn leave_is_given_computer_by_computer() {
    let mut net = topology(WORLD);
    assert_denied(&net.walk("alice@A.TEST", "host/db.b.test"), "DB$");
    let reply = net.trace().last().unwrap().reply.clone().unwrap();
    let error = KrbError::decode(&reply).unwrap();
    assert_eq!(error.e_text, Some(&b"selective authentication: the client may not authenticate to DB$"[..]));
    let data = KerbErrorData::decode(error.e_data.unwrap()).unwrap();
    assert_eq!(data.data_type, KerbErrorData::EXTENDED);
    assert_eq!(data.data_value, Some(&KerbExtError::new(0xC000_0413).to_octets()[..]));

    allow(&mut net, "B.TEST", "DB$", "S-1-5-21-1-1-1-1105");
    let walk = net.walk("alice@A.TEST", "host/db.b.test");
    assert!(sids(&pac_at_end(&net, &walk)).contains(&OTHER_ORGANIZATION.to_owned()));
    assert_denied(&net.walk("alice@A.TEST", "host/mail.b.test"), "MAIL$");
    assert_denied(&net.walk("al@A.TEST", "host/db.b.test"), "DB$");
}

#[test]
fn leave_is_given_to_groups_and_to_everybody() {
    let mut net = topology(WORLD);
    for service in ["host/open.b.test", "host/group.b.test", "host/local.b.test"] {
        let walk = net.walk("alice@A.TEST", service);
        assert!(walk.credential().is_some(), "{service}: {:?}", walk.end());
    }
    assert!(net.walk("al@A.TEST", "host/open.b.test").credential().is_some());
    assert_denied(&net.walk("al@A.TEST", "host/group.b.test"), "GROUP$");
    assert_denied(&net.walk("al@A.TEST", "host/local.b.test"), "LOCAL$");
}

/// The mark walks down the forest; each domain asks for leave at its own services.
#[test]
fn the_other_organization_is_another_one_in_the_whole_forest() {
    let mut net = topology(WORLD);
    assert_denied(&net.walk("alice@A.TEST", "host/files.kid.b.test"), "FILES$");
    allow(&mut net, "KID.B.TEST", "FILES$", "S-1-5-21-1-1-1-1301");
    let walk = net.walk("alice@A.TEST", "host/files.kid.b.test");
    assert!(sids(&pac_at_end(&net, &walk)).contains(&OTHER_ORGANIZATION.to_owned()));
}

/// A service without authorization data is no way around it.
#[test]
fn leave_is_asked_for_where_no_pac_is_issued_too() {
    let mut net = topology(WORLD);
    assert_denied(&net.walk("alice@A.TEST", "host/mute.b.test"), "MUTE$");
    allow(&mut net, "B.TEST", "MUTE$", "S-1-5-21-1-1-1-1105");
    assert!(net.walk("alice@A.TEST", "host/mute.b.test").credential().is_some());
}

/// Acceptance rows 6 and 8: each direction has its own setting, and without it anybody may ask.
#[test]
fn each_direction_has_its_own_setting() {
    let mut net = topology(WORLD);
    let walk = net.walk("bob@B.TEST", "host/web.a.test");
    assert!(!sids(&pac_at_end(&net, &walk)).contains(&OTHER_ORGANIZATION.to_owned()));
    let own = net.walk("bob@B.TEST", "host/db.b.test");
    assert!(!sids(&pac_at_end(&net, &own)).contains(&OTHER_ORGANIZATION.to_owned()));
}
