//! Accounts, controllers, links and the clock from the command line.

use super::{ADMIN, PASSWORD, Prompt};

#[test]
fn an_account_lives_and_dies() {
    let prompt = Prompt::start();
    let name = "user9@engineering.contoso.com";
    prompt
        .run(&format!("account add {name} --password-file file:right --upn nine@engineering.contoso.com"))
        .expect_success();
    assert!(prompt.reaches("user9@ENGINEERING.CONTOSO.COM", "host/server1.engineering.contoso.com"));
    prompt.run(&format!("account add {name} --random-password")).expect_failure("");
    prompt.run(&format!("account disable {name}")).expect_success();
    assert!(prompt.json(&format!("account show {name}"))["flags"].to_string().contains("disabled"));
    prompt.run(&format!("account enable {name}")).expect_success();
    prompt.run(&format!("account passwd {name} --password-file file:other")).expect_success();
    assert_eq!(prompt.json(&format!("account show {name}"))["kvno"], 2);
    prompt.run(&format!("account delete {name}")).expect_success();
    prompt.run(&format!("account show {name}")).expect_failure("user9");
}

#[test]
fn a_password_policy_is_kept_to() {
    let prompt = Prompt::start();
    prompt.run("account policy engineering.contoso.com --min-length 20").expect_success();
    let shown = prompt.run("account policy engineering.contoso.com").expect_success().stdout;
    assert!(shown.contains("20 characters at least"), "{shown}");
    prompt.run("account passwd user1@engineering.contoso.com --password-file file:right").expect_failure("20");
}

#[test]
fn the_clock_goes_forward_and_secrets_change_on_the_way() {
    let prompt = Prompt::start();
    let told = prompt.run("clock advance 31d").expect_success().stdout;
    assert!(told.contains("MYDOMAIN.EXAMPLE.NET"), "{told}");
    let end = prompt.json("trust show mydomain.example.net devgroup.example.com");
    assert_eq!((&end["outgoing"]["kvno"], &end["outgoing"]["previous_kvno"]), (&2.into(), &1.into()), "{end:#}");
    prompt.run("clock advance soon").expect_failure("such as 90s");
    let foreseen = prompt.run("clock advance 31d --dry-run").expect_success().stdout;
    assert!(foreseen.starts_with("would be done; nothing was changed:\n"), "{foreseen}");
    assert_eq!(prompt.json("trust show mydomain.example.net devgroup.example.com")["outgoing"]["kvno"], 2);
}

#[test]
fn controllers_lag_and_links_are_cut() {
    let prompt = Prompt::start();
    prompt.run("controller add mydomain.example.net DC2").expect_success();
    prompt.run("controller replication mydomain.example.net DC2 --delay 15m").expect_success();
    prompt.run("controller link mydomain.example.net devgroup.example.com down").expect_success();
    let list = prompt.run("controller list mydomain.example.net").expect_success().stdout;
    assert!(list.contains("\tDC2\t-\t15m\t"), "{list}");
    assert!(list.contains("the link between"), "{list}");
    let cut = prompt.both("trust verify mydomain.example.net devgroup.example.com");
    assert_eq!(cut.code, 4, "{cut}");
    prompt.run("controller pdc mydomain.example.net DC2").expect_success();
    let list = prompt.run("controller list mydomain.example.net").expect_success().stdout;
    assert!(list.contains("\tDC2\tPDC\t"), "{list}");
}

#[test]
fn a_forest_whose_names_cannot_be_resolved_gets_no_trust() {
    let prompt = Prompt::start();
    prompt.run("controller dns wingtiptoys.com --nothing").expect_success();
    prompt.both("trust new wingtiptoys.com tailspintoys.com --kind forest --two-way").expect_failure("DNS");
    prompt.run("controller dns wingtiptoys.com --forwarder tailspintoys.com").expect_success();
    prompt.both("trust new wingtiptoys.com tailspintoys.com --kind forest --two-way").expect_success();
    assert!(!prompt.run(&format!("audit {ADMIN}")).stdout.contains(PASSWORD));
}
