//! The `topology.json` of a running xrealm: which realms it serves and where.
//!
//! ```json
//! {"realms": [{"name": "CORP.TEST", "kdc": ["udp/127.0.0.1:1088", "tcp/127.0.0.1:1088"]}]}
//! ```
//!
//! Only `realms[].name` and `realms[].kdc` are looked at; an optional `default_realm` and `realms[].hosts`
//! (as the keys of `[domain_realm]`) are used when present, and any other key is somebody else's.

use serde::Deserialize;
use thiserror::Error;
use xrealm_names::RealmName;

use super::{KdcAddressError, KdcAddresses};

/// Reads a `topology.json`.
///
/// # Errors
/// [`TopologyJsonError`] for text that is not JSON of that shape, or a name or address in it that cannot be read.
pub fn parse(text: &str) -> Result<KdcAddresses, TopologyJsonError> {
    let file: File = serde_json::from_str(text)
        .map_err(|error| TopologyJsonError::Shape { line: error.line(), column: error.column() })?;
    let default_realm = file.default_realm.as_deref().map(realm).transpose()?;
    let mut addresses = KdcAddresses { default_realm, ..KdcAddresses::default() };
    for entry in file.realms {
        let name = realm(&entry.name)?;
        for kdc in &entry.kdc {
            let kdc = kdc.parse().map_err(|fault| TopologyJsonError::Kdc { realm: name.clone(), fault })?;
            addresses.add_kdc(name.clone(), kdc);
        }
        for host in &entry.hosts {
            addresses.add_host(host, name.clone());
        }
    }
    Ok(addresses)
}

/// What is wrong with a `topology.json`.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum TopologyJsonError {
    /// Not JSON, or `realms` is missing or of another shape.
    #[error("line {line}, column {column}: not the shape of a topology.json")]
    Shape {
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1.
        column: usize,
    },
    /// Not a realm name.
    #[error("{0:?} is not a realm name")]
    Realm(String),
    /// Not a KDC address.
    #[error("kdc of {realm}: {fault}")]
    Kdc {
        /// The realm whose address it is.
        realm: RealmName,
        /// What is wrong with it.
        fault: KdcAddressError,
    },
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    default_realm: Option<String>,
    realms: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    #[serde(default)]
    kdc: Vec<String>,
    #[serde(default)]
    hosts: Vec<String>,
}

fn realm(text: &str) -> Result<RealmName, TopologyJsonError> {
    RealmName::new(text).map_err(|_| TopologyJsonError::Realm(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_left_alone() {
        let addresses = parse(
            r#"{"version": 1, "realms": [
                {"name": "A.TEST", "kdc": ["udp/127.0.0.1:1", "tcp/127.0.0.1:1"], "principals": ["u@A.TEST"]},
                {"name": "B.TEST"}]}"#,
        )
        .unwrap();

        assert_eq!(addresses.kdcs_of(&RealmName::new("A.TEST").unwrap()).len(), 2);
        assert!(addresses.kdcs_of(&RealmName::new("B.TEST").unwrap()).is_empty());
    }

    #[test]
    fn another_shape_is_refused_with_its_place() {
        assert_eq!(parse("{\"realms\": 3}"), Err(TopologyJsonError::Shape { line: 1, column: 12 }));
    }
}
