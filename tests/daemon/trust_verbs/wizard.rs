//! The New Trust Wizard on a real terminal.

use xrealm_tests::{on_terminal, xrealm};

use super::{PASSWORD, Prompt};

/// Acceptance rows 1, 6, 8, 9, 10 and 11: confirmed one way, left to the first use the other.
#[test]
fn an_external_trust_comes_out_of_the_pages() {
    let prompt = Prompt::start();
    let (screen, status) = prompt.wizard(&[
        ("Number: ", "engineering"),
        ("Name: ", "MARKETING"),
        ("Number: ", "1"),
        ("Number: ", "1"),
        ("Number [1]: ", "2"),
        ("User name: ", "Administrator"),
        ("Password: ", PASSWORD),
        ("Number [1]: ", ""),
        ("Number [1]: ", "2"),
        ("as it is: ", ""),
        ("goes on: ", ""),
        ("Number [1]: ", "2"),
        ("Number [1]: ", "1"),
        ("finishes: ", ""),
    ]);
    assert_eq!(status, Some(0), "{screen}");
    assert!(!screen.contains(PASSWORD), "{screen}");
    assert!(screen.contains("ENGINEERING.CONTOSO.COM trusts MARKETING.CONTOSO.COM: healthy"), "{screen}");
    let end = prompt.json("trust show engineering.contoso.com marketing.contoso.com");
    assert_eq!((&end["direction"], &end["kind"]), (&"two-way".into(), &"external".into()), "{end:#}");
    assert!(!end["outgoing"]["confirmed"].is_null() && end["incoming"]["confirmed"].is_null(), "{end:#}");
    let levels = |end: &serde_json::Value| end["attributes"].to_string().contains("CROSS_ORGANIZATION");
    assert!(!levels(&end));
    assert!(levels(&prompt.json("trust show marketing.contoso.com engineering.contoso.com")));
}

/// Acceptance row 19.
#[test]
fn passwords_that_differ_make_no_realm_trust() {
    let prompt = Prompt::start();
    let before = prompt.ends();
    let (screen, status) = prompt.wizard(&[
        ("Number: ", "NORTHAMERICA"),
        ("Name: ", "OUTSIDE.EXAMPLE"),
        ("Number: ", "1"),
        ("Number: ", "3"),
        ("Trust password: ", "Trust-Secret-1"),
        ("Confirm trust password: ", "Trust-Secret-2"),
        ("Trust password: ", ""),
        ("Number: ", "cancel"),
    ]);
    assert_eq!(status, Some(1), "{screen}");
    assert!(screen.contains("Cancelled: nothing was created."), "{screen}");
    assert_eq!(prompt.ends(), before);
}

impl Prompt {
    /// Runs the wizard on a terminal of its own: what the terminal shows, and the exit status.
    fn wizard(&self, typed: &[(&str, &str)]) -> (String, Option<i32>) {
        let password = self.scratch.join("right");
        let own = format!("--user Administrator --password-file {}", password.display());
        let command = format!("{} trust new {own}", xrealm().display());
        let (socket, cache) = (self.daemon.admin_socket(), self.scratch.join("cache"));
        let shown = on_terminal(&command, &[("XREALM_ADMIN", &socket), ("KRB5CCNAME", &cache)], typed);
        (shown.text, shown.code)
    }
}
