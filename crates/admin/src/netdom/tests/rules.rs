//! What goes with what.

use super::*;
use crate::facts::example_end;
use crate::{TrustEndFacts, TrustSwitch};

/// Acceptance rows 31, 33, 35, 37, 40, 48 and 50.
#[test]
fn switches_are_valid_only_with_the_switches_they_belong_to() {
    let every = [
        ("trust a.test /d:b.test /verify /passwordt:x", "PasswordT", "/Add and /Reset"),
        ("trust a.test /d:b.test /verify /oneside:trusted", "OneSide", "/Add and /Remove"),
        ("trust a.test /d:b.test /remove /realm", "Realm", "/Add"),
        ("trust a.test /d:b.test /add /force", "Force", "/Remove"),
        ("trust a.test /d:b.test /reset /kerberos", "Kerberos", "/Verify"),
        ("trust a.test /d:b.test /togglesuffix:1", "ToggleSuffix", "/NameSuffixes"),
        ("trust a.test /d:b.test /quarantine:yes /twoway", "TwoWay", "/Add, /Remove, /Reset and /Verify"),
        ("trust a.test /d:b.test /quarantine:yes /childdomain:c", "ChildDomain", "/AuthTargetValidation"),
    ];
    for (line, switch, with) in every {
        assert_eq!(refusal(line), NetdomError::OnlyWith { switch, with }, "{line}");
    }
}

#[test]
fn two_things_at_once_are_refused() {
    let every = [
        ("trust a.test /d:b.test /add /remove", "Add", "Remove"),
        ("trust a.test /d:b.test /reset /verify", "Reset", "Verify"),
        ("trust a.test /d:b.test /remove /quarantine:no", "Remove", "Quarantine"),
        ("trust a.test /d:b.test /add /enablesidhistory:yes", "Add", "EnableSIDHistory"),
    ];
    for (line, one, other) in every {
        assert_eq!(refusal(line), NetdomError::NotTogether { one, other }, "{line}");
    }
}

/// Acceptance row 33.
#[test]
fn one_side_of_a_trust_is_added_only_with_its_password() {
    assert_eq!(refusal("trust a.test /d:b.test /add /oneside:trusted"), NetdomError::OneSideNeedsPassword);
    let one_side = command("trust a.test /d:b.test /add /oneside:Trusted /passwordt:x").verb;
    assert!(matches!(one_side, TrustVerb::Add { one_side: Some(xrealm_directory::TrustSide::Trusted), .. }));
    command("trust a.test /d:b.test /remove /oneside:trusting");
    assert!(matches!(
        refusal("trust a.test /d:b.test /remove /oneside:left"),
        NetdomError::WrongValue { switch: "OneSide", .. }
    ));
}

/// Acceptance row 31.
#[test]
fn the_password_of_a_trust_is_for_realms() {
    assert_eq!(refusal("trust a.test /d:b.test /add /passwordt:x"), NetdomError::PasswordNeedsRealm);
    let reset = command("trust a.test /d:b.test /reset /passwordt:x");
    assert!(reset.depends_on_trust());
    assert!(matches!(reset.check(&example_end()), Err(NetdomError::WrongTrust { switch: "PasswordT", .. })));
    assert_eq!(reset.check(&realm_end()), Ok(()));
}

/// Acceptance row 37.
#[test]
fn force_needs_a_full_dns_name() {
    let given = NetdomError::ForceNeedsDnsName { given: "CHILD".into() };
    assert_eq!(refusal("trust a.test /d:CHILD /remove /force"), given);
    command("trust a.test /d:child.a.test /remove /force");
}

/// Acceptance row 51.
#[test]
fn a_forest_trust_between_two_forests_is_refused_with_the_verb_that_makes_it() {
    let refused = refusal("trust a.test /d:b.test /add /foresttransitive:yes");
    assert_eq!(refused, NetdomError::NoForestTrust);
    assert!(refused.to_string().contains("xrealm trust new --kind forest"));
    command("trust a.test /d:B.TEST /add /realm /passwordt:x /foresttransitive:yes");
}

/// Acceptance row 50.
#[test]
fn help_is_help_wherever_it_is_asked() {
    for line in ["", "/?", "help"] {
        assert_eq!(parse_line(line), Ok(Netdom::Help(Help::Netdom)), "{line}");
    }
    for line in ["help trust", "trust /?", "trust a.test /help", "trust help", "TRUST -?"] {
        assert_eq!(parse_line(line), Ok(Netdom::Help(Help::Trust)), "{line}");
    }
    assert_eq!(refusal("join a.test"), NetdomError::UnknownVerb { given: "join".into() });
    assert_eq!(refusal("trust a.test /wat"), NetdomError::UnknownSwitch { name: "wat".into() });
}

#[test]
fn values_are_what_the_switch_takes() {
    assert_eq!(refusal("trust a.test /add /add"), NetdomError::Twice { switch: "Add" });
    assert_eq!(refusal("trust a.test /domain"), NetdomError::ValueNeeded { switch: "Domain" });
    assert_eq!(refusal("trust a.test /domain /add"), NetdomError::ValueNeeded { switch: "Domain" });
    assert_eq!(refusal("trust a.test /d:R /add /transitive"), NetdomError::ValueNeeded { switch: "Transitive" });
    for line in ["/add:yes", "/quarantine:maybe", "/namesuffixes /togglesuffix:0", "/namesuffixes /togglesuffix:x"] {
        let refused = refusal(&format!("trust a.test /d:b.test {line}"));
        assert!(matches!(refused, NetdomError::WrongValue { .. }), "{line}: {refused}");
    }
    assert_eq!(refusal("trust /add /d:b.test"), NetdomError::NoTrustingDomain);
    assert_eq!(refusal("trust a.test /d:b.test"), NetdomError::NothingToDo);
    assert_eq!(refusal("trust * /d:b.test /verify"), NetdomError::AllTrusts);
    assert_eq!(command("trust * /invoketrustscanner").verb, TrustVerb::InvokeTrustScanner);
    let second = NetdomError::SecondDomain { one: "a.test".into(), other: "b.test".into() };
    assert_eq!(refusal("trust a.test b.test /add"), second);
}

/// Acceptance row 26.
#[test]
fn passwords_stay_out_of_messages_and_debug_output() {
    let line = "trust a.test /d:b.test /verify /ud:u /pd:Secret-1 /uo:u /po:Secret-2";
    let shown = format!("{:?}", command(line));
    assert!(!shown.contains("Secret-"), "{shown}");
    let asked = command("trust a.test /d:b.test /verify /ud:admin /pd:* /securepasswordprompt");
    assert!(asked.secure_prompt);
    assert_eq!(asked.prompt(PasswordOf::TrustedUser), "Type the password associated with the domain user admin: ");
}

/// Acceptance rows 32, 39, 41, 43, 44, 46 and 47.
#[test]
fn settings_are_only_for_the_trusts_they_are_valid_for() {
    let external = example_end();
    let forest = TrustEndFacts { attributes: vec!["FOREST_TRANSITIVE".into()], ..example_end() };
    let inbound = TrustEndFacts { direction: "inbound".into(), direction_value: 1, ..forest.clone() };
    let forest_realm = TrustEndFacts { attributes: vec!["FOREST_TRANSITIVE".into()], ..realm_end() };
    let every = [
        ("/transitive", &realm_end(), &external),
        ("/enablesidhistory:yes", &forest, &external),
        ("/enablesidhistory", &forest, &inbound),
        ("/selectiveauth:yes", &external, &inbound),
        ("/crossorganization:yes", &forest, &realm_end()),
        ("/enabletgtdelegation:no", &forest, &external),
        ("/enablepimtrust:yes", &forest, &external),
        ("/quarantine:yes", &external, &inbound),
        ("/namesuffixes:b.test", &forest, &external),
        ("/addtln:x.test", &forest_realm, &forest),
        ("/addtlnex:y.x.test", &forest, &external),
    ];
    for (switch, right, wrong) in every {
        let command = command(&format!("trust a.test /d:b.test {switch}"));
        assert!(command.depends_on_trust(), "{switch}");
        assert_eq!(command.check(right), Ok(()), "{switch}");
        assert!(matches!(command.check(wrong), Err(NetdomError::WrongTrust { .. })), "{switch}");
    }
}

/// Acceptance row 35.
#[test]
fn kerberos_is_tested_only_from_the_trusting_domain_itself() {
    let line = "trust a.test /d:b.test /verify /kerberos /uo:u /po:p /ud:u /pd:p";
    let here = |dns: &str, flat: &str| crate::DomainFacts {
        realm: dns.to_ascii_uppercase(),
        dns_name: dns.to_owned(),
        netbios_name: Some(flat.to_owned()),
        sid: None,
        forest: None,
        parent: None,
        served_here: true,
    };
    assert_eq!(command(line).check_place(Some(&here("a.test", "A"))), Ok(()));
    assert!(matches!(command(line).check_place(Some(&here("c.test", "C"))), Err(NetdomError::RemoteKerberos { .. })));
    assert_eq!(command(line).check_place(None), Ok(()));
    assert_eq!(refusal("trust a.test /d:b.test /verify /kerberos /uo:u /po:p"), NetdomError::KerberosNeedsCredentials);
}

#[test]
fn several_settings_go_together() {
    let command = command("trust a.test /d:b.test /quarantine:no /enablesidhistory");
    let settings = vec![(TrustSwitch::Quarantine, Some(false)), (TrustSwitch::SidHistory, None)];
    assert_eq!(command.verb, TrustVerb::Settings { settings, child_domain: None });
}

fn realm_end() -> TrustEndFacts {
    TrustEndFacts { trust_type: "mit".into(), type_value: 3, kind: "realm".into(), ..example_end() }
}
