//! The client's side.

use rand_core::CryptoRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::{EncryptionType, Moment};
use xrealm_wire::{ApOptions, ApRep, ApReq, Authenticator, Checksum, EncApRepPart, EncryptedData, EncryptionKey};

use super::ApError;
use crate::{Credential, nonce};

/// What an AP-REQ carries besides ticket and authenticator.
#[derive(Debug, Clone, Default)]
pub struct InitiatorOptions {
    /// Ask the service to prove itself with an AP-REP.
    pub mutual: bool,
    /// Send a subkey.
    pub subkey: bool,
    /// The application's checksum, type and octets; GSS-API puts its flags there (RFC 4121 §4.1.1).
    pub checksum: Option<(i32, Vec<u8>)>,
}

/// A client that has made an AP-REQ and may wait for the AP-REP.
#[derive(Debug)]
pub struct Initiator {
    session_key: Key,
    subkey: Option<Key>,
    at: Moment,
    sequence: u32,
}

/// What both sides agree on afterwards.
#[derive(Debug, Clone)]
pub struct Established {
    /// The key for messages: the service's subkey, else the client's, else the session key.
    pub key: Key,
    /// The first sequence number of the client.
    pub initiator_sequence: Option<u32>,
    /// The first sequence number of the service.
    pub acceptor_sequence: Option<u32>,
}

impl Initiator {
    /// Makes an AP-REQ for the service of `credential`.
    #[must_use]
    pub fn new(
        credential: &Credential,
        options: &InitiatorOptions,
        now: Moment,
        rng: &mut dyn CryptoRng,
    ) -> (Initiator, Vec<u8>) {
        let session_key = credential.session_key.clone();
        let subkey = options.subkey.then(|| Key::generate(session_key.etype(), rng));
        let initiator =
            Initiator { session_key, subkey, at: now.shifted(credential.clock_offset), sequence: nonce::draw(rng) };
        let sealed = initiator.sealed_authenticator(credential, options, rng);
        let mut ap_options = ApOptions::NONE;
        if options.mutual {
            ap_options = ap_options | ApOptions::MUTUAL_REQUIRED;
        }
        if !credential.second_ticket.is_empty() {
            ap_options = ap_options | ApOptions::USE_SESSION_KEY;
        }
        let etype = initiator.session_key.etype().number();
        let authenticator = EncryptedData { etype, kvno: None, cipher: &sealed };
        let request = ApReq { ap_options, ticket: &credential.ticket, authenticator }.to_vec();
        (initiator, request)
    }

    fn sealed_authenticator(
        &self,
        credential: &Credential,
        options: &InitiatorOptions,
        rng: &mut dyn CryptoRng,
    ) -> Vec<u8> {
        let subkey = self.subkey.as_ref();
        let checksum = options.checksum.as_ref();
        let plain = Authenticator {
            crealm: credential.client.realm.as_str().as_bytes(),
            cname: (&credential.client.name).into(),
            cksum: checksum.map(|(cksumtype, checksum)| Checksum { cksumtype: *cksumtype, checksum }),
            cusec: self.at.micros,
            ctime: self.at.time,
            subkey: subkey.map(|key| EncryptionKey { keytype: key.etype().number(), keyvalue: key.as_bytes() }),
            seq_number: Some(self.sequence.into()),
            authorization_data: None,
        };
        self.session_key.seal(KeyUsage::AP_REQ_AUTHENTICATOR, &plain.to_vec(), rng)
    }

    /// Checks the AP-REP of the service.
    ///
    /// # Errors
    /// [`ApError::Malformed`], [`ApError::Integrity`], [`ApError::NoKey`], and [`ApError::Mutual`] for the answer to
    /// another AP-REQ.
    pub fn read_reply(&self, reply: &[u8]) -> Result<Established, ApError> {
        let reply = ApRep::decode(reply)?;
        let plain = self
            .session_key
            .open(KeyUsage::AP_REP, reply.enc_part.cipher)
            .map_err(|_| ApError::Integrity { what: "reply" })?;
        let part = EncApRepPart::decode(&plain)?;
        if (part.ctime, part.cusec) != (self.at.time, self.at.micros) {
            return Err(ApError::Mutual);
        }
        let theirs = part.subkey.map(|subkey| key_of(&subkey)).transpose()?;
        Ok(Established {
            key: theirs.or_else(|| self.subkey.clone()).unwrap_or_else(|| self.session_key.clone()),
            initiator_sequence: Some(self.sequence),
            acceptor_sequence: part.seq_number.map(|number| number.value()),
        })
    }
}

pub(super) fn key_of(key: &EncryptionKey<'_>) -> Result<Key, ApError> {
    let unusable = || ApError::NoKey { etype: key.keytype };
    let etype = EncryptionType::from_number(key.keytype).ok_or_else(unusable)?;
    Key::new(etype, key.keyvalue).map_err(|_| unusable())
}
