use xrealm_names::Timestamp;

use super::*;

const TWO_FORESTS: &str = include_str!("../../../../fixtures/realms/two-forests.toml");

fn at() -> Moment {
    Moment::at(Timestamp::from_unix(1_790_000_000))
}

fn world() -> Directory {
    crate::load(TWO_FORESTS, &SecretSeed::new([7; 32]), at(), &mut |_| Ok(vec![])).unwrap().directory
}

fn after(words: &str) -> Result<Directory, String> {
    let changes = ChangeWords::parse_all(&[words]).map_err(|error| error.to_string())?;
    let applied = ChangeWords::apply_all(&changes, &world(), &SecretSeed::new([7; 32]), at());
    applied.map(|(directory, _)| directory).map_err(|(position, refusal)| format!("{position}: {refusal}"))
}

fn records(directory: &Directory, realm: &str, partner: &str) -> Vec<String> {
    let realm = directory.realm_named(realm.as_bytes()).unwrap();
    let (_, trust) = realm.trust_named(partner.as_bytes()).unwrap();
    let info = trust.tdo.forest_trust_info.as_ref().unwrap();
    info.records.iter().map(|record| format!("{:?} {:?}", record.flags, record.data)).collect()
}

#[test]
fn a_two_way_trust_loses_one_direction_or_both() {
    let directions = |words: &str| {
        let directory = after(words).unwrap();
        ["wingtiptoys.com", "tailspintoys.com"].map(|name| {
            let other = if name.starts_with('w') { "TAILSPINTOYS.COM" } else { "WINGTIPTOYS.COM" };
            let realm = directory.realm_named(name.as_bytes()).unwrap();
            realm.trust_named(other.as_bytes()).map(|(_, trust)| trust.tdo.trust_direction.value())
        })
    };
    assert_eq!(directions("remove-trust wingtiptoys.com tailspintoys.com"), [Some(1), Some(2)]);
    assert_eq!(directions("remove-trust wingtiptoys.com tailspintoys.com two-way"), [None, None]);
}

#[test]
fn changes_follow_one_another() {
    let directory = after(
        "remove-trust wingtiptoys.com tailspintoys.com two-way \
         add-trust external usa.wingtiptoys.com EUROPE.TAILSPINTOYS.COM",
    );
    let directory = directory.unwrap();
    let usa = directory.realm_named(b"USA.WINGTIPTOYS.COM").unwrap();
    let (_, trust) = usa.trust_named(b"EUROPE.TAILSPINTOYS.COM").unwrap();
    assert_eq!(trust.tdo.trust_attributes, TrustAttributes::QUARANTINED_DOMAIN);
}

#[test]
fn names_are_disabled_excluded_and_taken_back() {
    let list = |words: &str| records(&after(words).unwrap(), "tailspintoys.com", "wingtiptoys.com").join("\n");
    let disabled = list("disable-suffix tailspintoys.com wingtiptoys.com wingtiptoys.com");
    assert!(disabled.contains("0x2 TopLevelName(\"wingtiptoys.com\")"), "{disabled}");
    let excluded = list("exclude-suffix tailspintoys.com wingtiptoys.com usa.wingtiptoys.com");
    assert!(excluded.contains("TopLevelNameEx(\"usa.wingtiptoys.com\")"), "{excluded}");
    let back = list(
        "exclude-suffix tailspintoys.com wingtiptoys.com usa.wingtiptoys.com \
         include-suffix tailspintoys.com wingtiptoys.com USA.wingtiptoys.com",
    );
    assert!(!back.contains("TopLevelNameEx"), "{back}");
    let domain = list("disable-domain tailspintoys.com wingtiptoys.com usa.wingtiptoys.com");
    assert!(domain.contains("0x1 DomainInfo"), "{domain}");
}

/// A partner's new name waits until somebody enables it.
#[test]
fn a_new_suffix_arrives_disabled() {
    let steps = "add-upn-suffix wingtiptoys.com wing.example refresh-suffixes tailspintoys.com wingtiptoys.com";
    let list = |words: &str| records(&after(words).unwrap(), "tailspintoys.com", "wingtiptoys.com").join("\n");
    assert!(list(steps).contains("0x1 TopLevelName(\"wing.example\")"), "{}", list(steps));
    let enabled = list(&format!("{steps} enable-suffix tailspintoys.com wingtiptoys.com wing.example"));
    assert!(enabled.contains("0x0 TopLevelName(\"wing.example\")"), "{enabled}");
}

#[test]
fn an_attribute_is_set_at_one_end() {
    let directory = after("set-attribute tailspintoys.com wingtiptoys.com CROSS_ORGANIZATION on").unwrap();
    let attributes = |name: &str, partner: &str| {
        let realm = directory.realm_named(name.as_bytes()).unwrap();
        realm.trust_named(partner.as_bytes()).unwrap().1.tdo.trust_attributes
    };
    let selective = TrustAttributes::CROSS_ORGANIZATION;
    assert!(attributes("tailspintoys.com", "WINGTIPTOYS.COM").contains(selective));
    assert!(!attributes("wingtiptoys.com", "TAILSPINTOYS.COM").contains(selective));
}

#[test]
fn what_cannot_be_said_is_told_with_what_was_meant() {
    let cases = [
        ("remove-trsut a b", "`remove-trsut` is no change; did you mean remove-trust?"),
        ("remove-trust a", "`remove-trust` takes TRUSTING TRUSTED"),
        ("add-trust forrest a b", "`forrest` is no kind of trust; did you mean forest?"),
        ("set-attribute a b PIM_TRUTS on", "`PIM_TRUTS` is no trust attribute; did you mean PIM_TRUST?"),
        ("set-attribute a b PIM_TRUST maybe", "`maybe` is no on or off"),
        (
            "remove-trust wingtiptoys.com tailspintoy.com",
            "0: there is no realm or domain tailspintoy.com; did you mean TAILSPINTOYS.COM?",
        ),
        (
            "disable-suffix tailspintoys.com europe.tailspintoys.com a.test",
            "0: TAILSPINTOYS.COM keeps no list of names that EUROPE.TAILSPINTOYS.COM claims: it is no forest trust",
        ),
        (
            "include-suffix tailspintoys.com wingtiptoys.com a.test",
            "0: WINGTIPTOYS.COM has no exclusion a.test in the list of TAILSPINTOYS.COM",
        ),
    ];
    for (words, told) in cases {
        assert_eq!(after(words).unwrap_err(), told);
    }
}

#[test]
fn every_change_is_in_the_usage() {
    let lines: Vec<String> = ChangeWords::usage().map(|(words, does)| format!("{words}: {does}")).collect();
    assert_eq!(lines.len(), SYNTAX.len());
    assert!(lines[0].starts_with("add-trust KIND TRUSTING TRUSTED [two-way] [transitive] [non-transitive]: "));
}
