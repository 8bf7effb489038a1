//! The whole way of a client to a service, composed of the decisions of the KDCs on it and of nothing else.
//!
//! Nobody asks anybody here: each realm's part is what its KDC would answer with ([`Realm::route_client`],
//! [`Realm::arrival`], [`Realm::route`], [`Realm::sealing_etype`], [`Realm::transit`]), and a referral leads on to the
//! next. Whether accounts are enabled and passwords are right is not looked at.

use std::fmt;

use thiserror::Error;
use xrealm_names::{EncryptionType, NameType, PrincipalName, RealmName};
use xrealm_trust::{ClientRealmRefusal, ClientVerdict, Decision, NoRoute, TrustId, Verdict};

use crate::{Directory, Passage, Realm, Transit, TransitRefusal, TransitedField};

/// Who wants to go where.
#[derive(Debug, Clone, Copy)]
pub struct Errand<'a> {
    /// Who goes.
    pub traveller: Traveller<'a>,
    /// The service to reach.
    pub service: &'a PrincipalName,
    /// Whether the client asks for referrals (the canonicalize option), as Windows clients always do.
    pub canonicalize: bool,
}

/// Who goes.
#[derive(Debug, Clone, Copy)]
pub enum Traveller<'a> {
    /// Any client of this realm.
    Of(&'a Realm),
    /// The client of this name, which first has to find out where it lives.
    Named {
        /// The name, which may be a user principal name of any suffix (NT-ENTERPRISE).
        name: &'a PrincipalName,
        /// The realm whose KDC it asks first.
        at: &'a Realm,
    },
}

/// The way of a client to a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Itinerary {
    /// The realms asked for the client, in order; none for a client whose realm was given.
    pub login: Vec<LoginHop>,
    /// The realms asked for the service, in order; none if the client was not found.
    pub hops: Vec<Hop>,
    /// How it ends, at the realm asked last.
    pub end: ItineraryEnd,
}

/// One KDC that is asked for the client's first ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginHop {
    /// Whose KDC.
    pub realm: RealmName,
    /// What it decides.
    pub decision: Decision<ClientVerdict>,
}

/// One KDC that is asked for the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Whose KDC.
    pub realm: RealmName,
    /// The trust, as this realm counts, that the ticket presented came over; `None` at home.
    pub came_over: Option<TrustId>,
    /// What it decides; `None` if it does not accept the ticket presented.
    pub decision: Option<Decision>,
    /// The transited field of the ticket it issues; `None` if it issues none.
    pub transit: Option<Transit>,
}

/// How an itinerary ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItineraryEnd {
    /// The realm asked last issues the ticket: for a service of its own, or for the ticket-granting service that was
    /// asked for by name.
    Issued,
    /// The realm asked last refuses.
    Refused(Obstacle),
    /// The realm asked last refers to one whose KDC is somebody else's.
    ServedElsewhere {
        /// That realm.
        realm: RealmName,
    },
    /// The realm asked last refers to one that was asked before.
    Repeated {
        /// That realm.
        realm: RealmName,
    },
}

/// Why a realm refuses.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The client is found nowhere.
    #[error("client unknown: {0}")]
    UnknownClient(NoRoute),
    /// The service is found nowhere, or no way leads to it.
    #[error("{0}")]
    NoRoute(NoRoute),
    /// The issuer of the ticket is no partner.
    #[error("no trust with {issuer}, which issued the ticket")]
    NoTrust {
        /// The realm that issued the ticket.
        issuer: RealmName,
    },
    /// The issuer of the ticket is not trusted.
    #[error("{partner} is not trusted by this realm: the trust points the other way")]
    NotTrusted {
        /// The realm that issued the ticket.
        partner: RealmName,
    },
    /// The issuer of the ticket may not vouch for the client.
    #[error("{0}")]
    ClientRealm(ClientRealmRefusal),
    /// The two ends of a trust have agreed on no encryption type that there is a key of.
    #[error("the trust with {partner} has no key of an allowed encryption type")]
    NoTrustKey {
        /// The realm that the referral was to lead to.
        partner: RealmName,
    },
    /// The partner seals its tickets with an encryption type that is not agreed on at this end.
    #[error("{partner} seals tickets over the trust with {etype}, of which there is no key here")]
    TicketEtype {
        /// The realm that issued the ticket.
        partner: RealmName,
        /// How it is sealed.
        etype: EncryptionType,
    },
    /// The path that the client came is not accepted.
    #[error("{0}")]
    Transit(TransitRefusal),
}

impl Obstacle {
    /// A word for counting.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::UnknownClient(no_route) | Self::NoRoute(no_route) => no_route.kind(),
            Self::NoTrust { .. } | Self::ClientRealm(ClientRealmRefusal::UnknownTrust) => "no-trust-with-issuer",
            Self::NotTrusted { .. } | Self::ClientRealm(ClientRealmRefusal::WrongDirection { .. }) => {
                "issuer-not-trusted"
            }
            Self::ClientRealm(ClientRealmRefusal::OwnRealm { .. }) => "client-of-own-realm",
            Self::ClientRealm(ClientRealmRefusal::NotTransitive { .. }) => "non-transitive",
            Self::ClientRealm(ClientRealmRefusal::NotClaimed { .. }) => "client-realm-not-claimed",
            Self::NoTrustKey { .. } => "no-trust-key",
            Self::TicketEtype { .. } => "ticket-etype",
            Self::Transit(TransitRefusal::PathNotAccepted(_) | TransitRefusal::PartnerOffPath(_)) => {
                "path-not-accepted"
            }
            Self::Transit(TransitRefusal::Malformed(_)) => "transited-malformed",
            Self::Transit(TransitRefusal::Unchecked) => "path-not-checked",
            Self::Transit(TransitRefusal::Type(_)) => "transited-type",
        }
    }
}

impl ItineraryEnd {
    /// A word for counting.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Refused(obstacle) => obstacle.kind(),
            Self::ServedElsewhere { .. } => "served-elsewhere",
            Self::Repeated { .. } => "realm-repeated",
        }
    }
}

impl fmt::Display for ItineraryEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Issued => write!(f, "issued"),
            Self::Refused(obstacle) => write!(f, "refused: {obstacle}"),
            Self::ServedElsewhere { realm } => write!(f, "leads to {realm}, which is served elsewhere"),
            Self::Repeated { realm } => write!(f, "leads back to {realm}"),
        }
    }
}

impl fmt::Display for Itinerary {
    /// One line: `A.TEST > B.TEST: issued`. Realms asked for the client only stand in brackets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let looked = self.login.iter().map(|hop| format!("[{}]", hop.realm));
        let asked = self.hops.iter().map(|hop| hop.realm.to_string());
        let names: Vec<String> = looked.chain(asked).collect();
        write!(f, "{}: {}", names.join(" > "), self.end)
    }
}

impl Itinerary {
    /// The realms asked for the service, in order.
    pub fn realms(&self) -> impl ExactSizeIterator<Item = &RealmName> {
        self.hops.iter().map(|hop| &hop.realm)
    }

    /// How many trusts the tickets on the way are for.
    #[must_use]
    pub fn trusts_crossed(&self) -> usize {
        let refers = |hop: &&Hop| hop.decision.as_ref().is_some_and(|decision| decision.verdict.next_realm().is_some());
        let referrals = self.hops.iter().filter(refers).count();
        // The referral of a realm that refuses after all is not given.
        if matches!(self.end, ItineraryEnd::Refused(_)) { self.hops.len().saturating_sub(1) } else { referrals }
    }

    /// Whether it ends with the ticket.
    #[must_use]
    pub fn is_issued(&self) -> bool {
        self.end == ItineraryEnd::Issued
    }

    /// The realm asked last.
    #[must_use]
    pub fn last_realm(&self) -> Option<&RealmName> {
        self.realms().last().or_else(|| self.login.last().map(|hop| &hop.realm))
    }
}

impl Directory {
    /// The way that an errand takes. It asks no realm twice, so it ends.
    #[must_use]
    pub fn itinerary(&self, errand: &Errand<'_>) -> Itinerary {
        let mut login = Vec::new();
        let home = match errand.traveller {
            Traveller::Of(realm) => Ok(realm),
            Traveller::Named { name, at } => self.find_client(name, at, errand.canonicalize, &mut login),
        };
        let mut way = Way { directory: self, hops: Vec::new() };
        let end = home.and_then(|home| way.go(home, errand)).unwrap_or_else(|end| end);
        Itinerary { login, hops: way.hops, end }
    }

    /// Follows client referrals (RFC 6806 §7) to where the client lives.
    fn find_client<'d>(
        &'d self,
        name: &PrincipalName,
        first: &'d Realm,
        canonicalize: bool,
        asked: &mut Vec<LoginHop>,
    ) -> Result<&'d Realm, ItineraryEnd> {
        // For an enterprise name referrals are followed in any case.
        let canonicalize = canonicalize || name.name_type == NameType::ENTERPRISE;
        let mut here = first;
        loop {
            let (decision, _) = here.route_client(name, canonicalize);
            let verdict = decision.verdict.clone();
            asked.push(LoginHop { realm: here.name.clone(), decision });
            match verdict {
                ClientVerdict::AnswerHere => return Ok(here),
                ClientVerdict::Refuse(why) => return Err(ItineraryEnd::Refused(Obstacle::UnknownClient(why))),
                ClientVerdict::Refer { realm } => {
                    here = self.onwards(realm, |next| asked.iter().any(|hop| hop.realm == *next))?;
                }
            }
        }
    }

    /// The realm that a referral leads to, if it is served here and new.
    fn onwards(&self, next: RealmName, was_asked: impl Fn(&RealmName) -> bool) -> Result<&Realm, ItineraryEnd> {
        match self.realm_named(next.as_str().as_bytes()) {
            None => Err(ItineraryEnd::ServedElsewhere { realm: next }),
            Some(realm) if was_asked(&realm.name) => Err(ItineraryEnd::Repeated { realm: next }),
            Some(realm) => Ok(realm),
        }
    }
}

/// The realms asked for the service so far.
struct Way<'d> {
    directory: &'d Directory,
    hops: Vec<Hop>,
}

/// A ticket-granting ticket on its way, as far as it matters for where it can go.
struct Ticket<'c> {
    crealm: &'c RealmName,
    transited: TransitedField,
    /// Who issued it, and what it is sealed with; `None` at home.
    issued: Option<(RealmName, EncryptionType)>,
}

/// A referral.
struct Onwards {
    next: RealmName,
    transited: TransitedField,
    etype: EncryptionType,
}

impl<'d> Way<'d> {
    /// From the client's home to the end; both variants are ends.
    fn go(&mut self, home: &'d Realm, errand: &Errand<'_>) -> Result<ItineraryEnd, ItineraryEnd> {
        let transited = TransitedField::empty(home.settings.transited);
        let mut ticket = Ticket { crealm: &home.name, transited, issued: None };
        let mut here = home;
        loop {
            self.hops.push(Hop { realm: here.name.clone(), came_over: None, decision: None, transit: None });
            let onwards = match self.ask(here, errand, &ticket) {
                Ok(Some(onwards)) => onwards,
                Ok(None) => return Ok(ItineraryEnd::Issued),
                Err(obstacle) => return Err(ItineraryEnd::Refused(obstacle)),
            };
            ticket.transited = onwards.transited;
            ticket.issued = Some((here.name.clone(), onwards.etype));
            here = self.directory.onwards(onwards.next, |next| self.hops.iter().any(|hop| hop.realm == *next))?;
        }
    }

    /// What the KDC of `here` does with the ticket, in the order in which it does it; noted in the last hop. `None`: it
    /// issues the ticket for the service.
    fn ask(&mut self, here: &Realm, errand: &Errand<'_>, ticket: &Ticket<'_>) -> Result<Option<Onwards>, Obstacle> {
        let Some(hop) = self.hops.last_mut() else { return Ok(None) };
        let issued = ticket.issued.as_ref();
        let came_over = issued.map(|(issuer, etype)| opened(here, issuer, *etype)).transpose()?;
        hop.came_over = came_over;
        let arrival = here.arrival(came_over, ticket.crealm).map_err(Obstacle::ClientRealm)?;
        let (decision, _) = here.route(errand.service, errand.canonicalize, arrival);
        let verdict = decision.verdict.clone();
        hop.decision = Some(decision);
        let (goes_over, onwards) = match verdict {
            Verdict::IssueHere => (None, None),
            Verdict::Refuse(no_route) => return Err(Obstacle::NoRoute(no_route)),
            Verdict::Refer { trust, next, .. } => {
                let sealed = here.trust(trust).and_then(|trust| here.sealing_etype(trust));
                let etype = sealed.ok_or_else(|| Obstacle::NoTrustKey { partner: next.clone() })?;
                (Some(trust), Some((next, etype)))
            }
        };
        let passage = Passage { crealm: ticket.crealm, came_over, goes_over, check: true };
        let transit = here.transit(ticket.transited.clone(), passage).map_err(Obstacle::Transit)?;
        let transited = transit.field.clone();
        hop.transit = Some(transit);
        // Who asks for the next realm's ticket-granting ticket by name has what was asked for.
        let onwards = onwards.filter(|(next, _)| !errand.service.eq_ignore_case(&PrincipalName::krbtgt(next)));
        Ok(onwards.map(|(next, etype)| Onwards { next, transited, etype }))
    }
}

/// The trust that a ticket of `issuer` opens with at `here`.
fn opened(here: &Realm, issuer: &RealmName, etype: EncryptionType) -> Result<TrustId, Obstacle> {
    let no_trust = || Obstacle::NoTrust { issuer: issuer.clone() };
    let (id, trust) = here.trust_named(issuer.as_str().as_bytes()).ok_or_else(no_trust)?;
    let partner = trust.tdo.trust_partner.clone();
    let outgoing = trust.outgoing.as_ref().filter(|_| trust.tdo.trust_direction.is_outbound());
    let Some(secret) = outgoing else { return Err(Obstacle::NotTrusted { partner }) };
    let agreed = here.etypes_of_trust(trust).any(|agreed| agreed == etype);
    let has_key = secret.key_sets().any(|keys| keys.has(etype));
    if agreed && has_key { Ok(id) } else { Err(Obstacle::TicketEtype { partner, etype }) }
}
