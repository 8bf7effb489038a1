//! The captured messages of `fixtures/captures`.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

/// One file of the captures and what the index says of it.
pub(crate) struct Capture {
    /// Its name under `fixtures/captures`.
    pub(crate) file: String,
    /// Its octets.
    pub(crate) octets: Vec<u8>,
    /// Its entry of the index.
    pub(crate) entry: Value,
}

/// The captured messages, as they were sent.
pub(crate) fn packets() -> Vec<Capture> {
    listed_under("packets")
}

/// Parts of the messages, decrypted.
pub(crate) fn plaintexts() -> Vec<Capture> {
    listed_under("plaintexts")
}

fn listed_under(list: &str) -> Vec<Capture> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/captures");
    let index: Value = serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
    let entries = index[list].as_array().unwrap();
    entries
        .iter()
        .map(|entry| {
            let file = entry["file"].as_str().unwrap().to_owned();
            Capture { octets: fs::read(folder.join(&file)).unwrap(), file, entry: entry.clone() }
        })
        .collect()
}
