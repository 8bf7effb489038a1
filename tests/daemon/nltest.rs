//! `xrealm nltest` against the real daemon, read by a parser that takes nothing but the shape of the original.

use xrealm_tests::{Daemon, Finished, Program, xrealm};

/// Acceptance row 80.
#[test]
fn domain_trusts_are_read_by_a_strict_parser() {
    let daemon = Daemon::serve("administration.toml");
    let lines = domain_trusts(&nltest(&daemon, "/server:tailspintoys.com /domain_trusts /v").expect_success().stdout);
    let names: Vec<&str> = lines.iter().map(|line| line.dns_name.as_str()).collect();
    assert_eq!(names, ["tailspintoys.com", "europe.tailspintoys.com"]);
    assert_eq!(lines[0].flags, ["Forest Tree Root", "Primary Domain", "Native"]);
    assert_eq!(lines[1].flags, ["Forest: 0", "Direct Outbound", "Direct Inbound"]);
    assert_eq!(lines[1].attributes, ["withinforest"]);
    assert!(lines.iter().all(|line| line.sid.as_deref().is_some_and(|sid| sid.starts_with("S-1-5-21-"))));

    let external = nltest(&daemon, "/server:MYDOMAIN /domain_trusts /direct_out").expect_success();
    let lines = domain_trusts(&external.stdout);
    assert_eq!(lines.len(), 1, "{external}");
    assert_eq!(
        (lines[0].netbios_name.as_str(), lines[0].attributes.as_slice()),
        ("DEVGROUP", &["quarantined".to_owned()][..])
    );

    let trusted = nltest(&daemon, "/server:mydomain.example.net /trusted_domains").expect_success();
    assert_eq!(trusted.stdout, "Trusted domain list:\n    DEVGROUP\nThe command completed successfully\n");
}

/// Acceptance row 80.
#[test]
fn secure_channels_are_read_by_a_strict_parser() {
    let daemon = Daemon::serve("administration.toml");
    let verified = as_admin(&daemon, "/server:mydomain.example.net /sc_verify:devgroup.example.com").expect_success();
    let channel = channel(&verified.stdout);
    assert_eq!(channel.flags, "b0 HAS_IP  HAS_TIMESERV");
    assert_eq!(channel.controller, "\\\\DC1.devgroup.example.com");
    assert_eq!(channel.connection, (0, 0, "NERR_Success".to_owned()));
    assert_eq!(channel.verification, Some((0, 0, "NERR_Success".to_owned())));

    let queried = nltest(&daemon, "/server:mydomain.example.net /sc_query:devgroup").expect_success();
    assert_eq!(self::channel(&queried.stdout).connection.0, 0, "{queried}");

    as_admin(&daemon, "/server:mydomain.example.net /sc_reset:devgroup.example.com\\DC1").expect_success();
    as_admin(&daemon, "/server:mydomain.example.net /sc_change_pwd:devgroup.example.com").expect_success();

    let unknown = nltest(&daemon, "/server:mydomain.example.net /sc_query:nowhere.example");
    assert!(
        unknown.stdout.starts_with("I_NetLogonControl failed: Status = 1355 0x54b ERROR_NO_SUCH_DOMAIN\n"),
        "{unknown}"
    );
    assert_eq!(unknown.code, 75);
}

/// Acceptance row 80.
#[test]
fn controllers_and_names_are_told() {
    let daemon = Daemon::serve("administration.toml");
    let list = nltest(&daemon, "/server:tailspintoys.com /dclist:wingtiptoys").expect_success();
    let lines: Vec<&str> = list.stdout.lines().collect();
    assert_eq!(lines[0], "Get list of DCs in domain 'wingtiptoys' from '\\\\DC1.wingtiptoys.com'.");
    assert_eq!(lines[1], "    DC1.wingtiptoys.com [PDC]  [DS] Site: Default-First-Site-Name");
    assert_eq!(lines[2], "The command completed successfully");

    let found = nltest(&daemon, "/server:tailspintoys.com /dsgetdc:europe.tailspintoys.com /pdc").expect_success();
    let field = |name: &str| {
        let line = found.stdout.lines().find_map(|line| line.trim_start().strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_else(|| panic!("no {name}: {found}")).to_owned()
    };
    assert_eq!(field("DC"), "\\\\DC1.europe.tailspintoys.com");
    assert_eq!(field("Address"), "\\\\127.0.0.1");
    assert_eq!(field("Forest Name"), "tailspintoys.com");
    assert!(field("Flags").split(' ').any(|flag| flag == "PDC"));

    let parent = nltest(&daemon, "/server:europe.tailspintoys.com /parentdomain").expect_success();
    assert_eq!(parent.stdout, "tailspintoys.com. (1)\nThe command completed successfully\n");

    let names = nltest(&daemon, "/server:tailspintoys.com /dsgetfti").expect_success();
    assert!(names.stdout.contains("TLN: toys.example\n"), "{names}");
    assert!(names.stdout.contains("Dom: europe.tailspintoys.com (EUROPE) S-1-5-21-"), "{names}");
}

/// Acceptance row 80.
#[test]
fn trusts_are_shown_as_get_adtrust_does() {
    let daemon = Daemon::serve("administration.toml");
    let shown =
        program(&daemon).args(["trust", "list", "mydomain.example.net", "--format", "ad"]).run().expect_success();
    let trusts: serde_json::Value = serde_json::from_str(&shown.stdout).expect("JSON");
    let trust = &trusts[0];
    assert_eq!(trust["Name"], "devgroup.example.com");
    assert_eq!(trust["Direction"], 3);
    assert_eq!(trust["SIDFilteringQuarantined"], true);
    assert_eq!(trust["DistinguishedName"], "CN=devgroup.example.com,CN=System,DC=mydomain,DC=example,DC=net");
}

#[test]
fn wrong_usage_is_told_apart() {
    let daemon = Daemon::serve("administration.toml");
    for line in ["", "/frobnicate", "/sc_query", "/domain_trusts /parentdomain"] {
        assert_eq!(nltest(&daemon, line).code, 2, "{line}");
    }
    nltest(&daemon, "/?").expect_success();
}

fn nltest(daemon: &Daemon, line: &str) -> Finished {
    program(daemon).arg("nltest").args(line.split_whitespace()).run()
}

/// With the administrators of both domains.
fn as_admin(daemon: &Daemon, line: &str) -> Finished {
    let who = ["--user", "admin", "--password-stdin", "--partner-user", "admin", "--partner-password-stdin"];
    program(daemon).arg("nltest").args(who).args(line.split_whitespace()).stdin("Secret-1\nSecret-1\n").run()
}

fn program(daemon: &Daemon) -> Program {
    Program::new(xrealm())
        .env("XREALM_ADMIN", daemon.admin_socket())
        .env("KRB5_CONFIG", daemon.krb5_conf())
        .env("KRB5CCNAME", daemon.out().join("nobody"))
}

/// One domain as `/domain_trusts` lists it.
struct Listed {
    netbios_name: String,
    dns_name: String,
    flags: Vec<String>,
    attributes: Vec<String>,
    sid: Option<String>,
}

/// `N: NETBIOS dns (NT 5) (Flag) ( Attr: word )`, with an indented line for each of `Dom Guid` and `Dom Sid`.
fn domain_trusts(text: &str) -> Vec<Listed> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("List of domain trusts:"));
    let mut listed: Vec<Listed> = Vec::new();
    for line in lines {
        if line == "The command completed successfully" {
            return listed;
        }
        if let Some(detail) = line.strip_prefix("       ") {
            let (name, value) = detail.split_once(": ").expect("a detail has a value");
            let last = listed.last_mut().expect("details follow a domain");
            match name {
                "Dom Sid" => last.sid = Some(value.to_owned()),
                "Dom Guid" => assert_eq!(value.len(), 36, "{line}"),
                other => panic!("unknown detail {other}"),
            }
            continue;
        }
        let line = line.strip_prefix("    ").expect("domains are indented by four");
        let (number, rest) = line.split_once(": ").expect("domains are numbered");
        assert_eq!(number.parse::<usize>().expect("a number"), listed.len());
        listed.push(one_domain(rest));
    }
    panic!("the list has no end: {text}")
}

fn one_domain(line: &str) -> Listed {
    let (names, mut rest) = line.split_once(" (").expect("a kind in brackets");
    let (netbios_name, dns_name) = names.split_once(' ').expect("two names");
    let mut groups = Vec::new();
    loop {
        let (group, after) = rest.split_once(')').expect("brackets are closed");
        groups.push(group.to_owned());
        match after.strip_prefix(" (") {
            Some(next) => rest = next,
            None => {
                assert_eq!(after, "");
                break;
            }
        }
    }
    assert!(["NT 5", "NT 4", "MIT"].contains(&groups.remove(0).as_str()), "{line}");
    let attributes = groups.iter().position(|group| group.starts_with(" Attr: ")).map(|at| groups.remove(at));
    let attributes = attributes.map(|text| text.trim_start_matches(" Attr: ").trim().to_owned()).unwrap_or_default();
    Listed {
        netbios_name: netbios_name.to_owned(),
        dns_name: dns_name.to_owned(),
        flags: groups,
        attributes: attributes.split_whitespace().map(str::to_owned).collect(),
        sid: None,
    }
}

/// A secure channel as /sc_query and /sc_verify tell it.
struct Channel {
    flags: String,
    controller: String,
    connection: (u32, u32, String),
    verification: Option<(u32, u32, String)>,
}

fn channel(text: &str) -> Channel {
    let mut lines = text.lines();
    let mut field = |name: &str| {
        let line = lines.next().unwrap_or_else(|| panic!("{name} is missing: {text}"));
        line.strip_prefix(name).unwrap_or_else(|| panic!("{name} is not in {line}")).to_owned()
    };
    let flags = field("Flags: ");
    let controller = field("Trusted DC Name ");
    let connection = status(&field("Trusted DC Connection Status "));
    let next = field("");
    let verification = next.strip_prefix("Trust Verification ").map(status);
    let end = if verification.is_some() { field("") } else { next };
    assert_eq!(end, "The command completed successfully");
    Channel { flags, controller, connection, verification }
}

/// `Status = 1355 0x54b ERROR_NO_SUCH_DOMAIN`.
fn status(text: &str) -> (u32, u32, String) {
    let words: Vec<&str> = text.strip_prefix("Status = ").expect("a status").split(' ').collect();
    let [decimal, hex, name] = words.as_slice() else { panic!("three words: {text}") };
    let hex = u32::from_str_radix(hex.strip_prefix("0x").expect("0x"), 16).expect("hexadecimal digits");
    let decimal = decimal.parse().expect("digits");
    assert_eq!(decimal, hex);
    (decimal, hex, (*name).to_owned())
}
