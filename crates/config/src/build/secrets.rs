//! Secrets: as given, out of a keytab, or derived.

use std::collections::BTreeMap;

use xrealm_crypto::Key;
use xrealm_directory::{KeyMaterial, NewKeys, Password, SaltedKey};
use xrealm_names::{Principal, RealmName};

use super::Builder;
use crate::entries::{KeyEntry, SecretEntry, SecretForm};
use crate::fields::At;
use crate::finding::Problem;
use crate::keytab::{Keytab, KeytabEntry};

/// The keys in use and those before them.
pub(super) struct Secrets {
    pub(super) current: NewKeys,
    pub(super) previous: Option<NewKeys>,
}

/// Whose key is looked for in a keytab.
pub(super) struct Owner<'a> {
    pub(super) realm: &'a RealmName,
    /// Every name that may stand in a keytab.
    pub(super) names: Vec<String>,
    /// Whether names compare in any case.
    pub(super) folded: bool,
}

impl Builder<'_> {
    /// What `entry` says, or keys for `label`.
    pub(super) fn krbtgt_keys(&mut self, entry: Option<&SecretEntry>, label: &str) -> Option<NewKeys> {
        match entry {
            None => Some(NewKeys::keys(self.seed.keys(label))),
            Some(entry) => self.secrets(entry, None).map(|secrets| secrets.current),
        }
    }

    /// What `entry` says; `None` after a finding.
    pub(super) fn secrets(&mut self, entry: &SecretEntry, owner: Option<&Owner<'_>>) -> Option<Secrets> {
        match &entry.form {
            SecretForm::Password(password) => {
                let password = Password::new(password.to_string());
                let material = KeyMaterial::Password { password, salt: entry.salt.clone() };
                Some(Secrets { current: NewKeys { kvno: entry.kvno, material }, previous: None })
            }
            SecretForm::Keys(keys) => {
                let keys: Option<Vec<_>> = keys.iter().map(|key| self.raw_key(key, entry)).collect();
                by_version(keys?, entry)
            }
            SecretForm::Keytab(path) => {
                let keys = self.keytab_keys(path, owner?)?;
                by_version(keys, entry)
            }
        }
    }

    fn raw_key(&self, entry: &KeyEntry, secret: &SecretEntry) -> Option<(u32, Key)> {
        let kvno = entry.kvno.or(secret.kvno).unwrap_or(1);
        match Key::new(entry.etype, &entry.octets.value) {
            Ok(key) => Some((kvno, key)),
            Err(_) => {
                let (expected, found) = (entry.etype.key_length(), entry.octets.value.len());
                self.complain(&entry.octets.span, Problem::KeyLength { etype: entry.etype, expected, found });
                None
            }
        }
    }

    fn keytab_keys(&mut self, path: &At<Box<str>>, owner: &Owner<'_>) -> Option<Vec<(u32, Key)>> {
        let octets = match (self.files)(&path.value) {
            Ok(octets) => octets,
            Err(reason) => {
                let problem = Problem::FileUnreadable { path: path.value.clone(), reason: reason.into() };
                self.complain(&path.span, problem);
                return None;
            }
        };
        let keytab = match Keytab::decode(&octets) {
            Ok(keytab) => keytab,
            Err(reason) => {
                self.complain(&path.span, Problem::BadKeytab { path: path.value.clone(), reason });
                return None;
            }
        };
        let keys: Vec<_> = keytab
            .entries
            .iter()
            .filter(|entry| owner.has(&entry.principal))
            .filter_map(|entry: &KeytabEntry| Some((entry.kvno, entry.key()?.ok()?)))
            .collect();
        if keys.is_empty() {
            let name = owner.names.first().cloned().unwrap_or_default().into();
            self.complain(&path.span, Problem::KeytabWithoutKeys { path: path.value.clone(), name });
            return None;
        }
        Some(keys)
    }
}

impl Owner<'_> {
    fn has(&self, principal: &Principal) -> bool {
        let name = principal.name.to_string();
        if self.folded {
            let name = xrealm_names::fold(&name);
            self.realm.eq_ignore_case(principal.realm.as_str())
                && self.names.iter().any(|own| xrealm_names::fold(own) == name)
        } else {
            *self.realm == principal.realm && self.names.contains(&name)
        }
    }
}

/// The newest version as the current keys, the one before as the previous ones.
fn by_version(keys: Vec<(u32, Key)>, entry: &SecretEntry) -> Option<Secrets> {
    let mut versions: BTreeMap<u32, Vec<SaltedKey>> = BTreeMap::new();
    for (kvno, key) in keys {
        versions.entry(kvno).or_default().push(SaltedKey { key, salt: entry.salt.clone() });
    }
    let mut newest_first =
        versions.into_iter().rev().map(|(kvno, keys)| NewKeys { kvno: Some(kvno), material: KeyMaterial::Keys(keys) });
    // An empty list of keys is reported by the directory, as the change it is.
    let current = newest_first.next().unwrap_or_else(|| NewKeys::keys(Vec::new()));
    Some(Secrets { current, previous: newest_first.next() })
}
