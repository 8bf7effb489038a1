//! Password policies of realms.

use xrealm_directory::{Change, PasswordPolicy, Realm, Settings};

use super::write;
use crate::plan::{Means, Plan, Told};
use crate::{Answer, OperationRefusal, PasswordPolicyFacts};

/// What is to be different; the rest stays.
pub(super) struct PolicyWish {
    pub(super) min_length: Option<u32>,
    pub(super) complexity: Option<bool>,
    pub(super) history: Option<u32>,
    /// 0 for ever.
    pub(super) max_age_days: Option<u32>,
}

pub(super) fn show(realm: &Realm) -> Result<Plan, OperationRefusal> {
    Ok(Plan::Read(Answer::PasswordPolicy(PasswordPolicyFacts::of(realm))))
}

pub(super) fn set(realm: &Realm, wish: &PolicyWish, means: &Means<'_>) -> Result<Plan, OperationRefusal> {
    let before = realm.settings().password_policy;
    let max_age = wish.max_age_days.map(|days| Some(days.saturating_mul(SECONDS_OF_DAY)).filter(|age| *age > 0));
    let policy = PasswordPolicy {
        min_length: wish.min_length.unwrap_or(before.min_length),
        complexity: wish.complexity.unwrap_or(before.complexity),
        history: wish.history.unwrap_or(before.history),
        max_age_seconds: max_age.unwrap_or(before.max_age_seconds),
    };
    let settings = Box::new(Settings { password_policy: policy, ..realm.settings().clone() });
    let words = format!("password policy of {}: {}", realm.name(), in_words(&policy));
    let changes = vec![Change::SetSettings { realm: realm.name().clone(), settings }];
    write(words, changes, vec![format!("password policy was {}", in_words(&before))], Told::default(), means)
}

fn in_words(policy: &PasswordPolicy) -> String {
    let kinds = if policy.complexity { "three kinds of characters" } else { "any characters" };
    let age = match policy.max_age_seconds {
        Some(seconds) => format!("good for {} days", seconds.div_ceil(SECONDS_OF_DAY)),
        None => "good for ever".to_owned(),
    };
    format!("at least {} characters, {kinds}, {} remembered, {age}", policy.min_length, policy.history)
}

const SECONDS_OF_DAY: u32 = 86_400;
