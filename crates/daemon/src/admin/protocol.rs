//! What is asked and what is answered: version 1, a line of JSON each.
//!
//! ```json
//! {"v":1,"ask":"record","id":"0-17"}
//! {"v":1,"ask":"records","last":20}
//! {"v":1,"ask":"realms"}
//! ```
//!
//! The answer is `{"v":1,"record":…}`, `{"v":1,"records":[…]}`, `{"v":1,"realms":[…]}` or
//! `{"v":1,"error":{"kind":…,"text":…}}`.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use thiserror::Error;

use super::facts::{RealmFacts, RecordFacts};
use crate::record::{RequestId, RequestIdError};

/// The version spoken here.
pub(super) const VERSION: u64 = 1;

/// The longest line that is read.
pub(super) const MAX_QUESTION_OCTETS: u64 = 4096;

/// What a daemon can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Question {
    /// The record of one request, with grounds.
    Record {
        /// Which.
        id: WhichRecord,
    },
    /// The latest records, without grounds, in the order in which the requests came.
    Records {
        /// How many at most.
        #[serde(default = "twenty")]
        last: usize,
    },
    /// The realms served and their trusts.
    Realms {},
}

fn twenty() -> usize {
    20
}

/// One of the records that are kept. Written as the request's number, or `last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichRecord {
    /// That of the latest request.
    Last,
    /// That of this request.
    Of(RequestId),
}

impl FromStr for WhichRecord {
    type Err = RequestIdError;

    fn from_str(text: &str) -> Result<Self, RequestIdError> {
        if text == "last" { Ok(Self::Last) } else { text.parse().map(Self::Of) }
    }
}

impl fmt::Display for WhichRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Last => f.write_str("last"),
            Self::Of(id) => id.fmt(f),
        }
    }
}

impl Serialize for WhichRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WhichRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// What a daemon answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// To [`Question::Record`].
    Record(Box<RecordFacts>),
    /// To [`Question::Records`].
    Records(Vec<RecordFacts>),
    /// To [`Question::Realms`].
    Realms(Vec<RealmFacts>),
    /// To what cannot be answered.
    Error(RefusalFacts),
}

impl Reply {
    pub(super) fn refused(refusal: AskRefusal) -> Self {
        Self::Error(RefusalFacts { kind: refusal.kind().to_owned(), text: refusal.to_string() })
    }
}

/// Why a question is not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalFacts {
    /// A word for programs: `malformed`, `too-long`, `version`, `no-record`.
    pub kind: String,
    /// A line for people.
    pub text: String,
}

/// Why a question is not answered.
#[derive(Debug, Error)]
pub(super) enum AskRefusal {
    #[error("no question: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("a question has at most {MAX_QUESTION_OCTETS} octets")]
    TooLong,
    #[error("only version {VERSION} is spoken here")]
    Version,
    #[error("no request was answered yet, or no records are kept")]
    NoRecords,
    #[error("no record of request {id}: of each thread the latest {kept} are kept")]
    NoRecord { id: RequestId, kept: usize },
}

impl AskRefusal {
    fn kind(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::TooLong => "too-long",
            Self::Version => "version",
            Self::NoRecords | Self::NoRecord { .. } => "no-record",
        }
    }
}

/// Reads one line.
pub(super) fn read_question(line: &[u8]) -> Result<Question, AskRefusal> {
    let mut value: Value = serde_json::from_slice(line)?;
    let version = value.as_object_mut().and_then(|fields| fields.remove("v"));
    if version.is_some_and(|version| version.as_u64() != Some(VERSION)) {
        return Err(AskRefusal::Version);
    }
    Ok(serde_json::from_value(value)?)
}

/// Question or answer with its version, as it stands on the line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Said<T> {
    pub(super) v: u64,
    #[serde(flatten)]
    pub(super) what: T,
}

impl<T: Serialize> Said<T> {
    pub(super) fn now(what: T) -> Self {
        Self { v: VERSION, what }
    }

    /// Without the line's end.
    pub(super) fn to_line(&self) -> Vec<u8> {
        // Maps with text as keys, numbers and text: nothing that JSON cannot say.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Question, String> {
        read_question(line.as_bytes()).map_err(|refusal| refusal.kind().to_owned())
    }

    #[test]
    fn the_three_questions_are_read() {
        let id = RequestId::new(0, 17);
        assert_eq!(read(r#"{"v":1,"ask":"record","id":"0-17"}"#), Ok(Question::Record { id: WhichRecord::Of(id) }));
        assert_eq!(read(r#"{"v":1,"ask":"record","id":"last"}"#), Ok(Question::Record { id: WhichRecord::Last }));
        assert_eq!(read(r#"{"v":1,"ask":"records","last":3}"#), Ok(Question::Records { last: 3 }));
        assert_eq!(read(r#"{"v":1,"ask":"records"}"#), Ok(Question::Records { last: 20 }));
        assert_eq!(read(r#"{"v":1,"ask":"realms"}"#), Ok(Question::Realms {}));
    }

    #[test]
    fn what_is_no_question_is_refused_by_name() {
        for line in [
            "",
            "{",
            "[]",
            "1",
            "\u{0}",
            r#"{"v":1}"#,
            r#"{"v":1,"ask":"everything"}"#,
            r#"{"v":1,"ask":"record"}"#,
            r#"{"v":1,"ask":"record","id":"0-"}"#,
            r#"{"v":1,"ask":"record","id":17}"#,
            r#"{"v":1,"ask":"records","last":-1}"#,
            r#"{"v":1,"ask":"records","first":1}"#,
            r#"{"v":1,"ask":"realms","of":"A.TEST"}"#,
        ] {
            assert_eq!(read(line), Err("malformed".to_owned()), "{line}");
        }
        assert_eq!(read(&"[".repeat(4000)), Err("malformed".to_owned()));
    }

    #[test]
    fn another_version_is_not_spoken() {
        for line in [r#"{"v":2,"ask":"realms"}"#, r#"{"v":"1","ask":"realms"}"#, r#"{"v":null,"ask":"realms"}"#] {
            assert_eq!(read(line), Err("version".to_owned()), "{line}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for question in [
            Question::Record { id: WhichRecord::Last },
            Question::Record { id: WhichRecord::Of(RequestId::new(2, 5)) },
            Question::Records { last: 7 },
            Question::Realms {},
        ] {
            assert_eq!(read_question(&Said::now(&question).to_line()).unwrap(), question);
        }
        let reply = Reply::refused(AskRefusal::TooLong);
        let said: Said<Reply> = serde_json::from_slice(&Said::now(&reply).to_line()).unwrap();
        assert_eq!((said.v, said.what), (VERSION, reply));
    }
}
