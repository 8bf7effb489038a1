//! What is wrong is said once, with its place and what was meant; everything at once.

use super::*;

#[test]
fn everything_wrong_is_reported_together_in_the_order_of_the_file() {
    let text = r#"
[[domain]]
name = "a.test"
referals = "always"
users = [{ name = "u" }]

[[domain]]
name = "b.a.test"
parent = "aa.test"
etypes = ["aes265-cts-hmac-sha1-96"]
max_ticket_life = "10 hours"

[[trust]]
kind = "forrest"
trusting = "a.test"
trusted = "nowhere.example"
"#;
    assert_eq!(
        findings(text),
        [
            "4:1: [[domain]] has no key `referals`; did you mean `referrals`?",
            "5:10: u has no secret: give `password`, `keys`, `keytab` or `nt_hash`",
            "9:10: there is no realm or domain aa.test; did you mean a.test?",
            "10:11: \"aes265-cts-hmac-sha1-96\" is no encryption type; did you mean \"aes256-cts-hmac-sha1-96\"?",
            "11:19: \"10 hours\" is no duration: write a number with d, h, m or s, as in \"10h\", \"1h30m\" or \"-30s\"",
            "14:8: \"forrest\" is no kind of trust; did you mean \"forest\"?",
            "16:11: there is no realm or domain nowhere.example",
        ]
    );
}

#[test]
fn a_trust_names_realms_that_exist() {
    let text = "[[realm]]\nname = 'A.TEST'\n[[trust]]\nkind = 'realm'\ntrusting = 'A.TEST'\ntrusted = 'a.test'\n";
    assert_eq!(findings(text), ["6:11: there is no realm or domain a.test; did you mean A.TEST?"]);
}

#[test]
fn a_name_is_defined_once() {
    let text = "
[[domain]]
name = 'a.test'
[[realm]]
name = 'A.TEST'
";
    assert_eq!(findings(text), ["5:8: A.TEST is defined already in line 3"]);
    let text = "
[[domain]]
name = 'a.test'
users = [
  { name = 'u', password = 'x' },
  { name = 'U', password = 'x' },
]";
    assert_eq!(findings(text), ["6:12: U is defined already in line 5"]);
}

#[test]
fn a_circle_of_parents_is_no_tree() {
    let text = "
[[domain]]
name = 'a.b.test'
parent = 'b.test'
[[domain]]
name = 'b.test'
parent = 'a.b.test'
";
    assert_eq!(
        findings(text),
        ["4:10: A.B.TEST is its own ancestor; one domain of a forest has neither `parent` nor `forest`"]
    );
}

#[test]
fn what_the_directory_refuses_has_a_place_too() {
    let text = "
[[domain]]
name = 'a.test'
[[domain]]
name = 'b.test'
[[trust]]
kind = 'external'
trusting = 'a.test'
trusted = 'a.test'
[[trust]]
kind = 'forest'
trusting = 'a.test'
trusted = 'b.test'
transitive = false
[[trust]]
kind = 'shortcut'
trusting = 'a.test'
trusted = 'b.test'
";
    assert_eq!(
        findings(text),
        [
            "6:1: A.TEST cannot trust itself; name two different ends",
            "10:1: trusts of kind forest are always transitive; leave `transitive` out",
            "15:1: no shortcut trust between A.TEST and B.TEST is possible: they are in different forests; \
             use an external or a forest trust",
        ]
    );
}

#[test]
fn a_child_lies_below_its_parent() {
    let text = "[[domain]]\nname = 'a.test'\n[[domain]]\nname = 'b.other'\nparent = 'a.test'\n";
    assert_eq!(
        findings(text),
        [
            "5:10: B.OTHER does not lie below its parent A.TEST; give the root of another tree `forest` instead of `parent`"
        ]
    );
}

#[test]
fn a_foreign_kdc_has_to_be_told_the_password() {
    let text = "
[[domain]]
name = 'a.test'
[[realm]]
name = 'B.TEST'
kdc = ['b']
[[trust]]
kind = 'realm'
trusting = 'a.test'
trusted = 'B.TEST'
direction = 'two-way'
password_outgoing = 'x'
";
    assert_eq!(findings(text), ["7:1: the trust with B.TEST needs a password: its KDC is not served here"]);
}

#[test]
fn secrets_do_not_contradict_each_other_and_fit_their_type() {
    let text = "
[[realm]]
name = 'A.TEST'
users = [
  { name = 'u', password = 'x', nt_hash = '00000000000000000000000000000000' },
  { name = 'v', keys = [{ etype = 'aes256-sha1', hex = '00' }] },
  { name = 'w', keys = [{ etype = 'aes256-sha1', hex = '0x' }] },
  { name = 'x', keytab = 'x.keytab' },
]
";
    assert_eq!(
        findings(text),
        [
            "5:43: `password` and `nt_hash` exclude each other",
            "6:56: a key of aes256-cts-hmac-sha1-96 has 32 octets, not 1",
            "7:56: `hex` wants pairs of hexadecimal digits",
            "8:26: x.keytab: no such file",
        ]
    );
}

#[test]
fn what_is_not_toml_is_told_with_its_place() {
    let found = findings("[[domain]]\nname = \n");
    assert!(found[0].starts_with("2:"), "{found:?}");
}

#[test]
fn types_of_values_are_checked() {
    let text = "[[domain]]\nname = 1\nusers = 'u'\nallow_rc4 = 'yes'\n";
    assert_eq!(
        findings(text),
        [
            "2:8: `name` wants a string, not a whole number",
            "3:9: `users` wants an array of accounts, not a string",
            "4:13: `allow_rc4` wants true or false, not a string",
        ]
    );
}

#[test]
fn no_finding_and_no_debug_output_shows_a_password() {
    let text = "[[domain]]\nname = 'a.test'\nusers = [{ name = 'u', password = 'Secret-1', nt_hash = 'x' }]";
    assert!(!findings(text).concat().contains("Secret-1"));
    let loaded = topology("[[realm]]\nname = 'A.TEST'\nusers = [{ name = 'u', password = 'Secret-1' }]");
    assert_eq!(loaded.passwords[0].password.expose(), "Secret-1");
    assert!(!format!("{loaded:?}").contains("Secret-1"));
}
