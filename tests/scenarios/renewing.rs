//! RENEW and VALIDATE: the presented ticket again, of the own realm only, and within the bounds of the realm.

use xrealm_client::{Credential, LoginOptions, TicketExchange, TicketOptions};
use xrealm_kdc::Refusal;
use xrealm_sim::{Forgery, Net};
use xrealm_wire::error_code::{KDC_ERR_NONE, KDC_ERR_POLICY, KDC_ERR_SERVER_NOMATCH};
use xrealm_wire::{KdcOptions, TicketFlags};

use crate::hand_made::{answered, code, code_of, refusal_of, request_for};
use crate::two_forests::{USER1, name, principal, topology, two_forests};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Each option with the flags that a ticket needs for it.
const AGAIN: [(KdcOptions, TicketFlags); 2] = [
    (KdcOptions::RENEW, TicketFlags::RENEWABLE),
    (KdcOptions::VALIDATE, TicketFlags::RENEWABLE.with(TicketFlags::INVALID)),
];

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

/// A net, a client, its ticket over a trust, and two servers there.
type Arrival = (Net, &'static str, &'static str, [&'static str; 2]);

fn arrivals() -> [Arrival; 2] {
    let forest = ["host/webserver1.wingtiptoys.com", "krbtgt/WINGTIPTOYS.COM"];
    [
        (two_forests(), USER1, "krbtgt/WINGTIPTOYS.COM@TAILSPINTOYS.COM", forest),
        (topology(PLAIN), "alice@A.TEST", "krbtgt/B.TEST@A.TEST", ["host/db.b.test", "krbtgt/B.TEST"]),
    ]
}

/// A ticket that began an hour ago, ends in a hundred days and is renewable for thousand.
fn endless(net: &Net, client: &str, server: &str, flags: TicketFlags) -> Forgery {
    let mut forgery = net.forge(client, server).unwrap();
    let now = net.now().time;
    forgery.flags = forgery.flags | flags;
    forgery.start_time = Some(now + -HOUR);
    forgery.end_time = now + 100 * DAY;
    forgery.renew_till = Some(now + 1000 * DAY);
    forgery
}

/// Whoever knows the secret of a trust writes what times he likes.
#[test]
fn a_partners_ticket_is_neither_renewed_nor_validated() {
    for (options, flags) in AGAIN {
        for (mut net, client, over, servers) in arrivals() {
            let ticket = endless(&net, client, over, flags).seal(net.rng());
            for server in servers {
                let mut request = request_for(&ticket, server);
                request.kdc_options = options;
                let handled = answered(&mut net, &request);
                assert_eq!(code_of(&handled), KDC_ERR_SERVER_NOMATCH, "{server} {options:?}");
                let presented = principal(over).name;
                assert_eq!(refusal_of(&handled), Refusal::AnotherService { presented });
            }
        }
    }
}

#[test]
fn a_partners_endless_ticket_buys_tickets_within_the_bounds_here() {
    for (mut net, client, over, servers) in arrivals() {
        let ticket = endless(&net, client, over, TicketFlags::RENEWABLE).seal(net.rng());
        let now = net.now().time;
        for server in servers {
            let options = TicketOptions {
                kdc_options: KdcOptions::RENEWABLE,
                renew_till: ticket.renew_till,
                ..TicketOptions::default()
            };
            let exchange = TicketExchange::ticket(ticket.clone(), name(server), options).unwrap();
            let bought = net.exchange(exchange).unwrap().credential;
            assert_eq!(bought.end_time, now + 10 * HOUR, "{server}");
            assert_eq!(bought.renew_till, Some(now + 7 * DAY), "{server}");
        }
    }
}

const CORP: &str = r#"
    [[domain]]
    name = "corp.test"
    users = [{ name = "alice", password = "Secret-1" }]
    computers = [
        { name = "WEB", spns = ["host/web.corp.test"] },
        { name = "BANK", spns = ["host/bank.corp.test"], max_ticket_life = "1h" },
    ]

    [[domain]]
    name = "partner.test"

    [[trust]]
    kind = "forest"
    trusting = "partner.test"
    trusted = "corp.test"
"#;

const OWN: &str = "krbtgt/CORP.TEST@CORP.TEST";

/// The password service is refused before it is asked what else is wrong.
#[test]
fn an_own_ticket_is_renewed_and_validated_for_its_own_server_only() {
    for (options, flags) in AGAIN {
        let mut net = topology(CORP);
        let ticket = endless(&net, "alice@CORP.TEST", OWN, flags).seal(net.rng());
        let mut again = |server: &str| {
            let mut request = request_for(&ticket, server);
            request.kdc_options = options;
            code(&mut net, &request)
        };
        assert_eq!(again("krbtgt/CORP.TEST"), KDC_ERR_NONE, "{options:?}");
        assert_eq!(again("KRBTGT/corp.test"), KDC_ERR_NONE, "{options:?}");
        assert_eq!(again("host/web.corp.test"), KDC_ERR_SERVER_NOMATCH, "{options:?}");
        assert_eq!(again("krbtgt/PARTNER.TEST"), KDC_ERR_SERVER_NOMATCH, "{options:?}");
        assert_eq!(again("host/db.partner.test"), KDC_ERR_SERVER_NOMATCH, "{options:?}");
        assert_eq!(again("kadmin/changepw"), KDC_ERR_POLICY, "{options:?}");
    }
}

#[test]
fn a_renewed_ticket_never_lives_longer_than_the_realm_and_the_account_allow() {
    let mut net = topology(CORP);
    let now = net.now().time;
    let lives = |net: &mut Net, ticket: Credential| {
        let renewed = net.exchange(TicketExchange::renew(ticket, TicketOptions::default())).unwrap().credential;
        renewed.end_time - now
    };
    for (server, longest) in [(OWN, 10), ("host/web.corp.test@CORP.TEST", 10), ("host/bank.corp.test@CORP.TEST", 1)] {
        let ticket = endless(&net, "alice@CORP.TEST", server, TicketFlags::RENEWABLE).seal(net.rng());
        assert_eq!(lives(&mut net, ticket), longest * HOUR, "{server}");
    }
}

#[test]
fn an_honest_ticket_of_either_kind_is_renewed_time_and_again() {
    let mut net = topology(CORP);
    let options = LoginOptions { renewable_for: Some(3 * 86_400), ..LoginOptions::default() };
    let client = principal("alice@CORP.TEST");
    let tgt = net.login_with(client, xrealm_client::Secret::password("Secret-1"), options).unwrap().credential;
    let ask =
        TicketOptions { kdc_options: KdcOptions::RENEWABLE, renew_till: tgt.renew_till, ..TicketOptions::default() };
    let exchange = TicketExchange::ticket(tgt.clone(), name("host/web.corp.test"), ask).unwrap();
    let service = net.exchange(exchange).unwrap().credential;

    for mut ticket in [tgt, service] {
        let (server, life) = (ticket.server.clone(), ticket.end_time - ticket.start_time.unwrap());
        for _ in 0..3 {
            net.advance(HOUR);
            ticket = net.exchange(TicketExchange::renew(ticket, TicketOptions::default())).unwrap().credential;
            assert_eq!(ticket.server, server);
            assert_eq!(ticket.end_time, net.now().time + life);
        }
    }
}
