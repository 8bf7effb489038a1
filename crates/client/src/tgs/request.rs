//! Building a TGS-REQ.

use rand_core::CryptoRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::{EncryptionType, Moment, PrincipalName, Timestamp};
use xrealm_wire::padata::PA_TGS_REQ;
use xrealm_wire::{
    ApOptions, ApReq, Authenticator, Checksum, EncryptedData, EncryptionKey, KdcOptions, KdcReq, KdcReqBody, MsgType,
    PaDataList,
};

use crate::{Address, Credential, address};

/// What to ask a ticket-granting service for. [`Default`] asks for as long as the ticket-granting ticket lives.
#[derive(Debug, Clone)]
pub struct TicketOptions {
    /// Encryption types wanted for the session key, the preferred first.
    pub etypes: Vec<EncryptionType>,
    /// KDC options.
    pub kdc_options: KdcOptions,
    /// The start asked for, for a postdated ticket.
    pub from: Option<Timestamp>,
    /// The end asked for; `None` asks for as long as possible.
    pub till: Option<Timestamp>,
    /// The renewable end asked for, with [`KdcOptions::RENEWABLE`].
    pub renew_till: Option<Timestamp>,
    /// Addresses, for a forwarded or proxy ticket.
    pub addresses: Vec<Address>,
    /// An encoded AuthorizationData to put into the ticket; it is sent encrypted.
    pub authorization_data: Option<Vec<u8>>,
    /// Further PA-DATA, type and value, behind PA-TGS-REQ.
    pub padata: Vec<(i32, Vec<u8>)>,
}

impl Default for TicketOptions {
    fn default() -> TicketOptions {
        TicketOptions {
            etypes: EncryptionType::STRONGEST_FIRST.into_iter().filter(|etype| !etype.is_weak()).collect(),
            kdc_options: KdcOptions::NONE,
            from: None,
            till: None,
            renew_till: None,
            addresses: Vec::new(),
            authorization_data: None,
            padata: Vec::new(),
        }
    }
}

/// Everything a TGS-REQ says.
pub(crate) struct TicketRequest<'a> {
    pub(crate) tgt: &'a Credential,
    /// The realm whose KDC is asked.
    pub(crate) realm: &'a str,
    pub(crate) server: &'a PrincipalName,
    pub(crate) options: &'a TicketOptions,
    /// The ticket of the other user, for user-to-user.
    pub(crate) second_ticket: Option<&'a [u8]>,
    pub(crate) nonce: u32,
    pub(crate) at: Moment,
}

impl TicketRequest<'_> {
    /// The message, and the subkey that its reply is to be under.
    pub(crate) fn build(&self, rng: &mut dyn CryptoRng) -> (Vec<u8>, Key) {
        let session_key = &self.tgt.session_key;
        let subkey = Key::generate(session_key.etype(), rng);
        let sealed = self.sealed_authorization_data(&subkey, rng);
        let body_octets = self.body(sealed.as_deref()).to_vec();
        let ap_req = self.ap_req(&body_octets, &subkey, rng);
        let mut padata = PaDataList::default();
        padata.push(PA_TGS_REQ, &ap_req);
        for (padata_type, value) in &self.options.padata {
            padata.push(*padata_type, value);
        }
        let body = self.body(sealed.as_deref());
        let request = KdcReq { msg_type: MsgType::TgsReq, padata, body, body_octets: &body_octets };
        (request.to_vec(), subkey)
    }

    /// The authorization data under the subkey, as an EncryptedData would hold it.
    fn sealed_authorization_data(&self, subkey: &Key, rng: &mut dyn CryptoRng) -> Option<Vec<u8>> {
        let plain = self.options.authorization_data.as_ref()?;
        Some(subkey.seal(KeyUsage::TGS_REQ_AUTHDATA_SUBKEY, plain, rng))
    }

    fn body<'s>(&'s self, sealed: Option<&'s [u8]>) -> KdcReqBody<'s> {
        let etype = self.tgt.session_key.etype().number();
        KdcReqBody {
            kdc_options: self.options.kdc_options,
            cname: None,
            realm: self.realm.as_bytes(),
            sname: Some(self.server.into()),
            from: self.options.from,
            till: Some(self.options.till.unwrap_or(Timestamp::EPOCH)),
            rtime: self.options.renew_till,
            nonce: self.nonce.into(),
            etypes: self.options.etypes.iter().map(|etype| etype.number()).collect(),
            addresses: address::list(&self.options.addresses),
            enc_authorization_data: sealed.map(|cipher| EncryptedData { etype, kvno: None, cipher }),
            additional_tickets: self.second_ticket.into_iter().collect(),
        }
    }

    /// PA-TGS-REQ. The authenticator names the client in its **home** realm, whichever KDC is asked.
    fn ap_req(&self, body: &[u8], subkey: &Key, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let session_key = &self.tgt.session_key;
        let checksum = session_key.checksum(KeyUsage::TGS_REQ_AUTHENTICATOR_CKSUM, body);
        let authenticator = Authenticator {
            crealm: self.tgt.client.realm.as_str().as_bytes(),
            cname: (&self.tgt.client.name).into(),
            cksum: Some(Checksum { cksumtype: checksum.checksum_type, checksum: &checksum.mac }),
            cusec: self.at.micros,
            ctime: self.at.time,
            subkey: Some(EncryptionKey { keytype: subkey.etype().number(), keyvalue: subkey.as_bytes() }),
            seq_number: None,
            authorization_data: None,
        };
        let cipher = session_key.seal(KeyUsage::TGS_REQ_AUTHENTICATOR, &authenticator.to_vec(), rng);
        ApReq {
            ap_options: ApOptions::NONE,
            ticket: &self.tgt.ticket,
            authenticator: EncryptedData { etype: session_key.etype().number(), kvno: None, cipher: &cipher },
        }
        .to_vec()
    }
}
