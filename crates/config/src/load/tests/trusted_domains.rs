//! Trusted domain objects in a topology file.

use super::*;
use crate::trusted_domain_table;

const FORESTS: &str = "
    [[domain]]
    name = 'a.test'
    [[domain]]
    name = 'b.test'
";

/// Row 70: every field is there, and a trust written out is read in as it was.
#[test]
fn a_trust_written_out_is_read_in_octet_for_octet() {
    let trust = "
        [[trust]]
        kind = 'forest'
        trusting = 'a.test'
        trusted = 'b.test'
        direction = 'two-way'
        password = 'Shared-1'
        kvno = 3
        etypes = ['aes256-sha1', 'rc4']
    ";
    let exported = |topology: &Topology, own: &str, partner: &str| {
        let realm = topology.directory.realm_named(own.as_bytes()).unwrap();
        realm.trust_named(partner.as_bytes()).unwrap().1.export().unwrap()
    };
    let first = topology(&format!("{FORESTS}{trust}"));
    let mut text = FORESTS.to_owned();
    for (own, partner) in [("A.TEST", "B.TEST"), ("B.TEST", "A.TEST")] {
        let name = xrealm_names::RealmName::new(own).unwrap();
        text.push_str(&trusted_domain_table(&name, &exported(&first, own, partner)));
    }
    let second = topology(&text);
    for (own, partner) in [("A.TEST", "B.TEST"), ("B.TEST", "A.TEST")] {
        assert_eq!(exported(&first, own, partner), exported(&second, own, partner));
    }
    let trust_keys = |topology: &Topology| {
        let realm = topology.directory.realm_named(b"A.TEST").unwrap();
        let secrets = realm.trusts().flat_map(|(_, trust)| [&trust.incoming, &trust.outgoing]);
        secrets
            .map(|secret| {
                let keys = &secret.as_ref().unwrap().current;
                (keys.kvno(), keys.key(EncryptionType::Aes256CtsHmacSha196).cloned())
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(trust_keys(&first), trust_keys(&second));
}

#[test]
fn an_object_with_faults_is_reported_attribute_by_attribute() {
    let text = "
[[domain]]
name = 'a.test'
[[trusted_domain]]
stored_at = 'aa.test'
trustPartner = 'p.example'
trustDirection = 4
trustType = 2
trustAuthIncoming = '0'
[[trusted_domain]]
stored_at = 'a.test'
trustPartner = 'p.example'
flatName = 'P'
trustDirection = 3
trustType = 2
";
    assert_eq!(
        findings(text),
        [
            "4:1: [[trusted_domain]] lacks `flatName`",
            "7:18: `trustDirection` must lie between 0 and 3",
            "9:21: `trustAuthIncoming` wants pairs of hexadecimal digits",
            "11:13: A.TEST cannot have this trust with p.example: \
             an outbound trust with a domain needs the domain's SID",
        ]
    );
    let text = text.replace("trustDirection = 4", "trustDirection = 1\nflatName = 'X'").replace("'0'", "'00'");
    assert_eq!(findings(&text)[0], "5:13: there is no realm or domain aa.test; did you mean a.test?");
    let text = text.replace("'aa.test'", "'a.test'");
    assert_eq!(
        findings(&text),
        [
            "5:13: the trusted domain object of p.example cannot be read: trustAuthIncoming: \
             the trust secret ends within its header",
            "12:13: A.TEST cannot have this trust with p.example: \
             an outbound trust with a domain needs the domain's SID",
        ]
    );
}
