//! States that follow a topology file which says something else by now.

use xrealm_config::Topology;
use xrealm_directory::{Directory, SecretSeed};
use xrealm_names::PrincipalName;

use super::*;

fn topology(text: &str) -> Topology {
    xrealm_config::load(text, &SecretSeed::new([7; 32]), at(1_000), &mut |_| Err("no files here".into())).unwrap()
}

fn followed(kept: &Directory, topology: &Topology) -> Directory {
    kept.apply_all(&Following::of(kept, topology).changes, at(1_000)).unwrap()
}

const BEFORE: &str = r#"
[[domain]]
name = "tailspintoys.com"
users = [{ name = "user1", password = "Secret-1" }]
computers = [{ name = "FILESERVER1", spns = ["cifs/fileserver1.tailspintoys.com"] }]
"#;

const AFTER: &str = r#"
[[domain]]
name = "tailspintoys.com"
upn_suffixes = ["toys.example"]
users = [{ name = "user1", password = "Secret-2" }, { name = "user2", password = "Secret-3" }]
computers = [{ name = "FILESERVER1", spns = ["cifs/files.tailspintoys.com"] }]

[[domain]]
name = "wingtiptoys.com"

[[trust]]
kind = "forest"
trusting = "wingtiptoys.com"
trusted = "tailspintoys.com"
direction = "two-way"
"#;

#[test]
fn a_state_follows_everything_that_the_file_says() {
    let (before, after) = (topology(BEFORE), topology(AFTER));

    let now = followed(&before.directory, &after);

    let left = Following::of(&now, &after);
    assert_eq!(left.changes, [], "it is all done");
    let said: Vec<String> = left.said_by_the_file().map(ToString::to_string).collect();
    let expected = [
        "account FILESERVER1$@TAILSPINTOYS.COM: RID is 1105, was 1104",
        "account user1@TAILSPINTOYS.COM: previous secret is gone; secret differs; \
         version of the previous secret is gone; version of the secret is 1, was 2",
        "account user2@TAILSPINTOYS.COM: RID is 1104, was 1105",
    ];
    assert_eq!(said, expected, "only numbers are left that count what was done");
}

#[test]
fn a_file_that_says_the_same_changes_nothing() {
    let topology = topology(AFTER);

    let following = Following::of(&topology.directory, &topology);

    assert_eq!((following.differences, following.changes), (Vec::new(), Vec::new()));
}

#[test]
fn what_administrators_made_stays_when_the_file_is_followed() {
    let (before, after) = (topology(BEFORE), topology(AFTER));
    let tailspin = realm("TAILSPINTOYS.COM");
    let made = topology(&BEFORE.replace("user1", "by-hand"));
    let by_hand = made.changes.iter().filter(|change| change.summary().text.contains("by-hand")).cloned();
    let kept = before.directory.apply_all(&by_hand.collect::<Vec<_>>(), at(1_500)).unwrap();
    let name = PrincipalName::parse("by-hand").unwrap();
    assert!(kept.realm_named(tailspin.as_str().as_bytes()).unwrap().client(&name).is_some());

    let now = followed(&kept, &after);

    assert!(now.realm_named(tailspin.as_str().as_bytes()).unwrap().client(&name).is_some());
}

#[test]
fn what_was_learned_of_a_realm_elsewhere_is_not_denied_by_a_file_that_gives_its_name() {
    let file = topology(&format!("{BEFORE}\n[[realm]]\nname = \"FAR.TEST\"\nkdc = [\"127.0.0.1:9\"]\n"));
    let learned = Change::DescribeExternalRealm {
        realm: realm("FAR.TEST"),
        netbios_name: "FAR".into(),
        sid: "S-1-5-21-1-2-3".parse().unwrap(),
    };
    let kept = file.directory.apply(&learned, at(1_500)).unwrap();

    let following = Following::of(&kept, &file);

    assert_eq!((following.differences, following.changes), (Vec::new(), Vec::new()));
}
