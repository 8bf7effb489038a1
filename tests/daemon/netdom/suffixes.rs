//! Names that a partner claims.

use super::Netdom;

const FOREST: &str = "trust wingtiptoys.com /d:tailspintoys.com";

fn with_forest_trust() -> Netdom {
    let netdom = Netdom::start();
    let made = netdom
        .program()
        .args(super::words(
            "trust new --kind forest --two-way wingtiptoys.com tailspintoys.com --user admin --password-stdin \
             --partner-user admin --partner-password-stdin",
        ))
        .stdin("Secret-1\nSecret-1\n")
        .run();
    made.expect_success();
    netdom
}

/// Acceptance rows 39, 40, 41, 42 and 45.
#[test]
fn names_are_listed_switched_and_excluded() {
    let netdom = with_forest_trust();
    let listed = netdom.type_in("trust wingtiptoys.com /namesuffixes:tailspintoys.com", &[]).expect_success();
    assert!(listed.stdout.starts_with("Name, Type, Status, Notes\n"), "{listed}");
    assert!(listed.stdout.contains("*.tailspintoys.com, Name Suffix, Enabled"), "{listed}");
    let probe = || netdom.reaches("user1@WINGTIPTOYS.COM", "host/server3.europe.tailspintoys.com");
    assert!(probe());
    netdom.admin(&format!("{FOREST} /addtlnex:europe.tailspintoys.com")).expect_success();
    assert!(!probe());
    netdom.admin(&format!("{FOREST} /removetlnex:europe.tailspintoys.com")).expect_success();
    assert!(probe());
    netdom.admin(&format!("{FOREST} /namesuffixes /togglesuffix:1")).expect_success();
    assert!(!probe());
    netdom.admin(&format!("{FOREST} /namesuffixes /togglesuffix:1")).expect_success();
    assert!(probe());
}

/// Acceptance rows 41, 44, 46 and 47.
#[test]
fn switches_of_forest_trusts_are_set_and_told() {
    let netdom = with_forest_trust();
    let every = [
        ("/enablesidhistory", "SID history is enabled for this trust.", "SID history is disabled for this trust."),
        ("/enabletgtdelegation", "TGT delegation is enabled", "TGT delegation is disabled"),
        ("/enablepimtrust", "PIM trust is enabled", "PIM trust is disabled"),
    ];
    for (switch, on, off) in every {
        netdom.admin(&format!("{FOREST} {switch}:yes")).expect_success();
        let told = netdom.type_in(&format!("{FOREST} {switch}"), &[]).expect_success();
        assert!(told.stdout.starts_with(on), "{told}");
        netdom.admin(&format!("{FOREST} {switch}:no")).expect_success();
        let told = netdom.type_in(&format!("{FOREST} {switch}"), &[]).expect_success();
        assert!(told.stdout.starts_with(off), "{told}");
    }
    netdom.admin(&format!("{FOREST} /addtln:more.example")).expect_failure("is valid only for");
}

/// Acceptance row 49.
#[test]
fn the_trust_scanner_is_run_for_one_trust_and_for_all() {
    let netdom = with_forest_trust();
    netdom.admin("trust tailspintoys.com /d:wingtiptoys.com /invoketrustscanner").expect_success();
    netdom.admin("trust * /d:wingtiptoys.com /invoketrustscanner").expect_success();
}
