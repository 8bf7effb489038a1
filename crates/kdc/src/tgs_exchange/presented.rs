//! The ticket and authenticator that a TGS-REQ presents (RFC 4120 §3.3.2 and §3.2.3).
//!
//! [`Opened::new`] decrypts and proves nothing but that the keys fit; [`Opened::verify`] is the only road to a
//! [`Verified`] ticket.

use xrealm_crypto::{CryptoError, Key, KeyUsage, is_keyed, verify_unkeyed};
use xrealm_directory::{KeySet, ServiceLookup};
use xrealm_names::{EncryptionType, RealmName, Timestamp};
use xrealm_trust::TrustId;
use xrealm_wire::padata::PA_TGS_REQ;
use xrealm_wire::{ApReq, Authenticator, EncTicketPart, KdcOptions, PrincipalName, Ticket, TicketFlags};
use zeroize::Zeroizing;

use crate::Refusal;
use crate::asked::Asked;

/// Who sealed the presented ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Issuer {
    /// This realm's own KDC.
    Own,
    /// A trust partner's: the ticket came over this trust.
    Partner(TrustId),
}

/// A ticket and an authenticator, decrypted.
pub(crate) struct Opened {
    pub(crate) issuer: Issuer,
    pub(crate) session_key: Key,
    ticket_part: Zeroizing<Vec<u8>>,
    authenticator: Zeroizing<Vec<u8>>,
}

/// A ticket that its holder has proven to own, in a request that nobody altered.
pub(crate) struct Verified<'p> {
    pub(crate) part: EncTicketPart<'p>,
    pub(crate) subkey: Option<Key>,
}

impl Opened {
    /// Opens the ticket in PA-TGS-REQ with the key of who issued it, and the authenticator with the session key.
    pub(crate) fn new(asked: &Asked<'_>) -> Result<Self, Refusal> {
        let ap_req = asked.req.padata.find(PA_TGS_REQ).ok_or(Refusal::NoTicket)?;
        let ap_req = ApReq::decode(ap_req).map_err(|_| malformed("PA-TGS-REQ"))?;
        let ticket = Ticket::decode(ap_req.ticket).map_err(|_| malformed("ticket"))?;
        let (issuer, ticket_part) = open_ticket(asked, &ticket)?;
        let session_key = session_key(&ticket_part)?;
        let authenticator = session_key
            .open(KeyUsage::TGS_REQ_AUTHENTICATOR, ap_req.authenticator.cipher)
            .map_err(|_| Refusal::AuthenticatorIntegrity)?;
        Ok(Self { issuer, session_key, ticket_part, authenticator })
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
        let part = EncTicketPart::decode(&self.ticket_part).map_err(|_| malformed("ticket"))?;
        let authenticator = Authenticator::decode(&self.authenticator).map_err(|_| malformed("authenticator"))?;

        valid_now(asked, &part)?;
        if !same_client(asked, &part, &authenticator) {
            return Err(Refusal::AuthenticatorMismatch);
        }
        asked.tolerate(authenticator.ctime)?;
        self.verify_body(asked, &authenticator)?;

        let subkey = authenticator.subkey.map(|subkey| key_of(subkey.keytype, subkey.keyvalue)).transpose()?;
        Ok(Verified { part, subkey })
    }

    /// Domain controllers honour a body that no checksum covers, or an unkeyed one; RFC 4120 §3.3.3 does not.
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
            Some(false) if asked.is_windows() => verify_unkeyed(cksum.cksumtype, body, cksum.checksum),
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

/// Finds the key that the ticket must be under, and opens it.
///
/// A ticket of this realm's ticket-granting service is under its key if this realm issued it, and under the secret of
/// the outgoing side of the trust if a partner did. A service ticket can be renewed and validated as well.
fn open_ticket(asked: &Asked<'_>, ticket: &Ticket<'_>) -> Result<(Issuer, Zeroizing<Vec<u8>>), Refusal> {
    let sname = ticket.sname.to_owned().map_err(|_| malformed("ticket"))?;
    let not_us = || Refusal::NotUs { presented: sname.to_string(), served: asked.realm_name().clone() };
    let own = is_own_realm(asked, ticket.realm);
    let own_tgs = sname.ticket_granting_realm().is_some();
    let account = match asked.realm.service(&sname) {
        ServiceLookup::Held(account) => account,
        ServiceLookup::Absent | ServiceLookup::NotUnique => return Err(not_us()),
    };
    if own {
        let renews = asked.body().kdc_options.intersects(KdcOptions::RENEW | KdcOptions::VALIDATE);
        let renews_it = renews && asked.body().sname.as_ref() == Some(&ticket.sname);
        if !(own_tgs || renews_it) {
            return Err(not_us());
        }
        let opened = open_with(ticket, account.key_sets(), asked.realm_name())?;
        return Ok((Issuer::Own, opened));
    }
    if !own_tgs {
        return Err(not_us());
    }
    let no_trust = || Refusal::NoTrust { issuer: printable(ticket.realm) };
    let (id, trust) = asked.realm.trust_named(ticket.realm).ok_or_else(no_trust)?;
    let partner = &trust.tdo.trust_partner;
    let outgoing = trust
        .outgoing
        .as_ref()
        .filter(|_| trust.tdo.trust_direction.is_outbound())
        .ok_or_else(|| Refusal::NotTrusted { partner: partner.clone() })?;
    let opened = open_with(ticket, outgoing.key_sets(), partner)?;
    Ok((Issuer::Partner(id), opened))
}

/// A realm name nobody has checked, fit for a line of a log.
fn printable(realm: &[u8]) -> String {
    realm.get(..RealmName::MAX_BYTES).unwrap_or(realm).escape_ascii().to_string()
}

/// Tries the keys of the ticket's version, or the current and then the previous ones if none has it.
fn open_with<'k>(
    ticket: &Ticket<'_>,
    key_sets: impl Iterator<Item = &'k KeySet> + Clone,
    issuer: &RealmName,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let sealed = &ticket.enc_part;
    let etype = EncryptionType::from_number(sealed.etype).ok_or(Refusal::TicketEtype(sealed.etype))?;
    let kvno = sealed.kvno.map(|kvno| kvno.value());
    let ours = key_sets.clone().next().map_or(0, KeySet::kvno);
    let of_version = key_sets.clone().filter(|keys| Some(keys.kvno()) == kvno);
    let others = key_sets.filter(|keys| Some(keys.kvno()) != kvno);
    let mut any_key = false;
    for key in of_version.chain(others).filter_map(|keys| keys.key(etype)) {
        any_key = true;
        if let Ok(opened) = key.open(KeyUsage::TICKET, sealed.cipher) {
            return Ok(opened);
        }
    }
    if any_key {
        Err(Refusal::TicketIntegrity { issuer: issuer.clone(), etype, kvno, ours })
    } else {
        Err(Refusal::TicketEtype(sealed.etype))
    }
}

/// Whether the ticket says that this realm issued it.
fn is_own_realm(asked: &Asked<'_>, realm: &[u8]) -> bool {
    std::str::from_utf8(realm).is_ok_and(|realm| asked.realm.answers_to(realm))
}

/// A ticket still marked INVALID is good for nothing but being validated.
fn valid_now(asked: &Asked<'_>, part: &EncTicketPart<'_>) -> Result<(), Refusal> {
    let (now, skew) = (asked.now.time, i64::from(asked.settings().clock_skew_seconds));
    let starttime = part.starttime.unwrap_or(part.authtime);
    if part.endtime + skew <= now {
        return Err(Refusal::TicketExpired { at: part.endtime });
    }
    let validates = asked.body().kdc_options.contains(KdcOptions::VALIDATE);
    let invalid = part.flags.contains(TicketFlags::INVALID) && !validates;
    if starttime > now + skew || invalid {
        return Err(Refusal::TicketNotYetValid { at: starttime });
    }
    Ok(())
}

/// Names and realms compare as this realm compares them (MS-KILE 3.1.5.7).
fn same_client(asked: &Asked<'_>, part: &EncTicketPart<'_>, authenticator: &Authenticator<'_>) -> bool {
    if asked.is_windows() {
        let [in_ticket, in_authenticator] = [part.crealm, authenticator.crealm].map(PrincipalName::krbtgt);
        part.cname.eq_ignore_case(&authenticator.cname) && in_ticket.eq_ignore_case(&in_authenticator)
    } else {
        part.cname == authenticator.cname && part.crealm == authenticator.crealm
    }
}

fn session_key(ticket_part: &[u8]) -> Result<Key, Refusal> {
    let part = EncTicketPart::decode(ticket_part).map_err(|_| malformed("ticket"))?;
    key_of(part.key.keytype, part.key.keyvalue)
}

fn key_of(keytype: i32, keyvalue: &[u8]) -> Result<Key, Refusal> {
    let etype = EncryptionType::from_number(keytype).ok_or(Refusal::TicketEtype(keytype))?;
    Key::new(etype, keyvalue).map_err(|_| malformed("key"))
}

fn malformed(part: &'static str) -> Refusal {
    Refusal::Malformed { part }
}
