//! What is acknowledged survives a kill: whoever keeps a state is killed at hundreds of instants, under load.
//!
//! The test starts itself again as the one to be killed: [`child_keeps_a_state_until_it_is_killed`] does nothing
//! unless told so.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::io::{BufRead, BufReader, Write, stdout};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

use xrealm_admin::{Entry, Surface, Who};
use xrealm_daemon::{Loaded, Store, StoreError};
use xrealm_directory::{Change, Directory, NewExternalRealm};
use xrealm_names::{Moment, RealmName, Timestamp};
use xrealm_tests::{Dice, Scratch};

/// States that are each killed many times over, and how many of them at the same time.
const STATES: u64 = 6;
const AT_ONCE: u64 = 2;
const KILLS_OF_A_STATE: u64 = 40;

/// Threads that write at once, so that one write has several operations in it.
const WRITERS: u64 = 3;

#[test]
fn every_acknowledged_operation_survives_a_kill_at_any_instant() {
    let sum = Mutex::new(Tally::default());
    thread::scope(|scope| {
        for first in 0..AT_ONCE {
            let states = (first..STATES).step_by(usize::try_from(AT_ONCE).expect("few"));
            let sum = &sum;
            scope.spawn(move || states.for_each(|state| kill_over_and_over(state, sum)));
        }
    });
    let sum = sum.into_inner().expect("no killer panicked");
    println!("{sum:?}");
    assert!(sum.acknowledged > sum.kills, "too little happened for a proof: {sum:?}");
    assert_eq!(sum.found, sum.acknowledged + sum.unacknowledged);
}

fn kill_over_and_over(state: u64, sum: &Mutex<Tally>) {
    let scratch = Scratch::new("kill");
    let mut dice = Dice(0x1000 + state);
    let mut known = BTreeMap::new();
    for kill in 0..KILLS_OF_A_STATE {
        let acknowledged = run_and_kill(scratch.path(), kill, Duration::from_micros(dice.below(25_000)));
        let count = acknowledged.len();
        known.extend(acknowledged);
        let unacknowledged = check(scratch.path(), &mut known);
        let mut sum = sum.lock().expect("no killer panicked");
        sum.kills += 1;
        sum.acknowledged += count;
        sum.unacknowledged += unacknowledged;
    }
    sum.lock().expect("no killer panicked").found += known.len();
}

/// How much was proven.
#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    acknowledged: usize,
    found: usize,
    /// On the disk when the killer came, but not yet acknowledged.
    unacknowledged: usize,
}

/// Has a child keep operations until `life` has passed since it was ready, or earlier; returns what it acknowledged.
fn run_and_kill(folder: &Path, kill: u64, life: Duration) -> Vec<(u64, String)> {
    let mut child = start(folder, kill);
    let output = child.stdout.take().expect("the output is piped");
    let (ready, is_ready) = mpsc::channel();
    let reader = thread::spawn(move || acknowledged(output, &ready));
    // Every eighth is killed while it still opens what the last kill left behind.
    if kill % 8 != 7 {
        is_ready.recv_timeout(Duration::from_secs(30)).expect("the child opens its state");
    }
    thread::sleep(life);
    child.kill().expect("the child can be killed");
    child.wait().expect("the child is ours");
    reader.join().expect("the reader does not panic")
}

fn start(folder: &Path, kill: u64) -> Child {
    Command::new(env::current_exe().expect("the test knows itself"))
        .args(["--exact", "kill::child_keeps_a_state_until_it_is_killed", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder.join("state"))
        .env(NUMBER, kill.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the test can start itself")
}

/// Reads `ack SEQ OPERATION` to the end; a line that the kill cut off does not count.
fn acknowledged(output: ChildStdout, ready: &mpsc::Sender<()>) -> Vec<(u64, String)> {
    let mut acknowledged = Vec::new();
    let mut output = BufReader::new(output);
    let mut line = String::new();
    while output.read_line(&mut line).is_ok_and(|octets| octets > 0) {
        if line == "ready\n" {
            // The killer may have gone ahead without waiting.
            let _ = ready.send(());
        }
        if let Some((seq, operation)) =
            line.strip_prefix("ack ").and_then(|line| line.strip_suffix('\n')?.split_once(' '))
        {
            acknowledged.push((seq.parse().expect("the child writes numbers"), operation.to_owned()));
        }
        line.clear();
    }
    acknowledged
}

/// Opens what was left behind: all that was acknowledged, whole, in order, and at most one more of each writer.
/// Returns how many more; they are known from now on.
fn check(folder: &Path, known: &mut BTreeMap<u64, String>) -> usize {
    let (store, loaded) = Store::open(&folder.join("state"), now()).expect("a kill damages nothing");
    let directory = loaded.directory().expect("the state rebuilds");
    let image = directory.iter().flat_map(Directory::image);
    let there: BTreeSet<RealmName> = image.flat_map(|change| change.summary().realms).collect();
    let kept = store.latest(usize::MAX).expect("what is there can be read");
    let more = kept.iter().filter(|(seq, _)| !known.contains_key(seq)).count();
    assert!(more <= usize::try_from(WRITERS).expect("few"), "{more} more than were acknowledged");
    let kept: BTreeMap<u64, Entry> = kept.into_iter().collect();
    for (seq, operation) in known.iter() {
        let entry = kept.get(seq).unwrap_or_else(|| panic!("entry {seq} was acknowledged and is gone"));
        assert_eq!(entry.operation, *operation, "entry {seq}");
    }
    for (position, (seq, entry)) in (1..).zip(&kept) {
        assert_eq!(*seq, position, "no number is left out");
        assert_eq!(entry.replaced, payload(&entry.operation), "entry {seq} is whole");
        for realm in realms(&entry.operation) {
            assert!(there.contains(&realm), "entry {seq}: {realm} is in the directory");
        }
    }
    known.extend(kept.into_iter().map(|(seq, entry)| (seq, entry.operation)));
    more
}

/// No test, but the one that is killed.
#[test]
fn child_keeps_a_state_until_it_is_killed() {
    let (Some(folder), Ok(run)) = (env::var_os(FOLDER), env::var(NUMBER)) else { return };
    // What the frame of the tests says stands on a line of its own.
    say("");
    let (store, loaded) = open_when_free(Path::new(&folder));
    if let Loaded::Empty = loaded {
        store.seed(&[], &entry("seed")).expect("the state can be seeded");
        say("ack 1 seed");
    }
    say("ready");
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (store, run) = (&store, &run);
            scope.spawn(move || {
                for number in 0_u64.. {
                    let operation = format!("o{run}-{writer}-{number}");
                    let seq = store.append(&entry(&operation)).expect("the disk is in order");
                    say(&format!("ack {seq} {operation}"));
                }
            });
        }
        scope.spawn(|| renew_image_for_ever(&store));
    });
}

/// A program that another test starts at the same time holds what its parent has open, for a moment and the lock with it.
fn open_when_free(folder: &Path) -> (Store, Loaded) {
    for _ in 0..1_000 {
        match Store::open(folder, now()) {
            Err(StoreError::Held { .. }) => thread::sleep(Duration::from_millis(5)),
            opened => return opened.expect("the state can be opened"),
        }
    }
    panic!("the state stays in use")
}

/// A new image again and again, as the daemon makes them, only more often.
fn renew_image_for_ever(store: &Store) {
    loop {
        thread::sleep(Duration::from_millis(3));
        let up_to = store.last().expect("the disk is in order");
        let kept = store.latest(usize::MAX).expect("the state can be read");
        let changes = kept.iter().take_while(|(seq, _)| *seq <= up_to).flat_map(|(_, entry)| changes(&entry.operation));
        let directory = Directory::empty().apply_all(&changes.collect::<Vec<_>>(), now()).expect("the changes fit");
        store.compact(&directory.image(), up_to, now()).expect("the image is kept");
    }
}

/// One line, at once: the pipe takes it whole.
fn say(line: &str) {
    stdout().write_all(format!("{line}\n").as_bytes()).expect("somebody listens until the kill");
}

fn entry(operation: &str) -> Entry {
    Entry {
        at: now(),
        by: Who { principals: vec!["Administrator@TAILSPINTOYS.COM".to_owned()], uid: None, proofs: Vec::new() },
        surface: Surface::Cli,
        operation: operation.to_owned(),
        changes: changes(operation),
        replaced: payload(operation),
        refused: None,
        clock: None,
    }
}

/// Two changes: half of an operation would be one.
fn changes(operation: &str) -> Vec<Change> {
    let realms = realms(operation).into_iter();
    realms
        .map(|name| Change::CreateExternalRealm(NewExternalRealm { name, active_directory: None, downlevel: false }))
        .collect()
}

fn realms(operation: &str) -> Vec<RealmName> {
    if operation == "seed" {
        return Vec::new();
    }
    let name =
        |half: &str| RealmName::new(&format!("{operation}-{half}.EXAMPLE").to_uppercase()).expect("a realm's name");
    vec![name("one"), name("two")]
}

/// Lines that follow from the operation, so many that entries have all sizes up to several pages of the file.
fn payload(operation: &str) -> Vec<String> {
    let octets = operation.bytes().map(usize::from).product::<usize>() % 41;
    (0..octets).map(|line| format!("{operation} replaced {line}: {}", "x".repeat(line))).collect()
}

fn now() -> Moment {
    Moment::at(Timestamp::from_unix(1_000))
}

const FOLDER: &str = "XREALM_KILL_FOLDER";
const NUMBER: &str = "XREALM_KILL_NUMBER";
