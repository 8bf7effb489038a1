use xrealm_names::Sid;

use super::*;
use crate::TrustDirection;
use crate::worlds::object;

const STRANGER: Identified = Identified { by_sid: None, by_dns_name: None, by_netbios_name: None };
const CHILD: Identified =
    Identified { by_sid: Some(DomainId(1)), by_dns_name: Some(DomainId(1)), by_netbios_name: Some(DomainId(1)) };

fn partner(trust_type: TrustType, attributes: u32) -> TrustedDomainObject {
    let mut object = object("PARTNER.TEST", TrustDirection::Bidirectional, trust_type, TrustAttributes(attributes));
    if trust_type != TrustType::Mit {
        object.security_identifier = Some(Sid::domain([1, 2, 3]));
    }
    object
}

fn at(stored_at: StoredAt, identified: Identified) -> Place {
    Place { stored_at, identified }
}

/// Rows 42, 57 and 70: which attributes go together, and where.
#[test]
fn attributes_go_together_by_the_rules_of_the_table() {
    use Inconsistency::{Exclusive, ForestTransitiveType, NotAtForestRoot, NotWithinForest};
    use TrustType::{Aad, Downlevel, Mit, Uplevel};
    let (root, domain, realm) = (StoredAt::ForestRoot, StoredAt::Domain, StoredAt::Realm);
    let table = [
        (Uplevel, 0x0, at(domain, STRANGER), Ok(())),
        (Uplevel, 0x4, at(domain, STRANGER), Ok(())),
        (Uplevel, 0x8, at(root, STRANGER), Ok(())),
        (Uplevel, 0x8, at(domain, STRANGER), Err(NotAtForestRoot)),
        (Mit, 0x8, at(root, STRANGER), Ok(())),
        (Mit, 0x8, at(realm, STRANGER), Ok(())),
        (Mit, 0x8, at(domain, STRANGER), Err(NotAtForestRoot)),
        (Downlevel, 0x8, at(root, STRANGER), Err(ForestTransitiveType)),
        (Aad, 0x8, at(root, STRANGER), Err(ForestTransitiveType)),
        (Downlevel, 0x0, at(domain, STRANGER), Ok(())),
        (Uplevel, 0x10, at(domain, STRANGER), Ok(())),
        (Uplevel, 0x18, at(root, STRANGER), Ok(())),
        (Uplevel, 0x20, at(domain, CHILD), Ok(())),
        (Uplevel, 0x28, at(root, CHILD), Err(Exclusive { with: "FOREST_TRANSITIVE" })),
        (Uplevel, 0x30, at(domain, CHILD), Err(Exclusive { with: "CROSS_ORGANIZATION" })),
        (Uplevel, 0x20, at(domain, STRANGER), Err(NotWithinForest)),
        // Kept although nobody evaluates them: SID history and PIM without a forest trust, RC4 with a domain, and bits
        // that are reserved or obsolete.
        (Uplevel, 0x4C0, at(domain, STRANGER), Ok(())),
        (Uplevel, 0x0140_2000, at(domain, STRANGER), Ok(())),
    ];
    for (trust_type, attributes, place, expected) in table {
        let found = check_consistency(&partner(trust_type, attributes), place);
        assert_eq!(found, expected, "{trust_type:?} {attributes:#x} {place:?}");
    }
}

#[test]
fn each_of_the_thirteen_attributes_can_stand_alone_in_some_place() {
    let places = [at(StoredAt::ForestRoot, STRANGER), at(StoredAt::ForestRoot, CHILD)];
    for bit in 0..13 {
        let object = partner(TrustType::Uplevel, 1 << bit);
        assert!(places.into_iter().any(|place| check_consistency(&object, place).is_ok()), "bit {bit}");
    }
}

#[test]
fn sid_dns_name_and_netbios_name_mean_one_domain_of_the_forest_or_none() {
    let [own, other] = [Some(DomainId(1)), Some(DomainId(2))];
    let names = [None, own, other];
    for by_sid in names {
        for by_dns_name in names {
            for by_netbios_name in names {
                let identified = Identified { by_sid, by_dns_name, by_netbios_name };
                let place = at(StoredAt::Domain, identified);
                let found = check_consistency(&partner(TrustType::Uplevel, 0), place);
                let mixed = matches!(found, Err(Inconsistency::MixedNames { .. }));
                assert_eq!(mixed, by_sid != by_dns_name || by_dns_name != by_netbios_name, "{identified:?}: {found:?}");
            }
        }
    }
    let borrowed = Identified { by_netbios_name: own, ..STRANGER };
    let refusal = check_consistency(&partner(TrustType::Uplevel, 0), at(StoredAt::Domain, borrowed)).unwrap_err();
    assert_eq!(refusal.to_string(), "its NetBIOS name is that of a domain of this forest, its DNS name is not");
}

#[test]
fn whoever_trusts_a_domain_knows_its_sid() {
    let place = at(StoredAt::Domain, STRANGER);
    for (trust_type, direction, needed) in [
        (TrustType::Uplevel, TrustDirection::Outbound, true),
        (TrustType::Uplevel, TrustDirection::Inbound, false),
        (TrustType::Downlevel, TrustDirection::Bidirectional, true),
        (TrustType::Mit, TrustDirection::Outbound, false),
    ] {
        let object = object("PARTNER.TEST", direction, trust_type, TrustAttributes::default());
        assert_eq!(check_consistency(&object, place) == Err(Inconsistency::NoSid), needed, "{trust_type:?}");
    }
}

#[test]
fn attributes_without_those_they_depend_on_are_not_evaluated() {
    let table = [
        (TrustType::Uplevel, 0x40, 0x0),
        (TrustType::Uplevel, 0x48, 0x48),
        (TrustType::Uplevel, 0x408, 0x8),
        (TrustType::Uplevel, 0x440, 0x0),
        (TrustType::Uplevel, 0x448, 0x448),
        (TrustType::Uplevel, 0x80, 0x0),
        (TrustType::Mit, 0x80, 0x80),
        (TrustType::Mit, 0x1B01, 0x1B01),
    ];
    for (trust_type, given, evaluated) in table {
        assert_eq!(TrustAttributes(given).evaluated(trust_type), TrustAttributes(evaluated), "{given:#x}");
    }
}
