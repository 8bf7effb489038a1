//! A trustedDomain object as the directory of Windows stores it, to be exported and imported octet for octet.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use xrealm_names::{RealmName, Sid, SupportedEncryptionTypes};
use xrealm_trust::{ForestTrustInfoError, TrustAttributes, TrustDirection, TrustType};
use zeroize::Zeroizing;

use crate::stored::octets;
use crate::{NotStorable, Trust, TrustAuthInfoError};

/// All attributes of a trustedDomain object (MS-ADTS 6.1.6.7) but isCriticalSystemObject, which is always TRUE.
///
/// [`xrealm_trust::TrustedDomainObject`] is the part of it that decides; this is the form in which it travels. The two
/// secrets are in it, and `Debug` does not show them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedDomain {
    /// trustPartner, which is the common name too.
    pub trust_partner: RealmName,
    /// flatName.
    pub flat_name: Box<str>,
    /// securityIdentifier.
    pub security_identifier: Option<Sid>,
    /// trustDirection.
    pub trust_direction: TrustDirection,
    /// trustType.
    pub trust_type: TrustType,
    /// trustAttributes.
    pub trust_attributes: TrustAttributes,
    /// trustPosixOffset.
    pub trust_posix_offset: u32,
    /// msDS-SupportedEncryptionTypes.
    pub supported_encryption_types: Option<SupportedEncryptionTypes>,
    /// msDS-TrustForestTrustInfo.
    #[serde(with = "octets", default)]
    pub forest_trust_info: Option<Vec<u8>>,
    /// trustAuthIncoming.
    #[serde(with = "octets", default)]
    pub trust_auth_incoming: Option<Zeroizing<Vec<u8>>>,
    /// trustAuthOutgoing.
    #[serde(with = "octets", default)]
    pub trust_auth_outgoing: Option<Zeroizing<Vec<u8>>>,
}

impl Trust {
    /// The trust with every attribute, secrets included.
    ///
    /// # Errors
    /// [`NotStorable`] if a secret has keys but no password; an imported one always has its form.
    pub fn export(&self) -> Result<TrustedDomain, NotStorable> {
        let blob = |secret: &Option<crate::TrustSecret>| {
            secret.as_ref().map(|secret| secret.auth_info().map(|info| info.encode())).transpose()
        };
        Ok(TrustedDomain {
            trust_auth_incoming: blob(&self.incoming)?,
            trust_auth_outgoing: blob(&self.outgoing)?,
            ..self.export_without_secrets()
        })
    }

    /// The trust as it can be read over LDAP: with every attribute but the secrets.
    #[must_use]
    pub fn export_without_secrets(&self) -> TrustedDomain {
        let tdo = &self.tdo;
        TrustedDomain {
            trust_partner: tdo.trust_partner.clone(),
            flat_name: tdo.flat_name.clone(),
            security_identifier: tdo.security_identifier.clone(),
            trust_direction: tdo.trust_direction,
            trust_type: tdo.trust_type,
            trust_attributes: tdo.trust_attributes,
            trust_posix_offset: self.posix_offset,
            supported_encryption_types: tdo.supported_encryption_types,
            forest_trust_info: tdo.forest_trust_info.as_ref().map(xrealm_trust::ForestTrustInfo::encode),
            trust_auth_incoming: None,
            trust_auth_outgoing: None,
        }
    }
}

impl fmt::Debug for TrustedDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustedDomain")
            .field("trust_partner", &self.trust_partner)
            .field("trust_direction", &self.trust_direction)
            .field("trust_type", &self.trust_type)
            .field("trust_attributes", &self.trust_attributes)
            .finish_non_exhaustive()
    }
}

/// An attribute of a trustedDomain object that cannot be read.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum BadAttribute {
    /// The names that the partner claims.
    #[error("msDS-TrustForestTrustInfo: {0}")]
    ForestTrustInfo(#[from] ForestTrustInfoError),
    /// The incoming secret.
    #[error("trustAuthIncoming: {0}")]
    TrustAuthIncoming(#[source] TrustAuthInfoError),
    /// The outgoing secret.
    #[error("trustAuthOutgoing: {0}")]
    TrustAuthOutgoing(#[source] TrustAuthInfoError),
}

impl TrustedDomain {
    /// The partner's realm as it stands in tickets: of an Active Directory domain in upper case.
    pub(crate) fn partner_realm(&self) -> RealmName {
        match self.trust_type {
            TrustType::Uplevel => {
                RealmName::from_dns(self.trust_partner.as_str()).unwrap_or_else(|_| self.trust_partner.clone())
            }
            TrustType::Downlevel | TrustType::Mit | TrustType::Dce | TrustType::Aad => self.trust_partner.clone(),
        }
    }
}
