//! Whom the ticket is for: an account of this realm, or the next realm on the way (`xrealm_trust::route`).

use xrealm_crypto::Key;
use xrealm_directory::{Account, AccountKind, ServiceLookup, Trust};
use xrealm_names::{EncryptionType, PrincipalName, RealmName, SupportedEncryptionTypes};
use xrealm_trust::{
    Arrival, CatalogAnswer, ClientRealmRefusal, OwnAnswer, Query, TrustAttributes, TrustId, TrustKind, Verdict,
    accepts_client_realm, route,
};
use xrealm_wire::{KdcOptions, TicketFlags};

use super::presented::{Issuer, Opened};
use super::user_to_user::AdditionalTicket;
use crate::asked::Asked;
use crate::outcome::Outcome;
use crate::{Refusal, account_state, etypes};

/// Whom the ticket is for.
pub(super) enum Target<'a> {
    /// An account of this realm; in user-to-user with the session key of the ticket-granting ticket it showed.
    Here { account: &'a Account, user_key: Option<Key> },
    /// The ticket-granting service of the next realm.
    Next { realm: RealmName, trust: &'a Trust },
}

/// The key that seals the ticket, and the session key's type.
pub(super) struct Sealing {
    pub(super) key: Key,
    /// `None` for a session key, which has no version.
    pub(super) kvno: Option<u32>,
    pub(super) session_etype: EncryptionType,
    /// What the holder of the key understands, for PA-SUPPORTED-ENCTYPES.
    pub(super) understood: SupportedEncryptionTypes,
}

/// The client's home realm, if who issued the ticket may vouch for it (MS-PAC 4.1.2.3).
pub(super) fn client_realm(asked: &Asked<'_>, issuer: Issuer, crealm: &[u8]) -> Result<RealmName, Refusal> {
    let name = RealmName::from_octets(crealm).map_err(|_| Refusal::Malformed { part: "client realm" })?;
    let Issuer::Partner(trust) = issuer else { return Ok(name) };
    match accepts_client_realm(asked.realm.view(), trust, &name) {
        Ok(()) => Ok(name),
        Err(refused) => Err(Refusal::ForeignClientRealm(refused)),
    }
}

impl<'a> Target<'a> {
    /// Looks the service up here, then asks for the route.
    pub(super) fn find(
        asked: &Asked<'a>,
        opened: &Opened,
        crealm: &RealmName,
        outcome: &mut Outcome,
    ) -> Result<Self, Refusal> {
        let additional = asked.body().kdc_options.contains(KdcOptions::ENC_TKT_IN_SKEY);
        let additional = additional.then(|| AdditionalTicket::open(asked)).transpose()?;
        let name = service_name(asked, additional.as_ref())?;
        let held = asked.realm.service(&name);
        let decision = route(asked.realm.view(), &query(asked, arrival(asked, opened.issuer, crealm)?, &name, &held));
        let verdict = decision.verdict.clone();
        outcome.decision = Some(decision);
        match (verdict, held) {
            (Verdict::IssueHere, ServiceLookup::Held(account)) => Self::here(asked, account, &name, additional),
            (Verdict::IssueHere, _) => Err(Refusal::UnknownService { realm: asked.realm_name().clone() }),
            (Verdict::Refer { trust, next, .. }, _) => {
                let trust = asked.realm.trust(trust).ok_or_else(|| Refusal::NoTrustKey { partner: next.clone() })?;
                Ok(Self::Next { realm: next, trust })
            }
            (Verdict::Refuse(no_route), _) => Err(Refusal::NoRoute(no_route)),
        }
    }

    fn here(
        asked: &Asked<'a>,
        account: &'a Account,
        name: &PrincipalName,
        additional: Option<AdditionalTicket>,
    ) -> Result<Self, Refusal> {
        account_state::service_usable(account, asked.now.time)?;
        if let Some(additional) = &additional {
            additional.belongs_to(asked, account)?;
        } else if asked.is_windows() && must_use_user_to_user(account, name) {
            return Err(Refusal::MustUseUserToUser);
        }
        Ok(Self::Here { account, user_key: additional.map(|additional| additional.session_key) })
    }

    /// The keys that the ticket and its session take.
    pub(super) fn sealing(&self, asked: &Asked<'_>) -> Result<Sealing, Refusal> {
        let (realm, etypes) = (asked.realm, &asked.body().etypes);
        match self {
            Self::Here { account, user_key: Some(key) } => Ok(Sealing {
                key: key.clone(),
                kvno: None,
                session_etype: etypes::session(etypes, realm, |_| true)?,
                understood: SupportedEncryptionTypes::of(realm.etypes_of(account)),
            }),
            Self::Here { account, user_key: None } => {
                let understood = |etype| realm.etypes_of(account).any(|own| own == etype);
                let key = etypes::sealing_key(&account.keys, realm.etypes_of(account));
                Ok(Sealing {
                    key: key.ok_or(Refusal::NoServiceKey)?.clone(),
                    kvno: Some(account.keys.kvno()),
                    session_etype: etypes::session(etypes, realm, understood)?,
                    understood: SupportedEncryptionTypes::of(realm.etypes_of(account)),
                })
            }
            Self::Next { realm: next, trust } => {
                let no_key = || Refusal::NoTrustKey { partner: next.clone() };
                let secret = &trust.incoming.as_ref().ok_or_else(no_key)?.current;
                let understood = |etype| realm.etypes_of_trust(trust).any(|agreed| agreed == etype);
                let key = etypes::sealing_key(secret, realm.etypes_of_trust(trust)).ok_or_else(no_key)?;
                Ok(Sealing {
                    key: key.clone(),
                    kvno: Some(secret.kvno()),
                    session_etype: etypes::session(etypes, realm, understood)?,
                    understood: SupportedEncryptionTypes::of(realm.etypes_of_trust(trust)),
                })
            }
        }
    }

    /// Longest life that the service's account allows, seconds.
    pub(super) fn account_life(&self) -> Option<u32> {
        match self {
            Self::Here { account, .. } => account.max_ticket_life_seconds,
            Self::Next { .. } => None,
        }
    }

    /// Whether the ticket is one to ask other tickets with.
    pub(super) fn is_ticket_granting(&self) -> bool {
        match self {
            Self::Here { account, .. } => account.kind == AccountKind::Krbtgt,
            Self::Next { .. } => true,
        }
    }

    /// Whether the ticket carries OK-AS-DELEGATE (MS-KILE 3.3.5.7.5): the trusts on the way must permit it, and the
    /// service must be trusted for it.
    pub(super) fn may_delegate(&self, asked: &Asked<'_>, issuer: Issuer, presented: TicketFlags) -> bool {
        let so_far = match issuer {
            Issuer::Own => true,
            Issuer::Partner(id) => {
                let attributes = asked.realm.trust(id).map(|trust| trust.tdo.trust_attributes);
                presented.contains(TicketFlags::OK_AS_DELEGATE) && attributes.is_some_and(permits_delegation)
            }
        };
        so_far
            && match self {
                Self::Here { account, .. } => account.flags.trusted_for_delegation,
                Self::Next { trust, .. } => permits_delegation(trust.tdo.trust_attributes),
            }
    }
}

fn query<'q>(asked: &Asked<'_>, arrival: Arrival<'q>, name: &'q PrincipalName, held: &ServiceLookup<'_>) -> Query<'q> {
    let (own, catalog) = match held {
        ServiceLookup::Held(_) => (OwnAnswer::Held, CatalogAnswer::NotAsked),
        ServiceLookup::NotUnique => (OwnAnswer::NotUnique, CatalogAnswer::NotAsked),
        ServiceLookup::Absent => (OwnAnswer::Absent, asked.realm.catalog_service(name)),
    };
    let canonicalize = asked.body().kdc_options.contains(KdcOptions::CANONICALIZE);
    Query { name, canonicalize, own, catalog, arrival }
}

/// How the client came here.
///
/// A foreign client may hold a ticket-granting ticket of this very realm, got with the one it came with. It stays
/// bound to the trust that lets its realm in, or a trust that is not transitive could be crossed in two steps.
fn arrival<'q>(asked: &Asked<'_>, issuer: Issuer, crealm: &'q RealmName) -> Result<Arrival<'q>, Refusal> {
    let realm = asked.realm;
    match issuer {
        Issuer::Partner(trust) => Ok(Arrival::Over { trust, crealm }),
        Issuer::Own if realm.answers_to(crealm.as_str()) => Ok(Arrival::Own),
        Issuer::Own => {
            let accepting = |(trust, _): &(TrustId, &Trust)| accepts_client_realm(realm.view(), *trust, crealm).is_ok();
            let within_forest = |(_, trust): &(TrustId, &Trust)| trust.tdo.kind() == TrustKind::WithinForest;
            let (trust, _) = realm
                .trusts()
                .filter(accepting)
                .min_by_key(within_forest)
                .ok_or(Refusal::ForeignClientRealm(ClientRealmRefusal::UnknownTrust))?;
            Ok(Arrival::Over { trust, crealm })
        }
    }
}

/// The name asked for; in user-to-user the owner of the additional ticket may stand for it.
fn service_name(asked: &Asked<'_>, additional: Option<&AdditionalTicket>) -> Result<PrincipalName, Refusal> {
    match (&asked.body().sname, additional) {
        (Some(sname), _) => sname.to_owned().map_err(|_| Refusal::NoServiceName),
        (None, Some(additional)) => Ok(additional.client.clone()),
        (None, None) => Err(Refusal::NoServiceName),
    }
}

/// An account without a service principal name has a password that a person chose: a ticket under its key could be
/// guessed at leisure, so domain controllers issue user-to-user tickets only (MS-KILE 3.3.5.7).
fn must_use_user_to_user(account: &Account, name: &PrincipalName) -> bool {
    account.kind == AccountKind::User && account.service_principal_names.is_empty() && name.component_count() == 1
}

fn permits_delegation(attributes: TrustAttributes) -> bool {
    let enables = TrustAttributes::WITHIN_FOREST.0 | TrustAttributes::CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION.0;
    let disables = TrustAttributes::CROSS_ORGANIZATION_NO_TGT_DELEGATION.0 | TrustAttributes::QUARANTINED_DOMAIN.0;
    attributes.0 & enables != 0 && attributes.0 & disables == 0
}
