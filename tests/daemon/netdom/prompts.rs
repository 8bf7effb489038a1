//! Passwords given as `*`, on a terminal.

use xrealm_tests::xrealm;

use super::{Netdom, PASSWORD};

/// Acceptance row 26.
#[test]
fn a_password_is_asked_for_on_a_terminal_and_not_shown() {
    let netdom = Netdom::start();
    let line = "trust mydomain.example.net /d:devgroup.example.com /verify /uo:admin '/po:*' /ud:admin '/pd:*'";
    let (printed, status) = on_terminal(&netdom, line, &[PASSWORD, PASSWORD]);
    assert!(printed.contains("Type the password associated with the domain user admin: "), "{printed}");
    assert!(printed.contains("has been successfully verified"), "{printed}");
    assert!(!printed.contains(PASSWORD), "{printed}");
    assert_eq!(status, Some(0));
}

/// Acceptance rows 26, 30 and 53: the fourth example, whose password a person is asked for.
#[test]
fn the_password_of_a_realm_trust_is_asked_for_twice_on_a_terminal() {
    let netdom = Netdom::start();
    let who = format!("/uo:admin /po:{PASSWORD} /ud:root/admin /pd:{PASSWORD}");
    let line = format!("trust NorthAmerica /domain:ATHENA /add /realm {who}");
    let (printed, status) = on_terminal(&netdom, &line, &["Trust-Secret-1", "Trust-Secret-2"]);
    assert!(printed.contains("the passwords differ"), "{printed}");
    assert_eq!(status, Some(1));
    let (printed, status) = on_terminal(&netdom, &line, &["Trust-Secret-1", "Trust-Secret-1"]);
    assert!(!printed.contains("Trust-Secret"), "{printed}");
    assert_eq!(status, Some(0), "{printed}");
}

/// Acceptance row 26.
#[test]
fn a_secure_prompt_takes_nothing_from_a_pipe() {
    let netdom = Netdom::start();
    let line = format!(
        "trust mydomain.example.net /d:devgroup.example.com /verify /uo:admin /po:{PASSWORD} /ud:admin /pd:* \
         /securepasswordprompt"
    );
    let refused = netdom.type_in(&line, &[PASSWORD]);
    assert_eq!(refused.code, 46, "{refused}");
}

/// The command on a terminal of its own: what the terminal shows, and the exit status.
fn on_terminal(netdom: &Netdom, line: &str, typed: &[&str]) -> (String, Option<i32>) {
    let command = format!("{} netdom {line}", xrealm().display());
    let (socket, conf) = (netdom.daemon.admin_socket(), netdom.daemon.krb5_conf());
    let typed: Vec<_> = typed.iter().map(|password| (": ", *password)).collect();
    let shown = xrealm_tests::on_terminal(&command, &[("XREALM_ADMIN", &socket), ("KRB5_CONFIG", &conf)], &typed);
    (shown.text, shown.code)
}
