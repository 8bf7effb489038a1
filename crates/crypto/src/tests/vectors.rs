//! Reads the published vectors in `fixtures/vectors/crypto`, for the tests beside the code.

use serde_json::Value;
use xrealm_names::EncryptionType;

use crate::KeyUsage;

/// One vector of a file.
pub(crate) struct Vector(Value);

/// The vectors of `fixtures/vectors/crypto/NAME.json`, of which there must be as many as the file says.
pub(crate) fn load(name: &str) -> Vec<Vector> {
    let path = format!("{}/../../fixtures/vectors/crypto/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut file: Value = serde_json::from_str(&text).unwrap();
    let Value::Array(vectors) = file["vectors"].take() else { panic!("{path}: no vectors") };
    if let Some(count) = file["count"].as_u64() {
        assert_eq!(vectors.len() as u64, count, "{path}");
    }
    assert!(!vectors.is_empty(), "{path}");
    vectors.into_iter().map(Vector).collect()
}

impl Vector {
    pub(crate) fn hex(&self, field: &str) -> Vec<u8> {
        let text = self.text(field);
        assert_eq!(text.len() % 2, 0, "{field}");
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_else(|| panic!("no text {field} in {}", self.0))
    }

    pub(crate) fn number(&self, field: &str) -> i64 {
        self.0[field].as_i64().unwrap_or_else(|| panic!("no number {field} in {}", self.0))
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        !self.0[field].is_null()
    }

    pub(crate) fn etype_number(&self) -> i32 {
        self.number("etype") as i32
    }

    pub(crate) fn etype(&self) -> EncryptionType {
        EncryptionType::from_number(self.etype_number()).unwrap_or_else(|| panic!("etype of {}", self.0))
    }

    pub(crate) fn usage(&self) -> KeyUsage {
        KeyUsage(self.number("usage") as u32)
    }
}
