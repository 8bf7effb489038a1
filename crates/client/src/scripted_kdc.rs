//! A KDC that answers as it is told, right or wrong.

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::{EncryptionType, Moment, Principal, PrincipalName, RealmName, Timestamp};
use xrealm_wire::{
    ApReq, Authenticator, EncKdcRepPart, EncRepTag, EncTicketPart, EncryptedData, EncryptionKey, KdcRep, KdcReq,
    KrbError, MsgType, PaData, PaDataList, Ticket, TicketFlags, TransitedEncoding, padata,
};

use crate::Credential;

pub(crate) const NOW: Moment = Moment::at(Timestamp::from_unix(1_795_171_440));

pub(crate) fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([7; 32])
}

pub(crate) fn key(octet: u8) -> Key {
    Key::new(EncryptionType::Aes256CtsHmacSha196, &[octet; 32]).unwrap()
}

pub(crate) fn realm(name: &str) -> RealmName {
    RealmName::new(name).unwrap()
}

pub(crate) fn name(text: &str) -> PrincipalName {
    PrincipalName::parse(text).unwrap()
}

/// A credential of `alice@A.TEST` for `server`, whose session key is [`key`] 1.
pub(crate) fn credential(server: &str) -> Credential {
    let answer = Answer::of(server);
    Credential {
        client: Principal::parse("alice@A.TEST").unwrap(),
        server: Principal::parse(server).unwrap(),
        session_key: key(1),
        flags: answer.flags,
        auth_time: NOW.time,
        start_time: Some(NOW.time),
        end_time: NOW.time + 36_000,
        renew_till: None,
        addresses: Vec::new(),
        ticket: answer.ticket(),
        second_ticket: Vec::new(),
        clock_offset: 0,
    }
}

/// A reply in the making. Every field may be set wrong.
pub(crate) struct Answer {
    pub(crate) client: Principal,
    /// The server of the ticket.
    pub(crate) outer: Principal,
    /// The server of the encrypted part.
    pub(crate) inner: Principal,
    /// Added to the nonce of the request.
    pub(crate) nonce_shift: u32,
    pub(crate) end_time: Timestamp,
    pub(crate) auth_time: Timestamp,
    pub(crate) flags: TicketFlags,
    /// Seal under the session key, usage 8, although there is a subkey.
    pub(crate) ignore_subkey: bool,
    pub(crate) encrypted_pa_data: Vec<(i32, Vec<u8>)>,
    pub(crate) padata: Vec<(i32, Vec<u8>)>,
    pub(crate) session_etype: Option<i32>,
}

impl Answer {
    pub(crate) fn of(server: &str) -> Answer {
        let server = Principal::parse(server).unwrap();
        Answer {
            client: Principal::parse("alice@A.TEST").unwrap(),
            outer: server.clone(),
            inner: server,
            nonce_shift: 0,
            end_time: NOW.time + 36_000,
            auth_time: NOW.time,
            flags: TicketFlags::PRE_AUTHENT,
            ignore_subkey: false,
            encrypted_pa_data: Vec::new(),
            padata: Vec::new(),
            session_etype: None,
        }
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Answer)) -> Answer {
        change(&mut self);
        self
    }

    /// The ticket, under [`key`] 9, its session key [`key`] 1.
    pub(crate) fn ticket(&self) -> Vec<u8> {
        let session = key(1);
        let part = EncTicketPart {
            flags: self.flags,
            key: EncryptionKey { keytype: session.etype().number(), keyvalue: session.as_bytes() },
            crealm: self.client.realm.as_str().as_bytes(),
            cname: (&self.client.name).into(),
            transited: TransitedEncoding { tr_type: 1, contents: b"" },
            authtime: self.auth_time,
            starttime: Some(self.auth_time),
            endtime: self.end_time,
            renew_till: None,
            caddr: None,
            authorization_data: None,
        };
        let cipher = key(9).seal(KeyUsage::TICKET, &part.to_vec(), &mut rng());
        let enc_part = EncryptedData { etype: 18, kvno: Some(3.into()), cipher: &cipher };
        Ticket { realm: self.outer.realm.as_str().as_bytes(), sname: (&self.outer.name).into(), enc_part }.to_vec()
    }

    /// A TGS-REP to `request`, which was made with a ticket of [`credential`] or of another answer.
    pub(crate) fn to_tgs_req(&self, request: &[u8]) -> Vec<u8> {
        let request = KdcReq::decode(request).unwrap();
        let plain = authenticator(&request);
        let subkey = Authenticator::decode(&plain).unwrap().subkey.unwrap();
        let subkey = Key::new(EncryptionType::from_number(subkey.keytype).unwrap(), subkey.keyvalue).unwrap();
        if self.ignore_subkey {
            self.reply(MsgType::TgsRep, &request, &key(1), KeyUsage::TGS_REP_SESSION)
        } else {
            self.reply(MsgType::TgsRep, &request, &subkey, KeyUsage::TGS_REP_SUBKEY)
        }
    }

    /// An AS-REP to `request` under `reply_key`.
    pub(crate) fn to_as_req(&self, request: &[u8], reply_key: &Key) -> Vec<u8> {
        let request = KdcReq::decode(request).unwrap();
        self.reply(MsgType::AsRep, &request, reply_key, KeyUsage::AS_REP_ENC_PART)
    }

    fn reply(&self, msg_type: MsgType, request: &KdcReq<'_>, reply_key: &Key, usage: KeyUsage) -> Vec<u8> {
        let session = key(1);
        let encrypted = (!self.encrypted_pa_data.is_empty()).then_some(self.encrypted_pa_data.as_slice());
        let part = EncKdcRepPart {
            application: if msg_type == MsgType::AsRep { EncRepTag::As } else { EncRepTag::Tgs },
            key: EncryptionKey {
                keytype: self.session_etype.unwrap_or(session.etype().number()),
                keyvalue: session.as_bytes(),
            },
            last_req: Default::default(),
            nonce: request.body.nonce.value().wrapping_add(self.nonce_shift).into(),
            key_expiration: None,
            flags: self.flags,
            authtime: self.auth_time,
            starttime: Some(self.auth_time),
            endtime: self.end_time,
            renew_till: None,
            srealm: self.inner.realm.as_str().as_bytes(),
            sname: (&self.inner.name).into(),
            caddr: None,
            encrypted_pa_data: encrypted.map(list),
        };
        let cipher = reply_key.seal(usage, &part.to_vec(), &mut rng());
        drop(part);
        let ticket = self.ticket();
        let reply = KdcRep {
            msg_type,
            padata: list(&self.padata),
            crealm: self.client.realm.as_str().as_bytes(),
            cname: (&self.client.name).into(),
            ticket: &ticket,
            enc_part: EncryptedData { etype: reply_key.etype().number(), kvno: None, cipher: &cipher },
        };
        reply.to_vec()
    }
}

fn list(elements: &[(i32, Vec<u8>)]) -> PaDataList<'_> {
    elements.iter().map(|(padata_type, value)| PaData { padata_type: *padata_type, padata_value: value }).collect()
}

/// The plaintext of the authenticator in a TGS-REQ whose ticket's session key is [`key`] 1.
pub(crate) fn authenticator(request: &KdcReq<'_>) -> Vec<u8> {
    let ap_req = ApReq::decode(request.padata.find(padata::PA_TGS_REQ).unwrap()).unwrap();
    key(1).open(KeyUsage::TGS_REQ_AUTHENTICATOR, ap_req.authenticator.cipher).unwrap().to_vec()
}

/// A KRB-ERROR of the KDC of `A.TEST`, with what else it shall say.
#[derive(Default)]
pub(crate) struct Refusal<'a> {
    pub(crate) clock_ahead: i64,
    pub(crate) crealm: Option<&'a [u8]>,
    pub(crate) e_text: Option<&'a [u8]>,
    pub(crate) e_data: Option<&'a [u8]>,
}

pub(crate) fn error(code: i32, refusal: &Refusal<'_>) -> Vec<u8> {
    let krbtgt = name("krbtgt/A.TEST");
    let error = KrbError {
        ctime: None,
        cusec: None,
        stime: NOW.time + refusal.clock_ahead,
        susec: 0,
        error_code: code,
        crealm: refusal.crealm,
        cname: None,
        realm: b"A.TEST",
        sname: (&krbtgt).into(),
        e_text: refusal.e_text,
        e_data: refusal.e_data,
    };
    error.to_vec()
}
