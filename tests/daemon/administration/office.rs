//! An administrator of a running daemon: questions on its socket, wishes with real tickets for `kadmin/admin`.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::{Value, json};
use xrealm_client::ap::{Initiator, InitiatorOptions};
use xrealm_client::{Action, Credential, Event, Login, LoginOptions, Secret, Walk, WalkOptions};
use xrealm_crypto::KeyUsage;
use xrealm_names::{Moment, Principal, PrincipalName, RealmName, Timestamp};
use xrealm_tests::{Daemon, DaemonOptions};

use crate::ask;

/// A running daemon and the way to its administration.
pub(super) struct Office {
    pub(super) daemon: Daemon,
}

impl Office {
    /// The map of `administration.toml`.
    pub(super) fn open() -> Office {
        Office::open_with(&[])
    }

    /// With more arguments of `xrealm serve`.
    pub(super) fn open_with(arguments: &[&str]) -> Office {
        Office::of(DaemonOptions::fixture("administration.toml"), arguments)
    }

    pub(super) fn of(options: DaemonOptions, arguments: &[&str]) -> Office {
        Office { daemon: arguments.iter().fold(options, |options, argument| options.arg(argument)).start() }
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.daemon.admin_socket()
    }

    /// What is answered to one line.
    pub(super) fn say(&self, line: &str) -> Value {
        say(&self.socket(), line)
    }

    pub(super) fn ask(&self, question: &Value) -> Value {
        self.say(&question.to_string())
    }

    /// An operation that needs no proof.
    pub(super) fn wish(&self, operation: &Value) -> Value {
        self.say(&format!(r#"{{"v":1,"wish":{}}}"#, json!({ "operation": operation })))
    }

    /// An operation with proofs of these principals, each for its own realm.
    pub(super) fn wish_as(&self, operation: &Value, who: &[&str]) -> Value {
        self.say(&self.line_as(&json!({ "operation": operation, "surface": "cli" }), who))
    }

    /// The same, only shown.
    pub(super) fn dry_wish_as(&self, operation: &Value, who: &[&str]) -> Value {
        self.say(&self.line_as(&json!({ "operation": operation, "dry_run": true }), who))
    }

    pub(super) fn line_as(&self, wish: &Value, who: &[&str]) -> String {
        let wish = wish.to_string();
        let proofs: Vec<Value> = who.iter().map(|who| self.proof(who, &wish)).collect();
        format!(r#"{{"v":1,"wish":{wish},"proofs":{}}}"#, Value::from(proofs))
    }

    /// A proof of `who` for its own realm, over `wish`.
    pub(super) fn proof(&self, who: &str, wish: &str) -> Value {
        let client = Principal::parse(who).expect("a principal");
        let realm = client.realm.clone();
        let ticket = self.service_ticket(&client, "kadmin/admin");
        json!({ "realm": realm.as_str(), "ap_req": self.ap_req(&ticket, wish) })
    }

    /// An AP-REQ over `wish`, in hexadecimal.
    pub(super) fn ap_req(&self, ticket: &Credential, wish: &str) -> String {
        ap_req(ticket, wish, self.now())
    }

    /// The ticket of a client of the fixture for a service of its own realm.
    pub(super) fn service_ticket(&self, client: &Principal, service: &str) -> Credential {
        let kdc = self.daemon.address_of(client.realm.as_str());
        ticket_for(client, service, |_| kdc, self.now()).expect("a ticket")
    }

    /// A client's way to a service anywhere, `None` if it gets no ticket.
    pub(super) fn reaches(&self, client: &str, service: &str) -> bool {
        let kdc = |realm: &RealmName| self.daemon.address_of(realm.as_str());
        ticket_for(&Principal::parse(client).expect("a principal"), service, kdc, self.now()).is_some()
    }

    /// Whether this is somebody's password.
    pub(super) fn logs_in(&self, client: &str, password: &str) -> bool {
        let client = Principal::parse(client).expect("a principal");
        let kdc = self.daemon.address_of(client.realm.as_str());
        let (now, mut rng) = (self.now(), rng());
        let mut login = Login::new(client, Secret::password(password), LoginOptions::default());
        run(&|_: &RealmName| kdc, |event| login.step(event, now, &mut rng)).is_some()
    }

    /// The time of the daemon's clock.
    pub(super) fn now(&self) -> Moment {
        let told = self.wish(&json!({ "clock": "show" }));
        let text = told["answer"]["clock"]["now"].as_str().unwrap_or_else(|| panic!("{told:#}"));
        Moment { time: text.parse::<Timestamp>().expect("a time"), micros: system_time().micros }
    }

    /// The entries of the journal, without those of [`Office::dump`].
    pub(super) fn audit(&self) -> Vec<Value> {
        let entries = self.whole_audit().into_iter();
        entries.filter(|entry| entry["operation"] != "look at the directory with its secrets").collect()
    }

    /// All of the latest entries of the journal.
    pub(super) fn whole_audit(&self) -> Vec<Value> {
        let told = self.wish(&json!({ "audit": { "last": 1000 } }));
        told["answer"]["audit"].as_array().unwrap_or_else(|| panic!("{told:#}")).clone()
    }

    /// Everything that is kept, secrets included.
    pub(super) fn dump(&self) -> Value {
        self.wish(&json!({ "dump": { "secrets": true } }))["answer"]["dump"].clone()
    }
}

/// What is answered to one line on the socket `path`.
pub(super) fn say(path: &Path, line: &str) -> Value {
    let mut stream = BufReader::new(UnixStream::connect(path).expect("the daemon listens"));
    stream.get_ref().set_read_timeout(Some(Duration::from_secs(30))).expect("not zero");
    stream.get_mut().write_all(format!("{line}\n").as_bytes()).expect("it is read");
    let mut answer = String::new();
    stream.read_line(&mut answer).expect("an answer");
    serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"))
}

/// An AP-REQ over `wish`, in hexadecimal.
pub(super) fn ap_req(ticket: &Credential, wish: &str, now: Moment) -> String {
    let sum = ticket.session_key.checksum(KeyUsage::AP_REQ_AUTHENTICATOR_CKSUM, wish.as_bytes());
    let checksum = Some((sum.checksum_type, sum.mac.to_vec()));
    let options = InitiatorOptions { mutual: true, checksum, ..InitiatorOptions::default() };
    hex(&Initiator::new(ticket, &options, now, &mut rng()).1)
}

/// The time of a daemon whose clock nobody has set.
pub(super) fn system_time() -> Moment {
    let since = since_1970();
    let seconds = i64::try_from(since.as_secs()).expect("before the end of time");
    Moment { time: Timestamp::from_unix(seconds), micros: since.subsec_micros() }
}

/// The trust that `trusting` has in `trusted`, to be created.
pub(super) fn create(trusting: &str, trusted: &str) -> Value {
    json!({ "trust": { "create": { "ends": { "trusting": trusting, "trusted": trusted }, "kind": "external" } } })
}

fn ticket_for(
    client: &Principal,
    service: &str,
    kdc: impl Fn(&RealmName) -> SocketAddr,
    now: Moment,
) -> Option<Credential> {
    let mut rng = rng();
    let mut login = Login::new(client.clone(), Secret::password("Secret-1"), LoginOptions::default());
    let tgt = run(&kdc, |event| login.step(event, now, &mut rng))?.credential;
    let service = PrincipalName::parse(service).expect("a name");
    let mut walk = Walk::new(tgt, service, WalkOptions::default());
    run(&kdc, |event| walk.step(event, now, &mut rng))
}

fn run<T>(kdc: &impl Fn(&RealmName) -> SocketAddr, mut step: impl FnMut(Event<'_>) -> Action<T>) -> Option<T> {
    let mut action = step(Event::Start);
    loop {
        match action {
            Action::Send { realm, request, .. } => {
                let reply = ask::tcp(kdc(&realm), &request).expect("an answer");
                action = step(Event::Reply(&reply));
            }
            Action::Done(done) => return Some(done),
            Action::Failed(_) => return None,
        }
    }
}

fn rng() -> ChaCha20Rng {
    let mut seed = [7; 32];
    seed[..16].copy_from_slice(&since_1970().as_nanos().to_be_bytes());
    ChaCha20Rng::from_seed(seed)
}

#[expect(clippy::disallowed_methods, reason = "a client of a daemon lives in real time")]
fn since_1970() -> std::time::Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970")
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
