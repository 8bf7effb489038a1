//! What is told of trusts.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One end of a trust: every attribute of the trusted domain object (MS-ADTS 6.1.6.7), decoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustEndFacts {
    /// The realm that keeps it.
    pub realm: String,
    /// trustPartner, as realms are written.
    pub partner: String,
    /// The partner's DNS name in lower case, or the realm name of a Kerberos realm.
    pub partner_dns_name: String,
    /// flatName.
    pub flat_name: String,
    /// securityIdentifier.
    pub sid: Option<String>,
    /// `inbound`, `outbound`, `two-way`, `disabled`, seen from `realm`: outbound means that it trusts the partner.
    pub direction: String,
    /// trustDirection.
    pub direction_value: u32,
    /// `downlevel`, `uplevel`, `mit`, `dce`, `aad`.
    pub trust_type: String,
    /// trustType.
    pub type_value: u32,
    /// `parent-child`, `tree-root`, `shortcut`, `external`, `forest`, `realm`, `downlevel`.
    pub kind: String,
    /// Whether realms beyond the two ends may use it.
    pub transitive: bool,
    /// trustAttributes by the names of MS-ADTS 6.1.6.7.9.
    pub attributes: Vec<String>,
    /// trustAttributes.
    pub attributes_value: u32,
    /// msDS-SupportedEncryptionTypes.
    pub supported_encryption_types: Option<u32>,
    /// Encryption types of tickets over the trust, preferred first.
    pub etypes: Vec<String>,
    /// trustPosixOffset.
    pub posix_offset: u32,
    /// Whether the partner is served by the same process.
    pub partner_served_here: bool,
    /// trustAuthIncoming, without the secret itself.
    pub incoming: Option<SecretFacts>,
    /// trustAuthOutgoing, without the secret itself.
    pub outgoing: Option<SecretFacts>,
    /// msDS-TrustForestTrustInfo, numbered; absent on other trusts.
    pub suffixes: Option<Vec<SuffixFacts>>,
}

/// What is known of the secret of one direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretFacts {
    /// Version of the current one.
    pub kvno: u32,
    /// Version of the previous one.
    pub previous_kvno: Option<u32>,
    /// When the current one was set.
    pub changed: String,
    /// When the current one was first proven to be the partner's too; absent: not confirmed.
    pub confirmed: Option<String>,
    /// Until when new tickets are sealed with the previous one.
    pub seal_with_previous_until: Option<String>,
}

/// The names that a partner claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuffixListFacts {
    /// The end that keeps them.
    pub realm: String,
    /// The partner; of a forest's own names itself.
    pub partner: String,
    /// The records.
    pub suffixes: Vec<SuffixFacts>,
}

/// One record of msDS-TrustForestTrustInfo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuffixFacts {
    /// Its number, from 1.
    pub number: usize,
    /// `top-level-name`, `exclusion`, `domain`, `scanner`, `unknown`.
    pub kind: String,
    /// The DNS name.
    pub name: String,
    /// Of a domain: its NetBIOS name.
    pub netbios_name: Option<String>,
    /// Of a domain: its SID.
    pub sid: Option<String>,
    /// Whether it is routed.
    pub enabled: bool,
    /// `enabled`, `disabled-new`, `disabled-admin`, `conflict`.
    pub status: String,
    /// Who has the name, if there is a conflict.
    pub conflict_with: Option<String>,
    /// Its flags.
    pub flags: u32,
}

/// What testing the secret of one direction found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerificationFacts {
    /// The end that accepts.
    pub trusting: String,
    /// The end that issues.
    pub trusted: String,
    /// What was found.
    pub result: Verification,
    /// In words, with versions and encryption type.
    pub text: String,
}

impl fmt::Display for VerificationFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trusting, trusted, result, text } = self;
        write!(f, "{trusting} trusting {trusted}: ")?;
        if text.starts_with(result.as_str()) { f.write_str(text) } else { write!(f, "{result}: {text}") }
    }
}

/// What testing the secret of one direction can find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verification {
    /// Both ends hold the same secret.
    Healthy,
    /// They hold different ones.
    SecretMismatch,
    /// One end does not know the trust.
    MissingAtPartner,
    /// The other end cannot be reached.
    PartnerUnreachable,
    /// The other end is a KDC of somebody else, which only a client can test.
    NotTestable,
}

impl Verification {
    /// In words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verification::Healthy => "healthy",
            Verification::SecretMismatch => "trust secret mismatch",
            Verification::MissingAtPartner => "missing at one end",
            Verification::PartnerUnreachable => "partner unreachable",
            Verification::NotTestable => "not testable from here",
        }
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An outbound external trust, for tests.
#[cfg(test)]
pub(crate) fn example_end() -> TrustEndFacts {
    TrustEndFacts {
        realm: "USA.EXAMPLE".into(),
        partner: "CORP.EXAMPLE".into(),
        partner_dns_name: "corp.example".into(),
        flat_name: "CORP".into(),
        sid: Some("S-1-5-21-4-5-6".into()),
        direction: "outbound".into(),
        direction_value: 2,
        trust_type: "uplevel".into(),
        type_value: 2,
        kind: "external".into(),
        transitive: false,
        attributes: Vec::new(),
        attributes_value: 0,
        supported_encryption_types: None,
        etypes: Vec::new(),
        posix_offset: 0,
        partner_served_here: true,
        incoming: None,
        outgoing: None,
        suffixes: None,
    }
}
