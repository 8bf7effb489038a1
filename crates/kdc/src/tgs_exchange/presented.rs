//! The ticket and authenticator that a TGS-REQ presents (RFC 4120 §3.3.2 and §3.2.3).
//!
//! [`Opened::new`] decrypts and proves nothing but that the keys fit; [`Opened::verify`] is the only road to a
//! [`Verified`] ticket.

use xrealm_crypto::{CryptoError, Key, KeyUsage, checksum_type, is_keyed, verify_unkeyed};
use xrealm_directory::{Account, ServiceLookup};
use xrealm_names::{PrincipalName, RealmName, Timestamp};
use xrealm_trust::{TrustId, TrustType};
use xrealm_wire::padata::PA_TGS_REQ;
use xrealm_wire::{ApReq, Authenticator, EncTicketPart, KdcOptions, Ticket};
use zeroize::Zeroizing;

use super::sealed_ticket::{KeyHolder, Opener, Unsealed, permitted_key, valid_now};
use crate::Refusal;
use crate::asked::Asked;
use crate::outcome::Crossing;

/// Who sealed the presented ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Issuer {
    /// This realm's own KDC.
    Own,
    /// A trust partner's: the ticket came over this trust.
    Partner(TrustId),
}

impl Issuer {
    /// The trust that the ticket came over.
    pub(crate) fn trust(self) -> Option<TrustId> {
        match self {
            Self::Own => None,
            Self::Partner(trust) => Some(trust),
        }
    }
}

/// A ticket and an authenticator, decrypted.
pub(crate) struct Opened {
    pub(crate) issuer: Issuer,
    /// The service that the ticket names.
    pub(crate) sname: PrincipalName,
    pub(crate) session_key: Key,
    /// The key that the ticket was under.
    pub(crate) sealed_with: Key,
    /// The trust that the ticket came over.
    pub(crate) crossing: Option<Crossing>,
    ticket_part: Zeroizing<Vec<u8>>,
    authenticator: Zeroizing<Vec<u8>>,
}

/// A ticket's content, and where it came from.
struct Origin {
    issuer: Issuer,
    crossing: Option<Crossing>,
    ticket_part: Zeroizing<Vec<u8>>,
    sealed_with: Key,
}

/// A ticket that its holder has proven to own, in a request that nobody altered.
pub(crate) struct Verified<'p> {
    pub(crate) part: EncTicketPart<'p>,
    /// The client's name: a name at all, which is not to be taken for granted of what a partner sealed.
    pub(crate) client: PrincipalName,
    pub(crate) subkey: Option<Key>,
}

impl Opened {
    /// Opens the ticket in PA-TGS-REQ with the key of who issued it, and the authenticator with the session key.
    pub(crate) fn new(asked: &Asked<'_>) -> Result<Self, Refusal> {
        let ap_req = asked.req.padata.find(PA_TGS_REQ).ok_or(Refusal::NoTicket)?;
        let ap_req = ApReq::decode(ap_req).map_err(|_| malformed("PA-TGS-REQ"))?;
        let ticket = Ticket::decode(ap_req.ticket).map_err(|_| malformed("ticket"))?;
        let sname = ticket.sname.to_owned().map_err(|_| malformed("ticket"))?;
        let Origin { issuer, crossing, ticket_part, sealed_with } = open_ticket(asked, &ticket, &sname)?;
        let part = EncTicketPart::decode(&ticket_part).map_err(|_| malformed("ticket"))?;
        let session_key = permitted_key(asked, part.key.keytype, part.key.keyvalue)?;
        let authenticator = session_key
            .open(KeyUsage::TGS_REQ_AUTHENTICATOR, ap_req.authenticator.cipher)
            .map_err(|_| Refusal::AuthenticatorIntegrity)?;
        Ok(Self { issuer, sname, session_key, sealed_with, crossing, ticket_part, authenticator })
    }

    /// The client that the ticket names, whether or not it was proven yet: KRB-ERROR repeats it.
    pub(crate) fn part(&self) -> Option<EncTicketPart<'_>> {
        EncTicketPart::decode(&self.ticket_part).ok()
    }

    /// The client's clock, for KRB-ERROR.
    pub(crate) fn client_time(&self) -> Option<(Timestamp, u32)> {
        let authenticator = Authenticator::decode(&self.authenticator).ok()?;
        Some((authenticator.ctime, authenticator.cusec))
    }

    /// Checks that the ticket is valid now, the authenticator fresh and its own, and the body the one it covers.
    pub(crate) fn verify(&self, asked: &Asked<'_>) -> Result<Verified<'_>, Refusal> {
        let part = self.part().ok_or(malformed("ticket"))?;
        let authenticator = Authenticator::decode(&self.authenticator).map_err(|_| malformed("authenticator"))?;

        valid_now(asked, &part, asked.options().contains(KdcOptions::VALIDATE))?;
        let client = part.cname.to_owned().map_err(|_| malformed("client name"))?;
        if !same_client(asked, &part, &client, &authenticator) {
            return Err(Refusal::AuthenticatorMismatch);
        }
        asked.tolerate(authenticator.ctime)?;
        self.verify_body(asked, &authenticator)?;

        let subkey = authenticator.subkey.map(|subkey| permitted_key(asked, subkey.keytype, subkey.keyvalue));
        Ok(Verified { part, client, subkey: subkey.transpose()? })
    }

    /// RFC 4120 §3.3.3 wants a checksum that collides with no other body's. Domain controllers honour any, and none.
    fn verify_body(&self, asked: &Asked<'_>, authenticator: &Authenticator<'_>) -> Result<(), Refusal> {
        let body = asked.req.body_octets;
        let Some(cksum) = &authenticator.cksum else {
            return if asked.is_windows() { Ok(()) } else { Err(Refusal::InappropriateChecksum) };
        };
        let verified = match is_keyed(cksum.cksumtype) {
            Some(true) => self.session_key.verify_checksum(
                KeyUsage::TGS_REQ_AUTHENTICATOR_CKSUM,
                cksum.cksumtype,
                body,
                cksum.checksum,
            ),
            Some(false) if asked.is_windows() || COLLISION_PROOF.contains(&cksum.cksumtype) => {
                verify_unkeyed(cksum.cksumtype, body, cksum.checksum)
            }
            Some(false) => return Err(Refusal::InappropriateChecksum),
            None => return Err(Refusal::ChecksumType(cksum.cksumtype)),
        };
        verified.map_err(|error| match error {
            CryptoError::ChecksumDoesNotFitKey { .. } | CryptoError::UnsupportedChecksum { .. } => {
                Refusal::ChecksumType(cksum.cksumtype)
            }
            _ => Refusal::BodyModified,
        })
    }
}

/// Unkeyed digests that MIT's and Heimdal's KDCs take for the body: Java sends RSA-MD5 by default. The authenticator
/// they stand in is sealed.
const COLLISION_PROOF: [i32; 3] = [checksum_type::RSA_MD5, checksum_type::SHA1, checksum_type::SHA1_MICROSOFT];

/// Finds the key that the ticket must be under, and opens it.
///
/// A ticket of this realm's ticket-granting service is under its key if this realm issued it, and under the secret of
/// the outgoing side of the trust if a partner did. A service ticket can be renewed and validated as well.
fn open_ticket(asked: &Asked<'_>, ticket: &Ticket<'_>, sname: &PrincipalName) -> Result<Origin, Refusal> {
    let not_us = || Refusal::NotUs { presented: sname.clone(), served: asked.realm_name().clone() };
    let ticket_granting = sname.ticket_granting_realm().is_some();
    let ServiceLookup::Held(account) = asked.realm.service(sname) else { return Err(not_us()) };
    if asked.is_own_realm(ticket.realm) {
        let continues = asked.options().intersects(KdcOptions::RENEW | KdcOptions::VALIDATE);
        if !(ticket_granting || continues) {
            return Err(not_us());
        }
        let Unsealed { part: ticket_part, key: sealed_with, .. } = open_own(asked, ticket, account)?;
        return Ok(Origin { issuer: Issuer::Own, crossing: None, ticket_part, sealed_with });
    }
    if !ticket_granting {
        return Err(not_us());
    }
    let no_trust = || match RealmName::from_octets(ticket.realm) {
        Ok(issuer) => Refusal::NoTrust { issuer },
        Err(_) => malformed("ticket"),
    };
    let (id, trust) = asked.realm.trust_named(ticket.realm).ok_or_else(no_trust)?;
    let partner = &trust.tdo.trust_partner;
    let outgoing = trust.outgoing.as_ref().filter(|_| trust.tdo.trust_direction.is_outbound());
    let outgoing = outgoing.ok_or_else(|| Refusal::NotTrusted { partner: partner.clone() })?;
    let counted_alike = trust.tdo.trust_type == TrustType::Uplevel;
    let opener = Opener { issuer: KeyHolder::Partner { partner, counted_alike }, key_sets: outgoing.key_sets() };
    let opened = opener.open(ticket, |etype| asked.realm.etypes_of_trust(trust).any(|agreed| agreed == etype))?;
    let confirms = opened.by_current && outgoing.confirmed.is_none();
    let crossing = Crossing { partner: partner.clone(), confirms };
    let Unsealed { part: ticket_part, key: sealed_with, .. } = opened;
    Ok(Origin { issuer: Issuer::Partner(id), crossing: Some(crossing), ticket_part, sealed_with })
}

/// Opens a ticket of this realm with the keys of the service it is for.
pub(super) fn open_own(asked: &Asked<'_>, ticket: &Ticket<'_>, service: &Account) -> Result<Unsealed, Refusal> {
    let opener = Opener { issuer: KeyHolder::Own(asked.realm_name()), key_sets: service.key_sets() };
    opener.open(ticket, |etype| asked.realm.etypes_of(service).any(|own| own == etype))
}

/// Names and realms compare as this realm compares them (MS-KILE 3.1.5.7).
fn same_client(
    asked: &Asked<'_>,
    part: &EncTicketPart<'_>,
    client: &PrincipalName,
    authenticator: &Authenticator<'_>,
) -> bool {
    let Ok(claimed) = authenticator.cname.to_owned() else { return false };
    let realms = [part.crealm, authenticator.crealm].map(RealmName::from_octets);
    let [Ok(in_ticket), Ok(in_authenticator)] = realms else { return false };
    asked.realm.same_name(client, &claimed) && asked.realm.same_realm(&in_ticket, &in_authenticator)
}

fn malformed(part: &'static str) -> Refusal {
    Refusal::Malformed { part }
}
