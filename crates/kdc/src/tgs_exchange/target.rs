//! Whom the ticket is for: an account of this realm, or the next realm on the way ([`xrealm_directory::Realm::route`]).

use xrealm_crypto::Key;
use xrealm_directory::{Account, AccountKind, ServiceLookup, Trust};
use xrealm_names::{EncryptionType, RealmName, SupportedEncryptionTypes};
use xrealm_trust::{Arrival, TrustId, Verdict};
use xrealm_wire::{KdcOptions, TicketFlags};

use super::presented::Issuer;
use super::user_to_user::AdditionalTicket;
use crate::asked::Asked;
use crate::outcome::Outcome;
use crate::pac::{ClientPac, UnsignedPac};
use crate::{Refusal, account_state, etypes};

/// Whom the ticket is for.
pub(super) enum Target<'a> {
    /// An account of this realm; in user-to-user with the session key of the ticket-granting ticket it showed.
    Here { account: &'a Account, user_key: Option<Key> },
    /// The ticket-granting service of the next realm.
    Next { realm: RealmName, id: TrustId, trust: &'a Trust },
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

/// The client's home realm.
pub(super) fn client_realm(issuer: Issuer, crealm: &[u8]) -> Result<RealmName, Refusal> {
    let name = RealmName::from_octets(crealm).map_err(|_| Refusal::Malformed { part: "client realm" })?;
    match issuer {
        Issuer::Partner(_) if name.as_str() == ANONYMOUS_REALM => Err(Refusal::AnonymousClient),
        Issuer::Partner(_) | Issuer::Own => Ok(name),
    }
}

/// The realm of anonymous clients that belong to none (RFC 8062 §3).
const ANONYMOUS_REALM: &str = "WELLKNOWN:ANONYMOUS";

impl<'a> Target<'a> {
    /// Looks the service up here, then asks for the route.
    pub(super) fn find(asked: &Asked<'a>, arrival: Arrival<'_>, outcome: &mut Outcome) -> Result<Self, Refusal> {
        let mut user = UserToUser::wanted(asked);
        let name = match &asked.body().sname {
            Some(sname) => sname.to_owned().map_err(|_| Refusal::NoServiceName)?,
            // In user-to-user the owner of the additional ticket may stand for the service.
            None => user.open(asked)?.ok_or(Refusal::NoServiceName)?.client.clone(),
        };
        let canonicalize = asked.options().contains(KdcOptions::CANONICALIZE);
        let (decision, held) = asked.realm.route(&name, canonicalize, arrival);
        let verdict = decision.verdict.clone();
        outcome.decision = Some(decision);
        match (verdict, held) {
            (Verdict::IssueHere, ServiceLookup::Held(account)) => {
                user.open(asked)?;
                Self::here(asked, account, user)
            }
            (Verdict::IssueHere, ServiceLookup::Absent | ServiceLookup::NotUnique) => {
                Err(Refusal::UnknownService { realm: asked.realm_name().clone() })
            }
            (Verdict::Refer { trust: id, next, .. }, _) => {
                let trust = asked.realm.trust(id).ok_or_else(|| Refusal::NoTrustKey { partner: next.clone() })?;
                Ok(Self::Next { realm: next, id, trust })
            }
            (Verdict::Refuse(no_route), _) => Err(Refusal::NoRoute(no_route)),
        }
    }

    fn here(asked: &Asked<'a>, account: &'a Account, user: UserToUser) -> Result<Self, Refusal> {
        let additional = user.opened();
        account_state::service_usable(asked, account, additional.is_some())?;
        if account.is_password_service() {
            return Err(Refusal::InitialOnly);
        }
        let user_key = additional.map(|additional| additional.key_for(asked, account)).transpose()?;
        Ok(Self::Here { account, user_key })
    }

    /// The keys that the ticket and its session take.
    pub(super) fn sealing(&self, asked: &Asked<'_>) -> Result<Sealing, Refusal> {
        let (realm, wanted) = (asked.realm, &asked.body().etypes);
        match self {
            Self::Here { account, user_key: Some(key) } => Ok(Sealing {
                key: key.clone(),
                kvno: None,
                session_etype: etypes::session(wanted, realm, |_| true)?,
                understood: SupportedEncryptionTypes::of(realm.etypes_of(account)),
            }),
            Self::Here { account, user_key: None } => {
                let key = etypes::sealing_key(&account.keys, realm.etypes_of(account));
                Ok(Sealing {
                    key: key.ok_or(Refusal::NoServiceKey)?.clone(),
                    kvno: Some(account.keys.kvno()),
                    session_etype: etypes::session(wanted, realm, |etype| etypes::understands(realm, account, etype))?,
                    understood: SupportedEncryptionTypes::of(realm.etypes_of(account)),
                })
            }
            Self::Next { realm: next, trust, .. } => {
                let no_key = || Refusal::NoTrustKey { partner: next.clone() };
                let secret = trust.incoming.as_ref().ok_or_else(no_key)?.sealing_keys(asked.now.time);
                let key = etypes::sealing_key(secret, realm.etypes_of_trust(trust)).ok_or_else(no_key)?;
                Ok(Sealing {
                    key: key.clone(),
                    kvno: Some(secret.kvno()),
                    // The types agreed for the trust are those of its own key; the session is the client's affair.
                    session_etype: etypes::session(wanted, realm, |_| true)?,
                    understood: SupportedEncryptionTypes::of(realm.etypes_of_trust(trust)),
                })
            }
        }
    }

    /// The PAC of the ticket; `None` if it is to have none.
    pub(super) fn pac<'p>(&self, asked: &Asked<'a>, client: ClientPac<'p>) -> Result<Option<UnsignedPac<'p>>, Refusal>
    where
        'a: 'p,
    {
        match self {
            Self::Here { account, .. } if account.kind != AccountKind::Krbtgt => client.for_service(asked, account),
            Self::Here { .. } | Self::Next { .. } => client.for_ticket_granting(asked).map(Some),
        }
    }

    /// The trust that the ticket goes over; `None` if it is for an account of this realm.
    pub(super) fn trust(&self) -> Option<TrustId> {
        match self {
            Self::Here { .. } => None,
            Self::Next { id, .. } => Some(*id),
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
                presented.contains(TicketFlags::OK_AS_DELEGATE)
                    && attributes.is_some_and(|attributes| attributes.permits_delegation())
            }
        };
        so_far
            && match self {
                Self::Here { account, .. } => account.flags.trusted_for_delegation,
                Self::Next { trust, .. } => trust.tdo.trust_attributes.permits_delegation(),
            }
    }
}

/// Whether user-to-user is wanted, and its ticket once it was looked at: not before it is known that the ticket is to be
/// issued here, unless nothing else names the service.
enum UserToUser {
    NotWanted,
    Wanted,
    Opened(AdditionalTicket),
}

impl UserToUser {
    fn wanted(asked: &Asked<'_>) -> Self {
        if asked.options().contains(KdcOptions::ENC_TKT_IN_SKEY) { Self::Wanted } else { Self::NotWanted }
    }

    fn open(&mut self, asked: &Asked<'_>) -> Result<Option<&AdditionalTicket>, Refusal> {
        if let Self::Wanted = self {
            *self = Self::Opened(AdditionalTicket::open(asked)?);
        }
        match self {
            Self::Opened(ticket) => Ok(Some(ticket)),
            Self::NotWanted | Self::Wanted => Ok(None),
        }
    }

    fn opened(self) -> Option<AdditionalTicket> {
        match self {
            Self::Opened(ticket) => Some(ticket),
            Self::NotWanted | Self::Wanted => None,
        }
    }
}
