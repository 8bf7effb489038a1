//! What is inside a service's ticket, read with the service's password.

use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::{EncryptionType, PrincipalName, RealmName};
use xrealm_tests::Client;
use xrealm_wire::{EncTicketPart, Ticket, TicketFlags};

/// The encrypted part of a ticket, as far as tests ask.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OpenedTicket {
    pub(crate) client: String,
    pub(crate) transited_type: i32,
    pub(crate) transited: String,
    pub(crate) transited_policy_checked: bool,
}

/// Opens the ticket that `client` holds for `service`, a name without realm in `realm`, whose keys are made of
/// `password` and the salt of its name.
pub(crate) fn open(client: &Client, service: &str, realm: &str, password: &str) -> OpenedTicket {
    let path = client.cache();
    let cache = std::fs::read(path.trim_start_matches("FILE:")).expect("the client has a cache");
    let tickets = tickets_of(&cache);
    let sealed = tickets
        .iter()
        .filter_map(|octets| Ticket::decode(octets).ok())
        .find(|ticket| ticket.realm == realm.as_bytes() && named(&ticket.sname) == service)
        .unwrap_or_else(|| panic!("no ticket for {service}@{realm}: {:?}", client.names_inside()))
        .enc_part;
    let name = PrincipalName::parse(service).expect("a service name");
    let salt = xrealm_crypto::salt::principal(&RealmName::new(realm).expect("a realm name"), &name);
    let etype = EncryptionType::from_number(sealed.etype).expect("an encryption type of ours");
    let key = Key::from_password(etype, password.as_bytes(), salt.as_bytes(), None).expect("a key");
    let plain = key.open(KeyUsage::TICKET, sealed.cipher).expect("the password opens the ticket");
    let part = EncTicketPart::decode(&plain).expect("an EncTicketPart");
    OpenedTicket {
        client: format!("{}@{}", named(&part.cname), String::from_utf8_lossy(part.crealm)),
        transited_type: part.transited.tr_type,
        transited: String::from_utf8_lossy(part.transited.contents).into_owned(),
        transited_policy_checked: part.flags.contains(TicketFlags::TRANSITED_POLICY_CHECKED),
    }
}

fn named(name: &xrealm_wire::PrincipalName<'_>) -> String {
    name.to_owned().expect("the name is text").to_string()
}

/// The tickets of a credential cache of version 4.
fn tickets_of(cache: &[u8]) -> Vec<&[u8]> {
    let mut file = Fields(cache);
    assert_eq!(file.take(2), [5, 4], "a cache of version 4");
    let header = file.number(2);
    file.take(header);
    file.principal();
    let mut tickets = Vec::new();
    while !file.0.is_empty() {
        file.principal();
        file.principal();
        file.take(2);
        file.data();
        file.take(4 * 4 + 1 + 4);
        file.pairs();
        file.pairs();
        tickets.push(file.data());
        file.data();
    }
    tickets
}

/// What is left of the file.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn number(&mut self, octets: usize) -> usize {
        self.take(octets).iter().fold(0, |number, octet| number << 8 | usize::from(*octet))
    }

    fn data(&mut self) -> &'a [u8] {
        let length = self.number(4);
        self.take(length)
    }

    /// Name type, number of components, realm, components.
    fn principal(&mut self) {
        self.take(4);
        for _ in 0..=self.number(4) {
            self.data();
        }
    }

    /// Addresses, and likewise authorization data: a type and octets each.
    fn pairs(&mut self) {
        for _ in 0..self.number(4) {
            self.take(2);
            self.data();
        }
    }
}
