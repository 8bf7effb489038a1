//! The New Trust Wizard on a real terminal.

use std::io::{BufReader, Read, Write};
use std::process::{Command, Stdio};

use xrealm_tests::xrealm;

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
    /// Runs the wizard on a terminal of its own and types each line once its prompt is there. What the terminal shows,
    /// and the exit status.
    fn wizard(&self, typed: &[(&str, &str)]) -> (String, Option<i32>) {
        let password = self.scratch.join("right");
        let own = format!("--user Administrator --password-file {}", password.display());
        let command = format!("{} trust new {own}", xrealm().display());
        let mut child = Command::new("script")
            .args(["--quiet", "--return", "--echo", "never", "--command", &command, "/dev/null"])
            .env("XREALM_ADMIN", self.daemon.out().join("admin.sock"))
            .env("KRB5CCNAME", self.scratch.join("cache"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`script` is there: apt-get install bsdutils");
        let mut keyboard = child.stdin.take().expect("stdin is piped");
        let mut screen = BufReader::new(child.stdout.take().expect("stdout is piped")).bytes();
        let mut shown = Vec::new();
        for (prompt, line) in typed {
            let before = shown.len();
            while !shown.get(before..).is_some_and(|new: &[u8]| new.ends_with(prompt.as_bytes())) {
                let octet = screen.next();
                let octet = octet.unwrap_or_else(|| panic!("no {prompt:?}: {}", String::from_utf8_lossy(&shown)));
                shown.push(octet.expect("the terminal can be read"));
            }
            writeln!(keyboard, "{line}").expect("the terminal takes a line");
        }
        shown.extend(screen.map_while(Result::ok));
        let status = child.wait().expect("a child of ours can be waited for");
        (String::from_utf8_lossy(&shown).into_owned(), status.code())
    }
}
