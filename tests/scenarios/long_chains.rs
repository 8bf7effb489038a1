//! Chains of plain realms longer than MIT's KDC serves realms in one process, which is 32.

use xrealm_client::{Transport, WalkOptions};
use xrealm_directory::{Errand, Traveller};
use xrealm_names::{NameType, PrincipalName};
use xrealm_sim::{End, Net, Walked, realm_chain};
use xrealm_trust::transited::{self, MAX_REALMS};
use xrealm_wire::TicketFlags;

use crate::two_forests::{principal, realm, topology};

/// A walk from the first realm to the last, by referrals alone.
fn walk(net: &mut Net, length: usize) -> Walked {
    let options = WalkOptions { hop_limit: length, ..WalkOptions::default() };
    net.walk_with("alice@R1.TEST", &format!("host/db.r{length}.test"), options)
}

fn realms(numbers: impl Iterator<Item = usize>) -> Vec<String> {
    numbers.map(|n| format!("R{n}.TEST")).collect()
}

/// The realms written in the last ticket.
fn transited(net: &Net, walked: &Walked) -> Vec<String> {
    let hop = walked.hops().last().unwrap();
    let key = net.key_of(&hop.credential.server, None).unwrap();
    let contents = hop.ticket_contents(&[key.key]).unwrap();
    let (client, server) = (realm("R1.TEST"), &hop.credential.server.realm);
    let list = transited::decode(&contents.transited, &client, server).unwrap();
    list.iter().map(ToString::to_string).collect()
}

#[test]
fn thirty_two_and_five_hundred_realms_are_walked() {
    for length in [32, 500] {
        let mut net = topology(&realm_chain(length));

        let walked = walk(&mut net, length);

        let service = principal(&format!("host/db.r{length}.test@R{length}.TEST"));
        assert_eq!(walked.end(), End::Ticket(service));
        assert_eq!(walked.realms(), realms(1..=length));
        assert_eq!(transited(&net, &walked), realms(2..length));
        let flags = walked.credential().unwrap().flags;
        assert!(flags.contains(TicketFlags::TRANSITED_POLICY_CHECKED), "{flags:?}");
    }
}

#[test]
fn five_hundred_decisions_are_composed_as_they_are_walked() {
    let net = topology(&realm_chain(500));
    let service = PrincipalName::parse("host/db.r500.test").unwrap().with_type(NameType::SRV_INST);
    let home = net.directory().realm_named(b"R1.TEST").unwrap();
    let errand = Errand { traveller: Traveller::Of(home), service: &service, canonicalize: true };

    let itinerary = net.directory().itinerary(&errand);

    assert!(itinerary.is_issued(), "{}", itinerary.end);
    assert_eq!(itinerary.realms().map(ToString::to_string).collect::<Vec<_>>(), realms(1..=500));
}

/// Each realm passed adds its name and a comma to the ticket, so at some point replies do not fit a datagram.
#[test]
fn tickets_grow_by_the_names_of_the_realms_and_move_to_tcp() {
    let mut net = topology(&realm_chain(500));
    net.set_datagram_limit(1400);

    let walked = walk(&mut net, 500);

    assert!(matches!(walked.end(), End::Ticket(_)), "{:?}", walked.end());
    let by = |transport| net.trace().iter().filter(|asked| asked.transport == transport).count();
    assert!(by(Transport::Any) > 400 && by(Transport::Tcp) > 400, "{} {}", by(Transport::Any), by(Transport::Tcp));
    let last = walked.hops().last().unwrap();
    let names: usize = realms(2..500).iter().map(|name| name.len() + 1).sum();
    let rest = last.credential.ticket.len() - names;
    assert!(rest < 300, "a ticket of {} octets for names of {names}", last.credential.ticket.len());
}

/// Between the client's realm and the service's lie as many realms as a transited field may hold, but no more.
#[test]
fn the_transited_field_limits_how_long_a_chain_can_be() {
    let longest = MAX_REALMS + 2;
    let mut net = topology(&realm_chain(longest + 1));

    assert!(matches!(walk(&mut net, longest).end(), End::Ticket(_)));

    let refused = walk(&mut net, longest + 1);
    let End::Refused(refusal) = refused.end() else { panic!("{:?}", refused.end()) };
    assert_eq!(refusal.to_string(), "more than 1024 transited realms");
    assert_eq!(refused.realms().len(), longest + 1);
}
