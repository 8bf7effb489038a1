//! Sealing: a ticket with the service's key, the part for the client with the reply key.

use rand_core::CryptoRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_wire::{
    EncKdcRepPart, EncTicketPart, EncryptedData, EncryptionKey, KdcRep, MsgType, PaDataList, PrincipalName, Ticket,
};

/// Whom a ticket is for, and the key it is sealed with.
pub(crate) struct Recipient<'a> {
    /// The realm that issues the ticket.
    pub(crate) realm: &'a [u8],
    pub(crate) sname: PrincipalName<'a>,
    pub(crate) key: &'a Key,
    /// `None` for user-to-user tickets, which are sealed with a session key.
    pub(crate) kvno: Option<u32>,
}

impl Recipient<'_> {
    /// The octets of the ticket.
    pub(crate) fn seal(&self, part: &EncTicketPart<'_>, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let cipher = self.key.seal(KeyUsage::TICKET, &part.to_vec(), rng);
        let enc_part =
            EncryptedData { etype: self.key.etype().number(), kvno: self.kvno.map(Into::into), cipher: &cipher };
        Ticket { realm: self.realm, sname: self.sname.clone(), enc_part }.to_vec()
    }
}

/// The key that a reply's enc-part is sealed with.
pub(crate) struct ReplyKey<'a> {
    pub(crate) key: &'a Key,
    /// The version, for a client's long-term key.
    pub(crate) kvno: Option<u32>,
    pub(crate) usage: KeyUsage,
}

/// A reply but for its sealed part.
pub(crate) struct Envelope<'a> {
    pub(crate) msg_type: MsgType,
    pub(crate) padata: PaDataList<'a>,
    pub(crate) crealm: &'a [u8],
    pub(crate) cname: PrincipalName<'a>,
    /// The octets of the ticket.
    pub(crate) ticket: &'a [u8],
}

impl Envelope<'_> {
    /// The octets of the whole reply.
    pub(crate) fn seal(&self, part: &EncKdcRepPart<'_>, reply: &ReplyKey<'_>, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let cipher = reply.key.seal(reply.usage, &part.to_vec(), rng);
        KdcRep {
            msg_type: self.msg_type,
            padata: self.padata.clone(),
            crealm: self.crealm,
            cname: self.cname.clone(),
            ticket: self.ticket,
            enc_part: EncryptedData {
                etype: reply.key.etype().number(),
                kvno: reply.kvno.map(Into::into),
                cipher: &cipher,
            },
        }
        .to_vec()
    }
}

/// A key as tickets and replies carry it.
pub(crate) fn encryption_key(key: &Key) -> EncryptionKey<'_> {
    EncryptionKey { keytype: key.etype().number(), keyvalue: key.as_bytes() }
}
