//! The page of the README that leads to `kvno` across two forests, run as it is written.

use xrealm_tests::{Daemon, Program, project_root, xrealm};

#[test]
fn its_commands_hold_what_they_promise() {
    let daemon = Daemon::serve("two-forests.toml");
    let readme = std::fs::read_to_string(project_root().join("README.md")).expect("the project has a README");
    let commands: Vec<&str> = readme
        .split("```sh\n")
        .skip(1)
        .filter_map(|block| block.split("```").next())
        .filter(|block| block.contains("kinit") || block.contains("kvno"))
        .collect();
    assert!(commands.len() >= 2, "the page was rewritten: {commands:?}");

    let program = xrealm();
    let folder = program.parent().expect("a program lies in a folder");
    let script = commands.concat().replace("/tmp/xrealm", &daemon.out().display().to_string());
    let script = script.replace("$PWD/target/release", &folder.display().to_string());
    let done = Program::new("/bin/sh").args(["-euc", &script]).run().expect_success();

    assert!(done.stdout.contains("refused, whatever"), "a removed trust gives no ticket: {done}");
    assert!(done.stdout.contains("create two-way forest trust"), "the journal: {done}");

    let promised = readme.split("```text\n").nth(1).and_then(|block| block.split("```").next()).unwrap_or_default();
    let tickets: Vec<&str> = promised.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(tickets.len(), 5, "{promised}");
    for ticket in tickets {
        assert!(done.stdout.lines().any(|line| line.ends_with(&format!("  {ticket}"))), "{ticket}: {done}");
    }
}
