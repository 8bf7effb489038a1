//! What is asked and what is answered: version 1, a line of JSON each.
//!
//! ```json
//! {"v":1,"ask":"record","id":"0-17"}
//! {"v":1,"ask":"records","last":20}
//! {"v":1,"ask":"realms"}
//! {"v":1,"ask":"kdcs"}
//! {"v":1,"ask":"names","realm":"A.TEST"}
//! {"v":1,"wish":{"operation":…,"dry_run":false,"surface":"cli"},"proofs":[{"realm":…,"ap_req":…}]}
//! {"v":1,"prove":{"realm":…,"ap_req":…}}
//! {"v":1,"state":{"secrets":true}}
//! ```
//!
//! The answer is `{"v":1,"record":…}`, `{"v":1,"records":[…]}`, `{"v":1,"realms":[…]}`, `{"v":1,"kdcs":[…]}`,
//! `{"v":1,"names":…}`, `{"v":1,"answer":…}`, `{"v":1,"proven":…}`, `{"v":1,"state":…}` or
//! `{"v":1,"error":{"kind":…,"text":…}}`.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use thiserror::Error;
use xrealm_admin::{Answer, Octets, Proof, RefusalKind, Request};
use xrealm_trust::ForestTrustInfo;

use super::facts::{KdcFacts, ProvenFacts, RealmFacts, RecordFacts, StateFacts};
use crate::administration::{Part, PerformRefusal};
use crate::record::{RequestId, RequestIdError};
use crate::store::Secrets;

/// The version spoken here.
pub(super) const VERSION: u64 = 1;

/// The longest line that is read. The names of a large forest, which go with the half of a new trust, fit in.
pub(super) const MAX_QUESTION_OCTETS: u64 = 1 << 20;

/// What stands on a line.
#[derive(Debug)]
pub(super) enum Asked {
    /// Something to be told.
    Question(Question),
    /// Something to be done; with a part, it is another process that asks.
    Wish(Box<Request>, Option<Box<Part>>),
    /// What another process asked for is to be taken back.
    Undo(Octets),
    /// Somebody who proves who they are, and wants to know with whom they speak.
    Prove(Proof),
    /// The dump of the state that is kept.
    State(Secrets),
}

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
    /// Where the KDCs of all realms are.
    Kdcs {},
    /// What the forest of a domain says of itself; what another process asks for its own forest.
    Names {
        /// A domain that is served here.
        realm: String,
    },
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
    /// To [`Question::Kdcs`].
    Kdcs(Vec<KdcFacts>),
    /// To [`Question::Names`].
    Names(ForestTrustInfo),
    /// To a wish that was done, or planned.
    Answer(Box<Answer>),
    /// To somebody who proved who they are.
    Proven(ProvenFacts),
    /// The dump of the state.
    State(Box<StateFacts>),
    /// To what cannot be answered.
    Error(RefusalFacts),
}

impl Reply {
    pub(super) fn refused(refusal: AskRefusal) -> Self {
        Self::Error(RefusalFacts::new(refusal.kind(), refusal.to_string()))
    }

    pub(super) fn broken() -> Self {
        Self::Error(RefusalFacts::new("internal", "internal error".to_owned()))
    }

    pub(super) fn of(performed: Result<Answer, PerformRefusal>) -> Self {
        match performed {
            Ok(answer) => Self::Answer(Box::new(answer)),
            Err(refusal) => Self::not_performed(&refusal),
        }
    }

    pub(super) fn not_performed(refusal: &PerformRefusal) -> Self {
        let realms = refusal.realms().iter().map(ToString::to_string).collect();
        Self::Error(RefusalFacts { realms, ..RefusalFacts::new(refusal.kind(), refusal.to_string()) })
    }
}

/// Why a question is not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalFacts {
    /// A word for programs: `malformed`, `too-long`, `version`, `no-record`; of wishes as
    /// [`xrealm_admin::RefusalKind`] has it.
    pub kind: String,
    /// A line for people.
    pub text: String,
    /// The realms that have to agree to what was wished for and did not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub realms: Vec<String>,
}

impl RefusalFacts {
    pub(super) fn new(kind: &str, text: String) -> Self {
        Self { kind: kind.to_owned(), text, realms: Vec::new() }
    }
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
    #[error("no forest with a domain {realm} is served here")]
    NoForest { realm: String },
}

impl AskRefusal {
    fn kind(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::TooLong => "too-long",
            Self::Version => "version",
            Self::NoRecords | Self::NoRecord { .. } => "no-record",
            Self::NoForest { .. } => RefusalKind::NotFound.as_str(),
        }
    }
}

/// Reads one line.
pub(super) fn read_line(line: &[u8]) -> Result<Asked, AskRefusal> {
    let parts: Parts<'_> = serde_json::from_slice(line)?;
    if parts.v.is_some_and(|version| serde_json::from_str::<u64>(version.get()).ok() != Some(VERSION)) {
        return Err(AskRefusal::Version);
    }
    if parts.wish.is_some() {
        let WishLine { wish, proofs, part, .. } = serde_json::from_slice(line)?;
        let wish_octets = wish.get().as_bytes().to_vec();
        let wish = serde_json::from_slice(&wish_octets)?;
        return Ok(Asked::Wish(Box::new(Request { wish, wish_octets, proofs }), part));
    }
    if parts.undo.is_some() {
        let UndoLine { undo, .. } = serde_json::from_slice(line)?;
        return Ok(Asked::Undo(undo));
    }
    if parts.prove.is_some() {
        let ProveLine { prove, .. } = serde_json::from_slice(line)?;
        return Ok(Asked::Prove(prove));
    }
    if parts.state.is_some() {
        let StateLine { state, .. } = serde_json::from_slice(line)?;
        return Ok(Asked::State(if state.secrets { Secrets::Shown } else { Secrets::LeftOut }));
    }
    let mut value: Value = serde_json::from_slice(line)?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("v");
    }
    Ok(Asked::Question(serde_json::from_value(value)?))
}

/// By which a line is told from others.
#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    v: Option<&'a RawValue>,
    #[serde(borrow)]
    wish: Option<&'a RawValue>,
    #[serde(borrow)]
    prove: Option<&'a RawValue>,
    #[serde(borrow)]
    undo: Option<&'a RawValue>,
    #[serde(borrow)]
    state: Option<&'a RawValue>,
}

/// Even `null` counts.
fn present<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WishLine<'a> {
    #[serde(rename = "v", default)]
    _version: Value,
    #[serde(borrow)]
    wish: &'a RawValue,
    #[serde(default)]
    proofs: Vec<Proof>,
    #[serde(default)]
    part: Option<Box<Part>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UndoLine {
    #[serde(rename = "v", default)]
    _version: Value,
    undo: Octets,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProveLine {
    #[serde(rename = "v", default)]
    _version: Value,
    prove: Proof,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateLine {
    #[serde(rename = "v", default)]
    _version: Value,
    state: StateWanted,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateWanted {
    #[serde(default)]
    secrets: bool,
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
        match read_line(line.as_bytes()) {
            Ok(Asked::Question(question)) => Ok(question),
            Ok(other) => panic!("{other:?} is no question"),
            Err(refusal) => Err(refusal.kind().to_owned()),
        }
    }

    #[test]
    fn the_questions_are_read() {
        let id = RequestId::new(0, 17);
        assert_eq!(read(r#"{"v":1,"ask":"record","id":"0-17"}"#), Ok(Question::Record { id: WhichRecord::Of(id) }));
        assert_eq!(read(r#"{"v":1,"ask":"record","id":"last"}"#), Ok(Question::Record { id: WhichRecord::Last }));
        assert_eq!(read(r#"{"v":1,"ask":"records","last":3}"#), Ok(Question::Records { last: 3 }));
        assert_eq!(read(r#"{"v":1,"ask":"records"}"#), Ok(Question::Records { last: 20 }));
        assert_eq!(read(r#"{"v":1,"ask":"realms"}"#), Ok(Question::Realms {}));
        assert_eq!(read(r#"{"v":1,"ask":"kdcs"}"#), Ok(Question::Kdcs {}));
    }

    #[test]
    fn a_wish_keeps_its_octets_as_they_came() {
        let wish = r#"{ "operation" : {"trust":{"list":{"realm":null}}},"dry_run":true }"#;
        let line = format!(r#"{{"v":1,"proofs":[{{"realm":"A.TEST","ap_req":"6e00"}}],"wish":{wish}}}"#);
        let Ok(Asked::Wish(request, None)) = read_line(line.as_bytes()) else { panic!("{line}") };
        assert_eq!(request.wish_octets, wish.as_bytes());
        assert!(request.wish.dry_run);
        assert_eq!(request.proofs[0].ap_req.0, [0x6e, 0]);
    }

    #[test]
    fn who_proves_themselves_asks_for_nothing_else() {
        let line = r#"{"v":1,"prove":{"realm":"A.TEST","ap_req":"6e00"}}"#;
        assert!(matches!(read_line(line.as_bytes()), Ok(Asked::Prove(proof)) if proof.realm == "A.TEST"));
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
            r#"{"v":1,"wish":{}}"#,
            r#"{"v":1,"wish":{"operation":{"trust":"everything"}}}"#,
            r#"{"v":1,"wish":{"operation":{"clock":"show"}},"hurry":true}"#,
            r#"{"v":1,"wish":{"operation":{"clock":"show"}},"ask":"realms"}"#,
            r#"{"v":1,"wish":{"operation":{"clock":"show"}},"proofs":[{"realm":"A.TEST","ap_req":"6"}]}"#,
            r#"{"v":1,"prove":{"realm":"A.TEST"}}"#,
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
            Question::Kdcs {},
        ] {
            let line = String::from_utf8(Said::now(&question).to_line()).unwrap();
            assert_eq!(read(&line), Ok(question));
        }
        let reply = Reply::refused(AskRefusal::TooLong);
        let said: Said<Reply> = serde_json::from_slice(&Said::now(&reply).to_line()).unwrap();
        assert_eq!((said.v, said.what), (VERSION, reply));
    }
}
