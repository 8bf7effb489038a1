//! Who may.

use super::*;
use crate::permits;
use xrealm_directory::{AccountAttributes, AccountFlags, TrustedDomain};
use xrealm_names::{Principal, PrincipalName, Sid};
use xrealm_trust::{TrustAttributes, TrustDirection, TrustType};

/// What somebody may not who has proven to be these, each to the realm behind the bar.
fn verdict(desk: &Desk, plan: &WritePlan, proven: &[&str]) -> Result<(), OperationRefusal> {
    let proven: Vec<(RealmName, Principal)> = proven
        .iter()
        .map(|text| {
            let (who, to) = text.split_once('|').unwrap_or((text, text.split_once('@').unwrap().1));
            (RealmName::new(to).unwrap(), Principal::parse(who).unwrap())
        })
        .collect();
    permits(&desk.directory, &proven, &plan.requires, at().time)
}

const ADMINS: [&str; 2] = ["Administrator@ENGINEERING.CONTOSO.COM", "Administrator@MARKETING.CONTOSO.COM"];

/// Acceptance rows 3 and 5.
#[test]
fn both_domains_have_to_agree() {
    let mut desk = Desk::new();
    let plan = desk.write(create(CreateTrust { two_way: true, ..usual(ENGINEERING, MARKETING) }));
    assert_eq!(verdict(&desk, &plan, &ADMINS), Ok(()));
    let realms = vec![name(MARKETING)];
    assert_eq!(verdict(&desk, &plan, &ADMINS[..1]), Err(OperationRefusal::NotAuthenticated { realms }));
    let realms = vec![name(ENGINEERING), name(MARKETING)];
    assert_eq!(verdict(&desk, &plan, &[]), Err(OperationRefusal::NotAuthenticated { realms }));
    let refusal = verdict(&desk, &plan, &[ADMINS[0], "user1@MARKETING.CONTOSO.COM"]).unwrap_err();
    assert_eq!(refusal.kind(), RefusalKind::AccessDenied);
    let text = "access denied: user1@MARKETING.CONTOSO.COM is not in Domain Admins of MARKETING.CONTOSO.COM nor \
                Enterprise Admins of MARKETING.CONTOSO.COM";
    assert_eq!(refusal.to_string(), text);
}

/// Acceptance row 22.
#[test]
fn account_operators_suffice_for_realm_trusts_only() {
    let mut desk = Desk::new();
    let wish = CreateTrust { password: password("Shared-1"), ..usual(NORTHAMERICA, "OUTSIDE.EXAMPLE") };
    let plan = desk.write(create(wish));
    assert_eq!(verdict(&desk, &plan, &["operator1@NORTHAMERICA.ADATUM.COM"]), Ok(()));
    let plan = desk.write(create(usual(ENGINEERING, MARKETING)));
    let operators = ["operator1@ENGINEERING.CONTOSO.COM", "operator1@MARKETING.CONTOSO.COM"];
    assert_eq!(verdict(&desk, &plan, &operators).unwrap_err().kind(), RefusalKind::AccessDenied);
}

#[test]
fn account_operators_do_not_suffice_where_the_trust_alone_tells_that_its_partner_is_a_domain() {
    let mut desk = Desk::new();
    let object = TrustedDomain {
        trust_partner: name("stranger.example"),
        flat_name: "STRANGER".into(),
        security_identifier: Some(Sid::domain([7, 7, 7])),
        trust_direction: TrustDirection::Outbound,
        trust_type: TrustType::Uplevel,
        trust_attributes: TrustAttributes::QUARANTINED_DOMAIN,
        trust_posix_offset: 0,
        supported_encryption_types: None,
        forest_trust_info: None,
        trust_auth_incoming: None,
        trust_auth_outgoing: None,
    };
    desk.make(Change::ImportTrustedDomain { realm: name(NORTHAMERICA), object: Box::new(object) });
    for operation in [
        setting(NORTHAMERICA, "stranger.example", TrustSwitch::Quarantine, false),
        remove(NORTHAMERICA, "stranger.example"),
    ] {
        let plan = desk.write(operation);
        let refusal = verdict(&desk, &plan, &["operator1@NORTHAMERICA.ADATUM.COM"]).unwrap_err();
        assert_eq!(refusal.kind(), RefusalKind::AccessDenied, "{}", plan.operation);
    }
}

#[test]
fn a_plain_realm_is_administered_by_its_admin_principals() {
    let mut desk = Desk::new();
    let plan = desk.write(create(usual(NORTHAMERICA, "ATHENA")));
    let operator = "operator1@NORTHAMERICA.ADATUM.COM";
    assert_eq!(verdict(&desk, &plan, &[operator, "root/admin@ATHENA"]), Ok(()));
    let refusal = verdict(&desk, &plan, &[operator, "user1@ATHENA"]).unwrap_err();
    assert!(refusal.to_string().contains("NAME/admin@ATHENA"), "{refusal}");
}

#[test]
fn enterprise_admins_agree_for_every_domain_of_their_forest() {
    let mut desk = Desk::new();
    let plan = desk.write(create(usual("usa.wingtiptoys.com", "europe.tailspintoys.com")));
    let roots = ["Administrator@WINGTIPTOYS.COM|USA.WINGTIPTOYS.COM", "Administrator@TAILSPINTOYS.COM"];
    assert_eq!(verdict(&desk, &plan, &roots), Ok(()));
    let child = ["Administrator@USA.WINGTIPTOYS.COM", "Administrator@EUROPE.TAILSPINTOYS.COM"];
    let plan = desk.write(create(new(NewTrustKind::Forest, WINGTIP, TAILSPIN)));
    assert!(verdict(&desk, &plan, &child).is_err());
}

#[test]
fn trust_builders_make_the_incoming_end_of_a_one_way_forest_trust() {
    let mut desk = Desk::new();
    let builders = ["builder1@TAILSPINTOYS.COM", "Administrator@WINGTIPTOYS.COM"];
    let plan = desk.write(create(new(NewTrustKind::Forest, WINGTIP, TAILSPIN)));
    assert_eq!(verdict(&desk, &plan, &builders), Ok(()));
    let plan = desk.write(create(new(NewTrustKind::Forest, TAILSPIN, WINGTIP)));
    assert!(verdict(&desk, &plan, &builders).is_err());
    let plan = desk.write(create(CreateTrust { two_way: true, ..new(NewTrustKind::Forest, WINGTIP, TAILSPIN) }));
    assert!(verdict(&desk, &plan, &builders).is_err());
}

#[test]
fn trust_builders_change_no_trust_that_is_there() {
    let mut desk = Desk::new();
    desk.done(create(new(NewTrustKind::Forest, TAILSPIN, WINGTIP)));
    let plan = desk.write(create(new(NewTrustKind::Forest, WINGTIP, TAILSPIN)));
    let builders = ["builder1@TAILSPINTOYS.COM", "Administrator@WINGTIPTOYS.COM"];
    assert_eq!(verdict(&desk, &plan, &builders).unwrap_err().kind(), RefusalKind::AccessDenied);
}

#[test]
fn a_ticket_does_not_outlast_the_account_as_an_administrator() {
    for mark in ["disabled", "locked_out"] {
        let mut desk = Desk::new();
        let plan = desk.write(create(usual(ENGINEERING, MARKETING)));
        let flags =
            AccountFlags { disabled: mark == "disabled", locked_out: mark == "locked_out", ..AccountFlags::default() };
        let administrator = PrincipalName::parse("Administrator").unwrap();
        desk.make(Change::SetAccountFlags { realm: name(MARKETING), name: administrator, flags });
        assert_eq!(verdict(&desk, &plan, &ADMINS).unwrap_err().kind(), RefusalKind::AccessDenied, "{mark}");
    }
}

#[test]
fn a_ticket_does_not_outlast_the_expiry_of_an_administrator() {
    for (seconds, granted) in [(1, true), (0, false), (-1, false)] {
        let mut desk = Desk::new();
        let plan = desk.write(create(usual(ENGINEERING, MARKETING)));
        let domain = desk.directory.realm_named(MARKETING.as_bytes()).unwrap();
        let name = PrincipalName::parse("Administrator").unwrap();
        let attributes = AccountAttributes {
            account_expires: Some(at().time + seconds),
            ..AccountAttributes::of(domain.client(&name).unwrap())
        };
        desk.make(Change::SetAccountAttributes {
            realm: domain.name().clone(),
            name,
            attributes: Box::new(attributes),
        });
        let verdict = verdict(&desk, &plan, &ADMINS).map_err(|refusal| refusal.kind());
        assert_eq!(verdict, if granted { Ok(()) } else { Err(RefusalKind::AccessDenied) }, "{seconds}");
    }
}

/// Acceptance row 52.
#[test]
fn testing_a_trust_takes_an_administrator_of_each_end() {
    let mut desk = Desk::new();
    desk.done(create(usual(ENGINEERING, MARKETING)));
    let plan = desk.write(TrustOperation::Verify { ends: ends(ENGINEERING, MARKETING), two_way: false });
    assert_eq!(verdict(&desk, &plan, &ADMINS), Ok(()));
    assert_eq!(verdict(&desk, &plan, &ADMINS[..1]).unwrap_err().kind(), RefusalKind::NotAuthenticated);
}
