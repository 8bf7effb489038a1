//! What does a routing decision cost, and does it stay the same with more trusts, more names and more domains?
#![expect(clippy::unwrap_used, reason = "a forest that is not one must stop the bench")]

use std::sync::Arc;

use divan::Bencher;
use xrealm_names::{PrincipalName, RealmName, Sid};
use xrealm_trust::{
    Arrival, CatalogAnswer, DomainId, Forest, ForestDomain, ForestTrustInfo, Query, Record, ReferralPolicy,
    TrustAttributes, TrustDirection, TrustType, TrustedDomainObject, Verdict, View, route,
};

fn main() {
    divan::Divan::default().sample_size(100).config_with_args().main();
}

/// A host in a partner forest, found by the partner's claim to a suffix of its name.
mod hint {
    use super::*;

    /// Among so many forest trusts.
    #[divan::bench(args = [10, 1_000, 10_000, 100_000])]
    fn among_trusts(bencher: Bencher, count: u32) {
        let view =
            root_with((0..count).map(|number| forest_trust(number, &[format!("forest{number}.test")])).collect());
        refers(bencher, &view, &format!("cifs/server.west.forest{}.test", count / 2), count / 2);
    }

    /// Among so many suffixes of one partner.
    #[divan::bench(args = [10, 1_000, 10_000, 100_000])]
    fn among_suffixes(bencher: Bencher, count: u32) {
        let suffixes: Vec<String> = (0..count).map(|number| format!("suffix{number}.test")).collect();
        let view = root_with(vec![forest_trust(0, &suffixes)]);
        refers(bencher, &view, &format!("cifs/server.west.suffix{}.test", count / 2), 0);
    }

    /// A host that none of so many trusts claims.
    #[divan::bench(args = [10, 1_000, 10_000, 100_000])]
    fn of_nobody(bencher: Bencher, count: u32) {
        let view =
            root_with((0..count).map(|number| forest_trust(number, &[format!("forest{number}.test")])).collect());
        let name = PrincipalName::parse("cifs/server.west.elsewhere.test").unwrap();
        let query = Query::absent(&name, Arrival::Own);
        assert!(matches!(route(&view, &query).verdict, Verdict::Refuse(_)));
        bencher.bench(|| route(divan::black_box(&view), divan::black_box(&query)));
    }

    fn refers(bencher: Bencher, view: &View, service: &str, partner: u32) {
        let name = PrincipalName::parse(service).unwrap();
        let query = Query::absent(&name, Arrival::Own);
        let decision = route(view, &query);
        assert_eq!(decision.verdict.next_realm(), Some(&partner_realm(partner)));
        bencher.bench(|| route(divan::black_box(view), divan::black_box(&query)));
    }
}

/// The next step to another domain of the own forest, from the outermost of as many.
#[divan::bench(args = [10, 1_000, 10_000])]
fn within_the_forest(bencher: Bencher, count: u32) {
    let view = View::of_domain(Arc::new(tree(count)), DomainId(count - 1), ReferralPolicy::HostBased).unwrap();
    let name = PrincipalName::parse("cifs/server.far.test").unwrap();
    let query = Query { catalog: CatalogAnswer::Domain(DomainId(count / 2)), ..Query::absent(&name, Arrival::Own) };
    let parent = domain_name((count - 2) / CHILDREN);
    assert_eq!(route(&view, &query).verdict.next_realm(), Some(&parent));
    bencher.bench(|| route(divan::black_box(&view), divan::black_box(&query)));
}

/// A forest of one domain with these trusts.
fn root_with(trusts: Vec<Arc<TrustedDomainObject>>) -> View {
    let root = ForestDomain {
        dns_name: RealmName::from_dns("home.test").unwrap(),
        netbios_name: "HOME".into(),
        sid: Sid::domain([1, 1, 1]),
        parent: None,
        trusts,
    };
    View::of_domain(Arc::new(Forest::new(vec![root]).unwrap()), Forest::ROOT, ReferralPolicy::HostBased).unwrap()
}

fn forest_trust(number: u32, suffixes: &[String]) -> Arc<TrustedDomainObject> {
    let claims = suffixes.iter().map(|suffix| Record::top_level_name(suffix)).collect();
    Arc::new(TrustedDomainObject {
        forest_trust_info: Some(ForestTrustInfo::new(claims)),
        ..trust(partner_realm(number), format!("F{number}"), TrustAttributes::FOREST_TRANSITIVE)
    })
}

fn partner_realm(number: u32) -> RealmName {
    RealmName::from_dns(&format!("forest{number}.test")).unwrap()
}

/// A tree in which every domain has [`CHILDREN`] children, as long as there are domains left.
fn tree(count: u32) -> Forest {
    let domain = |number: u32| {
        let parent = number.checked_sub(1).map(|before| before / CHILDREN);
        let children = (number * CHILDREN + 1..=(number + 1) * CHILDREN).take_while(|child| *child < count);
        let trusts = parent
            .into_iter()
            .chain(children)
            .map(|other| Arc::new(trust(domain_name(other), format!("D{other}"), TrustAttributes::WITHIN_FOREST)));
        ForestDomain {
            dns_name: domain_name(number),
            netbios_name: format!("D{number}").into(),
            sid: Sid::domain([1, 2, number]),
            parent: parent.map(DomainId),
            trusts: trusts.collect(),
        }
    };
    Forest::new((0..count).map(domain).collect()).unwrap()
}

const CHILDREN: u32 = 8;

fn domain_name(number: u32) -> RealmName {
    let mut name = "root.test".to_owned();
    let mut labels = Vec::new();
    let mut at = number;
    while at > 0 {
        labels.push(at);
        at = (at - 1) / CHILDREN;
    }
    for label in labels.iter().rev() {
        name = format!("d{label}.{name}");
    }
    RealmName::from_dns(&name).unwrap()
}

fn trust(partner: RealmName, flat_name: String, attributes: TrustAttributes) -> TrustedDomainObject {
    TrustedDomainObject {
        trust_partner: partner,
        flat_name: flat_name.into(),
        security_identifier: None,
        trust_direction: TrustDirection::Bidirectional,
        trust_type: TrustType::Uplevel,
        trust_attributes: attributes,
        supported_encryption_types: None,
        forest_trust_info: None,
    }
}
