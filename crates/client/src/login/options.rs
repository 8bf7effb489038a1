//! What a login may ask for.

use xrealm_names::{EncryptionType, PrincipalName, Timestamp};
use xrealm_wire::KdcOptions;

use crate::{Address, Secret};

/// What to ask the KDC for. [`Default`] asks as `kinit` does: ten hours, forwardable, every strong encryption type.
#[derive(Debug, Clone)]
pub struct LoginOptions {
    /// Encryption types wanted, the preferred first. Those a key is held of are put before the others.
    pub etypes: Vec<EncryptionType>,
    /// KDC options; CANONICALIZE and RENEWABLE are added by the fields below.
    pub kdc_options: KdcOptions,
    /// Whether the KDC may change names and refer to another realm. Always so for enterprise names.
    pub canonicalize: bool,
    /// The end asked for, in seconds from now; `None` asks for as long as the KDC allows.
    pub lifetime: Option<u32>,
    /// How long the ticket shall be renewable, in seconds from now; `None` for not.
    pub renewable_for: Option<u32>,
    /// The start asked for, for a postdated ticket.
    pub from: Option<Timestamp>,
    /// The server to get a ticket of; `None` for the ticket-granting service of the client's realm.
    pub service: Option<PrincipalName>,
    /// Addresses to bind the ticket to.
    pub addresses: Vec<Address>,
    /// PA-PAC-REQUEST, if it is to be sent.
    pub pac_request: Option<bool>,
    /// Ask the KDC to prove that it saw the request as it was sent (PA-REQ-ENC-PA-REP).
    pub verify_request: bool,
    /// The most client referrals that are followed (RFC 6806 §7 suggests 5).
    pub referral_limit: usize,
    /// Seconds by which the KDC's clock may differ from ours once corrected.
    pub clock_skew: u32,
}

impl Default for LoginOptions {
    fn default() -> LoginOptions {
        LoginOptions {
            etypes: EncryptionType::STRONGEST_FIRST.into_iter().filter(|etype| !etype.is_weak()).collect(),
            kdc_options: KdcOptions::FORWARDABLE,
            canonicalize: false,
            lifetime: Some(DEFAULT_LIFETIME),
            renewable_for: None,
            from: None,
            service: None,
            addresses: Vec::new(),
            pac_request: None,
            verify_request: true,
            referral_limit: DEFAULT_REFERRAL_LIMIT,
            clock_skew: DEFAULT_CLOCK_SKEW,
        }
    }
}

impl LoginOptions {
    pub(super) fn till(&self, now: Timestamp) -> Timestamp {
        match self.lifetime {
            Some(seconds) => self.from.unwrap_or(now) + i64::from(seconds),
            None => Timestamp::EPOCH,
        }
    }

    /// The types to name in the request: a KDC takes the first it has a key of, so held keys come first.
    pub(super) fn etypes_for(&self, secret: &Secret) -> impl Iterator<Item = EncryptionType> {
        let (held, other): (Vec<_>, Vec<_>) = self.etypes.iter().copied().partition(|etype| secret.can_make(*etype));
        held.into_iter().chain(other)
    }
}

const DEFAULT_LIFETIME: u32 = 10 * 60 * 60;
const DEFAULT_REFERRAL_LIMIT: usize = 5;
/// RFC 4120 §8.2 and MS-KILE 3.3.1 both have five minutes.
pub(crate) const DEFAULT_CLOCK_SKEW: u32 = 5 * 60;
