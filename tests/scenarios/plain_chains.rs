//! Plain realms: capaths, explicit cross-realm names, and the transited field as RFC 4120 §3.3.3.2 has it.

use xrealm_client::{Route, WalkOptions};
use xrealm_names::{NameType, RealmName};
use xrealm_sim::{End, Net, Walked};
use xrealm_wire::TicketFlags;

use crate::two_forests::{principal, realm, topology};

/// Realms R1 to R`length`, each trusted by the next; the service is in the last.
fn chain(length: usize) -> String {
    let mut text = String::from("[capaths]\n");
    for server in 3..=length {
        for client in 1..server - 1 {
            let between: Vec<String> = (client + 1..server).map(|n| format!("\"R{n}.TEST\"")).collect();
            text += &format!("\"R{client}.TEST\".\"R{server}.TEST\" = [{}]\n", between.join(", "));
        }
    }
    for n in 1..=length {
        text += &format!(
            "[[realm]]\nname = \"R{n}.TEST\"\nprincipals = [{{ name = \"alice\", password = \"Secret-1\" }}]\n\
             services = [\"host/db.r{n}.test\"]\n"
        );
    }
    for n in 1..length {
        let next = n + 1;
        text += &format!(
            "[[trust]]\nkind = \"realm\"\ntransitive = true\ntrusting = \"R{next}.TEST\"\ntrusted = \"R{n}.TEST\"\n"
        );
    }
    text
}

fn route(length: usize) -> Route {
    Route { via: (2..length).map(|n| realm(&format!("R{n}.TEST"))).collect(), to: realm(&format!("R{length}.TEST")) }
}

fn walk(net: &mut Net, length: usize, options: WalkOptions) -> Walked {
    let options = WalkOptions { route: Some(route(length)), ..options };
    net.walk_with("alice@R1.TEST", &format!("host/db.r{length}.test"), options)
}

/// The transited encodings of the tickets of a walk, opened with the keys of their servers.
fn transited(net: &Net, walked: &Walked) -> Vec<String> {
    let open = |hop: &xrealm_client::Hop| {
        let key = net.key_of(&hop.credential.server, None).unwrap();
        hop.ticket_contents(&[key.key]).unwrap().transited_text()
    };
    walked.hops().map(open).collect()
}

#[test]
fn each_realm_but_the_first_and_last_is_written_down() {
    let mut net = topology(&chain(4));

    let walked = walk(&mut net, 4, WalkOptions::default());

    assert_eq!(walked.end(), End::Ticket(principal("host/db.r4.test@R4.TEST")));
    assert_eq!(walked.realms(), ["R1.TEST", "R2.TEST", "R3.TEST", "R4.TEST"]);
    let written = transited(&net, &walked);
    assert_eq!(&written[..3], ["", "", ""]);
    let mut last: Vec<&str> = written.last().unwrap().split(',').collect();
    last.sort_unstable();
    assert_eq!(last, ["R2.TEST", "R3.TEST"]);
}

#[test]
fn a_direct_trust_leaves_the_transited_field_empty() {
    let mut net = topology(&chain(2));
    let walked = walk(&mut net, 2, WalkOptions::default());
    assert_eq!(transited(&net, &walked), ["", "", ""]);
}

/// The KDC that issues the service ticket has checked the path, by its capaths.
#[test]
fn the_last_kdc_says_that_it_checked_the_path() {
    let mut net = topology(&chain(3));
    let walked = walk(&mut net, 3, WalkOptions::default());
    let flags = walked.credential().unwrap().flags;
    assert!(flags.contains(TicketFlags::TRANSITED_POLICY_CHECKED), "{flags:?}");
}

#[test]
fn without_capaths_a_path_through_strangers_is_refused() {
    let with = chain(3);
    let without = with.split_once("[[realm]]").map(|(_, rest)| format!("[[realm]]{rest}")).unwrap();
    let mut net = topology(&without);
    let walked = walk(&mut net, 3, WalkOptions::default());
    assert!(matches!(walked.end(), End::Refused(_)), "{:?}", walked.end());
}

#[test]
fn eleven_realms_are_walked_with_a_limit_that_allows_it() {
    let mut net = topology(&chain(11));
    let walked = walk(&mut net, 11, WalkOptions::default());
    assert_eq!(walked.end(), End::Ticket(principal("host/db.r11.test@R11.TEST")));
    assert_eq!(walked.realms().len(), 11);

    let short = WalkOptions { hop_limit: 9, ..WalkOptions::default() };
    assert!(matches!(walk(&mut net, 11, short).end(), End::Failed(_)));
}

/// A host that the KDC's own domain_realm places is referred without the client knowing anything.
#[test]
fn a_kdc_refers_the_hosts_of_its_domain_realm() {
    let mut net = topology(
        r#"
        [domain_realm]
        ".b.test" = "B.TEST"

        [[realm]]
        name = "A.TEST"
        principals = [{ name = "alice", password = "Secret-1" }]

        [[realm]]
        name = "B.TEST"
        services = ["host/db.b.test"]

        [[trust]]
        kind = "realm"
        trusting = "B.TEST"
        trusted = "A.TEST"
    "#,
    );
    for name_type in [NameType::SRV_HST, NameType::SRV_INST] {
        let options = WalkOptions { name_type: Some(name_type), ..WalkOptions::default() };
        let walked = net.walk_with("alice@A.TEST", "host/db.b.test", options);
        assert_eq!(walked.realms(), ["A.TEST", "B.TEST"], "{name_type:?}");
    }
    let options = WalkOptions { canonicalize: false, name_type: Some(NameType::SRV_HST), ..WalkOptions::default() };
    let walked = net.walk_with("alice@A.TEST", "host/db.b.test", options);
    assert_eq!(walked.code(), Some(7), "referred although not asked to");
}

#[test]
fn plain_realm_names_are_compared_byte_for_byte() {
    let mut net = topology(&chain(2));
    let walked = net.walk("alice@r1.test", "host/db.r1.test");
    assert!(walked.realms().is_empty());
    assert_eq!(walked.code(), Some(68));
    assert_eq!(RealmName::new("R1.TEST").unwrap(), realm("R1.TEST"));
}
