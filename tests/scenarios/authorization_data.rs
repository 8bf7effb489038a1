//! Authorization data: what only a KDC may say does not come from a partner or a client.

use xrealm_client::{Credential, LoginOptions, TicketExchange, TicketOptions};
use xrealm_kdc::Refusal;
use xrealm_sim::{Net, NetError};
use xrealm_wire::error_code::{KDC_ERR_POLICY, KRB_AP_ERR_MODIFIED};
use xrealm_wire::{AuthDataElement, AuthorizationData, ad_type};

use crate::hand_made::{beside_pac, contents};
use crate::one_realm::{code, corp, login};
use crate::two_forests::{USER1, name, topology, two_forests};

/// Type and content.
type Element = (i32, Vec<u8>);

fn list(elements: &[Element]) -> Vec<u8> {
    let elements = elements.iter().map(|(ad_type, ad_data)| AuthDataElement { ad_type: *ad_type, ad_data });
    AuthorizationData(elements.collect()).to_vec()
}

fn if_relevant(elements: &[Element]) -> Element {
    (ad_type::IF_RELEVANT, list(elements))
}

fn pac() -> Element {
    (ad_type::WIN2K_PAC, b"groups of its choice".to_vec())
}

fn ordinary() -> Element {
    (-77, b"ordinary".to_vec())
}

/// What only a KDC may say, bare and in containers.
fn forbidden() -> Vec<Element> {
    let kinds = [ad_type::WIN2K_PAC, ad_type::KDC_ISSUED, ad_type::CAMMAC, ad_type::AUTHENTICATION_INDICATOR, 512];
    let bare = kinds.map(|kind| (kind, b"said by a KDC".to_vec()));
    let contained = bare.clone().map(|element| if_relevant(&[element]));
    let nested = |depth: usize| (0..depth).fold(pac(), |inner, _| if_relevant(&[inner]));
    bare.into_iter().chain(contained).chain([2, 3, 4, 5, 6, 40].map(nested)).collect()
}

/// The authorization data of the service ticket that `tgt` buys, beside the PAC.
fn bought(net: &mut Net, tgt: &Credential, service: &str, added: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, NetError> {
    let options = TicketOptions { authorization_data: added, ..TicketOptions::default() };
    let hop = net.exchange(TicketExchange::ticket(tgt.clone(), name(service), options).unwrap())?;
    Ok(beside_pac(contents(net, &hop).authorization_data))
}

const PLAIN: &str = r#"
    [[realm]]
    name = "A.TEST"

    [[realm]]
    name = "B.TEST"
    services = ["host/db.b.test"]

    [[trust]]
    kind = "realm"
    trusting = "B.TEST"
    trusted = "A.TEST"
"#;

/// What comes of the authorization data in a partner's ticket.
fn from_partner(elements: &[Element]) -> [Result<Option<Vec<u8>>, NetError>; 2] {
    let ask = |mut net: Net, client: &str, over: &str, service: &str| {
        let mut forgery = net.forge(client, over).unwrap();
        forgery.authorization_data = Some(list(elements));
        let tgt = forgery.seal(net.rng());
        bought(&mut net, &tgt, service, None)
    };
    let forest = "krbtgt/WINGTIPTOYS.COM@TAILSPINTOYS.COM";
    [
        ask(two_forests(), USER1, forest, "host/webserver1.wingtiptoys.com"),
        ask(topology(PLAIN), "alice@A.TEST", "krbtgt/B.TEST@A.TEST", "host/db.b.test"),
    ]
}

/// A second PAC makes a domain's ticket a forgery; a plain realm knows of none.
#[test]
fn a_partner_cannot_say_what_only_a_kdc_may() {
    for element in forbidden() {
        let [domain, plain] = from_partner(std::slice::from_ref(&element));
        assert_eq!(plain, Ok(None), "{element:?}");
        if element == if_relevant(&[(ad_type::WIN2K_PAC, b"said by a KDC".to_vec())]) {
            assert_eq!(domain.map_err(refusal_code), Err(KRB_AP_ERR_MODIFIED));
        } else {
            assert_eq!(domain, Ok(None), "{element:?}");
        }
    }
}

#[test]
fn a_partners_ordinary_authorization_data_passes() {
    let mixed = if_relevant(&[(ad_type::KDC_ISSUED, Vec::new()), ordinary()]);
    for got in from_partner(&[pac(), ordinary(), mixed]) {
        assert_eq!(got, Ok(Some(list(&[ordinary(), if_relevant(&[ordinary()])]))));
    }
    let untouched = [ordinary(), if_relevant(&[ordinary()])];
    for got in from_partner(&untouched) {
        assert_eq!(got, Ok(Some(list(&untouched))));
    }
}

/// RFC 4120 §5.2.6.4: a KDC that does not understand it must refuse.
#[test]
fn authorization_data_that_a_kdc_must_understand_is_refused() {
    for kind in [ad_type::MANDATORY_FOR_KDC, ad_type::FX_FAST_ARMOR] {
        let element = (kind, list(&[ordinary()]));
        for elements in [vec![element.clone()], vec![ordinary(), if_relevant(std::slice::from_ref(&element))]] {
            for got in from_partner(&elements) {
                assert_eq!(got.map_err(refusal_code), Err(KDC_ERR_POLICY), "{kind}");
            }
            let mut net = corp();
            let tgt = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap().credential;
            let got = bought(&mut net, &tgt, "host/web.corp.test", Some(list(&elements)));
            assert_eq!(got.map_err(refusal_code), Err(KDC_ERR_POLICY), "{kind} from the client");
            let last = net.trace().last().unwrap().outcome.answered.clone();
            let refusal = Refusal::MandatoryAuthorizationData;
            assert_eq!(last, xrealm_kdc::Answered::Refused { refusal, code: KDC_ERR_POLICY });
        }
    }
}

fn refusal_code(error: NetError) -> i32 {
    code(Err(error))
}

#[test]
fn a_client_cannot_add_what_only_a_kdc_may_say() {
    let mut net = corp();
    let tgt = login(&mut net, "alice", "Secret-1", LoginOptions::default()).unwrap().credential;
    let mut with = |added: &[Element]| bought(&mut net, &tgt, "host/web.corp.test", Some(list(added))).unwrap();

    for element in forbidden() {
        assert_eq!(with(std::slice::from_ref(&element)), None, "{element:?}");
        assert_eq!(with(&[element.clone(), ordinary()]), Some(list(&[ordinary()])), "{element:?}");
    }
    let mixed = if_relevant(&[ordinary(), pac(), if_relevant(&[pac()])]);
    assert_eq!(with(&[mixed]), Some(list(&[if_relevant(&[ordinary()])])));
}

/// What this realm sealed into its own ticket it carries on, every octet; the client's addition comes after.
#[test]
fn authorization_data_of_own_tickets_is_carried_unchanged() {
    let mut net = corp();
    let sealed = [(ad_type::KDC_ISSUED, b"own".to_vec()), ordinary()];
    let mut forgery = net.forge("alice@CORP.TEST", "krbtgt/CORP.TEST@CORP.TEST").unwrap();
    forgery.authorization_data = Some(list(&sealed));
    let tgt = forgery.seal(net.rng());
    let mut buy = |added: Option<Vec<u8>>| bought(&mut net, &tgt, "host/web.corp.test", added).unwrap();

    assert_eq!(buy(None), Some(list(&sealed)));
    let mut more = sealed.to_vec();
    more.push((-78, b"added".to_vec()));
    assert_eq!(buy(Some(list(&[pac(), (-78, b"added".to_vec())]))), Some(list(&more)));
}
