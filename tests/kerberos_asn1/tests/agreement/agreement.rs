//! What they read must equal what they would hold if they had been given our fields, and be written as it came.

use std::fmt::Debug;
use std::fs;
use std::path::Path;

use kerberos_asn1::{AsRep, AsReq, Asn1Object, EncAsRepPart, EncTgsRepPart, TgsRep, TgsReq};
use serde_json::Value;
use xrealm_wire as ours;
use xrealm_wire::padata;

use super::from_ours as theirs;

#[test]
fn kerberos_asn1_reads_every_message_as_we_do() {
    for (file, octets) in captures("packets") {
        match ours::Message::decode(&octets).unwrap() {
            ours::Message::AsReq(request) => same(&file, &octets, AsReq::from(theirs::kdc_req(&request))),
            ours::Message::TgsReq(request) => {
                same(&file, &octets, TgsReq::from(theirs::kdc_req(&request)));
                check_padata(&file, &request.padata);
            }
            ours::Message::AsRep(reply) => same::<AsRep>(&file, &octets, theirs::as_rep(&reply)),
            ours::Message::TgsRep(reply) => same::<TgsRep>(&file, &octets, theirs::tgs_rep(&reply)),
            ours::Message::KrbError(error) => {
                same(&file, &octets, theirs::krb_error(&error));
                if let Some(e_data) = error.e_data {
                    same(&file, e_data, theirs::pa_data(&ours::PaDataList::decode(e_data).unwrap()));
                }
            }
            _ => panic!("{file}: not from a KDC"),
        }
    }
}

#[test]
fn kerberos_asn1_reads_every_decrypted_part_as_we_do() {
    for (file, octets) in captures("plaintexts") {
        if file.ends_with("encticketpart.bin") {
            same(&file, &octets, theirs::enc_ticket_part(&ours::EncTicketPart::decode(&octets).unwrap()));
        } else if file.ends_with("authenticator.bin") {
            same(&file, &octets, theirs::authenticator(&ours::Authenticator::decode(&octets).unwrap()));
        } else {
            let part = ours::EncKdcRepPart::decode(&octets).unwrap();
            match part.application {
                ours::EncRepTag::As => same(&file, &octets, EncAsRepPart::from(theirs::enc_kdc_rep_part(&part))),
                ours::EncRepTag::Tgs => same(&file, &octets, EncTgsRepPart::from(theirs::enc_kdc_rep_part(&part))),
            }
        }
    }
}

fn check_padata(file: &str, list: &ours::PaDataList<'_>) {
    for element in list {
        let octets = element.padata_value;
        match element.padata_type {
            padata::PA_TGS_REQ => same(file, octets, theirs::ap_req(&ours::ApReq::decode(octets).unwrap())),
            padata::PA_FOR_USER => same(file, octets, theirs::for_user(&padata::PaForUser::decode(octets).unwrap())),
            padata::PA_PAC_OPTIONS => {
                same(file, octets, theirs::pac_options(padata::PaPacOptions::decode(octets).unwrap()));
            }
            _ => {}
        }
    }
}

/// They read `octets` as `expected`, and write that as `octets`.
fn same<T: Asn1Object + PartialEq + Debug>(file: &str, octets: &[u8], expected: T) {
    let (rest, read) = T::parse(octets).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert!(rest.is_empty(), "{file}");
    assert_eq!(read, expected, "{file}");
    assert_eq!(expected.build(), octets, "{file}");
}

fn captures(list: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/captures");
    let index: Value = serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
    let files = index[list].as_array().unwrap().iter().map(|entry| entry["file"].as_str().unwrap().to_owned());
    files.map(|file| (file.clone(), fs::read(folder.join(file)).unwrap())).collect()
}
