//! The daemon is killed at any instant while several administrators have it do things: whatever it said it did, the
//! next one knows, and of no operation only a part.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::mem;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use xrealm_client::Credential;
use xrealm_names::Principal;
use xrealm_tests::{DaemonOptions, Dice, Program, Scratch, xrealm};

use super::office::{Office, ap_req, system_time};

/// How often the daemon is killed at work, and how often while it still starts.
const KILLS: u64 = 36;
const EARLY_KILLS: u64 = 9;

/// Who has accounts made and altered, at the same time; one more has the secrets of a trust reset.
const CLERKS: u64 = 3;

const TOPOLOGY: &str = r#"
[[domain]]
name = "engineering.contoso.com"
users = [{ name = "Administrator", rid = 500, password = "Secret-1", groups = ["Domain Admins"] }]

[[domain]]
name = "marketing.contoso.com"
users = [{ name = "Administrator", rid = 500, password = "Secret-1", groups = ["Domain Admins"] }]

[[trust]]
kind = "external"
trusting = "engineering.contoso.com"
trusted = "marketing.contoso.com"
direction = "two-way"
"#;

#[test]
fn every_acknowledged_operation_is_known_to_the_daemon_after_the_killed_one() {
    let files = Scratch::new("killed");
    files.write("contoso.toml", TOPOLOGY);
    let mut dice = Dice(0x5eed);
    let mut told = Told::default();
    let mut tally = Tally::default();
    let mut tickets = None;
    for kill in 0..KILLS {
        let office = serve(&files, &mut tally);
        check(&office, &mut told, &mut tally);
        let tickets: &[Credential; 2] = tickets.get_or_insert_with(|| tickets_of(&office));
        let life = Duration::from_micros(dice.below(120_000));
        told.latest = work_until_killed(&office, tickets, kill, life);
        tally.kills += 1;
        if kill % (KILLS / EARLY_KILLS) == 0 {
            start_and_kill(&files, Duration::from_micros(dice.below(20_000)));
            tally.kills += 1;
        }
    }
    check(&serve(&files, &mut tally), &mut told, &mut tally);
    println!("{tally:?}");
    assert!(tally.acknowledged > tally.kills, "too little happened for a proof: {tally:?}");
    assert_eq!(tally.found, tally.acknowledged, "{tally:?}");
    assert!(tally.slowest_start < Duration::from_secs(5), "{tally:?}");
}

/// How much was proven.
#[derive(Debug, Default)]
struct Tally {
    kills: u64,
    acknowledged: u64,
    found: u64,
    /// On the disk when the killer came, but not yet acknowledged.
    unacknowledged: u64,
    slowest_start: Duration,
}

/// What is known of the state from what was acknowledged and from what was found.
#[derive(Debug, Default)]
struct Told {
    /// Of the daemon that was killed last: not looked for yet.
    latest: Vec<Acknowledged>,
    /// Every account there has to be, and whether it is altered.
    accounts: BTreeMap<String, bool>,
    resets: u64,
    /// The last entry of the journal.
    number: u64,
}

/// What a daemon said it did.
#[derive(Debug)]
enum Acknowledged {
    Added(String),
    Altered(String),
    Reset,
}

fn serve(files: &Scratch, tally: &mut Tally) -> Office {
    let state = files.join("state").display().to_string();
    #[expect(clippy::disallowed_methods, reason = "how long a start took is told, not asserted")]
    let begun = Instant::now();
    let office = Office::of(DaemonOptions::topology(&files.join("contoso.toml")), &["--state", &state]);
    tally.slowest_start = tally.slowest_start.max(begun.elapsed());
    office
}

fn start_and_kill(files: &Scratch, life: Duration) {
    let program = Program::new(xrealm()).arg("serve").arg(files.join("contoso.toml"));
    let daemon = program.arg("--state").arg(files.join("state")).start();
    thread::sleep(life);
    // It is killed where it goes.
    drop(daemon);
}

fn work_until_killed(office: &Office, tickets: &[Credential; 2], kill: u64, life: Duration) -> Vec<Acknowledged> {
    thread::scope(|scope| {
        let clerks =
            (0..CLERKS).map(|clerk| scope.spawn(move || accounts(&office.socket(), &format!("{MADE}{kill}-{clerk}"))));
        let clerks: Vec<_> = clerks.collect();
        let resets = scope.spawn(|| resets(office, tickets));
        thread::sleep(life);
        office.daemon.signal(Signal::SIGKILL);
        let told = clerks.into_iter().chain([resets]).map(|writer| writer.join().expect("no writer panics"));
        told.flatten().collect()
    })
}

/// Makes account after account and alters each, until nobody answers.
fn accounts(socket: &Path, prefix: &str) -> Vec<Acknowledged> {
    let mut told = Vec::new();
    let Some(mut asker) = Asker::at(socket) else { return told };
    for number in 0.. {
        let name = format!("{prefix}-{number}");
        let account = json!({ "realm": DOMAIN, "name": name, "kind": "user", "password": "Secret-1" });
        if asker.has_done(&wish(&json!({ "account": { "add": account } }))).is_none() {
            break;
        }
        told.push(Acknowledged::Added(name.clone()));
        // Two changes: half of the operation would be one.
        let altered = json!({ "realm": DOMAIN, "name": name, "disabled": true, "user_principal_name": upn(&name) });
        if asker.has_done(&wish(&json!({ "account": { "set": altered } }))).is_none() {
            break;
        }
        told.push(Acknowledged::Altered(name));
    }
    told
}

/// Resets the secrets of both directions of the trust, over and over, as both administrators.
fn resets(office: &Office, tickets: &[Credential; 2]) -> Vec<Acknowledged> {
    let mut told = Vec::new();
    let Some(mut asker) = Asker::at(&office.socket()) else { return told };
    let ends = json!({ "trusting": DOMAIN, "trusted": PARTNER });
    let wish = json!({ "operation": { "trust": { "reset": { "ends": ends, "two_way": true } } } }).to_string();
    loop {
        let proof = |ticket: &Credential| json!({ "realm": ticket.server.realm.as_str(), "ap_req": ap_req(ticket, &wish, system_time()) });
        let proofs = Value::from(tickets.iter().map(proof).collect::<Vec<_>>());
        if asker.has_done(&format!(r#"{{"v":1,"wish":{wish},"proofs":{proofs}}}"#)).is_none() {
            return told;
        }
        told.push(Acknowledged::Reset);
    }
}

fn tickets_of(office: &Office) -> [Credential; 2] {
    [DOMAIN, PARTNER].map(|domain| {
        let who = Principal::parse(&format!("Administrator@{}", domain.to_uppercase())).expect("a principal");
        office.service_ticket(&who, "kadmin/admin")
    })
}

/// Asks for all there should be, and that each operation is there whole. What was done without being acknowledged, one
/// at most of each writer, is known from now on.
fn check(office: &Office, told: &mut Told, tally: &mut Tally) {
    let (accounts, resets) = (accounts_of(office), resets_of(office));
    let operations = operations_after(office, told.number);
    let latest = mem::take(&mut told.latest);
    let mut reset = told.resets;
    for operation in &latest {
        let (words, there) = match operation {
            Acknowledged::Added(name) => (format!("add user {name}@"), accounts.contains_key(name)),
            Acknowledged::Altered(name) => (format!("set attributes of {name}@"), accounts.get(name) == Some(&true)),
            Acknowledged::Reset => {
                reset += 1;
                ("new secret for".to_owned(), resets >= reset)
            }
        };
        let noted = operations.iter().any(|(_, found)| found.contains(&words));
        assert!(there && noted, "{operation:?} is lost: {operations:?}");
        tally.found += 1;
    }
    for (name, altered) in &told.accounts {
        let found = accounts.get(name).unwrap_or_else(|| panic!("{name} was there and is gone"));
        assert!(found >= altered, "{name} was altered and is not");
    }
    let (acknowledged, done) = (count(&latest), count(&operations));
    if told.number > 0 {
        assert!(done >= acknowledged && done <= acknowledged + CLERKS + 1, "{done} done, {acknowledged} acknowledged");
        tally.unacknowledged += done - acknowledged;
    }
    tally.acknowledged += acknowledged;
    (told.accounts, told.resets) = (accounts, resets);
    told.number = operations.last().map_or(told.number, |(number, _)| *number);
}

/// What the journal has after entry `number`: each entry with its number, none left out.
fn operations_after(office: &Office, number: u64) -> Vec<(u64, String)> {
    let journal = office.audit();
    let numbered = journal.iter().filter_map(|entry| Some((entry["number"].as_u64()?, entry["operation"].as_str()?)));
    let after: Vec<_> = numbered.filter(|(of, _)| *of > number).map(|(of, words)| (of, words.to_owned())).collect();
    assert!((number + 1..).zip(&after).all(|(next, (of, _))| next == *of), "a number is left out: {after:?}");
    after
}

fn count<T>(of: &[T]) -> u64 {
    u64::try_from(of.len()).expect("few")
}

/// The accounts that were made, and whether each is altered: marked and renamed, or neither.
fn accounts_of(office: &Office) -> BTreeMap<String, bool> {
    let list = office.wish(&json!({ "account": { "list": { "realm": DOMAIN } } }));
    let list = list["answer"]["accounts"].as_array().unwrap_or_else(|| panic!("{list:#}"));
    let named = list.iter().filter_map(|account| Some((account["name"].as_str()?, account)));
    let made = named.filter(|(name, _)| name.starts_with(MADE));
    made.map(|(name, account)| {
        let disabled = account["flags"].as_array().is_some_and(|flags| flags.contains(&json!("disabled")));
        let renamed = account["user_principal_name"] == upn(name);
        assert_eq!(disabled, renamed, "half of an operation: {account:#}");
        (name.to_owned(), renamed)
    })
    .collect()
}

/// How often the secrets of the trust were reset: as often at both ends and in both directions.
fn resets_of(office: &Office) -> u64 {
    let versions = [(DOMAIN, PARTNER), (PARTNER, DOMAIN)].map(|(realm, partner)| {
        let shown = office.wish(&json!({ "trust": { "show": { "realm": realm, "partner": partner } } }));
        let trust = &shown["answer"]["trust"];
        ["incoming", "outgoing"].map(|way| trust[way]["kvno"].as_u64().unwrap_or_else(|| panic!("{shown:#}")))
    });
    let [[version, ..], ..] = versions;
    assert_eq!(versions, [[version; 2]; 2], "half of an operation");
    version
}

fn wish(operation: &Value) -> String {
    format!(r#"{{"v":1,"wish":{}}}"#, json!({ "operation": operation }))
}

fn upn(name: &str) -> String {
    format!("{name}@{DOMAIN}")
}

const DOMAIN: &str = "engineering.contoso.com";
const PARTNER: &str = "marketing.contoso.com";

/// What the names of the accounts begin with that are made.
const MADE: &str = "made-";

/// A connection that may end at any moment.
struct Asker(BufReader<UnixStream>);

impl Asker {
    fn at(socket: &Path) -> Option<Asker> {
        Some(Asker(BufReader::new(UnixStream::connect(socket).ok()?)))
    }

    /// Whether the daemon says that it did what the line asks for. An answer that is cut off is none.
    fn has_done(&mut self, line: &str) -> Option<()> {
        self.0.get_mut().write_all(format!("{line}\n").as_bytes()).ok()?;
        let mut answer = String::new();
        self.0.read_line(&mut answer).ok()?;
        let answer: Value = serde_json::from_str(answer.strip_suffix('\n')?).expect("JSON");
        assert!(answer["answer"]["done"].is_object(), "{line}: {answer:#}");
        Some(())
    }
}
