//! Trusts whose other end another process makes.

use super::*;
use crate::SuffixChange;

/// Acceptance row 3: the other process is asked first, and takes it back if the near end fails.
#[test]
fn the_other_process_is_asked_with_the_same_password() {
    let mut desk = Desk::new();
    let wish = CreateTrust { two_way: true, ..new(NewTrustKind::Forest, TAILSPIN, "JOINT.EXAMPLE") };
    let plan = desk.write(create(wish));
    let far = plan.far.unwrap();
    assert_eq!((far.address.as_str(), far.realm.as_str()), ("http://127.0.0.8:750", "JOINT.EXAMPLE"));
    let Operation::Trust(TrustOperation::Create(asked)) = far.wish.operation else { panic!("not a new trust") };
    assert_eq!((asked.side, asked.kind, asked.two_way), (Some(TrustSide::Trusted), Some(NewTrustKind::Forest), true));
    let Some(Change::CreateTrust(near)) = plan.changes.first() else { panic!("{:?}", plan.changes) };
    assert_eq!(near.side, Some(TrustSide::Trusting));
    assert_eq!(crate::plan::trust::password_of(&near.keys), asked.password);
    assert_eq!(near.reverse_keys.as_ref().and_then(crate::plan::trust::password_of), asked.password);
    let Some(Operation::Trust(TrustOperation::Remove { side, .. })) = far.undo.map(|undo| undo.operation) else {
        panic!("nothing undone")
    };
    assert_eq!(side, Some(TrustSide::Trusted));
    assert_eq!(plan.requires.len(), 1);
}

#[test]
fn without_an_address_one_end_is_made_and_the_other_left_to_its_administrator() {
    let mut desk = Desk::new();
    let refusal = desk.refused(create(usual(TAILSPIN, "FAR.EXAMPLE")));
    let text = "FAR.EXAMPLE is served elsewhere and has no admin address: make the trusting end alone, with a trust \
                password that its administrator uses too";
    assert_eq!(refusal.to_string(), text);
    let side = |side, word: Option<&str>| {
        create(CreateTrust { side: Some(side), password: word.and_then(password), ..usual(TAILSPIN, "FAR.EXAMPLE") })
    };
    assert!(matches!(desk.refused(side(TrustSide::Trusted, None)), OperationRefusal::SideElsewhere { .. }));
    assert!(matches!(desk.refused(side(TrustSide::Trusting, None)), OperationRefusal::PasswordNeeded { .. }));
    desk.done(side(TrustSide::Trusting, Some("Shared-1")));
    let both = TrustOperation::Remove { ends: ends(TAILSPIN, "FAR"), two_way: false, side: None, force: false };
    assert!(matches!(desk.refused(both), OperationRefusal::OneSideOnly { .. }));
}

#[test]
fn the_other_process_resets_and_removes_its_end() {
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { two_way: true, ..usual(TAILSPIN, "JOINT.EXAMPLE") }));
    let ends = || ends(TAILSPIN, "JOINT.EXAMPLE");
    let plan = desk.write(TrustOperation::Reset { ends: ends(), two_way: true, side: None, password: None });
    let far = plan.far.unwrap();
    let Operation::Trust(TrustOperation::Reset { side, password, .. }) = far.wish.operation else { panic!("no reset") };
    assert_eq!((side, plan.changes.len(), far.undo.is_none()), (Some(TrustSide::Trusted), 2, true));
    for change in &plan.changes {
        let Change::SetTrustSecret { keys, .. } = change else { panic!("{change:?}") };
        assert_eq!(crate::plan::trust::password_of(keys), password);
    }
    let remove = |two_way| TrustOperation::Remove { ends: ends(), two_way, side: None, force: false };
    for two_way in [false, true] {
        let plan = desk.write(remove(two_way));
        let Operation::Trust(TrustOperation::Remove { two_way: far_too, .. }) = plan.far.unwrap().wish.operation else {
            panic!("not removed")
        };
        assert_eq!(far_too, two_way);
    }
}

/// Acceptance row 65, of two processes.
#[test]
fn each_process_learns_the_names_of_the_others_forest() {
    let mut desk = Desk::new();
    desk.joint_names = Some(joint_names(&["suffix.example"]));
    let forest = create(CreateTrust { two_way: true, ..new(NewTrustKind::Forest, TAILSPIN, "JOINT.EXAMPLE") });
    let told = desk.write(forest.clone()).far.and_then(|far| far.names).unwrap();
    let own = desk.directory.realm_named(b"tailspintoys.com").unwrap();
    assert_eq!(Some(told), desk.directory.own_forest_trust_info(own));
    desk.done(forest);
    let kept = desk.suffixes(TAILSPIN, "JOINT.EXAMPLE");
    let names: Vec<&str> = kept.iter().map(|suffix| suffix.name.as_str()).collect();
    assert_eq!(
        names,
        ["joint.example", "tree.example", "suffix.example", "joint.example", "child.joint.example", "tree.example"]
    );
    assert!(kept.iter().all(|suffix| suffix.enabled), "{kept:#?}");
    assert_eq!(kept[4].sid.as_deref(), Some("S-1-5-21-8-8-9"));
}

#[test]
fn a_name_of_the_other_forest_that_is_taken_is_not_routed() {
    let mut desk = Desk::new().with_forest_trust();
    desk.joint_names = Some(joint_names(&["wingtiptoys.com"]));
    let done = desk.done(create(new(NewTrustKind::Forest, TAILSPIN, "JOINT.EXAMPLE")));
    assert!(done.notes.iter().any(|note| note.contains("does not route wingtiptoys.com")), "{:?}", done.notes);
    let kept = desk.suffixes(TAILSPIN, "JOINT.EXAMPLE");
    let taken = kept.iter().find(|suffix| suffix.name == "wingtiptoys.com").unwrap();
    assert_eq!(taken.status, "conflict");
}

#[test]
fn what_the_other_forest_has_since_arrives_disabled_when_it_is_asked_again() {
    let refresh = || TrustOperation::ChangeSuffixes {
        realm: TAILSPIN.to_owned(),
        partner: "JOINT.EXAMPLE".to_owned(),
        change: SuffixChange::Refresh,
    };
    let scan = || TrustOperation::Scan { realm: TAILSPIN.to_owned(), partner: Some("JOINT.EXAMPLE".to_owned()) };
    for ask in [refresh, scan] {
        let mut desk = Desk::new();
        desk.done(create(CreateTrust { two_way: true, ..new(NewTrustKind::Forest, TAILSPIN, "JOINT.EXAMPLE") }));
        desk.joint_names = Some(joint_names(&["late.example"]));
        let done = desk.done(ask());
        assert!(done.notes.iter().any(|note| note.contains("new top-level-name: late.example, disabled")), "{done:#?}");
        let kept = desk.suffixes(TAILSPIN, "JOINT.EXAMPLE");
        let late = kept.iter().find(|suffix| suffix.name == "late.example").unwrap();
        assert_eq!(late.status, "disabled-new");
        let again = desk.write(ask());
        assert!(again.changes.is_empty(), "{:?}", again.changes);
    }
    let mut desk = Desk::new();
    desk.done(create(CreateTrust { two_way: true, ..new(NewTrustKind::Forest, TAILSPIN, "JOINT.EXAMPLE") }));
    desk.done(scan());
    let kept = desk.suffixes(TAILSPIN, "JOINT.EXAMPLE");
    let scanned = kept.iter().filter(|record| record.kind == "scanner").map(|record| record.name.as_str());
    assert_eq!(scanned.collect::<Vec<_>>(), ["joint.example", "child.joint.example", "tree.example"]);
    desk.joint_names = None;
    for ask in [refresh, scan] {
        assert_eq!(desk.refused(ask()).kind(), RefusalKind::Unreachable);
    }
}

#[test]
fn a_forest_known_by_its_name_alone_says_what_its_root_is() {
    let bare = "[[realm]]\nname = \"BARE.EXAMPLE\"\nkdc = [\"127.0.0.7:88\"]\n";
    let mut desk = Desk::with(bare);
    let told = Record::new(RecordData::DomainInfo {
        sid: "S-1-5-21-7-7-7".parse().unwrap(),
        dns_name: "bare.example".into(),
        netbios_name: "NAKED".into(),
    });
    desk.joint_names = Some(ForestTrustInfo::new(vec![Record::top_level_name("bare.example"), told]));
    desk.joint = "BARE.EXAMPLE";
    desk.done(create(new(NewTrustKind::Forest, TAILSPIN, "bare.example")));
    let end = desk.end(TAILSPIN, "NAKED").unwrap();
    assert_eq!((end.partner.as_str(), end.kind.as_str()), ("BARE.EXAMPLE", "forest"));
    assert!(desk.suffixes(TAILSPIN, "NAKED").iter().any(|suffix| suffix.sid.as_deref() == Some("S-1-5-21-7-7-7")));
}

#[test]
fn a_forest_that_cannot_be_asked_is_not_trusted() {
    let mut desk = Desk::new();
    desk.joint_names = None;
    let refusal = desk.refused(create(new(NewTrustKind::Forest, TAILSPIN, "JOINT.EXAMPLE")));
    assert_eq!(refusal.kind(), RefusalKind::Unreachable);
}
