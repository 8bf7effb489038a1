//! What holds for any octets, and for any message that can be made.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use xrealm_names::{NameType, Timestamp};
use xrealm_wire::padata::{
    EtypeInfo, EtypeInfo2, EtypeInfo2Entry, EtypeInfoEntry, KerbErrorData, PaEncTsEnc, PaForUser, PaPacOptions,
    PaPacRequest, PaS4uX509User, PacOptions, S4uOptions, S4uUserId,
};
use xrealm_wire::{
    ApOptions, ApRep, ApReq, AuthDataElement, Authenticator, AuthorizationData, Checksum, Echo32, EncApRepPart,
    EncKdcRepPart, EncKrbCredPart, EncKrbPrivPart, EncRepTag, EncTicketPart, EncryptedData, EncryptionKey, HostAddress,
    HostAddresses, KdcOptions, KdcRep, KdcReq, KdcReqBody, KrbCred, KrbCredInfo, KrbError, KrbPriv, KrbSafe, LastReq,
    Message, MsgType, PaData, PaDataList, PrincipalName, Ticket, TicketFlags, TransitedEncoding, UserMessage,
};

use super::support::{packets, plaintexts};

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn random_octets_never_panic(octets in vec(any::<u8>(), 0..300)) {
        decode_as_everything(&octets);
    }

    #[test]
    fn what_is_written_is_read_again(
        octets in vec(vec(any::<u8>(), 0..40), 1..12),
        numbers in vec(any::<u64>(), 1..40),
    ) {
        let source = Source { octets, numbers, at: Cell::new(0) };
        macro_rules! each {
            ($($type:ident $value:expr;)*) => {$({
                let value: $type = $value;
                let octets = value.to_vec();
                let read = $type::decode(&octets);
                prop_assert_eq!(read.as_ref(), Ok(&value));
            })*};
        }
        let body = source.body();
        let body_octets = body.to_vec();
        let user_id = source.user_id();
        let user_id_octets = user_id.to_vec();
        let ticket = source.ticket().to_vec();
        let said = source.said();
        let said_octets = said.to_vec();
        each! {
            KdcReqBody body.clone();
            KdcReq KdcReq { msg_type: MsgType::AsReq, padata: source.padata(), body, body_octets: &body_octets };
            KdcRep source.reply(MsgType::AsRep, &ticket);
            KdcRep source.reply(MsgType::TgsRep, &ticket);
            EncKdcRepPart source.enc_reply(EncRepTag::As);
            EncKdcRepPart source.enc_reply(EncRepTag::Tgs);
            Ticket source.ticket();
            EncTicketPart source.enc_ticket();
            Authenticator source.authenticator();
            ApReq ApReq { ap_options: ApOptions(source.word()), ticket: &ticket, authenticator: source.sealed() };
            ApRep ApRep { enc_part: source.sealed() };
            EncApRepPart source.enc_ap_rep();
            KrbError source.error();
            KrbSafe KrbSafe { body: said, body_octets: &said_octets, cksum: source.checksum() };
            KrbPriv KrbPriv { enc_part: source.sealed() };
            EncKrbPrivPart EncKrbPrivPart(source.said());
            KrbCred KrbCred { tickets: [&ticket[..]].into(), enc_part: source.sealed() };
            EncKrbCredPart source.enc_cred();
            AuthorizationData source.authorization_data();
            HostAddresses source.addresses();
            EtypeInfo EtypeInfo([EtypeInfoEntry { etype: source.int(), salt: source.maybe(Source::octets) }].into());
            EtypeInfo2 source.etype_info2();
            PaEncTsEnc PaEncTsEnc { patimestamp: source.time(), pausec: source.maybe(Source::micros) };
            PaPacRequest PaPacRequest { include_pac: source.coin() };
            PaPacOptions PaPacOptions { options: PacOptions(source.word()) };
            PaForUser source.for_user();
            PaS4uX509User PaS4uX509User { user_id, user_id_octets: &user_id_octets, checksum: source.checksum() };
            KerbErrorData KerbErrorData { data_type: source.int(), data_value: source.maybe(Source::octets) };
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn changed_captures_never_panic_and_still_round_trip(
        which in any::<prop::sample::Index>(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let captures = CAPTURES.with(Clone::clone);
        let mut octets = which.get(&captures).clone();
        for (place, octet) in changes {
            let place = place.index(octets.len());
            octets[place] = octet;
        }
        decode_as_everything(&octets);
    }
}

/// A found bug becomes a test of its own, so no seeds are kept.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

thread_local! {
    static CAPTURES: std::rc::Rc<Vec<Vec<u8>>> = std::rc::Rc::new(
        packets().into_iter().chain(plaintexts()).map(|capture| capture.octets).collect(),
    );
}

/// Reads octets as each type; what is read is written to something that is read as the same.
fn decode_as_everything(octets: &[u8]) {
    macro_rules! as_each {
        ($($type:ident)*) => {$(
            if let Ok(value) = $type::decode(octets) {
                let again = value.to_vec();
                assert_eq!($type::decode(&again).as_ref(), Ok(&value));
                assert_eq!($type::decode(&again).unwrap().to_vec(), again);
            }
        )*};
    }
    as_each!(
        Message KdcReq KdcReqBody KdcRep EncKdcRepPart Ticket EncTicketPart ApReq ApRep Authenticator EncApRepPart
        KrbError KrbSafe KrbPriv EncKrbPrivPart KrbCred EncKrbCredPart AuthorizationData PaDataList EncryptedData EncryptionKey Checksum HostAddresses PrincipalName
        TransitedEncoding LastReq EtypeInfo EtypeInfo2 PaEncTsEnc PaPacRequest PaPacOptions PaForUser PaS4uX509User
        KerbErrorData
    );
}

/// Gives out generated octets and numbers one after another, and again from the start when they run out.
struct Source {
    octets: Vec<Vec<u8>>,
    numbers: Vec<u64>,
    at: Cell<usize>,
}

impl Source {
    fn number(&self) -> u64 {
        let at = self.at.get();
        self.at.set(at + 1);
        self.numbers[at % self.numbers.len()].rotate_left(u32::try_from(at % 64).unwrap())
    }

    fn octets(&self) -> &[u8] {
        let at = self.at.get();
        self.at.set(at + 1);
        &self.octets[at % self.octets.len()]
    }

    fn coin(&self) -> bool {
        self.number() & 1 == 1
    }

    fn maybe<'a, T>(&'a self, make: impl FnOnce(&'a Self) -> T) -> Option<T> {
        self.coin().then(|| make(self))
    }

    fn some<'a, T, L: FromIterator<T>>(&'a self, make: impl Fn(&'a Self) -> T) -> L {
        (0..self.number() % 12).map(|_| make(self)).collect()
    }

    fn word(&self) -> u32 {
        self.number() as u32
    }

    fn int(&self) -> i32 {
        self.number() as i32
    }

    fn echo(&self) -> Echo32 {
        self.word().into()
    }

    fn micros(&self) -> u32 {
        self.word() % 1_000_000
    }

    fn time(&self) -> Timestamp {
        Timestamp::MIN + i64::try_from(self.number() % 315_569_520_000).unwrap()
    }

    fn name(&self) -> PrincipalName<'_> {
        PrincipalName { name_type: NameType(self.int()), name_string: self.some(Self::octets) }
    }

    fn sealed(&self) -> EncryptedData<'_> {
        EncryptedData { etype: self.int(), kvno: self.maybe(Self::echo), cipher: self.octets() }
    }

    fn key(&self) -> EncryptionKey<'_> {
        EncryptionKey { keytype: self.int(), keyvalue: self.octets() }
    }

    fn checksum(&self) -> Checksum<'_> {
        Checksum { cksumtype: self.int(), checksum: self.octets() }
    }

    fn addresses(&self) -> HostAddresses<'_> {
        HostAddresses(self.some(Self::address))
    }

    fn padata(&self) -> PaDataList<'_> {
        self.some(|s| PaData { padata_type: s.int(), padata_value: s.octets() })
    }

    fn authorization_data(&self) -> AuthorizationData<'_> {
        AuthorizationData(self.some(|s| AuthDataElement { ad_type: s.int(), ad_data: s.octets() }))
    }

    fn etype_info2(&self) -> EtypeInfo2<'_> {
        EtypeInfo2(self.some(|s| EtypeInfo2Entry {
            etype: s.int(),
            salt: s.maybe(Self::octets),
            s2kparams: s.maybe(Self::octets),
        }))
    }

    fn body(&self) -> KdcReqBody<'_> {
        KdcReqBody {
            kdc_options: KdcOptions(self.word()),
            cname: self.maybe(Self::name),
            realm: self.octets(),
            sname: self.maybe(Self::name),
            from: self.maybe(Self::time),
            till: self.maybe(Self::time),
            rtime: self.maybe(Self::time),
            nonce: self.echo(),
            etypes: self.some(Self::int),
            addresses: self.maybe(Self::addresses),
            enc_authorization_data: self.maybe(Self::sealed),
            additional_tickets: self.maybe(|_| EMPTY_TICKET).into_iter().collect(),
        }
    }

    fn reply<'a>(&'a self, msg_type: MsgType, ticket: &'a [u8]) -> KdcRep<'a> {
        KdcRep {
            msg_type,
            padata: self.padata(),
            crealm: self.octets(),
            cname: self.name(),
            ticket,
            enc_part: self.sealed(),
        }
    }

    fn enc_reply(&self, application: EncRepTag) -> EncKdcRepPart<'_> {
        EncKdcRepPart {
            application,
            key: self.key(),
            last_req: self.some(|s| LastReq { lr_type: s.int(), lr_value: s.time() }),
            nonce: self.echo(),
            key_expiration: self.maybe(Self::time),
            flags: TicketFlags(self.word()),
            authtime: self.time(),
            starttime: self.maybe(Self::time),
            endtime: self.time(),
            renew_till: self.maybe(Self::time),
            srealm: self.octets(),
            sname: self.name(),
            caddr: self.maybe(Self::addresses),
            encrypted_pa_data: self.maybe(Self::padata),
        }
    }

    fn ticket(&self) -> Ticket<'_> {
        Ticket { realm: self.octets(), sname: self.name(), enc_part: self.sealed() }
    }

    fn enc_ticket(&self) -> EncTicketPart<'_> {
        EncTicketPart {
            flags: TicketFlags(self.word()),
            key: self.key(),
            crealm: self.octets(),
            cname: self.name(),
            transited: TransitedEncoding { tr_type: self.int(), contents: self.octets() },
            authtime: self.time(),
            starttime: self.maybe(Self::time),
            endtime: self.time(),
            renew_till: self.maybe(Self::time),
            caddr: self.maybe(Self::addresses),
            authorization_data: self.maybe(|_| EMPTY_SEQUENCE),
        }
    }

    fn authenticator(&self) -> Authenticator<'_> {
        Authenticator {
            crealm: self.octets(),
            cname: self.name(),
            cksum: self.maybe(Self::checksum),
            cusec: self.micros(),
            ctime: self.time(),
            subkey: self.maybe(Self::key),
            seq_number: self.maybe(Self::echo),
            authorization_data: self.maybe(|_| EMPTY_SEQUENCE),
        }
    }

    fn enc_ap_rep(&self) -> EncApRepPart<'_> {
        EncApRepPart {
            ctime: self.time(),
            cusec: self.micros(),
            subkey: self.maybe(Self::key),
            seq_number: self.maybe(Self::echo),
        }
    }

    fn error(&self) -> KrbError<'_> {
        KrbError {
            ctime: self.maybe(Self::time),
            cusec: self.maybe(Self::micros),
            stime: self.time(),
            susec: self.micros(),
            error_code: self.int(),
            crealm: self.maybe(Self::octets),
            cname: self.maybe(Self::name),
            realm: self.octets(),
            sname: self.name(),
            e_text: self.maybe(Self::octets),
            e_data: self.maybe(Self::octets),
        }
    }

    fn address(&self) -> HostAddress<'_> {
        HostAddress { addr_type: self.int(), address: self.octets() }
    }

    fn said(&self) -> UserMessage<'_> {
        UserMessage {
            user_data: self.octets(),
            timestamp: self.maybe(Self::time),
            usec: self.maybe(Self::micros),
            seq_number: self.maybe(Self::echo),
            s_address: self.address(),
            r_address: self.maybe(Self::address),
        }
    }

    fn enc_cred(&self) -> EncKrbCredPart<'_> {
        EncKrbCredPart {
            ticket_info: self.some(Self::cred_info),
            nonce: self.maybe(Self::echo),
            timestamp: self.maybe(Self::time),
            usec: self.maybe(Self::micros),
            s_address: self.maybe(Self::address),
            r_address: self.maybe(Self::address),
        }
    }

    fn cred_info(&self) -> KrbCredInfo<'_> {
        KrbCredInfo {
            key: self.key(),
            prealm: self.maybe(Self::octets),
            pname: self.maybe(Self::name),
            flags: self.maybe(|s| TicketFlags(s.word())),
            authtime: self.maybe(Self::time),
            starttime: self.maybe(Self::time),
            endtime: self.maybe(Self::time),
            renew_till: self.maybe(Self::time),
            srealm: self.maybe(Self::octets),
            sname: self.maybe(Self::name),
            caddr: self.maybe(Self::addresses),
        }
    }

    fn for_user(&self) -> PaForUser<'_> {
        PaForUser {
            user_name: self.name(),
            user_realm: self.octets(),
            cksum: self.checksum(),
            auth_package: self.octets(),
        }
    }

    fn user_id(&self) -> S4uUserId<'_> {
        S4uUserId {
            nonce: self.echo(),
            cname: self.maybe(Self::name),
            crealm: self.octets(),
            subject_certificate: self.maybe(Self::octets),
            options: self.maybe(|s| S4uOptions(s.word())),
        }
    }
}

const EMPTY_TICKET: &[u8] = b"\x61\x00";
const EMPTY_SEQUENCE: &[u8] = b"\x30\x00";
