//! What a realm's DNS resolves, and what it demands of passwords.

use toml::de::DeValue;
use xrealm_directory::{NameResolution, PasswordPolicy};

use crate::fields::{At, Fields};
use crate::values::{seconds, suffix, values, word};

/// What was written of a password policy; the rest is left to whoever has a default.
#[derive(Debug, Clone, Default)]
pub(crate) struct PasswordPolicyEntry {
    min_length: Option<u32>,
    complexity: Option<bool>,
    history: Option<u32>,
    /// The inner `None`: for ever.
    max_age: Option<Option<u32>>,
}

/// `dns`: `"everything"`, `"none"`, or a table of what is resolved.
pub(crate) fn name_resolution(fields: &Fields<'_>) -> Option<NameResolution> {
    let value = fields.value("dns")?;
    match value.value {
        DeValue::String(text) => {
            let text = At { value: text.as_ref(), span: value.span };
            let everything =
                fields.checked(text, word("arrangement of DNS", &["everything", "none"], &[true, false]))?;
            Some(if everything.value { NameResolution::Everything } else { NameResolution::nothing() })
        }
        _ => {
            let dns = fields.as_table("dns", value, "`dns`")?;
            let names = |key| values(dns.list(key, suffix).unwrap_or_default());
            let resolution = NameResolution::Only {
                shared_root: dns.parsed("shared_root", suffix).map(|at| at.value),
                conditional_forwarders: names("conditional_forwarders"),
                secondary_zones: names("secondary_zones"),
            };
            dns.finish();
            Some(resolution)
        }
    }
}

impl PasswordPolicyEntry {
    pub(crate) fn read(fields: &Fields<'_>) -> PasswordPolicyEntry {
        let Some(policy) = fields.table("password_policy", "`password_policy`") else {
            return PasswordPolicyEntry::default();
        };
        let entry = PasswordPolicyEntry {
            min_length: policy.u32("min_length", 0).map(|at| at.value),
            complexity: policy.bool("complexity"),
            history: policy.u32("history", 0).map(|at| at.value),
            max_age: policy
                .parsed("max_age", seconds("max_age", 0))
                .map(|at| Some(at.value).filter(|seconds| *seconds > 0)),
        };
        policy.finish();
        entry
    }

    pub(crate) fn over(&self, base: PasswordPolicy) -> PasswordPolicy {
        PasswordPolicy {
            min_length: self.min_length.unwrap_or(base.min_length),
            complexity: self.complexity.unwrap_or(base.complexity),
            history: self.history.unwrap_or(base.history),
            max_age_seconds: self.max_age.unwrap_or(base.max_age_seconds),
        }
    }
}
