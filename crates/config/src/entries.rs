//! What a topology file says, read but not yet checked against itself.

mod account;
mod authorization;
mod controller;
mod group;
mod realm;
mod rules;
mod settings;
mod trust;
mod trusted_domain;

pub(crate) use account::{AccountEntry, KeyEntry, SecretEntry, SecretForm};
pub(crate) use authorization::{TrusteeEntry, authorization, trustee};
pub(crate) use controller::ControllerEntry;
pub(crate) use group::{GroupEntry, MembershipEntry, membership};
pub(crate) use realm::{DomainEntry, ExternalEntry, PlainEntry, RealmBody, RealmEntry};
pub(crate) use rules::{PasswordPolicyEntry, name_resolution};
pub(crate) use settings::SettingsEntry;
pub(crate) use trust::{Direction, TrustEntry};
pub(crate) use trusted_domain::TrustedDomainEntry;

use realm::{capaths, host_to_realm};
use toml::de::DeTable;
use xrealm_names::RealmName;

use crate::fields::{At, Fields};
use crate::finding::Findings;

/// A whole file.
pub(crate) struct Entries {
    pub(crate) settings: SettingsEntry,
    pub(crate) domains: Vec<DomainEntry>,
    pub(crate) realms: Vec<RealmEntry>,
    pub(crate) trusts: Vec<TrustEntry>,
    pub(crate) trusted_domains: Vec<TrustedDomainEntry>,
    pub(crate) host_to_realm: Vec<(Box<str>, At<RealmName>)>,
    pub(crate) capaths: Vec<CapathEntry>,
}

/// One line of `[capaths]`.
#[derive(Clone)]
pub(crate) struct CapathEntry {
    pub(crate) client: At<RealmName>,
    pub(crate) server: At<RealmName>,
    pub(crate) between: Vec<At<RealmName>>,
}

impl Entries {
    pub(crate) fn read<'a>(table: &'a DeTable<'a>, findings: &'a Findings<'a>) -> Entries {
        let file = Fields::new(table, 0..0, "the topology", findings);
        let entries = Entries {
            settings: settings(&file),
            domains: file.tables("domain", "[[domain]]").into_iter().filter_map(DomainEntry::read).collect(),
            realms: file.tables("realm", "[[realm]]").into_iter().filter_map(RealmEntry::read).collect(),
            trusts: file.tables("trust", "[[trust]]").into_iter().filter_map(TrustEntry::read).collect(),
            trusted_domains: file
                .tables("trusted_domain", "[[trusted_domain]]")
                .into_iter()
                .filter_map(TrustedDomainEntry::read)
                .collect(),
            host_to_realm: host_to_realm(&file),
            capaths: capaths(&file),
        };
        file.finish();
        entries
    }
}

fn settings(file: &Fields<'_>) -> SettingsEntry {
    let Some(fields) = file.table("settings", "[settings]") else { return SettingsEntry::default() };
    let settings = SettingsEntry::read(&fields);
    fields.finish();
    settings
}
