//! Trusts that leave a directory and come into another.

use xrealm_trust::{TrustDirection, TrustType};
use zeroize::Zeroizing;

use super::*;

fn exported(directory: &Directory, own: &str, partner: &str) -> TrustedDomain {
    let realm = directory.realm_named(own.as_bytes()).unwrap();
    realm.trust_named(partner.as_bytes()).unwrap().1.export().unwrap()
}

fn import(realm_name: &str, object: TrustedDomain) -> Change {
    Change::ImportTrustedDomain { realm: realm(realm_name), object: Box::new(object) }
}

/// Row 70: every attribute of the object, names and both secrets among them, comes back octet for octet.
#[test]
fn an_exported_trust_is_imported_octet_for_octet_with_the_same_keys() {
    let forest = NewTrust {
        etypes: Some(vec![AES256]),
        attributes: TrustAttributes::CROSS_ORGANIZATION,
        ..trust(NewTrustKind::Forest, "A.TEST", "B.TEST")
    };
    let rotate = Change::SetTrustSecret {
        trust: TrustPair { trusting: realm("A.TEST"), trusted: realm("B.TEST") },
        side: None,
        keys: NewKeys::password("next"),
    };
    let first = after(&world(), &[two_way(forest), rotate]);
    let object = exported(&first, "A.TEST", "B.TEST");
    assert!(object.forest_trust_info.is_some());
    let second = after(&world(), &[import("A.TEST", object.clone())]);
    assert_eq!(exported(&second, "A.TEST", "B.TEST"), object);
    let secrets = |directory: &Directory| {
        let (_, trust) = directory.realm_named(b"A.TEST").unwrap().trust_named(b"B").unwrap();
        [&trust.incoming, &trust.outgoing].map(|secret| {
            let secret = secret.as_ref().unwrap();
            let keys = |keys: &KeySet| (keys.kvno(), keys.key(AES256).unwrap().clone());
            (keys(&secret.current), secret.previous.as_ref().map(keys))
        })
    };
    assert_eq!(secrets(&first), secrets(&second));
    let [_, (_, previous)] = secrets(&second);
    assert_eq!(previous.unwrap().0, 1);
    // A secret that is changed here is no longer the imported one.
    let rotate = Change::SetTrustSecret {
        trust: TrustPair { trusting: realm("A.TEST"), trusted: realm("B.TEST") },
        side: None,
        keys: NewKeys::password("third"),
    };
    let third = exported(&after(&second, &[rotate]), "A.TEST", "B.TEST");
    assert_eq!(third.trust_auth_incoming, object.trust_auth_incoming);
    assert_ne!(third.trust_auth_outgoing, object.trust_auth_outgoing);
}

#[test]
fn both_ends_imported_share_their_keys() {
    let external = two_way(trust(NewTrustKind::External, "CHILD.A.TEST", "KID.B.TEST"));
    let first = after(&world(), &[external]);
    let ends = [("CHILD.A.TEST", "KID.B.TEST"), ("KID.B.TEST", "CHILD.A.TEST")];
    let imports = ends.map(|(own, partner)| import(own, exported(&first, own, partner)));
    let second = after(&world(), &imports);
    let [one, other] = ends.map(|(own, partner)| {
        second.realm_named(own.as_bytes()).unwrap().trust_named(partner.as_bytes()).unwrap().1.clone()
    });
    let key = |secret: &Option<TrustSecret>| secret.as_ref().unwrap().current.key(AES256).unwrap().clone();
    assert_eq!(key(&one.incoming), key(&other.outgoing));
    assert_eq!(key(&one.outgoing), key(&other.incoming));
}

fn stranger(partner: &str) -> TrustedDomain {
    TrustedDomain {
        trust_partner: realm(partner),
        flat_name: "STRANGER".into(),
        security_identifier: Some(Sid::domain([7, 7, 7])),
        trust_direction: TrustDirection::Outbound,
        trust_type: TrustType::Uplevel,
        trust_attributes: TrustAttributes::QUARANTINED_DOMAIN,
        trust_posix_offset: 5,
        supported_encryption_types: None,
        forest_trust_info: None,
        trust_auth_incoming: None,
        trust_auth_outgoing: None,
    }
}

#[test]
fn an_object_read_over_ldap_comes_without_secrets_and_keeps_its_spelling() {
    let world = after(&world(), &[import("A.TEST", stranger("stranger.example"))]);
    let object = exported(&world, "A.TEST", "STRANGER.EXAMPLE");
    assert_eq!(object, stranger("stranger.example"));
    assert!(!format!("{object:?}").contains("auth"));
    let pair = TrustPair { trusting: realm("A.TEST"), trusted: realm("STRANGER.EXAMPLE") };
    let world = after(&world, &[Change::RemoveTrust(pair)]);
    assert!(world.realm_named(b"A.TEST").unwrap().trust_named(b"stranger").is_none());
}

#[test]
fn an_object_that_cannot_be_is_not_imported() {
    let inside = TrustedDomain { trust_attributes: TrustAttributes::WITHIN_FOREST, ..stranger("S.EXAMPLE") };
    let nameless = TrustedDomain { security_identifier: None, ..stranger("S.EXAMPLE") };
    let garbled = TrustedDomain { trust_auth_outgoing: Some(Zeroizing::new(vec![1])), ..stranger("S.EXAMPLE") };
    let claims = TrustedDomain { forest_trust_info: Some(vec![1]), ..stranger("S.EXAMPLE") };
    let known = TrustedDomain { flat_name: "CHILD".into(), ..stranger("S.EXAMPLE") };
    let table = [
        (stranger("a.test"), "A.TEST cannot trust itself", NtStatus::CurrentDomainNotAllowed),
        (
            inside,
            "A.TEST cannot have this trust with S.EXAMPLE: WITHIN_FOREST is only possible with a domain of the same forest",
            NtStatus::InvalidParameter,
        ),
        (
            nameless,
            "A.TEST cannot have this trust with S.EXAMPLE: an outbound trust with a domain needs the domain's SID",
            NtStatus::InvalidSid,
        ),
        (
            garbled,
            "the trusted domain object of S.EXAMPLE cannot be read: trustAuthOutgoing: \
             the trust secret ends within its header",
            NtStatus::InvalidParameter,
        ),
        (
            claims,
            "the trusted domain object of S.EXAMPLE cannot be read: msDS-TrustForestTrustInfo: \
             forest trust information ends within its header",
            NtStatus::InvalidParameter,
        ),
        (
            known,
            "A.TEST cannot have this trust with S.EXAMPLE: its NetBIOS name is that of a domain of this forest, \
             its DNS name is not",
            NtStatus::InvalidParameter,
        ),
    ];
    for (object, reason, status) in table {
        let refusal = world().apply(&import("A.TEST", object), at()).unwrap_err();
        assert_eq!((refusal.to_string().as_str(), refusal.nt_status()), (reason, Some(status)));
    }
    let twice = after(&world(), &[import("A.TEST", stranger("S.EXAMPLE"))]);
    assert_eq!(refused(&twice, &import("A.TEST", stranger("s.example"))), "A.TEST has a trust with s.example already");
}
