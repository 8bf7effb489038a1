//! AP-REQs for `kadmin/admin`: over a wish, or for nothing but to show who asks.

use rand_core::CryptoRng;
use xrealm_client::Credential;
use xrealm_client::ap::{Initiator, InitiatorOptions};
use xrealm_crypto::KeyUsage;
use xrealm_names::Moment;

/// Over the octets of a wish, and for no other.
pub(super) fn over(wish: &str, ticket: &Credential, now: Moment, rng: &mut dyn CryptoRng) -> Vec<u8> {
    let sum = ticket.session_key.checksum(KeyUsage::AP_REQ_AUTHENTICATOR_CKSUM, wish.as_bytes());
    let checksum = Some((sum.checksum_type, sum.mac.to_vec()));
    Initiator::new(ticket, &InitiatorOptions { checksum, ..InitiatorOptions::default() }, now, rng).1
}

/// One that wants the service to prove itself too.
pub(super) fn mutual(ticket: &Credential, now: Moment, rng: &mut dyn CryptoRng) -> (Initiator, Vec<u8>) {
    Initiator::new(ticket, &InitiatorOptions { mutual: true, subkey: true, ..InitiatorOptions::default() }, now, rng)
}
