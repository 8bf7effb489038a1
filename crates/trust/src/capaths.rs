//! Configured authentication paths: the `[capaths]` of krb5.conf.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use xrealm_names::RealmName;

/// For pairs of realms, the realms between them in order from the client's to the server's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capaths {
    paths: ByRealm<ByRealm<Vec<RealmName>>>,
}

type ByRealm<T> = HashMap<Box<str>, T, FixedState>;

impl Capaths {
    /// No path configured.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the realms between `client` and `server`; none means that the two share a key (`.` in krb5.conf).
    pub fn insert(&mut self, client: &RealmName, server: &RealmName, between: Vec<RealmName>) {
        self.paths.entry(client.as_str().into()).or_default().insert(server.as_str().into(), between);
    }

    /// The realms between `client` and `server`, if the pair is configured.
    #[must_use]
    pub fn between(&self, client: &str, server: &str) -> Option<&[RealmName]> {
        self.paths.get(client)?.get(server).map(Vec::as_slice)
    }

    /// The server realms to which paths lead from `client`, in no particular order.
    pub fn servers(&self, client: &str) -> impl Iterator<Item = &str> {
        self.paths.get(client).into_iter().flatten().map(|(server, _)| server.as_ref())
    }

    /// Every path: client realm, server realm and the realms between, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &[RealmName])> {
        self.paths.iter().flat_map(|(client, servers)| {
            servers.iter().map(|(server, between)| (client.as_ref(), server.as_ref(), between.as_slice()))
        })
    }

    /// Whether nothing is configured.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }
}
