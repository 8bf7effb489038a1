//! The transited field of the new ticket, and whether the path it tells is accepted (RFC 4120 §2.7 and §3.3.3.2).
//!
//! A domain controller hands the field on as it came and accepts by trust policy alone, as Windows does; but a ticket
//! that came over a realm trust is extended, so that the realm stays visible, and one that goes over a realm trust gets
//! the type that other KDCs extend. Other realms extend and check the path.

use xrealm_directory::{TransitedStyle, Trust};
use xrealm_names::RealmName;
use xrealm_trust::{Capaths, TrustType, transited};
use xrealm_wire::{EncTicketPart, KdcOptions, TicketFlags};

use super::presented::Issuer;
use super::target::Target;
use crate::Refusal;
use crate::asked::Asked;

/// The transited field of the new ticket.
pub(super) struct Transit {
    pub(super) tr_type: i32,
    pub(super) contents: Vec<u8>,
    /// The path was checked, by list or by trust policy, and accepted.
    checked: bool,
}

impl Transit {
    /// Extends the field by the realm that issued the presented ticket, if that is not the client's, and checks it.
    pub(super) fn new(
        asked: &Asked<'_>,
        issuer: Issuer,
        part: &EncTicketPart<'_>,
        crealm: &RealmName,
        target: &Target<'_>,
    ) -> Result<Self, Refusal> {
        let over = |id| Some((asked.realm.trust(id)?, asked.realm.view().partner(id)?));
        let partner = match issuer {
            Issuer::Own => None,
            Issuer::Partner(id) => over(id),
        };
        let is_realm_trust = |trust: &Trust| trust.tdo.trust_type == TrustType::Mit;
        let came_from_realm = partner.is_some_and(|(trust, _)| is_realm_trust(trust));
        let goes_to_realm = matches!(target, Target::Next { trust, .. } if is_realm_trust(trust));
        // Other KDCs extend a list of type 1 only, be it empty.
        let style = if came_from_realm || goes_to_realm { TransitedStyle::Rfc } else { asked.settings().transited };
        let came = Self { tr_type: part.transited.tr_type, contents: part.transited.contents.to_vec(), checked: false };
        let extended = match partner {
            Some((_, partner)) if style == TransitedStyle::Rfc => came.extended(partner, crealm, asked.realm_name())?,
            Some(_) | None => came.normalised(style),
        };
        extended.checked(asked, crealm, partner.map(|(_, name)| name))
    }

    /// The flag that tells servers not to check again.
    pub(super) fn flag(&self) -> TicketFlags {
        if self.checked { TicketFlags::TRANSITED_POLICY_CHECKED } else { TicketFlags::NONE }
    }

    fn extended(self, previous: &RealmName, client: &RealmName, own: &RealmName) -> Result<Self, Refusal> {
        if self.tr_type != transited::DOMAIN_X500_COMPRESS && !self.contents.is_empty() {
            return Err(Refusal::TransitedType(self.tr_type));
        }
        let contents = transited::add(&self.contents, previous, client, own).map_err(Refusal::MalformedTransited)?;
        Ok(Self { tr_type: transited::DOMAIN_X500_COMPRESS, contents, checked: false })
    }

    /// An empty field takes the type that this realm writes.
    fn normalised(self, style: TransitedStyle) -> Self {
        match style {
            TransitedStyle::Windows if self.contents.is_empty() => Self { tr_type: transited::NO_TYPE, ..self },
            TransitedStyle::Rfc if self.contents.is_empty() => {
                Self { tr_type: transited::DOMAIN_X500_COMPRESS, ..self }
            }
            TransitedStyle::Windows | TransitedStyle::Rfc => self,
        }
    }

    fn checked(self, asked: &Asked<'_>, crealm: &RealmName, partner: Option<&RealmName>) -> Result<Self, Refusal> {
        let own_client = asked.realm.answers_to(crealm.as_str());
        if asked.settings().transited == TransitedStyle::Windows {
            return Ok(Self { checked: !own_client, ..self });
        }
        if asked.options().contains(KdcOptions::DISABLE_TRANSITED_CHECK) && !own_client {
            let insists = asked.settings().reject_bad_transit;
            return if insists { Err(Refusal::UncheckedPath) } else { Ok(self) };
        }
        match self.check(asked, crealm, partner) {
            Ok(()) => Ok(Self { checked: true, ..self }),
            Err(refusal) if asked.settings().reject_bad_transit => Err(refusal),
            Err(_) => Ok(self),
        }
    }

    fn check(&self, asked: &Asked<'_>, crealm: &RealmName, partner: Option<&RealmName>) -> Result<(), Refusal> {
        let own = asked.realm_name();
        if self.tr_type != transited::DOMAIN_X500_COMPRESS && !self.contents.is_empty() {
            return Err(Refusal::TransitedType(self.tr_type));
        }
        let path = transited::decode(&self.contents, crealm, own).map_err(Refusal::MalformedTransited)?;
        let none = Capaths::new();
        let capaths = asked.realm.view().kerberos_realm().map_or(&none, |realm| &*realm.capaths);
        transited::check(crealm, own, &path, capaths).map_err(|refused| match partner {
            // Not a realm further back: the partner itself is on no path from there.
            Some(partner) if *partner == refused.realm => Refusal::PartnerOffPath(refused),
            Some(_) | None => Refusal::PathNotAccepted(refused),
        })
    }
}
