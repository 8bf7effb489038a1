//! The decision for the names of clients.

use xrealm_names::PrincipalName;

use crate::claims::Asked;
use crate::route::{Party, Trail};
use crate::view::Side;
use crate::{
    Arrival, CatalogAnswer, ClientVerdict, Decision, DomainId, Fact, Forest, Lost, NoRoute, OwnAnswer, Permission,
    Rule, View,
};

/// A client that is looked for, and what is already known about it.
#[derive(Debug, Clone, Copy)]
pub struct ClientQuery<'a> {
    /// The client's name.
    pub name: &'a PrincipalName,
    /// The realm that the request names.
    pub realm: &'a str,
    /// Whether the request has the canonicalize option.
    pub canonicalize: bool,
    /// What the realm's own database says.
    pub own: OwnAnswer,
    /// What the global catalog of the own forest says; it need not be asked if `own` is not [`OwnAnswer::Absent`].
    pub catalog: CatalogAnswer,
}

/// Decides where a client is to ask for its first ticket (MS-KILE 3.3.5.6.1, RFC 6806 §7).
///
/// Pure and total. The own database goes first; then the global catalog; then the realm or suffix is compared with the
/// own domains, the partner forests' claims and the partners' names. A claim leads to the partner's forest root, whose
/// KDC knows its own domains. The direction of a trust does not matter for where a client belongs, unless the trust is
/// disabled.
#[must_use]
pub fn route_client(view: &View, query: &ClientQuery<'_>) -> Decision<ClientVerdict> {
    let suffix = match query.name.component_count() {
        1 => query.name.first().rsplit_once('@').map(|(_, suffix)| suffix),
        _ => None,
    };
    let foreign = (!view.is_own_name(query.realm)).then_some(query.realm);
    let mut trail = Trail::new(foreign.or(suffix).unwrap_or(query.name.first()));
    let verdict = Search { view, query }.decide(foreign, suffix, &mut trail);
    trail.decide(verdict)
}

struct Search<'a> {
    view: &'a View,
    query: &'a ClientQuery<'a>,
}

impl Search<'_> {
    fn decide(&self, foreign: Option<&str>, suffix: Option<&str>, trail: &mut Trail) -> ClientVerdict {
        if let Some(realm) = foreign {
            return self.belongs_to(realm, Rule::RequestedRealm, trail);
        }
        match self.query.own {
            OwnAnswer::Held => {
                trail.note(Rule::OwnDatabase, Fact::Held);
                return ClientVerdict::AnswerHere;
            }
            OwnAnswer::NotUnique => {
                trail.note(Rule::OwnDatabase, Fact::NotUnique);
                return ClientVerdict::Refuse(NoRoute::NotUnique { name: trail.subject() });
            }
            OwnAnswer::Absent => trail.note(Rule::OwnDatabase, Fact::Absent),
        }
        if !self.query.canonicalize {
            trail.note(Rule::ReferralPolicy, Fact::Permission(Permission::Denied));
            return ClientVerdict::Refuse(NoRoute::ReferralNotAsked { name: trail.subject() });
        }
        if let Side::Domain { forest, id, .. } = &self.view.side
            && let Some(verdict) = catalog(forest, *id, self.query.catalog, trail)
        {
            return verdict;
        }
        match suffix {
            Some(suffix) if !self.view.is_own_name(suffix) => self.belongs_to(suffix, Rule::UserSuffix, trail),
            Some(_) => {
                trail.note(Rule::UserSuffix, Fact::Own);
                unknown(trail)
            }
            None => unknown(trail),
        }
    }

    /// Where the clients of a realm, or of a user principal name suffix, belong.
    fn belongs_to(&self, name: &str, rule: Rule, trail: &mut Trail) -> ClientVerdict {
        if !self.query.canonicalize {
            trail.note(Rule::ReferralPolicy, Fact::Permission(Permission::Denied));
            return ClientVerdict::Refuse(NoRoute::ReferralNotAsked { name: trail.subject() });
        }
        let found = match &self.view.side {
            Side::Domain { forest, id, .. } => self.in_forests(forest, *id, name, rule, trail),
            Side::Realm(_) => None,
        };
        found.or_else(|| self.partner(name, rule, trail)).unwrap_or_else(|| self.refuse(trail))
    }

    fn in_forests(
        &self,
        forest: &Forest,
        own: DomainId,
        name: &str,
        rule: Rule,
        trail: &mut Trail,
    ) -> Option<ClientVerdict> {
        if let Some(domain) = forest.domain_named(name).filter(|domain| *domain != own) {
            trail.note(rule, Fact::Domain(domain));
            // The catalog knows the forest's users: where it has none of this name there is none.
            if rule == Rule::UserSuffix && self.query.catalog == CatalogAnswer::Absent {
                return Some(unknown(trail));
            }
            return forest.domain(domain).map(|domain| ClientVerdict::Refer { realm: domain.dns_name.clone() });
        }
        let asked = if rule == Rule::UserSuffix { Asked::Namespace } else { Asked::Domain };
        let comparison = match name.contains('.') {
            true => forest.claims().compare(name, asked),
            false => forest.claims().compare_netbios(name, forest.root()),
        };
        let record = trail.compared(Rule::RoutingHint, &comparison)?;
        let object = forest.root().object(record.trust)?;
        if !object.trust_direction.is_inbound() && !object.trust_direction.is_outbound() {
            trail.block(Rule::RoutingHint, Party::Record(record), Lost::WrongDirection);
            return None;
        }
        if rule == Rule::UserSuffix && !self.view.alternate_suffixes && !object.has_domain(name) {
            trail.note(Rule::RoutingHint, Fact::Record(record, Some(Lost::AlternateSuffix)));
            return None;
        }
        trail.note(Rule::RoutingHint, Fact::Record(record, None));
        forest.root().realm(record.trust).map(|realm| ClientVerdict::Refer { realm: realm.clone() })
    }

    /// A direct partner of exactly this name.
    fn partner(&self, name: &str, rule: Rule, trail: &mut Trail) -> Option<ClientVerdict> {
        let Some(trust) = self.view.trust_named(name) else {
            trail.note(rule, Fact::Nothing);
            return None;
        };
        let (object, realm) = (self.view.trust(trust)?, self.view.partner(trust)?);
        let lost = if !object.speaks_kerberos() {
            Some(Lost::NoKerberos)
        } else if !object.trust_direction.is_inbound() && !object.trust_direction.is_outbound() {
            Some(Lost::WrongDirection)
        } else {
            None
        };
        match lost {
            Some(lost) => {
                trail.block(rule, Party::Own(trust), lost);
                None
            }
            None => {
                trail.note(rule, Fact::Trust(trust, None));
                Some(ClientVerdict::Refer { realm: realm.clone() })
            }
        }
    }

    fn refuse(&self, trail: &Trail) -> ClientVerdict {
        let otherwise = NoRoute::UnknownClient { name: trail.subject() };
        ClientVerdict::Refuse(trail.refusal(self.view, Arrival::Own, otherwise))
    }
}

fn catalog(forest: &Forest, own: DomainId, answer: CatalogAnswer, trail: &mut Trail) -> Option<ClientVerdict> {
    match answer {
        CatalogAnswer::Domain(domain) => {
            trail.note(Rule::GlobalCatalog, Fact::Domain(domain));
            if domain == own {
                return Some(unknown(trail));
            }
            forest.domain(domain).map(|domain| ClientVerdict::Refer { realm: domain.dns_name.clone() })
        }
        CatalogAnswer::NotUnique => {
            trail.note(Rule::GlobalCatalog, Fact::NotUnique);
            Some(ClientVerdict::Refuse(NoRoute::NotUnique { name: trail.subject() }))
        }
        CatalogAnswer::Absent => {
            trail.note(Rule::GlobalCatalog, Fact::Absent);
            None
        }
        CatalogAnswer::NotAsked => {
            trail.note(Rule::GlobalCatalog, Fact::NotAsked);
            None
        }
    }
}

fn unknown(trail: &Trail) -> ClientVerdict {
    ClientVerdict::Refuse(NoRoute::UnknownClient { name: trail.subject() })
}

#[cfg(test)]
mod tests;
