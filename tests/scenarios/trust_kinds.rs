//! Every kind of trust, walked: who gets where, over which realms, and why not.

use xrealm_directory::{Change, TrustPair};
use xrealm_names::PrincipalName;
use xrealm_sim::{End, Net};
use xrealm_trust::{ClientQuery, ClientVerdict, OwnAnswer, route_client};
use xrealm_wire::error_code::{KDC_ERR_ETYPE_NOSUPP, KDC_ERR_S_PRINCIPAL_UNKNOWN};

use crate::two_forests::{realm, topology};

fn kinds() -> Net {
    topology(include_str!("../../fixtures/realms/trust-kinds.toml"))
}

/// The realms of a walk that ends with a ticket.
fn way(net: &mut Net, client: &str, service: &str) -> Vec<String> {
    let walk = net.walk(client, service);
    assert!(matches!(walk.end(), End::Ticket(_)), "{client} to {service}: {:?}", walk.end());
    walk.realms().iter().map(|realm| (*realm).to_owned()).collect()
}

fn assert_refused(net: &mut Net, client: &str, service: &str) {
    let walk = net.walk(client, service);
    assert_eq!(walk.code(), Some(KDC_ERR_S_PRINCIPAL_UNKNOWN), "{client} to {service}: {:?}", walk.end());
}

/// Rows 56 and 83: the tree root's trust is there without being told, and the shortcut saves the way over the root.
#[test]
fn a_tree_root_is_reached_over_the_forest_root_and_over_a_shortcut_without_it() {
    let mut net = kinds();
    assert_eq!(way(&mut net, "carol@CONTOSO.TEST", "host/web.fabrikam.test"), ["CONTOSO.TEST", "FABRIKAM.TEST"]);
    let (emil, web) = ("emil@EMEA.CONTOSO.TEST", "host/web.fabrikam.test");
    assert_eq!(way(&mut net, emil, web), ["EMEA.CONTOSO.TEST", "FABRIKAM.TEST"]);
    let shortcut = TrustPair { trusting: realm("FABRIKAM.TEST"), trusted: realm("EMEA.CONTOSO.TEST") };
    net.apply(&Change::RemoveTrust(shortcut)).unwrap();
    assert_eq!(way(&mut net, emil, web), ["EMEA.CONTOSO.TEST", "CONTOSO.TEST", "FABRIKAM.TEST"]);
}

/// Row 59: of a one-way forest trust the trusted side's users profit, and nobody else.
#[test]
fn a_one_way_forest_trust_is_walked_one_way() {
    let mut net = kinds();
    let way = way(&mut net, "lisa@LITWARE.TEST", "host/files.emea.contoso.test");
    assert_eq!(way, ["LITWARE.TEST", "CONTOSO.TEST", "EMEA.CONTOSO.TEST"]);
    assert_refused(&mut net, "carol@CONTOSO.TEST", "host/mail.litware.test");
}

/// Rows 55, 85 and 87: two one-way external trusts are a two-way one; removing one leaves the other, and neither serves
/// anybody but its two ends.
#[test]
fn two_one_way_trusts_are_walked_both_ways_until_one_is_removed() {
    let mut net = kinds();
    let (emil, lars) = ("emil@EMEA.CONTOSO.TEST", "lars@LABS.LITWARE.TEST");
    let (files, bench) = ("host/files.emea.contoso.test", "host/bench.labs.litware.test");
    assert_eq!(way(&mut net, emil, bench), ["EMEA.CONTOSO.TEST", "LABS.LITWARE.TEST"]);
    assert!(way(&mut net, lars, files).ends_with(&["EMEA.CONTOSO.TEST".to_owned()]));
    assert_refused(&mut net, "carol@CONTOSO.TEST", bench);
    assert_refused(&mut net, emil, "host/mail.litware.test");
    let one = TrustPair { trusting: realm("LABS.LITWARE.TEST"), trusted: realm("EMEA.CONTOSO.TEST") };
    net.apply(&Change::RemoveTrustDirection(one)).unwrap();
    assert_refused(&mut net, emil, bench);
    assert!(way(&mut net, lars, files).ends_with(&["EMEA.CONTOSO.TEST".to_owned()]));
}

/// Row 86: a trust with a Windows NT 4 domain is there, and no ticket crosses it.
#[test]
fn a_downlevel_domain_is_shown_and_not_reached() {
    let mut net = kinds();
    let (_, trust) = net.directory().realm_named(b"EMEA").unwrap().trust_named(b"olddom").unwrap();
    assert_eq!(trust.tdo.kind().to_string(), "downlevel");
    assert_refused(&mut net, "emil@EMEA.CONTOSO.TEST", "krbtgt/OLDDOM");
}

/// Rows 15, 18 and 84: a realm's users come over its trust, and over a transitive one those of realms beyond.
#[test]
fn realms_beyond_come_over_a_transitive_realm_trust() {
    let mut net = kinds();
    let service = "host/root.contoso.test";
    assert_eq!(way(&mut net, "olga@OPEN.EXAMPLE", service), ["OPEN.EXAMPLE", "CONTOSO.TEST"]);
    assert_eq!(way(&mut net, "claus@CLOSED.EXAMPLE", service), ["CLOSED.EXAMPLE", "CONTOSO.TEST"]);
    let beyond = way(&mut net, "bea@BEYOND.EXAMPLE", service);
    assert_eq!(beyond, ["BEYOND.EXAMPLE", "OPEN.EXAMPLE", "CONTOSO.TEST"]);
}

/// What agrees on no encryption type is refused at the hop it is about, and by its name.
#[test]
fn a_trust_without_a_common_encryption_type_is_named_by_the_refusal() {
    let mut net = topology(include_str!("../../fixtures/realms/no-common-enctype.toml"));
    let walk = net.walk("alice@A.TEST", "host/db.b.test");
    assert_eq!((walk.code(), walk.realms()), (Some(KDC_ERR_ETYPE_NOSUPP), vec!["A.TEST"]));
    let outcome = net.trace().last().unwrap().outcome.to_string();
    assert!(outcome.contains("the trust with B.TEST has no key of an allowed encryption type"), "{outcome}");
    assert_eq!(way(&mut net, "alice@A.TEST", "host/db.c.test"), ["A.TEST", "C.TEST"]);
}

/// Rows 68 and 69: a host of a single label is found in the own forest first and then in the forests of the list.
#[test]
fn a_flat_host_name_is_looked_for_in_the_forests_of_the_list() {
    let text = |search: &str| {
        format!(
            r#"
            [settings]
            {search}
            [[domain]]
            name = "a.test"
            [[domain]]
            name = "kid.a.test"
            parent = "a.test"
            users = [{{ name = "alice", password = "Secret-1" }}]
            computers = ["NEAR"]
            [[domain]]
            name = "b.test"
            [[domain]]
            name = "kid.b.test"
            parent = "b.test"
            computers = ["FAR"]
            [[trust]]
            kind = "forest"
            trusting = "b.test"
            trusted = "a.test"
            "#
        )
    };
    let alice = "alice@KID.A.TEST";
    let mut net = topology(&text(r#"forest_search = ["a.test", "b.test"]"#));
    assert_eq!(way(&mut net, alice, "host/near"), ["KID.A.TEST"]);
    assert_eq!(way(&mut net, alice, "host/far"), ["KID.A.TEST", "A.TEST", "B.TEST", "KID.B.TEST"]);
    assert_refused(&mut net, alice, "host/nowhere");
    assert_refused(&mut topology(&text("")), alice, "host/far");
}

/// Row 81: for a user name with another forest's alternate suffix a managed domain decides to refuse; any other domain
/// says where the user belongs.
#[test]
fn an_alternate_suffix_is_followed_everywhere_but_in_a_managed_domain() {
    let text = |managed: bool| {
        format!(
            r#"
            [[domain]]
            name = "cloud.test"
            managed = {managed}
            [[domain]]
            name = "corp.test"
            upn_suffixes = ["corp.example"]
            users = [{{ name = "carl", password = "Secret-1", upn = "carl@corp.example" }}]
            [[trust]]
            kind = "forest"
            trusting = "cloud.test"
            trusted = "corp.test"
            "#
        )
    };
    for (managed, name, home) in [
        (false, "carl@corp.example", Some("CORP.TEST")),
        (true, "carl@corp.example", None),
        (true, "carl@corp.test", Some("CORP.TEST")),
    ] {
        let net = topology(&text(managed));
        let cloud = net.directory().realm_named(b"CLOUD.TEST").unwrap();
        let name = PrincipalName::enterprise(name).unwrap();
        let query = ClientQuery {
            name: &name,
            realm: "CLOUD.TEST",
            canonicalize: true,
            own: OwnAnswer::Absent,
            catalog: cloud.catalog_client(&name),
        };
        let home = home.map(|home| ClientVerdict::Refer { realm: realm(home) });
        let verdict = route_client(cloud.view(), &query).verdict;
        assert!(home.as_ref().is_none_or(|home| *home == verdict), "{verdict:?}");
        assert_eq!(home.is_none(), matches!(verdict, ClientVerdict::Refuse(_)), "{verdict:?}");
    }
}
