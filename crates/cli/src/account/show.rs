//! Accounts as a person wants to read them.

use std::fmt::{Display, Write};

use xrealm_admin::{AccountFacts, AuthorizationFacts, GroupFacts, PasswordPolicyFacts};

use crate::table::Table;
use crate::terminal::Style;

/// A line for each account.
pub(super) fn table(accounts: &[AccountFacts]) -> Table {
    let mut table = Table::new(&["NAME", "KIND", "KVNO", "FLAGS", "SERVICE NAMES"]);
    for account in accounts {
        let kvno = account.kvno.to_string();
        let (flags, names) = (listed(&account.flags), listed(&account.service_principal_names));
        table.row([account.name.clone(), account.kind.clone(), kvno, flags, names]);
    }
    table
}

/// A line for each group.
pub(super) fn groups(groups: &[GroupFacts]) -> Table {
    let mut table = Table::new(&["NAME", "SCOPE", "SID", "GROUPS", "MEMBERS"]);
    for group in groups {
        let (sid, groups) = (group.sid.clone().unwrap_or_default(), listed(&group.groups));
        table.row([group.name.clone(), group.scope.clone(), sid, groups, listed(&group.members)]);
    }
    table
}

/// One account in full.
pub(super) fn text(account: &AccountFacts, style: Style) -> String {
    let mut out = format!("{}\n", style.strong(format_args!("{}@{}", account.name, account.realm)));
    let mut fact = |name: &str, value: &dyn Display| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {}  {value}", style.faint(format_args!("{name:16}")));
    };
    fact("kind", &account.kind);
    if let Some(sid) = &account.sid {
        fact("SID", sid);
    }
    if let Some(name) = &account.full_name {
        fact("full name", name);
    }
    if let Some(name) = &account.user_principal_name {
        fact("user principal", name);
    }
    for name in &account.service_principal_names {
        fact("service", name);
    }
    for group in &account.groups {
        fact("group", group);
    }
    let AuthorizationFacts {
        sid_history,
        allowed_to_delegate_to,
        allowed_to_act_on_behalf,
        allowed_to_authenticate,
        alt_security_identities,
    } = &account.authorization;
    let authorization = [
        ("former SID", sid_history),
        ("delegates to", allowed_to_delegate_to),
        ("delegated by", allowed_to_act_on_behalf),
        ("authenticated by", allowed_to_authenticate),
        ("identity", alt_security_identities),
    ];
    for (name, values) in authorization {
        values.iter().for_each(|value| fact(name, value));
    }
    fact("flags", &listed(&account.flags));
    let previous = account.previous_kvno.map(|kvno| format!(", previous {kvno}")).unwrap_or_default();
    fact("key version", &format_args!("{}{previous}", account.kvno));
    fact("encryption types", &account.etypes.join(", "));
    let expires = account.password_expires.as_ref().map(|at| format!(", to be changed by {at}")).unwrap_or_default();
    fact("password", &format_args!("set {}{expires}", account.password_last_set));
    if let Some(at) = &account.account_expires {
        fact("works until", at);
    }
    out
}

/// A password policy.
pub(super) fn policy(facts: &PasswordPolicyFacts, style: Style) -> String {
    let PasswordPolicyFacts { realm, min_length, complexity, history, max_age_days } = facts;
    let complexity = if *complexity { "three of four kinds of characters" } else { "any characters" };
    let age = max_age_days.map_or_else(|| "for ever".to_owned(), |days| format!("for {days} days"));
    format!(
        "{}\n  {min_length} characters at least, {complexity}, good {age}, the last {history} cannot be used again\n",
        style.strong(realm)
    )
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "-".to_owned() } else { names.join(",") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_a_sentence() {
        let facts = PasswordPolicyFacts {
            realm: "A.TEST".to_owned(),
            min_length: 7,
            complexity: true,
            history: 24,
            max_age_days: Some(42),
        };
        let sentence = "7 characters at least, three of four kinds of characters, good for 42 days, the last 24 cannot be used again";
        assert_eq!(policy(&facts, Style::none()), format!("A.TEST\n  {sentence}\n"));
    }
}
