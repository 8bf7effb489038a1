//! Facts as they stand in an answer.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use xrealm_admin::Octets;
use xrealm_directory::{Realm, RealmKind, Trust};
use xrealm_kdc::Answered;
use xrealm_wire::error_code;

use crate::record::Record;
use crate::store::Dumped;

/// The record of one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFacts {
    /// Number of the request.
    pub id: String,
    /// When it was answered, on the KDC's clock.
    pub at: String,
    /// Who asked.
    pub peer: String,
    /// `udp` or `tcp`.
    pub transport: String,
    /// Octets of the request.
    pub request_octets: usize,
    /// Octets of the reply, if there was one.
    pub reply_octets: Option<usize>,
    /// How long the answer took, microseconds.
    pub micros: u64,
    /// What was sent, in a word: `issued`, `referred`, `client-referred`, `preauth-required`, `refused`, `dropped`,
    /// `too-big-for-udp` or `again`.
    pub kind: String,
    /// The request that this one is a copy of. What follows is said of that one, if it is still known.
    pub again_of: Option<String>,
    /// `AS` or `TGS`.
    pub exchange: Option<String>,
    /// The realm that answered.
    pub realm: Option<String>,
    /// The client, as far as it was known.
    pub client: Option<String>,
    /// The service asked for.
    pub service: Option<String>,
    /// The error code, 0 if it was no error.
    pub code: Option<i32>,
    /// RFC 4120's name of the error code.
    pub code_name: Option<String>,
    /// The realm that was referred to.
    pub to: Option<String>,
    /// Why it was refused or dropped.
    pub reason: Option<String>,
    /// All of it in one line.
    pub line: String,
    /// The grounds of the routing decisions; absent from lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grounds: Option<Vec<GroundFacts>>,
}

/// One rule that was tried, and what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroundFacts {
    /// The rule, as [`xrealm_trust::Rule::id`] names it.
    pub rule: String,
    /// What it found.
    pub text: String,
}

impl RecordFacts {
    /// `original` is the record of the request that `record` is a copy of.
    pub(super) fn of(record: &Record, original: Option<&Record>) -> Self {
        let told = original.unwrap_or(record);
        let outcome = told.outcome();
        let (to, reason) = match outcome.map(|outcome| &outcome.answered) {
            Some(Answered::Referred { to } | Answered::ClientReferred { to }) => (Some(to.to_string()), None),
            Some(Answered::Refused { refusal, .. }) => (None, Some(refusal.to_string())),
            Some(Answered::Dropped(error)) => (None, Some(error.to_string())),
            Some(Answered::Issued | Answered::PreauthRequired) | None => (None, None),
        };
        let code = outcome.and_then(xrealm_kdc::Outcome::code);
        Self {
            id: record.id.to_string(),
            at: record.at.time.to_string(),
            peer: record.peer.to_string(),
            transport: record.transport.to_string(),
            request_octets: record.request_octets,
            reply_octets: record.reply_octets,
            micros: u64::try_from(record.took.as_micros()).unwrap_or(u64::MAX),
            kind: record.kind().to_owned(),
            again_of: record.again_of().map(|first| first.to_string()),
            exchange: outcome.and_then(|outcome| outcome.exchange).map(|exchange| exchange.to_string()),
            realm: outcome.and_then(|outcome| outcome.realm.as_ref()).map(ToString::to_string),
            client: outcome.and_then(|outcome| outcome.client.as_ref()).map(ToString::to_string),
            service: outcome.and_then(|outcome| outcome.service.as_ref()).map(ToString::to_string),
            code,
            code_name: code.filter(|code| *code != 0).map(|code| error_code::name(code).to_owned()),
            to,
            reason,
            line: match original {
                Some(original) => format!("{record}: {original}"),
                None => record.to_string(),
            },
            grounds: None,
        }
    }

    /// With the grounds.
    pub(super) fn in_full(record: &Record, original: Option<&Record>) -> Self {
        let grounds = original.unwrap_or(record).grounds().into_iter();
        let grounds = grounds.map(|ground| GroundFacts { rule: ground.rule.to_owned(), text: ground.text }).collect();
        Self { grounds: Some(grounds), ..Self::of(record, original) }
    }
}

/// A realm that is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RealmFacts {
    /// Its name.
    pub name: String,
    /// `active-directory` or `kerberos`.
    pub kind: String,
    /// NetBIOS name of a domain.
    pub netbios_name: Option<String>,
    /// SID of a domain.
    pub sid: Option<String>,
    /// Its ends of trusts.
    pub trusts: Vec<TrustFacts>,
}

/// One end of a trust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustFacts {
    /// The other end.
    pub partner: String,
    /// The partner's clients get tickets here.
    pub outbound: bool,
    /// The own clients get tickets at the partner.
    pub inbound: bool,
    /// Other realms' clients may come over it.
    pub transitive: bool,
    /// trustAttributes by the names of MS-ADTS 6.1.6.7.9.
    pub attributes: Vec<String>,
}

/// Where the KDCs of a realm are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdcFacts {
    /// The realm.
    pub name: String,
    /// Whether it is served here.
    pub served: bool,
    /// Its KDCs, `udp/HOST:PORT` and `tcp/HOST:PORT`.
    pub kdc: Vec<String>,
    /// Its domain controllers that have addresses of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controllers: Vec<ControllerKdcFacts>,
}

/// Where one domain controller is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControllerKdcFacts {
    /// Its name.
    pub name: String,
    /// Its addresses, as those of the realm.
    pub kdc: Vec<String>,
}

/// Who proved who they are, and the proof that the daemon knows the key of `kadmin/admin` too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvenFacts {
    /// The principal.
    pub client: String,
    /// The AP-REP.
    pub ap_rep: Octets,
    /// The groups it is in, as `NAME@REALM`.
    pub groups: Vec<String>,
}

/// A dump of the state that a daemon keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateFacts {
    /// The folder it is kept in.
    pub folder: PathBuf,
    /// What the dump has.
    pub dumped: Dumped,
    /// Its lines.
    pub lines: Vec<String>,
}

impl From<&Realm> for RealmFacts {
    fn from(realm: &Realm) -> Self {
        let kind = match realm.kind() {
            RealmKind::ActiveDirectory { .. } => "active-directory",
            RealmKind::Kerberos => "kerberos",
        };
        Self {
            name: realm.name().to_string(),
            kind: kind.to_owned(),
            netbios_name: realm.netbios_name().map(str::to_owned),
            sid: realm.sid().map(ToString::to_string),
            trusts: realm.trusts().map(|(_, trust)| TrustFacts::from(trust)).collect(),
        }
    }
}

impl From<&Trust> for TrustFacts {
    fn from(trust: &Trust) -> Self {
        let object = &trust.tdo;
        Self {
            partner: object.trust_partner.to_string(),
            outbound: object.trust_direction.is_outbound(),
            inbound: object.trust_direction.is_inbound(),
            transitive: object.is_transitive(),
            attributes: object.trust_attributes.names().map(str::to_owned).collect(),
        }
    }
}
