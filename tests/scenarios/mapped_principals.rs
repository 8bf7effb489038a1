//! Principals of plain realms: nobody in a domain, unless an account is mapped to them.

use xrealm_pac::Pac;
use xrealm_sim::Net;

use crate::opened_pac::{logon, pac_at_end, pac_of, sids};
use crate::two_forests::{name, topology};

const WORLD: &str = r#"
    [[realm]]
    name = "ATHENA.TEST"
    principals = [{ name = "rita", password = "Secret-1" }, { name = "rob", password = "Secret-2" }]

    [[domain]]
    name = "b.test"
    sid = "S-1-5-21-2-2-2"
    groups = [{ name = "Students", rid = 1301 }]
    users = [{ name = "rita.b", password = "Secret-3", rid = 1105, groups = ["Students"],
               alt_security_identities = ["Kerberos:rita@ATHENA.TEST"] }]
    computers = [{ name = "DB", spns = ["host/db.b.test"] }]

    [[domain]]
    name = "kid.b.test"
    parent = "b.test"
    sid = "S-1-5-21-2-2-3"
    computers = [{ name = "FILES", spns = ["host/files.kid.b.test"] }]

    [[trust]]
    kind = "realm"
    trusting = "b.test"
    trusted = "ATHENA.TEST"
    transitive = true
"#;

/// A walk with a ticket that the plain realm sealed over the trust.
fn arriving(net: &mut Net, client: &str, service: &str) -> xrealm_sim::Walked {
    let tgt = net.forge(client, "krbtgt/B.TEST@ATHENA.TEST").unwrap().seal(net.rng());
    net.walk_from(&tgt, name(service), Default::default())
}

#[test]
fn who_is_mapped_to_an_account_has_its_groups() {
    let mut net = topology(WORLD);
    for service in ["host/db.b.test", "host/files.kid.b.test"] {
        let walk = arriving(&mut net, "rita@ATHENA.TEST", service);
        let octets = pac_at_end(&net, &walk);
        assert_eq!(Pac::decode(&octets).unwrap().client_info().unwrap().unwrap().name, "rita");
        assert_eq!(logon(&octets).effective_name, "rita.b");
        assert_eq!(sids(&octets), ["S-1-5-21-2-2-2-513", "S-1-5-21-2-2-2-1301", "S-1-18-1"], "{service}");
    }
}

#[test]
fn who_is_not_gets_tickets_without_a_pac() {
    let mut net = topology(WORLD);
    for service in ["host/db.b.test", "host/files.kid.b.test"] {
        let walk = arriving(&mut net, "rob@ATHENA.TEST", service);
        assert!(walk.credential().is_some(), "{service}: {:?}", walk.end());
        assert_eq!(pac_of(&net, walk.hops().last().unwrap()), None, "{service}");
    }
}

/// A plain realm knows no SIDs: whatever PAC it sends is not looked at.
#[test]
fn a_pac_of_a_plain_realm_is_not_believed() {
    let mut net = topology(WORLD);
    let honest = net.forge("rita.b@B.TEST", "krbtgt/B.TEST@B.TEST").unwrap();
    let mut forgery = net.forge("rob@ATHENA.TEST", "krbtgt/B.TEST@ATHENA.TEST").unwrap();
    forgery.pac = honest.pac;
    let tgt = forgery.seal(net.rng());
    let walk = net.walk_from(&tgt, name("host/db.b.test"), Default::default());
    assert!(walk.credential().is_some(), "{:?}", walk.end());
    assert_eq!(pac_of(&net, walk.hops().last().unwrap()), None);
}
