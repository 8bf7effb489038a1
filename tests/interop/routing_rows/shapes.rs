//! The shapes a service's name may have: host, domain, distinguished name. Each is routed or refused by rule.

use xrealm_tests::{ClientKind, Failure};

use super::{Net, TWO_WAY, child, domain, trust};

/// Row 66: the part that is routed by is the third of three, otherwise the second without its port; a distinguished
/// name is the domain of its DC parts.
#[test]
fn each_shape_of_a_service_name_is_routed_to_its_domain() {
    let net = net();
    for service in REGISTERED {
        let client = net.user(ClientKind::Mit, "sub.a.test");

        client.get_with(&format!("{service}@"), &[]).expect_success();

        assert_eq!(client.realms_asked(), ["SUB.A.TEST", "A.TEST", "B.TEST"], "{service}");
        net.logged(&[&format!("for {service} at B.TEST: issued")]);
    }
}

/// Row 66: what nobody has registered is refused where its name leads, and the KDC goes on serving.
#[test]
fn each_shape_that_is_not_registered_is_refused_with_code_7() {
    let net = net();
    for (service, realm) in NOWHERE {
        let client = net.user(ClientKind::Mit, "a.test");

        // MIT leaves the realm open for names of class and host only.
        let realm_asked = if service.contains('/') { "" } else { "A.TEST" };
        let done = client.get_with(&format!("{service}@{realm_asked}"), &[]);

        done.expect_failure(client.words_for(Failure::UnknownService));
        net.logged(&[&format!("for {service} at {realm}: KDC_ERR_S_PRINCIPAL_UNKNOWN: "), "code=7"]);
    }
    assert_eq!(net.reaches(ClientKind::Mit, "a.test", "b.test"), ["A.TEST", "B.TEST"]);
}

/// Row 66: a single label is a name of the own domain or forest, and under nobody's suffix.
#[test]
fn a_single_label_is_looked_for_in_the_own_forest() {
    let net = net();
    let client = net.user(ClientKind::Mit, "sub.a.test");

    client.get_with("host/files@", &[]).expect_success();

    assert_eq!(client.realms_asked(), ["SUB.A.TEST", "A.TEST"]);
    net.logged(&["for host/files at SUB.A.TEST: referred to A.TEST", "the global catalog finds the name in A.TEST"]);
}

/// Services of b.test.
const REGISTERED: [&str; 6] = [
    "http/app.b.test",
    "MSSQLSvc/app.b.test:1433",
    "ldap/app.b.test/b.test",
    "ldap/anything.example/b.test",
    "exchange/CN=Store,CN=Services,DC=b,DC=test",
    "HTTP/app.b.test:8080",
];

/// Names nobody has, and who refuses them.
const NOWHERE: [(&str, &str); 10] = [
    ("http/other.b.test", "B.TEST"),
    ("http/other.b.test:8080", "B.TEST"),
    ("ldap/other.b.test/b.test", "B.TEST"),
    ("ldap/other.b.test/elsewhere.example", "A.TEST"),
    ("exchange/CN=Other,DC=b,DC=test", "B.TEST"),
    ("exchange/CN=Other,DC=elsewhere,DC=example", "A.TEST"),
    ("exchange/CN=Other", "A.TEST"),
    ("CN=Other,DC=b,DC=test", "A.TEST"),
    ("http/nowhere", "A.TEST"),
    ("nowhere", "A.TEST"),
];

fn net() -> Net {
    let spns = REGISTERED.map(|name| format!("\"{name}\"")).join(", ");
    Net::of(&[
        domain("a.test", ""),
        "[[domain.services]]\nname = \"files\"\nspns = [\"host/files\"]\n".to_owned(),
        child("sub.a.test"),
        domain("b.test", ""),
        format!("[[domain.services]]\nname = \"app\"\nspns = [{spns}]\n"),
        trust("forest", "b.test", "a.test", TWO_WAY),
    ])
}
