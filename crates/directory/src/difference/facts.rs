//! What an image says of an object, fact by fact.

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Display};

use xrealm_trust::{Capaths, HostToRealm, Record, RecordData, TrustedDomainObject};

use super::part::Part;
use crate::change::{Common, RestoredBody, RestoredPlace, RestoredRealm, RestoredSecret, SharedCapaths, TrustEnd};
use crate::summary::text::{attribute_names, authorization_facts, direction, kind, marks};
use crate::{
    AccountAttributes, Change, Controller, NewAccount, NewExternalRealm, NewKeys, PasswordDigest, Settings,
    TrustAuthInfo,
};

/// Facts by what they are about.
#[derive(Default)]
pub(super) struct Facts<'c>(BTreeMap<String, Fact<'c>>);

/// One thing that is said of an object. Only [`Fact::Shown`] is for people.
#[derive(PartialEq)]
pub(super) enum Fact<'c> {
    Shown(String),
    Keys(&'c NewKeys),
    Digests(&'c [PasswordDigest]),
    Imported(&'c TrustAuthInfo),
}

impl<'c> Facts<'c> {
    pub(super) fn of(changes: &[&'c Change]) -> Facts<'c> {
        let mut facts = Facts::default();
        for change in changes {
            facts.change(change);
        }
        facts
    }

    pub(super) fn get(&self, name: &str) -> Option<&Fact<'c>> {
        self.0.get(name)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Fact<'c>)> {
        self.0.iter().map(|(name, fact)| (name.as_str(), fact))
    }

    fn change(&mut self, change: &'c Change) {
        match Part::of(change) {
            Part::Realm(old) => self.realm(old),
            Part::NextRid(_, next_rid) => self.show("next RID", next_rid),
            Part::PdcRole(_, controller) => self.show("PDC emulator", controller),
            Part::ExternalRealm(new) => self.external(new),
            Part::Controller(_, controller) => self.controller(controller),
            Part::Account(_, account) => self.account(account),
            Part::Attributes(_, _, attributes) => self.attributes(attributes),
            Part::GroupMembership(_, group, groups) => {
                for of in groups {
                    self.show(&format!("group {group} in {}@{}", of.group, of.realm), "");
                }
            }
            Part::ForeignMembership(_, sid, groups) => {
                for group in groups {
                    self.show(&format!("{sid} in {group}"), "");
                }
            }
            Part::Trust(_, trust) => self.trust(trust),
            // Their names say it all.
            Part::CutLink(..) | Part::Other(_) => {}
        }
    }

    fn realm(&mut self, RestoredRealm { name: _, body, settings, krbtgt }: &'c RestoredRealm) {
        match body {
            RestoredBody::Domain { netbios_name, sid, place, groups } => {
                self.show("NetBIOS name", netbios_name);
                self.show("SID", sid);
                self.place(place);
                for group in groups {
                    self.show(&format!("group {}", group.name), format_args!("{:?} {}", group.scope, group.rid));
                }
            }
            RestoredBody::Realm { host_to_realm, capaths, default_referral_realm } => {
                self.hosts(host_to_realm);
                self.paths(capaths);
                self.maybe("default referral realm", default_referral_realm.as_ref());
            }
        }
        self.settings(settings);
        self.secrets("krbtgt", krbtgt);
    }

    fn place(&mut self, place: &RestoredPlace) {
        match place {
            RestoredPlace::ForestRoot { upn_suffixes, spn_suffixes } => {
                self.show("place", "forest root");
                self.each("UPN suffix", upn_suffixes);
                self.each("SPN suffix", spn_suffixes);
            }
            RestoredPlace::Child(parent) => self.show("place", format_args!("below {parent}")),
            RestoredPlace::TreeRoot(forest) => self.show("place", format_args!("tree root in {forest}")),
        }
    }

    fn hosts(&mut self, hosts: &Common<HostToRealm>) {
        match hosts {
            Common::SameAs(realm) => self.show("host map", format_args!("that of {realm}")),
            Common::Own(own) => {
                self.show("host map", "its own");
                own.entries().for_each(|(pattern, realm)| self.show(&format!("host {pattern}"), realm));
            }
        }
    }

    fn paths(&mut self, paths: &Common<SharedCapaths>) {
        match paths {
            Common::SameAs(realm) => self.show("paths", format_args!("those of {realm}")),
            Common::Own(SharedCapaths(own)) => {
                self.show("paths", "its own");
                self.own_paths(own);
            }
        }
    }

    fn own_paths(&mut self, paths: &Capaths) {
        for (client, server, between) in paths.iter() {
            self.show(&format!("path from {client} to {server}"), format_args!("{between:?}"));
        }
    }

    fn settings(&mut self, settings: &Settings) {
        let Settings {
            profile,
            referrals,
            transited,
            etypes,
            allow_rc4,
            clock_offset_seconds,
            clock_skew_seconds,
            max_ticket_life_seconds,
            max_renewable_life_seconds,
            trust_secret_grace_seconds,
            allow_forwardable,
            allow_proxiable,
            allow_postdate,
            reject_bad_transit,
            managed,
            forest_search,
            name_resolution,
            password_policy,
        } = settings;
        let all: [(&str, &dyn Debug); 18] = [
            ("profile", profile),
            ("referrals", referrals),
            ("transited", transited),
            ("encryption types", etypes),
            ("RC4 allowed", allow_rc4),
            ("clock offset in seconds", clock_offset_seconds),
            ("clock skew in seconds", clock_skew_seconds),
            ("longest ticket life in seconds", max_ticket_life_seconds),
            ("longest renewable life in seconds", max_renewable_life_seconds),
            ("grace for trust secrets in seconds", trust_secret_grace_seconds),
            ("forwardable tickets", allow_forwardable),
            ("proxiable tickets", allow_proxiable),
            ("postdated tickets", allow_postdate),
            ("bad transit refused", reject_bad_transit),
            ("managed", managed),
            ("forests searched", forest_search),
            ("name resolution", name_resolution),
            ("password policy", password_policy),
        ];
        for (name, value) in all {
            self.show(name, format_args!("{value:?}"));
        }
    }

    fn external(&mut self, NewExternalRealm { name: _, active_directory, downlevel }: &NewExternalRealm) {
        if let Some((netbios_name, sid)) = active_directory {
            self.show("NetBIOS name", netbios_name);
            self.show("SID", sid);
        }
        self.show("Windows NT 4", downlevel);
    }

    fn controller(&mut self, Controller { name: _, delay_seconds, held_since }: &Controller) {
        self.show("delay in seconds", delay_seconds);
        self.maybe("replication held since", held_since.map(|moment| moment.time));
    }

    fn account(&mut self, account: &'c NewAccount) {
        let NewAccount {
            name: _,
            kind: account_kind,
            full_name,
            user_principal_name,
            service_principal_names,
            aliases,
            dns_host_name,
            rid,
            flags,
            account_expires,
            password_expires,
            password_last_set: _,
            etypes,
            max_ticket_life_seconds,
            member_of,
            authorization,
            password_history: _,
            keys: _,
            previous_keys: _,
        } = account;
        self.show("kind", kind(*account_kind));
        self.maybe("full name", full_name.as_ref());
        self.maybe("user principal name", user_principal_name.as_ref());
        self.each("service principal name", service_principal_names);
        self.each("alias", aliases);
        self.maybe("host name", dns_host_name.as_ref());
        self.maybe("RID", *rid);
        self.show("mark", marks(*flags));
        self.maybe("expiry", *account_expires);
        self.maybe("expiry of the password", *password_expires);
        self.maybe("encryption types", etypes.as_ref().map(Shown));
        self.maybe("longest ticket life in seconds", *max_ticket_life_seconds);
        for membership in member_of {
            self.show(&format!("group {}@{}", membership.group, membership.realm), "");
        }
        for (what, names) in authorization_facts(authorization) {
            self.each(what, &names);
        }
        self.secrets("", account);
    }

    /// The secrets of an account, and what is remembered of older ones.
    fn secrets(&mut self, of: &str, account: &'c NewAccount) {
        let named = |what: &str| format!("{of} {what}").trim_start().to_owned();
        self.maybe(&named("secret set at"), account.password_last_set);
        self.keys(&named("secret"), Some(&account.keys));
        self.keys(&named("previous secret"), account.previous_keys.as_ref());
        self.put(&named("older secrets"), Fact::Digests(&account.password_history));
        if !of.is_empty() {
            self.show(&named("mark"), marks(account.flags));
        }
    }

    fn attributes(&mut self, attributes: &AccountAttributes) {
        self.show("attributes", format_args!("{attributes:?}"));
    }

    fn trust(&mut self, TrustEnd { object, incoming, outgoing, etypes, posix_offset }: &'c TrustEnd) {
        let TrustedDomainObject {
            trust_partner: _,
            flat_name,
            security_identifier,
            trust_direction,
            trust_type,
            trust_attributes,
            supported_encryption_types,
            forest_trust_info,
        } = object;
        self.show("kind", object.kind());
        self.show("flat name", flat_name);
        self.maybe("SID", security_identifier.as_ref());
        self.show("direction", direction(*trust_direction));
        self.show("type", format_args!("{trust_type:?}"));
        self.show("attributes", attribute_names(*trust_attributes));
        self.maybe("supported encryption types", supported_encryption_types.map(Shown));
        for record in forest_trust_info.iter().flat_map(|info| &info.records) {
            self.record(record);
        }
        self.maybe("encryption types", etypes.as_ref().map(Shown));
        self.show("POSIX offset", posix_offset);
        self.secret("incoming", incoming.as_ref());
        self.secret("outgoing", outgoing.as_ref());
    }

    fn record(&mut self, record: &Record) {
        let Record { flags, timestamp: _, data, tail: _ } = record;
        let name = match data {
            RecordData::TopLevelName(name) => format!("claimed name {name}"),
            RecordData::TopLevelNameEx(name) => format!("exclusion {name}"),
            RecordData::DomainInfo { dns_name, .. } => format!("claimed domain {dns_name}"),
            RecordData::ScannerInfo { dns_name, .. } => format!("scanned domain {dns_name}"),
            RecordData::BinaryInfo { .. } => "binary record".to_owned(),
            RecordData::Unknown { record_type, .. } => format!("record of type {record_type}"),
        };
        let flags: Vec<&str> = flags.names(data).collect();
        self.show(&name, if flags.is_empty() { "enabled".to_owned() } else { flags.join(" ") });
    }

    fn secret(&mut self, of: &str, secret: Option<&'c RestoredSecret>) {
        let Some(secret) = secret else { return };
        let RestoredSecret { current, previous, last_update, confirmed, seal_with_previous_until, imported } = secret;
        self.keys(&format!("{of} secret"), Some(current));
        self.keys(&format!("previous {of} secret"), previous.as_ref());
        self.show(&format!("{of} secret set at"), format_args!("{}", last_update.0));
        self.maybe(&format!("{of} secret confirmed at"), *confirmed);
        self.maybe(&format!("{of} secret before is used until"), *seal_with_previous_until);
        if let Some(imported) = imported {
            self.put(&format!("imported {of} secret"), Fact::Imported(imported));
        }
    }

    fn keys(&mut self, name: &str, keys: Option<&'c NewKeys>) {
        let Some(keys) = keys else { return };
        self.maybe(&format!("version of the {name}"), keys.kvno);
        self.put(name, Fact::Keys(keys));
    }

    fn each(&mut self, what: &str, values: &[impl Display]) {
        for value in values {
            self.show(&format!("{what} {value}"), "");
        }
    }

    fn maybe(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.show(name, value);
        }
    }

    fn show(&mut self, name: &str, value: impl Display) {
        self.put(name, Fact::Shown(value.to_string()));
    }

    fn put(&mut self, name: &str, fact: Fact<'c>) {
        self.0.insert(name.to_owned(), fact);
    }
}

/// Displayed as it is debugged, for what has no other text.
struct Shown<T>(T);

impl<T: Debug> Display for Shown<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
