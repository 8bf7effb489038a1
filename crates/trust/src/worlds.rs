//! Small worlds for the tests, and a client that walks them by asking the decision of each realm it comes to.

use std::sync::Arc;

use xrealm_names::{PrincipalName, RealmName, Sid, fold};

use crate::*;

/// Domains, realms and trusts under construction.
#[derive(Default)]
pub(crate) struct World {
    forests: Vec<Vec<ForestDomain>>,
    realms: Vec<(KerberosRealm, ReferralPolicy)>,
}

pub(crate) fn realm(name: &str) -> RealmName {
    RealmName::new(name).unwrap()
}

pub(crate) fn service(text: &str) -> PrincipalName {
    PrincipalName::parse(text).unwrap()
}

/// One side of a trust, as the realm that stores it sees the partner.
pub(crate) fn object(
    partner: &str,
    direction: TrustDirection,
    trust_type: TrustType,
    attributes: TrustAttributes,
) -> TrustedDomainObject {
    TrustedDomainObject {
        trust_partner: realm(partner),
        flat_name: netbios(partner).into(),
        security_identifier: None,
        trust_direction: direction,
        trust_type,
        trust_attributes: attributes,
        supported_encryption_types: None,
        forest_trust_info: None,
    }
}

pub(crate) fn netbios(name: &str) -> String {
    name.split('.').next().unwrap().to_uppercase()
}

impl World {
    /// A new forest with this root.
    pub(crate) fn forest(&mut self, root: &str) {
        self.forests.push(Vec::new());
        self.add(self.forests.len() - 1, root, None);
    }

    /// A child of `parent`, with the automatic trust.
    pub(crate) fn child(&mut self, name: &str, parent: &str) {
        let (forest, position) = self.find(parent).unwrap();
        self.add(forest, name, Some(DomainId(position as u32)));
        self.within(name, parent, TrustDirection::Bidirectional);
    }

    /// Another tree of the forest of `root`, with the automatic trust.
    pub(crate) fn tree(&mut self, name: &str, root: &str) {
        let (forest, _) = self.find(root).unwrap();
        self.add(forest, name, None);
        self.within(name, root, TrustDirection::Bidirectional);
    }

    /// A trust within the forest; the direction is seen from `left`.
    pub(crate) fn within(&mut self, left: &str, right: &str, direction: TrustDirection) {
        self.trust(left, right, direction, TrustType::Uplevel, TrustAttributes::WITHIN_FOREST);
    }

    /// A forest trust; the direction is seen from `left`. Each side gets the other's tree names and domains.
    pub(crate) fn forest_trust(&mut self, left: &str, right: &str, direction: TrustDirection) {
        self.trust(left, right, direction, TrustType::Uplevel, TrustAttributes::FOREST_TRANSITIVE);
        for (own, partner) in [(left, right), (right, left)] {
            let info = self.claims_of(partner);
            self.object_mut(own, partner).forest_trust_info = Some(info);
        }
    }

    /// An external trust; the direction is seen from `left`.
    pub(crate) fn external(&mut self, left: &str, right: &str, direction: TrustDirection) {
        self.trust(left, right, direction, TrustType::Uplevel, TrustAttributes::QUARANTINED_DOMAIN);
    }

    /// A realm trust; the direction is seen from `left`.
    pub(crate) fn realm_trust(&mut self, left: &str, right: &str, direction: TrustDirection, transitive: bool) {
        let attributes = if transitive { TrustAttributes::default() } else { TrustAttributes::NON_TRANSITIVE };
        self.trust(left, right, direction, TrustType::Mit, attributes);
    }

    /// A plain Kerberos realm.
    pub(crate) fn realm(&mut self, name: &str) {
        let realm = KerberosRealm {
            name: realm(name),
            trusts: Vec::new(),
            host_to_realm: HostToRealm::new(),
            capaths: Arc::default(),
            default_referral_realm: None,
        };
        self.realms.push((realm, ReferralPolicy::Canonicalize));
    }

    pub(crate) fn realm_mut(&mut self, name: &str) -> &mut KerberosRealm {
        &mut self.realms.iter_mut().find(|(realm, _)| realm.name.as_str() == name).unwrap().0
    }

    fn trust(
        &mut self,
        left: &str,
        right: &str,
        direction: TrustDirection,
        trust_type: TrustType,
        attributes: TrustAttributes,
    ) {
        let (left, right) = (self.canonical(left), self.canonical(right));
        self.trusts_mut(&left).push(Arc::new(object(&right, direction, trust_type, attributes)));
        self.trusts_mut(&right).push(Arc::new(object(&left, direction.mirrored(), trust_type, attributes)));
    }

    /// What the forest of `root` claims: its tree roots and its domains.
    pub(crate) fn claims_of(&self, root: &str) -> ForestTrustInfo {
        let (forest, _) = self.find(root).unwrap();
        let domains = &self.forests[forest];
        let trees = domains.iter().filter(|domain| domain.parent.is_none());
        let names = trees.map(|domain| Record::top_level_name(&domain.dns_name.to_dns()));
        let infos = domains
            .iter()
            .map(|domain| Record::domain_info(domain.sid.clone(), &domain.dns_name.to_dns(), &domain.netbios_name));
        ForestTrustInfo::new(names.chain(infos).collect())
    }

    /// The object of `own` for `partner`.
    pub(crate) fn object_mut(&mut self, own: &str, partner: &str) -> &mut TrustedDomainObject {
        let own = self.canonical(own);
        let found = self.trusts_mut(&own).iter_mut().find(|object| object.trust_partner.eq_ignore_case(partner));
        Arc::make_mut(found.unwrap())
    }

    /// Appends records to the claims that `own` has of `partner`.
    pub(crate) fn claim(&mut self, own: &str, partner: &str, records: impl IntoIterator<Item = Record>) {
        self.object_mut(own, partner).forest_trust_info.as_mut().unwrap().records.extend(records);
    }

    pub(crate) fn build(self) -> Built {
        let mut views = Vec::new();
        for domains in self.forests {
            let forest = Arc::new(Forest::new(domains).unwrap());
            for id in (0..forest.domains().len()).map(|id| DomainId(id as u32)) {
                views.push(View::of_domain(Arc::clone(&forest), id, ReferralPolicy::HostBased).unwrap());
            }
        }
        views.extend(self.realms.into_iter().map(|(realm, policy)| View::of_realm(realm, policy)));
        Built { views }
    }

    fn add(&mut self, forest: usize, name: &str, parent: Option<DomainId>) {
        let number = (self.forests.iter().map(Vec::len).sum::<usize>() + 1) as u32;
        self.forests[forest].push(ForestDomain {
            dns_name: RealmName::from_dns(name).unwrap(),
            netbios_name: netbios(name).into(),
            sid: Sid::domain([forest as u32 + 1, number, 7]),
            parent,
            trusts: Vec::new(),
        });
    }

    fn find(&self, name: &str) -> Option<(usize, usize)> {
        let mut places = self.forests.iter().enumerate();
        places.find_map(|(forest, domains)| {
            Some((forest, domains.iter().position(|domain| domain.dns_name.eq_ignore_case(name))?))
        })
    }

    /// Domains in upper case, realms as they are spelled.
    fn canonical(&self, name: &str) -> String {
        if self.find(name).is_some() { name.to_uppercase() } else { name.to_owned() }
    }

    fn trusts_mut(&mut self, name: &str) -> &mut Vec<Arc<TrustedDomainObject>> {
        match self.find(name) {
            Some((forest, domain)) => &mut self.forests[forest][domain].trusts,
            None => &mut self.realm_mut(name).trusts,
        }
    }
}

/// A finished world.
pub(crate) struct Built {
    pub(crate) views: Vec<View>,
}

/// Where a client came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Walk {
    /// Every realm that was asked, the client's own first.
    pub(crate) realms: Vec<String>,
    pub(crate) end: End,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    Issued,
    Refused(NoRoute),
    NotAccepted(ClientRealmRefusal),
    Lost,
}

impl Built {
    pub(crate) fn view(&self, name: &str) -> &View {
        self.views.iter().find(|view| view.realm().eq_ignore_case(name)).unwrap()
    }

    /// What the domain or realm decides for its own client, with a service that no database knows.
    pub(crate) fn decide(&self, at: &str, name: &str) -> Decision {
        route(self.view(at), &Query::absent(&service(name), Arrival::Own))
    }

    pub(crate) fn refusal(&self, at: &str, name: &str) -> NoRoute {
        match self.decide(at, name).verdict {
            Verdict::Refuse(refusal) => refusal,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn next(&self, at: &str, name: &str) -> String {
        match self.decide(at, name).verdict {
            Verdict::Refer { next, .. } => next.as_str().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    /// Walks from the client's realm to a service that is held in `home`.
    pub(crate) fn walk(&self, client: &str, name: &str, home: &str) -> Walk {
        let name = service(name);
        let mut view = self.view(client);
        let crealm = view.realm().clone();
        let mut realms = vec![crealm.as_str().to_owned()];
        let mut over = None;
        for _ in 0..=self.views.len() {
            let arrival = match over {
                None => Arrival::Own,
                Some(trust) => {
                    if let Err(refusal) = accepts_client_realm(view, trust, &crealm) {
                        return Walk { realms, end: End::NotAccepted(refusal) };
                    }
                    Arrival::Over { trust, crealm: &crealm }
                }
            };
            let query =
                Query { name: &name, canonicalize: true, own: own(view, home), catalog: catalog(view, home), arrival };
            let next = match route(view, &query).verdict {
                Verdict::IssueHere => return Walk { realms, end: End::Issued },
                Verdict::Refuse(refusal) => return Walk { realms, end: End::Refused(refusal) },
                Verdict::Refer { trust, next, .. } => {
                    assert!(view.trust(trust).unwrap().trust_direction.is_inbound());
                    assert_eq!(view.partner(trust).unwrap(), &next);
                    next
                }
            };
            let issuer = view.realm();
            view = self.view(next.as_str());
            over = Some(view.trust_named(issuer.as_str()).unwrap());
            realms.push(next.as_str().to_owned());
        }
        Walk { realms, end: End::Lost }
    }

    /// The realms of a walk, in lower case, and whether it succeeded.
    pub(crate) fn path(&self, client: &str, name: &str, home: &str) -> (Vec<String>, bool) {
        let walk = self.walk(client, name, home);
        (walk.realms.iter().map(|realm| fold(realm)).collect(), walk.end == End::Issued)
    }
}

fn own(view: &View, home: &str) -> OwnAnswer {
    if view.realm().eq_ignore_case(home) { OwnAnswer::Held } else { OwnAnswer::Absent }
}

fn catalog(view: &View, home: &str) -> CatalogAnswer {
    match view.domain() {
        Some((forest, _)) => forest.domain_named(home).map_or(CatalogAnswer::Absent, CatalogAnswer::Domain),
        None => CatalogAnswer::NotAsked,
    }
}

/// The two forests of the ten-step walk.
pub(crate) fn two_forests() -> World {
    let mut world = World::default();
    world.forest("tailspintoys.com");
    world.child("europe.tailspintoys.com", "tailspintoys.com");
    world.forest("wingtiptoys.com");
    world.child("usa.wingtiptoys.com", "wingtiptoys.com");
    world.forest_trust("wingtiptoys.com", "tailspintoys.com", TrustDirection::Bidirectional);
    world
}
