//! Reads the published vectors in `fixtures/vectors/pac`.

use serde_json::Value;
use xrealm_crypto::Key;
use xrealm_names::EncryptionType;

/// One PAC, or one buffer of one.
pub(crate) struct Vector(pub(crate) Value);

/// Those that hold a whole PAC.
pub(crate) fn pacs() -> Vec<Vector> {
    let pacs: Vec<_> = all().into_iter().filter(|vector| vector.has("pac_hex")).collect();
    assert_eq!(pacs.len(), 11);
    pacs
}

/// Those that hold a single buffer.
pub(crate) fn buffers() -> Vec<Vector> {
    let buffers: Vec<_> = all().into_iter().filter(|vector| vector.has("buffer_hex")).collect();
    assert_eq!(buffers.len(), 7);
    buffers
}

pub(crate) fn named(name: &str) -> Vector {
    all().into_iter().find(|vector| vector.name() == name).unwrap_or_else(|| panic!("no vector {name}"))
}

fn all() -> Vec<Vector> {
    let folder = format!("{}/../../fixtures/vectors/pac", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths.iter().map(|path| Vector(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())).collect()
}

impl Vector {
    pub(crate) fn name(&self) -> &str {
        self.0["name"].as_str().unwrap()
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        !self.0[field].is_null()
    }

    pub(crate) fn hex(&self, field: &str) -> Vec<u8> {
        hex(self.0[field].as_str().unwrap_or_else(|| panic!("{} has no {field}", self.name())))
    }

    /// A published key.
    pub(crate) fn key(&self, field: &str) -> Option<Key> {
        let key = &self.0[field];
        let etype = EncryptionType::from_number(key["etype"].as_i64()? as i32).unwrap();
        Some(Key::new(etype, &hex(key["hex"].as_str().unwrap())).unwrap())
    }

    /// The decoded buffers of a PAC.
    pub(crate) fn decoded(&self) -> &[Value] {
        self.0["decoded"].as_array().unwrap()
    }

    /// Whether Samba wrote it, whose UPN_DNS_INFO is packed otherwise than that of Windows.
    pub(crate) fn is_sambas(&self) -> bool {
        self.name().starts_with("samba-")
    }
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2));
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
