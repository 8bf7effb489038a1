//! Trusted domain objects, attribute by attribute.

use xrealm_directory::TrustedDomain;
use xrealm_names::{RealmName, SupportedEncryptionTypes};
use xrealm_trust::{TrustAttributes, TrustDirection, TrustType};
use zeroize::Zeroizing;

use crate::fields::{At, Fields};
use crate::finding::Problem;
use crate::values::{hex, realm_name, sid, text};

/// One `[[trusted_domain]]`.
pub(crate) struct TrustedDomainEntry {
    /// Who keeps the object.
    pub(crate) stored_at: At<RealmName>,
    pub(crate) object: Box<TrustedDomain>,
}

impl TrustedDomainEntry {
    pub(crate) fn read(fields: Fields<'_>) -> Option<TrustedDomainEntry> {
        let stored_at = fields.required("stored_at", realm_name);
        let trust_partner = fields.required("trustPartner", realm_name);
        let flat_name = fields.required("flatName", text);
        let security_identifier = fields.parsed("securityIdentifier", sid).map(|at| at.value);
        let trust_direction = number(&fields, "trustDirection", 3, TrustDirection::from_value);
        let trust_type = number(&fields, "trustType", 5, TrustType::from_value);
        let trust_attributes = fields.u32("trustAttributes", 0).map_or(0, |at| at.value);
        let trust_posix_offset = fields.u32("trustPosixOffset", 0).map_or(0, |at| at.value);
        let etypes = fields.u32("msDS-SupportedEncryptionTypes", 0);
        let octets = |key| fields.parsed(key, hex(key)).map(|at| at.value);
        let forest_trust_info = octets("msDS-TrustForestTrustInfo");
        let trust_auth_incoming = octets("trustAuthIncoming").map(Zeroizing::new);
        let trust_auth_outgoing = octets("trustAuthOutgoing").map(Zeroizing::new);
        fields.finish();
        Some(TrustedDomainEntry {
            stored_at: stored_at?,
            object: Box::new(TrustedDomain {
                trust_partner: trust_partner?.value,
                flat_name: flat_name?.value,
                security_identifier,
                trust_direction: trust_direction?,
                trust_type: trust_type?,
                trust_attributes: TrustAttributes(trust_attributes),
                trust_posix_offset,
                supported_encryption_types: etypes.map(|at| SupportedEncryptionTypes(at.value)),
                forest_trust_info,
                trust_auth_incoming,
                trust_auth_outgoing,
            }),
        })
    }
}

/// A number that stands for something; a finding if the key is missing or the number stands for nothing.
fn number<T>(fields: &Fields<'_>, key: &'static str, most: i64, meaning: impl Fn(u32) -> Option<T>) -> Option<T> {
    if !fields.has(key) {
        fields.complain(key, Problem::MissingKey { key, place: "[[trusted_domain]]" });
        return None;
    }
    let found = meaning(fields.u32(key, 0)?.value);
    if found.is_none() {
        fields.complain(key, Problem::OutOfRange { key, least: 0, most });
    }
    found
}
