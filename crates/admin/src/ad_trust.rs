//! Trusts as `Get-ADTrust | ConvertTo-Json` shows them.

use serde_json::{Value, json};

use crate::TrustEndFacts;
use crate::guid::guid_of;

/// One end of a trust with the property names and the values of `Get-ADTrust`, as `ConvertTo-Json` writes them: numbers
/// for what is an enumeration there.
///
/// The directory keeps no objectGUID; the one shown follows from the names of both ends.
#[must_use]
pub fn ad_trust_json(end: &TrustEndFacts) -> Value {
    let bit = |bit: u32| end.attributes_value & bit != 0;
    let source = distinguished_name(&end.realm);
    json!({
        "Direction": end.direction_value,
        "DisallowTransivity": bit(0x1),
        "DistinguishedName": format!("CN={},CN=System,{source}", end.partner_dns_name),
        "ForestTransitive": bit(0x8),
        "IntraForest": bit(0x20),
        "IsTreeParent": bit(0x0040_0000),
        "IsTreeRoot": bit(0x0080_0000),
        "Name": end.partner_dns_name,
        "ObjectClass": "trustedDomain",
        "ObjectGUID": guid_of(&format!("{}\\{}", end.realm, end.partner)),
        "SelectiveAuthentication": bit(0x10),
        "SIDFilteringForestAware": bit(0x40),
        "SIDFilteringQuarantined": bit(0x4),
        "Source": source,
        "Target": end.partner_dns_name,
        "TGTDelegation": bit(0x800),
        "TrustAttributes": end.attributes_value,
        "TrustedPolicy": Value::Null,
        "TrustingPolicy": Value::Null,
        "TrustType": end.type_value,
        "UplevelOnly": bit(0x2),
        "UsesAESKeys": bit(0x100),
        "UsesRC4Encryption": bit(0x80),
    })
}

fn distinguished_name(realm: &str) -> String {
    let labels = realm.split('.').map(|label| format!("DC={}", label.to_ascii_lowercase()));
    labels.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::example_end;

    /// Acceptance row 80.
    #[test]
    fn a_trust_has_the_properties_of_get_adtrust() {
        let end = TrustEndFacts { attributes_value: 0x8 | 0x10, ..example_end() };
        let shown = ad_trust_json(&end);
        assert_eq!(shown["Direction"], 2);
        assert_eq!(shown["TrustType"], 2);
        assert_eq!(shown["TrustAttributes"], 0x18);
        assert_eq!(shown["ForestTransitive"], true);
        assert_eq!(shown["SelectiveAuthentication"], true);
        assert_eq!(shown["SIDFilteringQuarantined"], false);
        assert_eq!(shown["DistinguishedName"], "CN=corp.example,CN=System,DC=usa,DC=example");
        assert_eq!(shown["Source"], "DC=usa,DC=example");
        assert_eq!(shown["Target"], "corp.example");
        assert_eq!(shown.as_object().unwrap().len(), 23);
    }
}
