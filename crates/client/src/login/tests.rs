use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::EncryptionType;
use xrealm_wire::padata::{EtypeInfo2, EtypeInfo2Entry, PA_ETYPE_INFO2, PaEncTsEnc};
use xrealm_wire::{Checksum, EncryptedData, TicketFlags};

use super::*;
use crate::scripted_kdc::{Answer, NOW, Refusal, error, key, realm, rng};

const ETYPE: EncryptionType = EncryptionType::Aes256CtsHmacSha196;
const OWN_TGT: &str = "krbtgt/A.TEST@A.TEST";

fn login(options: LoginOptions) -> Login {
    Login::new(Principal::parse("alice@A.TEST").unwrap(), Secret::key(key(5)), options)
}

fn start(login: &mut Login) -> Vec<u8> {
    sent(login.step(Event::Start, NOW, &mut rng())).1
}

fn sent(action: Action<Hop>) -> (RealmName, Vec<u8>) {
    match action {
        Action::Send { realm, request, .. } => (realm, request),
        other => panic!("{other:?}"),
    }
}

fn failure(action: Action<Hop>) -> ClientError {
    match action {
        Action::Failed(error) => error,
        other => panic!("{other:?}"),
    }
}

fn answered(login: &mut Login, answer: &Answer) -> Action<Hop> {
    let request = start(login);
    login.step(Event::Reply(&answer.to_as_req(&request, &key(5))), NOW, &mut rng())
}

fn method_data(salt: &[u8]) -> Vec<u8> {
    let entry = |etype| EtypeInfo2Entry { etype, salt: Some(salt), s2kparams: None };
    let info = EtypeInfo2([entry(-1), entry(18)].into_iter().collect()).to_vec();
    let mut methods = PaDataList::default();
    methods.push(PA_ETYPE_INFO2, &info);
    methods.push(PA_ENC_TIMESTAMP, &[]);
    methods.to_vec()
}

#[test]
fn preauthentication_uses_the_salt_the_kdc_names() {
    let client = Principal::parse("alice@A.TEST").unwrap();
    let mut login = Login::new(client, Secret::password("secret"), LoginOptions::default());
    start(&mut login);
    let methods = method_data(b"A.TESTAlice");
    let required =
        error(error_code::KDC_ERR_PREAUTH_REQUIRED, &Refusal { e_data: Some(&methods), ..Refusal::default() });

    let (_, request) = sent(login.step(Event::Reply(&required), NOW, &mut rng()));

    let key = Key::from_password(ETYPE, b"secret", b"A.TESTAlice", None).unwrap();
    let request_read = KdcReq::decode(&request).unwrap();
    let sealed = EncryptedData::decode(request_read.padata.find(PA_ENC_TIMESTAMP).unwrap()).unwrap();
    let plain = key.open(KeyUsage::PA_ENC_TIMESTAMP, sealed.cipher).unwrap();
    assert_eq!(PaEncTsEnc::decode(&plain).unwrap().patimestamp, NOW.time);

    let reply = Answer::of(OWN_TGT).to_as_req(&request, &key);
    assert!(matches!(login.step(Event::Reply(&reply), NOW, &mut rng()), Action::Done(_)));
}

#[test]
fn preauthentication_is_not_tried_twice() {
    let mut login = login(LoginOptions::default());
    start(&mut login);
    let methods = method_data(b"");
    let required =
        error(error_code::KDC_ERR_PREAUTH_REQUIRED, &Refusal { e_data: Some(&methods), ..Refusal::default() });
    sent(login.step(Event::Reply(&required), NOW, &mut rng()));

    let ClientError::Refused(refused) = failure(login.step(Event::Reply(&required), NOW, &mut rng())) else { panic!() };
    assert_eq!(refused.code, error_code::KDC_ERR_PREAUTH_REQUIRED);
}

#[test]
fn a_kdc_that_offers_nothing_known_is_told_apart() {
    let mut login = login(LoginOptions::default());
    start(&mut login);
    let required = error(error_code::KDC_ERR_PREAUTH_REQUIRED, &Refusal::default());
    let error = failure(login.step(Event::Reply(&required), NOW, &mut rng()));
    assert_eq!(error, ClientError::NoPreauthentication { realm: realm("A.TEST") });
}

#[test]
fn a_wrong_realm_error_leads_to_the_realm_it_names() {
    let mut login = login(LoginOptions { canonicalize: true, ..LoginOptions::default() });
    start(&mut login);
    let elsewhere = error(error_code::KDC_ERR_WRONG_REALM, &Refusal { crealm: Some(b"B.TEST"), ..Refusal::default() });

    let (asked, request) = sent(login.step(Event::Reply(&elsewhere), NOW, &mut rng()));
    assert_eq!(asked, realm("B.TEST"));
    assert_eq!(KdcReq::decode(&request).unwrap().body.cname.unwrap().to_owned().unwrap().to_string(), "alice");

    let back = error(error_code::KDC_ERR_WRONG_REALM, &Refusal { crealm: Some(b"A.TEST"), ..Refusal::default() });
    let error = failure(login.step(Event::Reply(&back), NOW, &mut rng()));
    assert_eq!(error, ClientError::RepeatedRealm { realm: realm("B.TEST"), next: realm("A.TEST") });
}

#[test]
fn without_canonicalize_a_client_referral_is_a_refusal() {
    let mut login = login(LoginOptions::default());
    start(&mut login);
    let elsewhere = error(error_code::KDC_ERR_WRONG_REALM, &Refusal { crealm: Some(b"B.TEST"), ..Refusal::default() });
    assert!(matches!(failure(login.step(Event::Reply(&elsewhere), NOW, &mut rng())), ClientError::Refused(_)));
}

#[test]
fn client_referrals_end_at_the_limit() {
    let mut login = login(LoginOptions { canonicalize: true, referral_limit: 1, ..LoginOptions::default() });
    start(&mut login);
    let to = |realm: &'static [u8]| {
        error(error_code::KDC_ERR_WRONG_REALM, &Refusal { crealm: Some(realm), ..Refusal::default() })
    };
    sent(login.step(Event::Reply(&to(b"B.TEST")), NOW, &mut rng()));
    let error = failure(login.step(Event::Reply(&to(b"C.TEST")), NOW, &mut rng()));
    assert_eq!(error, ClientError::TooManyReferrals { limit: 1 });
}

#[test]
fn a_referral_to_the_realm_asked_is_refused() {
    let mut login = login(LoginOptions { canonicalize: true, ..LoginOptions::default() });
    start(&mut login);
    let itself = error(error_code::KDC_ERR_WRONG_REALM, &Refusal { crealm: Some(b"A.TEST"), ..Refusal::default() });
    let error = failure(login.step(Event::Reply(&itself), NOW, &mut rng()));
    assert_eq!(error, ClientError::ReferredToItself { realm: realm("A.TEST") });
}

#[test]
fn a_changed_client_is_refused_without_canonicalize() {
    let other = Answer::of(OWN_TGT).with(|a| a.client = Principal::parse("Alice@A.TEST").unwrap());

    let strict = answered(&mut login(LoginOptions::default()), &other);
    let lenient = answered(&mut login(LoginOptions { canonicalize: true, ..LoginOptions::default() }), &other);

    assert!(matches!(failure(strict), ClientError::WrongClient { .. }));
    assert!(matches!(lenient, Action::Done(_)));
}

#[test]
fn a_changed_server_is_refused_unless_the_request_is_proven_unaltered() {
    let canonical = || {
        Answer::of("krbtgt/A.LONG.TEST@A.LONG.TEST").with(|a| a.client = Principal::parse("alice@A.LONG.TEST").unwrap())
    };
    let options = || LoginOptions { canonicalize: true, ..LoginOptions::default() };
    assert!(matches!(failure(answered(&mut login(options()), &canonical())), ClientError::WrongRealm { .. }));

    let mut login = login(options());
    let request = start(&mut login);
    let sum = key(5).checksum(KeyUsage::REQ_ENC_PA_REP, &request);
    let proof = Checksum { cksumtype: sum.checksum_type, checksum: &sum.mac }.to_vec();
    let proven = canonical().with(|a| a.encrypted_pa_data = vec![(PA_REQ_ENC_PA_REP, proof)]);
    let reply = proven.to_as_req(&request, &key(5));
    assert!(matches!(login.step(Event::Reply(&reply), NOW, &mut rng()), Action::Done(_)));
}

#[test]
fn an_altered_request_is_noticed() {
    let sum = key(5).checksum(KeyUsage::REQ_ENC_PA_REP, b"another request");
    let proof = Checksum { cksumtype: sum.checksum_type, checksum: &sum.mac }.to_vec();
    let wrong_proof = Answer::of(OWN_TGT).with(|a| a.encrypted_pa_data = vec![(PA_REQ_ENC_PA_REP, proof)]);
    let no_proof = Answer::of(OWN_TGT).with(|a| a.flags = TicketFlags::ENC_PA_REP);

    for answer in [wrong_proof, no_proof] {
        let error = failure(answered(&mut login(LoginOptions::default()), &answer));
        assert_eq!(error, ClientError::RequestAltered { realm: realm("A.TEST") });
    }
}

#[test]
fn a_wrong_key_does_not_open_the_reply() {
    let mut login = login(LoginOptions::default());
    let request = start(&mut login);
    let reply = Answer::of(OWN_TGT).to_as_req(&request, &key(6));
    let error = failure(login.step(Event::Reply(&reply), NOW, &mut rng()));
    assert_eq!(error, ClientError::Undecryptable { realm: realm("A.TEST"), etype: ETYPE });
}

#[test]
fn another_nonce_or_outer_realm_is_refused() {
    let nonce = Answer::of(OWN_TGT).with(|a| a.nonce_shift = 0x8000_0000);
    let outer = Answer::of(OWN_TGT).with(|a| a.outer.realm = realm("X.TEST"));

    let login_of = || login(LoginOptions::default());
    assert!(matches!(failure(answered(&mut login_of(), &nonce)), ClientError::WrongNonce { .. }));
    assert!(matches!(failure(answered(&mut login_of(), &outer)), ClientError::OuterDiffersFromEncrypted { .. }));
}

#[test]
fn a_kdc_whose_clock_is_far_off_is_refused() {
    let late = Answer::of(OWN_TGT).with(|a| a.auth_time = NOW.time + -301);
    let error = failure(answered(&mut login(LoginOptions::default()), &late));
    assert_eq!(error, ClientError::ClockSkew { realm: realm("A.TEST"), seconds: -301 });
}

#[test]
fn the_clock_is_corrected_by_the_kdc_and_remembered() {
    let mut login = login(LoginOptions::default());
    start(&mut login);
    let skew = error(error_code::KRB_AP_ERR_SKEW, &Refusal { clock_ahead: 4000, ..Refusal::default() });
    let (_, request) = sent(login.step(Event::Reply(&skew), NOW, &mut rng()));
    let answer = Answer::of(OWN_TGT).with(|a| a.auth_time = NOW.time + 4000);

    let Action::Done(hop) = login.step(Event::Reply(&answer.to_as_req(&request, &key(5))), NOW, &mut rng()) else {
        panic!("not done")
    };
    assert_eq!(hop.credential.clock_offset, 4000);
}

#[test]
fn held_keys_come_first_in_the_list_of_types() {
    let secret = Secret::key(Key::new(EncryptionType::Aes128CtsHmacSha196, &[1; 16]).unwrap());
    let types: Vec<i32> = LoginOptions::default().etypes_for(&secret).map(EncryptionType::number).collect();
    assert_eq!(types, [17, 18, 20, 19]);
}
