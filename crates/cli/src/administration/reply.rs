//! What a daemon says, as far as an administrator's session asks.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::failure::Failure;

/// The version spoken here.
const VERSION: u64 = 1;

/// Why something is not done, or not answered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
pub(crate) struct Refused {
    /// A word for programs.
    pub(crate) kind: String,
    /// A line for people.
    pub(crate) text: String,
    /// The realms that have to agree and did not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) realms: Vec<String>,
}

/// What was awaited, or why it is not there.
pub(super) fn read<T: DeserializeOwned>(line: &[u8], awaited: &str) -> Result<Result<T, Refused>, Failure> {
    let mut said: Value = serde_json::from_slice(line).map_err(|_| Failure::AnotherLanguage)?;
    if said.get("v").and_then(Value::as_u64) != Some(VERSION) {
        return Err(Failure::AnotherLanguage);
    }
    let mut take = |name: &str| said.get_mut(name).map(Value::take);
    if let Some(error) = take("error") {
        return serde_json::from_value(error).map(Err).map_err(|_| Failure::AnotherLanguage);
    }
    let answer = take(awaited).ok_or(Failure::AnotherAnswer)?;
    serde_json::from_value(answer).map(Ok).map_err(|_| Failure::AnotherLanguage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_refusals_and_nonsense_are_told_apart() {
        assert_eq!(read::<u8>(br#"{"v":1,"number":7}"#, "number").unwrap(), Ok(7));
        let refused = read::<u8>(br#"{"v":1,"error":{"kind":"rule","text":"No."}}"#, "number").unwrap().unwrap_err();
        assert_eq!((refused.kind.as_str(), refused.text.as_str(), refused.realms.len()), ("rule", "No.", 0));
        assert!(matches!(read::<u8>(br#"{"v":1,"word":"a"}"#, "number"), Err(Failure::AnotherAnswer)));
        for wrong in [&b""[..], b"[]", br#"{"number":7}"#, br#"{"v":2,"number":7}"#, br#"{"v":1,"number":"a"}"#] {
            assert!(matches!(read::<u8>(wrong, "number"), Err(Failure::AnotherLanguage)));
        }
    }
}
