//! Settings, of all realms or of one.

use xrealm_directory::{NameResolution, Profile, Settings, TransitedStyle};
use xrealm_names::{EncryptionType, RealmName};
use xrealm_trust::ReferralPolicy;

use super::{PasswordPolicyEntry, name_resolution};
use crate::fields::{At, Fields};
use crate::finding::Problem;
use crate::values::{domain_name, duration, etype, seconds, values, word};

/// The settings that were written down; the rest is left to whoever has a default.
#[derive(Debug, Clone, Default)]
pub(crate) struct SettingsEntry {
    profile: Option<Profile>,
    referrals: Option<ReferralPolicy>,
    transited: Option<TransitedStyle>,
    etypes: Option<Vec<EncryptionType>>,
    allow_rc4: Option<bool>,
    clock_offset: Option<i64>,
    clock_skew: Option<u32>,
    max_ticket_life: Option<u32>,
    max_renewable_life: Option<u32>,
    allow_forwardable: Option<bool>,
    allow_proxiable: Option<bool>,
    allow_postdate: Option<bool>,
    reject_bad_transit: Option<bool>,
    managed: Option<bool>,
    name_resolution: Option<NameResolution>,
    password_policy: PasswordPolicyEntry,
    trust_secret_grace: Option<u32>,
    pub(crate) forest_search: Option<Vec<At<RealmName>>>,
}

impl SettingsEntry {
    pub(crate) fn read(fields: &Fields<'_>) -> SettingsEntry {
        let profile = word("profile", &["windows", "rfc"], &[Profile::Windows, Profile::Rfc]);
        let referrals = word(
            "referral policy",
            &["canonicalize", "host-based", "always"],
            &[ReferralPolicy::Canonicalize, ReferralPolicy::HostBased, ReferralPolicy::Always],
        );
        let transited = word("transited style", &["windows", "rfc"], &[TransitedStyle::Windows, TransitedStyle::Rfc]);
        SettingsEntry {
            profile: fields.parsed("profile", profile).map(|at| at.value),
            referrals: fields.parsed("referrals", referrals).map(|at| at.value),
            transited: fields.parsed("transited", transited).map(|at| at.value),
            etypes: etypes(fields),
            allow_rc4: fields.bool("allow_rc4"),
            clock_offset: fields.parsed("clock_offset", clock_offset).map(|at| at.value),
            clock_skew: fields.parsed("clock_skew", seconds("clock_skew", 0)).map(|at| at.value),
            max_ticket_life: fields.parsed("max_ticket_life", seconds("max_ticket_life", 1)).map(|at| at.value),
            max_renewable_life: fields
                .parsed("max_renewable_life", seconds("max_renewable_life", 0))
                .map(|at| at.value),
            allow_forwardable: fields.bool("allow_forwardable"),
            allow_proxiable: fields.bool("allow_proxiable"),
            allow_postdate: fields.bool("allow_postdate"),
            reject_bad_transit: fields.bool("reject_bad_transit"),
            managed: fields.bool("managed"),
            trust_secret_grace: fields
                .parsed("trust_secret_grace", seconds("trust_secret_grace", 0))
                .map(|at| at.value),
            name_resolution: name_resolution(fields),
            password_policy: PasswordPolicyEntry::read(fields),
            forest_search: fields.list("forest_search", domain_name),
        }
    }

    /// `base` with what this entry says.
    pub(crate) fn over(&self, base: Settings) -> Settings {
        Settings {
            profile: self.profile.unwrap_or(base.profile),
            referrals: self.referrals.unwrap_or(base.referrals),
            transited: self.transited.unwrap_or(base.transited),
            etypes: self.etypes.clone().unwrap_or(base.etypes),
            allow_rc4: self.allow_rc4.unwrap_or(base.allow_rc4),
            clock_offset_seconds: self.clock_offset.unwrap_or(base.clock_offset_seconds),
            clock_skew_seconds: self.clock_skew.unwrap_or(base.clock_skew_seconds),
            max_ticket_life_seconds: self.max_ticket_life.unwrap_or(base.max_ticket_life_seconds),
            max_renewable_life_seconds: self.max_renewable_life.unwrap_or(base.max_renewable_life_seconds),
            allow_forwardable: self.allow_forwardable.unwrap_or(base.allow_forwardable),
            allow_proxiable: self.allow_proxiable.unwrap_or(base.allow_proxiable),
            allow_postdate: self.allow_postdate.unwrap_or(base.allow_postdate),
            reject_bad_transit: self.reject_bad_transit.unwrap_or(base.reject_bad_transit),
            managed: self.managed.unwrap_or(base.managed),
            forest_search: self.forest_search.clone().map_or(base.forest_search, values),
            name_resolution: self.name_resolution.clone().unwrap_or(base.name_resolution),
            password_policy: self.password_policy.over(base.password_policy),
            trust_secret_grace_seconds: self.trust_secret_grace.unwrap_or(base.trust_secret_grace_seconds),
        }
    }
}

/// The encryption types of `etypes`, each once.
pub(crate) fn etypes(fields: &Fields<'_>) -> Option<Vec<EncryptionType>> {
    let mut list = Vec::new();
    for etype in values(fields.list("etypes", etype)?) {
        if !list.contains(&etype) {
            list.push(etype);
        }
    }
    Some(list)
}

fn clock_offset(text: &str) -> Result<i64, Problem> {
    let most = MOST_CLOCK_OFFSET_SECONDS;
    let found = duration(text)?;
    let problem = Problem::OutOfRange { key: "clock_offset", least: -most, most };
    if (-most..=most).contains(&found) { Ok(found) } else { Err(problem) }
}

/// A century: enough for any experiment, and no arithmetic on it overflows.
const MOST_CLOCK_OFFSET_SECONDS: i64 = 100 * 366 * 86_400;
