//! The part of MIT's `krb5.conf` that tells where KDCs are and which way realms trust each other.
//!
//! Read: `default_realm` and `udp_preference_limit` of `[libdefaults]`, `kdc` of `[realms]`, `[domain_realm]`,
//! `[capaths]`. Everything else is skipped. `include` and `includedir` lines are skipped too: this crate opens no files.

use thiserror::Error;
use xrealm_names::RealmName;

use super::{KdcAddressError, KdcAddresses};

/// Reads a `krb5.conf`.
///
/// ```
/// let text = "
/// [realms]
///     CORP.TEST = {
///         kdc = 127.0.0.1:1088
///     }
/// [domain_realm]
///     .corp.test = CORP.TEST
/// ";
/// let addresses = xrealm_client::krb5_conf::parse(text)?;
/// assert_eq!(addresses.realm_of_host("db.corp.test").unwrap().as_str(), "CORP.TEST");
/// # Ok::<(), xrealm_client::krb5_conf::Krb5ConfError>(())
/// ```
///
/// # Errors
/// [`Krb5ConfError`] names the line of the first thing that cannot be read.
pub fn parse(text: &str) -> Result<KdcAddresses, Krb5ConfError> {
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        reader.line(line.trim()).map_err(|fault| Krb5ConfError { line: index + 1, fault })?;
    }
    if reader.blocks.is_empty() {
        Ok(reader.found)
    } else {
        Err(Krb5ConfError { line: text.lines().count(), fault: Krb5ConfFault::UnclosedBlock })
    }
}

/// What is wrong with a `krb5.conf`, and where.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("line {line}: {fault}")]
pub struct Krb5ConfError {
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: Krb5ConfFault,
}

/// What can be wrong with a line.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Krb5ConfFault {
    /// Neither a section, nor `key = value`, nor a brace.
    #[error("neither a section, a relation nor a closing brace")]
    Unreadable,
    /// `}` without `{`.
    #[error("a closing brace without an opening one")]
    UnopenedBlock,
    /// `{` without `}`.
    #[error("a block is not closed")]
    UnclosedBlock,
    /// Blocks deeper than any known file has them.
    #[error("blocks nested deeper than {MAX_BLOCK_DEPTH}")]
    TooDeep,
    /// Not a realm name.
    #[error("{0:?} is not a realm name")]
    Realm(String),
    /// Not a KDC address.
    #[error("kdc: {0}")]
    Kdc(#[from] KdcAddressError),
}

/// Blocks nest one deep in every section read here.
const MAX_BLOCK_DEPTH: usize = 8;

#[derive(Default)]
struct Reader {
    found: KdcAddresses,
    section: String,
    blocks: Vec<String>,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), Krb5ConfFault> {
        if line.is_empty() || line.starts_with(['#', ';']) || is_directive(line) {
            return Ok(());
        }
        if let Some(inside) = line.strip_prefix('[') {
            let (section, _) = inside.split_once(']').ok_or(Krb5ConfFault::Unreadable)?;
            if !self.blocks.is_empty() {
                return Err(Krb5ConfFault::UnclosedBlock);
            }
            self.section = section.trim().to_owned();
            return Ok(());
        }
        if line.trim_end_matches('*') == "}" {
            return self.blocks.pop().map(drop).ok_or(Krb5ConfFault::UnopenedBlock);
        }
        let (key, value) = line.split_once('=').ok_or(Krb5ConfFault::Unreadable)?;
        let key = key.trim().trim_end_matches('*').trim_matches('"');
        match value.trim() {
            "{" if self.blocks.len() >= MAX_BLOCK_DEPTH => Err(Krb5ConfFault::TooDeep),
            "{" => {
                self.blocks.push(key.to_owned());
                Ok(())
            }
            value => match value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(inside) => self.one_line_block(key, inside.trim()),
                None => self.relation(key, unquoted(value)),
            },
        }
    }

    /// `REALM = { kdc = host }` on a single line.
    fn one_line_block(&mut self, key: &str, inside: &str) -> Result<(), Krb5ConfFault> {
        if inside.is_empty() {
            return Ok(());
        }
        let (inner_key, value) = inside.split_once('=').ok_or(Krb5ConfFault::Unreadable)?;
        self.blocks.push(key.to_owned());
        let read = self.relation(inner_key.trim(), unquoted(value.trim()));
        self.blocks.pop();
        read
    }

    fn relation(&mut self, key: &str, value: &str) -> Result<(), Krb5ConfFault> {
        match (self.section.as_str(), self.blocks.as_slice()) {
            ("libdefaults", []) if key == "default_realm" => self.found.default_realm = Some(realm(value)?),
            ("libdefaults", []) if key == "udp_preference_limit" => {
                self.found.udp_preference_limit = value.parse().ok();
            }
            ("realms", [of]) if key == "kdc" => {
                let of = realm(of)?;
                for kdc in value.split_whitespace().filter(|kdc| !kdc.contains("://")) {
                    self.found.add_kdc(of.clone(), kdc.parse()?);
                }
            }
            ("domain_realm", []) => self.found.add_host(key, realm(value)?),
            ("capaths", [client]) => {
                let via = value.split_whitespace().filter(|via| *via != ".").map(realm);
                let via = via.collect::<Result<Vec<_>, _>>()?;
                self.found.add_capath(realm(client)?, realm(key)?, via);
            }
            _ => {}
        }
        Ok(())
    }
}

fn is_directive(line: &str) -> bool {
    ["include ", "includedir ", "module "].iter().any(|word| line.starts_with(word))
}

fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

fn realm(text: &str) -> Result<RealmName, Krb5ConfFault> {
    RealmName::new(text).map_err(|_| Krb5ConfFault::Realm(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAIN: &str = r#"
        # a chain of three realms
        [libdefaults]
            default_realm = A.TEST
            dns_lookup_kdc = false
            udp_preference_limit = 1
        [realms]
            A.TEST = {
                kdc = 127.0.0.1:1001
                kdc = tcp/127.0.0.1:1002
                admin_server = 127.0.0.1
            }
            B.TEST = { kdc = "[::1]:1003" }
        [domain_realm]
            .c.test = C.TEST
        [capaths]
            A.TEST = {
                C.TEST = B.TEST
                B.TEST = .
            }
    "#;

    fn named(text: &str) -> RealmName {
        RealmName::new(text).unwrap()
    }

    #[test]
    fn kdcs_and_capaths_are_found() {
        let addresses = parse(CHAIN).unwrap();

        assert_eq!(addresses.default_realm, Some(named("A.TEST")));
        assert_eq!(addresses.udp_preference_limit, Some(1));
        let kdcs: Vec<String> = addresses.kdcs_of(&named("a.test")).iter().map(ToString::to_string).collect();
        assert_eq!(kdcs, ["127.0.0.1:1001", "tcp/127.0.0.1:1002"]);
        assert_eq!(addresses.kdcs_of(&named("B.TEST")).len(), 1);
        assert_eq!(addresses.capath(&named("A.TEST"), &named("C.TEST")), [named("B.TEST")]);
        assert_eq!(addresses.capath(&named("A.TEST"), &named("B.TEST")), []);
    }

    #[test]
    fn the_faulty_line_is_named() {
        let fault = parse("[realms]\n A.TEST = {\n kdc = host:port\n }\n").unwrap_err();
        assert_eq!(fault.to_string(), "line 3: kdc: port \"port\" is not a number from 1 to 65535");
        assert_eq!(parse("[realms]\n}\n").unwrap_err().fault, Krb5ConfFault::UnopenedBlock);
        assert_eq!(parse("[realms]\nA = {\n").unwrap_err().fault, Krb5ConfFault::UnclosedBlock);
    }
}
