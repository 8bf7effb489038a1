//! Importing a trustedDomain object at one end of a trust.

use std::sync::Arc;

use xrealm_names::{EncryptionType, PrincipalName, RealmName, SupportedEncryptionTypes};
use xrealm_trust::{ForestTrustInfo, TrustAttributes, TrustDirection, TrustId, TrustedDomainObject};
use zeroize::Zeroizing;

use super::Draft;
use super::trust_ends::{Partner, counterpart, refuse_beyond_managed};
use super::trusts::index_partner;
use crate::directory::End;
use crate::realm::MadeAccount;
use crate::trusted_domain::BadAttribute;
use crate::{ChangeRefusal, Trust, TrustAuthInfo, TrustAuthInfoError, TrustSecret, TrustedDomain};

impl Draft {
    pub(super) fn import_trusted_domain(
        &mut self,
        name: &RealmName,
        object: &TrustedDomain,
    ) -> Result<(), ChangeRefusal> {
        let realm = self.served(name)?;
        let id = realm.id;
        if realm.answers_to(object.trust_partner.as_str()) {
            return Err(ChangeRefusal::TrustToItself { name: realm.name.clone() });
        }
        let bad = |attribute| ChangeRefusal::BadAttribute { partner: object.trust_partner.clone(), attribute };
        let claimed = object.forest_trust_info.as_deref().map(ForestTrustInfo::decode).transpose();
        let tdo = TrustedDomainObject {
            trust_partner: object.trust_partner.clone(),
            flat_name: object.flat_name.clone(),
            security_identifier: object.security_identifier.clone(),
            trust_direction: object.trust_direction,
            trust_type: object.trust_type,
            trust_attributes: object.trust_attributes,
            supported_encryption_types: object.supported_encryption_types,
            forest_trust_info: claimed.map_err(|error| bad(error.into()))?,
        };
        let is_forest_trust = tdo.trust_attributes.contains(TrustAttributes::FOREST_TRANSITIVE);
        refuse_beyond_managed(realm, is_forest_trust, tdo.trust_direction)?;
        self.refuse_inconsistent(realm, &tdo)?;
        let partner = Partner {
            name: tdo.trust_partner.clone(),
            flat_name: tdo.flat_name.clone(),
            sid: tdo.security_identifier.clone(),
        };
        // One object holds both directions: nothing is joined here.
        counterpart(End::Served(realm), &partner, TrustDirection::Bidirectional)?;
        if realm.trust_named(tdo.trust_partner.as_str().as_bytes()).is_some() {
            return Err(ChangeRefusal::TrustExists { realm: realm.name.clone(), partner: partner.name });
        }
        let (own, other) = (realm.name.clone(), object.partner_realm());
        let incoming = secret(object.trust_auth_incoming.as_ref(), &own, &other)
            .map_err(|error| bad(BadAttribute::TrustAuthIncoming(error)))?;
        let outgoing = secret(object.trust_auth_outgoing.as_ref(), &other, &own)
            .map_err(|error| bad(BadAttribute::TrustAuthOutgoing(error)))?;
        let etypes = object.supported_encryption_types.map(etypes_of);
        if let Some(realm) = self.realm_mut(id) {
            index_partner(realm, &tdo, TrustId(u32::try_from(realm.trusts.len()).unwrap_or(u32::MAX)));
            let (posix_offset, account) = (object.trust_posix_offset, MadeAccount::default());
            let tdo = Arc::new(tdo);
            realm.trusts.push(Arc::new(Trust { tdo, incoming, outgoing, etypes, posix_offset, account }));
        }
        self.touch(id);
        Ok(())
    }
}

/// The secret with which `issuer` seals tickets for `target`. Objects read over LDAP have none.
fn secret(
    blob: Option<&Zeroizing<Vec<u8>>>,
    issuer: &RealmName,
    target: &RealmName,
) -> Result<Option<TrustSecret>, TrustAuthInfoError> {
    let Some(blob) = blob else { return Ok(None) };
    let salt = xrealm_crypto::salt::principal(issuer, &PrincipalName::krbtgt(target));
    Ok(TrustAuthInfo::decode(blob)?.secret(&salt))
}

fn etypes_of(mask: SupportedEncryptionTypes) -> Vec<EncryptionType> {
    EncryptionType::STRONGEST_FIRST.into_iter().filter(|etype| mask.contains(*etype)).collect()
}
