//! Messages that no capture holds: `rasn-kerberos` reads ours and writes them as we did.

use rasn_kerberos as theirs;
use xrealm_names::{NameType, Timestamp};
use xrealm_wire::padata::{EtypeInfo, EtypeInfoEntry, PaEncTsEnc};
use xrealm_wire::{
    ApRep, Checksum, EncApRepPart, EncKrbCredPart, EncKrbPrivPart, EncryptedData, EncryptionKey, HostAddress, KrbCred,
    KrbCredInfo, KrbPriv, KrbSafe, PrincipalName, Ticket, TicketFlags, UserMessage, addr_type,
};

const NOW: Timestamp = Timestamp::from_unix(1_795_171_440);
const SEALED: EncryptedData<'_> = EncryptedData { etype: 18, kvno: None, cipher: b"sealed" };
const KEY: EncryptionKey<'_> = EncryptionKey { keytype: 17, keyvalue: &[7; 16] };
const ADDRESS: HostAddress<'_> = HostAddress { addr_type: addr_type::IPV4, address: &[127, 0, 0, 1] };

#[test]
fn an_ap_rep_is_read_by_rasn_kerberos() {
    read_back::<theirs::ApRep>(&ApRep { enc_part: SEALED }.to_vec());
    let part = EncApRepPart { ctime: NOW, cusec: 999_999, subkey: Some(KEY), seq_number: Some(0x8000_0000.into()) };
    let read = read_back::<theirs::EncApRepPart>(&part.to_vec());
    assert_eq!(read.seq_number, Some(0x8000_0000));
}

#[test]
fn messages_of_applications_are_read_by_rasn_kerberos() {
    let body = UserMessage {
        user_data: b"hello",
        timestamp: Some(NOW),
        usec: Some(0),
        seq_number: Some(128.into()),
        s_address: ADDRESS,
        r_address: Some(ADDRESS),
    };
    let body_octets = body.to_vec();
    let cksum = Checksum { cksumtype: -138, checksum: &[1; 16] };
    let safe = read_back::<theirs::KrbSafe>(&KrbSafe { body, body_octets: &body_octets, cksum }.to_vec());
    assert_eq!((safe.body.user_data.as_ref(), safe.cksum.r#type), (&b"hello"[..], -138));
    read_back::<theirs::KrbPriv>(&KrbPriv { enc_part: SEALED }.to_vec());
    read_back::<theirs::EncKrbPrivPart>(&EncKrbPrivPart(body).to_vec());
}

#[test]
fn forwarded_tickets_are_read_by_rasn_kerberos() {
    let name = PrincipalName::new(NameType::PRINCIPAL, [&b"user1"[..]]);
    let ticket = Ticket { realm: b"A.EXAMPLE", sname: PrincipalName::krbtgt(b"A.EXAMPLE"), enc_part: SEALED }.to_vec();
    let message = KrbCred { tickets: [&ticket[..], &ticket].into(), enc_part: SEALED };
    assert_eq!(read_back::<theirs::KrbCred>(&message.to_vec()).tickets.len(), 2);
    let info = KrbCredInfo {
        key: KEY,
        prealm: Some(b"A.EXAMPLE"),
        pname: Some(name),
        flags: Some(TicketFlags::FORWARDED),
        authtime: Some(NOW),
        starttime: None,
        endtime: Some(NOW),
        renew_till: None,
        srealm: Some(b"A.EXAMPLE"),
        sname: Some(PrincipalName::krbtgt(b"A.EXAMPLE")),
        caddr: None,
    };
    let part = EncKrbCredPart {
        ticket_info: vec![info.clone(), info],
        nonce: Some(7.into()),
        timestamp: Some(NOW),
        usec: Some(1),
        s_address: Some(ADDRESS),
        r_address: None,
    };
    assert_eq!(read_back::<theirs::EncKrbCredPart>(&part.to_vec()).ticket_info.len(), 2);
}

#[test]
fn padata_is_read_by_rasn_kerberos() {
    read_back::<theirs::PaEncTsEnc>(&PaEncTsEnc { patimestamp: NOW, pausec: Some(17) }.to_vec());
    let entries = [EtypeInfoEntry { etype: 23, salt: None }, EtypeInfoEntry { etype: 16, salt: Some(b"salt") }];
    assert_eq!(read_back::<theirs::EtypeInfo>(&EtypeInfo(entries.into()).to_vec()).len(), 2);
}

/// They read `octets` and write them again.
fn read_back<T: rasn::Decode + rasn::Encode>(octets: &[u8]) -> T {
    let value: T = rasn::der::decode(octets).unwrap();
    assert_eq!(rasn::der::encode(&value).unwrap(), octets);
    value
}
