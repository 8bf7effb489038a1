//! Configured authentication paths: the `[capaths]` of krb5.conf.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
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

/// By client realm, then by server realm, both in order.
type Stored<Name, Between> = BTreeMap<Name, BTreeMap<Name, Between>>;

impl Serialize for Capaths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut paths: Stored<&str, &[RealmName]> = BTreeMap::new();
        for (client, server, between) in self.iter() {
            paths.entry(client).or_default().insert(server, between);
        }
        paths.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Capaths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut capaths = Capaths::new();
        for (client, servers) in Stored::<RealmName, Vec<RealmName>>::deserialize(deserializer)? {
            for (server, between) in servers {
                capaths.insert(&client, &server, between);
            }
        }
        Ok(capaths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_stored_in_order_and_read_back() {
        let [a, b, c] = ["A", "B", "C"].map(|name| RealmName::new(name).unwrap());
        let mut capaths = Capaths::new();
        capaths.insert(&b, &a, vec![]);
        capaths.insert(&a, &c, vec![b]);
        let stored = serde_json::to_string(&capaths).unwrap();
        assert_eq!(stored, r#"{"A":{"C":["B"]},"B":{"A":[]}}"#);
        assert_eq!(serde_json::from_str::<Capaths>(&stored).unwrap(), capaths);
    }
}
