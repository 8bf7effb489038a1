//! The transited field of a ticket on its way through realms, and whether the path it tells is accepted (RFC 4120 §2.7
//! and §3.3.3.2).
//!
//! A domain controller hands the field on as it came and accepts by trust policy alone, as Windows does; but a ticket
//! that came over a realm trust is extended, so that the realm stays visible, and one that goes over a realm trust gets
//! the type that other KDCs extend. Other realms extend and check the path.

use thiserror::Error;
use xrealm_names::RealmName;
use xrealm_trust::transited::{self, PathRefused, TransitedError};
use xrealm_trust::{Capaths, TrustId, TrustType};

use crate::{Realm, TransitedStyle};

/// The transited field of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitedField {
    /// How the contents are encoded.
    pub tr_type: i32,
    /// The realms passed through.
    pub contents: Vec<u8>,
}

/// A ticket on its way through a realm.
#[derive(Debug, Clone, Copy)]
pub struct Passage<'a> {
    /// The client's home realm.
    pub crealm: &'a RealmName,
    /// The trust that the ticket presented came over; `None` for one that this realm issued.
    pub came_over: Option<TrustId>,
    /// The trust that the new ticket is for; `None` for one to be used in this realm.
    pub goes_over: Option<TrustId>,
    /// Whether the path is to be checked here: unless the client disabled it.
    pub check: bool,
}

/// The transited field of the new ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transit {
    /// The field.
    pub field: TransitedField,
    /// The path was checked, by list or by trust policy, and accepted: TRANSITED-POLICY-CHECKED.
    pub checked: bool,
}

/// Why a ticket goes no further by the path it came.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum TransitRefusal {
    /// A realm further back is on no path that this realm accepts.
    #[error("{0}")]
    PathNotAccepted(PathRefused),
    /// The partner that sealed the ticket is itself on no path that this realm accepts from the client's.
    #[error("{0}")]
    PartnerOffPath(PathRefused),
    /// The field cannot be read.
    #[error("{0}")]
    Malformed(TransitedError),
    /// The client asked that the path not be checked, and this realm insists.
    #[error("this realm issues no ticket whose path was not checked")]
    Unchecked,
    /// The field has a type that cannot be extended.
    #[error("transited encoding {0} is not supported")]
    Type(i32),
}

impl TransitedField {
    /// The field of a ticket that has passed no realm, as a realm of this style writes it.
    #[must_use]
    pub fn empty(style: TransitedStyle) -> TransitedField {
        let tr_type = match style {
            TransitedStyle::Windows => transited::NO_TYPE,
            TransitedStyle::Rfc => transited::DOMAIN_X500_COMPRESS,
        };
        TransitedField { tr_type, contents: Vec::new() }
    }

    /// An empty field takes the type that a realm of this style writes.
    fn normalised(self, style: TransitedStyle) -> TransitedField {
        if self.contents.is_empty() { TransitedField::empty(style) } else { self }
    }

    fn extended(self, by: &RealmName, client: &RealmName, own: &RealmName) -> Result<TransitedField, TransitRefusal> {
        self.refuse_foreign_type()?;
        let contents = transited::add(&self.contents, by, client, own).map_err(TransitRefusal::Malformed)?;
        Ok(TransitedField { tr_type: transited::DOMAIN_X500_COMPRESS, contents })
    }

    fn refuse_foreign_type(&self) -> Result<(), TransitRefusal> {
        match self.tr_type {
            transited::DOMAIN_X500_COMPRESS => Ok(()),
            _ if self.contents.is_empty() => Ok(()),
            other => Err(TransitRefusal::Type(other)),
        }
    }
}

impl Realm {
    /// The transited field of the new ticket, made of the one `came` in the ticket presented: extended by the realm that
    /// issued that, unless it is the client's, and checked.
    ///
    /// # Errors
    /// [`TransitRefusal`] if the field cannot be extended, or tells a path that is not accepted here.
    pub fn transit(&self, came: TransitedField, passage: Passage<'_>) -> Result<Transit, TransitRefusal> {
        let is_realm_trust = |id| self.trust(id).is_some_and(|trust| trust.tdo.trust_type == TrustType::Mit);
        // Other KDCs extend a list of type 1 only, be it empty.
        let style = if passage.came_over.is_some_and(is_realm_trust) || passage.goes_over.is_some_and(is_realm_trust) {
            TransitedStyle::Rfc
        } else {
            self.settings.transited
        };
        let partner = passage.came_over.and_then(|id| self.view.partner(id));
        let field = match partner {
            Some(partner) if style == TransitedStyle::Rfc => came.extended(partner, passage.crealm, &self.name)?,
            Some(_) | None => came.normalised(style),
        };
        let checked = self.check_transit(&field, passage, partner)?;
        Ok(Transit { field, checked })
    }

    fn check_transit(
        &self,
        field: &TransitedField,
        passage: Passage<'_>,
        partner: Option<&RealmName>,
    ) -> Result<bool, TransitRefusal> {
        let own_client = self.answers_to(passage.crealm.as_str());
        if self.settings.transited == TransitedStyle::Windows {
            return Ok(!own_client);
        }
        let insists = self.settings.reject_bad_transit;
        if !passage.check && !own_client {
            return if insists { Err(TransitRefusal::Unchecked) } else { Ok(false) };
        }
        match self.check_path(field, passage.crealm, partner) {
            Ok(()) => Ok(true),
            Err(refusal) if insists => Err(refusal),
            Err(_) => Ok(false),
        }
    }

    fn check_path(
        &self,
        field: &TransitedField,
        crealm: &RealmName,
        partner: Option<&RealmName>,
    ) -> Result<(), TransitRefusal> {
        field.refuse_foreign_type()?;
        let path = transited::decode(&field.contents, crealm, &self.name).map_err(TransitRefusal::Malformed)?;
        let none = Capaths::new();
        let capaths = self.view.kerberos_realm().map_or(&none, |realm| &*realm.capaths);
        transited::check(crealm, &self.name, &path, capaths).map_err(|refused| match partner {
            // Not a realm further back: the partner itself is on no path from there.
            Some(partner) if *partner == refused.realm => TransitRefusal::PartnerOffPath(refused),
            Some(_) | None => TransitRefusal::PathNotAccepted(refused),
        })
    }
}
