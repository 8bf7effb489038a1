use xrealm_names::Principal;
use xrealm_wire::{Authenticator, KdcReq, TicketFlags, error_code};

use super::*;
use crate::Transport;
use crate::scripted_kdc::{Answer, NOW, Refusal, authenticator, credential, error, name, realm, rng};

const SERVICE: &str = "host/db.c.test";

fn walk(options: WalkOptions) -> Walk {
    Walk::new(credential("krbtgt/A.TEST@A.TEST"), name(SERVICE), options)
}

/// Answers each request in turn and tells how it ended, with the realms asked.
fn run(walk: &mut Walk, answers: &[Answer]) -> (Result<Credential, ClientError>, Vec<String>) {
    let (mut rng, mut asked) = (rng(), Vec::new());
    let mut answers = answers.iter();
    let mut action = walk.step(Event::Start, NOW, &mut rng);
    loop {
        match action {
            Action::Send { realm, request, .. } => {
                asked.push(realm.as_str().to_owned());
                let reply = answers.next().expect("another answer").to_tgs_req(&request);
                action = walk.step(Event::Reply(&reply), NOW, &mut rng);
            }
            Action::Done(credential) => return (Ok(credential), asked),
            Action::Failed(error) => return (Err(error), asked),
        }
    }
}

fn refusal(answers: &[Answer]) -> ClientError {
    run(&mut walk(WalkOptions::default()), answers).0.unwrap_err()
}

fn referral(from: &str, to: &str) -> Answer {
    Answer::of(&format!("krbtgt/{to}@{from}"))
}

#[test]
fn referrals_are_followed_to_the_service() {
    let mut walk = walk(WalkOptions::default());

    let (end, asked) = run(
        &mut walk,
        &[referral("A.TEST", "B.TEST"), referral("B.TEST", "C.TEST"), Answer::of("host/db.c.test@C.TEST")],
    );

    assert_eq!(end.unwrap().server.to_string(), "host/db.c.test@C.TEST");
    assert_eq!(asked, ["A.TEST", "B.TEST", "C.TEST"]);
    let servers: Vec<String> = walk.hops().iter().map(|hop| hop.credential.server.to_string()).collect();
    assert_eq!(servers, ["krbtgt/B.TEST@A.TEST", "krbtgt/C.TEST@B.TEST", "host/db.c.test@C.TEST"]);
    assert_eq!(walk.hops()[0].refers_to(), Some(realm("B.TEST")));
    assert_eq!(walk.hops()[2].ticket_kvno, Some(3));
}

/// jcmturner/gokrb5 #130: with the ticket's issuer as crealm one hop passes and two fail.
#[test]
fn the_authenticator_names_the_home_realm_at_every_hop() {
    let mut walk = walk(WalkOptions::default());
    let (mut rng, mut crealms) = (rng(), Vec::new());
    let mut action = walk.step(Event::Start, NOW, &mut rng);
    for answer in [referral("A.TEST", "B.TEST"), referral("B.TEST", "C.TEST"), Answer::of("host/db.c.test@C.TEST")] {
        let Action::Send { request, .. } = action else { panic!("{action:?}") };
        let plain = authenticator(&KdcReq::decode(&request).unwrap());
        crealms.push(String::from_utf8(Authenticator::decode(&plain).unwrap().crealm.to_vec()).unwrap());
        action = walk.step(Event::Reply(&answer.to_tgs_req(&request)), NOW, &mut rng);
    }
    assert!(matches!(action, Action::Done(_)));
    assert_eq!(crealms, ["A.TEST", "A.TEST", "A.TEST"]);
}

#[test]
fn a_referral_is_told_by_its_name_even_as_the_last_answer() {
    let options = WalkOptions { hop_limit: 1, ..WalkOptions::default() };

    let (end, _) = run(&mut walk(options), &[referral("A.TEST", "B.TEST"), referral("B.TEST", "C.TEST")]);

    assert_eq!(end.unwrap_err(), ClientError::TooManyReferrals { limit: 1 });
}

#[test]
fn a_reply_under_the_session_key_is_taken_too() {
    let answer = Answer::of("host/db.c.test@A.TEST").with(|a| a.ignore_subkey = true);
    assert!(run(&mut walk(WalkOptions::default()), &[answer]).0.is_ok());
}

#[test]
fn another_realm_inside_than_outside_is_refused() {
    let answer = referral("A.TEST", "B.TEST").with(|a| a.outer.realm = realm("X.TEST"));
    assert!(matches!(refusal(&[answer]), ClientError::OuterDiffersFromEncrypted { .. }));

    let answer = referral("A.TEST", "B.TEST").with(|a| a.inner.name = name("krbtgt/X.TEST"));
    assert!(matches!(refusal(&[answer]), ClientError::OuterDiffersFromEncrypted { .. }));
}

#[test]
fn a_ticket_of_another_realm_than_the_one_asked_is_refused() {
    let asked = realm("A.TEST");
    assert_eq!(refusal(&[referral("X.TEST", "B.TEST")]), ClientError::WrongRealm { asked, got: realm("X.TEST") });
}

#[test]
fn a_referral_back_to_the_realm_asked_is_refused() {
    assert_eq!(refusal(&[referral("A.TEST", "A.TEST")]), ClientError::ReferredToItself { realm: realm("A.TEST") });
}

#[test]
fn a_realm_that_comes_again_is_refused() {
    let answers = [referral("A.TEST", "B.TEST"), referral("B.TEST", "A.TEST")];
    assert_eq!(refusal(&answers), ClientError::RepeatedRealm { realm: realm("B.TEST"), next: realm("A.TEST") });
}

#[test]
fn another_nonce_is_refused_whatever_its_top_bit() {
    for nonce_shift in [1, 0x8000_0000] {
        let answer = referral("A.TEST", "B.TEST").with(|a| a.nonce_shift = nonce_shift);
        assert_eq!(refusal(&[answer]), ClientError::WrongNonce { realm: realm("A.TEST") });
    }
}

#[test]
fn a_ticket_for_another_client_is_refused() {
    for other in ["bob@A.TEST", "alice@B.TEST"] {
        let answer = referral("A.TEST", "B.TEST").with(|a| a.client = Principal::parse(other).unwrap());
        assert!(matches!(refusal(&[answer]), ClientError::WrongClient { .. }), "{other}");
    }
}

#[test]
fn a_ticket_for_another_service_is_refused() {
    let got = name("host/evil.c.test");
    let error = refusal(&[Answer::of("host/evil.c.test@A.TEST")]);
    assert_eq!(
        error,
        ClientError::UnexpectedServer {
            realm: realm("A.TEST"),
            asked_for: Box::new(name(SERVICE)),
            got: Box::new(got)
        }
    );
}

#[test]
fn a_ticket_that_lives_longer_than_asked_is_refused() {
    let mut options = WalkOptions::default();
    options.ticket.till = Some(NOW.time + 60);
    let (end, _) = run(&mut walk(options), &[Answer::of("host/db.c.test@A.TEST")]);
    assert!(matches!(end.unwrap_err(), ClientError::TooLong { .. }));
}

#[test]
fn a_session_key_of_a_type_not_asked_for_is_refused() {
    let answer = Answer::of("host/db.c.test@A.TEST").with(|a| a.session_etype = Some(23));
    assert_eq!(refusal(&[answer]), ClientError::EncryptionType { realm: realm("A.TEST"), etype: 23 });
}

#[test]
fn ok_as_delegate_needs_the_flag_on_every_referral() {
    let flagged = |answer: Answer| answer.with(|a| a.flags = TicketFlags::OK_AS_DELEGATE);
    let service = || flagged(Answer::of("host/db.c.test@B.TEST"));

    let (all, _) = run(&mut walk(WalkOptions::default()), &[flagged(referral("A.TEST", "B.TEST")), service()]);
    let (some, _) = run(&mut walk(WalkOptions::default()), &[referral("A.TEST", "B.TEST"), service()]);

    assert!(all.unwrap().flags.contains(TicketFlags::OK_AS_DELEGATE));
    assert!(!some.unwrap().flags.contains(TicketFlags::OK_AS_DELEGATE));
}

#[test]
fn a_route_is_walked_by_asking_for_ticket_granting_services() {
    let route = Some(Route { via: vec![realm("B.TEST")], to: realm("C.TEST") });
    let mut walk = walk(WalkOptions { route, ..WalkOptions::default() });
    let mut rng = rng();
    let mut wanted = Vec::new();
    let mut action = walk.step(Event::Start, NOW, &mut rng);
    let unknown = error(error_code::KDC_ERR_S_PRINCIPAL_UNKNOWN, &Refusal::default());
    let replies: [Option<Answer>; 4] = [
        None,
        Some(referral("A.TEST", "B.TEST")),
        Some(referral("B.TEST", "C.TEST")),
        Some(Answer::of("host/db.c.test@C.TEST")),
    ];
    for answer in replies {
        let Action::Send { request, .. } = action else { panic!("{action:?}") };
        let decoded = KdcReq::decode(&request).unwrap();
        wanted.push(decoded.body.sname.as_ref().unwrap().to_owned().unwrap().to_string());
        let reply = answer.map_or_else(|| unknown.clone(), |answer| answer.to_tgs_req(&request));
        action = walk.step(Event::Reply(&reply), NOW, &mut rng);
    }
    assert!(matches!(action, Action::Done(_)));
    assert_eq!(wanted, ["krbtgt/C.TEST", "krbtgt/B.TEST", "krbtgt/C.TEST", SERVICE]);
}

#[test]
fn a_refusal_is_told_with_its_code_and_text() {
    let mut walk = walk(WalkOptions::default());
    let mut rng = rng();
    walk.step(Event::Start, NOW, &mut rng);
    let reply = error(
        error_code::KDC_ERR_S_PRINCIPAL_UNKNOWN,
        &Refusal { e_text: Some(b"no such\x1bservice"), ..Refusal::default() },
    );

    let Action::Failed(ClientError::Refused(refused)) = walk.step(Event::Reply(&reply), NOW, &mut rng) else {
        panic!("not refused")
    };
    assert_eq!((refused.code, refused.text.as_deref()), (7, Some("no such\\u{1b}service")));
}

#[test]
fn a_reply_too_big_for_a_datagram_is_fetched_by_tcp() {
    let mut walk = walk(WalkOptions::default());
    let mut rng = rng();
    let Action::Send { request: first, .. } = walk.step(Event::Start, NOW, &mut rng) else { panic!() };
    let reply = error(error_code::KRB_ERR_RESPONSE_TOO_BIG, &Refusal::default());

    match walk.step(Event::Reply(&reply), NOW, &mut rng) {
        Action::Send { request, transport, .. } => {
            assert_eq!(transport, Transport::Tcp);
            assert_eq!(request, first);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_clock_is_corrected_once_by_the_kdc() {
    let mut walk = walk(WalkOptions::default());
    let mut rng = rng();
    walk.step(Event::Start, NOW, &mut rng);
    let reply = error(error_code::KRB_AP_ERR_SKEW, &Refusal { clock_ahead: 1000, ..Refusal::default() });

    let Action::Send { request, .. } = walk.step(Event::Reply(&reply), NOW, &mut rng) else { panic!() };
    let plain = authenticator(&KdcReq::decode(&request).unwrap());
    assert_eq!(Authenticator::decode(&plain).unwrap().ctime, NOW.time + 1000);
    assert!(matches!(walk.step(Event::Reply(&reply), NOW, &mut rng), Action::Failed(ClientError::Refused(_))));
}

#[test]
fn a_reply_that_was_not_waited_for_is_refused() {
    let mut walk = walk(WalkOptions::default());
    assert!(matches!(walk.step(Event::Reply(b""), NOW, &mut rng()), Action::Failed(ClientError::NotWaiting)));
}
