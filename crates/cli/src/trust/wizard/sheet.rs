//! What was typed into the wizard so far, and the trust it makes.

use xrealm_admin::{Authentication, CreateTrust, DomainFacts, SecretText, TrustEnds};
use xrealm_directory::{NewTrustKind, TrustSide};

/// What was typed.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) local: Option<DomainFacts>,
    pub(super) partner: String,
    /// The partner, if it is one of those known here.
    pub(super) known_partner: Option<DomainFacts>,
    pub(super) kind: Option<NewTrustKind>,
    pub(super) transitive: bool,
    pub(super) direction: Direction,
    pub(super) sides: Sides,
    pub(super) user: String,
    pub(super) user_password: Option<SecretText>,
    pub(super) local_level: Authentication,
    pub(super) partner_level: Authentication,
    pub(super) password: Option<SecretText>,
}

/// Seen from the domain the wizard stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Direction {
    #[default]
    TwoWay,
    Incoming,
    Outgoing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Sides {
    #[default]
    This,
    Both,
}

impl Sheet {
    /// The kinds that a trust between these two can be of.
    pub(super) fn kinds(&self) -> Vec<NewTrustKind> {
        let Some(local) = &self.local else { return Vec::new() };
        let is_plain = |facts: &DomainFacts| facts.netbios_name.is_none() && facts.forest.is_none();
        match &self.known_partner {
            _ if is_plain(local) => vec![NewTrustKind::Realm],
            None => vec![NewTrustKind::Realm, NewTrustKind::External],
            Some(partner) if is_plain(partner) => vec![NewTrustKind::Realm],
            Some(partner) if partner.forest == local.forest => vec![NewTrustKind::Shortcut],
            Some(partner) if is_root(local) && is_root(partner) => vec![NewTrustKind::External, NewTrustKind::Forest],
            Some(_) => vec![NewTrustKind::External],
        }
    }

    /// The trust to be created.
    pub(super) fn create(&self) -> Option<CreateTrust> {
        let kind = self.kind?;
        let realm = kind == NewTrustKind::Realm;
        let both = !realm && self.sides == Sides::Both;
        let incoming = self.direction == Direction::Incoming;
        let (trusting_authentication, trusted_authentication) =
            if incoming { (self.partner_level, self.local_level) } else { (self.local_level, self.partner_level) };
        let own = if incoming { TrustSide::Trusted } else { TrustSide::Trusting };
        Some(CreateTrust {
            ends: self.ends(!incoming)?,
            kind: Some(kind),
            two_way: self.direction == Direction::TwoWay,
            side: (!both).then_some(own),
            transitive: realm.then_some(self.transitive),
            password: if both { None } else { Some(self.password.clone()?) },
            trusting_authentication,
            trusted_authentication,
            quarantine: None,
            forest_transitive: false,
            etypes: None,
            confirm: false,
            confirm_reverse: false,
        })
    }

    /// The ends of one direction: outgoing means that users of the partner get in here.
    pub(super) fn ends(&self, outgoing: bool) -> Option<TrustEnds> {
        let (own, other) = (self.local.as_ref()?.realm.clone(), self.partner.clone());
        Some(if outgoing {
            TrustEnds { trusting: own, trusted: other }
        } else {
            TrustEnds { trusting: other, trusted: own }
        })
    }
}

fn is_root(facts: &DomainFacts) -> bool {
    facts.parent.is_none() && facts.forest.as_ref().is_some_and(|forest| forest.eq_ignore_ascii_case(&facts.dns_name))
}
