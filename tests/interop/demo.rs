//! `xrealm demo`, the first thing a reader runs.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use xrealm_tests::{Client, ClientKind, Program, Scratch, wait_until, xrealm};

#[test]
fn it_walks_ten_steps_and_ends_when_told_to() {
    let done = Program::new(xrealm()).args(["demo", "--once"]).run().expect_success();
    for step in 1..=10 {
        let begins = format!("{step}. ");
        assert!(done.stdout.lines().any(|line| line.trim_start().starts_with(&begins)), "step {step}: {done}");
    }
    assert!(done.stdout.contains("the global catalog finds the name in USA.WINGTIPTOYS.COM"), "{done}");
    assert!(done.stdout.contains("WINGTIPTOYS.COM claims wingtiptoys.com"), "the routing hint: {done}");
}

#[test]
fn it_keeps_running_for_kinit_until_it_is_interrupted() {
    let folder = Scratch::new("demo");
    let mut demo = Program::new(xrealm()).args(["demo", "--out"]).arg(folder.join("out")).start();
    assert!(wait_until(|| !demo.is_running() || demo.stdout().contains("kinit")), "{}", demo.stdout());
    assert!(demo.is_running(), "{}", demo.stderr());

    let client = Client::of(ClientKind::Mit, &folder.join("out/krb5.conf"));
    client.log_in("user1@EUROPE.TAILSPINTOYS.COM", "Secret-1").expect_success();
    client.get("cifs/fileserver1.usa.wingtiptoys.com").expect_success();

    let pid = i32::try_from(demo.pid()).expect("process ids fit 31 bits");
    kill(Pid::from_raw(pid), Signal::SIGINT).expect("the demo is a child of ours");
    let done = demo.wait();
    assert_eq!(done.code, 0, "{done}");
}
