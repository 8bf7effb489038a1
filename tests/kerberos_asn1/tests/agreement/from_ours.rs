//! Their types, filled with our fields.

use kerberos_asn1::{
    ApReq, AsRep, Asn1Object, Authenticator, AuthorizationData, AuthorizationDataEntry, Checksum, EncKdcRepPart,
    EncTicketPart, EncryptedData, EncryptionKey, HostAddress, HostAddresses, KdcReq, KdcReqBody, KerberosFlags,
    KerberosTime, KrbError, LastReqEntry, PaData, PaForUser, PaPacOptions, PrincipalName, TgsRep, Ticket,
    TransitedEncoding,
};
use xrealm_wire as ours;
use xrealm_wire::padata;

pub(crate) fn kdc_req(request: &ours::KdcReq<'_>) -> KdcReq {
    let body = &request.body;
    let tickets: Vec<Ticket> = body.additional_tickets.iter().map(|octets| ticket(octets)).collect();
    KdcReq {
        pvno: 5,
        msg_type: i32::from(request.msg_type.number()),
        padata: optional_pa_data(&request.padata),
        req_body: KdcReqBody {
            kdc_options: KerberosFlags::from(body.kdc_options.0),
            cname: body.cname.as_ref().map(name),
            realm: string(body.realm),
            sname: body.sname.as_ref().map(name),
            from: body.from.map(time),
            till: time(body.till.unwrap()),
            rtime: body.rtime.map(time),
            nonce: body.nonce.value(),
            etypes: body.etypes.to_vec(),
            addresses: body.addresses.as_ref().map(addresses),
            enc_authorization_data: body.enc_authorization_data.as_ref().map(sealed),
            additional_tickets: Some(tickets).filter(|tickets| !tickets.is_empty()),
        },
    }
}

pub(crate) fn as_rep(reply: &ours::KdcRep<'_>) -> AsRep {
    AsRep {
        pvno: 5,
        msg_type: i32::from(reply.msg_type.number()),
        padata: optional_pa_data(&reply.padata),
        crealm: string(reply.crealm),
        cname: name(&reply.cname),
        ticket: ticket(reply.ticket),
        enc_part: sealed(&reply.enc_part),
    }
}

pub(crate) fn tgs_rep(reply: &ours::KdcRep<'_>) -> TgsRep {
    TgsRep {
        pvno: 5,
        msg_type: i32::from(reply.msg_type.number()),
        padata: optional_pa_data(&reply.padata),
        crealm: string(reply.crealm),
        cname: name(&reply.cname),
        ticket: ticket(reply.ticket),
        enc_part: sealed(&reply.enc_part),
    }
}

pub(crate) fn krb_error(error: &ours::KrbError<'_>) -> KrbError {
    KrbError {
        pvno: 5,
        msg_type: 30,
        ctime: error.ctime.map(time),
        cusec: error.cusec.map(micros),
        stime: time(error.stime),
        susec: micros(error.susec),
        error_code: error.error_code,
        crealm: error.crealm.map(string),
        cname: error.cname.as_ref().map(name),
        realm: string(error.realm),
        sname: name(&error.sname),
        e_text: error.e_text.map(string),
        e_data: error.e_data.map(<[u8]>::to_vec),
    }
}

pub(crate) fn ap_req(request: &ours::ApReq<'_>) -> ApReq {
    ApReq {
        pvno: 5,
        msg_type: 14,
        ap_options: KerberosFlags::from(request.ap_options.0),
        ticket: ticket(request.ticket),
        authenticator: sealed(&request.authenticator),
    }
}

pub(crate) fn enc_ticket_part(part: &ours::EncTicketPart<'_>) -> EncTicketPart {
    EncTicketPart {
        flags: KerberosFlags::from(part.flags.0),
        key: key(&part.key),
        crealm: string(part.crealm),
        cname: name(&part.cname),
        transited: TransitedEncoding { tr_type: part.transited.tr_type, contents: part.transited.contents.to_vec() },
        authtime: time(part.authtime),
        starttime: part.starttime.map(time),
        endtime: time(part.endtime),
        renew_till: part.renew_till.map(time),
        caddr: part.caddr.as_ref().map(addresses),
        authorization_data: part.authorization_data.map(authorization_data),
    }
}

pub(crate) fn authenticator(authenticator: &ours::Authenticator<'_>) -> Authenticator {
    Authenticator {
        authenticator_vno: 5,
        crealm: string(authenticator.crealm),
        cname: name(&authenticator.cname),
        cksum: authenticator.cksum.as_ref().map(checksum),
        cusec: micros(authenticator.cusec),
        ctime: time(authenticator.ctime),
        subkey: authenticator.subkey.as_ref().map(key),
        seq_number: authenticator.seq_number.map(ours::Echo32::value),
        authorization_data: authenticator.authorization_data.map(authorization_data),
    }
}

pub(crate) fn enc_kdc_rep_part(part: &ours::EncKdcRepPart<'_>) -> EncKdcRepPart {
    let last_req = part.last_req.iter().map(|last| LastReqEntry::new(last.lr_type, time(last.lr_value)));
    EncKdcRepPart {
        key: key(&part.key),
        last_req: last_req.collect(),
        nonce: part.nonce.value(),
        key_expiration: part.key_expiration.map(time),
        flags: KerberosFlags::from(part.flags.0),
        authtime: time(part.authtime),
        starttime: part.starttime.map(time),
        endtime: time(part.endtime),
        renew_till: part.renew_till.map(time),
        srealm: string(part.srealm),
        sname: name(&part.sname),
        caddr: part.caddr.as_ref().map(addresses),
        encrypted_pa_data: part.encrypted_pa_data.as_ref().map(pa_data),
    }
}

pub(crate) fn pa_data(list: &ours::PaDataList<'_>) -> Vec<PaData> {
    list.iter().map(|element| PaData::new(element.padata_type, element.padata_value.to_vec())).collect()
}

pub(crate) fn for_user(user: &padata::PaForUser<'_>) -> PaForUser {
    PaForUser {
        username: name(&user.user_name),
        userrealm: string(user.user_realm),
        cksum: checksum(&user.cksum),
        auth_package: string(user.auth_package),
    }
}

pub(crate) fn pac_options(options: padata::PaPacOptions) -> PaPacOptions {
    PaPacOptions { kerberos_flags: KerberosFlags::from(options.options.0) }
}

fn ticket(octets: &[u8]) -> Ticket {
    let ticket = ours::Ticket::decode(octets).unwrap();
    Ticket::new(string(ticket.realm), name(&ticket.sname), sealed(&ticket.enc_part))
}

fn optional_pa_data(list: &ours::PaDataList<'_>) -> Option<Vec<PaData>> {
    (!list.is_empty()).then(|| pa_data(list))
}

fn authorization_data(octets: &[u8]) -> AuthorizationData {
    let data = ours::AuthorizationData::decode(octets).unwrap();
    let entry = |element: &ours::AuthDataElement<'_>| AuthorizationDataEntry {
        ad_type: element.ad_type,
        ad_data: element.ad_data.to_vec(),
    };
    data.0.iter().map(entry).collect()
}

fn addresses(list: &ours::HostAddresses<'_>) -> HostAddresses {
    list.0.iter().map(|address| HostAddress::new(address.addr_type, address.address.to_vec())).collect()
}

fn sealed(data: &ours::EncryptedData<'_>) -> EncryptedData {
    EncryptedData::new(data.etype, data.kvno.map(ours::Echo32::value), data.cipher.to_vec())
}

fn checksum(checksum: &ours::Checksum<'_>) -> Checksum {
    Checksum { cksumtype: checksum.cksumtype, checksum: checksum.checksum.to_vec() }
}

fn key(key: &ours::EncryptionKey<'_>) -> EncryptionKey {
    EncryptionKey::new(key.keytype, key.keyvalue.to_vec())
}

fn name(name: &ours::PrincipalName<'_>) -> PrincipalName {
    PrincipalName {
        name_type: name.name_type.0,
        name_string: name.name_string.iter().map(|octets| string(octets)).collect(),
    }
}

fn string(octets: &[u8]) -> String {
    String::from_utf8(octets.to_vec()).unwrap()
}

fn micros(micros: u32) -> i32 {
    i32::try_from(micros).unwrap()
}

fn time(time: xrealm_names::Timestamp) -> KerberosTime {
    let mut octets = vec![0x18, 15];
    octets.extend(time.to_generalized());
    KerberosTime::parse(&octets).unwrap().1
}
