//! SIGHUP.

use nix::sys::signal::Signal;
use xrealm_tests::wait_until;

use crate::ask;
use crate::message::{Answer, AsReq};
use crate::topology::{REALM, Served, TOPOLOGY};

#[test]
fn a_reload_brings_a_new_user_without_a_new_start() {
    let mut served = Served::start();
    let newcomer = AsReq::of(REALM, "newcomer").encode();
    assert_eq!(ask::answer(served.kdc(), &newcomer), Some(Answer::Error(KDC_ERR_C_PRINCIPAL_UNKNOWN)));

    let more = TOPOLOGY.replace("users = [", "users = [\n    { name = \"newcomer\", password = \"Secret-3\" },");
    served.file.write("corp.toml", &more);
    served.daemon.signal(Signal::SIGHUP);

    let known = wait_until(|| ask::answer(served.kdc(), &newcomer) == Some(Answer::Error(KDC_ERR_PREAUTH_REQUIRED)));
    assert!(known, "{}", served.daemon.stderr());
    served.must_still_serve();
}

#[test]
fn a_reload_of_a_bad_file_is_reported_and_the_old_topology_served_on() {
    let mut served = Served::start();
    served.file.write("corp.toml", &TOPOLOGY.replace("users", "userz"));

    served.daemon.signal(Signal::SIGHUP);

    served.daemon.wait_for_log("userz");
    served.must_still_serve();
}

#[test]
fn a_reload_of_a_file_that_is_gone_is_survived() {
    let mut served = Served::start();
    std::fs::remove_file(served.file.join("corp.toml")).expect("it was there");

    served.daemon.signal(Signal::SIGHUP);

    served.daemon.wait_for_log("corp.toml");
    served.must_still_serve();
}

const KDC_ERR_C_PRINCIPAL_UNKNOWN: i64 = 6;
const KDC_ERR_PREAUTH_REQUIRED: i64 = 25;
