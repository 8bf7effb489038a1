//! The cases in `fixtures/ftinfo`: what is stored of claims that collide, and where requests go afterwards.

use std::sync::Arc;

use serde_json::Value;
use xrealm_names::{PrincipalName, RealmName, Sid};

use crate::worlds::object;
use crate::*;

#[test]
fn a_name_below_that_of_another_partner_waits_for_an_exclusion() {
    assert_eq!(judge(include_str!("../../../../fixtures/ftinfo/freeipa-2071-indirect-conflict.json")), 4);
}

#[test]
fn records_of_every_type_survive_the_settling_of_a_collision() {
    assert_eq!(judge(include_str!("../../../../fixtures/ftinfo/freeipa-2732-records-of-all-types.json")), 4);
}

#[test]
fn a_suffix_below_another_one_is_found_by_the_upper_one() {
    assert_eq!(judge(include_str!("../../../../fixtures/ftinfo/freeipa-5209-subordinate-suffixes.json")), 2);
}

#[test]
fn a_forest_below_another_forests_name_keeps_its_own_zones() {
    assert_eq!(judge(include_str!("../../../../fixtures/ftinfo/freeipa-7265-own-subdomains.json")), 4);
}

#[test]
fn a_user_suffix_below_another_forests_domain_does_not_lead_astray() {
    assert_eq!(judge(include_str!("../../../../fixtures/ftinfo/freeipa-8532-upn-collision.json")), 6);
}

/// Plays every case of a file, and says how many there are.
fn judge(file: &str) -> usize {
    let file: Value = serde_json::from_str(file).unwrap();
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        play(case, case["name"].as_str().unwrap());
    }
    cases.len()
}

fn play(case: &Value, name: &str) {
    let (own, expected) = (OwnForest::of(&case["own_forest"]), &case["expected"]);
    let mut trusts: Vec<TrustedDomainObject> = case["stored"].as_array().unwrap().iter().map(trust).collect();
    let partner = trust(&case["new"]);
    let given = partner.forest_trust_info.clone().unwrap();
    let place = trusts.iter().position(|trust| trust.trust_partner == partner.trust_partner);

    let stay = match given.clone().well_formed() {
        Err(violations) => {
            let told: Vec<_> = violations.iter().map(IllFormed::to_string).collect();
            assert_eq!(Value::from(told), expected["refused"], "{name}");
            return;
        }
        Ok(stay) => stay,
    };
    let dropped: Vec<_> = stay.dropped.iter().map(Dropped::record).collect();
    assert_eq!(Value::from(dropped), expected["dropped"], "{name}");

    let id = TrustId(u32::try_from(place.unwrap_or(trusts.len())).unwrap());
    let mut info = stay.info;
    let collisions = own.taken(&trusts).collisions(Some(id), &info);
    let listed = collisions.iter().map(|found| {
        serde_json::json!({
            "index": stay.positions[found.record as usize],
            "kind": found.kind.to_string(),
            "flags": found.flags.0,
            "name": found.name.as_str(),
        })
    });
    assert_eq!(Value::from(listed.collect::<Vec<_>>()), expected["collisions"], "{name}");
    info.mark(&collisions);
    if expected["unchanged"] == true {
        assert_eq!(info.encode(), given.encode(), "{name}");
    }

    let partner = TrustedDomainObject { forest_trust_info: Some(info), ..partner };
    match place {
        Some(place) => trusts[place] = partner,
        None => trusts.push(partner),
    }
    let view = own.view(trusts);
    for (host, to) in expected["services"].as_object().unwrap() {
        let service = PrincipalName::parse(&format!("http/{host}")).unwrap();
        let verdict = route(&view, &Query::absent(&service, Arrival::Own)).verdict;
        assert_eq!(Value::from(verdict.next_realm().map(RealmName::as_str)), *to, "{name}: {host}");
    }
    for (user, to) in expected["users"].as_object().unwrap() {
        assert_eq!(Value::from(home(&view, user)), *to, "{name}: {user}");
    }
}

/// Where a user is sent to log in.
fn home(view: &View, user: &str) -> Option<String> {
    let name = PrincipalName::enterprise(user).unwrap();
    let query = ClientQuery {
        name: &name,
        realm: view.realm().as_str(),
        canonicalize: true,
        own: OwnAnswer::Absent,
        catalog: CatalogAnswer::Absent,
    };
    match route_client(view, &query).verdict {
        ClientVerdict::Refer { realm } => Some(realm.as_str().to_owned()),
        ClientVerdict::Refuse(_) => None,
        ClientVerdict::AnswerHere => panic!("{user} is nobody's"),
    }
}

struct OwnForest {
    domains: Vec<ForestDomain>,
    suffixes: Vec<String>,
}

impl OwnForest {
    /// The first domain is the root, the others are further trees.
    fn of(value: &Value) -> OwnForest {
        let domain = |value: &Value| ForestDomain {
            dns_name: RealmName::from_dns(text(&value["dns_name"])).unwrap(),
            netbios_name: text(&value["netbios_name"]).into(),
            sid: sid(&value["sid"]),
            parent: None,
            trusts: Vec::new(),
        };
        OwnForest {
            domains: value["domains"].as_array().unwrap().iter().map(domain).collect(),
            suffixes: value["suffixes"].as_array().unwrap().iter().map(|suffix| text(suffix).to_owned()).collect(),
        }
    }

    fn taken(&self, trusts: &[TrustedDomainObject]) -> TakenNames {
        let names: Vec<String> = self.domains.iter().map(|domain| domain.dns_name.to_dns()).collect();
        let own = self.domains.iter().zip(&names).map(|(domain, dns_name)| OwnDomain {
            dns_name,
            netbios_name: &domain.netbios_name,
            sid: &domain.sid,
            is_tree_root: true,
        });
        let mut taken = TakenNames::new(own, self.suffixes.iter().map(String::as_str));
        for (id, trust) in (0..).map(TrustId).zip(trusts) {
            taken.add(id, &trust.trust_partner, trust.forest_trust_info.as_ref().unwrap());
        }
        taken
    }

    fn view(mut self, trusts: Vec<TrustedDomainObject>) -> View {
        self.domains[0].trusts = trusts.into_iter().map(Arc::new).collect();
        let forest = Arc::new(Forest::new(self.domains).unwrap());
        View::of_domain(forest, Forest::ROOT, ReferralPolicy::HostBased).unwrap()
    }
}

fn trust(value: &Value) -> TrustedDomainObject {
    let partner = RealmName::from_dns(text(&value["partner"])).unwrap();
    let records = value["records"].as_array().unwrap().iter().map(record).collect();
    TrustedDomainObject {
        forest_trust_info: Some(ForestTrustInfo::new(records)),
        ..object(
            partner.as_str(),
            TrustDirection::Bidirectional,
            TrustType::Uplevel,
            TrustAttributes::FOREST_TRANSITIVE,
        )
    }
}

fn record(value: &Value) -> Record {
    let names = || (text(&value["dns_name"]), text(&value["netbios_name"]));
    let record = match value["type"].as_str() {
        Some("TopLevelName") => Record::top_level_name(text(&value["name"])),
        Some("TopLevelNameEx") => Record::top_level_name_ex(text(&value["name"])),
        Some("DomainInfo") => Record::domain_info(sid(&value["sid"]), names().0, names().1),
        Some("ScannerInfo") => Record::new(RecordData::ScannerInfo {
            sid: (!value["sid"].is_null()).then(|| sid(&value["sid"])),
            dns_name: names().0.into(),
            netbios_name: names().1.into(),
        }),
        Some(other) => panic!("no record is called {other}"),
        None => raw(value["type"].as_u64().unwrap(), text(&value["hex"])),
    };
    record.with_flags(RecordFlags(value["flags"].as_u64().unwrap_or(0).try_into().unwrap()))
}

/// A record of a type that is only kept, from the octets after its type.
fn raw(record_type: u64, hex: &str) -> Record {
    let octets =
        hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
    let data: Vec<u8> = octets.collect();
    let mut blob = vec![1, 0, 0, 0, 1, 0, 0, 0];
    blob.extend_from_slice(&u32::try_from(13 + data.len()).unwrap().to_le_bytes());
    blob.extend_from_slice(&[0; 12]);
    blob.push(record_type.try_into().unwrap());
    blob.extend_from_slice(&data);
    ForestTrustInfo::decode(&blob).unwrap().records.remove(0)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn sid(value: &Value) -> Sid {
    text(value).parse().unwrap()
}
