//! AS-REQs as a test wants them, and what came back.

use crate::der::{field, find, integer, sequence, string, time, tlv};

/// An AS-REQ, every part of it changeable.
#[derive(Debug, Clone)]
pub(crate) struct AsReq {
    pub(crate) realm: Vec<u8>,
    pub(crate) cname: Vec<Vec<u8>>,
    pub(crate) cname_type: i64,
    pub(crate) sname: Vec<Vec<u8>>,
    pub(crate) from: Option<&'static str>,
    pub(crate) till: &'static str,
    pub(crate) nonce: i64,
    pub(crate) etypes: Vec<i64>,
    pub(crate) message_type: i64,
    pub(crate) version: i64,
}

impl AsReq {
    /// A request that every KDC answers: aes256, no pre-authentication, as long a ticket as it gives.
    pub(crate) fn of(realm: &str, client: &str) -> AsReq {
        AsReq {
            realm: realm.into(),
            cname: vec![client.into()],
            cname_type: 1,
            sname: vec!["krbtgt".into(), realm.into()],
            from: None,
            till: "20370913024805Z",
            nonce: 0x1234_5678,
            etypes: vec![18, 17],
            message_type: 10,
            version: 5,
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        self.encode_around(&[])
    }

    /// With `padata`, a whole SEQUENCE OF PA-DATA, unless it is empty.
    pub(crate) fn encode_around(&self, padata: &[u8]) -> Vec<u8> {
        let etypes: Vec<Vec<u8>> = self.etypes.iter().map(|etype| integer(*etype)).collect();
        let body = sequence(&[
            &field(0, &[0x03, 0x05, 0x00, 0x40, 0x80, 0x00, 0x10]),
            &field(1, &principal(self.cname_type, &self.cname)),
            &field(2, &string(&self.realm)),
            &field(3, &principal(2, &self.sname)),
            &self.from.map(|from| field(4, &time(from))).unwrap_or_default(),
            &field(5, &time(self.till)),
            &field(7, &integer(self.nonce)),
            &field(8, &sequence(&etypes.iter().map(Vec::as_slice).collect::<Vec<_>>())),
        ]);
        let padata = if padata.is_empty() { Vec::new() } else { field(3, padata) };
        let request = sequence(&[
            &field(1, &integer(self.version)),
            &field(2, &integer(self.message_type)),
            &padata,
            &field(4, &body),
        ]);
        tlv(0x60 | u8::try_from(self.message_type & 0x1f).expect("five bits"), &[&request])
    }
}

/// What a KDC sent back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    AsRep,
    TgsRep,
    /// KRB-ERROR with its code.
    Error(i64),
    /// None of these.
    Other,
}

impl Answer {
    pub(crate) fn read(octets: &[u8]) -> Answer {
        match octets.first() {
            Some(0x6b) => Answer::AsRep,
            Some(0x6d) => Answer::TgsRep,
            Some(0x7e) => find(octets, &[0x7e, 0x30, 0xa6, 0x02]).map_or(Answer::Other, |code| {
                Answer::Error(code.iter().fold(0, |sum, octet| sum << 8 | i64::from(*octet)))
            }),
            _ => Answer::Other,
        }
    }
}

fn principal(name_type: i64, components: &[Vec<u8>]) -> Vec<u8> {
    let components: Vec<Vec<u8>> = components.iter().map(|component| string(component)).collect();
    let components: Vec<&[u8]> = components.iter().map(Vec::as_slice).collect();
    sequence(&[&field(0, &integer(name_type)), &field(1, &sequence(&components))])
}
