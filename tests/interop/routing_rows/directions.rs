//! Which way a trust leads, and how far.

use xrealm_tests::ClientKind;

use super::{Net, TWO_WAY, child, domain, trust};

with_each_client! {
    /// Row 1, and row 8 as far as it is routing: two ticket-granting tickets each way, the own and one across.
    fn a_two_way_external_trust_takes_two_ticket_granting_tickets_each_way(kind: ClientKind) {
        let both = trust("external", "a.test", "b.test", TWO_WAY);
        let net = Net::of(&[domain("a.test", ""), domain("b.test", ""), both]);
        for (from, to) in [("a.test", "b.test"), ("b.test", "a.test")] {
            let (own, other) = (from.to_uppercase(), to.to_uppercase());
            let client = net.user(kind, from);

            client.get_with(&format!("host/web.{to}@{other}"), &[]).expect_success();

            assert_eq!(
                client.servers(),
                [format!("krbtgt/{own}@{own}"), format!("krbtgt/{other}@{own}"), format!("host/web.{to}@{other}")]
            );
            assert_eq!(net.reaches(kind, from, to), [own, other]);
        }
    }

    /// Row 13: C trusts A, A trusts B; with its ticket for A a user of B goes no farther.
    fn an_external_trust_does_not_carry_a_third_domain(kind: ClientKind) {
        let net = external_chain();
        let client = net.user(kind, "b.test");
        client.get_with("krbtgt/A.TEST@B.TEST", &[]).expect_success();

        let onward = client.get_with("krbtgt/C.TEST@A.TEST", &[]);
        let service = client.get_with("host/web.c.test@A.TEST", &[]);

        assert!(onward.code != 0 && service.code != 0, "{onward}{service}");
        for asked in ["krbtgt/C.TEST", "host/web.c.test"] {
            net.logged(&[
                &format!("user@B.TEST for {asked} at A.TEST: KDC_ERR_S_PRINCIPAL_UNKNOWN: "),
                ": trust with B.TEST is not transitive ",
                "code=7",
                "the trust with C.TEST is not taken, the client came over the trust with B.TEST, which is not \
                 transitive",
            ]);
        }
        assert!(!net.log().contains("at C.TEST"), "{}", net.log());
    }
}

/// Row 13: what the middle refuses to others it grants to its own users, and the ends reach the middle.
#[test]
fn each_link_of_the_chain_works_by_itself() {
    let net = external_chain();
    assert_eq!(net.reaches(ClientKind::Mit, "b.test", "a.test"), ["B.TEST", "A.TEST"]);
    assert_eq!(net.reaches(ClientKind::Mit, "a.test", "c.test"), ["A.TEST", "C.TEST"]);
    net.refuses("b.test", "c.test", "web.c.test is in no database and under no trusted name");
}

/// Row 55: four probes, three of which a two-way and a one-way trust allow.
#[test]
fn a_one_way_trust_leads_one_way_and_a_two_way_trust_both() {
    let net = Net::of(&[
        domain("a.test", ""),
        domain("b.test", ""),
        domain("c.test", ""),
        trust("external", "b.test", "a.test", ""),
        trust("external", "c.test", "a.test", TWO_WAY),
    ]);
    assert_eq!(net.reaches(ClientKind::Mit, "a.test", "b.test"), ["A.TEST", "B.TEST"]);
    net.refuses("b.test", "a.test", "A.TEST does not trust this realm: the trust leads the other way only");
    assert_eq!(net.reaches(ClientKind::Mit, "a.test", "c.test"), ["A.TEST", "C.TEST"]);
    assert_eq!(net.reaches(ClientKind::Mit, "c.test", "a.test"), ["C.TEST", "A.TEST"]);
}

/// Row 59: from the trusted forest to the trusting one and not back, for the children as for the roots.
#[test]
fn a_one_way_forest_trust_leads_from_the_trusted_forest_to_the_trusting_one() {
    let net = Net::of(&[
        domain("a.test", ""),
        child("one.a.test"),
        domain("b.test", ""),
        child("two.b.test"),
        trust("forest", "b.test", "a.test", ""),
    ]);
    assert_eq!(net.reaches(ClientKind::Mit, "a.test", "b.test"), ["A.TEST", "B.TEST"]);
    assert_eq!(
        net.reaches(ClientKind::Mit, "one.a.test", "two.b.test"),
        ["ONE.A.TEST", "A.TEST", "B.TEST", "TWO.B.TEST"]
    );
    net.refuses("b.test", "a.test", "A.TEST does not trust this realm: the trust leads the other way only");
    net.refuses("two.b.test", "one.a.test", "KDC_ERR_S_PRINCIPAL_UNKNOWN");
}

/// Row 85: nobody says a direction, so it is one; a second trust makes it two; each is removed by itself.
#[test]
fn a_non_transitive_trust_is_one_way_and_two_of_them_are_two_way() {
    let domains = [domain("a.test", ""), domain("b.test", "")];
    let to_b = trust("external", "b.test", "a.test", "");
    let to_a = trust("external", "a.test", "b.test", "");
    let with = |trusts: &[&String]| [domains.concat(), trusts.iter().map(|one| one.as_str()).collect()];
    let net = Net::of(&with(&[&to_b]));
    assert_eq!(net.reaches(ClientKind::Mit, "a.test", "b.test"), ["A.TEST", "B.TEST"]);
    net.refuses("b.test", "a.test", "the trust leads the other way only");

    net.reload(&with(&[&to_b, &to_a]));
    assert_eq!(net.reaches(ClientKind::Mit, "a.test", "b.test"), ["A.TEST", "B.TEST"]);
    assert_eq!(net.reaches(ClientKind::Mit, "b.test", "a.test"), ["B.TEST", "A.TEST"]);

    net.reload(&with(&[&to_a]));
    net.refuses("a.test", "b.test", "the trust leads the other way only");
    assert_eq!(net.reaches(ClientKind::Mit, "b.test", "a.test"), ["B.TEST", "A.TEST"]);
}

/// Row 87: an external trust between domains of two forests is for these two; nobody above or below them passes.
#[test]
fn without_a_forest_trust_only_the_two_ends_reach_each_other() {
    let net = Net::of(&[
        domain("a.test", ""),
        child("one.a.test"),
        domain("b.test", ""),
        child("two.b.test"),
        trust("external", "two.b.test", "one.a.test", TWO_WAY),
    ]);
    assert_eq!(net.reaches(ClientKind::Mit, "one.a.test", "two.b.test"), ["ONE.A.TEST", "TWO.B.TEST"]);
    assert_eq!(net.reaches(ClientKind::Mit, "two.b.test", "one.a.test"), ["TWO.B.TEST", "ONE.A.TEST"]);
    for (from, to) in [("a.test", "two.b.test"), ("a.test", "b.test"), ("one.a.test", "b.test"), ("b.test", "a.test")] {
        net.refuses(from, to, "KDC_ERR_S_PRINCIPAL_UNKNOWN");
    }

    let above = net.user(ClientKind::Mit, "a.test");
    above.get_with("krbtgt/ONE.A.TEST@A.TEST", &[]).expect_success();
    let onward = above.get_with("krbtgt/TWO.B.TEST@ONE.A.TEST", &[]);

    assert_ne!(onward.code, 0, "{onward}");
    net.logged(&["user@A.TEST for krbtgt/TWO.B.TEST at ONE.A.TEST: ", "not transitive", "code=7"]);
}

fn external_chain() -> Net {
    Net::of(&[
        domain("a.test", ""),
        domain("b.test", ""),
        domain("c.test", ""),
        trust("external", "a.test", "b.test", ""),
        trust("external", "c.test", "a.test", ""),
    ])
}
