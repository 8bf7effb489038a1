//! The same verbs by HTTP, where the socket is not at hand.

use std::path::PathBuf;

use xrealm_tests::{DaemonOptions, Finished, Program, xrealm};

use super::{ADMIN, NEW, Prompt};

/// A prompt from which no socket is known.
struct Far {
    prompt: Prompt,
    url: String,
}

impl Far {
    fn start() -> Far {
        let options = DaemonOptions::fixture("administration.toml").arg("--admin-http").arg("127.0.0.1:0");
        let prompt = Prompt::before(options.start());
        Far { url: prompt.daemon.admin_url(), prompt }
    }

    fn run(&self, line: &str) -> Finished {
        self.run_at(&self.url, &self.prompt.daemon.admin_token_file(), line)
    }

    fn run_at(&self, url: &str, token_file: &std::path::Path, line: &str) -> Finished {
        let words = self.prompt.words(line);
        Program::new(xrealm()).args(words).args(["--http", url, "--token-file"]).arg(token_file).run()
    }

    /// A file with something else in it.
    fn other_token(&self, text: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        self.prompt.scratch.write("token", text);
        let path = self.prompt.scratch.join("token");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("it is ours");
        path
    }
}

#[test]
fn the_trusts_are_listed_as_on_the_socket() {
    let far = Far::start();
    let by_http = far.run("trust list --json").expect_success().stdout;
    assert_eq!(by_http, far.prompt.run("trust list --json").expect_success().stdout);
}

#[test]
fn a_trust_is_made_with_the_proofs_of_both_sides() {
    let far = Far::start();
    let other = "--partner-user Administrator --partner-password-file";
    far.run(&format!("{NEW} --two-way {ADMIN} {other} file:wrong")).expect_failure("the password is wrong");
    far.run(&format!("{NEW} --two-way {ADMIN} {other} file:right")).expect_success();
    let journal = far.prompt.json("audit --last 1");
    assert_eq!(journal[0]["surface"], "cli", "{journal:#}");
    assert!(far.prompt.reaches("user1@MARKETING.CONTOSO.COM", "host/server1.engineering.contoso.com"));
}

#[test]
fn the_log_of_requests_is_shown_too() {
    let far = Far::start();
    let shown = far.run("explain --live list").expect_success();
    assert_eq!(shown.stdout, far.prompt.run("explain --live list").expect_success().stdout);
}

#[test]
fn another_token_is_not_taken_and_where_the_right_one_is_told() {
    let far = Far::start();
    let refused = far.run_at(&far.url, &far.other_token(&"x".repeat(64)), "trust list");
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.stderr.contains("it does not take this token"), "{refused}");
    assert!(refused.stderr.contains("admin.token"), "{refused}");

    let none = far.run_at(&far.url, &far.prompt.scratch.join("none"), "trust list").expect_failure("the token in");
    assert!(none.stderr.contains("admin.token"), "{none}");
    far.run_at(&far.url, &far.other_token(""), "trust list").expect_failure("32 to 1024 visible characters");
}

#[test]
fn where_no_daemon_answers_is_told() {
    let far = Far::start();
    let nobody = far.run_at("http://127.0.0.1:1", &far.prompt.daemon.admin_token_file(), "trust list");
    assert_eq!(nobody.code, 1, "{nobody}");
    assert!(nobody.stderr.contains("cannot ask the daemon at http://127.0.0.1:1: "), "{nobody}");
    assert!(nobody.stderr.contains("--admin-http"), "{nobody}");
    let kdc = far.prompt.daemon.address_of("MARKETING.CONTOSO.COM");
    far.run_at(&format!("http://{kdc}"), &far.prompt.daemon.admin_token_file(), "trust list")
        .expect_failure("cannot ask the daemon at");
}

#[test]
fn the_token_does_not_leave_this_machine() {
    let far = Far::start();
    for (url, why) in [
        ("http://192.0.2.1:8088", "not on this machine"),
        ("https://127.0.0.1:8088", "not of the form"),
        ("127.0.0.1:8088", "not of the form"),
        ("http://127.0.0.1", "not of the form"),
        ("http://127.0.0.1:8088/other", "not of the form"),
    ] {
        let refused = far.run_at(url, &far.prompt.daemon.admin_token_file(), "trust list").expect_failure(why);
        assert!(refused.stderr.contains("http://127.0.0.1:8088"), "{refused}");
    }
}
