//! The words that scripts look for.

use super::*;
use crate::facts::example_end;
use crate::{Answer, Done, SuffixFacts, SuffixListFacts, TrustEndFacts, Verification, VerificationFacts, Win32Status};

/// Acceptance row 38.
#[test]
fn the_state_of_quarantine_is_told_in_the_known_words() {
    let query = command("trust a.test /d:b.test /quarantine");
    let on = TrustEndFacts { attributes: vec!["QUARANTINED_DOMAIN".into()], ..example_end() };
    let told = query.present_state(&on);
    assert!(told.text.starts_with("SID filtering is enabled for this trust. Only SIDs from the trusted domain\n"));
    assert!(told.text.ends_with("\n\nThe command completed successfully.\n"));
    let off = TrustEndFacts { attributes: vec![], ..example_end() };
    assert!(query.present_state(&off).text.starts_with("SID filtering is not enabled for this trust."));
}

/// Acceptance row 41.
#[test]
fn what_is_being_set_is_told() {
    let set = command("trust a.test /d:b.test /quarantine:no /enablesidhistory:yes");
    let told = set.present(&Answer::Done(Box::default()));
    assert!(told.text.contains("Setting the trust to not filter SIDs.\nEnabling SID history for this trust.\n"));
}

/// Acceptance row 34.
#[test]
fn a_verification_is_told_with_its_own_status() {
    let found = |result| {
        Answer::Verified(vec![VerificationFacts {
            trusting: "A.TEST".into(),
            trusted: "B.TEST".into(),
            result,
            text: "key 2 of A.TEST is another than key 2 of B.TEST".into(),
        }])
    };
    let verify = command("trust a.test /d:b.test /verify");
    let healthy = verify.present(&found(Verification::Healthy));
    assert_eq!(
        healthy.text,
        "The trust between A.TEST and B.TEST has been successfully verified\n\nThe command completed successfully.\n"
    );
    assert_eq!(healthy.status, Win32Status::SUCCESS);
    let broken = verify.present(&found(Verification::SecretMismatch));
    assert!(broken.text.contains("Status = 1789 0x6fd ERROR_TRUSTED_RELATIONSHIP_FAILURE"));
    assert!(broken.text.ends_with("\nThe command failed to complete successfully.\n"));
    assert_eq!(broken.status.exit_status(), 253);
}

/// Acceptance row 39.
#[test]
fn names_are_listed_in_columns_with_their_numbers() {
    let suffix = |number, kind: &str, name: &str, status: &str| SuffixFacts {
        number,
        kind: kind.into(),
        name: name.into(),
        netbios_name: None,
        sid: None,
        enabled: status == "enabled",
        status: status.into(),
        conflict_with: (status == "conflict").then(|| "forest1.com".into()),
        flags: 0,
    };
    let list = SuffixListFacts {
        realm: "FOREST3.COM".into(),
        partner: "FOREST2.COM".into(),
        suffixes: vec![
            suffix(1, "top-level-name", "forest2.com", "enabled"),
            suffix(2, "top-level-name", "forest2.forest1.com", "conflict"),
            suffix(3, "exclusion", "hr.forest2.com", "enabled"),
            suffix(4, "top-level-name", "new.example", "disabled-new"),
        ],
    };
    let told = command("trust forest3.com /namesuffixes:forest2.com").present(&Answer::Suffixes(list));
    let lines: Vec<&str> = told.text.lines().collect();
    assert_eq!(lines[0], "Name, Type, Status, Notes");
    assert_eq!(lines[2], "1. *.forest2.com, Name Suffix, Enabled");
    assert_eq!(lines[3], "2. *.forest2.forest1.com, Name Suffix, Conflicting, With forest1.com");
    assert_eq!(lines[4], "3. *.hr.forest2.com, Exclusion, Enabled");
    assert_eq!(lines[5], "4. *.new.example, Name Suffix, Disabled (new)");
}

#[test]
fn a_refusal_names_its_number() {
    let told = refused("Administrator of B.TEST: the password is wrong", Win32Status::LOGON_FAILURE);
    assert_eq!(
        told.text,
        "Administrator of B.TEST: the password is wrong\nStatus = 1326 0x52e ERROR_LOGON_FAILURE\n\n\
         The command failed to complete successfully.\n"
    );
    assert_eq!(told.status.exit_status(), 46);
}

#[test]
fn notes_are_told() {
    let done =
        Done { notes: vec!["the administrator of ATHENA has to add krbtgt/A.TEST@ATHENA".into()], ..Done::default() };
    let told = command("trust a.test /d:ATHENA /add /realm /pt:x").present(&Answer::Done(Box::new(done)));
    assert!(told.text.starts_with("the administrator of ATHENA"));
}
