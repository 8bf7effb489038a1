//! Trusted domain objects written as a part of a topology file.

use std::fmt::Write as _;

use xrealm_directory::TrustedDomain;
use xrealm_names::RealmName;
use zeroize::Zeroizing;

/// The `[[trusted_domain]]` table for an object that `stored_at` keeps. [`crate::load`] reads it back octet for octet.
///
/// It holds the secrets of the trust if the object does.
#[must_use]
pub fn trusted_domain_table(stored_at: &RealmName, object: &TrustedDomain) -> Zeroizing<String> {
    let mut table = Zeroizing::new(String::from("[[trusted_domain]]\n"));
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(table, "{key} = {value}");
    };
    line("stored_at", &quoted(stored_at.as_str()));
    line("trustPartner", &quoted(object.trust_partner.as_str()));
    line("flatName", &quoted(&object.flat_name));
    if let Some(sid) = &object.security_identifier {
        line("securityIdentifier", &quoted(&sid.to_string()));
    }
    line("trustDirection", &object.trust_direction.value().to_string());
    line("trustType", &object.trust_type.value().to_string());
    line("trustAttributes", &format!("{:#x}", object.trust_attributes.0));
    line("trustPosixOffset", &object.trust_posix_offset.to_string());
    if let Some(etypes) = object.supported_encryption_types {
        line("msDS-SupportedEncryptionTypes", &format!("{:#x}", etypes.0));
    }
    let blobs = [
        ("msDS-TrustForestTrustInfo", object.forest_trust_info.as_deref()),
        ("trustAuthIncoming", object.trust_auth_incoming.as_ref().map(|blob| blob.as_slice())),
        ("trustAuthOutgoing", object.trust_auth_outgoing.as_ref().map(|blob| blob.as_slice())),
    ];
    for (key, blob) in blobs {
        if let Some(blob) = blob {
            line(key, &hexadecimal(blob));
        }
    }
    table
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn hexadecimal(octets: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(octets.len() * 2 + 2));
    text.push('"');
    for octet in octets {
        let _ = write!(text, "{octet:02x}");
    }
    text.push('"');
    text
}
