//! The decision for service names.

mod crossing;
mod domain;
mod realm;
mod trail;

use xrealm_names::{NameType, PrincipalName, RealmName};

use self::crossing::Crossing;
pub(crate) use self::trail::{Party, Trail};
use crate::view::Side;
use crate::{
    Decision, DomainId, Fact, NoRoute, Permission, ReferralPolicy, Rule, TrustId, Verdict, View, service_host,
};

/// What is asked for, and what is already known about it.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The service name.
    pub name: &'a PrincipalName,
    /// Whether the request has the canonicalize option.
    pub canonicalize: bool,
    /// What the realm's own database says.
    pub own: OwnAnswer,
    /// What the global catalog of the own forest says; it need not be asked if `own` is not [`OwnAnswer::Absent`].
    pub catalog: CatalogAnswer,
    /// How the client came.
    pub arrival: Arrival<'a>,
}

impl<'a> Query<'a> {
    /// A query with the canonicalize option for a name that neither the own database nor the own forest knows.
    #[must_use]
    pub fn absent(name: &'a PrincipalName, arrival: Arrival<'a>) -> Self {
        Self { name, canonicalize: true, own: OwnAnswer::Absent, catalog: CatalogAnswer::Absent, arrival }
    }
}

/// What the own database says about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OwnAnswer {
    /// No account has it.
    Absent,
    /// One account has it.
    Held,
    /// More than one has it.
    NotUnique,
}

/// What the global catalog says about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CatalogAnswer {
    /// It was not asked; a Kerberos realm has none.
    NotAsked,
    /// No domain of the forest has it.
    Absent,
    /// This domain has it.
    Domain(DomainId),
    /// More than one account has it.
    NotUnique,
}

/// Which ticket-granting ticket the client presents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival<'a> {
    /// One of this realm.
    Own,
    /// One of a partner.
    Over {
        /// The trust with the partner that issued it.
        trust: TrustId,
        /// The client's home realm.
        crealm: &'a RealmName,
    },
}

/// Decides what a KDC does with a request for a service ticket.
///
/// Pure and total. The steps are those of MS-KILE 3.3.5.6.1 with the routing of MS-DRSR 5.64.2 for a domain, and those of
/// RFC 4120 §3.3.3 and RFC 6806 §8 for a plain Kerberos realm: the own database, the own forest, the partner forests'
/// claims, trusts by name, refusal; `krbtgt/REALM` asks for a realm instead. Whether the presented ticket is acceptable
/// at all is [`crate::accepts_client_realm`]'s decision, before this one.
#[must_use]
pub fn route(view: &View, query: &Query<'_>) -> Decision {
    let host = service_host(query.name);
    let subject = query.name.ticket_granting_realm().or(host.as_deref()).unwrap_or(query.name.first());
    let mut trail = Trail::new(subject);
    let crossing = Crossing { view, arrival: query.arrival };
    let verdict = match &view.side {
        Side::Domain { forest, id, .. } => {
            domain::Domain { forest, id: *id, crossing }.route(query, host.as_deref(), &mut trail)
        }
        Side::Realm(side) => realm::Realm { side, crossing }.route(query, host.as_deref(), &mut trail),
    };
    trail.decide(verdict)
}

/// What every kind of realm does first: issue what its own database holds, and refuse a name that it does not hold where
/// nobody asks for a referral. `None` if the name is to be looked for elsewhere.
fn at_home(policy: ReferralPolicy, query: &Query<'_>, host: Option<&str>, trail: &mut Trail) -> Option<Verdict> {
    match query.own {
        OwnAnswer::Held => {
            trail.note(Rule::OwnDatabase, Fact::Held);
            return Some(Verdict::IssueHere);
        }
        OwnAnswer::NotUnique => {
            trail.note(Rule::OwnDatabase, Fact::NotUnique);
            return Some(Verdict::Refuse(NoRoute::NotUnique { name: trail.subject() }));
        }
        OwnAnswer::Absent => trail.note(Rule::OwnDatabase, Fact::Absent),
    }
    let permission = permission(policy, query, host);
    trail.note(Rule::ReferralPolicy, Fact::Permission(permission));
    (permission == Permission::Denied).then(|| Verdict::Refuse(NoRoute::ReferralNotAsked { name: trail.subject() }))
}

/// Whether a name that is not here may be answered by a referral (RFC 6806 §8).
fn permission(policy: ReferralPolicy, query: &Query<'_>, host: Option<&str>) -> Permission {
    let name_type = query.name.name_type;
    // Clients that spell a service principal as NT-PRINCIPAL mean a host all the same (MIT `kvno host/db.example`).
    let host_based =
        || name_type.is_host_based() || name_type == NameType::SRV_XHST || host.is_some_and(|host| host.contains('.'));
    match policy {
        _ if query.canonicalize => Permission::Canonicalize,
        _ if name_type == NameType::SRV_INST => Permission::ServiceInstance,
        ReferralPolicy::HostBased if host_based() => Permission::HostBased,
        ReferralPolicy::Always => Permission::Always,
        ReferralPolicy::HostBased | ReferralPolicy::Canonicalize => Permission::Denied,
    }
}

#[cfg(test)]
mod tests;
