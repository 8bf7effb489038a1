//! A live KDC that is not ours, at the far end of a realm trust: MIT's or Heimdal's, described in one way.

use std::net::SocketAddr;

use crate::heimdal_kdc::HeimdalKdc;
use crate::mit_kdc::{MitKdc, MitRealm};

/// Whose KDC it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerKind {
    /// Debian's `krb5-kdc`.
    Mit,
    /// Debian's `heimdal-kdc`, unpacked beside the build by `tests/run`.
    Heimdal,
}

/// One principal, made from a password with the salt that the peer chooses.
#[derive(Debug, Clone)]
pub struct PartnerPrincipal {
    /// Its name; `krbtgt/OTHER@THIS` for a key shared with another realm.
    pub name: String,
    /// Its password.
    pub password: String,
    /// The only encryption type it has a key of; `None` for AES with SHA-1, both lengths.
    pub etype: Option<String>,
    /// Version of its keys.
    pub kvno: u32,
}

impl PartnerPrincipal {
    /// Version 1, keys of the usual types.
    pub fn new(name: &str, password: &str) -> PartnerPrincipal {
        PartnerPrincipal { name: name.to_owned(), password: password.to_owned(), etype: None, kvno: 1 }
    }
}

/// One realm of the KDC.
#[derive(Debug, Clone)]
pub struct PartnerRealm {
    /// Realm name.
    pub name: String,
    /// Its users, services and shared keys.
    pub principals: Vec<PartnerPrincipal>,
}

impl PartnerRealm {
    /// A realm with these principals, each a name and a password.
    pub fn new(name: &str, principals: &[(&str, &str)]) -> PartnerRealm {
        let principals =
            principals.iter().map(|(principal, password)| PartnerPrincipal::new(principal, password)).collect();
        PartnerRealm { name: name.to_owned(), principals }
    }

    /// One principal more.
    pub fn and(mut self, principal: PartnerPrincipal) -> PartnerRealm {
        self.principals.push(principal);
        self
    }
}

/// The running KDCs; they end on drop.
#[derive(Debug)]
pub enum PartnerKdc {
    /// MIT's.
    Mit(MitKdc),
    /// Heimdal's.
    Heimdal(HeimdalKdc),
}

impl PartnerKdc {
    /// Creates the databases and starts one KDC a realm, with `sections` added to the `krb5.conf` they read.
    pub fn start(kind: PartnerKind, realms: &[PartnerRealm], sections: &str) -> PartnerKdc {
        match kind {
            PartnerKind::Mit => {
                let realms: Vec<MitRealm> = realms.iter().map(mit_realm).collect();
                PartnerKdc::Mit(MitKdc::start_with(&realms, sections))
            }
            PartnerKind::Heimdal => PartnerKdc::Heimdal(HeimdalKdc::start(realms, sections)),
        }
    }

    /// Where the KDC of `realm` answers.
    pub fn address_of(&self, realm: &str) -> SocketAddr {
        match self {
            PartnerKdc::Mit(kdc) => kdc.address_of(realm),
            PartnerKdc::Heimdal(kdc) => kdc.address_of(realm),
        }
    }

    /// Everything the KDC of `realm` logged.
    pub fn log(&self, realm: &str) -> String {
        match self {
            PartnerKdc::Mit(kdc) => kdc.log(realm),
            PartnerKdc::Heimdal(kdc) => kdc.log(realm),
        }
    }
}

/// The options of `addprinc` go before the name.
fn mit_realm(realm: &PartnerRealm) -> MitRealm {
    let principals = realm
        .principals
        .iter()
        .map(|principal| {
            let etypes = match &principal.etype {
                Some(etype) => format!("{etype}:normal"),
                None => "aes256-cts:normal,aes128-cts:normal".to_owned(),
            };
            (format!("-kvno {} -e {etypes} {}", principal.kvno, principal.name), principal.password.clone())
        })
        .collect();
    MitRealm { name: realm.name.clone(), principals }
}
