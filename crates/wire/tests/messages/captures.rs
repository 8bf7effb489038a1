//! What MIT and Samba sent is read, and written again octet for octet.

use super::support::{Capture, packets, plaintexts};
use xrealm_wire::padata::{self, EtypeInfo2, PaForUser, PaPacOptions, PaS4uX509User};
use xrealm_wire::{
    ApReq, Authenticator, AuthorizationData, EncKdcRepPart, EncTicketPart, EncryptedData, KdcRep, KdcReq, KrbError,
    Message, MsgType, PaDataList, Ticket, ad_type, error_code,
};

#[test]
fn every_message_is_written_as_it_was_read() {
    let packets = packets();
    assert_eq!(packets.len(), 174);
    for Capture { file, octets, entry } in &packets {
        let message = Message::decode(octets).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(&message.to_vec(), octets, "{file}");
        assert_eq!(u64::from(message.msg_type().number()), entry["msg_type"].as_u64().unwrap(), "{file}");
        assert_eq!(MsgType::of(octets), Some(message.msg_type()), "{file}");
        match message {
            Message::AsReq(request) | Message::TgsReq(request) => check_request(file, &request, entry),
            Message::AsRep(reply) | Message::TgsRep(reply) => check_reply(file, &reply, entry),
            Message::KrbError(error) => check_error(file, &error),
            _ => panic!("{file}: not from a KDC"),
        }
    }
}

#[test]
fn every_decrypted_part_is_written_as_it_was_read() {
    let plaintexts = plaintexts();
    assert_eq!(plaintexts.len(), 100);
    for Capture { file, octets, .. } in &plaintexts {
        if file.ends_with("encticketpart.bin") {
            let part = EncTicketPart::decode(octets).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert_eq!(&part.to_vec(), octets, "{file}");
            check_authorization_data(file, part.authorization_data);
        } else if file.ends_with("authenticator.bin") {
            let authenticator = Authenticator::decode(octets).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert_eq!(&authenticator.to_vec(), octets, "{file}");
            check_authorization_data(file, authenticator.authorization_data);
        } else if file.ends_with("encreppart.bin") {
            let part = EncKdcRepPart::decode(octets).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert_eq!(&part.to_vec(), octets, "{file}");
        } else {
            panic!("{file}: a new kind of plaintext");
        }
    }
}

fn check_request(file: &str, request: &KdcReq<'_>, entry: &serde_json::Value) {
    assert_eq!(request.body.to_vec(), request.body_octets, "{file}");
    assert_eq!(request.body.realm, entry["realm"].as_str().unwrap().as_bytes(), "{file}");
    check_padata_types(file, &request.padata, entry);
    for ticket in &request.body.additional_tickets {
        check_ticket(file, ticket);
    }
    for element in &request.padata {
        let octets = element.padata_value;
        match element.padata_type {
            padata::PA_TGS_REQ => {
                let ap_req = ApReq::decode(octets).unwrap();
                assert_eq!(ap_req.to_vec(), octets, "{file}");
                check_ticket(file, ap_req.ticket);
            }
            padata::PA_ENC_TIMESTAMP => {
                assert_eq!(EncryptedData::decode(octets).unwrap().to_vec(), octets, "{file}");
            }
            padata::PA_FOR_USER => assert_eq!(PaForUser::decode(octets).unwrap().to_vec(), octets, "{file}"),
            padata::PA_S4U_X509_USER => assert_eq!(PaS4uX509User::decode(octets).unwrap().to_vec(), octets, "{file}"),
            padata::PA_PAC_OPTIONS => assert_eq!(PaPacOptions::decode(octets).unwrap().to_vec(), octets, "{file}"),
            _ => {}
        }
    }
}

fn check_reply(file: &str, reply: &KdcRep<'_>, entry: &serde_json::Value) {
    check_ticket(file, reply.ticket);
    check_padata_types(file, &reply.padata, entry);
    check_etype_info2(file, &reply.padata);
}

fn check_error(file: &str, error: &KrbError<'_>) {
    assert_ne!(error_code::name(error.error_code), "unknown error code", "{file}");
    if let Some(e_data) = error.e_data {
        let methods = PaDataList::decode(e_data).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(methods.to_vec(), e_data, "{file}");
        check_etype_info2(file, &methods);
    }
}

fn check_ticket(file: &str, octets: &[u8]) {
    assert_eq!(Ticket::decode(octets).unwrap().to_vec(), octets, "{file}");
}

fn check_padata_types(file: &str, padata: &PaDataList<'_>, entry: &serde_json::Value) {
    let types: Vec<i64> = padata.iter().map(|element| i64::from(element.padata_type)).collect();
    let indexed: Vec<i64> = match entry.get("padata_types") {
        Some(list) => list.as_array().unwrap().iter().map(|number| number.as_i64().unwrap()).collect(),
        None => Vec::new(),
    };
    assert_eq!(types, indexed, "{file}");
}

fn check_etype_info2(file: &str, padata: &PaDataList<'_>) {
    if let Some(octets) = padata.find(padata::PA_ETYPE_INFO2) {
        let entries = EtypeInfo2::decode(octets).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(entries.to_vec(), octets, "{file}");
        assert!(!entries.0.is_empty(), "{file}");
    }
}

fn check_authorization_data(file: &str, octets: Option<&[u8]>) {
    let Some(octets) = octets else { return };
    let data = AuthorizationData::decode(octets).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert_eq!(data.to_vec(), octets, "{file}");
    for element in data.0.iter().filter(|element| element.ad_type == ad_type::IF_RELEVANT) {
        let inner = AuthorizationData::decode(element.ad_data).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(inner.to_vec(), element.ad_data, "{file}");
    }
}
