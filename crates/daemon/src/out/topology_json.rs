//! `topology.json`: where the realms are and who is in them, for programs.

use std::path::PathBuf;

use serde_json::{Value, json};
use xrealm_config::Topology;
use xrealm_directory::{Account, AccountKind, Realm, RealmKind};
use xrealm_names::RealmName;

use super::keytabs;
use super::krb5_conf::Krb5Conf;
use crate::addresses::Addresses;

/// What is to be told.
pub(super) struct Facts<'a> {
    pub(super) topology: &'a Topology,
    pub(super) addresses: &'a Addresses,
    pub(super) default_realm: Option<&'a RealmName>,
    /// The same addresses and hosts as clients with a `krb5.conf` get.
    pub(super) krb5_conf: &'a Krb5Conf,
}

impl Facts<'_> {
    /// The text; `keytab` tells where a keytab of this name would be.
    pub(super) fn text(&self, keytab: impl Fn(&str) -> PathBuf) -> String {
        let served = self.topology.directory.realms().map(|realm| self.realm(realm, &keytab));
        let directory = &self.topology.directory;
        let is_served = |name: &RealmName| directory.realm_named(name.as_str().as_bytes()).is_some();
        let elsewhere = self.krb5_conf.realms.iter().filter(|(name, _)| !is_served(name));
        let external = elsewhere.map(|(name, kdcs)| json!({ "name": name.as_str(), "served": false, "kdc": kdcs }));
        let listen: Vec<String> = self.addresses.all().map(|address| address.to_string()).collect();
        let facts = json!({
            "version": 1,
            "udp": listen,
            "tcp": listen,
            "default_realm": self.default_realm.map(RealmName::as_str),
            "realms": served.chain(external).collect::<Vec<Value>>(),
        });
        format!("{facts:#}\n")
    }

    fn realm(&self, realm: &Realm, keytab: &impl Fn(&str) -> PathBuf) -> Value {
        let name = realm.name();
        let kdcs = self.addresses.of_realm(name);
        let hosts = self.krb5_conf.hosts.iter().filter(|(_, of)| of == name).map(|(host, _)| host);
        let kind = match realm.kind() {
            RealmKind::ActiveDirectory { .. } => "active-directory",
            RealmKind::Kerberos => "kerberos",
        };
        let accounts = realm.accounts().filter(|account| account.kind != AccountKind::Krbtgt);
        json!({
            "name": name.as_str(),
            "served": true,
            "kind": kind,
            "netbios_name": realm.netbios_name(),
            "sid": realm.sid().map(ToString::to_string),
            "kdc": kdcs.iter().flat_map(|kdc| [format!("udp/{kdc}"), format!("tcp/{kdc}")]).collect::<Vec<_>>(),
            "hosts": hosts.collect::<Vec<_>>(),
            "principals": accounts.map(|account| principal(name, account, keytab)).collect::<Vec<_>>(),
        })
    }
}

fn principal(realm: &RealmName, account: &Account, keytab: &impl Fn(&str) -> PathBuf) -> Value {
    let kind = match account.kind {
        AccountKind::User => "user",
        AccountKind::Computer => "computer",
        AccountKind::Service | AccountKind::Krbtgt | AccountKind::InterdomainTrust => "service",
    };
    let keytab = keytab(&keytabs::file_name(realm, &account.name.to_string()));
    json!({
        "name": format!("{}@{realm}", account.name),
        "kind": kind,
        "upn": account.user_principal_name,
        "spns": account.service_principal_names.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "aliases": account.aliases.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "kvno": account.keys.kvno(),
        "keytab": keytab.to_string_lossy(),
    })
}
