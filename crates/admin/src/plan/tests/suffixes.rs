//! Names that partners claim.

use xrealm_directory::ChangeRefusal;

use super::*;
use crate::{OwnSuffixChange, OwnSuffixKind, Requirement, Right, SuffixChange, SuffixName};

fn change(realm: &str, partner: &str, change: SuffixChange) -> TrustOperation {
    TrustOperation::ChangeSuffixes { realm: realm.to_owned(), partner: partner.to_owned(), change }
}

fn toggle(realm: &str, partner: &str, number: usize) -> TrustOperation {
    change(realm, partner, SuffixChange::Toggle(SuffixName::Number(number)))
}

fn status(desk: &Desk, realm: &str, partner: &str, name: &str) -> String {
    desk.suffixes(realm, partner).into_iter().find(|suffix| suffix.name == name).unwrap().status
}

/// Acceptance row 39.
#[test]
fn the_list_is_numbered_and_only_forest_trusts_have_one() {
    let mut desk = Desk::new().with_forest_trust();
    let list =
        |realm: &str, partner: &str| TrustOperation::Suffixes { realm: realm.to_owned(), partner: partner.to_owned() };
    let Answer::Suffixes(facts) = desk.read(list(WINGTIP, TAILSPIN)) else { panic!("no list") };
    assert_eq!(facts.suffixes.iter().map(|suffix| suffix.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    desk.done(create(usual(ENGINEERING, MARKETING)));
    let refusal = desk.refused(list(ENGINEERING, MARKETING));
    assert!(refusal.to_string().contains("listed for forest trusts only"), "{refusal}");
}

/// Acceptance row 40.
#[test]
fn a_record_is_toggled_by_its_number() {
    let mut desk = Desk::new().with_forest_trust();
    let done = desk.done(toggle(WINGTIP, TAILSPIN, 2));
    assert_eq!(done.replaced, ["toys.example was enabled"]);
    assert_eq!(status(&desk, WINGTIP, TAILSPIN, "toys.example"), "disabled-admin");
    desk.done(toggle(WINGTIP, TAILSPIN, 2));
    assert_eq!(status(&desk, WINGTIP, TAILSPIN, "toys.example"), "enabled");
    desk.done(toggle(WINGTIP, TAILSPIN, 4));
    assert_eq!(status(&desk, WINGTIP, TAILSPIN, "europe.tailspintoys.com"), "disabled-admin");
    for number in [0, 5] {
        assert!(matches!(desk.refused(toggle(WINGTIP, TAILSPIN, number)), OperationRefusal::NoSuchSuffix { .. }));
    }
}

/// Acceptance row 40.
#[test]
fn what_is_in_conflict_waits_for_the_other_trust() {
    let mut desk = Desk::with("[[domain]]\nname = \"third.example\"\nupn_suffixes = [\"toys.example\"]\n");
    desk.done(create(new(NewTrustKind::Forest, WINGTIP, TAILSPIN)));
    let done = desk.done(create(new(NewTrustKind::Forest, WINGTIP, "third.example")));
    assert!(done.notes.iter().any(|note| note.contains("TAILSPINTOYS.COM")), "{:?}", done.notes);
    let number = 2;
    let record = &desk.suffixes(WINGTIP, "third.example")[number - 1];
    assert_eq!((record.name.as_str(), record.status.as_str()), ("toys.example", "conflict"));
    assert_eq!(record.conflict_with.as_deref(), Some("TAILSPINTOYS.COM"));
    let refusal = desk.refused(toggle(WINGTIP, "third.example", number));
    assert!(refusal.to_string().contains("TAILSPINTOYS.COM has the same name"), "{refusal}");
    let disable = SuffixChange::Enable { name: SuffixName::Name("Toys.Example".to_owned()), on: false };
    desk.done(change(WINGTIP, TAILSPIN, disable));
    desk.done(toggle(WINGTIP, "third.example", number));
    assert_eq!(status(&desk, WINGTIP, "third.example", "toys.example"), "enabled");
}

/// Acceptance row 44.
#[test]
fn top_level_names_are_added_on_forest_transitive_realm_trusts_only() {
    let mut desk = Desk::new().with_forest_trust();
    let add = |realm: &str, partner: &str| change(realm, partner, SuffixChange::Add("athena.example".to_owned()));
    let refusal = desk.refused(add(WINGTIP, TAILSPIN));
    assert!(refusal.to_string().contains("forest-transitive realm trusts only"), "{refusal}");
    desk.done(create(CreateTrust { forest_transitive: true, transitive: Some(true), ..usual(NORTHAMERICA, "ATHENA") }));
    desk.done(add(NORTHAMERICA, "ATHENA"));
    assert_eq!(status(&desk, NORTHAMERICA, "ATHENA", "athena.example"), "enabled");
    assert!(matches!(desk.refused(add(NORTHAMERICA, "ATHENA")), OperationRefusal::SuffixExists { .. }));
    let remove = || change(NORTHAMERICA, "ATHENA", SuffixChange::Remove("Athena.Example".to_owned()));
    desk.done(remove());
    assert!(matches!(desk.refused(remove()), OperationRefusal::NoSuchSuffix { .. }));
    let own = change(NORTHAMERICA, "ATHENA", SuffixChange::Remove("athena".to_owned()));
    assert!(desk.refused(own).to_string().contains("no top-level name"));
}

/// Acceptance row 45.
#[test]
fn exclusions_lie_below_a_claimed_name() {
    let mut desk = Desk::new().with_forest_trust();
    let exclude = |name: &str| change(WINGTIP, TAILSPIN, SuffixChange::Exclude(name.to_owned()));
    desk.done(exclude("hr.toys.example"));
    assert_eq!(desk.suffixes(WINGTIP, TAILSPIN).last().unwrap().kind, "exclusion");
    assert!(matches!(desk.refused(exclude("HR.toys.example")), OperationRefusal::SuffixExists { .. }));
    let refusal = desk.refused(exclude("hr.elsewhere.example"));
    assert!(refusal.to_string().contains("lies below no top-level name"), "{refusal}");
    let number = desk.suffixes(WINGTIP, TAILSPIN).len();
    assert!(matches!(desk.refused(toggle(WINGTIP, TAILSPIN, number)), OperationRefusal::NotSwitchable { .. }));
    desk.done(change(WINGTIP, TAILSPIN, SuffixChange::Include("hr.toys.example".to_owned())));
    assert!(desk.suffixes(WINGTIP, TAILSPIN).iter().all(|suffix| suffix.kind != "exclusion"));
}

#[test]
fn a_forest_tells_its_own_names() {
    let mut desk = Desk::new();
    let own = |realm: &str| TrustOperation::OwnSuffixes { realm: realm.to_owned() };
    let Answer::Suffixes(facts) = desk.read(own("EUROPE")) else { panic!("no list") };
    assert_eq!((facts.realm.as_str(), facts.suffixes.len()), ("TAILSPINTOYS.COM", 4));
    assert!(matches!(desk.refused(own("ATHENA")), OperationRefusal::NoForest { .. }));
}

/// Acceptance row 49: what the partner does before the scanner runs.
#[test]
fn a_forest_changes_its_own_suffixes() {
    let mut desk = Desk::new();
    let change = |realm: &str, kind, suffix: &str, add| TrustOperation::ChangeOwnSuffixes {
        realm: realm.to_owned(),
        changes: vec![OwnSuffixChange { kind, suffix: suffix.to_owned(), add }],
    };
    let own = |desk: &Desk| {
        let realm = desk.directory.realm_named(TAILSPIN.as_bytes()).unwrap();
        desk.directory.forest_suffixes(realm).unwrap().map(|list| list.join(","))
    };
    let plan = desk.write(change("europe.tailspintoys.com", OwnSuffixKind::Spn, "Games.Example.", true));
    assert_eq!(plan.requires, [Requirement { realm: name(TAILSPIN), right: Right::DomainAdmins }]);
    desk.done(change(TAILSPIN, OwnSuffixKind::Spn, "Games.Example.", true));
    desk.done(change(TAILSPIN, OwnSuffixKind::Upn, "more.example", true));
    assert_eq!(own(&desk), ["toys.example,more.example", "games.example"]);
    let again = desk.write(change(TAILSPIN, OwnSuffixKind::Upn, "MORE.example", true));
    assert_eq!((again.changes.len(), again.told.notes), (0, vec!["more.example was a UPN suffix already".to_owned()]));
    desk.done(change(TAILSPIN, OwnSuffixKind::Upn, "toys.example", false));
    assert_eq!(own(&desk), ["more.example", "games.example"]);

    let unknown = desk.refused(change(TAILSPIN, OwnSuffixKind::Spn, "more.example", false));
    assert!(unknown.to_string().contains("there are: games.example"), "{unknown}");
    for bad in ["", "a..b", "user@more.example", "with space.example"] {
        let refusal = desk.refused(change(TAILSPIN, OwnSuffixKind::Upn, bad, true));
        assert!(matches!(refusal, OperationRefusal::NotADnsName { .. }), "{bad}: {refusal}");
    }
    let plain = desk.refused(change("ATHENA", OwnSuffixKind::Upn, "a.example", true));
    assert!(matches!(plain, OperationRefusal::Change(ChangeRefusal::NotADomain { .. })), "{plain}");
}
