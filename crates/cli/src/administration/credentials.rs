//! Who asks: users with passwords, or the tickets that `kinit` left.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use xrealm_admin::SecretText;
use xrealm_client::Credential;
use xrealm_client::ccache::CredentialCache;

use crate::failure::Failure;

/// Who asks, for each realm that has to agree.
#[derive(Debug, Clone, Default)]
pub(crate) struct Credentials {
    sources: Vec<CredentialSource>,
}

/// One of those who ask.
#[derive(Debug, Clone)]
pub(crate) struct CredentialSource {
    /// What it was given with, as it was typed: `--user`, `/UserD`.
    pub(crate) option: &'static str,
    /// The realm it is meant for, in any form; `None`: every realm that no other is meant for.
    pub(crate) realm: Option<String>,
    /// The realm of a user who is named without one.
    pub(crate) home: String,
    /// What there is to prove it.
    pub(crate) means: Means,
}

/// What somebody proves who they are with.
#[derive(Debug, Clone)]
pub(crate) enum Means {
    /// A user, as `NAME`, `NAME@REALM` or `REALM\NAME`, and the password.
    Password { user: String, password: SecretText },
    /// A user whose password the terminal is asked for.
    Prompt { user: String },
    /// A credential cache in a file, as MIT's `kinit` writes it.
    Cache(PathBuf),
    /// The credential cache there is by default, else whom the terminal names.
    Whoever,
}

impl Credentials {
    pub(crate) fn new(sources: impl IntoIterator<Item = CredentialSource>) -> Self {
        Self { sources: sources.into_iter().collect() }
    }

    /// Who is meant for a realm; `is_it` tells whether a name as it was typed means that realm.
    pub(super) fn meant_for(&self, is_it: impl Fn(&str) -> bool) -> Option<&CredentialSource> {
        let meant = self.sources.iter().find(|source| source.realm.as_deref().is_some_and(&is_it));
        meant.or_else(|| self.sources.iter().find(|source| source.realm.is_none()))
    }
}

impl fmt::Display for CredentialSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.means {
            Means::Password { user, .. } | Means::Prompt { user } => write!(f, "{} {user}", self.option),
            Means::Cache(path) => write!(f, "the credential cache {}", path.display()),
            Means::Whoever => f.write_str(self.option),
        }
    }
}

/// What a cache has to offer for `kadmin/admin` of a realm.
#[derive(Debug)]
pub(super) enum Cached {
    /// The very ticket.
    Service(Credential),
    /// A ticket-granting ticket to get it with.
    Granting(Credential),
}

/// Looks into a cache; `is_wanted` tells the ticket that is wanted.
pub(super) fn look_into(path: &Path, is_wanted: impl Fn(&Credential) -> bool) -> Result<Cached, Failure> {
    let octets = fs::read(path).map_err(|source| Failure::Read { path: path.to_owned(), source })?;
    let cache = CredentialCache::decode(&octets).map_err(|source| Failure::Cache { path: path.to_owned(), source })?;
    let own = |credential: &&Credential| credential.client == cache.default_principal;
    let mut credentials = cache.credentials.iter().filter(own);
    if let Some(wanted) = credentials.clone().find(|credential| is_wanted(credential)) {
        return Ok(Cached::Service(wanted.clone()));
    }
    let granting =
        credentials.find(|credential| credential.ticket_granting_realm() == Some(credential.client.realm.clone()));
    let nothing = || Failure::EmptyCache { path: path.to_owned(), client: cache.default_principal.to_string() };
    granting.cloned().map(Cached::Granting).ok_or_else(nothing)
}

/// The cache that Kerberos programs take when none is named.
pub(super) fn default_cache() -> Result<PathBuf, Failure> {
    match std::env::var("KRB5CCNAME") {
        Ok(name) => cache_named(&name),
        Err(_) => Ok(PathBuf::from(format!("/tmp/krb5cc_{}", nix::unistd::getuid()))),
    }
}

/// The file of a cache's name, `FILE:PATH` or a path.
pub(crate) fn cache_named(name: &str) -> Result<PathBuf, Failure> {
    match name.split_once(':') {
        Some(("FILE", path)) => Ok(path.into()),
        Some((kind, _)) if kind.len() > 1 && kind.chars().all(|c| c.is_ascii_uppercase()) => {
            Err(Failure::CacheKind { name: name.to_owned() })
        }
        Some(_) | None => Ok(name.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(option: &'static str, realm: Option<&str>) -> CredentialSource {
        let realm = realm.map(str::to_owned);
        CredentialSource { option, realm, home: "A.TEST".to_owned(), means: Means::Prompt { user: "admin".to_owned() } }
    }

    #[test]
    fn a_realm_is_asked_by_who_is_meant_for_it() {
        let credentials = Credentials::new([source("--user", None), source("--partner-user", Some("B"))]);
        let option = |realm: &str| credentials.meant_for(|name| name == realm).map(|source| source.option);
        assert_eq!(option("B"), Some("--partner-user"));
        assert_eq!(option("A"), Some("--user"));
        let partner = Credentials::new([source("--partner-user", Some("B"))]);
        assert!(partner.meant_for(|name| name == "A").is_none());
    }

    #[test]
    fn only_caches_in_files_are_read() {
        assert_eq!(cache_named("FILE:/tmp/a:b").unwrap(), PathBuf::from("/tmp/a:b"));
        assert_eq!(cache_named("/tmp/cc").unwrap(), PathBuf::from("/tmp/cc"));
        assert!(matches!(cache_named("KEYRING:persistent:0"), Err(Failure::CacheKind { .. })));
    }

    #[test]
    fn who_asks_is_told_as_it_was_typed() {
        assert_eq!(source("--partner-user", None).to_string(), "--partner-user admin");
    }
}
