//! Why a request is refused, and the one place where that becomes an error code.

use thiserror::Error;
use xrealm_directory::{Obstacle, Profile, TransitRefusal};
use xrealm_names::{EncryptionType, PrincipalName, RealmName, Timestamp};
use xrealm_trust::{ClientRealmRefusal, NoRoute, SidRefusal};
use xrealm_wire::error_code::*;

use crate::{PacFault, TrustSecretMismatch};

/// Why a request was refused. The text is what KRB-ERROR carries as e-text: one short line, facts only.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The realm in the request body is not served here.
    #[error("no realm of that name is served here")]
    RealmNotServed,
    /// The request names no client, or one that cannot be a name.
    #[error("the request names no client")]
    NoClientName,
    /// The request names no service, or one that cannot be a name.
    #[error("the request names no service")]
    NoServiceName,
    /// No account answers to the client's name, and nothing says where it could live.
    #[error("client unknown: {0}")]
    UnknownClient(NoRoute),
    /// Routing the service name ended in a refusal.
    #[error("{0}")]
    NoRoute(NoRoute),
    /// The service account of the own realm is unknown, where no routing applies (AS exchange).
    #[error("service unknown in {realm}")]
    UnknownService {
        /// The realm that was asked.
        realm: RealmName,
    },
    /// Two accounts hold the name.
    #[error("two accounts of {realm} hold the service name")]
    ServiceNotUnique {
        /// The realm that was asked.
        realm: RealmName,
    },
    /// The client's account is disabled.
    #[error("the account is disabled")]
    ClientDisabled,
    /// The client's account is locked out.
    #[error("the account is locked out")]
    ClientLockedOut,
    /// The client's account has expired.
    #[error("the account expired at {at}")]
    ClientExpired {
        /// accountExpires.
        at: Timestamp,
    },
    /// The client's account was deleted since the ticket was issued.
    #[error("the account no longer exists")]
    ClientDeleted,
    /// The password must be changed first; only kadmin/changepw is open.
    #[error("the password has expired")]
    PasswordExpired,
    /// The service's account is disabled or locked out.
    #[error("the service account is disabled")]
    ServiceDisabled,
    /// The service's account has expired.
    #[error("the service account expired at {at}")]
    ServiceExpired {
        /// accountExpires.
        at: Timestamp,
    },
    /// The account has no service principal name: only user-to-user tickets are issued for it.
    #[error("the account has no service principal name: ask with user-to-user")]
    MustUseUserToUser,
    /// Pre-authentication data did not prove the password.
    #[error("pre-authentication failed")]
    PreauthFailed,
    /// Pre-authentication was sealed with an encryption type the client's account has no key of.
    #[error("pre-authentication uses encryption type {0}, of which the account has no key")]
    PreauthEtype(i32),
    /// The clocks differ too much.
    #[error("clocks differ by {seconds} s, at most {allowed} s are tolerated")]
    ClockSkew {
        /// Client's clock minus this KDC's, seconds.
        seconds: i64,
        /// clock_skew of the realm, seconds.
        allowed: u32,
    },
    /// Client and this realm have no encryption type in common for a session key.
    #[error("no encryption type in common with the client")]
    NoCommonSessionEtype,
    /// The client's account has no key of a type that the client asks for.
    #[error("the client's account has no key of a requested encryption type")]
    NoClientKey,
    /// The service has no key that may be used.
    #[error("the service has no key of an allowed encryption type")]
    NoServiceKey,
    /// The trust has no key that may be used.
    #[error("the trust with {partner} has no key of an allowed encryption type")]
    NoTrustKey {
        /// The other end.
        partner: RealmName,
    },
    /// An option that this exchange does not know.
    #[error("the option {option} has no place in this exchange")]
    OptionOutOfPlace {
        /// RFC 4120's name of the option.
        option: &'static str,
    },
    /// An option for which the presented ticket lacks the flag.
    #[error("the option {option} needs a ticket with the flag {flag}")]
    OptionNeedsFlag {
        /// RFC 4120's name of the option.
        option: &'static str,
        /// RFC 4120's name of the ticket flag.
        flag: &'static str,
    },
    /// Tickets for later are not issued, or were not asked for properly.
    #[error("postdated tickets are not issued for this request")]
    CannotPostdate,
    /// The ticket asked for would never be valid.
    #[error("the ticket would never be valid")]
    NeverValid,
    /// The request carries no PA-TGS-REQ.
    #[error("the request carries no ticket")]
    NoTicket,
    /// Padata that asks for something which must not be ignored.
    #[error("pre-authentication data of type {0} is not supported")]
    PadataNotSupported(i32),
    /// A part of the request is not DER, or not what should stand there.
    #[error("malformed {part}")]
    Malformed {
        /// Which part.
        part: &'static str,
    },
    /// The ticket is for another realm's ticket-granting service, or for another service.
    #[error("the ticket is for {presented}, not for {served}")]
    NotUs {
        /// The server name in the ticket.
        presented: PrincipalName,
        /// The realm served here.
        served: RealmName,
    },
    /// The ticket comes from a realm with which no trust exists.
    #[error("no trust with {issuer}, which issued the ticket")]
    NoTrust {
        /// ticket.realm.
        issuer: RealmName,
    },
    /// The ticket comes from a realm that is not trusted in this direction.
    #[error("{partner} is not trusted by this realm: the trust points the other way")]
    NotTrusted {
        /// ticket.realm.
        partner: RealmName,
    },
    /// The ticket's encryption type is none that the key holder has.
    #[error("the ticket is sealed with encryption type {0}, of which there is no key here")]
    TicketEtype(i32),
    /// A session key or subkey of a type that is not used here.
    #[error("encryption type {0} is not used in this realm")]
    KeyEtype(i32),
    /// The ticket does not open with the key that the issuer's tickets are sealed with.
    #[error("the ticket does not open with the {etype} key of {issuer} (ticket kvno {}, ours {ours})", Kvno(*.kvno))]
    TicketIntegrity {
        /// Whose key was tried: the own realm's, or the trust partner's.
        issuer: RealmName,
        /// The encryption type.
        etype: EncryptionType,
        /// The version in the ticket.
        kvno: Option<u32>,
        /// The version of the current key here.
        ours: u32,
    },
    /// The ticket does not open with the secret that is shared with the trust partner.
    #[error("{0}")]
    TrustSecret(TrustSecretMismatch),
    /// The authenticator does not open with the session key.
    #[error("the authenticator does not open with the session key")]
    AuthenticatorIntegrity,
    /// The authorization data of the request does not open.
    #[error("the authorization data does not open with the key it should be under")]
    AuthorizationDataIntegrity,
    /// The PAC of the ticket.
    #[error("{0}")]
    Pac(PacFault),
    /// The PAC says that its client is somebody who cannot come over the trust.
    #[error("{0}")]
    Sids(SidRefusal),
    /// Selective authentication: the service's account does not let the client in.
    #[error("selective authentication: the client may not authenticate to {service}")]
    NotAllowedToAuthenticate {
        /// The account of the service.
        service: PrincipalName,
    },
    /// Authorization data that a KDC must understand, and this one does not.
    #[error("authorization data marked mandatory for the KDC is not understood")]
    MandatoryAuthorizationData,
    /// Authenticator and ticket name different clients.
    #[error("authenticator and ticket name different clients")]
    AuthenticatorMismatch,
    /// The request body is not what the authenticator's checksum covers.
    #[error("the request body was altered")]
    BodyModified,
    /// The authenticator carries no checksum, or an unkeyed one, where a keyed one is required.
    #[error("the request body is not covered by a keyed checksum")]
    InappropriateChecksum,
    /// A checksum type that is not implemented.
    #[error("checksum type {0} is not supported")]
    ChecksumType(i32),
    /// The ticket has expired.
    #[error("the ticket expired at {at}")]
    TicketExpired {
        /// endtime or renew-till.
        at: Timestamp,
    },
    /// The ticket is not valid yet, or still marked INVALID.
    #[error("the ticket is not valid before {at}, or still to be validated")]
    TicketNotYetValid {
        /// starttime.
        at: Timestamp,
    },
    /// A client realm that the trust does not let through, a client of the own realm among them.
    #[error("{0}")]
    ForeignClientRealm(ClientRealmRefusal),
    /// The path that the ticket came by.
    #[error("{0}")]
    Transit(TransitRefusal),
    /// User-to-user: the additional ticket is missing.
    #[error("user-to-user needs the ticket-granting ticket of the service's owner")]
    NoAdditionalTicket,
    /// User-to-user: the additional ticket is not for this realm's ticket-granting service.
    #[error("the additional ticket is no ticket-granting ticket of this realm")]
    AdditionalTicketNotGranting,
    /// Renewing or validating: the service asked for is not the one of the ticket presented.
    #[error("only the ticket presented can be renewed or validated, and it is for {presented}")]
    AnotherService {
        /// The server name in the ticket.
        presented: PrincipalName,
    },
    /// Tickets for the service are issued to who logs in for it, never for another ticket.
    #[error("the service takes only tickets got by logging in for it")]
    InitialOnly,
    /// An anonymous client.
    #[error("no tickets are issued to anonymous clients")]
    AnonymousClient,
    /// User-to-user: the additional ticket belongs to somebody else.
    #[error("the additional ticket does not belong to the service")]
    AdditionalTicketMismatch,
}

impl From<PacFault> for Refusal {
    fn from(fault: PacFault) -> Self {
        Self::Pac(fault)
    }
}

/// What an itinerary ends with is what the KDC refuses with.
impl From<Obstacle> for Refusal {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::UnknownClient(no_route) => Self::UnknownClient(no_route),
            Obstacle::NoRoute(no_route) => Self::NoRoute(no_route),
            Obstacle::NoTrust { issuer } => Self::NoTrust { issuer },
            Obstacle::NotTrusted { partner } => Self::NotTrusted { partner },
            Obstacle::ClientRealm(refused) => Self::ForeignClientRealm(refused),
            Obstacle::NoTrustKey { partner } => Self::NoTrustKey { partner },
            Obstacle::TicketEtype { etype, .. } => Self::TicketEtype(etype.number()),
            Obstacle::Transit(refused) => Self::Transit(refused),
        }
    }
}

impl Refusal {
    /// The error code of RFC 4120 §7.5.9. Where peers differ the profile decides.
    #[must_use]
    pub fn code(&self, profile: Profile) -> i32 {
        let windows = profile == Profile::Windows;
        match self {
            Self::RealmNotServed => KDC_ERR_WRONG_REALM,
            Self::NoClientName => KDC_ERR_C_PRINCIPAL_UNKNOWN,
            Self::UnknownClient(no_route) => route_code(no_route, KDC_ERR_C_PRINCIPAL_UNKNOWN, windows),
            Self::NoServiceName | Self::UnknownService { .. } => KDC_ERR_S_PRINCIPAL_UNKNOWN,
            Self::ServiceNotUnique { .. } => KDC_ERR_PRINCIPAL_NOT_UNIQUE,
            Self::NoRoute(no_route) => route_code(no_route, KDC_ERR_S_PRINCIPAL_UNKNOWN, windows),
            Self::ClientDisabled | Self::ClientLockedOut => KDC_ERR_CLIENT_REVOKED,
            Self::ClientExpired { .. } => {
                if windows {
                    KDC_ERR_CLIENT_REVOKED
                } else {
                    KDC_ERR_NAME_EXP
                }
            }
            Self::ClientDeleted => KDC_ERR_TGT_REVOKED,
            Self::PasswordExpired => KDC_ERR_KEY_EXPIRED,
            Self::ServiceDisabled => KDC_ERR_SERVICE_REVOKED,
            Self::ServiceExpired { .. } => KDC_ERR_SERVICE_EXP,
            Self::MustUseUserToUser => KDC_ERR_MUST_USE_USER2USER,
            Self::PreauthFailed => KDC_ERR_PREAUTH_FAILED,
            Self::PreauthEtype(_)
            | Self::NoCommonSessionEtype
            | Self::NoClientKey
            | Self::NoServiceKey
            | Self::NoTrustKey { .. }
            | Self::TicketEtype(_)
            | Self::KeyEtype(_) => KDC_ERR_ETYPE_NOSUPP,
            Self::ClockSkew { .. } => KRB_AP_ERR_SKEW,
            Self::OptionOutOfPlace { .. } | Self::OptionNeedsFlag { .. } | Self::NoAdditionalTicket => {
                KDC_ERR_BADOPTION
            }
            Self::CannotPostdate => KDC_ERR_CANNOT_POSTDATE,
            Self::NeverValid => KDC_ERR_NEVER_VALID,
            Self::NoTicket | Self::PadataNotSupported(_) => KDC_ERR_PADATA_TYPE_NOSUPP,
            Self::Malformed { .. } => KRB_ERR_GENERIC,
            Self::NotUs { .. } => KRB_AP_ERR_NOT_US,
            Self::NoTrust { .. } => KRB_AP_ERR_NOKEY,
            Self::TicketIntegrity { .. }
            | Self::TrustSecret(_)
            | Self::AuthenticatorIntegrity
            | Self::AuthorizationDataIntegrity => {
                if windows {
                    KRB_AP_ERR_MODIFIED
                } else {
                    KRB_AP_ERR_BAD_INTEGRITY
                }
            }
            Self::Pac(fault) => {
                if fault.is_revocation() {
                    KDC_ERR_TGT_REVOKED
                } else {
                    KRB_AP_ERR_MODIFIED
                }
            }
            Self::Sids(_)
            | Self::NotAllowedToAuthenticate { .. }
            | Self::MandatoryAuthorizationData
            | Self::NotTrusted { .. }
            | Self::ForeignClientRealm(_)
            | Self::Transit(TransitRefusal::Unchecked | TransitRefusal::PartnerOffPath(_))
            | Self::AdditionalTicketNotGranting
            | Self::InitialOnly
            | Self::AnonymousClient => KDC_ERR_POLICY,
            Self::AuthenticatorMismatch => KRB_AP_ERR_BADMATCH,
            Self::BodyModified => KRB_AP_ERR_MODIFIED,
            Self::InappropriateChecksum => KRB_AP_ERR_INAPP_CKSUM,
            Self::ChecksumType(_) => KDC_ERR_SUMTYPE_NOSUPP,
            Self::TicketExpired { .. } => KRB_AP_ERR_TKT_EXPIRED,
            Self::TicketNotYetValid { .. } => KRB_AP_ERR_TKT_NYV,
            Self::Transit(TransitRefusal::PathNotAccepted(_) | TransitRefusal::Malformed(_)) => {
                KDC_ERR_PATH_NOT_ACCEPTED
            }
            Self::Transit(TransitRefusal::Type(_)) => KDC_ERR_TRTYPE_NOSUPP,
            Self::AdditionalTicketMismatch | Self::AnotherService { .. } => KDC_ERR_SERVER_NOMATCH,
        }
    }

    /// The NTSTATUS that a domain controller adds as extended error (MS-KILE 2.2.2), where clients look for one.
    #[must_use]
    pub fn nt_status(&self) -> Option<u32> {
        match self {
            Self::ClientDisabled => Some(0xC000_0072),
            Self::ClientLockedOut => Some(0xC000_0234),
            Self::ClientExpired { .. } => Some(0xC000_0193),
            Self::PasswordExpired => Some(0xC000_0071),
            Self::NotAllowedToAuthenticate { .. } => Some(AUTHENTICATION_FIREWALL_FAILED),
            Self::Sids(refused) => refused.nt_status(),
            _ => None,
        }
    }
}

/// STATUS_AUTHENTICATION_FIREWALL_FAILED (MS-ERREF 2.3.1).
const AUTHENTICATION_FIREWALL_FAILED: u32 = 0xC000_0413;

/// The code for a name without a route, `unknown` being the one for a name that nobody knows. For a link that is not
/// transitive domain controllers say just that, the RFC that the path is not accepted.
fn route_code(no_route: &NoRoute, unknown: i32, windows: bool) -> i32 {
    match no_route {
        NoRoute::NotUnique { .. } => KDC_ERR_PRINCIPAL_NOT_UNIQUE,
        NoRoute::NonTransitive { .. } if !windows => KDC_ERR_PATH_NOT_ACCEPTED,
        NoRoute::ThirdForest { .. } => KDC_ERR_POLICY,
        NoRoute::UnknownService { .. }
        | NoRoute::UnknownClient { .. }
        | NoRoute::ReferralNotAsked { .. }
        | NoRoute::WrongDirection { .. }
        | NoRoute::NoKerberos { .. }
        | NoRoute::NonTransitive { .. }
        | NoRoute::NoPath { .. }
        | NoRoute::SuffixDisabled { .. }
        | NoRoute::SuffixExcluded { .. } => unknown,
    }
}

struct Kvno(Option<u32>);

impl std::fmt::Display for Kvno {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(kvno) => write!(f, "{kvno}"),
            None => f.write_str("none"),
        }
    }
}
