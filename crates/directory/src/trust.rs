//! A trust as one of its two ends keeps it: the trusted domain object and the secrets.

use std::sync::Arc;

use xrealm_names::{EncryptionType, Moment, Timestamp};
use xrealm_trust::{FileTime, TrustedDomainObject};

use crate::file_time::moment;
use crate::realm::MadeAccount;
use crate::{KeySet, NotStorable, TrustAuthInfo};

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
    /// trustPosixOffset, which no KDC looks at.
    pub posix_offset: u32,
    /// Under which the partner logs in.
    pub(crate) account: MadeAccount,
}

/// The secret of one direction, with the one before it.
#[derive(Debug, Clone)]
pub struct TrustSecret {
    /// What new tickets are sealed with.
    pub current: KeySet,
    /// What tickets may still be sealed with that were issued before the last rotation.
    pub previous: Option<KeySet>,
    /// When the current one was set.
    pub last_update: FileTime,
    /// When the current one was first seen to be the same at the other end; `None`: not yet.
    pub confirmed: Option<Timestamp>,
    /// Until when new tickets are sealed with the previous one.
    pub seal_with_previous_until: Option<Timestamp>,
    /// The attribute as it was imported, for as long as the secret is the same.
    pub(crate) stored: Option<Arc<TrustAuthInfo>>,
}

impl TrustSecret {
    /// A secret with none before it, which nobody used yet.
    pub(crate) fn new(current: KeySet, last_update: FileTime) -> TrustSecret {
        let (previous, stored) = (None, None);
        TrustSecret { current, previous, last_update, confirmed: None, seal_with_previous_until: None, stored }
    }

    /// The secret as the directory stores it: octet for octet as it was imported, or made of the password.
    ///
    /// # Errors
    /// [`NotStorable`] if there are keys but no password.
    pub fn auth_info(&self) -> Result<TrustAuthInfo, NotStorable> {
        match &self.stored {
            Some(stored) => Ok(TrustAuthInfo::clone(stored)),
            None => TrustAuthInfo::of(self),
        }
    }

    /// When the current one was set.
    #[must_use]
    pub fn changed_at(&self) -> Moment {
        moment(self.last_update)
    }

    /// What tickets are sealed with at `now`: the current keys, or the previous ones while the partner's domain
    /// controllers learn of the current ones.
    #[must_use]
    pub fn sealing_keys(&self, now: Timestamp) -> &KeySet {
        match (&self.previous, self.seal_with_previous_until) {
            (Some(previous), Some(until)) if now < until => previous,
            _ => &self.current,
        }
    }

    /// Whether the other end's secret gives the same keys, whatever the versions are.
    #[must_use]
    pub fn is_in_step_with(&self, other: &TrustSecret) -> bool {
        self.current.is_same_secret(&other.current)
    }

    /// Whether the other end still has the secret that was the current one here before.
    #[must_use]
    pub fn is_one_ahead_of(&self, other: &TrustSecret) -> bool {
        self.previous.as_ref().is_some_and(|previous| previous.is_same_secret(&other.current))
    }

    /// The current keys, then the previous ones.
    pub fn key_sets(&self) -> impl Iterator<Item = &KeySet> + Clone {
        std::iter::once(&self.current).chain(&self.previous)
    }
}
