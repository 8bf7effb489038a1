//! What nltest takes and what it writes.

use super::*;
use crate::facts::example_end;
use crate::{ControllerFacts, DomainFacts, SecretFacts, TrustEndFacts, Verification, VerificationFacts};

fn ask(line: &str) -> Verb {
    match parse(&line.split_whitespace().collect::<Vec<_>>()) {
        Ok(Nltest::Ask { verb, .. }) => verb,
        other => panic!("{line}: {other:?}"),
    }
}

fn domain(dns: &str, flat: &str, parent: Option<&str>, forest: &str) -> DomainFacts {
    DomainFacts {
        realm: dns.to_ascii_uppercase(),
        dns_name: dns.into(),
        netbios_name: Some(flat.into()),
        sid: Some("S-1-5-21-1-2-3".into()),
        forest: Some(forest.into()),
        parent: parent.map(str::to_owned),
        served_here: true,
    }
}

#[test]
fn verbs_are_taken_in_any_case_with_slash_or_dash() {
    let all = Verb::DomainTrusts { listed: Listed::default(), verbose: true };
    assert_eq!(ask("/domain_trusts /all_trusts /v"), all);
    assert_eq!(ask("-DOMAIN_TRUSTS -V"), all);
    let listed = Listed { direct_out: true, ..Listed::default() };
    assert_eq!(ask("/domain_trusts /Direct_Out"), Verb::DomainTrusts { listed, verbose: false });
    assert_eq!(ask("/sc_verify:contoso.com"), Verb::ScVerify { domain: "contoso.com".into() });
    let reset = Verb::ScReset { domain: "contoso".into(), controller: Some("DC2".into()) };
    assert_eq!(ask("/sc_reset:contoso\\DC2"), reset);
    assert_eq!(ask("/dsgetdc: /pdc"), Verb::DsGetDc { domain: None, pdc: true });
    assert_eq!(
        ask("/dsgetfti:corp.example /update_tdo"),
        Verb::DsGetFti { domain: Some("corp.example".into()), update: true }
    );
    let asked = parse(&["/server:DC1", "/parentdomain"]);
    assert_eq!(asked, Ok(Nltest::Ask { server: Some("DC1".into()), verb: Verb::ParentDomain }));
    assert_eq!(parse(&["/?"]), Ok(Nltest::Help));
}

#[test]
fn what_does_not_go_together_is_refused() {
    let every = [
        ("", NltestError::NoVerb),
        ("/server:DC1", NltestError::NoVerb),
        ("/sc_query", NltestError::DomainNeeded { verb: "/SC_QUERY" }),
        ("/whowill:a b", NltestError::Unknown { given: "/whowill:a".into() }),
        ("/parentdomain /dclist:a", NltestError::NotTogether { one: "/PARENTDOMAIN", other: "/dclist:a".into() }),
        ("/parentdomain /v", NltestError::OnlyWith { switch: "/V", with: "/DOMAIN_TRUSTS" }),
        ("contoso", NltestError::Unknown { given: "contoso".into() }),
    ];
    for (line, error) in every {
        assert_eq!(parse(&line.split_whitespace().collect::<Vec<_>>()), Err(error), "{line}");
    }
}

/// Acceptance row 80.
#[test]
fn domain_trusts_are_listed_as_the_original_does() {
    let domains = [
        domain("usa.example", "USA", None, "USA.EXAMPLE"),
        domain("west.usa.example", "WEST", Some("USA.EXAMPLE"), "USA.EXAMPLE"),
        domain("corp.example", "CORP", None, "CORP.EXAMPLE"),
    ];
    let inside = TrustEndFacts {
        partner: "WEST.USA.EXAMPLE".into(),
        direction_value: 3,
        attributes_value: 0x20,
        ..example_end()
    };
    let outside = TrustEndFacts { attributes_value: 0x18, ..example_end() };
    let ends = [inside, outside];
    let told = domain_trusts(&domains[0], &domains, &ends, Listed::default(), false);
    assert_eq!(
        told.text,
        "List of domain trusts:\n\
         \x20   0: USA usa.example (NT 5) (Forest Tree Root) (Primary Domain) (Native)\n\
         \x20   1: WEST west.usa.example (NT 5) (Forest: 0) (Direct Outbound) (Direct Inbound) ( Attr: withinforest )\n\
         \x20   2: CORP corp.example (NT 5) (Direct Outbound) ( Attr: foresttrans 0x10 )\n\
         The command completed successfully\n"
    );
    let inbound = domain_trusts(&domains[0], &domains, &ends, Listed { direct_in: true, ..Listed::default() }, true);
    assert!(inbound.text.contains("    0: WEST"), "{}", inbound.text);
    assert!(inbound.text.contains("       Dom Sid: S-1-5-21-1-2-3\n"), "{}", inbound.text);
    assert!(!inbound.text.contains("CORP"), "{}", inbound.text);
    assert_eq!(trusted_domains(&ends).text.lines().count(), 4);
}

/// Acceptance row 80.
#[test]
fn secure_channels_are_told_as_the_original_does() {
    let found = |result| VerificationFacts {
        trusting: "USA.EXAMPLE".into(),
        trusted: "CORP.EXAMPLE".into(),
        result,
        text: "different secrets".into(),
    };
    let healthy = channel_verified(&found(Verification::Healthy), "DC1.corp.example");
    assert_eq!(
        healthy.text,
        "Flags: b0 HAS_IP  HAS_TIMESERV\nTrusted DC Name \\\\DC1.corp.example\n\
         Trusted DC Connection Status Status = 0 0x0 NERR_Success\n\
         Trust Verification Status = 0 0x0 NERR_Success\nThe command completed successfully\n"
    );
    let broken = channel_verified(&found(Verification::SecretMismatch), "DC1.corp.example");
    assert!(broken.text.starts_with("Flags: 80\nTrusted DC Name\n"));
    assert!(broken.text.contains("Trust Verification Status = 5 0x5 ERROR_ACCESS_DENIED\n"));
    assert_eq!(broken.status.exit_status(), 5);
    let secret = SecretFacts {
        kvno: 1,
        previous_kvno: None,
        changed: "2026-11-20T14:00:00Z".into(),
        confirmed: None,
        seal_with_previous_until: None,
    };
    assert!(channel_state(Some(&secret), "DC1").text.contains("1311 0x51f ERROR_NO_LOGON_SERVERS"));
    let confirmed = SecretFacts { confirmed: Some("2026-11-20T14:00:00Z".into()), ..secret };
    assert!(channel_state(Some(&confirmed), "DC1").text.starts_with("Flags: 30 HAS_IP  HAS_TIMESERV\n"));
    let failed = Told::failed(Call::Control, crate::Win32Status::NO_SUCH_DOMAIN, "");
    assert_eq!(failed.text, "I_NetLogonControl failed: Status = 1355 0x54b ERROR_NO_SUCH_DOMAIN\n");
}

/// Acceptance row 80.
#[test]
fn controllers_are_told_as_the_original_does() {
    let usa = domain("usa.example", "USA", None, "USA.EXAMPLE");
    let controller = |name: &str, pdc| ControllerFacts {
        realm: "USA.EXAMPLE".into(),
        controller: name.into(),
        pdc,
        delay_seconds: 0,
        held_since: None,
        knows_until: String::new(),
    };
    let list = [controller("DC1", true), controller("DC2", false)];
    let told = controllers("usa", &usa, &list);
    assert_eq!(
        told.text,
        "Get list of DCs in domain 'usa' from '\\\\DC1.usa.example'.\n\
         \x20   DC1.usa.example [PDC]  [DS] Site: Default-First-Site-Name\n\
         \x20   DC2.usa.example        [DS] Site: Default-First-Site-Name\n\
         The command completed successfully\n"
    );
    let found = Located { domain: &usa, controller: &list[0], address: Some([127, 0, 0, 1].into()) };
    let told = located(&found);
    assert!(
        told.text.starts_with("           DC: \\\\DC1.usa.example\n      Address: \\\\127.0.0.1\n"),
        "{}",
        told.text
    );
    assert!(told.text.contains("        Flags: PDC KDC WRITABLE "));
    assert_eq!(parent_domain(&usa).text, "usa.example. (1)\nThe command completed successfully\n");
}
