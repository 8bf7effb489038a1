//! e-text: what a KRB-ERROR says to people.

use xrealm_client::LoginOptions;
use xrealm_names::{NameType, PrincipalName};
use xrealm_sim::{Net, RawTgsReq};
use xrealm_wire::KrbError;
use xrealm_wire::error_code::*;

use crate::hand_made::{answered, request_for};
use crate::one_realm::{corp, login};
use crate::two_forests::{USER1, topology, two_forests};

/// Longest text, and the dots of one that was cut.
const LONGEST: usize = 160 + "...".len();

/// Octets of a component, near what a name may have.
const LONG: usize = 1000;

/// Code and text of an error.
fn told(reply: &[u8]) -> (i32, String) {
    let error = KrbError::decode(reply).unwrap();
    let text = std::str::from_utf8(error.e_text.expect("an e-text")).expect("UTF-8");
    (error.error_code, text.to_owned())
}

#[test]
fn long_names_do_not_make_long_texts() {
    let plain = || {
        topology(
            r#"
            [[realm]]
            name = "EUROPE.TAILSPINTOYS.COM"
            principals = [{ name = "user1", password = "Secret-1" }]
            "#,
        )
    };
    let ask = |net: &mut Net, request: &RawTgsReq| told(&answered(net, request).reply.unwrap());
    for unit in ["a", "\u{e9}", "\u{1f511}", "a.", "\n"] {
        let long = unit.repeat(LONG / unit.len());
        for mut net in [two_forests(), plain()] {
            let tgt = net.login(USER1).unwrap().credential;
            for components in [vec!["host", &long], vec![&long, "a.test"], vec![&long], vec!["krbtgt", &long]] {
                let server = PrincipalName::new(NameType::SRV_INST, components.iter().copied()).unwrap();
                let (code, text) = ask(&mut net, &RawTgsReq { server, ..request_for(&tgt, "nobody") });
                assert_eq!(code, KDC_ERR_S_PRINCIPAL_UNKNOWN);
                assert!(text.len() <= LONGEST, "{} octets", text.len());
                assert!(!text.chars().any(char::is_control), "{text:?}");
            }
            let realm = long.clone().into_bytes();
            let (_, text) = ask(&mut net, &RawTgsReq { realm, ..request_for(&tgt, "nobody") });
            assert!(text.len() <= LONGEST, "{} octets", text.len());
        }
    }
}

#[test]
fn a_long_client_name_does_not_make_a_long_text() {
    let mut net = corp();
    let long = "a".repeat(LONG);
    login(&mut net, &long, "Secret-1", LoginOptions::default()).unwrap_err();
    let (code, text) = told(net.trace().last().unwrap().reply.as_deref().unwrap());
    assert_eq!(code, KDC_ERR_C_PRINCIPAL_UNKNOWN);
    assert!(text.len() <= LONGEST, "{} octets", text.len());
}

#[test]
fn even_errors_that_are_no_refusals_carry_a_text() {
    let mut net = corp();
    login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap();
    let first = net.trace().first().unwrap().clone();
    let (code, text) = told(first.reply.as_deref().unwrap());
    assert_eq!(code, KDC_ERR_PREAUTH_REQUIRED);
    assert!(!text.is_empty());

    let too_big = xrealm_kdc::response_too_big(&first.request, net.now(), net.directory()).unwrap();
    let (code, text) = told(&too_big);
    assert_eq!(code, KRB_ERR_RESPONSE_TOO_BIG);
    assert!(!text.is_empty());
}
