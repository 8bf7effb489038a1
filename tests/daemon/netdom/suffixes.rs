//! Names that a partner claims.

use xrealm_tests::Scratch;

use super::{Netdom, PASSWORD, topology};

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

/// Acceptance row 49.
#[test]
fn a_new_suffix_of_the_partner_arrives_disabled_and_is_routed_once_it_is_enabled() {
    let netdom = with_forest_trust();
    let user = "trust suffixes own tailspintoys.com --user admin --password-stdin";
    let own = |line: &str| netdom.program().args(super::words(&format!("{user} {line}"))).stdin("Secret-1\n").run();
    own("--add-spn games.example").expect_success();
    let told = netdom.xrealm("trust suffixes own tailspintoys.com").expect_success();
    assert!(told.stdout.contains("games.example"), "{told}");
    let spn = "account spn server1$@tailspintoys.com --add host/arcade.games.example";
    netdom.xrealm(spn).expect_success();
    let reaches = || netdom.reaches("user1@WINGTIPTOYS.COM", "host/arcade.games.example");
    let listed = || netdom.type_in("trust wingtiptoys.com /namesuffixes:tailspintoys.com", &[]).expect_success().stdout;
    assert!(!listed().contains("games.example"), "{}", listed());

    netdom.admin("trust tailspintoys.com /d:wingtiptoys.com /invoketrustscanner").expect_success();

    let list = listed();
    let line = list.lines().find(|line| line.contains("*.games.example")).unwrap_or_else(|| panic!("{list}"));
    assert!(line.contains("Name Suffix, Disabled (new)"), "{line}");
    assert!(!reaches());
    let number = line.split('.').next().expect("a number");
    netdom.admin(&format!("{FOREST} /namesuffixes /togglesuffix:{number}")).expect_success();
    assert!(reaches(), "{}", listed());

    own("--remove-spn nowhere.example").expect_failure("no SPN suffix");
}

/// Acceptance rows 39 and 40: the forests of Microsoft's own example of a conflict.
#[test]
fn a_name_in_conflict_is_told_with_whom_and_not_switched() {
    let scratch = Scratch::new("netdom-conflict");
    let domain = |name: &str, netbios: &str| {
        format!(
            "[[domain]]\nname = \"{name}\"\nnetbios = \"{netbios}\"\nusers = [{{ name = \"admin\", password = \
             \"{PASSWORD}\", groups = [\"Domain Admins\", \"Enterprise Admins\"] }}]\n"
        )
    };
    let domains = [domain("forest1.com", "ONE"), domain("forest2.forest1.com", "TWO"), domain("forest3.com", "THREE")];
    let netdom = Netdom::of(topology(&scratch, &domains.concat()));
    for partner in ["forest1.com", "forest2.forest1.com"] {
        let new = format!(
            "trust new --kind forest --two-way forest3.com {partner} --user admin --password-stdin --partner-user admin \
             --partner-password-stdin"
        );
        let made = netdom.program().args(super::words(&new)).stdin("Secret-1\nSecret-1\n").run();
        made.expect_success();
    }
    let listed = netdom.type_in("trust forest3.com /namesuffixes:forest2.forest1.com", &[]).expect_success();
    assert!(listed.stdout.contains("1. *.forest2.forest1.com, Name Suffix, Conflicting, With "), "{listed}");
    let toggled = netdom.admin("trust forest3.com /d:forest2.forest1.com /namesuffixes /togglesuffix:1");
    assert_eq!(toggled.code, 1, "{toggled}");
}

/// Acceptance row 48.
#[test]
fn targets_are_validated_or_not_for_one_child_domain() {
    let netdom = with_forest_trust();
    netdom.admin("trust tailspintoys.com /d:wingtiptoys.com /invoketrustscanner").expect_success();
    let scanned = netdom.type_in("trust wingtiptoys.com /namesuffixes:tailspintoys.com", &[]).expect_success();
    assert!(scanned.stdout.contains("europe.tailspintoys.com, Scanner Record, Enabled"), "{scanned}");
    let child = format!("{FOREST} /authtargetvalidation:no /childdomain:europe.tailspintoys.com");
    netdom.admin(&child).expect_success();
    let after = netdom.type_in("trust wingtiptoys.com /namesuffixes:tailspintoys.com", &[]).expect_success();
    assert_ne!(after.stdout, scanned.stdout);
}

/// Acceptance row 42.
#[test]
fn a_trust_is_made_one_of_its_forest_only_at_the_root() {
    let netdom = Netdom::start();
    let trust = "trust mydomain.example.net /d:devgroup.example.com";
    netdom.admin(&format!("{trust} /foresttransitive:yes")).expect_success();
    let told = netdom.type_in(&format!("{trust} /foresttransitive"), &[]).expect_success();
    assert!(told.stdout.starts_with("The trust is marked as forest transitive."), "{told}");
    netdom.type_in(&format!("{trust} /namesuffixes"), &[]).expect_success();
    netdom.admin(&format!("{trust} /foresttransitive:no")).expect_success();
    netdom.type_in(&format!("{trust} /namesuffixes"), &[]).expect_failure("is valid only for");

    let child = "trust usa.wingtiptoys.com /d:tailspintoys.com";
    netdom.admin(&format!("{child} /add")).expect_success();
    let before = netdom.dump();
    let refused = netdom.admin(&format!("{child} /foresttransitive:yes"));
    assert_eq!(refused.code, 1, "{refused}");
    assert_eq!(netdom.dump(), before);
}
