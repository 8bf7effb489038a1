//! SID filtering at the KDC that receives a ticket over a trust: which SIDs services get to see.

use xrealm_kdc::Refusal;
use xrealm_pac::GroupMembership;
use xrealm_sim::{End, Net, Walked};
use xrealm_trust::{SidBoundary, SidRefusal};
use xrealm_wire::error_code::KDC_ERR_POLICY;

use crate::opened_pac::{SERVICE, pac_at_end, sid, sids, types};
use crate::two_forests::{name, topology};

/// alice is of a.test (1-1-1), whose child is kid.a.test (1-1-2); services are in b.test (2-2-2) and its child (2-2-3).
fn world(kind: &str, attributes: &str) -> Net {
    topology(&format!(
        r#"
        [[domain]]
        name = "a.test"
        sid = "S-1-5-21-1-1-1"
        groups = [{{ name = "Team", rid = 1301 }}]
        users = [{{ name = "alice", password = "Secret-1", rid = 1105, groups = ["Team", "Domain Admins"],
                   sid_history = ["S-1-5-21-9-9-9-1400", "S-1-5-21-2-2-2-1401"] }}]

        [[domain]]
        name = "kid.a.test"
        parent = "a.test"
        sid = "S-1-5-21-1-1-2"

        [[domain]]
        name = "b.test"
        sid = "S-1-5-21-2-2-2"
        groups = [{{ name = "Guests of ours", rid = 1501, scope = "domain-local", members = ["S-1-5-21-1-1-1-1301"] }}]
        computers = [{{ name = "DB", spns = ["host/db.b.test"] }}]

        [[domain]]
        name = "kid.b.test"
        parent = "b.test"
        sid = "S-1-5-21-2-2-3"
        computers = [{{ name = "FILES", spns = ["host/files.kid.b.test"] }}]

        [[trust]]
        kind = "{kind}"
        trusting = "b.test"
        trusted = "a.test"
        attributes = [{attributes}]
        "#
    ))
}

/// A walk with a golden ticket: who has the krbtgt key of a realm says there what he likes.
fn golden(net: &mut Net, service: &str, claimed: &[&str]) -> Walked {
    let mut forgery = net.forge("alice@A.TEST", "krbtgt/A.TEST@A.TEST").unwrap();
    claimed.iter().for_each(|claim| forgery.pac.as_mut().unwrap().claim(sid(claim)));
    let tgt = forgery.seal(net.rng());
    net.walk_from(&tgt, name(service), Default::default())
}

/// A SID of every class.
const CLAIMED: [&str; 12] = [
    "S-1-5-32-544",        // Administrators
    "S-1-5-18",            // the system
    "S-1-5-9",             // enterprise domain controllers
    "S-1-5-21-2-2-2-512",  // Domain Admins of the trusting domain
    "S-1-5-21-2-2-2-519",  // Enterprise Admins of the trusting forest
    "S-1-5-21-2-2-2-1600", // an account of the trusting domain
    "S-1-5-21-1-1-1-519",  // Enterprise Admins of the trusted forest
    "S-1-5-21-1-1-2-1700", // an account of the trusted domain's child
    "S-1-5-21-1-1-2-512",  // its Domain Admins
    "S-1-5-21-7-7-7-1800", // an account of a third domain
    "S-1-5-21-7-7-7-512",  // its Domain Admins
    "S-1-18-1",            // asserted by a KDC
];

fn seen(kind: &str, attributes: &str, service: &str) -> Vec<String> {
    let mut net = world(kind, attributes);
    let walk = golden(&mut net, service, &CLAIMED);
    let pac = pac_at_end(&net, &walk);
    assert_eq!(types(&pac), SERVICE);
    sids(&pac)
}

/// What always comes through: Domain Users, Domain Admins and Team of a.test, and in b.test its local group.
const OF_THE_USER: [&str; 3] = ["S-1-5-21-1-1-1-512", "S-1-5-21-1-1-1-513", "S-1-5-21-1-1-1-1301"];
const LOCAL: &str = "S-1-5-21-2-2-2-1501";

#[track_caller]
fn assert_seen(kind: &str, attributes: &str, others: &[&str]) {
    let expected: Vec<&str> = OF_THE_USER.iter().chain(others).copied().chain([LOCAL]).collect();
    assert_eq!(seen(kind, attributes, "host/db.b.test"), expected, "{kind} {attributes}");
}

#[test]
fn a_forest_trust_lets_only_sids_of_its_forest_through() {
    let forest = ["S-1-5-21-1-1-1-519", "S-1-5-21-1-1-2-1700", "S-1-5-21-1-1-2-512", "S-1-18-1"];
    assert_seen("forest", "", &forest);
}

/// Acceptance row 41: with SID history enabled the forest trust is as an external one, and other domains' accounts pass;
/// those of the own forest do not.
#[test]
fn sid_history_passes_a_forest_trust_where_it_is_enabled() {
    let enabled = [
        "S-1-5-21-9-9-9-1400",
        "S-1-5-21-1-1-1-519",
        "S-1-5-21-1-1-2-1700",
        "S-1-5-21-1-1-2-512",
        "S-1-5-21-7-7-7-1800",
        "S-1-18-1",
    ];
    assert_seen("forest", r#""TREAT_AS_EXTERNAL""#, &enabled);
}

/// Acceptance row 38: quarantine leaves the SIDs of the trusted domain and nothing else.
#[test]
fn quarantine_lets_only_sids_of_the_trusted_domain_through() {
    let of_the_domain = ["S-1-5-21-1-1-1-519", "S-1-18-1"];
    assert_seen("external", r#""QUARANTINED_DOMAIN""#, &of_the_domain);
    let not_quarantined =
        ["S-1-5-21-9-9-9-1400", "S-1-5-21-1-1-1-519", "S-1-5-21-1-1-2-1700", "S-1-5-21-7-7-7-1800", "S-1-18-1"];
    assert_seen("external", "", &not_quarantined);
}

/// Acceptance row 47: a trust for privileged identity management brings SIDs of the own forest on purpose.
#[test]
fn a_pim_trust_brings_groups_of_the_own_forest() {
    let seen = seen("forest", r#""TREAT_AS_EXTERNAL", "PIM_TRUST""#, "host/db.b.test");
    for brought in ["S-1-5-21-2-2-2-512", "S-1-5-21-2-2-2-519", "S-1-5-21-2-2-2-1600", "S-1-5-21-2-2-2-1401"] {
        assert!(seen.iter().any(|sid| sid == brought), "{brought}: {seen:?}");
    }
    assert!(!seen.iter().any(|sid| sid == "S-1-5-32-544" || sid == "S-1-5-18"), "{seen:?}");
}

/// Within the forest nothing is filtered but what is never believed, and domain-local groups stay where they count.
#[test]
fn the_own_forest_believes_what_its_first_domain_let_through() {
    let mut net = world("forest", "");
    let walk = golden(&mut net, "host/files.kid.b.test", &CLAIMED);
    let expected: Vec<&str> = OF_THE_USER
        .into_iter()
        .chain(["S-1-5-21-1-1-1-519", "S-1-5-21-1-1-2-1700", "S-1-5-21-1-1-2-512", "S-1-18-1"])
        .collect();
    assert_eq!(sids(&pac_at_end(&net, &walk)), expected);
}

#[test]
fn what_was_taken_out_is_told_with_class_and_rule() {
    let mut net = world("forest", "");
    let walk = golden(&mut net, "host/db.b.test", &CLAIMED);
    let outcome = walk.outcomes().last().unwrap();
    let crossed = outcome.sids.as_ref().unwrap();
    assert_eq!((crossed.boundary, crossed.kept, crossed.removed.len()), (SidBoundary::CrossForest, 9, 10));
    let facts = outcome.facts();
    let fact = |wanted: &str| facts.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str());
    assert_eq!(fact("sids"), Some("CrossForest: kept 9, removed 10"));
    assert!(fact("sids_removed").unwrap().contains("S-1-5-32-544 (AlwaysFilter)"), "{:?}", fact("sids_removed"));
    let grounds = outcome.grounds(net.directory());
    let expected = "SID filtering (CrossForest): S-1-5-21-2-2-2-512 removed: \
                    ForestSpecific, of a domain that the trust does not bring";
    assert!(grounds.iter().any(|line| line == expected), "{grounds:#?}");
}

/// Rule D3: a golden ticket that claims to be an administrator of the trusting domain itself.
#[test]
fn an_identity_of_the_own_forest_is_refused_from_outside() {
    for (kind, attributes) in [("forest", ""), ("external", ""), ("external", r#""QUARANTINED_DOMAIN""#)] {
        for domain in ["S-1-5-21-2-2-2", "S-1-5-21-2-2-3"] {
            let mut net = world(kind, attributes);
            let mut forgery = net.forge("alice@A.TEST", "krbtgt/A.TEST@A.TEST").unwrap();
            let pac = forgery.pac.as_mut().unwrap();
            pac.requestor = Some(sid("S-1-5-21-1-1-1-1105"));
            (pac.logon.logon_domain_id, pac.logon.user_id) = (sid(domain), 500);
            let tgt = forgery.seal(net.rng());
            let walk = net.walk_from(&tgt, name("host/db.b.test"), Default::default());
            assert_eq!(walk.code(), Some(KDC_ERR_POLICY), "{kind} {domain}");
            let End::Refused(Refusal::Sids(SidRefusal::OwnForestIdentity { .. })) = walk.end() else {
                panic!("{kind} {domain}: {:?}", walk.end())
            };
        }
    }
}

#[test]
fn a_user_whom_the_trust_does_not_bring_is_refused() {
    let mut net = world("forest", "");
    let mut forgery = net.forge("alice@A.TEST", "krbtgt/A.TEST@A.TEST").unwrap();
    let pac = forgery.pac.as_mut().unwrap();
    pac.requestor = Some(sid("S-1-5-21-1-1-1-1105"));
    pac.logon.logon_domain_id = sid("S-1-5-21-7-7-7");
    let tgt = forgery.seal(net.rng());
    let walk = net.walk_from(&tgt, name("host/db.b.test"), Default::default());
    assert_eq!(walk.code(), Some(KDC_ERR_POLICY));
    assert!(matches!(walk.end(), End::Refused(Refusal::Sids(SidRefusal::IdentityRemoved { .. }))), "{:?}", walk.end());
}

/// The resource groups of another domain mean nothing in a ticket-granting ticket.
#[test]
fn resource_groups_do_not_arrive() {
    let mut net = world("external", "");
    let mut forgery = net.forge("alice@A.TEST", "krbtgt/A.TEST@A.TEST").unwrap();
    let groups = vec![GroupMembership::resource(1900)];
    forgery.pac.as_mut().unwrap().logon.set_resource_groups(sid("S-1-5-21-1-1-1"), groups);
    let tgt = forgery.seal(net.rng());
    let walk = net.walk_from(&tgt, name("host/db.b.test"), Default::default());
    let pac = pac_at_end(&net, &walk);
    assert!(!sids(&pac).contains(&"S-1-5-21-1-1-1-1900".to_owned()));
    assert!(sids(&pac).contains(&LOCAL.to_owned()));
}

/// As many groups as Windows has in a token, and five times as many.
#[test]
fn thousands_of_groups_cross_a_trust() {
    for count in [1_015, 5_000] {
        let mut net = world("forest", "");
        let mut forgery = net.forge("alice@A.TEST", "krbtgt/A.TEST@A.TEST").unwrap();
        let logon = &mut forgery.pac.as_mut().unwrap().logon;
        logon.group_ids = (0..count).map(|rid| GroupMembership::enabled(2000 + rid)).collect();
        for rid in 0..count {
            let domain = if rid % 2 == 0 { "S-1-5-21-1-1-2" } else { "S-1-5-21-7-7-7" };
            logon.extra_sids.push(xrealm_pac::SidAndAttributes {
                sid: sid(domain).with_rid(2000 + rid).unwrap(),
                attributes: xrealm_pac::GroupAttributes::ENABLED_GROUP,
            });
        }
        let tgt = forgery.seal(net.rng());
        let walk = net.walk_from(&tgt, name("host/db.b.test"), Default::default());
        let kept = sids(&pac_at_end(&net, &walk)).len();
        let count = usize::try_from(count).unwrap();
        assert!(kept >= count + count / 2 && kept <= count + count / 2 + 4, "{count}: {kept}");
    }
}
