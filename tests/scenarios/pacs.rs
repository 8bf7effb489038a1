//! PACs of a domain: what is in which ticket, and under which signatures.

use xrealm_client::{Credential, Hop, LoginOptions, TicketExchange, TicketOptions};
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::{PrincipalName, Timestamp};
use xrealm_pac::{FileTime, Pac, UserFlags};
use xrealm_sim::{Net, RawTgsReq};
use xrealm_wire::{AuthDataElement, AuthorizationData, EncTicketPart, KdcOptions, Ticket, ad_type};

use crate::hand_made::{answered, code_of};
use crate::opened_pac::{SERVICE, TICKET_GRANTING, logon, pac_of, sids, types};
use crate::two_forests::{name, principal, topology};

const CORP: &str = r#"
    [[domain]]
    name = "corp.test"
    netbios = "CORP"
    sid = "S-1-5-21-1-2-3"
    groups = [
        { name = "Clerks", rid = 1201 },
        { name = "Staff", rid = 1202, scope = "universal", members = ["Clerks"] },
        { name = "Readers", rid = 1203, scope = "domain-local", members = ["Staff"] },
        { name = "Keepers", rid = 1204, scope = "domain-local", members = ["Readers", "S-1-5-21-9-9-9-1001"] },
        { name = "Others", rid = 1205, scope = "domain-local" },
    ]
    users = [
        { name = "alice", password = "Secret-1", rid = 1105, full_name = "Alice Liddell", groups = ["Clerks"],
          sid_history = ["S-1-5-21-9-9-9-1001"], upn = "alice.liddell@corp.test" },
        { name = "bob", password = "Secret-2", rid = 1106 },
    ]
    services = [{ name = "mute", spns = ["http/mute.corp.test"], no_auth_data_required = true }]
    computers = [{ name = "WEB", spns = ["host/web.corp.test"] }]

    [[realm]]
    name = "PLAIN.TEST"
    principals = [{ name = "rita", password = "Secret-3" }]
    services = ["host/db.plain.test"]
"#;

const WEB: &str = "host/web.corp.test";

fn login(net: &mut Net, client: &str, options: LoginOptions) -> Hop {
    let client = principal(client);
    let secret = net.secret_of(&client, &options.etypes);
    net.login_with(client, secret, options).unwrap()
}

fn buy(net: &mut Net, tgt: &Credential, service: &str) -> Hop {
    let options = TicketOptions::default();
    net.exchange(TicketExchange::ticket(tgt.clone(), name(service), options).unwrap()).unwrap()
}

fn key(net: &Net, server: &str) -> Key {
    net.key_of(&principal(server), None).unwrap().key
}

#[test]
fn a_domain_puts_a_pac_into_every_ticket_granting_ticket() {
    let mut net = topology(CORP);
    let tgt = login(&mut net, "alice@CORP.TEST", LoginOptions::default());
    let octets = pac_of(&net, &tgt).unwrap();
    let pac = Pac::decode(&octets).unwrap();

    assert_eq!(types(&octets), TICKET_GRANTING);
    let krbtgt = key(&net, "krbtgt/CORP.TEST@CORP.TEST");
    assert_eq!((pac.verify_server(&krbtgt), pac.verify_kdc(&krbtgt)), (Ok(()), Ok(())));
    let info = pac.client_info().unwrap().unwrap();
    assert_eq!((info.name.to_text().as_ref(), info.client_id), ("alice", FileTime::from(tgt.credential.auth_time)));
    assert_eq!(pac.requestor_sid().unwrap().unwrap().0.to_string(), "S-1-5-21-1-2-3-1105");
    let upn = pac.upn_dns_info().unwrap().unwrap();
    assert_eq!((upn.upn.to_text().as_ref(), upn.upn_is_constructed), ("alice.liddell@corp.test", false));
    assert_eq!(upn.dns_domain_name, "CORP.TEST");

    let logon = logon(&octets);
    assert_eq!(logon.effective_name, "alice");
    assert_eq!(logon.full_name, "Alice Liddell");
    assert_eq!((logon.user_id, logon.primary_group_id, logon.user_account_control), (1105, 513, 0x10));
    assert_eq!(logon.logon_domain_name, "CORP");
    assert_eq!(logon.logon_server, "DC1");
    assert_eq!(logon.user_flags, UserFlags::EXTRA_SIDS);
    assert_eq!(logon.logoff_time, FileTime::NEVER);
    // Domain Users, Clerks and what Clerks are in; the history; asserted by a KDC.
    let expected =
        ["S-1-5-21-1-2-3-513", "S-1-5-21-1-2-3-1201", "S-1-5-21-1-2-3-1202", "S-1-5-21-9-9-9-1001", "S-1-18-1"];
    assert_eq!(sids(&octets), expected);
}

#[test]
fn a_plain_realm_has_no_pacs() {
    let mut net = topology(CORP);
    let tgt = login(&mut net, "rita@PLAIN.TEST", LoginOptions::default());
    assert_eq!(pac_of(&net, &tgt), None);
    let ticket = buy(&mut net, &tgt.credential, "host/db.plain.test");
    assert_eq!(pac_of(&net, &ticket), None);
}

/// The EncTicketPart of a ticket with one zero octet in place of its PAC, taken apart and put together by hand.
fn blanked(net: &Net, ticket: &Credential) -> Vec<u8> {
    let server = Ticket::decode(&ticket.ticket).unwrap();
    let plain = net.key_of(&ticket.server, None).unwrap().key.open(KeyUsage::TICKET, server.enc_part.cipher).unwrap();
    let part = EncTicketPart::decode(&plain).unwrap();
    let list = |ad_type, ad_data: &[u8]| {
        AuthorizationData([AuthDataElement { ad_type, ad_data }].into_iter().collect()).to_vec()
    };
    let blank = list(ad_type::IF_RELEVANT, &list(ad_type::WIN2K_PAC, &[0]));
    EncTicketPart { authorization_data: Some(&blank), ..part }.to_vec()
}

#[test]
fn a_service_ticket_has_local_groups_and_all_four_signatures() {
    let mut net = topology(CORP);
    let tgt = login(&mut net, "alice@CORP.TEST", LoginOptions::default()).credential;
    let ticket = buy(&mut net, &tgt, WEB);
    let octets = pac_of(&net, &ticket).unwrap();
    let pac = Pac::decode(&octets).unwrap();

    assert_eq!(types(&octets), SERVICE);
    let (service, krbtgt) = (key(&net, "host/web.corp.test@CORP.TEST"), key(&net, "krbtgt/CORP.TEST@CORP.TEST"));
    assert_eq!(pac.verify_server(&service), Ok(()));
    assert_eq!(pac.verify_kdc(&krbtgt), Ok(()));
    assert_eq!(pac.verify_full(&krbtgt), Ok(()));
    assert_eq!(pac.verify_ticket(&krbtgt, &blanked(&net, &ticket.credential)), Ok(()));

    let logon = logon(&octets);
    let local: Vec<u32> = logon.resource_group_ids.iter().map(|group| group.relative_id).collect();
    assert_eq!((local, logon.user_flags), (vec![1203, 1204], UserFlags(0x220)));
    assert!(logon.resource_group_ids.iter().all(|group| group.attributes.0 == 0x2000_0007));
    assert_eq!(logon.resource_group_domain_sid.unwrap().to_string(), "S-1-5-21-1-2-3");
}

#[test]
fn who_is_in_no_local_group_gets_no_resource_groups() {
    let mut net = topology(CORP);
    let tgt = login(&mut net, "bob@CORP.TEST", LoginOptions::default()).credential;
    let ticket = buy(&mut net, &tgt, WEB);
    let octets = pac_of(&net, &ticket).unwrap();
    assert_eq!((logon(&octets).resource_group_domain_sid, logon(&octets).user_flags), (None, UserFlags::EXTRA_SIDS));
}

/// MS-KILE 3.3.5.3: the ticket-granting ticket has one all the same, for what is done on behalf of the client.
#[test]
fn who_wants_no_pac_gets_none_in_tickets_for_services() {
    for (wanted, flags) in [(Some(true), 1), (None, 2), (Some(false), 0)] {
        let mut net = topology(CORP);
        let options = LoginOptions { pac_request: wanted, ..LoginOptions::default() };
        let tgt = login(&mut net, "alice@CORP.TEST", options);
        let octets = pac_of(&net, &tgt).unwrap();
        let attributes = Pac::decode(&octets).unwrap().attributes_info().unwrap().unwrap();
        assert_eq!((attributes.flags_length, attributes.flags), (2, flags));
        let ticket = buy(&mut net, &tgt.credential, WEB);
        assert_eq!(pac_of(&net, &ticket).is_some(), wanted != Some(false), "{wanted:?}");
    }
}

#[test]
fn a_service_that_needs_no_authorization_data_gets_none() {
    let mut net = topology(CORP);
    let tgt = login(&mut net, "alice@CORP.TEST", LoginOptions::default()).credential;
    let ticket = buy(&mut net, &tgt, "http/mute.corp.test");
    assert_eq!(pac_of(&net, &ticket), None);
}

#[test]
fn a_login_for_a_service_gives_a_pac_for_a_service() {
    for (service, expected) in [(WEB, &SERVICE[..]), ("kadmin/changepw", &SERVICE[..5])] {
        let mut net = topology(CORP);
        let options = LoginOptions { service: Some(name(service)), ..LoginOptions::default() };
        let ticket = login(&mut net, "alice@CORP.TEST", options);
        let octets = pac_of(&net, &ticket).unwrap();
        assert_eq!(types(&octets), expected, "{service}");
        let sealed = key(&net, &format!("{service}@CORP.TEST"));
        assert_eq!(Pac::decode(&octets).unwrap().verify_server(&sealed), Ok(()), "{service}");
    }
}

#[test]
fn renewed_tickets_keep_their_pacs_under_new_signatures() {
    let mut net = topology(CORP);
    let options = LoginOptions { renewable_for: Some(86_400), ..LoginOptions::default() };
    let tgt = login(&mut net, "alice@CORP.TEST", options).credential;
    let mut request = RawTgsReq::new(&tgt, name(WEB));
    (request.kdc_options, request.renew_till) = (KdcOptions::RENEWABLE, Some(Timestamp::EPOCH));
    assert_eq!(code_of(&answered(&mut net, &request)), 0);
    let options = TicketOptions { kdc_options: KdcOptions::RENEWABLE, ..TicketOptions::default() };
    let ticket = net.exchange(TicketExchange::ticket(tgt.clone(), name(WEB), options).unwrap());
    for ticket in [tgt, ticket.unwrap().credential] {
        let before = net.now();
        net.advance(60);
        let renewed = net.exchange(TicketExchange::renew(ticket.clone(), TicketOptions::default()));
        let Ok(renewed) = renewed else { panic!("{}: {renewed:?}", ticket.server) };
        assert!(renewed.credential.start_time.unwrap() > before.time, "{}", ticket.server);
        let octets = pac_of(&net, &renewed).unwrap();
        let krbtgt = key(&net, "krbtgt/CORP.TEST@CORP.TEST");
        assert_eq!(Pac::decode(&octets).unwrap().verify_kdc(&krbtgt), Ok(()), "{}", ticket.server);
    }
}

#[test]
fn user_to_user_tickets_have_pacs_under_the_session_key() {
    let mut net = topology(CORP);
    let alice = login(&mut net, "alice@CORP.TEST", LoginOptions::default()).credential;
    let bob = login(&mut net, "bob@CORP.TEST", LoginOptions::default()).credential;
    let mut request = RawTgsReq::new(&alice, PrincipalName::parse("bob").unwrap());
    request.kdc_options = KdcOptions::ENC_TKT_IN_SKEY;
    request.additional_tickets = vec![bob.ticket.clone()];
    let handled = answered(&mut net, &request);
    assert_eq!(code_of(&handled), 0);
    let reply = xrealm_wire::KdcRep::decode(handled.reply.as_deref().unwrap()).unwrap();
    let ticket = Ticket::decode(reply.ticket).unwrap();
    let plain = bob.session_key.open(KeyUsage::TICKET, ticket.enc_part.cipher).unwrap();
    let part = EncTicketPart::decode(&plain).unwrap();
    let octets = xrealm_sim::ticket_pac(part.authorization_data.unwrap()).unwrap();
    assert_eq!(Pac::decode(&octets).unwrap().verify_server(&bob.session_key), Ok(()));
}
