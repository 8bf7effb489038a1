//! Against `rasn-kerberos`: what it reads must equal, field for field, what it would hold if it had been given our
//! fields.

use rasn::types::{GeneralString, Integer, OctetString};
use rasn_kerberos as theirs;
use xrealm_names::Timestamp;
use xrealm_wire as ours;
use xrealm_wire::padata;

use super::captures::{packets, plaintexts};

#[test]
fn rasn_kerberos_reads_every_message_as_we_do() {
    for capture in packets() {
        let (file, octets) = (&capture.file, capture.octets.as_slice());
        match ours::Message::decode(octets).unwrap() {
            ours::Message::AsReq(request) => same(file, octets, theirs::AsReq(kdc_req(&request))),
            ours::Message::TgsReq(request) => {
                same(file, octets, theirs::TgsReq(kdc_req(&request)));
                let ap_req = request.padata.find(padata::PA_TGS_REQ).unwrap();
                same(file, ap_req, self::ap_req(&ours::ApReq::decode(ap_req).unwrap()));
            }
            ours::Message::AsRep(reply) => same(file, octets, theirs::AsRep(kdc_rep(&reply))),
            ours::Message::TgsRep(reply) => same(file, octets, theirs::TgsRep(kdc_rep(&reply))),
            ours::Message::KrbError(error) => {
                same(file, octets, krb_error(&error));
                if let Some(e_data) = error.e_data {
                    let methods = ours::PaDataList::decode(e_data).unwrap();
                    same(file, e_data, pa_data(&methods));
                    if let Some(etypes) = methods.find(padata::PA_ETYPE_INFO2) {
                        same(file, etypes, etype_info2(&padata::EtypeInfo2::decode(etypes).unwrap()));
                    }
                }
            }
            _ => panic!("{file}: not from a KDC"),
        }
    }
}

#[test]
fn rasn_kerberos_reads_every_decrypted_part_as_we_do() {
    for capture in plaintexts() {
        let (file, octets) = (&capture.file, capture.octets.as_slice());
        if file.ends_with("encticketpart.bin") {
            same(file, octets, enc_ticket_part(&ours::EncTicketPart::decode(octets).unwrap()));
        } else if file.ends_with("authenticator.bin") {
            same(file, octets, authenticator(&ours::Authenticator::decode(octets).unwrap()));
        } else {
            let part = ours::EncKdcRepPart::decode(octets).unwrap();
            match part.application {
                ours::EncRepTag::As => same(file, octets, theirs::EncAsRepPart(enc_kdc_rep_part(&part))),
                ours::EncRepTag::Tgs => same(file, octets, theirs::EncTgsRepPart(enc_kdc_rep_part(&part))),
            }
        }
    }
}

/// They read `octets` as `expected`, and write that as `octets`.
fn same<T>(file: &str, octets: &[u8], expected: T)
where
    T: rasn::Decode + rasn::Encode + PartialEq + std::fmt::Debug,
{
    let read: T = rasn::der::decode(octets).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert_eq!(read, expected, "{file}");
    assert_eq!(rasn::der::encode(&expected).unwrap(), octets, "{file}");
}

fn kdc_req(request: &ours::KdcReq<'_>) -> theirs::KdcReq {
    theirs::KdcReq {
        pvno: Integer::from(5),
        msg_type: Integer::from(i32::from(request.msg_type.number())),
        padata: optional_pa_data(&request.padata),
        req_body: kdc_req_body(&request.body),
    }
}

fn kdc_req_body(body: &ours::KdcReqBody<'_>) -> theirs::KdcReqBody {
    let tickets: Vec<theirs::Ticket> = body.additional_tickets.iter().map(|octets| ticket(octets)).collect();
    theirs::KdcReqBody {
        kdc_options: theirs::KdcOptions(flags(body.kdc_options.0)),
        cname: body.cname.as_ref().map(name),
        realm: string(body.realm),
        sname: body.sname.as_ref().map(name),
        from: body.from.map(time),
        till: time(body.till.unwrap()),
        rtime: body.rtime.map(time),
        nonce: body.nonce.value(),
        etype: body.etypes.to_vec(),
        addresses: body.addresses.as_ref().map(addresses),
        enc_authorization_data: body.enc_authorization_data.as_ref().map(sealed),
        additional_tickets: Some(tickets).filter(|tickets| !tickets.is_empty()),
    }
}

fn kdc_rep(reply: &ours::KdcRep<'_>) -> theirs::KdcRep {
    theirs::KdcRep {
        pvno: Integer::from(5),
        msg_type: Integer::from(i32::from(reply.msg_type.number())),
        padata: optional_pa_data(&reply.padata),
        crealm: string(reply.crealm),
        cname: name(&reply.cname),
        ticket: ticket(reply.ticket),
        enc_part: sealed(&reply.enc_part),
    }
}

fn krb_error(error: &ours::KrbError<'_>) -> theirs::KrbError {
    theirs::KrbError {
        pvno: Integer::from(5),
        msg_type: Integer::from(30),
        ctime: error.ctime.map(time),
        cusec: error.cusec.map(Integer::from),
        stime: time(error.stime),
        susec: Integer::from(error.susec),
        error_code: error.error_code,
        crealm: error.crealm.map(string),
        cname: error.cname.as_ref().map(name),
        realm: string(error.realm),
        sname: name(&error.sname),
        e_text: error.e_text.map(string),
        e_data: error.e_data.map(octet_string),
    }
}

fn ap_req(request: &ours::ApReq<'_>) -> theirs::ApReq {
    theirs::ApReq {
        pvno: Integer::from(5),
        msg_type: Integer::from(14),
        ap_options: theirs::ApOptions(flags(request.ap_options.0)),
        ticket: ticket(request.ticket),
        authenticator: sealed(&request.authenticator),
    }
}

fn enc_ticket_part(part: &ours::EncTicketPart<'_>) -> theirs::EncTicketPart {
    theirs::EncTicketPart {
        flags: theirs::TicketFlags(flags(part.flags.0)),
        key: key(&part.key),
        crealm: string(part.crealm),
        cname: name(&part.cname),
        transited: theirs::TransitedEncoding {
            r#type: part.transited.tr_type,
            contents: octet_string(part.transited.contents),
        },
        auth_time: time(part.authtime),
        start_time: part.starttime.map(time),
        end_time: time(part.endtime),
        renew_till: part.renew_till.map(time),
        caddr: part.caddr.as_ref().map(addresses),
        authorization_data: part.authorization_data.map(authorization_data),
    }
}

fn authenticator(authenticator: &ours::Authenticator<'_>) -> theirs::Authenticator {
    theirs::Authenticator {
        authenticator_vno: Integer::from(5),
        crealm: string(authenticator.crealm),
        cname: name(&authenticator.cname),
        cksum: authenticator
            .cksum
            .map(|cksum| theirs::Checksum { r#type: cksum.cksumtype, checksum: octet_string(cksum.checksum) }),
        cusec: Integer::from(authenticator.cusec),
        ctime: time(authenticator.ctime),
        subkey: authenticator.subkey.as_ref().map(key),
        seq_number: authenticator.seq_number.map(ours::Echo32::value),
        authorization_data: authenticator.authorization_data.map(authorization_data),
    }
}

fn enc_kdc_rep_part(part: &ours::EncKdcRepPart<'_>) -> theirs::EncKdcRepPart {
    let last_req =
        part.last_req.iter().map(|last| theirs::LastReqValue { r#type: last.lr_type, value: time(last.lr_value) });
    theirs::EncKdcRepPart {
        key: key(&part.key),
        last_req: last_req.collect(),
        nonce: part.nonce.value(),
        key_expiration: part.key_expiration.map(time),
        flags: theirs::TicketFlags(flags(part.flags.0)),
        auth_time: time(part.authtime),
        start_time: part.starttime.map(time),
        end_time: time(part.endtime),
        renew_till: part.renew_till.map(time),
        srealm: string(part.srealm),
        sname: name(&part.sname),
        caddr: part.caddr.as_ref().map(addresses),
        encrypted_pa_data: part.encrypted_pa_data.as_ref().map(pa_data),
    }
}

fn ticket(octets: &[u8]) -> theirs::Ticket {
    let ticket = ours::Ticket::decode(octets).unwrap();
    theirs::Ticket {
        tkt_vno: Integer::from(5),
        realm: string(ticket.realm),
        sname: name(&ticket.sname),
        enc_part: sealed(&ticket.enc_part),
    }
}

fn optional_pa_data(list: &ours::PaDataList<'_>) -> Option<Vec<theirs::PaData>> {
    (!list.is_empty()).then(|| pa_data(list))
}

fn pa_data(list: &ours::PaDataList<'_>) -> Vec<theirs::PaData> {
    list.iter()
        .map(|element| theirs::PaData { r#type: element.padata_type, value: octet_string(element.padata_value) })
        .collect()
}

fn etype_info2(list: &padata::EtypeInfo2<'_>) -> theirs::EtypeInfo2 {
    let entry = |entry: &padata::EtypeInfo2Entry<'_>| theirs::EtypeInfo2Entry {
        etype: entry.etype,
        salt: entry.salt.map(string),
        s2kparams: entry.s2kparams.map(octet_string),
    };
    list.0.iter().map(entry).collect()
}

fn authorization_data(octets: &[u8]) -> theirs::AuthorizationData {
    let data = ours::AuthorizationData::decode(octets).unwrap();
    let element = |element: &ours::AuthDataElement<'_>| theirs::AuthorizationDataValue {
        r#type: element.ad_type,
        data: octet_string(element.ad_data),
    };
    data.0.iter().map(element).collect()
}

fn addresses(list: &ours::HostAddresses<'_>) -> theirs::HostAddresses {
    let address = |address: &ours::HostAddress<'_>| theirs::HostAddress {
        addr_type: address.addr_type,
        address: octet_string(address.address),
    };
    list.0.iter().map(address).collect()
}

fn sealed(data: &ours::EncryptedData<'_>) -> theirs::EncryptedData {
    theirs::EncryptedData {
        etype: data.etype,
        kvno: data.kvno.map(ours::Echo32::value),
        cipher: octet_string(data.cipher),
    }
}

fn key(key: &ours::EncryptionKey<'_>) -> theirs::EncryptionKey {
    theirs::EncryptionKey { r#type: key.keytype, value: octet_string(key.keyvalue) }
}

fn name(name: &ours::PrincipalName<'_>) -> theirs::PrincipalName {
    theirs::PrincipalName {
        r#type: name.name_type.0,
        string: name.name_string.iter().map(|octets| string(octets)).collect(),
    }
}

fn string(octets: &[u8]) -> GeneralString {
    GeneralString::from_bytes(octets).unwrap()
}

fn octet_string(octets: &[u8]) -> OctetString {
    OctetString::from_slice(octets)
}

fn flags(mask: u32) -> theirs::KerberosFlags {
    theirs::KerberosFlags::from_slice(&mask.to_be_bytes())
}

fn time(time: Timestamp) -> theirs::KerberosTime {
    let mut octets = vec![0x18, 15];
    octets.extend(time.to_generalized());
    rasn::der::decode(&octets).unwrap()
}
