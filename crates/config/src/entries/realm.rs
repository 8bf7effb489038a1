//! Domains, plain realms, and the two maps of plain realms.

use std::net::SocketAddr;

use toml::de::DeValue;
use xrealm_directory::AccountKind;
use xrealm_names::{RealmName, Sid};

use super::account::SecretForm;
use super::{AccountEntry, CapathEntry, ControllerEntry, GroupEntry, KeyEntry, SecretEntry, SettingsEntry};
use crate::fields::{At, Fields};
use crate::values::{
    AdminAddress, KdcAddress, address, admin_address, domain_name, kdc_address, realm_name, sid, suffix, text, values,
};

/// One `[[domain]]`.
pub(crate) struct DomainEntry {
    pub(crate) name: At<RealmName>,
    pub(crate) netbios: Option<At<Box<str>>>,
    pub(crate) sid: Option<Sid>,
    pub(crate) parent: Option<At<RealmName>>,
    pub(crate) forest: Option<At<RealmName>>,
    pub(crate) upn_suffixes: Vec<Box<str>>,
    pub(crate) spn_suffixes: Vec<Box<str>>,
    pub(crate) groups: Vec<GroupEntry>,
    pub(crate) controllers: Vec<ControllerEntry>,
    pub(crate) served: ServedEntry,
}

/// One `[[realm]]`.
pub(crate) struct RealmEntry {
    pub(crate) name: At<RealmName>,
    pub(crate) body: RealmBody,
}

/// Whose realm it is.
pub(crate) enum RealmBody {
    /// Ours.
    Served(Box<PlainEntry>),
    /// Somebody else's.
    External(ExternalEntry),
}

/// What a realm says that is served elsewhere.
pub(crate) struct ExternalEntry {
    pub(crate) kdc: Vec<KdcAddress>,
    /// Where its administrators are heard, if another xrealm serves it.
    pub(crate) admin: Option<AdminAddress>,
    pub(crate) netbios: Option<Box<str>>,
    pub(crate) sid: Option<Sid>,
    /// A Windows NT 4 domain.
    pub(crate) downlevel: bool,
}

/// What only a plain realm served here says.
pub(crate) struct PlainEntry {
    pub(crate) served: ServedEntry,
    /// `None`: those of the file.
    pub(crate) host_to_realm: Option<Vec<(Box<str>, At<RealmName>)>>,
    /// `None`: those of the file.
    pub(crate) capaths: Option<Vec<CapathEntry>>,
    pub(crate) default_referral_realm: Option<At<RealmName>>,
}

/// What every realm served here says.
pub(crate) struct ServedEntry {
    pub(crate) settings: SettingsEntry,
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) krbtgt: Option<SecretEntry>,
    pub(crate) accounts: Vec<AccountEntry>,
}

impl DomainEntry {
    pub(crate) fn read(fields: Fields<'_>) -> Option<DomainEntry> {
        fields.exclude("parent", "forest");
        let name = fields.required("name", domain_name);
        let netbios = fields.parsed("netbios", text);
        let sid = fields.parsed("sid", sid).map(|at| at.value);
        let parent = fields.parsed("parent", domain_name);
        let forest = fields.parsed("forest", domain_name);
        let upn_suffixes = values(fields.list("upn_suffixes", suffix).unwrap_or_default());
        let spn_suffixes = values(fields.list("spn_suffixes", suffix).unwrap_or_default());
        let groups = GroupEntry::read_all(&fields);
        let controllers = ControllerEntry::read_all(&fields);
        let served = ServedEntry::read(
            &fields,
            &[("users", AccountKind::User), ("computers", AccountKind::Computer), ("services", AccountKind::Service)],
            true,
        );
        fields.finish();
        let name = name?;
        Some(DomainEntry {
            name,
            netbios,
            sid,
            parent,
            forest,
            upn_suffixes,
            spn_suffixes,
            groups,
            controllers,
            served,
        })
    }
}

impl RealmEntry {
    pub(crate) fn read(fields: Fields<'_>) -> Option<RealmEntry> {
        let name = fields.required("name", realm_name);
        fields.exclude("kdc", "downlevel");
        let downlevel = fields.bool("downlevel").unwrap_or(false);
        let body = match fields.list("kdc", kdc_address) {
            None if !downlevel => RealmBody::Served(Box::new(PlainEntry::read(&fields))),
            kdc => RealmBody::External(ExternalEntry {
                kdc: values(kdc.unwrap_or_default()),
                admin: fields.parsed("admin", admin_address).map(|at| at.value),
                netbios: fields.parsed("netbios", text).map(|at| at.value),
                sid: fields.parsed("sid", sid).map(|at| at.value),
                downlevel,
            }),
        };
        fields.finish();
        Some(RealmEntry { name: name?, body })
    }
}

impl PlainEntry {
    fn read(fields: &Fields<'_>) -> PlainEntry {
        PlainEntry {
            served: ServedEntry::read(
                fields,
                &[("users", AccountKind::User), ("principals", AccountKind::User), ("services", AccountKind::Service)],
                false,
            ),
            host_to_realm: fields.has("domain_realm").then(|| host_to_realm(fields)),
            capaths: fields.has("capaths").then(|| capaths(fields)),
            default_referral_realm: fields.parsed("default_referral_realm", realm_name),
        }
    }
}

impl ServedEntry {
    fn read(fields: &Fields<'_>, lists: &[(&'static str, AccountKind)], in_domain: bool) -> ServedEntry {
        let accounts =
            lists.iter().flat_map(|(key, kind)| AccountEntry::read_all(fields, key, *kind, in_domain)).collect();
        ServedEntry {
            settings: SettingsEntry::read(fields),
            listen: fields.parsed("listen", address).map(|at| at.value),
            krbtgt: krbtgt(fields),
            accounts,
        }
    }
}

fn krbtgt(fields: &Fields<'_>) -> Option<SecretEntry> {
    fields.exclude("krbtgt_password", "krbtgt_keys");
    let kvno = fields.u32("krbtgt_kvno", 0).map(|at| at.value);
    let password = fields.parsed("krbtgt_password", text).map(|at| SecretForm::Password(at.value));
    let keys = fields.has("krbtgt_keys").then(|| SecretForm::Keys(KeyEntry::read_all(fields, "krbtgt_keys")));
    Some(SecretEntry { kvno, salt: None, form: password.or(keys)? })
}

/// `[domain_realm]`: host names and, with a leading dot, domains, each with its realm.
pub(crate) fn host_to_realm(fields: &Fields<'_>) -> Vec<(Box<str>, At<RealmName>)> {
    let Some(table) = fields.table("domain_realm", "[domain_realm]") else { return Vec::new() };
    let entries = table.entries().filter_map(|(host, value)| match value.value {
        DeValue::String(realm) => {
            let realm = table.checked(At { value: realm.as_ref(), span: value.span }, realm_name)?;
            Some((Box::from(host.value), realm))
        }
        other => table.wrong_type(host.value, "the name of a realm", other, value.span),
    });
    entries.collect()
}

/// `[capaths]`: for each client realm a table of server realms, each with the realms between.
pub(crate) fn capaths(fields: &Fields<'_>) -> Vec<CapathEntry> {
    let Some(table) = fields.table("capaths", "[capaths]") else { return Vec::new() };
    let mut entries = Vec::new();
    for (client, servers) in table.entries() {
        let (Some(client), Some(servers)) =
            (table.checked(client, realm_name), table.as_table("capaths", servers, "a client realm of [capaths]"))
        else {
            continue;
        };
        for (server, between) in servers.entries() {
            let Some(server) = servers.checked(server, realm_name) else { continue };
            let between = hops(&servers, server.value.as_str(), between);
            entries.push(CapathEntry { client: client.clone(), server, between });
        }
    }
    entries
}

/// The realms between, in order; `"."` and the empty array both mean that there are none.
fn hops(fields: &Fields<'_>, server: &str, value: At<&DeValue<'_>>) -> Vec<At<RealmName>> {
    let items: Vec<At<&DeValue<'_>>> = match value.value {
        DeValue::Array(array) => array.iter().map(|item| At { value: item.get_ref(), span: item.span() }).collect(),
        _ => vec![value],
    };
    let realms = items.into_iter().filter_map(|item| match item.value {
        DeValue::String(realm) if realm == "." => None,
        DeValue::String(realm) => fields.checked(At { value: realm.as_ref(), span: item.span }, realm_name),
        other => fields.wrong_type(server, "an array of realm names", other, item.span),
    });
    realms.collect()
}
