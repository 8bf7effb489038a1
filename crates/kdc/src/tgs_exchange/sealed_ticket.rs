//! Opening tickets: the presented one and the additional one of user-to-user.

use xrealm_crypto::{Key, KeyUsage};
use xrealm_directory::KeySet;
use xrealm_names::{EncryptionType, RealmName};
use xrealm_wire::{EncTicketPart, Ticket, TicketFlags};
use zeroize::Zeroizing;

use crate::Refusal;
use crate::asked::Asked;

/// The keys that a ticket may be under.
pub(super) struct Opener<'k, I> {
    /// Whose keys they are: the own realm's, or the trust partner's.
    pub(super) issuer: &'k RealmName,
    /// The current keys first.
    pub(super) key_sets: I,
}

impl<'k, I: Iterator<Item = &'k KeySet> + Clone> Opener<'k, I> {
    /// Tries the keys of the ticket's version, then the current and the previous ones, as a version may be left out or
    /// be counted otherwise by the issuer. `permitted` says which encryption types these keys may be used with: a
    /// password has a key of every type, also of those that are switched off.
    pub(super) fn open(
        &self,
        ticket: &Ticket<'_>,
        permitted: impl Fn(EncryptionType) -> bool,
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let sealed = &ticket.enc_part;
        let no_key = Refusal::TicketEtype(sealed.etype);
        let etype =
            EncryptionType::from_number(sealed.etype).filter(|etype| permitted(*etype)).ok_or(no_key.clone())?;
        let kvno = sealed.kvno.map(|kvno| kvno.value());
        let sets = || self.key_sets.clone();
        let of_version = sets().filter(|keys| Some(keys.kvno()) == kvno);
        let others = sets().filter(|keys| Some(keys.kvno()) != kvno);
        let mut keys = of_version.chain(others).filter_map(|keys| keys.key(etype)).peekable();
        keys.peek().ok_or(no_key)?;
        keys.find_map(|key| key.open(KeyUsage::TICKET, sealed.cipher).ok()).ok_or_else(|| Refusal::TicketIntegrity {
            issuer: self.issuer.clone(),
            etype,
            kvno,
            ours: sets().next().map_or(0, KeySet::kvno),
        })
    }
}

/// Refuses a ticket that has ended, has not begun, or is marked INVALID; `validating` lets the mark pass.
pub(super) fn valid_now(asked: &Asked<'_>, part: &EncTicketPart<'_>, validating: bool) -> Result<(), Refusal> {
    let (now, skew) = (asked.now.time, i64::from(asked.settings().clock_skew_seconds));
    let starttime = part.starttime.unwrap_or(part.authtime);
    if part.endtime + skew <= now {
        return Err(Refusal::TicketExpired { at: part.endtime });
    }
    let invalid = part.flags.contains(TicketFlags::INVALID) && !validating;
    if starttime > now + skew || invalid { Err(Refusal::TicketNotYetValid { at: starttime }) } else { Ok(()) }
}

/// A session key or subkey, of a type that the realm permits.
pub(super) fn permitted_key(asked: &Asked<'_>, keytype: i32, keyvalue: &[u8]) -> Result<Key, Refusal> {
    let etype = EncryptionType::from_number(keytype)
        .filter(|etype| asked.settings().permits(*etype))
        .ok_or(Refusal::KeyEtype(keytype))?;
    Key::new(etype, keyvalue).map_err(|_| Refusal::Malformed { part: "key" })
}
