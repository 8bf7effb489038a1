//! impacket: logins by password, NT hash and AES key, and walks.

use xrealm_tests::{Daemon, Finished, ImpacketSecret, impacket_walk, ticket_granting_realms};

use crate::java::recording;

#[test]
fn a_password_brings_the_realms_own_ticket_granting_ticket() {
    let daemon = recording("two-forests.toml");

    let done = in_europe(&daemon, "user1", ImpacketSecret::Password("Secret-1"), &[]).expect_success();

    assert_eq!(done.servers(), ["krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM"]);
}

#[test]
fn a_user_without_pre_authentication_gets_it_at_once() {
    let daemon = recording("two-forests.toml");

    in_europe(&daemon, "nopreauth1", ImpacketSecret::Password("Secret-1"), &[]).expect_success();

    assert_eq!(daemon.into_requests().len(), 1);
}

#[test]
fn a_wrong_password_is_told() {
    let daemon = recording("two-forests.toml");

    let done = in_europe(&daemon, "user1", ImpacketSecret::Password("wrong"), &[]);

    done.expect_failure("KDC_ERR_PREAUTH_FAILED");
}

#[test]
fn an_unknown_user_is_told() {
    let daemon = recording("two-forests.toml");

    let done = in_europe(&daemon, "nobody", ImpacketSecret::Password("Secret-1"), &[]);

    done.expect_failure("KDC_ERR_C_PRINCIPAL_UNKNOWN");
}

/// The keys are those impacket makes of `Secret-1` with the salts `EUROPE.TAILSPINTOYS.COMuser1` and `...aes128user1`.
#[test]
fn aes_keys_do_what_the_password_does() {
    let daemon = recording("two-forests.toml");
    for (user, key, etype) in [
        ("user1", "db4c0d9234eca2f0916a36084003feed284e685d51a3e03e07ab45f38ce51b46", 18),
        ("aes128user1", "846ef79c964bf49a7927b505a6117071", 17),
    ] {
        let done = in_europe(&daemon, user, ImpacketSecret::AesKey(key), &[FILESERVER1]).expect_success();

        let types: Vec<i32> = done.tickets().iter().map(|ticket| ticket.session_etype).collect();
        assert_eq!(types, [etype, etype], "{user}: {done}");
    }
}

#[test]
fn an_nt_hash_logs_in_where_a_realm_uses_rc4() {
    let daemon = recording("enctypes.toml");
    let address = daemon.address_of("RC4.TEST");

    let done = impacket_walk(address, "RC4.TEST", "user1", ImpacketSecret::NtHash(NT_HASH), &["host/web.rc4.test"])
        .expect_success();

    assert_eq!(done.servers(), ["krbtgt/RC4.TEST@RC4.TEST", "host/web.rc4.test@RC4.TEST"]);
    assert!(done.tickets().iter().all(|ticket| ticket.session_etype == 23), "{done}");
}

/// The domain lists no RC4; it only allows it to accounts that ask for it.
#[test]
fn an_nt_hash_logs_in_an_account_that_is_allowed_rc4() {
    let daemon = recording("two-forests.toml");

    let done = in_europe(&daemon, "rc4user1", ImpacketSecret::NtHash(NT_HASH), &[]).expect_success();

    assert!(done.tickets().iter().all(|ticket| ticket.session_etype == 23), "{done}");
}

#[test]
fn a_password_falls_back_to_rc4_where_a_realm_knows_no_other() {
    let daemon = recording("enctypes.toml");
    let address = daemon.address_of("RC4.TEST");

    impacket_walk(address, "RC4.TEST", "user1", ImpacketSecret::Password("Secret-1"), &["host/web.rc4.test"])
        .expect_success();
}

#[test]
fn an_nt_hash_is_of_no_use_for_an_account_without_rc4() {
    let daemon = recording("two-forests.toml");

    let done = in_europe(&daemon, "user1", ImpacketSecret::NtHash(NT_HASH), &[]);

    done.expect_failure("KDC_ERR_ETYPE_NOSUPP");
}

#[test]
fn walks_of_one_to_four_domains_are_followed() {
    for (service, realms) in [
        ("host/workstation1.europe.tailspintoys.com", &FOUR_DOMAINS[..1]),
        ("host/appserver1.tailspintoys.com", &FOUR_DOMAINS[..2]),
        ("host/webserver1.wingtiptoys.com", &FOUR_DOMAINS[..3]),
        (FILESERVER1, &FOUR_DOMAINS[..]),
    ] {
        let daemon = recording("two-forests.toml");

        let done = in_europe(&daemon, "user1", ImpacketSecret::Password("Secret-1"), &[service]).expect_success();

        let last = realms.last().expect("a walk asks somebody");
        assert_eq!(done.servers().last(), Some(&format!("{service}@{last}")));
        let requests = daemon.into_requests();
        assert_eq!(ticket_granting_realms(&requests), realms);
        assert!(requests.iter().all(|request| request.transport == "tcp"), "{requests:?}");
    }
}

#[test]
fn an_unknown_host_is_told_by_the_last_realm_asked() {
    let daemon = recording("two-forests.toml");
    let services = ["cifs/nowhere.usa.wingtiptoys.com"];

    let done = in_europe(&daemon, "user1", ImpacketSecret::Password("Secret-1"), &services);

    done.expect_failure("KDC_ERR_S_PRINCIPAL_UNKNOWN");
    assert_eq!(ticket_granting_realms(&daemon.into_requests()), FOUR_DOMAINS[..3]);
}

/// impacket covers the body of its requests with no checksum at all. A domain does not mind; a plain realm does, as
/// RFC 4120 wants it.
#[test]
fn a_plain_realm_refuses_its_requests_for_services() {
    let daemon = recording("single-realm.toml");
    let address = daemon.address_of("EXAMPLE.TEST");
    let secret = ImpacketSecret::Password("Secret-1");

    let done = impacket_walk(address, "EXAMPLE.TEST", "alice", secret, &["host/server.example.test"]);

    assert_eq!(done.servers(), ["krbtgt/EXAMPLE.TEST@EXAMPLE.TEST"]);
    done.expect_failure("KRB_AP_ERR_INAPP_CKSUM");
}

fn in_europe(daemon: &Daemon, user: &str, secret: ImpacketSecret<'_>, services: &[&str]) -> Finished {
    let realm = FOUR_DOMAINS[0];
    impacket_walk(daemon.address_of(realm), realm, user, secret, services)
}

const FILESERVER1: &str = "cifs/fileserver1.usa.wingtiptoys.com";

const FOUR_DOMAINS: [&str; 4] =
    ["EUROPE.TAILSPINTOYS.COM", "TAILSPINTOYS.COM", "WINGTIPTOYS.COM", "USA.WINGTIPTOYS.COM"];

/// Of `Secret-1`: the MD4 digest of it in UTF-16.
const NT_HASH: &str = "32dd88ba05015976331dd499de64e9d9";
