//! Trusts whose other end another process makes.

use super::*;

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
