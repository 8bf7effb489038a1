//! Whose clients a partner may speak of, and what it may call them.

use xrealm_kdc::{Handled, Refusal};
use xrealm_names::NameType;
use xrealm_sim::{Forgery, Net};
use xrealm_trust::ClientRealmRefusal;
use xrealm_wire::error_code::{KDC_ERR_NONE, KDC_ERR_POLICY, KRB_ERR_GENERIC};
use xrealm_wire::{PrincipalName, TicketFlags};

use crate::hand_made::{answered, code, code_of, refusal_of, request_for, sealed_with};
use crate::two_forests::{realm, topology};

const WORLD: &str = r#"
    [[domain]]
    name = "d.test"
    computers = [{ name = "DB", spns = ["host/db.d.test"] }]

    [[domain]]
    name = "sub.d.test"
    parent = "d.test"

    [[domain]]
    name = "friend.test"

    [[realm]]
    name = "R1.TEST"

    [[realm]]
    name = "R2.TEST"

    [[trust]]
    kind = "realm"
    trusting = "d.test"
    trusted = "R1.TEST"
    transitive = true

    [[trust]]
    kind = "realm"
    trusting = "d.test"
    trusted = "R2.TEST"

    [[trust]]
    kind = "forest"
    trusting = "d.test"
    trusted = "friend.test"
"#;

const DB: &str = "host/db.d.test";
const OVER_R1: &str = "krbtgt/D.TEST@R1.TEST";

fn presented(net: &mut Net, client: &str, change: impl FnOnce(&mut Forgery)) -> Handled {
    let mut forgery = net.forge(client, OVER_R1).unwrap();
    change(&mut forgery);
    let ticket = forgery.seal(net.rng());
    answered(net, &request_for(&ticket, DB))
}

#[test]
fn a_transitive_realm_trust_vouches_for_strangers_but_not_for_anybody_elses_clients() {
    let mut net = topology(WORLD);
    for client in ["rita@R1.TEST", "zoe@FURTHER.TEST"] {
        assert_eq!(code_of(&presented(&mut net, client, |_| {})), KDC_ERR_NONE, "{client}");
    }
    for crealm in ["R2.TEST", "SUB.D.TEST", "FRIEND.TEST", "BELOW.FRIEND.TEST"] {
        let handled = presented(&mut net, &format!("admin@{crealm}"), |_| {});
        assert_eq!(code_of(&handled), KDC_ERR_POLICY, "{crealm}");
        let refused = ClientRealmRefusal::NotClaimed { partner: realm("R1.TEST"), crealm: realm(crealm) };
        assert_eq!(refusal_of(&handled), Refusal::ForeignClientRealm(refused));
    }
}

#[test]
fn a_partner_does_not_name_clients_of_the_own_realm() {
    let mut net = topology(WORLD);
    for own in ["D.TEST", "d.test", "D"] {
        let handled = presented(&mut net, &format!("admin@{own}"), |_| {});
        assert_eq!(code_of(&handled), KDC_ERR_POLICY, "{own}");
        let refused = ClientRealmRefusal::OwnRealm { partner: realm("R1.TEST") };
        assert_eq!(refusal_of(&handled), Refusal::ForeignClientRealm(refused), "{own}");
    }
}

#[test]
fn a_partners_anonymous_clients_get_no_ticket() {
    let mut net = topology(WORLD);
    let anonymous = |forgery: &mut Forgery| forgery.flags = forgery.flags | TicketFlags::ANONYMOUS;
    for handled in [
        presented(&mut net, "rita@R1.TEST", anonymous),
        presented(&mut net, "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS", |_| {}),
        presented(&mut net, "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS", anonymous),
    ] {
        assert_eq!((code_of(&handled), refusal_of(&handled)), (KDC_ERR_POLICY, Refusal::AnonymousClient));
    }
}

/// A service that takes `krbtgt/X` for a KDC, or reads `admin` where `admin\0x` stands, must not meet such a client.
#[test]
fn client_names_that_are_no_names_are_refused() {
    const ODD: [&[&[u8]]; 7] =
        [&[], &[b""], &[b"rita", b""], &[b"admin\0x"], &[b"\xFF\xFE"], &[b"krbtgt", b"D.TEST"], &[b"krbtgt", b"X"]];
    let mut net = topology(WORLD);
    for components in ODD {
        for name_type in [NameType::PRINCIPAL, NameType::SRV_INST] {
            let forgery = net.forge("rita@R1.TEST", OVER_R1).unwrap();
            let mut ticket = sealed_with(&mut net, &forgery, |part| {
                part.cname = PrincipalName::new(name_type, components.iter().copied());
            });
            // Where the name is one, the authenticator repeats it.
            if let Ok(client) = PrincipalName::new(name_type, components.iter().copied()).to_owned() {
                ticket.client.name = client;
            }
            let handled = answered(&mut net, &request_for(&ticket, DB));
            assert_eq!(code_of(&handled), KRB_ERR_GENERIC, "{components:?}");
            assert_eq!(refusal_of(&handled), Refusal::Malformed { part: "client name" }, "{components:?}");
        }
    }
}

#[test]
fn client_names_of_several_components_are_names() {
    let mut net = topology(WORLD);
    for client in ["rita/admin@R1.TEST", "host/db.r1.test@R1.TEST", "krbtgt/a/b@R1.TEST", "krbtgt@R1.TEST"] {
        let forgery = net.forge(client, OVER_R1).unwrap();
        let ticket = forgery.seal(net.rng());
        assert_eq!(code(&mut net, &request_for(&ticket, DB)), KDC_ERR_NONE, "{client}");
    }
}
