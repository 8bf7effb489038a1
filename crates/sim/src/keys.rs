//! Whose key seals a ticket: what the simulator knows because it holds every directory.

use xrealm_crypto::Key;
use xrealm_directory::{Account, Directory, Realm, ServiceLookup};
use xrealm_names::{EncryptionType, Principal};

/// A key that tickets for one server are sealed with.
#[derive(Debug, Clone)]
pub struct ServerKey {
    /// Its version.
    pub kvno: u32,
    /// The key.
    pub key: Key,
}

/// The current key for tickets of `server`: a service's or krbtgt's own, or the secret of the trust that a
/// cross-realm ticket-granting ticket goes over. `None` for `etype` takes the one the realm prefers.
pub(crate) fn of_server(directory: &Directory, server: &Principal, etype: Option<EncryptionType>) -> Option<ServerKey> {
    let issuer = directory.realm_named(server.realm.as_str().as_bytes());
    if let Some(held) = issuer.and_then(|issuer| account_of(issuer, server)) {
        let issuer = issuer?;
        let etype = etype.or_else(|| issuer.etypes_of(held).next())?;
        return Some(ServerKey { kvno: held.keys.kvno(), key: held.keys.key(etype)?.clone() });
    }
    let target = server.name.ticket_granting_realm()?;
    let by_issuer = issuer.and_then(|issuer| over_trust(issuer, target, etype, true));
    by_issuer.or_else(|| {
        let target = directory.realm_named(target.as_bytes())?;
        over_trust(target, server.realm.as_str(), etype, false)
    })
}

fn account_of<'a>(issuer: &'a Realm, server: &Principal) -> Option<&'a Account> {
    match issuer.service(&server.name) {
        ServiceLookup::Held(account) => Some(account),
        ServiceLookup::Absent | ServiceLookup::NotUnique => None,
    }
}

/// `krbtgt/PARTNER@OWN` is sealed with OWN's incoming secret, `krbtgt/OWN@PARTNER` with its outgoing one.
fn over_trust(own: &Realm, partner: &str, etype: Option<EncryptionType>, issued_here: bool) -> Option<ServerKey> {
    let (_, trust) = own.trust_named(partner.as_bytes())?;
    let secret = if issued_here { trust.incoming.as_ref() } else { trust.outgoing.as_ref() }?;
    let etype = etype.or_else(|| own.etypes_of_trust(trust).next())?;
    Some(ServerKey { kvno: secret.current.kvno(), key: secret.current.key(etype)?.clone() })
}
