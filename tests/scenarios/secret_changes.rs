//! The secrets of trusts change while controllers lag, links are cut and roles move.

use xrealm_admin::upkeep::Due;
use xrealm_directory::{Change, Controller, NewKeys, TrustPair, TrustSide};
use xrealm_kdc::Refusal;
use xrealm_names::{PrincipalName, RealmName};
use xrealm_sim::{ControllerNet, End, Net, Walked, Years};
use xrealm_wire::error_code::{KRB_AP_ERR_BAD_INTEGRITY, KRB_AP_ERR_MODIFIED};

use crate::two_forests::{name, realm, topology};

const DAY: i64 = 86_400;
const HOUR: i64 = 3600;

/// Acceptance rows 72, 73 and 75: whoever lags by less than an hour, whatever link is cut and whoever has the role, no
/// ticket is refused in a year.
#[test]
fn a_year_of_rotation_refuses_no_ticket() {
    let year = Years { trusts: 50, controllers: 3, days: 365 };
    let chronicle = year.live(1).unwrap();
    assert!(chronicle.failures.is_empty(), "{chronicle:#?}");
    assert!(chronicle.changes > chronicle.directions * 10, "{chronicle:?}");
    assert!(chronicle.delayed > 0 && chronicle.cuts > 100 && chronicle.role_moves > 50, "{chronicle:?}");
    assert!(chronicle.snapshots < 50, "{chronicle:?}");
    println!("{chronicle:?}");
}

#[test]
fn the_same_seed_lives_through_the_same() {
    let months = Years { trusts: 10, controllers: 2, days: 100 };
    assert_eq!(months.live(7).unwrap(), months.live(7).unwrap());
    assert_ne!(months.live(7).unwrap(), months.live(8).unwrap());
}

/// DEPOT.TEST trusts SHOP.TEST. Both have a second controller, REMOTE, that is a minute behind.
struct Pair {
    net: ControllerNet,
}

impl Pair {
    fn new() -> Pair {
        Pair::with("")
    }

    fn with(settings: &str) -> Pair {
        let text = format!(
            r#"
            [settings]
            {settings}
            [[domain]]
            name = "depot.test"
            computers = [{{ name = "SERVER", spns = ["host/server.depot.test"] }}]
            [[domain]]
            name = "shop.test"
            users = [{{ name = "user", password = "Secret-1" }}]
            [[trust]]
            kind = "forest"
            trusting = "depot.test"
            trusted = "shop.test"
            "#
        );
        let mut net = ControllerNet::of(topology(&text).directory().clone());
        for name in ["DEPOT.TEST", "SHOP.TEST"] {
            let remote = Controller { delay_seconds: 60, ..Controller::new("REMOTE") };
            let controllers = [Controller::new("MAIN"), remote];
            net.apply(&controllers.map(|controller| Change::AddController { realm: realm(name), controller })).unwrap();
        }
        Pair { net }
    }

    /// Lives until so many seconds after the start.
    fn until(&mut self, seconds: i64) -> Vec<Due> {
        self.net.advance(Net::START.shifted(seconds)).unwrap().into_iter().map(|(_, due)| due).collect()
    }

    fn hold(&mut self, domain: &str, held: bool) {
        let change =
            Change::SetReplication { realm: realm(domain), controller: "REMOTE".into(), delay_seconds: 60, held };
        self.net.apply(&[change]).unwrap();
    }

    /// A user's way to the server, with a ticket of this controller shown to that one.
    fn walk(&mut self, issuer: &str, acceptor: &str) -> Walked {
        let end = self.net.timeline().now().shifted(10 * HOUR);
        let tgt = self.net.ticket_granting_ticket("user@SHOP.TEST", end).unwrap();
        let (depot, shop) = (realm("DEPOT.TEST"), realm("SHOP.TEST"));
        self.net.walk_from(&tgt, &name("host/server.depot.test"), &[(&shop, issuer), (&depot, acceptor)])
    }

    fn reaches(&mut self, issuer: &str, acceptor: &str) -> bool {
        matches!(self.walk(issuer, acceptor).end(), End::Ticket(_))
    }

    fn trust() -> TrustPair {
        TrustPair { trusting: realm("DEPOT.TEST"), trusted: realm("SHOP.TEST") }
    }
}

fn reason(walk: &Walked) -> String {
    match walk.end() {
        End::Refused(refusal @ Refusal::TrustSecret(_)) => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

/// The versions that a walk's cross-realm ticket was sealed with.
fn kvno(walk: &Walked) -> u32 {
    let hop = walk.hops().find(|hop| hop.refers_to() == Some(realm("DEPOT.TEST"))).expect("a referral");
    hop.ticket_kvno.expect("a version")
}

/// Acceptance row 74, on the trusted side: the secret before is good, the one before that is not.
#[test]
fn an_issuer_that_missed_two_changes_is_refused_until_it_replicates() {
    for (profile, code) in [("windows", KRB_AP_ERR_MODIFIED), ("rfc", KRB_AP_ERR_BAD_INTEGRITY)] {
        let mut pair = Pair::with(&format!("profile = \"{profile}\""));
        pair.until(DAY);
        pair.hold("SHOP.TEST", true);

        pair.until(31 * DAY);
        assert!(pair.reaches("REMOTE", "MAIN") && pair.reaches("REMOTE", "REMOTE"));

        pair.until(60 * DAY + 61);
        let refused = pair.walk("REMOTE", "MAIN");
        assert_eq!(refused.code(), Some(code), "{profile}");
        assert_eq!(
            reason(&refused),
            "trust with SHOP.TEST: its KDC holds a secret two generations old \
             (ticket kvno 1, ours 3 and 2, aes256-cts-hmac-sha1-96)"
        );
        assert!(pair.reaches("MAIN", "MAIN"));

        pair.hold("SHOP.TEST", false);
        pair.until(60 * DAY + 200);
        assert!(pair.reaches("REMOTE", "MAIN"));
    }
}

/// Acceptance row 74, on the trusting side.
#[test]
fn an_acceptor_that_missed_two_changes_refuses_until_it_replicates() {
    let mut pair = Pair::new();
    pair.until(DAY);
    pair.hold("DEPOT.TEST", true);
    pair.until(30 * DAY + HOUR - 1);
    assert!(pair.reaches("MAIN", "REMOTE"), "tickets go on under the secret before for an hour");

    pair.until(60 * DAY + HOUR);
    let refused = pair.walk("MAIN", "REMOTE");
    assert_eq!(refused.code(), Some(KRB_AP_ERR_MODIFIED));
    assert_eq!(
        reason(&refused),
        "trust with SHOP.TEST: this KDC holds a secret two generations old \
         (ticket kvno 3, ours 1, aes256-cts-hmac-sha1-96)"
    );

    pair.hold("DEPOT.TEST", false);
    assert!(pair.reaches("MAIN", "REMOTE"));
}

/// Acceptance row 36: the versions before, within and after the hour that follows a change.
#[test]
fn tickets_go_on_under_the_secret_before_for_an_hour() {
    let mut pair = Pair::new();
    let versions = [-1, 0, 3599, 3600, 3661].map(|seconds| {
        pair.until(30 * DAY + seconds);
        (kvno(&pair.walk("MAIN", "MAIN")), kvno(&pair.walk("REMOTE", "REMOTE")))
    });
    assert_eq!(versions, [(1, 1), (1, 1), (1, 1), (2, 2), (2, 2)]);
}

#[test]
fn how_long_tickets_go_on_under_the_secret_before_is_a_setting() {
    let mut pair = Pair::with("trust_secret_grace = \"10m\"");
    let versions = [599, 600].map(|seconds| {
        pair.until(30 * DAY + seconds);
        kvno(&pair.walk("MAIN", "MAIN"))
    });
    assert_eq!(versions, [1, 2]);
}

/// Acceptance row 73.
#[test]
fn a_cut_link_leaves_the_old_secret_in_use_and_is_tried_again_within_fifteen_minutes() {
    let mut pair = Pair::new();
    let link = |up| Change::SetLink { one: realm("SHOP.TEST"), other: realm("DEPOT.TEST"), up };
    pair.until(DAY);
    pair.net.apply(&[link(false)]).unwrap();
    let done = pair.until(33 * DAY);
    assert!(matches!(done.as_slice(), [Due { change: Change::RotateTrustSecret { .. }, .. }]), "{done:?}");
    assert!(pair.reaches("MAIN", "MAIN") && pair.reaches("REMOTE", "REMOTE"));

    pair.net.apply(&[link(true)]).unwrap();
    let done = pair.until(33 * DAY + 15 * 60);
    let kinds: Vec<_> = done.iter().map(|due| (due.realm.as_str(), &*due.controller)).collect();
    assert_eq!(kinds, [("SHOP.TEST", "MAIN"), ("DEPOT.TEST", "MAIN")]);
    assert!(matches!(done.first().unwrap().change, Change::PushTrustSecret { .. }));
    pair.until(33 * DAY + 3 * HOUR);
    assert_eq!(kvno(&pair.walk("MAIN", "MAIN")), 2);
    assert!(pair.reaches("MAIN", "MAIN") && pair.reaches("REMOTE", "REMOTE"));
}

/// Acceptance row 75.
#[test]
fn whoever_has_the_role_makes_the_change() {
    let mut pair = Pair::new();
    pair.until(DAY);
    let role = Change::MovePdcRole { realm: realm("DEPOT.TEST"), controller: "REMOTE".into() };
    pair.net.apply(&[role]).unwrap();
    let done = pair.until(31 * DAY);
    let changed = done.iter().find(|due| matches!(due.change, Change::RotateTrustSecret { .. })).unwrap();
    assert_eq!((changed.realm.as_str(), &*changed.controller), ("DEPOT.TEST", "REMOTE"));
    assert!(pair.reaches("MAIN", "REMOTE"));
}

/// Acceptance row 71: a controller routes by what it knows.
#[test]
fn a_controller_that_lags_knows_a_new_trust_later() {
    let mut pair = Pair::new();
    pair.until(DAY);
    pair.net.apply(&[Change::RemoveTrust(Pair::trust())]).unwrap();
    assert!(!pair.reaches("MAIN", "MAIN") && pair.reaches("REMOTE", "REMOTE"));
    pair.until(DAY + 60);
    assert!(!pair.reaches("REMOTE", "REMOTE"));
}

/// Acceptance row 4: what is said when the two administrators typed different passwords; and the first use confirms
/// what they typed alike.
#[test]
fn a_trust_made_by_two_administrators_works_if_their_passwords_agree() {
    for (typed, works) in [("Shared-1", true), ("shared-1", false)] {
        let mut pair = Pair::new();
        let side = |side, password: &str| {
            Change::CreateTrust(Box::new(xrealm_directory::NewTrust {
                kind: xrealm_directory::NewTrustKind::External,
                pair: Pair::trust(),
                transitive: false,
                keys: NewKeys::password(password),
                reverse_keys: None,
                attributes: xrealm_directory::NewTrustKind::External.usual_attributes(),
                etypes: None,
                side: Some(side),
                confirmed: false,
                trusting_namespaces: Default::default(),
                trusted_namespaces: Default::default(),
            }))
        };
        pair.net.apply(&[Change::RemoveTrust(Pair::trust()), side(TrustSide::Trusting, "Shared-1")]).unwrap();
        assert!(!pair.reaches("MAIN", "MAIN"), "one end alone is no trust");
        pair.net.apply(&[side(TrustSide::Trusted, typed)]).unwrap();
        let walk = pair.walk("MAIN", "MAIN");
        assert_eq!(matches!(walk.end(), End::Ticket(_)), works);
        let latest = pair.net.timeline().latest();
        let (_, trust) = latest.realm_named(b"DEPOT.TEST").unwrap().trust_named(b"SHOP.TEST").unwrap();
        assert_eq!(trust.outgoing.as_ref().unwrap().confirmed.is_some(), works);
        if !works {
            assert_eq!(walk.code(), Some(KRB_AP_ERR_MODIFIED));
            assert_eq!(
                reason(&walk),
                "trust secret mismatch with SHOP.TEST: the inter-realm keys differ \
                 (ticket kvno 1, ours 1, aes256-cts-hmac-sha1-96)"
            );
        }
    }
}

#[test]
fn a_controller_nobody_named_is_not_asked() {
    let mut pair = Pair::new();
    let (shop, service): (RealmName, PrincipalName) = (realm("SHOP.TEST"), name("host/server.depot.test"));
    let tgt = pair.net.ticket_granting_ticket("user@SHOP.TEST", Net::START.shifted(HOUR)).unwrap();
    assert!(matches!(pair.net.walk_from(&tgt, &service, &[(&shop, "NOBODY")]).end(), End::Failed(_)));
    assert!(matches!(pair.net.walk_from(&tgt, &service, &[]).end(), End::Ticket(_)));
}
