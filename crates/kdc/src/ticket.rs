//! Sealing: a ticket with the service's key, the part for the client with the reply key.

use rand_core::CryptoRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::Timestamp;
use xrealm_wire::{
    EncKdcRepPart, EncRepTag, EncTicketPart, EncryptedData, EncryptionKey, HostAddresses, KdcRep, LastReq, MsgType,
    PaDataList, PrincipalName, Ticket, TicketFlags, TransitedEncoding, lr_type,
};

use crate::asked::Asked;
use crate::authorization_data::{self, Element};
use crate::lifetimes::Lifetimes;
use crate::pac::UnsignedPac;
use crate::reply_padata::EncryptedPaData;

/// Everything that a reply says, to be sealed.
pub(crate) struct Grant<'a> {
    pub(crate) flags: TicketFlags,
    pub(crate) session_key: &'a Key,
    pub(crate) crealm: &'a [u8],
    pub(crate) cname: PrincipalName<'a>,
    pub(crate) transited: TransitedEncoding<'a>,
    pub(crate) authtime: Timestamp,
    pub(crate) times: Lifetimes,
    pub(crate) caddr: Option<HostAddresses<'a>>,
    pub(crate) pac: Option<UnsignedPac<'a>>,
    /// Authorization data beside the PAC.
    pub(crate) authorization_data: &'a [Element],
    pub(crate) service: Recipient<'a>,
    pub(crate) client: ReplyKey<'a>,
    /// When the client's own key expires, told in the AS exchange.
    pub(crate) key_expiration: Option<Timestamp>,
    /// Padata of the reply, in clear.
    pub(crate) padata: PaDataList<'a>,
    pub(crate) encrypted_pa_data: &'a EncryptedPaData,
}

/// Whom a ticket is for, and the key it is sealed with.
pub(crate) struct Recipient<'a> {
    pub(crate) sname: PrincipalName<'a>,
    pub(crate) key: &'a Key,
    /// `None` for user-to-user tickets, which are sealed with a session key.
    pub(crate) kvno: Option<u32>,
}

/// The key that the client's part is sealed with.
pub(crate) struct ReplyKey<'a> {
    pub(crate) key: &'a Key,
    /// The version, for a client's long-term key.
    pub(crate) kvno: Option<u32>,
    pub(crate) usage: KeyUsage,
}

impl Grant<'_> {
    /// The octets of the whole reply. Flags, key, times and addresses stand in both sealed parts and are the same.
    pub(crate) fn seal(mut self, asked: &Asked<'_>, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let srealm = asked.realm_name().as_str().as_bytes();
        let ticket = self.seal_ticket(srealm, rng);
        let (msg_type, application) = match asked.req.msg_type {
            MsgType::TgsReq => (MsgType::TgsRep, EncRepTag::Tgs),
            _ => (MsgType::AsRep, EncRepTag::As),
        };
        let part = EncKdcRepPart {
            application,
            key: self.key(),
            last_req: [LastReq { lr_type: lr_type::NONE, lr_value: asked.now.time }].into(),
            nonce: asked.body().nonce,
            key_expiration: self.key_expiration,
            flags: self.flags,
            authtime: self.authtime,
            starttime: Some(self.times.starttime),
            endtime: self.times.endtime,
            renew_till: self.times.renew_till,
            srealm,
            sname: self.service.sname.clone(),
            caddr: self.caddr.clone(),
            encrypted_pa_data: self.encrypted_pa_data.list(),
        };
        let cipher = self.client.key.seal(self.client.usage, &part.to_vec(), rng);
        let enc_part = encrypted(self.client.key, self.client.kvno, &cipher);
        let (padata, cname) = (self.padata.clone(), self.cname.clone());
        KdcRep { msg_type, padata, crealm: self.crealm, cname, ticket: &ticket, enc_part }.to_vec()
    }

    fn seal_ticket(&mut self, realm: &[u8], rng: &mut dyn CryptoRng) -> Vec<u8> {
        let pac = self.pac.take();
        let Recipient { sname, key, kvno } = &self.service;
        let with_pac = |pac: &[u8]| authorization_data::with_pac(pac, self.authorization_data);
        let authorization_data = match pac {
            Some(pac) => Some(with_pac(&pac.sign(key, |blank| self.ticket_part(Some(&with_pac(blank)))))),
            None => (!self.authorization_data.is_empty()).then(|| authorization_data::encode(self.authorization_data)),
        };
        let cipher = key.seal(KeyUsage::TICKET, &self.ticket_part(authorization_data.as_deref()), rng);
        Ticket { realm, sname: sname.clone(), enc_part: encrypted(key, *kvno, &cipher) }.to_vec()
    }

    /// The octets of EncTicketPart.
    fn ticket_part(&self, authorization_data: Option<&[u8]>) -> Vec<u8> {
        EncTicketPart {
            flags: self.flags,
            key: self.key(),
            crealm: self.crealm,
            cname: self.cname.clone(),
            transited: self.transited,
            authtime: self.authtime,
            starttime: Some(self.times.starttime),
            endtime: self.times.endtime,
            renew_till: self.times.renew_till,
            caddr: self.caddr.clone(),
            authorization_data,
        }
        .to_vec()
    }

    fn key(&self) -> EncryptionKey<'_> {
        EncryptionKey { keytype: self.session_key.etype().number(), keyvalue: self.session_key.as_bytes() }
    }
}

fn encrypted<'a>(key: &Key, kvno: Option<u32>, cipher: &'a [u8]) -> EncryptedData<'a> {
    EncryptedData { etype: key.etype().number(), kvno: kvno.map(Into::into), cipher }
}
