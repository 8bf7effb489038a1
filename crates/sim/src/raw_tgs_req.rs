//! Requests that no honest client sends.

use rand_core::CryptoRng;
use xrealm_client::Credential;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::{Moment, PrincipalName, Timestamp};
use xrealm_wire::{
    ApOptions, ApReq, Authenticator, Checksum, Echo32, EncryptedData, EncryptionKey, KdcOptions, KdcReq, KdcReqBody,
    MsgType, PaDataList, padata,
};

/// A TGS-REQ in the making. [`RawTgsReq::new`] is an honest one; every field may then be set wrong.
#[derive(Debug, Clone)]
pub struct RawTgsReq {
    /// The ticket presented, and the client that the authenticator names.
    pub tgt: Credential,
    /// The realm in the body.
    pub realm: Vec<u8>,
    /// The service asked for.
    pub server: PrincipalName,
    /// The options.
    pub kdc_options: KdcOptions,
    /// The types asked for, by number.
    pub etypes: Vec<i32>,
    /// The start asked for.
    pub from: Option<Timestamp>,
    /// The end asked for.
    pub till: Option<Timestamp>,
    /// The renewable end asked for.
    pub renew_till: Option<Timestamp>,
    /// The nonce.
    pub nonce: Echo32,
    /// Tickets beside the one presented.
    pub additional_tickets: Vec<Vec<u8>>,
    /// What covers the body.
    pub checksum: BodyChecksum,
    /// Seconds that the authenticator's time is ahead.
    pub ctime_ahead: i64,
    /// The key usage of the authenticator.
    pub authenticator_usage: KeyUsage,
    /// Whether a subkey is sent.
    pub subkey: bool,
}

/// What an authenticator says about the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyChecksum {
    /// The keyed checksum of the session key's type.
    Keyed,
    /// Nothing.
    Absent,
    /// A checksum of this type and these octets.
    Given(i32, Vec<u8>),
    /// The keyed checksum over another body.
    OfAnotherBody,
}

impl RawTgsReq {
    /// What an honest client would send to the KDC that `tgt` is for.
    #[must_use]
    pub fn new(tgt: &Credential, server: PrincipalName) -> RawTgsReq {
        let realm = tgt.server.name.ticket_granting_realm().unwrap_or(tgt.server.realm.as_str());
        RawTgsReq {
            realm: realm.as_bytes().to_vec(),
            tgt: tgt.clone(),
            server,
            kdc_options: KdcOptions::CANONICALIZE,
            etypes: vec![18, 17, 20, 19],
            from: None,
            till: Some(Timestamp::EPOCH),
            renew_till: None,
            nonce: Echo32::from(7),
            additional_tickets: Vec::new(),
            checksum: BodyChecksum::Keyed,
            ctime_ahead: 0,
            authenticator_usage: KeyUsage::TGS_REQ_AUTHENTICATOR,
            subkey: true,
        }
    }

    /// The octets of the body, which checksums cover.
    #[must_use]
    pub fn body_octets(&self) -> Vec<u8> {
        self.body().to_vec()
    }

    /// The message.
    #[must_use]
    pub fn build(&self, now: Moment, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let body_octets = self.body_octets();
        let sealed = self.sealed_authenticator(&body_octets, now, rng);
        let etype = self.tgt.session_key.etype().number();
        let ap_req = ApReq {
            ap_options: ApOptions::NONE,
            ticket: &self.tgt.ticket,
            authenticator: EncryptedData { etype, kvno: None, cipher: &sealed },
        }
        .to_vec();
        let mut padata = PaDataList::default();
        padata.push(padata::PA_TGS_REQ, &ap_req);
        KdcReq { msg_type: MsgType::TgsReq, padata, body: self.body(), body_octets: &body_octets }.to_vec()
    }

    fn body(&self) -> KdcReqBody<'_> {
        KdcReqBody {
            kdc_options: self.kdc_options,
            cname: None,
            realm: &self.realm,
            sname: Some((&self.server).into()),
            from: self.from,
            till: self.till,
            rtime: self.renew_till,
            nonce: self.nonce,
            etypes: self.etypes.iter().copied().collect(),
            addresses: None,
            enc_authorization_data: None,
            additional_tickets: self.additional_tickets.iter().map(Vec::as_slice).collect(),
        }
    }

    fn sealed_authenticator(&self, body: &[u8], now: Moment, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let key = &self.tgt.session_key;
        let subkey = self.subkey.then(|| Key::generate(key.etype(), rng));
        let (cksumtype, octets) = self.checksum_of(body);
        let authenticator = Authenticator {
            crealm: self.tgt.client.realm.as_str().as_bytes(),
            cname: (&self.tgt.client.name).into(),
            cksum: octets.as_deref().map(|checksum| Checksum { cksumtype, checksum }),
            cusec: now.micros,
            ctime: now.time + self.ctime_ahead,
            subkey: subkey
                .as_ref()
                .map(|key| EncryptionKey { keytype: key.etype().number(), keyvalue: key.as_bytes() }),
            seq_number: None,
            authorization_data: None,
        };
        key.seal(self.authenticator_usage, &authenticator.to_vec(), rng)
    }

    fn checksum_of(&self, body: &[u8]) -> (i32, Option<Vec<u8>>) {
        let keyed = |data: &[u8]| {
            let made = self.tgt.session_key.checksum(KeyUsage::TGS_REQ_AUTHENTICATOR_CKSUM, data);
            (made.checksum_type, Some(made.mac.to_vec()))
        };
        match &self.checksum {
            BodyChecksum::Keyed => keyed(body),
            BodyChecksum::OfAnotherBody => keyed(b"another body"),
            BodyChecksum::Absent => (0, None),
            BodyChecksum::Given(kind, octets) => (*kind, Some(octets.clone())),
        }
    }
}
