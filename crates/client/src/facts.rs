//! A hop as plain facts, for programs that print or store them.

use serde::Serialize;
use xrealm_crypto::Key;

use crate::Hop;

/// What there is to say about a [`Hop`] without its secrets: names as text, times as RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HopFacts {
    /// The realm whose KDC was asked.
    pub kdc: String,
    /// The server asked for.
    pub asked_for: String,
    /// The client of the ticket.
    pub client: String,
    /// The server of the ticket, in the realm that issued it.
    pub server: String,
    /// The realm referred to, if this is a referral.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refers_to: Option<String>,
    /// The encryption type of the ticket, by name if it is known.
    pub ticket_etype: String,
    /// The version of the key the ticket is under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kvno: Option<u32>,
    /// The encryption type of the session key.
    pub session_etype: String,
    /// The names of the flags.
    pub flags: Vec<&'static str>,
    /// When the client first authenticated.
    pub auth_time: String,
    /// When the ticket begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<String>,
    /// When the ticket ends.
    pub end_time: String,
    /// Until when it is renewable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renew_till: Option<String>,
    /// The transited realms as they are encoded, if a key opened the ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transited: Option<String>,
    /// Octets of the ticket.
    pub ticket_octets: usize,
    /// Octets of the reply.
    pub reply_octets: usize,
}

impl Hop {
    /// The facts of this hop; `keys` may hold keys of servers, with which tickets are looked into.
    #[must_use]
    pub fn facts(&self, keys: &[Key]) -> HopFacts {
        let credential = &self.credential;
        let etype = xrealm_names::EncryptionType::from_number(self.ticket_etype);
        HopFacts {
            kdc: self.realm.to_string(),
            asked_for: self.asked_for.to_string(),
            client: credential.client.to_string(),
            server: credential.server.to_string(),
            refers_to: self.refers_to().map(|realm| realm.to_string()),
            ticket_etype: etype.map_or_else(|| self.ticket_etype.to_string(), |etype| etype.to_string()),
            kvno: self.ticket_kvno,
            session_etype: self.session_etype().to_string(),
            flags: credential.flags.names().collect(),
            auth_time: credential.auth_time.to_string(),
            start_time: credential.start_time.map(|time| time.to_string()),
            end_time: credential.end_time.to_string(),
            renew_till: credential.renew_till.map(|time| time.to_string()),
            transited: self.ticket_contents(keys).map(|contents| contents.transited_text()),
            ticket_octets: credential.ticket.len(),
            reply_octets: self.reply.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scripted_kdc::{credential, key, name, realm};

    use super::*;

    #[test]
    fn facts_show_what_the_keys_open() {
        let hop = Hop {
            realm: realm("A.TEST"),
            asked_for: name("host/db.b.test"),
            credential: credential("krbtgt/B.TEST@A.TEST"),
            ticket_etype: 18,
            ticket_kvno: Some(3),
            reply: vec![0; 7],
        };

        assert_eq!(hop.facts(&[]).transited, None);
        let facts = hop.facts(&[key(8), key(9)]);
        assert_eq!(facts.transited.as_deref(), Some(""));
        assert_eq!(facts.refers_to.as_deref(), Some("B.TEST"));
        assert_eq!(facts.ticket_etype, "aes256-cts-hmac-sha1-96");
        assert_eq!(facts.end_time, "2026-11-20T20:44:00Z");
    }
}
