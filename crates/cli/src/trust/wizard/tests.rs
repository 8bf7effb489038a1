use xrealm_admin::Authentication;
use xrealm_directory::TrustSide;

use super::*;

fn domain(realm: &str, netbios: Option<&str>, forest: Option<&str>, parent: Option<&str>) -> DomainFacts {
    DomainFacts {
        realm: realm.to_owned(),
        dns_name: if netbios.is_some() { realm.to_lowercase() } else { realm.to_owned() },
        netbios_name: netbios.map(str::to_owned),
        sid: None,
        forest: forest.map(str::to_owned),
        parent: parent.map(str::to_owned),
        served_here: true,
    }
}

fn wizard() -> Wizard {
    Wizard::new(vec![
        domain("CONTOSO.COM", Some("CONTOSO"), Some("contoso.com"), None),
        domain("EU.CONTOSO.COM", Some("EU"), Some("contoso.com"), Some("contoso.com")),
        domain("FABRIKAM.COM", Some("FABRIKAM"), Some("fabrikam.com"), None),
        domain("ATHENA", None, None, None),
    ])
}

/// Types lines, and gives the titles of the pages that were shown and what the last line led to.
fn typed(wizard: &mut Wizard, lines: &[&str]) -> (Vec<&'static str>, Step) {
    let mut titles = Vec::new();
    let mut step = Step::Page;
    for line in lines {
        titles.push(wizard.page().title);
        step = wizard.enter(line);
    }
    (titles, step)
}

fn create(step: Step) -> CreateTrust {
    match step {
        Step::Create(create) => *create,
        other => panic!("{other:?}"),
    }
}

/// Acceptance rows 1 and 9: the pages of a two-way external trust, both sides, in the documents' order.
#[test]
fn a_two_way_external_trust_has_its_pages_in_order() {
    let mut wizard = wizard();
    let lines = ["contoso", "fabrikam.com", "1", "1", "2", "Administrator", "Secret-1", "1", "2", ""];
    let (titles, step) = typed(&mut wizard, &lines);
    assert_eq!(
        titles,
        [
            "New Trust Wizard",
            "Trust Name",
            "Trust Type",
            "Direction of Trust",
            "Sides of Trust",
            "User Name and Password",
            "User Name and Password",
            "Outgoing Trust Authentication Level--Local Domain",
            "Outgoing Trust Authentication Level--Specified Domain",
            "Trust Selections Complete",
        ]
    );
    let create = create(step);
    assert_eq!((create.ends.trusting.as_str(), create.ends.trusted.as_str()), ("CONTOSO.COM", "fabrikam.com"));
    assert_eq!((create.kind, create.two_way, create.side), (Some(NewTrustKind::External), true, None));
    assert_eq!(create.trusted_authentication, Authentication::Selective);
    assert_eq!(create.password, None, "both sides get a random one");
    let other = wizard.other_administrator().unwrap();
    assert_eq!((other.realm, other.user, other.password.expose()), ("fabrikam.com", "Administrator", "Secret-1"));

    wizard.created(Ok("done".to_owned()), false);
    let (titles, step) = typed(&mut wizard, &["", "2"]);
    assert_eq!(titles, ["Trust Creation Complete", "Confirm Outgoing Trust"]);
    assert!(matches!(step, Step::Confirm(ends) if ends.trusting == "CONTOSO.COM"));
    wizard.confirmed("healthy".to_owned());
    assert_eq!(wizard.page().notice.as_deref(), Some("healthy"));
    let (titles, step) = typed(&mut wizard, &["", ""]);
    assert_eq!(titles, ["Confirm Incoming Trust", "Completing the New Trust Wizard"]);
    assert_eq!(step, Step::Finished);
}

/// Acceptance row 15: the pages of a one-way outgoing realm trust.
#[test]
fn a_realm_trust_asks_for_transitivity_and_a_password_but_for_no_sides() {
    let mut wizard = wizard();
    let lines = ["1", "OUTSIDE.EXAMPLE", "1", "1", "3", "Shared-1", "Shared-1", ""];
    let (titles, step) = typed(&mut wizard, &lines);
    assert_eq!(
        titles,
        [
            "New Trust Wizard",
            "Trust Name",
            "Trust Type",
            "Transitivity of Trust",
            "Direction of Trust",
            "Trust Password",
            "Trust Password",
            "Trust Selections Complete",
        ]
    );
    let create = create(step);
    assert_eq!((create.kind, create.transitive), (Some(NewTrustKind::Realm), Some(false)));
    assert_eq!((create.two_way, create.side), (false, Some(TrustSide::Trusting)));
    assert_eq!(create.password.unwrap().expose(), "Shared-1");
    wizard.created(Ok(String::new()), false);
    let (titles, step) = typed(&mut wizard, &["", ""]);
    assert_eq!(titles, ["Trust Creation Complete", "Completing the New Trust Wizard"]);
    assert_eq!(step, Step::Finished);
}

/// Acceptance row 19.
#[test]
fn passwords_that_differ_are_asked_for_again() {
    let mut wizard = wizard();
    typed(&mut wizard, &["1", "OUTSIDE.EXAMPLE", "1", "2", "1", "Shared-1", "Shared-2"]);
    let page = wizard.page();
    assert_eq!((page.title, page.prompt.as_str()), ("Trust Password", "Trust password: "));
    assert_eq!(page.notice.as_deref(), Some("The passwords differ: type them again."));
    let (_, step) = typed(&mut wizard, &["Shared-1", "Shared-1", ""]);
    assert_eq!(create(step).transitive, Some(true));
}

/// Acceptance row 16.
#[test]
fn a_realm_in_lower_case_is_not_taken() {
    let mut wizard = wizard();
    typed(&mut wizard, &["1", "outside.example", "1"]);
    let notice = wizard.page().notice.unwrap();
    assert_eq!(notice, "Names of Kerberos realms are upper case: type back and name OUTSIDE.EXAMPLE.");
}

/// Acceptance row 2.
#[test]
fn a_netbios_name_is_shown_as_the_dns_name() {
    let mut wizard = wizard();
    typed(&mut wizard, &["1", "FABRIKAM"]);
    assert_eq!(wizard.page().text, ["What kind of trust is it to be between CONTOSO.COM and fabrikam.com?"]);
}

#[test]
fn the_type_is_asked_only_where_there_is_a_choice() {
    let mut wizard = wizard();
    typed(&mut wizard, &["1", "EU"]);
    assert_eq!(wizard.page().title, "Direction of Trust");
    let (_, step) = typed(&mut wizard, &["1", "2", "Administrator", "Secret-1", ""]);
    assert_eq!(create(step).kind, Some(NewTrustKind::Shortcut), "a shortcut has no authentication level");

    let mut plain = self::wizard();
    typed(&mut plain, &["1", "ATHENA"]);
    assert_eq!(plain.page().title, "Transitivity of Trust");
}

#[test]
fn an_incoming_trust_is_one_of_the_partner_in_this_domain() {
    let mut wizard = wizard();
    let (titles, step) = typed(&mut wizard, &["1", "fabrikam.com", "2", "2", "1", "Shared-1", "Shared-1", ""]);
    assert!(!titles.iter().any(|title| title.contains("Level")), "only the partner decides: {titles:?}");
    let create = create(step);
    assert_eq!((create.ends.trusting.as_str(), create.side), ("fabrikam.com", Some(TrustSide::Trusted)));
    assert_eq!(create.kind, Some(NewTrustKind::Forest));
}

#[test]
fn back_returns_to_the_page_before_and_cancel_ends() {
    let mut wizard = wizard();
    typed(&mut wizard, &["1", "fabrikam.com", "1", "back"]);
    assert_eq!(wizard.page().title, "Trust Type");
    typed(&mut wizard, &["back", "back", "back"]);
    assert_eq!(wizard.page().notice.as_deref(), Some("There is no page before this one."));
    assert_eq!(typed(&mut wizard, &["cancel"]).1, Step::Cancelled);
    assert!(!wizard.has_created());
}

#[test]
fn a_password_may_be_any_word() {
    let mut wizard = wizard();
    let (_, step) = typed(&mut wizard, &["1", "OUTSIDE.EXAMPLE", "1", "1", "3", "cancel", "cancel", ""]);
    assert_eq!(create(step).password.unwrap().expose(), "cancel");
}

#[test]
fn what_is_no_answer_is_asked_again() {
    let mut wizard = wizard();
    typed(&mut wizard, &["9"]);
    assert_eq!(wizard.page().notice.as_deref(), Some("Type a number from 1 to 4."));
    typed(&mut wizard, &["1", ""]);
    assert_eq!(wizard.page().notice.as_deref(), Some("A name is needed."));
    typed(&mut wizard, &["contoso.com"]);
    assert_eq!(wizard.page().notice.as_deref(), Some("A domain does not trust itself: name another one."));
}

/// Acceptance row 3.
#[test]
fn what_was_refused_can_be_mended() {
    let mut wizard = wizard();
    typed(&mut wizard, &["1", "fabrikam.com", "1", "1", "2", "Administrator", "wrong", "", "", ""]);
    wizard.created(Err("The password is wrong.".to_owned()), false);
    let page = wizard.page();
    assert_eq!(page.title, "Trust Selections Complete");
    assert_eq!(page.notice.as_deref(), Some("Nothing was created. The password is wrong."));
    assert!(!wizard.has_created());
}
