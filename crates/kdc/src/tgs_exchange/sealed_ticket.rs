//! Opening tickets: the presented one and the additional one of user-to-user.

use xrealm_crypto::{Key, KeyUsage};
use xrealm_directory::KeySet;
use xrealm_names::{EncryptionType, RealmName};
use xrealm_wire::{EncTicketPart, Ticket, TicketFlags};
use zeroize::Zeroizing;

use crate::Refusal;
use crate::asked::Asked;
use crate::trust_secret_mismatch::TrustSecretMismatch;

/// The keys that a ticket may be under.
pub(super) struct Opener<'k, I> {
    /// Who has them beside this KDC.
    pub(super) issuer: KeyHolder<'k>,
    /// The current keys first.
    pub(super) key_sets: I,
}

/// Whose keys a ticket is under.
#[derive(Clone, Copy)]
pub(super) enum KeyHolder<'k> {
    /// The own realm's.
    Own(&'k RealmName),
    /// Those that are shared with this trust partner.
    Partner {
        partner: &'k RealmName,
        /// Whether both count versions alike.
        counted_alike: bool,
    },
}

/// What was in a ticket.
pub(super) struct Unsealed {
    pub(super) part: Zeroizing<Vec<u8>>,
    /// The key that opened it.
    pub(super) key: Key,
    /// Whether the current keys opened it, not earlier ones.
    pub(super) by_current: bool,
}

impl<'k, I: Iterator<Item = &'k KeySet> + Clone> Opener<'k, I> {
    /// Tries the keys of the ticket's version, then the current and the previous ones, as a version may be left out or
    /// be counted otherwise by the issuer. `permitted` says which encryption types these keys may be used with: a
    /// password has a key of every type, also of those that are switched off.
    pub(super) fn open(
        &self,
        ticket: &Ticket<'_>,
        permitted: impl Fn(EncryptionType) -> bool,
    ) -> Result<Unsealed, Refusal> {
        let sealed = &ticket.enc_part;
        let no_key = Refusal::TicketEtype(sealed.etype);
        let etype =
            EncryptionType::from_number(sealed.etype).filter(|etype| permitted(*etype)).ok_or(no_key.clone())?;
        let kvno = sealed.kvno.map(|kvno| kvno.value());
        let sets = || self.key_sets.clone().enumerate();
        let of_version = sets().filter(|(_, keys)| Some(keys.kvno()) == kvno);
        let others = sets().filter(|(_, keys)| Some(keys.kvno()) != kvno);
        let mut keys = of_version.chain(others).filter_map(|(age, keys)| Some((age, keys.key(etype)?))).peekable();
        keys.peek().ok_or(no_key)?;
        let opened = keys.find_map(|(age, key)| Some((age, key, key.open(KeyUsage::TICKET, sealed.cipher).ok()?)));
        let (age, key, part) = opened.ok_or_else(|| self.misfit(etype, kvno))?;
        Ok(Unsealed { part, key: key.clone(), by_current: age == 0 })
    }

    fn misfit(&self, etype: EncryptionType, kvno: Option<u32>) -> Refusal {
        let mut held = self.key_sets.clone().map(KeySet::kvno);
        match self.issuer {
            KeyHolder::Own(realm) => {
                let (issuer, ours) = (realm.clone(), held.next().unwrap_or(0));
                Refusal::TicketIntegrity { issuer, etype, kvno, ours }
            }
            KeyHolder::Partner { partner, counted_alike } => {
                let (partner, held) = (partner.clone(), held.collect());
                Refusal::TrustSecret(TrustSecretMismatch { partner, etype, presented: kvno, held, counted_alike })
            }
        }
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
