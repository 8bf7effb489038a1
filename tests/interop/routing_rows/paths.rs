//! The way through trees and forests.

use std::collections::BTreeMap;

use serde_json::Value;
use xrealm_tests::{ClientKind, Daemon, Failure, Program, fixture, xrealm};

use super::{Net, TWO_WAY, child, domain, logged_in, trust, web};

/// Row 54: what `xrealm route` says is what a client does.
#[test]
fn the_realms_of_a_computed_route_are_those_asked_on_the_wire() {
    let mut daemons: BTreeMap<&str, Daemon> = BTreeMap::new();
    for (topology, user, service) in PAIRS {
        let daemon = daemons.entry(topology).or_insert_with(|| Daemon::serve(topology));
        let client = logged_in(ClientKind::Mit, daemon, user);

        client.get(service).expect_success();

        assert_eq!(client.realms_asked(), computed(topology, user, service), "{topology}: {user} to {service}");
    }
}

/// Row 54: where `xrealm route` says that the way ends, it ends.
#[test]
fn a_computed_refusal_is_met_in_the_realm_that_was_computed() {
    let mut daemons: BTreeMap<&str, Daemon> = BTreeMap::new();
    for (topology, user, service) in DEAD_ENDS {
        let daemon = daemons.entry(topology).or_insert_with(|| Daemon::serve(topology));
        let client = logged_in(ClientKind::Mit, daemon, user);

        client.get(service).expect_failure(client.words_for(Failure::UnknownService));

        let mut asked = client.realms_asked();
        let realms = computed(topology, user, service);
        // Refused, MIT starts again in its own realm.
        asked.truncate(realms.len());
        assert_eq!(asked, realms, "{topology}: {user} to {service}");
    }
}

/// Topology, user, service that the user does not get.
const DEAD_ENDS: [(&str, &str, &str); 6] = [
    ("two-forests.toml", "user1@EUROPE.TAILSPINTOYS.COM", "host/nowhere.usa.wingtiptoys.com"),
    ("two-forests.toml", "user1@EUROPE.TAILSPINTOYS.COM", "host/nowhere.example"),
    ("trust-kinds.toml", "carol@CONTOSO.TEST", "host/mail.litware.test"),
    ("trust-kinds.toml", "carol@CONTOSO.TEST", "host/bench.labs.litware.test"),
    ("trust-kinds.toml", "emil@EMEA.CONTOSO.TEST", "host/mail.litware.test"),
    ("policy-third-forest.toml", "alice@CORP.TEST", "host/db1.supplier.test"),
];

/// Topology, user, service.
const PAIRS: [(&str, &str, &str); 17] = [
    ("two-forests.toml", "user1@EUROPE.TAILSPINTOYS.COM", "host/workstation1.europe.tailspintoys.com"),
    ("two-forests.toml", "user1@EUROPE.TAILSPINTOYS.COM", "host/appserver1.tailspintoys.com"),
    ("two-forests.toml", "user1@EUROPE.TAILSPINTOYS.COM", "host/webserver1.wingtiptoys.com"),
    ("two-forests.toml", "user1@EUROPE.TAILSPINTOYS.COM", "cifs/fileserver1.usa.wingtiptoys.com"),
    ("two-forests.toml", "admin1@TAILSPINTOYS.COM", "host/fileserver1.usa.wingtiptoys.com"),
    ("two-forests.toml", "admin2@WINGTIPTOYS.COM", "host/workstation1.europe.tailspintoys.com"),
    ("tree-with-shortcut.toml", "seller1@SALES.EUROPE.FABRIKAM.TEST", "host/labserver1.lab.research.fabrikam.test"),
    ("tree-with-shortcut.toml", "chemist1@LAB.RESEARCH.FABRIKAM.TEST", "host/salesserver1.sales.europe.fabrikam.test"),
    ("tree-with-shortcut.toml", "clerk1@CONTOSO.TEST", "host/labserver1.lab.research.fabrikam.test"),
    ("trust-kinds.toml", "emil@EMEA.CONTOSO.TEST", "host/web.fabrikam.test"),
    ("trust-kinds.toml", "carol@CONTOSO.TEST", "host/web.fabrikam.test"),
    ("trust-kinds.toml", "lisa@LITWARE.TEST", "host/files.emea.contoso.test"),
    ("trust-kinds.toml", "lars@LABS.LITWARE.TEST", "host/files.emea.contoso.test"),
    ("trust-kinds.toml", "emil@EMEA.CONTOSO.TEST", "host/bench.labs.litware.test"),
    ("trust-kinds.toml", "olga@OPEN.EXAMPLE", "host/root.contoso.test"),
    ("ftinfo-excluded.toml", "alice@CORP.TEST", "http/web.lab.example.test"),
    ("no-common-enctype.toml", "alice@A.TEST", "host/db.c.test"),
];

/// The realms whose ticket-granting service `xrealm route` names.
fn computed(topology: &str, user: &str, service: &str) -> Vec<String> {
    let topology = fixture(topology);
    let asked = ["route", user, service, "--json", "--topology"];
    let done = Program::new(xrealm()).args(asked).arg(&topology).run();
    let route: Value = serde_json::from_str(&done.stdout).expect("JSON");
    let hops = route["hops"].as_array().expect("hops").iter().filter(|hop| hop["exchange"] == "TGS");
    hops.filter_map(|hop| hop["realm"].as_str()).map(str::to_owned).collect()
}

with_each_client! {
    /// Row 56: nobody declared a trust; the cousin is reached up to the root and down again.
    fn a_child_trusts_its_parent_without_being_told(kind: ClientKind) {
        let net = Net::of(&[domain("a.test", ""), child("one.a.test"), child("two.a.test"), child("low.two.a.test")]);
        assert_eq!(net.reaches(kind, "one.a.test", "two.a.test"), ["ONE.A.TEST", "A.TEST", "TWO.A.TEST"]);
        assert_eq!(
            net.reaches(kind, "low.two.a.test", "one.a.test"),
            ["LOW.TWO.A.TEST", "TWO.A.TEST", "A.TEST", "ONE.A.TEST"]
        );
    }
}

/// Row 56: a child that is added later is reached as soon as it is there.
#[test]
fn a_new_child_is_reached_by_its_cousins_at_once() {
    let forest = [domain("a.test", ""), child("one.a.test")].concat();
    let net = Net::of(std::slice::from_ref(&forest));
    net.refuses("one.a.test", "new.a.test", "KDC_ERR_S_PRINCIPAL_UNKNOWN");

    net.reload(&[forest, child("new.a.test")]);

    assert_eq!(net.reaches(ClientKind::Mit, "one.a.test", "new.a.test"), ["ONE.A.TEST", "A.TEST", "NEW.A.TEST"]);
}

/// Row 58: forests one and two, two and three trust each other; of the six ordered pairs the outer two are refused.
#[test]
fn forest_trusts_do_not_chain() {
    let net = Net::of(&[
        domain("one.test", ""),
        domain("two.test", ""),
        domain("three.test", ""),
        trust("forest", "one.test", "two.test", TWO_WAY),
        trust("forest", "two.test", "three.test", TWO_WAY),
    ]);
    for (from, to) in [("one", "two"), ("two", "one"), ("two", "three"), ("three", "two")] {
        let [from, to] = [from, to].map(|name| format!("{name}.test"));
        assert_eq!(net.reaches(ClientKind::Mit, &from, &to), [from.to_uppercase(), to.to_uppercase()]);
    }
    for (from, to) in [("one", "three"), ("three", "one")] {
        net.refuses(&format!("{from}.test"), &format!("{to}.test"), &format!("no partner forest claims web.{to}.test"));

        // Whoever goes on all the same is stopped in the middle.
        let [from, to] = [from, to].map(|name| format!("{}.TEST", name.to_uppercase()));
        let client = logged_in(ClientKind::Mit, &net.daemon, &format!("user@{from}"));
        client.get_with(&format!("krbtgt/TWO.TEST@{from}"), &[]).expect_success();
        client.get_with(&format!("krbtgt/{to}@TWO.TEST"), &[]).expect_failure(client.words_for(Failure::Policy));
        net.logged(&[
            &format!("user@{from} for krbtgt/{to} at TWO.TEST: "),
            &format!("forest trusts do not chain: a client of {from} cannot go on to {to}"),
            "code=12",
        ]);
    }
}

/// Row 63: a direct trust, else the next domain on the path of transitive trusts, else none; the log says which it was.
#[test]
fn the_log_says_which_rule_of_the_referral_algorithm_fired() {
    let net = Net::of(&tree("shortcut"));
    let client = net.user(ClientKind::Mit, "x1.x.root.test");

    client.get(&web("y1.y.root.test")).expect_success();
    client.get(&web("y.root.test")).expect_success();
    client.get(&web("z.test")).expect_failure(client.words_for(Failure::UnknownService));

    net.logged(&[
        "for host/web.y1.y.root.test at X1.X.ROOT.TEST: referred to Y1.Y.ROOT.TEST ",
        "Y1.Y.ROOT.TEST is one step away, over a direct trust",
    ]);
    net.logged(&[
        "for host/web.y.root.test at X1.X.ROOT.TEST: referred to ",
        "the shortest path to Y.ROOT.TEST goes by ",
    ]);
    net.logged(&[
        "for host/web.z.test at X1.X.ROOT.TEST: KDC_ERR_S_PRINCIPAL_UNKNOWN: web.z.test is in no database and under \
         no trusted name",
        "no partner forest claims web.z.test; web.z.test lies under no partner's name",
    ]);
}

/// Row 82: all trusts of a tree of three levels are transitive upward: each pair, over as many hops as the names tell.
#[test]
fn every_ordered_pair_of_a_tree_is_as_far_as_its_names_tell() {
    let net = Net::of(&tree(""));
    for from in TREE {
        let client = net.user(ClientKind::Mit, from);
        for to in TREE {
            client.forget_trace();

            client.get(&web(to)).expect_success();

            assert_eq!(client.realms_asked(), up_and_down(from, to), "{from} to {to}");
        }
    }
}

/// Row 83: the same pair before and after, the same ticket over fewer realms.
#[test]
fn a_shortcut_spares_the_realms_between() {
    let (from, to) = ("x1.x.root.test", "y1.y.root.test");
    let net = Net::of(&tree(""));
    let before = net.reaches(ClientKind::Mit, from, to);

    net.reload(&tree("shortcut"));

    let after = net.reaches(ClientKind::Mit, from, to);
    assert_eq!(before, up_and_down(from, to));
    assert_eq!(after, ["X1.X.ROOT.TEST", "Y1.Y.ROOT.TEST"]);
    // The other way the shortcut does not lead.
    assert_eq!(net.reaches(ClientKind::Mit, to, from), up_and_down(to, from));
}

/// Three levels, two domains on each but the first.
const TREE: [&str; 5] = ["root.test", "x.root.test", "y.root.test", "x1.x.root.test", "y1.y.root.test"];

/// The tree, with a trust of that kind from one side to the other if one is named.
fn tree(kind: &str) -> Vec<String> {
    let mut tables = vec![domain("root.test", "")];
    tables.extend(TREE[1..].iter().map(|name| child(name)));
    if !kind.is_empty() {
        tables.push(trust(kind, "y1.y.root.test", "x1.x.root.test", ""));
    }
    tables
}

/// The realms from `from` up to the first that is above both, and down to `to`.
fn up_and_down(from: &str, to: &str) -> Vec<String> {
    let line = |name: &str| -> Vec<&str> {
        TREE.into_iter().rev().filter(|above| format!(".{name}").ends_with(&format!(".{above}"))).collect()
    };
    let (up, down) = (line(from), line(to));
    let top = up.iter().find(|above| down.contains(above)).expect("one root is above all");
    let ascent = up.iter().take_while(|above| *above != top);
    let descent = down.iter().take_while(|above| *above != top).collect::<Vec<_>>();
    let all = ascent.chain([top]).chain(descent.into_iter().rev());
    all.map(|name| name.to_uppercase()).collect()
}
