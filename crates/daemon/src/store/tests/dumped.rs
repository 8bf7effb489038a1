//! Dumps, whole and not.

use super::*;

fn dump(store: &Store, secrets: Secrets) -> String {
    let mut text = Vec::new();
    store.dump(secrets, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn restored(scratch: &Scratch, text: &str) -> Result<Restored, StoreError> {
    restore_state(&scratch.join("restored"), &mut text.as_bytes())
}

#[test]
fn a_dump_with_secrets_makes_the_same_state_again() {
    let scratch = Scratch::new();
    let store = seeded(&scratch.join("state"), 6);
    store.compact(&image(), 3, at(1_003)).unwrap();
    fs::write(scratch.join("state/topology-seed.json"), r#"{"seed":"07"}"#).unwrap();
    let text = dump(&store, Secrets::Shown);
    assert!(!dump(&store, Secrets::LeftOut).contains("\"seed\""));

    let restored = restored(&scratch, &text).unwrap();

    let was = store.verify().unwrap();
    assert_eq!((restored.state.last_entry, restored.state.entries_after_image), (6, 3));
    assert_eq!(restored.state.image, was.image);
    assert_eq!(mode(&state_file(&scratch.join("restored"))), 0o600);
    assert_eq!(fs::read(scratch.join("restored/topology-seed.json")).unwrap(), br#"{"seed":"07"}"#);
    assert_eq!(mode(&scratch.join("restored/topology-seed.json")), 0o600);
    let (again, _) = Store::open(&scratch.join("restored"), at(5)).unwrap();
    assert_eq!(dump(&again, Secrets::Shown), text);
    assert_eq!(again.append(&entry(7)).unwrap(), 7);
}

#[test]
fn a_dump_without_secrets_tells_everything_else_and_is_not_restored() {
    let scratch = Scratch::new();
    let store = seeded(&scratch.join("state"), 3);

    let text = dump(&store, Secrets::LeftOut);

    assert!(dump(&store, Secrets::Shown).contains("Secret-1"));
    assert!(!text.contains("Secret-1"));
    assert!(text.contains("external realm R3") && text.contains("Administrator@TAILSPINTOYS.COM"));
    assert!(text.contains("ATHENA.EXAMPLE"), "{text}");
    let refused = restored(&scratch, &text).unwrap_err();
    assert!(matches!(refused, StoreError::Dump { line: 1, fault: DumpFault::Redacted }), "{refused}");
    assert!(refused.advice().unwrap().contains("--secrets"));
    assert!(matches!(verify_state(&scratch.join("restored")), Err(StoreError::NoState { .. })));
}

#[test]
fn a_dump_that_is_not_whole_is_refused_and_leaves_nothing() {
    let scratch = Scratch::new();
    let store = seeded(&scratch.join("state"), 4);
    let text = dump(&store, Secrets::Shown);
    let lines: Vec<&str> = text.lines().collect();
    let without = |gone: usize| {
        let kept = lines.iter().enumerate().filter(|(number, _)| *number != gone);
        kept.map(|(_, line)| format!("{line}\n")).collect::<String>()
    };
    let last = lines.len() - 1;

    let cut = restored(&scratch, &without(last)).unwrap_err();
    assert!(matches!(cut, StoreError::Dump { fault: DumpFault::CutOff, .. }), "{cut}");
    let gap = restored(&scratch, &without(3)).unwrap_err();
    assert!(matches!(gap, StoreError::Dump { line: 4, fault: DumpFault::Gap { expected: 2 } }), "{gap}");
    let headless = restored(&scratch, &without(0)).unwrap_err();
    assert!(matches!(headless, StoreError::Dump { line: 1, fault: DumpFault::NoHeader }), "{headless}");
    let changed = restored(&scratch, &text.replace("R4.EXAMPLE", "R5.EXAMPLE")).unwrap_err();
    assert!(matches!(changed, StoreError::Dump { fault: DumpFault::Digest, .. }), "{changed}");
    let garbled = restored(&scratch, &text.replacen("\"seq\":3", "\"seq\":", 1)).unwrap_err();
    assert!(matches!(garbled, StoreError::Dump { fault: DumpFault::Unreadable(_), .. }), "{garbled}");
    assert!(matches!(verify_state(&scratch.join("restored")), Err(StoreError::NoState { .. })));
}

#[test]
fn nothing_is_restored_over_a_state() {
    let scratch = Scratch::new();
    let store = seeded(&scratch.join("state"), 3);
    let text = dump(&store, Secrets::Shown);
    drop(seeded(&scratch.join("restored"), 2));

    let refused = restored(&scratch, &text).unwrap_err();

    assert!(matches!(refused, StoreError::StateThere { .. }), "{refused}");
    assert_eq!(verify_state(&scratch.join("restored")).unwrap().last_entry, 2);
}
