//! The daemon is killed while administrators work with the real commands; the next one serves what they were told is
//! done, to clients that were there before.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use nix::sys::signal::Signal;
use xrealm_tests::{Client, ClientKind, DaemonOptions, Krb5Conf, Scratch, fixture};

use super::site::{PASSWORD, Site, crossing};

const ENGINEERING: &str = "ENGINEERING.CONTOSO.COM";
const MARKETING: &str = "MARKETING.CONTOSO.COM";

/// How often, and after how many milliseconds.
const LIVES: [u64; 4] = [60, 140, 90, 200];

#[test]
fn clients_cross_a_trust_made_before_the_daemon_was_killed_and_new_accounts_log_in() {
    let files = Scratch::new("killed");
    let mut site = serve(&files, "127.0.0.1:0");
    let address = site.daemon.address_of(ENGINEERING).to_string();
    // The port stays, and with it all that clients know of the KDCs.
    let conf = std::fs::read_to_string(site.daemon.krb5_conf()).expect("the daemon wrote krb5.conf");
    let conf = Krb5Conf::over(&files.write("krb5.conf", &conf));
    site.both("trust new engineering.contoso.com marketing.contoso.com --two-way").expect_success();
    let user = |site: &Site, name: &str| site.user_with(ClientKind::Mit, name, &conf);
    let old = user(&site, &format!("user1@{MARKETING}"));
    old.get_with(&crossing(MARKETING, ENGINEERING), &[]).expect_success();
    let mut accounts = Vec::new();

    for (number, life) in LIVES.into_iter().enumerate() {
        accounts.extend(add_accounts_until_killed(&site, number, life));
        site.daemon.wait();
        site = serve(&files, &address);

        // A ticket from before the first kill, and new ones both ways.
        fresh(&old, &format!("host/server1.engineering.contoso.com@{ENGINEERING}"));
        for (own, other) in [(ENGINEERING, MARKETING), (MARKETING, ENGINEERING)] {
            let client = user(&site, &format!("user1@{own}"));
            client.get(&format!("host/server2.{}", other.to_lowercase())).expect_success();
        }
    }

    assert!(accounts.len() >= LIVES.len(), "too little happened for a proof: {accounts:?}");
    for name in &accounts {
        let client = user(&site, name);
        client.get("host/server1.marketing.contoso.com").expect_success();
    }
}

/// Asks the KDC again, whatever the cache has.
fn fresh(client: &Client, service: &str) {
    client.get_with(service, &["--no-store"]).expect_success();
}

fn serve(files: &Scratch, address: &str) -> Site {
    let state = files.join("state").display().to_string();
    let options = DaemonOptions::topology(&fixture("administration.toml"));
    Site::of(options.arg("--listen").arg(address).arg("--state").arg(&state))
}

/// `xrealm account add` in two shells, over and over; the names of those that were done.
fn add_accounts_until_killed(site: &Site, life: usize, milliseconds: u64) -> Vec<String> {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let shells = ["a", "b"].map(|shell| {
            let is_over = &is_over;
            scope.spawn(move || {
                let names = (0..).map(|number| format!("{shell}{life}n{number}@{ENGINEERING}"));
                let names = names.take_while(|_| !is_over.load(Ordering::Relaxed));
                let done = |name: &String| {
                    let add = format!("account add {name} --password-stdin");
                    site.type_in(&add, &[PASSWORD]).code == 0
                };
                names.filter(done).collect::<Vec<String>>()
            })
        });
        thread::sleep(Duration::from_millis(milliseconds));
        site.daemon.signal(Signal::SIGKILL);
        is_over.store(true, Ordering::Relaxed);
        shells.into_iter().flat_map(|shell| shell.join().expect("a shell does not panic")).collect()
    })
}
