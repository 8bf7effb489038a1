//! States of every format there was stay readable.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;

use xrealm_names::PrincipalName;
use xrealm_trust::TrustAttributes;

use super::*;

fn dump_of_format(format: u32) -> BufReader<File> {
    let path = format!("{}/../../fixtures/state/format-{format}.jsonl", env!("CARGO_MANIFEST_DIR"));
    BufReader::new(File::open(&path).unwrap_or_else(|error| panic!("{path}: {error}")))
}

fn restored(format: u32) -> (Scratch, Loaded, Verified) {
    let scratch = Scratch::new();
    let folder = scratch.join("state");
    let restored = restore_state(&folder, &mut dump_of_format(format)).unwrap();
    let (_, loaded) = Store::open(&folder, at(0)).unwrap();
    (scratch, loaded, restored.state)
}

#[test]
fn there_is_a_state_of_every_format() {
    for format in 1..=FORMAT {
        let (_scratch, loaded, state) = restored(format);
        assert_eq!(state.format, FORMAT);
        assert!(loaded.directory().unwrap().is_some_and(|directory| directory.realms().len() > 1), "format {format}");
    }
}

#[test]
fn every_kind_of_change_of_the_first_format_is_read() {
    let (_scratch, loaded, _) = restored(1);
    let Loaded::State { image, entries, .. } = &loaded else { panic!("there is a state") };
    let changes = image.iter().chain(entries.iter().flat_map(|(_, entry)| &entry.changes));
    let kinds: BTreeSet<&str> = changes.map(|change| change.summary().kind).collect();
    for kind in KINDS_OF_FORMAT_1 {
        assert!(kinds.contains(kind), "{kind}");
    }
}

#[test]
fn what_was_kept_in_the_first_format_means_what_it_meant() {
    let (_scratch, loaded, state) = restored(1);
    let directory = loaded.directory().unwrap().unwrap();
    let [tailspin, wingtip, athena] = ["TAILSPINTOYS.COM", "WINGTIPTOYS.COM", "ATHENA.EXAMPLE"]
        .map(|name| directory.realm_named(name.as_bytes()).unwrap());

    assert_eq!((state.realms, state.last_entry, state.entries_after_image), (7, 7, 6));
    let user = tailspin.client(&PrincipalName::parse("user1").unwrap()).unwrap();
    assert!(user.flags.disabled && user.flags.not_delegated && user.member_of.is_empty());
    assert_eq!((user.keys.kvno(), user.user_principal_name.as_deref()), (2, None));
    assert!(tailspin.client(&PrincipalName::parse("hashed").unwrap()).is_none());
    assert_eq!(tailspin.pdc().map(|pdc| (&*pdc.name, pdc.delay_seconds)), Some(("DC2", 60)));
    assert_eq!(tailspin.settings().password_policy.min_length, 7);
    assert!(athena.settings().allow_rc4);

    let (_, trust) = wingtip.trust_named(b"TAILSPINTOYS.COM").unwrap();
    assert!(trust.tdo.trust_attributes.contains(TrustAttributes::CROSS_ORGANIZATION));
    let outgoing = trust.outgoing.as_ref().unwrap();
    assert_eq!((outgoing.current.kvno(), outgoing.confirmed.is_some()), (2, false));
    let claimed = trust.tdo.forest_trust_info.as_ref().unwrap();
    assert!(claimed.records.iter().any(|record| format!("{record:?}").contains("more.example")));
    assert!(!directory.link_is_up(tailspin.name(), wingtip.name()));
}

/// All that there was when it was written.
const KINDS_OF_FORMAT_1: [&str; 34] = [
    "add-controller",
    "confirm-trust-secret",
    "create-account",
    "create-domain",
    "create-external-realm",
    "create-group",
    "create-realm",
    "create-trust",
    "delete-account",
    "enable-claim",
    "import-trusted-domain",
    "move-pdc-role",
    "push-trust-secret",
    "refresh-forest-trust-info",
    "remove-domain",
    "remove-trust",
    "remove-trust-direction",
    "remove-trust-end",
    "restore-realm",
    "restore-trust",
    "rotate-trust-secret",
    "set-account-attributes",
    "set-account-flags",
    "set-forest-trust-info",
    "set-keys",
    "set-link",
    "set-membership",
    "set-next-rid",
    "set-replication",
    "set-service-principal-names",
    "set-settings",
    "set-suffixes",
    "set-trust-attributes",
    "set-trust-secret",
];
