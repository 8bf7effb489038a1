//! Names that are not those of a domain: what partner forests claim, and what goes before it.

use serde_json::Value;
use xrealm_tests::{Client, ClientKind, Failure, Krb5Conf};

use super::{Net, TWO_WAY, child, domain, run, trust, web};

with_each_client! {
    /// Row 65: the names of both trees, and the suffixes of service names.
    fn trees_and_service_suffixes_of_a_partner_forest_are_routed(kind: ClientKind) {
        let net = Net::of(&two_forests());
        assert_eq!(net.reaches(kind, "a.test", "b.test"), ["A.TEST", "B.TEST"]);
        assert_eq!(net.reaches(kind, "a.test", "tree.test"), ["A.TEST", "B.TEST", "TREE.TEST"]);
        let client = net.user(kind, "a.test");

        client.get("http/shop.services.example").expect_success();

        assert_eq!(client.realms_asked(), ["A.TEST", "B.TEST"]);
        crate::tickets::assert_service_ticket(&client, "http/shop.services.example@B.TEST");
        for claim in ["tree.test", "services.example"] {
            net.logged(&["at A.TEST: referred to B.TEST", &format!("routing hint: B.TEST claims {claim}, ")]);
        }
    }

    /// Row 65, and row 81 in an ordinary domain: the suffixes of user names.
    fn a_user_suffix_of_a_partner_forest_is_routed(kind: ClientKind) {
        let net = Net::of(&two_forests());
        let client = client_of(kind, &net, "A.TEST");

        client.log_in_as_enterprise("bob@people.example", "Secret-1").expect_success();

        assert_eq!(client.servers(), ["krbtgt/B.TEST@B.TEST"]);
        net.logged(&["at A.TEST: client referred to B.TEST", "code=68", "B.TEST claims people.example"]);
    }

    /// Row 68: of two services of one name the own one is taken; nobody looks at the claim that fits it too.
    fn a_local_service_goes_before_a_routing_hint(kind: ClientKind) {
        let mut tables = two_forests();
        tables.insert(1, service("http/shop.services.example"));
        let net = Net::of(&tables);
        let client = net.user(kind, "a.test");

        client.get("http/shop.services.example").expect_success();

        assert_eq!(client.realms_asked(), ["A.TEST"]);
        let record = net.logged(&["for http/shop.services.example at A.TEST: issued"]);
        assert!(record.contains("A.TEST holds the account") && !record.contains("claims"), "{record}");
    }

    /// Row 69: the catalog knows its own forest only, so the hint is followed after it.
    fn a_service_of_the_other_forest_is_missed_by_the_catalog_and_found_by_the_hint(kind: ClientKind) {
        let net = Net::of(&two_forests());
        let client = net.user(kind, "sub.a.test");

        client.get("http/shop.services.example").expect_success();

        assert_eq!(client.realms_asked(), ["SUB.A.TEST", "A.TEST", "B.TEST"]);
        let record = net.logged(&["for http/shop.services.example at SUB.A.TEST: referred to A.TEST"]);
        let miss = record.find("the global catalog of the own forest does not know the name");
        let hint = record.find("routing hint: B.TEST claims services.example, shop.services.example goes there");
        assert!(miss.is_some() && miss < hint, "{record}");
    }
}

/// Row 68: the same for a service that the catalog finds in another domain of the own forest.
#[test]
fn the_own_forest_goes_before_a_routing_hint() {
    let mut tables = two_forests();
    tables.insert(1, service("http/shop.services.example"));
    let net = Net::of(&tables);
    let client = net.user(ClientKind::Mit, "sub.a.test");

    client.get("http/shop.services.example").expect_success();

    assert_eq!(client.realms_asked(), ["SUB.A.TEST", "A.TEST"]);
    let record = net.logged(&["for http/shop.services.example at SUB.A.TEST: referred to A.TEST"]);
    assert!(record.contains("the global catalog finds the name in A.TEST") && !record.contains("claims"), "{record}");
}

/// Row 78: a claim that is disabled is named as such by the log, by `explain`, and by `what-if` that disables it.
#[test]
fn a_disabled_claim_is_shown_and_not_routed() {
    let disabled = two_forests_with("trusting_disabled = [\"services.example\"]");
    let net = Net::of(&disabled);
    let client = net.user(ClientKind::Mit, "a.test");

    client.get("http/shop.services.example").expect_failure(client.words_for(Failure::UnknownService));
    client.get(&web("b.test")).expect_success();

    net.logged(&[
        "for http/shop.services.example at A.TEST: KDC_ERR_S_PRINCIPAL_UNKNOWN: B.TEST claims \
         services.example, but the claim is disabled",
        "B.TEST claims services.example: not used, it is disabled",
        "code=7",
    ]);
    let explained = run(&["explain", "A.TEST", "http/shop.services.example", "--topology", "-"], &disabled);
    let explained = explained.expect_success().stdout;
    assert!(
        explained.contains("B.TEST claims services.example: not used, it is disabled [routing-hint]"),
        "{explained}"
    );
    let change = ["what-if", "disable-suffix", "a.test", "b.test", "services.example"];
    let pair = ["--pair", "A.TEST", "http/shop.services.example", "--json", "--topology", "-"];
    let told = run(&[&change[..], &pair[..]].concat(), &two_forests()).expect_success().stdout;
    let told: Value = serde_json::from_str(&told).expect("JSON");
    assert!(told.to_string().contains("\"end\":\"suffix-disabled\""), "{told:#}");
}

/// Row 81: a managed domain follows no alternate suffix; users of the partner log in by their domain's name.
#[test]
fn a_managed_domain_does_not_support_alternate_user_suffixes() {
    let net = Net::of(&[
        domain("a.test", "managed = true"),
        domain("b.test", "upn_suffixes = [\"people.example\"]"),
        BOB.to_owned(),
        trust("forest", "a.test", "b.test", ""),
    ]);
    let client = client_of(ClientKind::Mit, &net, "A.TEST");

    let alternate = client.log_in_as_enterprise("bob@people.example", "Secret-1");

    alternate.expect_failure(client.words_for(Failure::UnknownClient));
    net.logged(&[
        r"bob\@people.example@A.TEST for krbtgt/A.TEST at A.TEST: KDC_ERR_C_PRINCIPAL_UNKNOWN",
        "B.TEST claims people.example: not used, this domain does not support alternate UPN suffixes",
        "code=6",
    ]);
    assert_eq!(net.reaches(ClientKind::Mit, "b.test", "a.test"), ["B.TEST", "A.TEST"]);
}

/// Two forests that trust each other. The second has two trees and suffixes of both kinds; the service is in its root.
fn two_forests() -> Vec<String> {
    two_forests_with("")
}

fn two_forests_with(more: &str) -> Vec<String> {
    vec![
        domain("a.test", ""),
        child("sub.a.test"),
        domain("b.test", "upn_suffixes = [\"people.example\"]\nspn_suffixes = [\"services.example\"]"),
        BOB.to_owned(),
        service("http/shop.services.example"),
        domain("tree.test", "forest = \"b.test\""),
        trust("forest", "b.test", "a.test", &format!("{TWO_WAY}\n{more}")),
    ]
}

/// An account of the domain before it.
fn service(name: &str) -> String {
    format!("[[domain.services]]\nname = \"shop\"\nspns = [\"{name}\"]\n\n")
}

/// A user of the domain before it, with another suffix than its name.
const BOB: &str = "[[domain.users]]\nname = \"bob\"\npassword = \"Secret-1\"\nupn = \"bob@people.example\"\n";

/// A client whose own realm is `realm`.
fn client_of(kind: ClientKind, net: &Net, realm: &str) -> Client {
    let configuration = Krb5Conf::over(&net.daemon.krb5_conf()).libdefault(&format!("default_realm = {realm}"));
    Client::with(kind, &configuration)
}
