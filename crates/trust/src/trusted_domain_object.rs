//! The trusted domain object (MS-ADTS 6.1.6.7): one domain's record of one partner.

use std::fmt;

use serde::{Deserialize, Serialize};
use xrealm_names::{RealmName, Sid, SupportedEncryptionTypes, fold};

use crate::{ForestTrustInfo, RecordData, SourceTicket, delegation_across};

/// One side of a trust, as the domain that stores it sees the partner (MS-ADTS 6.1.6.7).
///
/// The two secrets of a trust are not here: this crate knows no keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedDomainObject {
    /// The partner: the realm of an Active Directory domain, or a Kerberos realm as it spells itself.
    pub trust_partner: RealmName,
    /// The partner's NetBIOS name; of a Kerberos realm, the realm name once more.
    pub flat_name: Box<str>,
    /// The partner's domain SID; `None` for a Kerberos realm.
    pub security_identifier: Option<Sid>,
    /// Who may travel.
    pub trust_direction: TrustDirection,
    /// What the partner is.
    pub trust_type: TrustType,
    /// How the trust is restricted.
    pub trust_attributes: TrustAttributes,
    /// msDS-SupportedEncryptionTypes, if it is set.
    pub supported_encryption_types: Option<SupportedEncryptionTypes>,
    /// msDS-TrustForestTrustInfo: the names that a partner forest claims.
    pub forest_trust_info: Option<ForestTrustInfo>,
}

impl TrustedDomainObject {
    /// The kind of trust that type and attributes make together (spec of the kinds: MS-ADTS 6.1.6.7.9, 6.1.6.7.15).
    #[must_use]
    pub fn kind(&self) -> TrustKind {
        match self.trust_type {
            TrustType::Downlevel => TrustKind::Downlevel,
            TrustType::Dce | TrustType::Aad => TrustKind::Foreign,
            TrustType::Uplevel | TrustType::Mit => {
                if self.trust_attributes.contains(TrustAttributes::WITHIN_FOREST) {
                    TrustKind::WithinForest
                } else if self.trust_attributes.contains(TrustAttributes::FOREST_TRANSITIVE) {
                    TrustKind::Forest
                } else if self.trust_type == TrustType::Mit {
                    TrustKind::Realm
                } else {
                    TrustKind::External
                }
            }
        }
    }

    /// Whether realms beyond the two ends may use the trust.
    ///
    /// NON_TRANSITIVE always forbids it; an external trust never allows it, even without that bit.
    #[must_use]
    pub fn is_transitive(&self) -> bool {
        match self.kind() {
            TrustKind::WithinForest | TrustKind::Forest | TrustKind::Realm => {
                !self.trust_attributes.contains(TrustAttributes::NON_TRANSITIVE)
            }
            TrustKind::External | TrustKind::Downlevel | TrustKind::Foreign => false,
        }
    }

    /// Whether Kerberos can be spoken over the trust at all.
    #[must_use]
    pub fn speaks_kerberos(&self) -> bool {
        !matches!(self.kind(), TrustKind::Downlevel | TrustKind::Foreign)
    }

    /// Whether a DNS name is that of the partner or of one of the domains that its forest trust information lists, in
    /// any case.
    #[must_use]
    pub fn has_domain(&self, dns_name: &str) -> bool {
        let records = self.forest_trust_info.iter().flat_map(|info| &info.records);
        self.trust_partner.eq_ignore_case(dns_name)
            || records.into_iter().any(|record| match &record.data {
                RecordData::DomainInfo { dns_name: domain, .. } => fold(domain) == fold(dns_name),
                RecordData::TopLevelName(_)
                | RecordData::TopLevelNameEx(_)
                | RecordData::BinaryInfo { .. }
                | RecordData::ScannerInfo { .. }
                | RecordData::Unknown { .. } => false,
            })
    }

    /// Whether a name is the partner's, by DNS or realm name or by flat name, in any case.
    #[must_use]
    pub fn is_partner(&self, name: &str) -> bool {
        self.trust_partner.eq_ignore_case(name) || self.flat_name.eq_ignore_ascii_case(name)
    }
}

/// What kind of trust an object describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustKind {
    /// Parent-child, tree-root or shortcut: both ends in one forest.
    WithinForest,
    /// Two forest roots, or a forest root and a Kerberos realm marked forest-transitive.
    Forest,
    /// Two domains of different forests.
    External,
    /// A domain and a Kerberos realm, or two Kerberos realms.
    Realm,
    /// A Windows NT 4 domain: no Kerberos.
    Downlevel,
    /// A DCE or cloud directory: no Kerberos.
    Foreign,
}

impl fmt::Display for TrustKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::WithinForest => "within-forest",
            Self::Forest => "forest",
            Self::External => "external",
            Self::Realm => "realm",
            Self::Downlevel => "downlevel",
            Self::Foreign => "foreign",
        })
    }
}

/// trustDirection (MS-ADTS 6.1.6.7.12), seen from the domain that stores the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustDirection {
    /// Nobody travels: as if the object were absent.
    Disabled,
    /// The partner trusts us: our users reach the partner's resources.
    Inbound,
    /// We trust the partner: its users reach our resources.
    Outbound,
    /// Both.
    Bidirectional,
}

impl TrustDirection {
    /// The direction of this attribute value, if it has one.
    #[must_use]
    pub fn from_value(value: u32) -> Option<Self> {
        match value {
            0 => Some(Self::Disabled),
            1 => Some(Self::Inbound),
            2 => Some(Self::Outbound),
            3 => Some(Self::Bidirectional),
            _ => None,
        }
    }

    /// The attribute value.
    #[must_use]
    pub fn value(self) -> u32 {
        match self {
            Self::Disabled => 0,
            Self::Inbound => 1,
            Self::Outbound => 2,
            Self::Bidirectional => 3,
        }
    }

    /// The INBOUND bit: we may issue `krbtgt/PARTNER@LOCAL`.
    #[must_use]
    pub fn is_inbound(self) -> bool {
        self.value() & 1 != 0
    }

    /// The OUTBOUND bit: we accept `krbtgt/LOCAL@PARTNER`.
    #[must_use]
    pub fn is_outbound(self) -> bool {
        self.value() & 2 != 0
    }

    /// The direction that the partner's object of the same trust shows.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::Inbound => Self::Outbound,
            Self::Outbound => Self::Inbound,
            Self::Disabled | Self::Bidirectional => self,
        }
    }
}

impl fmt::Display for TrustDirection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Disabled => "disabled",
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
            Self::Bidirectional => "bidirectional",
        })
    }
}

/// trustType (MS-ADTS 6.1.6.7.15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustType {
    /// A Windows NT 4 domain.
    Downlevel,
    /// An Active Directory domain.
    Uplevel,
    /// An RFC 4120 realm that is not Windows.
    Mit,
    /// Historical, unused.
    Dce,
    /// A cloud directory.
    Aad,
}

impl TrustType {
    /// The type of this attribute value, if it has one.
    #[must_use]
    pub fn from_value(value: u32) -> Option<Self> {
        match value {
            1 => Some(Self::Downlevel),
            2 => Some(Self::Uplevel),
            3 => Some(Self::Mit),
            4 => Some(Self::Dce),
            5 => Some(Self::Aad),
            _ => None,
        }
    }

    /// The attribute value.
    #[must_use]
    pub fn value(self) -> u32 {
        match self {
            Self::Downlevel => 1,
            Self::Uplevel => 2,
            Self::Mit => 3,
            Self::Dce => 4,
            Self::Aad => 5,
        }
    }
}

/// trustAttributes (MS-ADTS 6.1.6.7.9). Bits without a name are kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TrustAttributes(pub u32);

impl TrustAttributes {
    /// The link serves only its two ends.
    pub const NON_TRANSITIVE: Self = Self(0x1);
    /// Netlogon ignores the object.
    pub const UPLEVEL_ONLY: Self = Self(0x2);
    /// Strict SID filtering.
    pub const QUARANTINED_DOMAIN: Self = Self(0x4);
    /// A trust between forest roots: the claimed names count.
    pub const FOREST_TRANSITIVE: Self = Self(0x8);
    /// Selective authentication.
    pub const CROSS_ORGANIZATION: Self = Self(0x10);
    /// Parent-child, tree-root or shortcut.
    pub const WITHIN_FOREST: Self = Self(0x20);
    /// A forest trust that is filtered as an external one: SID history enabled.
    pub const TREAT_AS_EXTERNAL: Self = Self(0x40);
    /// RC4 keys may be derived for a Kerberos realm.
    pub const USES_RC4_ENCRYPTION: Self = Self(0x80);
    /// AES for tickets over the trust.
    pub const USES_AES_KEYS: Self = Self(0x100);
    /// Blocks ok-as-delegate.
    pub const CROSS_ORGANIZATION_NO_TGT_DELEGATION: Self = Self(0x200);
    /// Filtering for privileged identity management.
    pub const PIM_TRUST: Self = Self(0x400);
    /// Permits ok-as-delegate between forests.
    pub const CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION: Self = Self(0x800);
    /// NTLM pass-through does not check domain names; no effect on Kerberos.
    pub const DISABLE_AUTH_TARGET_VALIDATION: Self = Self(0x1000);

    const NAMES: [(Self, &'static str); 13] = [
        (Self::NON_TRANSITIVE, "NON_TRANSITIVE"),
        (Self::UPLEVEL_ONLY, "UPLEVEL_ONLY"),
        (Self::QUARANTINED_DOMAIN, "QUARANTINED_DOMAIN"),
        (Self::FOREST_TRANSITIVE, "FOREST_TRANSITIVE"),
        (Self::CROSS_ORGANIZATION, "CROSS_ORGANIZATION"),
        (Self::WITHIN_FOREST, "WITHIN_FOREST"),
        (Self::TREAT_AS_EXTERNAL, "TREAT_AS_EXTERNAL"),
        (Self::USES_RC4_ENCRYPTION, "USES_RC4_ENCRYPTION"),
        (Self::USES_AES_KEYS, "USES_AES_KEYS"),
        (Self::CROSS_ORGANIZATION_NO_TGT_DELEGATION, "CROSS_ORGANIZATION_NO_TGT_DELEGATION"),
        (Self::PIM_TRUST, "PIM_TRUST"),
        (Self::CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION, "CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION"),
        (Self::DISABLE_AUTH_TARGET_VALIDATION, "DISABLE_AUTH_TARGET_VALIDATION"),
    ];

    /// Whether every bit of `other` is set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// With the bits of `other` set.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// With the bits of `other` clear.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether tickets that cross the trust may carry ok-as-delegate, if nothing before stands against it:
    /// [`delegation_across`] without its grounds.
    #[must_use]
    pub const fn permits_delegation(self) -> bool {
        delegation_across(self, SourceTicket::Own).is_ok()
    }

    /// The names of the bits that are set and have one, lowest first.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().filter(move |(bit, _)| self.contains(*bit)).map(|(_, name)| name)
    }

    /// The bit with this name, as in [`TrustAttributes::names`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(_, known)| *known == name).map(|(bit, _)| bit)
    }
}

impl fmt::Debug for TrustAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

impl std::ops::BitOr for TrustAttributes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.with(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(trust_type: TrustType, attributes: u32) -> TrustedDomainObject {
        TrustedDomainObject {
            trust_partner: RealmName::new("PARTNER.TEST").unwrap(),
            flat_name: "PARTNER".into(),
            security_identifier: None,
            trust_direction: TrustDirection::Bidirectional,
            trust_type,
            trust_attributes: TrustAttributes(attributes),
            supported_encryption_types: None,
            forest_trust_info: None,
        }
    }

    #[test]
    fn kind_and_transitivity_follow_type_and_attributes() {
        let table = [
            (TrustType::Uplevel, 0x20, TrustKind::WithinForest, true),
            (TrustType::Uplevel, 0x21, TrustKind::WithinForest, false),
            (TrustType::Uplevel, 0x8, TrustKind::Forest, true),
            (TrustType::Uplevel, 0x0, TrustKind::External, false),
            (TrustType::Uplevel, 0x4, TrustKind::External, false),
            (TrustType::Mit, 0x0, TrustKind::Realm, true),
            (TrustType::Mit, 0x1, TrustKind::Realm, false),
            (TrustType::Mit, 0x8, TrustKind::Forest, true),
            (TrustType::Downlevel, 0x0, TrustKind::Downlevel, false),
        ];
        for (trust_type, attributes, kind, transitive) in table {
            let object = object(trust_type, attributes);
            assert_eq!((object.kind(), object.is_transitive()), (kind, transitive), "{trust_type:?} {attributes:#x}");
        }
    }

    #[test]
    fn directions_keep_their_numbers_and_mirror() {
        for value in 0..4 {
            assert_eq!(TrustDirection::from_value(value).unwrap().value(), value);
        }
        assert_eq!(TrustDirection::Inbound.mirrored(), TrustDirection::Outbound);
        assert!(TrustDirection::Inbound.is_inbound() && !TrustDirection::Inbound.is_outbound());
    }

    #[test]
    fn attribute_names_lead_back_to_their_bits() {
        let all = TrustAttributes(0x1FFF);
        assert_eq!(all.names().count(), 13);
        assert!(all.names().all(|name| all.contains(TrustAttributes::from_name(name).unwrap())));
    }
}
