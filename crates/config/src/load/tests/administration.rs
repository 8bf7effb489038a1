//! Groups, domain controllers, DNS, password policies, and where other administrators are heard.

use xrealm_directory::{AccountKind, GroupScope, PasswordPolicy};

use super::*;
use crate::AdminAddress;

const ADMINISTRATION: &str = include_str!("../../../../../fixtures/realms/administration.toml");

fn belongs(topology: &Topology, login: &str, domain: &str, group: &str) -> bool {
    let (login, realm) = login.split_once('@').unwrap();
    let directory = &topology.directory;
    let realm = directory.realm_named(realm.as_bytes()).unwrap();
    let account = realm.client(&name(login)).unwrap();
    directory.belongs_to(realm, account, directory.realm_named(domain.as_bytes()).unwrap(), group)
}

#[test]
fn every_domain_of_the_map_for_administration_has_its_administrators() {
    let map = topology(ADMINISTRATION);
    assert!(map.warnings.is_empty(), "{:?}", map.warnings);
    for domain in map.directory.realms().filter(|realm| realm.dns_name().is_some()) {
        let realm = domain.name().as_str();
        assert!(belongs(&map, &format!("admin@{realm}"), realm, "domain admins"), "{realm}");
        assert!(belongs(&map, &format!("Administrator@{realm}"), realm, "Administrators"), "{realm}");
        assert!(belongs(&map, &format!("operator1@{realm}"), realm, "Account Operators"), "{realm}");
        for group in ["Domain Admins", "Administrators", "Account Operators", "Enterprise Admins"] {
            assert!(!belongs(&map, &format!("user1@{realm}"), realm, group), "{realm} {group}");
        }
        assert!(belongs(&map, &format!("user1@{realm}"), realm, "Domain Users"), "{realm}");
        let computer = domain.accounts().find(|account| account.kind == AccountKind::Computer).unwrap();
        assert!(map.directory.belongs_to(domain, computer, domain, "Domain Computers"), "{realm}");
    }
    assert!(belongs(&map, "admin@wingtiptoys.com", "usa.wingtiptoys.com", "Administrators"));
    assert!(!belongs(&map, "admin@usa.wingtiptoys.com", "wingtiptoys.com", "Administrators"));
    assert!(!belongs(&map, "admin@usa.wingtiptoys.com", "wingtiptoys.com", "Enterprise Admins"));
    for short in [&b"USA-Chicago"[..], b"NorthAmerica", b"MyDomain", b"ATHENA"] {
        assert!(map.directory.realm_named(short).is_some());
    }
    let athena = map.directory.realm_named(b"ATHENA").unwrap();
    assert!(athena.is_administrator_by_name(athena.client(&name("root/admin")).unwrap()));
    assert!(!athena.is_administrator_by_name(athena.client(&name("user1")).unwrap()));
}

#[test]
fn groups_are_made_and_joined() {
    let map = topology(
        "
        [[domain]]
        name = 'a.test'
        groups = ['Engineers', { name = 'Guests of all', scope = 'domain-local', rid = 3000 }]
        users = [{ name = 'u', password = 'x', groups = ['engineers', 'Print@kid.a.test', 'engineers'] }]
        [[domain]]
        name = 'kid.a.test'
        parent = 'a.test'
        groups = [{ name = 'Print', scope = 'universal' }]
        computers = [{ name = 'PC', groups = ['Guests of all@A.TEST'] }]
    ",
    );
    let domain = map.directory.realm_named(b"a.test").unwrap();
    let user = domain.client(&name("u")).unwrap();
    let groups: Vec<_> = user.member_of.iter().map(|of| format!("{}@{}", of.group, of.realm)).collect();
    assert_eq!(groups, ["Engineers@A.TEST", "Print@KID.A.TEST"]);
    let guests = domain.group_named("GUESTS OF ALL").unwrap();
    assert_eq!((guests.rid, guests.scope), (3000, GroupScope::DomainLocal));
    assert!(belongs(&map, "pc@kid.a.test", "a.test", "guests of all"));
}

#[test]
fn groups_that_are_not_there_are_reported() {
    let text = "
[[domain]]
name = 'a.test'
users = [
  { name = 'u', password = 'x', groups = ['Domain Adminz', 'Printers'] },
]
[[domain]]
name = 'b.test'
groups = [{ name = 'x', scope = 'locale' }]
users = [{ name = 'u', password = 'x', groups = ['Domain Admins@ATHENA'] }]
[[domain]]
name = 'kid.b.test'
parent = 'b.test'
users = [{ name = 'u', password = 'x', groups = ['Enterprise Admins'] }]
[[realm]]
name = 'ATHENA'
users = [{ name = 'u', password = 'x', groups = ['x'] }]
";
    assert_eq!(
        findings(text),
        [
            "5:43: A.TEST has no group Domain Adminz; did you mean Domain Admins?",
            "5:60: A.TEST has no group Printers",
            "9:33: \"locale\" is no scope of a group; write one of global, universal, domain-local",
            "10:50: ATHENA has no group Domain Admins",
            "14:50: KID.B.TEST has no group Enterprise Admins",
            "17:40: a user has no key `groups`",
        ]
    );
    let foreign = "
[[domain]]
name = 'a.test'
users = [{ name = 'u', password = 'x', groups = ['Domain Admins@b.test'] }]
[[domain]]
name = 'b.test'
";
    let advice = "a group of the scope \"domain-local\" takes anybody";
    assert_eq!(findings(foreign), [format!("4:19: Domain Admins of B.TEST takes no members from A.TEST; {advice}")]);
}

#[test]
fn controllers_have_a_name_a_delay_an_address_and_one_of_them_the_role() {
    let map = topology(
        "
        [[domain]]
        name = 'a.test'
        controllers = ['DC1', { name = 'DC2', delay = '15m', listen = '127.0.0.1:8902', pdc = true }]
        [[domain]]
        name = 'b.test'
    ",
    );
    let domain = map.directory.realm_named(b"a.test").unwrap();
    let controllers: Vec<_> = domain.controllers().iter().map(|dc| (&*dc.name, dc.delay_seconds)).collect();
    assert_eq!(controllers, [("DC1", 0), ("DC2", 900)]);
    assert_eq!(&*domain.pdc().unwrap().name, "DC2");
    let listeners: Vec<_> = map.controllers.iter().map(|(realm, name, at)| format!("{name}.{realm} {at}")).collect();
    assert_eq!(listeners, ["DC2.A.TEST 127.0.0.1:8902"]);
    let text = "
[[domain]]
name = 'a.test'
controllers = [{ name = 'DC1', pdc = true }, { name = 'DC2', pdc = true, dely = '1m' }, 'dc1']
";
    assert_eq!(
        findings(text),
        [
            "4:55: DC2 cannot be the PDC emulator too: DC1 is",
            "4:74: a domain controller has no key `dely`; did you mean `delay`?",
            "4:89: A.TEST has a domain controller dc1 already",
        ]
    );
}

#[test]
fn dns_resolves_everything_nothing_or_what_is_said() {
    let map = topology(
        "
        [settings]
        dns = 'none'
        [[domain]]
        name = 'a.test'
        [[domain]]
        name = 'b.test'
        dns = 'everything'
        [[domain]]
        name = 'c.test'
        dns = { conditional_forwarders = ['A.test.'], shared_root = 'root.test' }
    ",
    );
    let dns = |realm: &[u8]| &map.directory.realm_named(realm).unwrap().settings().name_resolution;
    assert!(!dns(b"a.test").resolves("c.test", Some(dns(b"c.test"))));
    assert!(dns(b"b.test").resolves("c.test", None));
    assert!(dns(b"c.test").resolves("kid.a.test", None));
    assert!(!dns(b"c.test").resolves("b.test", Some(dns(b"b.test"))));
    let text = "[settings]\ndns = 'some'\n[[domain]]\nname = 'a.test'\ndns = { secondary_zone = ['b.test'] }\n";
    assert_eq!(
        findings(text),
        [
            "2:7: \"some\" is no arrangement of DNS; write one of everything, none",
            "5:9: `dns` has no key `secondary_zone`; did you mean `secondary_zones`?",
        ]
    );
}

#[test]
fn a_password_policy_is_that_of_the_file_unless_the_realm_says_otherwise() {
    let map = topology(
        "
        [settings]
        password_policy = { min_length = 7, complexity = true, max_age = '42d' }
        [[domain]]
        name = 'a.test'
        users = [
            { name = 'u', password = 'short' },
            { name = 'forever', password = 'short', password_never_expires = true },
        ]
        [[realm]]
        name = 'B.TEST'
        password_policy = { history = 3, max_age = '0s' }
    ",
    );
    let realm = |realm: &[u8]| map.directory.realm_named(realm).unwrap();
    let policy = PasswordPolicy { min_length: 7, complexity: true, history: 0, max_age_seconds: Some(42 * 86_400) };
    assert_eq!(realm(b"a.test").settings().password_policy, policy);
    let policy = PasswordPolicy { history: 3, max_age_seconds: None, ..policy };
    assert_eq!(realm(b"B.TEST").settings().password_policy, policy);
    let domain = realm(b"a.test");
    let expires = |login: &str| domain.password_expires(domain.client(&name(login)).unwrap());
    assert_eq!((expires("u"), expires("forever")), (Some(at().time + 42 * 86_400), None));
    assert!(domain.check_password(&name("u"), AccountKind::User, "short").is_err());
}

#[test]
fn another_xrealm_is_heard_at_its_socket_or_its_url() {
    let map = topology(
        "
        [[realm]]
        name = 'A.TEST'
        kdc = ['127.0.0.9']
        admin = '/run/xrealm/admin.sock'
        [[realm]]
        name = 'B.TEST'
        kdc = ['127.0.0.9']
        netbios = 'B'
        admin = 'http://127.0.0.9:8088/'
    ",
    );
    let addresses: Vec<_> = map.external_admins.iter().map(|(_, address)| address.clone()).collect();
    let (socket, http) = ("/run/xrealm/admin.sock".into(), "http://127.0.0.9:8088".into());
    assert_eq!(addresses, [AdminAddress::Socket(socket), AdminAddress::Http(http)]);
    let text = "[[realm]]\nname = 'A.TEST'\nkdc = ['127.0.0.9']\nadmin = 'localhost'\n";
    let [finding] = findings(text).try_into().unwrap();
    assert!(finding.starts_with("4:9: \"localhost\" is neither a socket"), "{finding}");
}
