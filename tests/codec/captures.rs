//! The captured messages of `fixtures/captures`.

use std::fs;

use serde_json::Value;
use xrealm_tests::project_root;

/// A captured message or a decrypted part of one.
pub(crate) struct Capture {
    /// Its name under `fixtures/captures`.
    pub(crate) file: String,
    /// Its octets.
    pub(crate) octets: Vec<u8>,
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
    let folder = project_root().join("fixtures/captures");
    let index: Value = serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
    let files = index[list].as_array().unwrap().iter().map(|entry| entry["file"].as_str().unwrap().to_owned());
    files.map(|file| Capture { octets: fs::read(folder.join(&file)).unwrap(), file }).collect()
}
