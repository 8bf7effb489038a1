//! Where a name leads from this realm: the own database and the catalog asked, then the one decision of `xrealm_trust`.

use xrealm_names::{PrincipalName, RealmName};
use xrealm_trust::{
    Arrival, CatalogAnswer, ClientQuery, ClientRealmRefusal, ClientVerdict, Decision, OwnAnswer, Query, TrustId,
    accepts_client_realm, admitting_trust, route, route_client,
};

use super::{Realm, ServiceLookup};
use crate::Account;

impl Realm {
    /// How a client of `crealm` stands here with a ticket-granting ticket that the partner of `over` issued, or this
    /// realm itself.
    ///
    /// A foreign client with a ticket of this very realm stays bound to the trust that lets its realm in.
    ///
    /// # Errors
    /// [`ClientRealmRefusal`] if the issuer may not vouch for a client of that realm.
    pub fn arrival<'c>(&self, over: Option<TrustId>, crealm: &'c RealmName) -> Result<Arrival<'c>, ClientRealmRefusal> {
        match over {
            Some(trust) => accepts_client_realm(&self.view, trust, crealm).map(|()| Arrival::Over { trust, crealm }),
            None if self.answers_to(crealm.as_str()) => Ok(Arrival::Own),
            None => match admitting_trust(&self.view, crealm) {
                Some(trust) => Ok(Arrival::Over { trust, crealm }),
                None => Err(ClientRealmRefusal::UnknownTrust),
            },
        }
    }

    /// Decides what becomes of a request for the service `name`, and tells who of this realm holds the name.
    ///
    /// `canonicalize` is the option of that name.
    #[must_use]
    pub fn route(
        &self,
        name: &PrincipalName,
        canonicalize: bool,
        arrival: Arrival<'_>,
    ) -> (Decision, ServiceLookup<'_>) {
        let held = self.service(name);
        let (own, catalog) = match held {
            ServiceLookup::Held(_) => (OwnAnswer::Held, CatalogAnswer::NotAsked),
            ServiceLookup::NotUnique => (OwnAnswer::NotUnique, CatalogAnswer::NotAsked),
            ServiceLookup::Absent => (OwnAnswer::Absent, self.catalog_service(name)),
        };
        (route(&self.view, &Query { name, canonicalize, own, catalog, arrival }), held)
    }

    /// Decides where the client `name` logs in, and tells which account of this realm it is.
    #[must_use]
    pub fn route_client(
        &self,
        name: &PrincipalName,
        canonicalize: bool,
    ) -> (Decision<ClientVerdict>, Option<&Account>) {
        let held = self.client(name);
        let (own, catalog) = match held {
            Some(_) => (OwnAnswer::Held, CatalogAnswer::NotAsked),
            None => (OwnAnswer::Absent, self.catalog_client(name)),
        };
        let query = ClientQuery { name, realm: self.name.as_str(), canonicalize, own, catalog };
        (route_client(&self.view, &query), held)
    }
}
