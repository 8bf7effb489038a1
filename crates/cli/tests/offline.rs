//! The verbs that ask a topology, as a program calls them: over every shipped topology, text and JSON, and exit status.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that does not get what it asks for must stop, and says why"
)]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const TWO_FORESTS: &str = "two-forests";
const FILESERVER: &str = "cifs/fileserver1.usa.wingtiptoys.com";

#[test]
fn every_shipped_topology_is_walked_as_it_is_decided() {
    for topology in fixtures() {
        let name = topology.display().to_string();
        let simulated = json(&run(&["simulate", "--walk", "--json", "--topology", &name]));
        let realms = simulated[0]["realms"].as_u64().unwrap();
        assert_eq!(simulated[0]["pairs"], realms * (realms - 1), "{name}");
        assert_eq!(simulated[0]["disagreements"].as_array().unwrap().len(), 0, "{name}: {simulated}");
        let text = text(&run(&["simulate", "--topology", &name]));
        assert!(text.contains("unreachable pairs "), "{name}: {text}");
    }
}

/// `route` ends for a pair as `simulate` counts it, and `explain` gives grounds.
#[test]
fn every_verb_speaks_of_every_shipped_topology() {
    for topology in fixtures() {
        let name = topology.display().to_string();
        let figures = json(&run(&["simulate", "--json", "--list", "1000", "--topology", &name]));
        let unreachable = figures[0]["unreachable"].as_array().unwrap();
        for pair in unreachable.iter().take(3) {
            let [client, service] = ["client", "service"].map(|key| pair[key].as_str().unwrap());
            let output = run(&["route", client, service, "--json", "--topology", &name]);
            assert_eq!(output.status.code(), Some(1), "{name}: {client} to {service}");
            let route: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!((&route["end"], &route["issued"]), (&pair["end"], &Value::Bool(false)), "{name}: {route}");
        }
        let realms = unreachable.iter().flat_map(|pair| [&pair["client"], &pair["target"]]).filter_map(Value::as_str);
        for realm in realms.collect::<BTreeSet<_>>() {
            let service = format!("krbtgt/{realm}");
            let explained = json(&run(&["explain", realm, &service, "--json", "--topology", &name]));
            assert_eq!(explained["end"], "issued", "{name}: {explained}");
            assert!(!explained["hops"][0]["grounds"].as_array().unwrap().is_empty(), "{name}: {explained}");
        }
    }
}

#[test]
fn a_route_tells_what_each_hop_answers() {
    let user = "user1@EUROPE.TAILSPINTOYS.COM";
    let output = run(&["route", user, FILESERVER, "--topology", &fixture(TWO_FORESTS)]);
    assert_eq!(
        text(&output).lines().collect::<Vec<_>>(),
        [
            "1. EUROPE.TAILSPINTOYS.COM  knows the client",
            "2. EUROPE.TAILSPINTOYS.COM  refers to TAILSPINTOYS.COM over the within-forest trust",
            "3. TAILSPINTOYS.COM         refers to WINGTIPTOYS.COM over the forest trust",
            "4. WINGTIPTOYS.COM          refers to USA.WINGTIPTOYS.COM over the within-forest trust",
            "5. USA.WINGTIPTOYS.COM      issues the ticket",
        ]
    );
}

#[test]
fn a_refusal_is_a_failure_of_route_and_a_success_of_explain() {
    let asked = ["usa", "host/nobody.wingtiptoys.com", "--topology", &fixture(TWO_FORESTS)];
    let routed = run(&[&["route"], &asked[..]].concat());
    assert_eq!(routed.status.code(), Some(1));
    let told = String::from_utf8(routed.stderr).unwrap();
    assert_eq!(
        told,
        "error: no ticket: USA.WINGTIPTOYS.COM refuses: KDC_ERR_S_PRINCIPAL_UNKNOWN (7): nobody.wingtiptoys.com is in \
         no database and under no trusted name\n"
    );
    let explained = text(&run(&[&["explain"], &asked[..]].concat()));
    assert!(explained.contains("[global-catalog]") && explained.contains("[routing-hint]"), "{explained}");
}

#[test]
fn a_user_principal_name_is_looked_for_first() {
    let asked = ["explain", "user1@toys.example", FILESERVER, "--at", "usa.wingtiptoys.com", "--json", "--topology"];
    let explained = json(&run(&[&asked[..], &[&fixture(TWO_FORESTS)]].concat()));
    let hops = explained["hops"].as_array().unwrap();
    let steps: Vec<_> = hops.iter().map(|hop| [&hop["exchange"], &hop["answer"], &hop["realm"]]).collect();
    assert_eq!(steps[0], ["AS", "client-elsewhere", "USA.WINGTIPTOYS.COM"]);
    assert_eq!(steps[2], ["AS", "client-here", "EUROPE.TAILSPINTOYS.COM"]);
    assert_eq!(steps[3], ["TGS", "refer", "EUROPE.TAILSPINTOYS.COM"]);
    assert_eq!(hops[0]["code"], 68);
    assert_eq!(explained["last_realm"], "USA.WINGTIPTOYS.COM");
}

#[test]
fn a_topology_may_come_from_standard_input() {
    let text = std::fs::read(fixture(TWO_FORESTS)).unwrap();
    let mut child = command(&["route", "usa", "krbtgt/EUROPE.TAILSPINTOYS.COM", "--topology", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&text).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
}

#[test]
fn what_if_tells_what_changes_and_why() {
    let change = ["what-if", "remove-trust", "wingtiptoys.com", "tailspintoys.com", "--topology"];
    let told = text(&run(&[&change[..], &[&fixture(TWO_FORESTS)]].concat()));
    assert!(
        told.contains(
            "clients of EUROPE.TAILSPINTOYS.COM to host/fileserver1.usa.wingtiptoys.com\n  \
             before EUROPE.TAILSPINTOYS.COM > TAILSPINTOYS.COM > WINGTIPTOYS.COM > USA.WINGTIPTOYS.COM: issued\n  \
             after  EUROPE.TAILSPINTOYS.COM: refused: WINGTIPTOYS.COM does not trust this realm: the trust leads the \
             other way only\n"
        ),
        "{told}"
    );
    assert!(told.ends_with("6 answers change\n      6  issued becomes wrong-direction\n"), "{told}");
}

/// Each change in words changes what it should, and only that.
#[test]
fn each_change_changes_what_it_says() {
    let cases: [(&str, &[&str], &[&str]); 6] = [
        (TWO_FORESTS, &["disable-suffix tailspintoys.com wingtiptoys.com wingtiptoys.com"], &["suffix-disabled"]),
        (TWO_FORESTS, &["exclude-suffix tailspintoys.com wingtiptoys.com usa.wingtiptoys.com"], &["suffix-excluded"]),
        (TWO_FORESTS, &["disable-suffix wingtiptoys.com tailspintoys.com toys.example"], &["suffix-disabled"]),
        (TWO_FORESTS, &["add-upn-suffix wingtiptoys.com wing.example"], &[]),
        ("tree-with-shortcut", &["remove-trust lab.research.fabrikam.test sales.europe.fabrikam.test"], &["issued"]),
        (
            TWO_FORESTS,
            &[
                "remove-trust wingtiptoys.com tailspintoys.com two-way",
                "add-trust external usa.wingtiptoys.com europe.tailspintoys.com",
            ],
            &["unknown-service"],
        ),
    ];
    for (topology, change, expected) in cases {
        let topology = fixture(topology);
        let args = [&["what-if"], change, &["--json", "--topology", &topology]].concat();
        let told = json(&run(&args));
        let mut ends: Vec<&str> =
            told["differences"].as_array().unwrap().iter().map(|one| one["after"]["end"].as_str().unwrap()).collect();
        ends.sort_unstable();
        ends.dedup();
        let news: Vec<&str> = ends.into_iter().filter(|end| expected.contains(end)).collect();
        assert_eq!(news, expected, "{change:?}: {told:#}");
    }
}

#[test]
fn one_pair_is_shown_whole_before_and_after() {
    let change = ["what-if", "disable-suffix", "tailspintoys.com", "wingtiptoys.com", "wingtiptoys.com"];
    let pair = ["--pair", "EUROPE.TAILSPINTOYS.COM", FILESERVER, "--topology", &fixture(TWO_FORESTS)];
    let told = text(&run(&[&change[..], &pair[..]].concat()));
    assert!(told.starts_with(
        "a client of EUROPE.TAILSPINTOYS.COM to cifs/fileserver1.usa.wingtiptoys.com: changes\nbefore\n1. "
    ));
    assert!(told.contains("WINGTIPTOYS.COM claims wingtiptoys.com: not used, it is disabled [routing-hint]"), "{told}");
}

#[test]
fn random_topologies_are_the_same_for_the_same_seed() {
    let args = ["simulate", "--seed", "7", "--forests", "2", "--domains", "2", "--realms", "1", "--trusts", "4"];
    let printed = text(&run(&[&args[..], &["--print"]].concat()));
    assert_eq!(printed, text(&run(&[&args[..], &["--print"]].concat())));
    let figures = json(&run(&[&args[..], &["--walk", "--json"]].concat()));
    assert_eq!((&figures[0]["seed"], &figures[0]["realms"]), (&Value::from(7), &Value::from(5)));
    let replay = figures[0]["replay"].as_str().unwrap();
    assert_eq!(replay, "xrealm simulate --seed 7 --forests 2 --domains 2 --realms 1 --trusts 4 --walk");
}

#[test]
fn the_examples_of_the_pages_are_what_is_printed() {
    let examples = ["routing.md", "cli.md"].map(|page| {
        let text = std::fs::read_to_string(realms_folder().join("../../docs").join(page)).unwrap();
        let blocks = text.split("```text\n$ xrealm ").skip(1).filter_map(|rest| rest.split("```").next());
        let whole = blocks.filter(|block| block.contains("--topology ") && !block.contains("\n...\n"));
        whole.map(str::to_owned).collect::<Vec<_>>()
    });
    assert_eq!(examples.each_ref().map(Vec::len), [1, 2]);
    for example in examples.iter().flatten() {
        let (command, printed) = example.split_once('\n').unwrap();
        let file = |word: &str| word.strip_suffix(".toml").map(fixture).unwrap_or_else(|| word.to_owned());
        let words: Vec<String> = command.split(' ').map(file).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(text(&run(&words)), printed, "{command}");
    }
}

#[test]
fn wrong_usage_is_told_apart_from_what_cannot_be_done() {
    let topology = fixture(TWO_FORESTS);
    let cases: [(&[&str], i32, &str); 7] = [
        (&["what-if", "remove-trsut", "a", "b"], 2, "did you mean remove-trust?"),
        (&["what-if", "remove-trust", "a"], 2, "`remove-trust` takes TRUSTING TRUSTED"),
        (
            &["what-if", "remove-trust", "wingtiptoys.com", "nowhere.test"],
            1,
            "there is no realm or domain nowhere.test",
        ),
        (&["what-if", "remove-trust", "europe.tailspintoys.com", "tailspintoys.com"], 1, "holds their forest together"),
        (&["route", "nowhere.test", "host/a.b"], 1, "there is no realm nowhere.test in the topology"),
        (&["route", "usa", "host/a.b@USA"], 1, "is given with its realm"),
        (&["route", "usa"], 2, "SERVICE"),
    ];
    for (args, status, told) in cases {
        let output = run(&[args, &["--topology", &topology]].concat());
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{args:?}: {stderr}");
        assert!(stderr.contains(told), "{args:?}: {stderr}");
    }
    for args in [&["explain"][..], &["explain", "usa", "host/a.b"], &["simulate", "--seed", "1", "--topology", "x"]] {
        assert_eq!(run(args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn the_help_of_what_if_lists_every_change() {
    let help = text(&run(&["what-if", "--help"]));
    for word in ["add-trust KIND TRUSTING TRUSTED [two-way]", "disable-suffix REALM PARTNER NAME", "set-attribute"] {
        assert!(help.contains(word), "{help}");
    }
}

fn run(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xrealm"));
    command.args(args).stdin(Stdio::null());
    command
}

/// Standard output of a command that was done.
fn text(output: &Output) -> String {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&text(output)).unwrap_or_else(|error| panic!("{error}"))
}

fn realms_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/realms")
}

fn fixture(name: &str) -> String {
    realms_folder().join(name).with_extension("toml").display().to_string()
}

fn fixtures() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(realms_folder()).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).collect()
}
