//! Against `picky-krb`: it writes what it read octet for octet, and the fields have our values.
//!
//! It reads `cusec` of a KRB-ERROR as a time, so errors that carry one are beyond it; none of the captured ones does.

use picky_asn1_der::{from_bytes, to_vec};
use picky_krb::data_types as theirs;
use picky_krb::messages::{ApReq, AsRep, AsReq, EncAsRepPart, EncKdcRepPart, EncTgsRepPart, KdcRep, KdcReq, KrbError};
use picky_krb::messages::{TgsRep, TgsReq};
use serde::Serialize;
use serde::de::DeserializeOwned;
use xrealm_names::Timestamp;
use xrealm_wire as ours;
use xrealm_wire::padata;

use super::captures::{packets, plaintexts};

#[test]
fn picky_reads_every_message_as_we_do() {
    for capture in packets() {
        let (file, octets) = (&capture.file, capture.octets.as_slice());
        match ours::Message::decode(octets).unwrap() {
            ours::Message::AsReq(request) => check_request(file, &request, &read::<AsReq>(file, octets).0),
            ours::Message::TgsReq(request) => {
                check_request(file, &request, &read::<TgsReq>(file, octets).0);
                check_ap_req(file, request.padata.find(padata::PA_TGS_REQ).unwrap());
            }
            ours::Message::AsRep(reply) => check_reply(file, &reply, &read::<AsRep>(file, octets).0),
            ours::Message::TgsRep(reply) => check_reply(file, &reply, &read::<TgsRep>(file, octets).0),
            ours::Message::KrbError(error) => check_error(file, &error, octets),
            _ => panic!("{file}: not from a KDC"),
        }
    }
}

#[test]
fn picky_reads_every_decrypted_part_as_we_do() {
    for capture in plaintexts() {
        let (file, octets) = (&capture.file, capture.octets.as_slice());
        if file.ends_with("encticketpart.bin") {
            check_enc_ticket_part(file, octets);
        } else if file.ends_with("authenticator.bin") {
            check_authenticator(file, octets);
        } else {
            let part = ours::EncKdcRepPart::decode(octets).unwrap();
            match part.application {
                ours::EncRepTag::As => check_enc_reply(file, &part, &read::<EncAsRepPart>(file, octets).0),
                ours::EncRepTag::Tgs => check_enc_reply(file, &part, &read::<EncTgsRepPart>(file, octets).0),
            }
        }
    }
}

/// They read `octets`, and write what they read as `octets`.
fn read<T: DeserializeOwned + Serialize>(file: &str, octets: &[u8]) -> T {
    let value: T = from_bytes(octets).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert_eq!(to_vec(&value).unwrap(), octets, "{file}");
    value
}

fn check_request(file: &str, request: &ours::KdcReq<'_>, read: &KdcReq) {
    let (body, theirs) = (&request.body, &read.req_body.0);
    assert_eq!(number(&read.msg_type.0), i64::from(request.msg_type.number()), "{file}");
    assert_eq!(to_vec(theirs).unwrap(), request.body_octets, "{file}");
    assert_eq!(flags(&theirs.kdc_options.0), body.kdc_options.0, "{file}");
    assert_eq!(theirs.cname.0.as_ref().map(|field| name(&field.0)), body.cname.as_ref().map(our_name), "{file}");
    assert_eq!(theirs.realm.0.as_bytes(), body.realm, "{file}");
    assert_eq!(theirs.sname.0.as_ref().map(|field| name(&field.0)), body.sname.as_ref().map(our_name), "{file}");
    assert_eq!(theirs.from.0.as_ref().map(|field| time(&field.0)), body.from.map(our_time), "{file}");
    assert_eq!(Some(time(&theirs.till.0)), body.till.map(our_time), "{file}");
    assert_eq!(theirs.rtime.0.as_ref().map(|field| time(&field.0)), body.rtime.map(our_time), "{file}");
    assert_eq!(number(&theirs.nonce.0) as u32, body.nonce.value(), "{file}");
    let etypes: Vec<i64> = theirs.etype.0.0.iter().map(|etype| number(etype)).collect();
    assert_eq!(etypes, body.etypes.iter().copied().map(i64::from).collect::<Vec<_>>(), "{file}");
    assert_eq!(theirs.addresses.0.is_some(), body.addresses.is_some(), "{file}");
    let tickets = theirs.additional_tickets.0.as_ref().map_or(0, |field| field.0.0.len());
    assert_eq!(tickets, body.additional_tickets.len(), "{file}");
    check_padata(file, &request.padata, read.padata.0.as_ref().map(|field| field.0.0.as_slice()));
}

fn check_reply(file: &str, reply: &ours::KdcRep<'_>, read: &KdcRep) {
    assert_eq!(number(&read.msg_type.0), i64::from(reply.msg_type.number()), "{file}");
    assert_eq!(read.crealm.0.as_bytes(), reply.crealm, "{file}");
    assert_eq!(name(&read.cname.0), our_name(&reply.cname), "{file}");
    assert_eq!(to_vec(&read.ticket.0).unwrap(), reply.ticket, "{file}");
    check_sealed(file, &reply.enc_part, &read.enc_part.0);
    let ticket = ours::Ticket::decode(reply.ticket).unwrap();
    let their_ticket = &read.ticket.0.0;
    assert_eq!(their_ticket.realm.0.as_bytes(), ticket.realm, "{file}");
    assert_eq!(name(&their_ticket.sname.0), our_name(&ticket.sname), "{file}");
    check_sealed(file, &ticket.enc_part, &their_ticket.enc_part.0);
    check_padata(file, &reply.padata, read.padata.0.as_ref().map(|field| field.0.0.as_slice()));
}

fn check_error(file: &str, error: &ours::KrbError<'_>, octets: &[u8]) {
    let read = read::<KrbError>(file, octets).0;
    assert_eq!(i64::from(read.error_code.0), i64::from(error.error_code), "{file}");
    assert_eq!(time(&read.stime.0), our_time(error.stime), "{file}");
    assert_eq!(number(&read.susec.0), i64::from(error.susec), "{file}");
    assert_eq!(read.crealm.0.as_ref().map(|field| field.0.as_bytes()), error.crealm, "{file}");
    assert_eq!(read.cname.0.as_ref().map(|field| name(&field.0)), error.cname.as_ref().map(our_name), "{file}");
    assert_eq!(read.realm.0.as_bytes(), error.realm, "{file}");
    assert_eq!(name(&read.sname.0), our_name(&error.sname), "{file}");
    assert_eq!(read.e_text.0.as_ref().map(|field| field.0.as_bytes()), error.e_text, "{file}");
    assert_eq!(read.e_data.0.as_ref().map(|field| field.0.0.as_slice()), error.e_data, "{file}");
}

fn check_ap_req(file: &str, octets: &[u8]) {
    let (request, read) = (ours::ApReq::decode(octets).unwrap(), read::<ApReq>(file, octets).0);
    assert_eq!(flags(&read.ap_options.0), request.ap_options.0, "{file}");
    assert_eq!(to_vec(&read.ticket.0).unwrap(), request.ticket, "{file}");
    check_sealed(file, &request.authenticator, &read.authenticator.0);
}

fn check_enc_ticket_part(file: &str, octets: &[u8]) {
    let part = ours::EncTicketPart::decode(octets).unwrap();
    let read = read::<theirs::EncTicketPart>(file, octets).0;
    assert_eq!(flags(&read.flags.0), part.flags.0, "{file}");
    assert_eq!(number(&read.key.0.key_type.0), i64::from(part.key.keytype), "{file}");
    assert_eq!(read.key.0.key_value.0.0, part.key.keyvalue, "{file}");
    assert_eq!(read.crealm.0.as_bytes(), part.crealm, "{file}");
    assert_eq!(name(&read.cname.0), our_name(&part.cname), "{file}");
    assert_eq!(number(&read.transited.0.tr_type.0), i64::from(part.transited.tr_type), "{file}");
    assert_eq!(read.transited.0.contents.0.0, part.transited.contents, "{file}");
    assert_eq!(time(&read.auth_time.0), our_time(part.authtime), "{file}");
    assert_eq!(read.starttime.0.as_ref().map(|field| time(&field.0)), part.starttime.map(our_time), "{file}");
    assert_eq!(time(&read.endtime.0), our_time(part.endtime), "{file}");
    assert_eq!(read.renew_till.0.as_ref().map(|field| time(&field.0)), part.renew_till.map(our_time), "{file}");
    assert_eq!(read.caddr.0.is_some(), part.caddr.is_some(), "{file}");
    let data = read.authorization_data.0.as_ref().map(|field| to_vec(&field.0).unwrap());
    assert_eq!(data.as_deref(), part.authorization_data, "{file}");
}

fn check_authenticator(file: &str, octets: &[u8]) {
    let authenticator = ours::Authenticator::decode(octets).unwrap();
    let read = read::<theirs::Authenticator>(file, octets).0;
    assert_eq!(read.crealm.0.as_bytes(), authenticator.crealm, "{file}");
    assert_eq!(name(&read.cname.0), our_name(&authenticator.cname), "{file}");
    let cksum = read.cksum.0.as_ref().map(|field| (number(&field.0.cksumtype.0), field.0.checksum.0.0.as_slice()));
    assert_eq!(cksum, authenticator.cksum.map(|cksum| (i64::from(cksum.cksumtype), cksum.checksum)), "{file}");
    assert_eq!(number(&read.cusec.0), i64::from(authenticator.cusec), "{file}");
    assert_eq!(time(&read.ctime.0), our_time(authenticator.ctime), "{file}");
    let subkey = read.subkey.0.as_ref().map(|field| (number(&field.0.key_type.0), field.0.key_value.0.0.as_slice()));
    assert_eq!(subkey, authenticator.subkey.map(|key| (i64::from(key.keytype), key.keyvalue)), "{file}");
    let sequence = read.seq_number.0.as_ref().map(|field| number(&field.0) as u32);
    assert_eq!(sequence, authenticator.seq_number.map(ours::Echo32::value), "{file}");
}

fn check_enc_reply(file: &str, part: &ours::EncKdcRepPart<'_>, read: &EncKdcRepPart) {
    assert_eq!(read.key.0.key_value.0.0, part.key.keyvalue, "{file}");
    let last: Vec<_> = read.last_req.0.0.iter().map(|last| (number(&last.lr_type.0), time(&last.lr_value.0))).collect();
    let our_last: Vec<_> =
        part.last_req.iter().map(|last| (i64::from(last.lr_type), our_time(last.lr_value))).collect();
    assert_eq!(last, our_last, "{file}");
    assert_eq!(number(&read.nonce.0) as u32, part.nonce.value(), "{file}");
    assert_eq!(flags(&read.flags.0), part.flags.0, "{file}");
    assert_eq!(time(&read.end_time.0), our_time(part.endtime), "{file}");
    assert_eq!(read.srealm.0.as_bytes(), part.srealm, "{file}");
    assert_eq!(name(&read.sname.0), our_name(&part.sname), "{file}");
    let padata = part.encrypted_pa_data.clone().unwrap_or_default();
    check_padata(file, &padata, read.encrypted_pa_data.0.as_ref().map(|field| field.0.0.as_slice()));
}

fn check_padata(file: &str, list: &ours::PaDataList<'_>, read: Option<&[theirs::PaData]>) {
    let read: Vec<_> = read
        .unwrap_or_default()
        .iter()
        .map(|element| (number(&element.padata_type.0), element.padata_data.0.0.as_slice()))
        .collect();
    let expected: Vec<_> = list.iter().map(|element| (i64::from(element.padata_type), element.padata_value)).collect();
    assert_eq!(read, expected, "{file}");
}

fn check_sealed(file: &str, data: &ours::EncryptedData<'_>, read: &theirs::EncryptedData) {
    assert_eq!(number(&read.etype.0), i64::from(data.etype), "{file}");
    let kvno = read.kvno.0.as_ref().map(|field| number(&field.0) as u32);
    assert_eq!(kvno, data.kvno.map(ours::Echo32::value), "{file}");
    assert_eq!(read.cipher.0.0, data.cipher, "{file}");
}

fn name(name: &theirs::PrincipalName) -> (i64, Vec<Vec<u8>>) {
    (number(&name.name_type.0), name.name_string.0.0.iter().map(|component| component.as_bytes().to_vec()).collect())
}

fn our_name(name: &ours::PrincipalName<'_>) -> (i64, Vec<Vec<u8>>) {
    (i64::from(name.name_type.0), name.name_string.iter().map(|component| component.to_vec()).collect())
}

fn time(time: &theirs::KerberosTime) -> String {
    let (date, clock) = ((time.year(), time.month(), time.day()), (time.hour(), time.minute(), time.second()));
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", date.0, date.1, date.2, clock.0, clock.1, clock.2)
}

fn our_time(time: Timestamp) -> String {
    time.to_string()
}

fn number(octets: &[u8]) -> i64 {
    let (&first, rest) = octets.split_first().unwrap();
    rest.iter().fold(i64::from(first as i8), |value, &octet| value << 8 | i64::from(octet))
}

fn flags(flags: &theirs::KerberosFlags) -> u32 {
    u32::from_be_bytes(flags.payload_view().try_into().unwrap())
}
