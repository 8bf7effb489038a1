//! A trust as one of its two ends keeps it: the trusted domain object and the secrets.

use std::sync::Arc;

use xrealm_names::EncryptionType;
use xrealm_trust::TrustedDomainObject;

use crate::KeySet;

/// One trust of a realm.
///
/// Each direction has its own secret. `krbtgt/PARTNER@OWN` is sealed with the incoming one, `krbtgt/OWN@PARTNER`
/// is opened with the outgoing one (MS-ADTS 6.1.6.9.1.2).
#[derive(Debug, Clone)]
pub struct Trust {
    /// What the directory publishes about the trust.
    pub tdo: Arc<TrustedDomainObject>,
    /// trustAuthIncoming: present if the partner trusts this realm.
    pub incoming: Option<TrustSecret>,
    /// trustAuthOutgoing: present if this realm trusts the partner.
    pub outgoing: Option<TrustSecret>,
    /// The encryption types agreed for tickets over the trust, preferred first; `None`: those of the realm.
    /// See [`crate::Realm::etypes_of_trust`].
    pub etypes: Option<Vec<EncryptionType>>,
}

/// The secret of one direction, with the one before it.
#[derive(Debug, Clone)]
pub struct TrustSecret {
    /// What new tickets are sealed with.
    pub current: KeySet,
    /// What tickets may still be sealed with that were issued before the last rotation.
    pub previous: Option<KeySet>,
}

impl TrustSecret {
    /// The keys whose version is `kvno`.
    #[must_use]
    pub fn keys_of_version(&self, kvno: u32) -> Option<&KeySet> {
        self.key_sets().find(|keys| keys.kvno() == kvno)
    }

    /// The current keys, then the previous ones.
    pub fn key_sets(&self) -> impl Iterator<Item = &KeySet> + Clone {
        std::iter::once(&self.current).chain(&self.previous)
    }
}
