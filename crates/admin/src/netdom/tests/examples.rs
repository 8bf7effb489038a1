//! The eight examples of the document, as they stand there.

use xrealm_directory::{NewTrustKind, TrustSide};

use super::*;
use crate::{CreateTrust, DomainFacts, Operation, SuffixChange, SuffixName, TrustEnds, TrustOperation};

fn operation(line: &str) -> Operation {
    command(line).operation(None, &domains()).unwrap().unwrap()
}

fn created(line: &str) -> CreateTrust {
    match operation(line) {
        Operation::Trust(TrustOperation::Create(create)) => *create,
        other => panic!("{other:?}"),
    }
}

/// Two domains and a Kerberos realm.
fn domains() -> [DomainFacts; 3] {
    let facts = |realm: &str, netbios_name: Option<&str>| DomainFacts {
        realm: realm.to_owned(),
        dns_name: realm.to_owned(),
        netbios_name: netbios_name.map(str::to_owned),
        sid: None,
        forest: None,
        parent: None,
        served_here: true,
    };
    [
        facts("USA-CHICAGO.EXAMPLE", Some("USA-CHICAGO")),
        facts("NORTHAMERICA.EXAMPLE", Some("NORTHAMERICA")),
        facts("ATHENA", None),
    ]
}

fn ends(trusting: &str, trusted: &str) -> TrustEnds {
    TrustEnds { trusting: trusting.to_owned(), trusted: trusted.to_owned() }
}

/// Acceptance rows 23 and 53.
#[test]
fn the_first_example_lets_one_domain_trust_another() {
    let line = "trust USA-Chicago /domain:NorthAmerica /add /userd:NorthAmerica\\admin /passwordd:* \
                /usero:USA-Chicago\\admin /passwordo:*";
    let create = created(line);
    assert_eq!(create.ends, ends("USA-Chicago", "NorthAmerica"));
    assert_eq!((create.two_way, create.kind, create.side), (false, None, None));
    let command = command(line);
    assert_eq!(command.trusted_login.user.as_deref(), Some("NorthAmerica\\admin"));
    assert_eq!(command.trusting_login.user.as_deref(), Some("USA-Chicago\\admin"));
    assert_eq!(command.prompts, [PasswordOf::TrustedUser, PasswordOf::TrustingUser]);
}

/// Acceptance rows 29 and 53.
#[test]
fn the_second_example_lets_two_domains_trust_each_other() {
    let create = created(
        "trust engineering.contoso.com /domain:marketing.contoso.com /add /twoway /usero:admin@engineering.contoso.com \
         /passwordo:* /userd:admin@marketing.contoso.com /passwordd:*",
    );
    assert_eq!(create.ends, ends("engineering.contoso.com", "marketing.contoso.com"));
    assert!(create.two_way);
}

/// Acceptance rows 30 and 53.
#[test]
fn the_third_example_lets_a_domain_trust_a_realm() {
    let line = "trust NorthAmerica /domain:ATHENA /add /passwordt:* /realm";
    let create = created(line);
    assert_eq!(create.ends, ends("NorthAmerica", "ATHENA"));
    assert_eq!((create.kind, create.two_way), (Some(NewTrustKind::Realm), false));
    assert_eq!(create.side, Some(TrustSide::Trusting), "only the Windows side is ours");
    assert_eq!(command(line).prompts, [PasswordOf::Trust]);
}

/// Acceptance rows 30 and 53. The text of the example speaks of the other direction than its command line; the command
/// line is what counts.
#[test]
fn the_fourth_example_misses_the_password_that_a_realm_trust_needs() {
    let line = "trust NorthAmerica /domain:ATHENA /add /realm";
    assert!(command(line).misses_realm_password());
    assert_eq!(created(line).ends, ends("NorthAmerica", "ATHENA"));
}

/// Acceptance rows 28 and 53.
#[test]
fn the_fifth_example_removes_a_trust() {
    let removed = operation("trust USA-Chicago /domain:NorthAmerica /remove");
    let ends = ends("USA-Chicago", "NorthAmerica");
    let remove = TrustOperation::Remove { ends, two_way: false, side: None, force: false };
    assert_eq!(removed, Operation::Trust(remove));
}

/// Acceptance rows 36 and 53.
#[test]
fn the_sixth_example_resets_a_trust() {
    let reset = operation("trust USA-Chicago /domain:NorthAmerica /userd:NorthAmerica\\admin /passwordd:* /reset");
    let ends = ends("USA-Chicago", "NorthAmerica");
    assert_eq!(reset, Operation::Trust(TrustOperation::Reset { ends, two_way: false, side: None, password: None }));
}

/// Acceptance rows 35 and 53.
#[test]
fn the_seventh_example_tests_kerberos() {
    let command = command(
        "trust MyDomain /domain:devgroup.example.com /verify /kerberos /userd:devgroup\\admin /passwordd:* \
         /usero:MyDomain\\admin /passwordo:*",
    );
    assert_eq!(command.verb, TrustVerb::Verify { two_way: false, kerberos: true });
    assert_eq!(command.operation(None, &domains()), Ok(None));
}

/// Acceptance rows 40 and 53.
#[test]
fn the_eighth_example_toggles_the_first_name() {
    let toggled = operation("trust myTestDomain /domain:foresttrustpartnerdomain /namesuffixes /togglesuffix:1");
    let change = SuffixChange::Toggle(SuffixName::Number(1));
    let (realm, partner) = ("myTestDomain".to_owned(), "foresttrustpartnerdomain".to_owned());
    assert_eq!(toggled, Operation::Trust(TrustOperation::ChangeSuffixes { realm, partner, change }));
}

#[test]
fn a_name_after_a_space_or_a_dash_for_a_slash_is_the_same() {
    let expected = command("trust contoso.local /quarantine:no /domain:priv.contoso.local");
    for line in [
        "trust contoso.local /quarantine:NO /domain priv.contoso.local",
        "TRUST contoso.local -Quarantine:No -D: priv.contoso.local",
        "trust /d:priv.contoso.local contoso.local /q:no",
    ] {
        assert_eq!(command(line), expected, "{line}");
    }
}

/// Acceptance row 23.
#[test]
fn without_a_trusted_domain_the_domain_of_this_computer_is_meant() {
    let command = command("trust USA-Chicago /verify");
    assert_eq!(command.trusted(Some("corp.example")), Ok("corp.example"));
    assert_eq!(command.trusted(None), Err(NetdomError::NoTrustedDomain));
}

/// Acceptance row 31.
#[test]
fn of_a_trust_with_a_realm_the_windows_side_alone_is_touched() {
    let create = created("trust ATHENA /domain:NorthAmerica /add /realm /passwordt:x");
    assert_eq!(create.side, Some(TrustSide::Trusted));
    let ends = ends("NorthAmerica", "ATHENA");
    let (side, password) = (Some(TrustSide::Trusting), Some("x".to_owned().into()));
    let reset = TrustOperation::Reset { ends: ends.clone(), two_way: false, side, password };
    assert_eq!(operation("trust NorthAmerica /domain:ATHENA /reset /passwordt:x"), Operation::Trust(reset));
    let remove = TrustOperation::Remove { ends, two_way: false, side, force: false };
    assert_eq!(operation("trust NorthAmerica /domain:ATHENA /remove"), Operation::Trust(remove));
}
