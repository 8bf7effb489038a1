//! `xrealm trust` and its neighbours against the real daemon.

mod over_http;
mod upkeep;
mod wizard;

use std::ffi::OsString;

use serde_json::Value;
use xrealm_tests::{Client, ClientKind, Daemon, Finished, Program, Scratch, xrealm};

/// The password of everybody in the fixture.
const PASSWORD: &str = "Secret-1";

/// A daemon and an administrator's prompt before it.
struct Prompt {
    daemon: Daemon,
    scratch: Scratch,
}

impl Prompt {
    fn start() -> Prompt {
        Prompt::before(Daemon::serve("administration.toml"))
    }

    fn before(daemon: Daemon) -> Prompt {
        let prompt = Prompt { daemon, scratch: Scratch::new("verbs") };
        prompt.scratch.write("right", &format!("{PASSWORD}\n"));
        prompt.scratch.write("wrong", "Secret-2\n");
        prompt.scratch.write("shared", "Trust-Secret-1\n");
        prompt.scratch.write("other", "Trust-Secret-2\n");
        prompt
    }

    /// What is typed after `xrealm`; the files of passwords are named without their folder.
    fn run(&self, line: &str) -> Finished {
        Program::new(xrealm())
            .env("XREALM_ADMIN", self.daemon.admin_socket())
            .env("KRB5CCNAME", self.scratch.join("cache"))
            .args(self.words(line))
            .run()
    }

    fn words(&self, line: &str) -> impl Iterator<Item = OsString> {
        line.split_whitespace().map(|word| match word.strip_prefix("file:") {
            Some(name) => self.scratch.join(name).into_os_string(),
            None => word.into(),
        })
    }

    /// With the passwords of the administrators of both sides.
    fn both(&self, line: &str) -> Finished {
        self.run(&format!("{line} {ADMIN} --partner-user Administrator --partner-password-file file:right"))
    }

    fn json(&self, line: &str) -> Value {
        let printed = self.run(&format!("{line} --json")).expect_success().stdout;
        serde_json::from_str(&printed).expect("JSON")
    }

    /// Every end of a trust there is.
    fn ends(&self) -> Value {
        self.json("trust list")
    }

    /// A ticket of a real client for a service over whatever trusts there are.
    fn reaches(&self, user: &str, service: &str) -> bool {
        let client = Client::of(ClientKind::Mit, &self.daemon.krb5_conf());
        client.log_in(user, PASSWORD).expect_success();
        client.get(service).code == 0
    }
}

const ADMIN: &str = "--user Administrator --password-file file:right";
const NEW: &str = "trust new engineering.contoso.com marketing.contoso.com";

/// Acceptance rows 1, 2 and 9.
#[test]
fn a_two_way_external_trust_is_made_at_both_sides_as_planned() {
    let prompt = Prompt::start();
    let before = prompt.ends();
    let planned = prompt.both("trust new ENGINEERING marketing --two-way --dry-run").expect_success();
    assert!(planned.stdout.starts_with("would be done; nothing was changed:\n"), "{planned}");
    assert_eq!(prompt.ends(), before);

    let done = prompt.both("trust new ENGINEERING marketing --two-way").expect_success();

    let steps = |text: &str| text.lines().filter(|line| line.starts_with("  ")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(steps(&planned.stdout), steps(&done.stdout));
    let listed = prompt.run("trust list engineering.contoso.com").expect_success().stdout;
    let line = "ENGINEERING.CONTOSO.COM\tMARKETING.CONTOSO.COM\ttwo-way\texternal\tno\tno\t";
    assert!(listed.starts_with(line), "{listed}");
    assert!(prompt.reaches("user1@MARKETING.CONTOSO.COM", "host/server1.engineering.contoso.com"));
    assert!(prompt.reaches("user1@ENGINEERING.CONTOSO.COM", "host/server1.marketing.contoso.com"));
}

/// Acceptance row 3.
#[test]
fn a_wrong_password_of_the_other_side_leaves_nothing_and_is_named() {
    let prompt = Prompt::start();
    let before = prompt.ends();
    let line = format!("{NEW} --two-way {ADMIN} --partner-user Administrator --partner-password-file file:wrong");
    let refused =
        prompt.run(&line).expect_failure("--partner-user Administrator cannot prove to MARKETING.CONTOSO.COM");
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("the password is wrong"), "{refused}");
    assert_eq!(prompt.ends(), before);
}

/// Acceptance row 5.
#[test]
fn an_ordinary_user_is_refused_with_the_missing_group() {
    let prompt = Prompt::start();
    let line = format!(
        "{NEW} --two-way --user user1 --password-file file:right --partner-user Administrator --partner-password-file \
         file:right --json"
    );
    let refused = prompt.run(&line).expect_failure("Domain Admins of ENGINEERING.CONTOSO.COM");
    let said: Value = serde_json::from_str(&refused.stdout).expect("JSON");
    assert_eq!(said["error"]["kind"], "access-denied");
    let journal = prompt.json("audit --last 1");
    assert!(journal[0]["refused"].as_str().is_some_and(|text| text.contains("Domain Admins")), "{journal:#}");
}

/// Acceptance row 4.
#[test]
fn a_side_made_later_works_with_the_same_password_only() {
    let prompt = Prompt::start();
    let user = ("user1@MARKETING.CONTOSO.COM", "host/server1.engineering.contoso.com");
    prompt.run(&format!("{NEW} --one-side trusting --trust-password-file file:shared {ADMIN}")).expect_success();
    assert!(!prompt.reaches(user.0, user.1));
    let missing = prompt.both("trust verify engineering.contoso.com marketing.contoso.com");
    assert_eq!(missing.code, 4, "{missing}");

    let far = format!("{NEW} --one-side trusted {ADMIN} --trust-password-file");
    prompt.run(&format!("{far} file:other")).expect_success();
    let different = prompt.both("trust verify engineering.contoso.com marketing.contoso.com");
    assert_eq!(different.code, 3, "{different}");
    let line =
        "trust verify engineering.contoso.com marketing.contoso.com --kerberos --user user1 --password-file file:right";
    let report = prompt.run(line);
    assert_eq!(report.code, 3, "{report}");
    assert!(report.stdout.contains("TGS ENGINEERING.CONTOSO.COM: failed:"), "{report}");

    let reset = "trust reset engineering.contoso.com marketing.contoso.com --one-side trusted --trust-password-file file:shared";
    prompt.run(&format!("{reset} {ADMIN}")).expect_success();
    assert!(prompt.reaches(user.0, user.1));
}

/// Acceptance rows 10 and 12.
#[test]
fn kerberos_is_tested_by_real_exchanges() {
    let prompt = Prompt::start();
    let line =
        "trust verify mydomain.example.net devgroup.example.com --kerberos --user user1 --password-file file:right";
    let report = prompt.run(line).expect_success().stdout;
    let exchanges: Vec<&str> =
        report.lines().filter_map(|line| line.strip_prefix("  ")?.split(": done").next()).collect();
    let expected = [
        "AS  DEVGROUP.EXAMPLE.COM",
        "TGS DEVGROUP.EXAMPLE.COM",
        "TGS MYDOMAIN.EXAMPLE.NET",
        "AP  MYDOMAIN.EXAMPLE.NET",
    ];
    assert_eq!(exchanges, expected, "{report}");
    let refused = prompt.run(&line.replace("right", "wrong"));
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stdout.contains("AS  DEVGROUP.EXAMPLE.COM: failed: --user user1 cannot log in"), "{refused}");
}

#[test]
fn the_tickets_that_kinit_left_are_taken() {
    let prompt = Prompt::start();
    let cache = prompt.scratch.join("cache");
    let log_in = Program::new("/usr/bin/kinit").env("KRB5_CONFIG", prompt.daemon.krb5_conf()).env("KRB5CCNAME", &cache);
    log_in.arg("Administrator@ENGINEERING.CONTOSO.COM").stdin(&format!("{PASSWORD}\n")).run().expect_success();
    let partner = "--partner-user Administrator --partner-password-file file:right";
    prompt.run(&format!("{NEW} {partner}")).expect_success();
}

#[test]
fn names_that_a_partner_claims_are_numbered_and_switched() {
    let prompt = Prompt::start();
    prompt.both("trust new wingtiptoys.com tailspintoys.com --kind forest --two-way").expect_success();
    let list = prompt.run("trust suffixes list wingtiptoys.com tailspintoys.com").expect_success().stdout;
    let toys = list.lines().find(|line| line.contains("toys.example")).unwrap_or_else(|| panic!("{list}"));
    let number = toys.split('\t').next().expect("a number");
    prompt.run(&format!("trust suffixes toggle wingtiptoys.com tailspintoys.com {number} {ADMIN}")).expect_success();
    let shown = prompt.run("trust show wingtiptoys.com tailspintoys.com").expect_success().stdout;
    assert!(shown.lines().any(|line| line.contains("toys.example: disabled-admin, not routed")), "{shown}");
    let lab = "trust suffixes exclude wingtiptoys.com tailspintoys.com lab.tailspintoys.com";
    prompt.run(&format!("{lab} {ADMIN}")).expect_success();
    let list = prompt.run("trust suffixes list wingtiptoys.com tailspintoys.com").expect_success().stdout;
    assert!(list.lines().any(|line| line.contains("\tlab.tailspintoys.com\texclusion")), "{list}");
}

#[test]
fn what_needs_a_terminal_says_what_to_give_without_one() {
    let prompt = Prompt::start();
    let wizard = prompt.run("trust new").expect_failure("--trust-password-file");
    assert_eq!(wizard.code, 2, "{wizard}");
    let password =
        prompt.run("trust new NORTHAMERICA OUTSIDE.EXAMPLE --kind realm").expect_failure("--trust-password-stdin");
    assert_eq!(password.code, 2, "{password}");
    let nobody = prompt.run(NEW).expect_failure("nobody is named who may speak for ENGINEERING.CONTOSO.COM");
    assert_eq!(nobody.code, 1, "{nobody}");
}

#[test]
fn a_removed_trust_is_gone_at_once() {
    let prompt = Prompt::start();
    let (user, service) = ("user1@DEVGROUP.EXAMPLE.COM", "host/server1.mydomain.example.net");
    assert!(prompt.reaches(user, service));
    prompt.both("trust remove mydomain.example.net devgroup.example.com --two-way").expect_success();
    assert!(!prompt.reaches(user, service));
    prompt.both("trust remove mydomain.example.net devgroup.example.com --two-way").expect_failure("");
}
