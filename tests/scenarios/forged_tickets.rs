//! Tickets that nobody issued, sealed by somebody who knows a trust's key: a trusted realm gone bad.

use xrealm_client::{Credential, WalkOptions};
use xrealm_directory::TransitRefusal;
use xrealm_kdc::Refusal;
use xrealm_names::EncryptionType;
use xrealm_sim::{End, Forgery, Net, Walked};
use xrealm_wire::error_code::{
    KDC_ERR_PATH_NOT_ACCEPTED, KDC_ERR_POLICY, KRB_AP_ERR_BAD_INTEGRITY, KRB_AP_ERR_MODIFIED, KRB_AP_ERR_TKT_EXPIRED,
    KRB_AP_ERR_TKT_NYV,
};
use xrealm_wire::{Ticket, TicketFlags};

use crate::two_forests::{FILESERVER1, TAILSPINTOYS, USER1, WINGTIPTOYS, name, topology, two_forests};

const OVER_THE_FOREST_TRUST: &str = "krbtgt/WINGTIPTOYS.COM@TAILSPINTOYS.COM";

fn present(net: &mut Net, forgery: &Forgery) -> Walked {
    let credential = forgery.seal(net.rng());
    net.walk_from(&credential, name(FILESERVER1), WalkOptions::default())
}

/// The code for a ticket like an honest one but for `change`.
fn code_for(change: impl FnOnce(&mut Forgery)) -> Option<i32> {
    let mut net = two_forests();
    let mut forgery = net.forge(USER1, OVER_THE_FOREST_TRUST).unwrap();
    change(&mut forgery);
    present(&mut net, &forgery).code()
}

#[test]
fn a_ticket_true_in_everything_cannot_be_told_from_an_issued_one() {
    let mut net = two_forests();
    let forgery = net.forge(USER1, OVER_THE_FOREST_TRUST).unwrap();
    assert!(matches!(present(&mut net, &forgery).end(), End::Ticket(_)));
}

#[test]
fn a_client_of_the_trusting_realm_itself_is_refused() {
    for client in ["admin2@WINGTIPTOYS.COM", "user3@USA.WINGTIPTOYS.COM"] {
        let mut net = two_forests();
        let forgery = net.forge(client, OVER_THE_FOREST_TRUST).unwrap();
        let walk = present(&mut net, &forgery);
        assert_eq!(walk.code(), Some(KDC_ERR_POLICY), "{client}");
        assert_eq!(walk.realms(), [WINGTIPTOYS]);
    }
}

#[test]
fn a_client_of_a_third_realm_is_refused() {
    let mut net = two_forests();
    let forgery = net.forge("alice@CONTOSO.EXAMPLE", OVER_THE_FOREST_TRUST).unwrap();
    assert_eq!(present(&mut net, &forgery).code(), Some(KDC_ERR_POLICY));
}

#[test]
fn a_ticket_under_another_key_is_refused() {
    let mut net = two_forests();
    let mut forgery = net.forge(USER1, OVER_THE_FOREST_TRUST).unwrap();
    forgery.key =
        net.key_of(&crate::two_forests::principal("krbtgt/USA.WINGTIPTOYS.COM@WINGTIPTOYS.COM"), None).unwrap();
    assert_eq!(present(&mut net, &forgery).code(), Some(KRB_AP_ERR_MODIFIED));
}

/// The secret of the other direction must not open tickets of this one.
#[test]
fn a_ticket_under_the_secret_of_the_other_direction_is_refused() {
    let mut net = two_forests();
    let mut forgery = net.forge(USER1, OVER_THE_FOREST_TRUST).unwrap();
    let other = crate::two_forests::principal("krbtgt/TAILSPINTOYS.COM@WINGTIPTOYS.COM");
    forgery.key = net.key_of(&other, Some(EncryptionType::Aes256CtsHmacSha196)).unwrap();
    assert_eq!(present(&mut net, &forgery).code(), Some(KRB_AP_ERR_MODIFIED));
}

#[test]
fn times_and_flags_of_a_presented_ticket_are_held_against_the_clock() {
    let expired = |f: &mut Forgery| f.end_time = f.auth_time + -301;
    let early = |f: &mut Forgery| f.start_time = Some(f.auth_time + 301);
    let invalid = |f: &mut Forgery| f.flags = f.flags | TicketFlags::INVALID;

    assert_eq!(code_for(expired), Some(KRB_AP_ERR_TKT_EXPIRED));
    assert_eq!(code_for(early), Some(KRB_AP_ERR_TKT_NYV));
    assert_eq!(code_for(invalid), Some(KRB_AP_ERR_TKT_NYV));
}

#[test]
fn an_altered_ticket_does_not_open() {
    let mut net = two_forests();
    let mut tgt = net.login(USER1).unwrap().credential;
    let last = tgt.ticket.last_mut().unwrap();
    *last ^= 1;
    let walk = net.walk_from(&tgt, name(FILESERVER1), WalkOptions::default());
    assert_eq!(walk.code(), Some(KRB_AP_ERR_MODIFIED));
}

/// The names outside a ticket are not protected: a TGT relabelled as if another realm had issued it.
#[test]
fn a_ticket_relabelled_to_another_realm_does_not_open_there() {
    let mut net = two_forests();
    let tgt = net.login(USER1).unwrap().credential;
    let ticket = Ticket::decode(&tgt.ticket).unwrap();
    let (krbtgt, issuer) = (name("krbtgt/WINGTIPTOYS.COM"), TAILSPINTOYS.as_bytes());
    let relabelled = Ticket { realm: issuer, sname: (&krbtgt).into(), enc_part: ticket.enc_part }.to_vec();
    let stolen =
        Credential { server: crate::two_forests::principal(OVER_THE_FOREST_TRUST), ticket: relabelled, ..tgt.clone() };
    let walk = net.walk_from(&stolen, name(FILESERVER1), WalkOptions::default());
    assert_eq!(walk.code(), Some(KRB_AP_ERR_MODIFIED));
}

const CHAIN: &str = r#"
    [capaths]
    "A.TEST"."C.TEST" = ["B.TEST"]

    [[realm]]
    name = "A.TEST"
    principals = [{ name = "alice", password = "Secret-1" }]

    [[realm]]
    name = "B.TEST"

    [[realm]]
    name = "C.TEST"
    services = ["host/db.c.test"]

    [[trust]]
    kind = "realm"
    transitive = true
    trusting = "B.TEST"
    trusted = "A.TEST"

    [[trust]]
    kind = "realm"
    transitive = true
    trusting = "C.TEST"
    trusted = "B.TEST"
"#;

/// Domain controllers answer MODIFIED where others answer BAD_INTEGRITY.
#[test]
fn a_plain_realm_calls_a_ticket_that_does_not_open_by_another_code() {
    let mut net = topology(CHAIN);
    let mut forgery = net.forge("alice@A.TEST", "krbtgt/C.TEST@B.TEST").unwrap();
    forgery.key = net.key_of(&crate::two_forests::principal("krbtgt/B.TEST@A.TEST"), None).unwrap();
    let credential = forgery.seal(net.rng());
    let walk = net.walk_from(&credential, name("host/db.c.test"), WalkOptions::default());
    assert_eq!(walk.code(), Some(KRB_AP_ERR_BAD_INTEGRITY));
}

/// The path of the client's realm does not lead through who sealed the ticket: that realm may not speak for it at all.
#[test]
fn a_client_of_a_realm_whose_path_does_not_contain_the_partner_is_refused() {
    for stranger in ["alice@ELSEWHERE.TEST", "alice@OTHER.EXAMPLE", "alice@A.TEST.EXAMPLE"] {
        let mut net = topology(CHAIN);
        let credential = net.forge(stranger, "krbtgt/C.TEST@B.TEST").unwrap().seal(net.rng());
        let walk = net.walk_from(&credential, name("host/db.c.test"), WalkOptions::default());
        assert_eq!(walk.code(), Some(KDC_ERR_POLICY), "{stranger}");
        assert!(
            matches!(walk.end(), End::Refused(Refusal::Transit(TransitRefusal::PartnerOffPath(_)))),
            "{stranger}: {:?}",
            walk.end()
        );
    }
}

/// The realm before last lies about the realms passed: the path is not one of the capaths.
#[test]
fn a_forged_transited_list_is_refused() {
    let code = |transited: &[u8]| {
        let mut net = topology(CHAIN);
        let mut forgery = net.forge("alice@A.TEST", "krbtgt/C.TEST@B.TEST").unwrap();
        forgery.transited = (1, transited.to_vec());
        let credential = forgery.seal(net.rng());
        let walk = net.walk_from(&credential, name("host/db.c.test"), WalkOptions::default());
        match walk.end() {
            End::Ticket(_) => None,
            _ => Some(walk.code().unwrap_or_else(|| panic!("{:?}", walk.end()))),
        }
    };

    assert_eq!(code(b""), None);
    for forged in [&b"EVIL.TEST"[..], b"B.TEST,EVIL.TEST", b"EVIL.TEST,B.TEST", b"/COM/EVIL", b"\xFF"] {
        assert_eq!(code(forged), Some(KDC_ERR_PATH_NOT_ACCEPTED), "{}", forged.escape_ascii());
    }
}
