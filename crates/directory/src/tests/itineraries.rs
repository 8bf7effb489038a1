//! Whole ways, composed of decisions.

use xrealm_trust::{ClientRealmRefusal, NoRoute};

use super::*;

/// `A.TEST` and `B.TEST` trust each other; users in both children, a server in `KID.B.TEST`.
fn connected() -> Directory {
    let forest = two_way(trust(NewTrustKind::Forest, "B.TEST", "A.TEST"));
    let server = computer("KID.B.TEST", "FILES$", &["cifs/files.kid.b.test"]);
    after(&world(), &[forest, user("CHILD.A.TEST", "alice"), server])
}

fn errand(world: &Directory, client: &str, service: &str) -> Itinerary {
    let of = world.realm_named(client.as_bytes()).unwrap();
    world.itinerary(&Errand { traveller: Traveller::Of(of), service: &name(service), canonicalize: true })
}

fn realms(itinerary: &Itinerary) -> Vec<&str> {
    itinerary.realms().map(RealmName::as_str).collect()
}

#[test]
fn a_way_leads_up_across_and_down() {
    let world = connected();
    let way = errand(&world, "CHILD.A.TEST", "cifs/files.kid.b.test");
    assert_eq!(realms(&way), ["CHILD.A.TEST", "A.TEST", "B.TEST", "KID.B.TEST"]);
    assert!(way.is_issued());
    assert!(way.hops.iter().all(|hop| hop.decision.is_some() && hop.transit.is_some()));
    assert_eq!(way.hops.iter().filter(|hop| hop.came_over.is_some()).count(), 3);
    assert_eq!(way.to_string(), "CHILD.A.TEST > A.TEST > B.TEST > KID.B.TEST: issued");
}

/// The client has what it asked for where the realm before issues it, unless it called the realm by another name.
#[test]
fn a_ticket_granting_service_asked_for_by_name_is_issued_by_the_realm_before() {
    let world = connected();
    let way = errand(&world, "CHILD.A.TEST", "krbtgt/kid.b.test");
    assert_eq!((realms(&way), way.trusts_crossed()), (vec!["CHILD.A.TEST", "A.TEST", "B.TEST"], 3));
    assert!(way.is_issued());
    let way = errand(&world, "CHILD.A.TEST", "krbtgt/KID");
    assert_eq!((realms(&way).len(), way.trusts_crossed(), way.is_issued()), (4, 3, true));
}

#[test]
fn the_refusal_is_that_of_the_realm_asked_last() {
    let world = connected();
    let way = errand(&world, "CHILD.A.TEST", "cifs/nobody.kid.b.test");
    assert_eq!(way.last_realm().unwrap().as_str(), "B.TEST");
    let unknown = NoRoute::UnknownService { name: "nobody.kid.b.test".into() };
    assert_eq!(way.end, ItineraryEnd::Refused(Obstacle::NoRoute(unknown)));
}

#[test]
fn a_user_principal_name_is_looked_for_before_the_service() {
    let world = connected();
    let (alice, service) = (enterprise("alice@child.a.test"), name("cifs/files.kid.b.test"));
    let at = world.realm_named(b"KID.B.TEST").unwrap();
    let named = Traveller::Named { name: &alice, at };
    let way = world.itinerary(&Errand { traveller: named, service: &service, canonicalize: false });
    let asked: Vec<&str> = way.login.iter().map(|hop| hop.realm.as_str()).collect();
    assert_eq!(asked, ["KID.B.TEST", "A.TEST", "CHILD.A.TEST"]);
    assert!(way.is_issued());
}

#[test]
fn a_client_that_nobody_knows_goes_nowhere() {
    let world = connected();
    let (mallory, service) = (enterprise("mallory@child.a.test"), name("cifs/files.kid.b.test"));
    let named = Traveller::Named { name: &mallory, at: world.realm_named(b"A.TEST").unwrap() };
    let way = world.itinerary(&Errand { traveller: named, service: &service, canonicalize: true });
    assert!(way.hops.is_empty());
    assert!(matches!(way.end, ItineraryEnd::Refused(Obstacle::UnknownClient(_))), "{:?}", way.end);
    assert_eq!(way.last_realm(), Some(&realm("CHILD.A.TEST")));
}

/// MS-KILE 3.3.5.7: what the issuer has no key for, it does not refer to.
#[test]
fn a_trust_without_a_common_encryption_type_ends_the_way() {
    let new = trust(NewTrustKind::Forest, "B.TEST", "A.TEST");
    let rc4 = NewTrust { etypes: Some(vec![EncryptionType::Rc4Hmac]), ..new };
    let server = computer("KID.B.TEST", "FILES$", &["cifs/files.kid.b.test"]);
    let world = after(&world(), &[Change::CreateTrust(Box::new(rc4)), server]);
    let way = errand(&world, "A.TEST", "cifs/files.kid.b.test");
    assert_eq!(realms(&way), ["A.TEST"]);
    assert_eq!(way.end, ItineraryEnd::Refused(Obstacle::NoTrustKey { partner: realm("B.TEST") }));
}

#[test]
fn the_far_end_opens_only_what_it_has_agreed_to() {
    let strict = Settings { etypes: vec![EncryptionType::Aes128CtsHmacSha196], ..Settings::active_directory() };
    let settings = Change::SetSettings { realm: realm("B.TEST"), settings: Box::new(strict) };
    let way = errand(&after(&connected(), &[settings]), "A.TEST", "cifs/files.kid.b.test");
    assert_eq!(realms(&way), ["A.TEST", "B.TEST"]);
    let obstacle = Obstacle::TicketEtype { partner: realm("A.TEST"), etype: AES256 };
    assert_eq!((obstacle.kind(), way.end), ("ticket-etype", ItineraryEnd::Refused(obstacle)));
}

/// MS-PAC 4.1.2.3.
#[test]
fn a_partner_vouches_for_its_own_clients_only() {
    let info = xrealm_trust::ForestTrustInfo::new(vec![xrealm_trust::Record::top_level_name("elsewhere.test")]);
    let change = Change::SetForestTrustInfo { realm: realm("B.TEST"), partner: realm("A.TEST"), info };
    let way = errand(&after(&connected(), &[change]), "CHILD.A.TEST", "cifs/files.kid.b.test");
    assert_eq!(realms(&way), ["CHILD.A.TEST", "A.TEST", "B.TEST"]);
    assert!(way.hops.last().unwrap().decision.is_none());
    let refusal = ClientRealmRefusal::NotClaimed { partner: realm("A.TEST"), crealm: realm("CHILD.A.TEST") };
    assert_eq!(way.end, ItineraryEnd::Refused(Obstacle::ClientRealm(refusal)));
}

#[test]
fn a_way_into_a_realm_served_elsewhere_ends_at_its_border() {
    let external = Change::CreateExternalRealm(NewExternalRealm {
        name: realm("FAR.TEST"),
        active_directory: None,
        downlevel: false,
    });
    let world =
        after(&world(), &[external, Change::CreateTrust(Box::new(trust(NewTrustKind::Realm, "FAR.TEST", "A.TEST")))]);
    let way = errand(&world, "A.TEST", "host/www.far.test");
    assert_eq!(way.end, ItineraryEnd::ServedElsewhere { realm: realm("FAR.TEST") });
}
