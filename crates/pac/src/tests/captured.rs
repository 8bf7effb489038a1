//! PACs in the captured tickets of MIT krb5 and Samba, whose keys are all known.

use serde_json::Value;
use xrealm_crypto::Key;
use xrealm_names::EncryptionType;
use xrealm_wire::{AuthDataElement, AuthorizationData, EncTicketPart, ad_type};

use super::vectors::hex;
use crate::*;

#[test]
fn every_signature_in_a_captured_ticket_verifies() {
    let (mut pacs, mut ticket_signatures, mut full_signatures) = (0, 0, 0);
    each_pac(|ticket, pac| {
        assert_eq!(pac.verify_server(&ticket.server), Ok(()), "{}", ticket.file);
        assert_eq!(pac.verify_kdc(&ticket.krbtgt), Ok(()), "{}", ticket.file);
        pacs += 1;
        if pac.buffer(BufferType::TICKET_CHECKSUM).is_some() {
            assert_eq!(pac.verify_ticket(&ticket.krbtgt, &ticket.signature_input()), Ok(()), "{}", ticket.file);
            ticket_signatures += 1;
        }
        if pac.buffer(BufferType::FULL_CHECKSUM).is_some() {
            assert_eq!(pac.verify_full(&ticket.krbtgt), Ok(()), "{}", ticket.file);
            full_signatures += 1;
        }
    });
    assert_eq!((pacs, ticket_signatures, full_signatures), (63, 13, 4), "MIT 1.20 makes no full signature");
}

#[test]
fn signing_a_captured_pac_again_gives_the_same_octets() {
    let mut signed = 0;
    each_pac(|ticket, pac| {
        let has = |buffer_type| pac.buffer(buffer_type).is_some();
        let input = match (has(BufferType::TICKET_CHECKSUM), has(BufferType::FULL_CHECKSUM)) {
            (true, true) => Some(ticket.signature_input()),
            (false, false) => None,
            _ => return,
        };
        let keys = SigningKeys { server: &ticket.server, kdc: &ticket.krbtgt };
        assert_eq!(pac.to_draft().sign(&keys, input.as_deref()), pac.octets(), "{}", ticket.file);
        signed += 1;
    });
    assert_eq!(signed, 54);
}

#[test]
fn captured_buffers_are_written_as_they_were_read() {
    let mut kinds = [0; 4];
    each_pac(|ticket, pac| {
        let same = |buffer: &dyn PacBuffer| {
            assert_eq!(Some(&*buffer.encode()), pac.buffer(buffer.buffer_type()), "{}", ticket.file);
            1
        };
        kinds[0] += pac.client_info().unwrap().map_or(0, |info| same(&info));
        kinds[1] += pac.logon_info().unwrap().map_or(0, |info| same(&info));
        kinds[2] += pac.attributes_info().unwrap().map_or(0, |info| same(&info));
        kinds[3] += pac.requestor_sid().unwrap().map_or(0, |info| same(&info));
    });
    assert_eq!(kinds, [63, 14, 10, 10]);
}

#[test]
fn a_captured_pac_belongs_to_its_ticket() {
    each_pac(|ticket, pac| {
        let part = ticket.part();
        let client = pac.client_info().unwrap().unwrap();
        assert_eq!(client.client_id, part.authtime.into(), "{}", ticket.file);
        let upn = pac.upn_dns_info().unwrap().and_then(|info| info.extension);
        if let (Some(requestor), Some(upn)) = (pac.requestor_sid().unwrap(), upn) {
            assert_eq!(requestor.0, upn.sid, "{}", ticket.file);
            assert_eq!(requestor.0, pac.logon_info().unwrap().unwrap().user_sid().unwrap(), "{}", ticket.file);
        }
    });
}

struct Ticket {
    file: String,
    /// The EncTicketPart.
    octets: Vec<u8>,
    /// What the ticket was sealed with.
    server: Key,
    /// Of the realm that issued it.
    krbtgt: Key,
}

impl Ticket {
    fn part(&self) -> EncTicketPart<'_> {
        EncTicketPart::decode(&self.octets).unwrap()
    }

    /// The EncTicketPart with one zero octet in place of the PAC (MS-PAC 2.8.2).
    fn signature_input(&self) -> Vec<u8> {
        let part = self.part();
        let outer = AuthorizationData::decode(part.authorization_data.unwrap()).unwrap();
        let replaced: Vec<_> = outer
            .0
            .iter()
            .map(|element| match element.ad_type {
                ad_type::IF_RELEVANT => (element.ad_type, without_pac(element.ad_data)),
                other => (other, element.ad_data.to_vec()),
            })
            .collect();
        let mut outer = AuthorizationData::default();
        for (ad_type, ad_data) in &replaced {
            outer.0.push(AuthDataElement { ad_type: *ad_type, ad_data });
        }
        EncTicketPart { authorization_data: Some(&outer.to_vec()), ..part.clone() }.to_vec()
    }
}

fn without_pac(if_relevant: &[u8]) -> Vec<u8> {
    let mut inner = AuthorizationData::default();
    for element in AuthorizationData::decode(if_relevant).unwrap().0.iter() {
        let ad_data = if element.ad_type == ad_type::WIN2K_PAC { &[0][..] } else { element.ad_data };
        inner.0.push(AuthDataElement { ad_type: element.ad_type, ad_data });
    }
    inner.to_vec()
}

/// Hands every captured PAC over, with the ticket it was in.
fn each_pac(mut check: impl FnMut(&Ticket, &Pac<'_>)) {
    for ticket in tickets(&index()) {
        let Some(octets) = pac_of(&ticket.part()) else { continue };
        let pac = Pac::decode(&octets).unwrap_or_else(|error| panic!("{}: {error}", ticket.file));
        check(&ticket, &pac);
    }
}

/// The tickets that were opened, with the keys they and their PACs are under.
fn tickets(index: &Value) -> Vec<Ticket> {
    let opened = index["plaintexts"].as_array().unwrap().iter();
    opened
        .filter(|plain| plain["what"].as_str().unwrap().contains("EncTicketPart"))
        .map(|plain| {
            let file = plain["file"].as_str().unwrap().to_owned();
            let sealed_for = plain["key_of"].as_str().unwrap();
            let (_, realm) = sealed_for.rsplit_once('@').unwrap();
            Ticket {
                octets: std::fs::read(format!("{}/{file}", folder())).unwrap(),
                server: key(index, sealed_for, plain["etype"].as_i64().unwrap() as i32),
                krbtgt: key(index, &format!("krbtgt/{realm}@{realm}"), 18),
                file,
            }
        })
        .collect()
}

fn pac_of(part: &EncTicketPart<'_>) -> Option<Vec<u8>> {
    let outer = AuthorizationData::decode(part.authorization_data?).unwrap();
    let inner = outer.0.iter().filter(|element| element.ad_type == ad_type::IF_RELEVANT);
    inner.into_iter().find_map(|element| {
        AuthorizationData::decode(element.ad_data).unwrap().find(ad_type::WIN2K_PAC).map(<[u8]>::to_vec)
    })
}

fn key(index: &Value, principal: &str, etype: i32) -> Key {
    let etype = EncryptionType::from_number(etype).unwrap();
    Key::new(etype, &hex(index["keys"][principal]["keys"][etype.to_string()].as_str().unwrap())).unwrap()
}

fn index() -> Value {
    serde_json::from_str(&std::fs::read_to_string(format!("{}/index.json", folder())).unwrap()).unwrap()
}

fn folder() -> String {
    format!("{}/../../fixtures/captures", env!("CARGO_MANIFEST_DIR"))
}
