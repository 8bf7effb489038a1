//! Whether a client who came as it did may leave over a trust.

use super::Arrival;
use crate::{Lost, TrustAttributes, TrustKind, TrustedDomainObject, View};

/// The client's position, against which every trust is judged.
#[derive(Clone, Copy)]
pub(crate) struct Crossing<'a> {
    pub(crate) view: &'a View,
    pub(crate) arrival: Arrival<'a>,
}

impl Crossing<'_> {
    /// Judges a trust towards its own partner.
    pub(crate) fn reach_partner(&self, object: &TrustedDomainObject) -> Result<(), Lost> {
        if !object.trust_direction.is_inbound() {
            return Err(Lost::WrongDirection);
        }
        if !object.speaks_kerberos() {
            return Err(Lost::NoKerberos);
        }
        self.onwards()?;
        match self.arrival {
            Arrival::Own => Ok(()),
            Arrival::Over { .. } if !self.view.is_transitive(object) => Err(Lost::NonTransitive),
            Arrival::Over { .. } => self.other_forest(object),
        }
    }

    /// Judges a trust towards a realm beyond its partner.
    pub(crate) fn reach_beyond(&self, object: &TrustedDomainObject) -> Result<(), Lost> {
        self.reach_partner(object)?;
        if self.view.is_transitive(object) { Ok(()) } else { Err(Lost::NonTransitive) }
    }

    /// Whether the client may go on from here at all: not if it came over a trust that serves its two ends only.
    pub(crate) fn onwards(&self) -> Result<(), Lost> {
        let Arrival::Over { trust, .. } = self.arrival else { return Ok(()) };
        match self.view.trust(trust) {
            Some(object) if !self.view.is_transitive(object) => Err(Lost::ArrivedNonTransitive(trust)),
            Some(_) | None => Ok(()),
        }
    }

    /// A client of another forest stays in this one; only a chain of transitive realm trusts goes on.
    fn other_forest(&self, object: &TrustedDomainObject) -> Result<(), Lost> {
        let Arrival::Over { trust, crealm } = self.arrival else { return Ok(()) };
        let Some((forest, _)) = self.view.domain() else { return Ok(()) };
        let stays = object.trust_attributes.contains(TrustAttributes::WITHIN_FOREST);
        let belongs = forest.domain_named(crealm.as_str()).is_some();
        let is_realm = |object: &TrustedDomainObject| object.kind() == TrustKind::Realm;
        let realm_to_realm = is_realm(object) && self.view.trust(trust).is_some_and(|arrived| is_realm(arrived));
        if stays || belongs || realm_to_realm { Ok(()) } else { Err(Lost::ThirdForest) }
    }
}
