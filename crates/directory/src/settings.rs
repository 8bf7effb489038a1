//! What an administrator may set per realm, with the defaults of its kind.

use serde::{Deserialize, Serialize};
use xrealm_names::{EncryptionType, RealmName};
use xrealm_trust::ReferralPolicy;

use crate::{NameResolution, PasswordPolicy};

/// The settings of one realm's KDC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whose habits decide where peers differ.
    pub profile: Profile,
    /// For which requests a service name may be answered by a referral.
    pub referrals: ReferralPolicy,
    /// How the transited field of tickets is written.
    pub transited: TransitedStyle,
    /// Encryption types in use, preferred first. RC4 only if it is listed here or [`Settings::allow_rc4`]
    /// is set and an account asks for it.
    pub etypes: Vec<EncryptionType>,
    /// Whether an account whose own encryption types list RC4 may use it.
    pub allow_rc4: bool,
    /// How far this KDC's clock runs ahead of the true time, in seconds; negative: behind.
    pub clock_offset_seconds: i64,
    /// Difference of clocks that is tolerated, in seconds.
    pub clock_skew_seconds: u32,
    /// Longest life of a ticket, in seconds.
    pub max_ticket_life_seconds: u32,
    /// Longest time over which a ticket may be renewed, in seconds.
    pub max_renewable_life_seconds: u32,
    /// For how long after a regular change of a trust's secret tickets for the partner are still sealed with the one
    /// before, in seconds: so long its domain controllers may take to learn of the new one.
    pub trust_secret_grace_seconds: u32,
    /// Whether tickets may be forwardable.
    pub allow_forwardable: bool,
    /// Whether tickets may be proxiable.
    pub allow_proxiable: bool,
    /// Whether tickets may be postdated.
    pub allow_postdate: bool,
    /// Whether a ticket whose transited path was not accepted is refused rather than issued unchecked.
    pub reject_bad_transit: bool,
    /// Whether the domain is run by a cloud provider: only outgoing one-way forest trusts, at most
    /// [`Settings::MAX_MANAGED_TRUSTS`], and no alternate suffixes of user principal names.
    pub managed: bool,
    /// Forests, by their roots, that are searched in this order for services whose host is a single label. Domains
    /// only; the own forest is always searched first.
    pub forest_search: Vec<RealmName>,
    /// Which names of other forests its DNS can resolve. Domains only.
    pub name_resolution: NameResolution,
    /// What is demanded of passwords.
    pub password_policy: PasswordPolicy,
}

/// Whose habits a KDC has where peers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// As domain controllers of Active Directory.
    Windows,
    /// As RFC 4120 and its KDCs.
    Rfc,
}

/// How the transited field of tickets is written (RFC 4120 §3.3.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransitedStyle {
    /// As Windows does: type 0 and nothing in it.
    Windows,
    /// DOMAIN-X500-COMPRESS, listing the realms passed through.
    Rfc,
}

impl Settings {
    /// How many forest trusts a managed domain can have.
    pub const MAX_MANAGED_TRUSTS: usize = 5;

    /// Defaults of an Active Directory domain.
    #[must_use]
    pub fn active_directory() -> Settings {
        Settings {
            profile: Profile::Windows,
            referrals: ReferralPolicy::HostBased,
            transited: TransitedStyle::Windows,
            etypes: DEFAULT_ETYPES.to_vec(),
            allow_rc4: false,
            clock_offset_seconds: 0,
            clock_skew_seconds: DEFAULT_CLOCK_SKEW_SECONDS,
            max_ticket_life_seconds: DEFAULT_TICKET_LIFE_SECONDS,
            max_renewable_life_seconds: DEFAULT_RENEWABLE_LIFE_SECONDS,
            trust_secret_grace_seconds: DEFAULT_TRUST_SECRET_GRACE_SECONDS,
            allow_forwardable: true,
            allow_proxiable: true,
            allow_postdate: false,
            reject_bad_transit: false,
            managed: false,
            forest_search: Vec::new(),
            name_resolution: NameResolution::Everything,
            password_policy: PasswordPolicy::default(),
        }
    }

    /// Defaults of a plain Kerberos realm.
    #[must_use]
    pub fn kerberos() -> Settings {
        Settings {
            profile: Profile::Rfc,
            referrals: ReferralPolicy::Canonicalize,
            transited: TransitedStyle::Rfc,
            allow_postdate: true,
            reject_bad_transit: true,
            ..Settings::active_directory()
        }
    }

    /// Whether this KDC works with `etype` for accounts that say nothing of their own.
    #[must_use]
    pub fn enables(&self, etype: EncryptionType) -> bool {
        self.etypes.contains(&etype)
    }

    /// Whether this KDC works with `etype` for accounts that ask for it.
    #[must_use]
    pub fn permits(&self, etype: EncryptionType) -> bool {
        self.enables(etype) || (self.allow_rc4 && etype == EncryptionType::Rc4Hmac)
    }
}

/// Everything implemented but RC4. AES-SHA1 comes first, as in the lists of the peers' defaults.
const DEFAULT_ETYPES: [EncryptionType; 4] = [
    EncryptionType::Aes256CtsHmacSha196,
    EncryptionType::Aes128CtsHmacSha196,
    EncryptionType::Aes256CtsHmacSha384192,
    EncryptionType::Aes128CtsHmacSha256128,
];

/// Five minutes, as every KDC has it.
const DEFAULT_CLOCK_SKEW_SECONDS: u32 = 300;
/// Ten hours: the default domain policy of Active Directory.
const DEFAULT_TICKET_LIFE_SECONDS: u32 = 10 * 3600;
/// Seven days: the default domain policy of Active Directory.
const DEFAULT_RENEWABLE_LIFE_SECONDS: u32 = 7 * 86_400;
/// One hour, as domain controllers of Windows have it.
const DEFAULT_TRUST_SECRET_GRACE_SECONDS: u32 = 3600;
