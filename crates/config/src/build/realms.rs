//! Plain realms and realms served elsewhere.

use std::sync::Arc;

use xrealm_directory::{Change, NewExternalRealm, NewRealm, Settings};
use xrealm_names::RealmName;
use xrealm_trust::{Capaths, HostToRealm};

use super::Builder;
use super::domains::sid_of;
use crate::entries::{CapathEntry, ExternalEntry, PlainEntry, RealmBody, RealmEntry};
use crate::fields::At;
use crate::finding::Problem;

impl Builder<'_> {
    pub(super) fn external_realms(&mut self) {
        let entries = self.entries;
        for realm in &entries.realms {
            let RealmBody::External(ExternalEntry { kdc, admin, netbios, sid, downlevel }) = &realm.body else {
                continue;
            };
            let name = realm.name.value.clone();
            let active_directory = match (netbios, sid) {
                (None, None) if !downlevel => None,
                (netbios, sid) => Some((
                    netbios.clone().unwrap_or_else(|| first_label(&name)),
                    sid.clone().unwrap_or_else(|| sid_of(&name)),
                )),
            };
            if active_directory.is_none() {
                self.expect_upper_case(realm);
            }
            if !downlevel {
                self.external_kdcs.push((name.clone(), kdc.clone()));
            }
            self.external_admins.extend(admin.clone().map(|admin| (name.clone(), admin)));
            let new = NewExternalRealm { name, active_directory, downlevel: *downlevel };
            self.change(&realm.name.span, Change::CreateExternalRealm(new));
        }
    }

    pub(super) fn plain_realms(&mut self) {
        let entries = self.entries;
        let of_the_file = Maps {
            host_to_realm: self.host_to_realm(&entries.host_to_realm),
            capaths: Arc::new(self.capaths(&entries.capaths)),
        };
        for realm in &entries.realms {
            if let RealmBody::Served(plain) = &realm.body {
                self.plain_realm(realm, plain, &of_the_file);
            }
        }
    }

    fn plain_realm(&mut self, entry: &RealmEntry, plain: &PlainEntry, of_the_file: &Maps) {
        let name = &entry.name.value;
        self.expect_upper_case(entry);
        let label = format!("krbtgt {name}");
        let Some(krbtgt_keys) = self.krbtgt_keys(plain.served.krbtgt.as_ref(), &label) else { return };
        let default_referral_realm = plain.default_referral_realm.as_ref();
        let new = NewRealm {
            name: name.clone(),
            settings: plain.served.settings.over(self.entries.settings.over(Settings::kerberos())),
            krbtgt_keys,
            host_to_realm: match &plain.host_to_realm {
                Some(own) => self.host_to_realm(own),
                None => of_the_file.host_to_realm.clone(),
            },
            capaths: match &plain.capaths {
                Some(own) => Arc::new(self.capaths(own)),
                None => Arc::clone(&of_the_file.capaths),
            },
            default_referral_realm: default_referral_realm.and_then(|realm| self.reference(realm)),
        };
        self.listeners.extend(plain.served.listen.map(|address| (name.clone(), address)));
        self.change(&entry.name.span, Change::CreateRealm(Box::new(new)));
    }

    /// Realms compare octet for octet, and those of the world are in upper case.
    fn expect_upper_case(&mut self, entry: &RealmEntry) {
        let name = &entry.name.value;
        if !name.is_upper_case() {
            self.warnings.add(entry.name.span.clone(), Problem::LowerCaseRealm { name: name.clone() });
        }
    }

    fn host_to_realm(&self, entries: &[(Box<str>, At<RealmName>)]) -> HostToRealm {
        let mut map = HostToRealm::new();
        for (host, realm) in entries {
            if let Some(realm) = self.reference(realm) {
                map.insert(host, realm);
            }
        }
        map
    }

    fn capaths(&self, entries: &[CapathEntry]) -> Capaths {
        let mut paths = Capaths::new();
        for CapathEntry { client, server, between } in entries {
            let between: Option<Vec<_>> = between.iter().map(|realm| self.reference(realm)).collect();
            if let (Some(client), Some(server), Some(between)) =
                (self.reference(client), self.reference(server), between)
            {
                paths.insert(&client, &server, between);
            }
        }
        paths
    }

    /// The realm that is meant; a finding, once, where it is none of the file's.
    fn reference(&self, name: &At<RealmName>) -> Option<RealmName> {
        self.names.resolve(name, self.findings).map(|known| known.name.clone())
    }
}

/// The two maps that realms have in common unless they bring their own.
struct Maps {
    host_to_realm: HostToRealm,
    capaths: Arc<Capaths>,
}

fn first_label(name: &RealmName) -> Box<str> {
    let label = name.as_str().split('.').next().unwrap_or_default();
    label.chars().take(15).flat_map(char::to_uppercase).collect::<String>().into()
}
