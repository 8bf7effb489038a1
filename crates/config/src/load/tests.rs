use xrealm_directory::RealmKind;
use xrealm_names::{EncryptionType, Timestamp};
use xrealm_trust::{RecordData, TrustDirection};

use super::*;
use crate::keytab::{Keytab, KeytabEntry};

mod administration;
mod authorization;
mod bad;
mod findings;
mod fixtures;
mod trusted_domains;

fn at() -> Moment {
    Moment::at(Timestamp::from_unix(1_790_000_000))
}

fn seed() -> SecretSeed {
    SecretSeed::new([7; 32])
}

fn topology(text: &str) -> Topology {
    load(text, &seed(), at(), &mut |path| Err(format!("no file {path}"))).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The findings of a text that must not load, one line each.
fn findings(text: &str) -> Vec<String> {
    let errors = load(text, &seed(), at(), &mut |_| Err("no such file".to_owned())).unwrap_err();
    errors.findings.iter().map(ToString::to_string).collect()
}

fn name(text: &str) -> PrincipalName {
    PrincipalName::parse(text).unwrap()
}

fn keys_of(topology: &Topology, realm: &[u8]) -> Vec<Vec<u8>> {
    let realm = topology.directory.realm_named(realm).unwrap();
    let key =
        |keys: &xrealm_directory::KeySet| keys.key(EncryptionType::Aes256CtsHmacSha196).unwrap().as_bytes().to_vec();
    let trusts = realm.trusts().flat_map(|(_, trust)| trust.incoming.iter().chain(&trust.outgoing));
    realm.accounts().map(|account| key(&account.keys)).chain(trusts.map(|secret| key(&secret.current))).collect()
}

/// Row 61: secrets made together are random keys of the full length, one for each direction, the same at both ends, and
/// `Debug` shows none of them.
#[test]
fn a_trust_without_a_password_has_a_random_secret_for_each_direction() {
    let made = topology(
        "
        [[domain]]
        name = 'a.test'
        [[domain]]
        name = 'b.test'
        [[trust]]
        kind = 'forest'
        trusting = 'a.test'
        trusted = 'b.test'
        direction = 'two-way'
    ",
    );
    let secret = |realm: &[u8], partner: &[u8]| {
        let (_, trust) = made.directory.realm_named(realm).unwrap().trust_named(partner).unwrap();
        let octets = |secret: &Option<xrealm_directory::TrustSecret>| {
            let keys = &secret.as_ref().unwrap().current;
            keys.key(EncryptionType::Aes256CtsHmacSha196).unwrap().as_bytes().to_vec()
        };
        (octets(&trust.incoming), octets(&trust.outgoing))
    };
    let ((to_a, to_b), other_end) = (secret(b"A.TEST", b"B.TEST"), secret(b"B.TEST", b"A.TEST"));
    assert_eq!(to_a.len(), 32);
    assert_ne!(to_a, to_b);
    assert_eq!(other_end, (to_b, to_a.clone()));
    let shown = format!("{:?}", made.directory.realm_named(b"A.TEST").unwrap());
    assert!(!shown.contains(&format!("{to_a:?}")), "{shown}");
}

#[test]
fn the_same_seed_gives_the_same_keys_and_another_seed_other_keys() {
    let text = "
        [[domain]]
        name = 'a.test'
        computers = ['PC1']
        [[domain]]
        name = 'b.a.test'
        parent = 'a.test'
    ";
    let other = load(text, &SecretSeed::new([8; 32]), at(), &mut |_| Ok(vec![])).unwrap();
    assert_eq!(keys_of(&topology(text), b"A.TEST"), keys_of(&topology(text), b"A.TEST"));
    assert_ne!(keys_of(&topology(text), b"A.TEST"), keys_of(&other, b"A.TEST"));
    let sid = |topology: &Topology| topology.directory.realm_named(b"A.TEST").unwrap().sid().cloned();
    assert_eq!(sid(&topology(text)), sid(&other));
}

#[test]
fn settings_of_a_realm_go_before_those_of_the_file() {
    let loaded = topology(
        "
        [settings]
        max_ticket_life = '1h'
        clock_skew = '1m'
        [[realm]]
        name = 'A.TEST'
        max_ticket_life = '2h'
        clock_offset = '-30s'
        [[domain]]
        name = 'b.test'
        ",
    );
    let settings = |realm: &[u8]| loaded.directory.realm_named(realm).unwrap().settings().clone();
    let (plain, domain) = (settings(b"A.TEST"), settings(b"B.TEST"));
    assert_eq!((plain.max_ticket_life_seconds, plain.clock_skew_seconds), (7200, 60));
    assert_eq!((plain.clock_offset_seconds, plain.allow_postdate), (-30, true));
    assert_eq!((domain.max_ticket_life_seconds, domain.allow_postdate), (3600, false));
}

#[test]
fn a_keytab_gives_the_current_and_the_previous_keys() {
    let key = |octet| xrealm_crypto::Key::new(EncryptionType::Aes128CtsHmacSha196, &[octet; 16]).unwrap();
    let entry = |principal: &str, kvno, octet| {
        let principal = xrealm_names::Principal::parse(principal).unwrap();
        KeytabEntry::new(principal, kvno, &key(octet), Timestamp::from_unix(0))
    };
    let octets = Keytab {
        entries: vec![
            entry("http/www.a.test@A.TEST", 4, 4),
            entry("http/www.a.test@A.TEST", 5, 5),
            entry("http/www.a.test@A.TEST", 3, 3),
            entry("imap/www.a.test@A.TEST", 9, 9),
        ],
    }
    .encode();
    let text = "
        [[realm]]
        name = 'A.TEST'
        services = [{ name = 'http/www.a.test', keytab = 'www.keytab' }]
    ";
    let mut asked = Vec::new();
    let loaded = load(text, &seed(), at(), &mut |path| {
        asked.push(path.to_owned());
        Ok(octets.clone())
    })
    .unwrap();
    let realm = loaded.directory.realm_named(b"A.TEST").unwrap();
    let account = realm.client(&name("http/www.a.test")).unwrap();
    assert_eq!((account.keys.kvno(), account.previous_keys.as_ref().unwrap().kvno()), (5, 4));
    assert_eq!(account.keys.key(EncryptionType::Aes128CtsHmacSha196), Some(&key(5)));
    assert_eq!(asked, ["www.keytab"]);
}

#[test]
fn children_may_stand_before_their_parents() {
    let loaded = topology(
        "
        [[domain]]
        name = 'c.b.a.test'
        parent = 'b.a.test'
        [[domain]]
        name = 'b.a.test'
        parent = 'a.test'
        [[domain]]
        name = 'a.test'
        ",
    );
    let domain = |realm: &[u8]| match loaded.directory.realm_named(realm).unwrap().kind() {
        RealmKind::ActiveDirectory { domain } => domain,
        RealmKind::Kerberos => panic!("a domain"),
    };
    assert_eq!(["a.test", "b.a.test", "c.b.a.test"].map(|name| domain(name.as_bytes()).0), [0, 1, 2]);
}

#[test]
fn domains_of_one_forest_get_different_netbios_names() {
    let loaded = topology(
        "
        [[domain]]
        name = 'corp.test'
        [[domain]]
        name = 'sales.corp.test'
        parent = 'corp.test'
        [[domain]]
        name = 'sales.sales.corp.test'
        parent = 'sales.corp.test'
        [[domain]]
        name = 'averyveryverylongname.corp.test'
        parent = 'corp.test'
        ",
    );
    let names: Vec<_> = loaded.directory.realms().filter_map(xrealm_directory::Realm::netbios_name).collect();
    assert_eq!(names, ["CORP", "SALES", "AVERYVERYVERYLO", "SALES0"]);
}

#[test]
fn a_realm_served_elsewhere_is_only_trusted() {
    let loaded = topology(
        "
        [[domain]]
        name = 'a.test'
        [[realm]]
        name = 'ATHENA.EXAMPLE'
        kdc = ['127.0.0.9:88', 'kdc2.athena.example']
        [[trust]]
        kind = 'realm'
        trusting = 'a.test'
        trusted = 'ATHENA.EXAMPLE'
        password = 'Shared-1'
        kvno = 3
        ",
    );
    assert!(loaded.directory.realm_named(b"ATHENA.EXAMPLE").is_none());
    assert_eq!(loaded.external_kdcs[0].1[0], KdcAddress { host: "127.0.0.9".into(), port: 88 });
    let realm = loaded.directory.realm_named(b"a.test").unwrap();
    let (_, trust) = realm.trust_named(b"athena.example").unwrap();
    assert_eq!(trust.tdo.trust_direction, TrustDirection::Outbound);
    let secret = trust.outgoing.as_ref().unwrap();
    assert_eq!(secret.current.kvno(), 3);
    let salt = secret.current.salt(EncryptionType::Aes256CtsHmacSha196);
    assert_eq!(salt, Some("ATHENA.EXAMPLEkrbtgtA.TEST"));
    assert!(trust.incoming.is_none());
}

#[test]
fn suffixes_and_exclusions_replace_what_would_be_collected() {
    let loaded = topology(
        "
        [[domain]]
        name = 'a.test'
        upn_suffixes = ['a.example']
        [[domain]]
        name = 'b.test'
        [[trust]]
        kind = 'forest'
        trusting = 'b.test'
        trusted = 'a.test'
        direction = 'two-way'
        trusting_exclusions = ['secret.b.test']
        ",
    );
    let records = |realm: &[u8], partner: &[u8]| {
        let realm = loaded.directory.realm_named(realm).unwrap();
        let info = realm.trust_named(partner).unwrap().1.tdo.forest_trust_info.clone().unwrap();
        info.records.into_iter().map(|record| record.data).collect::<Vec<_>>()
    };
    let of_b = records(b"a.test", b"b.test");
    assert_eq!(of_b[0], RecordData::TopLevelName("b.test".into()));
    assert!(matches!(of_b[1], RecordData::DomainInfo { .. }));
    assert_eq!(of_b[2], RecordData::TopLevelNameEx("secret.b.test".into()));
    assert_eq!(records(b"b.test", b"a.test")[1], RecordData::TopLevelName("a.example".into()));
}

#[test]
fn rc4_takes_the_leave_of_the_realm() {
    let loaded = topology(
        "
        [[realm]]
        name = 'STRICT.TEST'
        users = [{ name = 'u', password = 'x', etypes = ['rc4', 'aes256-sha1'] }]
        [[realm]]
        name = 'LENIENT.TEST'
        allow_rc4 = true
        users = [
            { name = 'u', password = 'x', etypes = ['rc4', 'aes256-sha1'] },
            { name = 'v', password = 'x' },
        ]
        ",
    );
    let etypes = |realm: &[u8], user: &str| {
        let realm = loaded.directory.realm_named(realm).unwrap();
        realm.etypes_of(realm.client(&name(user)).unwrap()).collect::<Vec<_>>()
    };
    let (rc4, aes) = (EncryptionType::Rc4Hmac, EncryptionType::Aes256CtsHmacSha196);
    assert_eq!(etypes(b"STRICT.TEST", "u"), [aes]);
    assert_eq!(etypes(b"LENIENT.TEST", "u"), [rc4, aes]);
    assert!(!etypes(b"LENIENT.TEST", "v").contains(&rc4));
}
