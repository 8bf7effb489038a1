//! The list of transited realms: DOMAIN-X500-COMPRESS (RFC 4120 §3.3.3.2), and the policy on it (§2.7).
//!
//! Realms compare byte for byte (§6.1). When the list grows, and what follows from a refused path, is the KDC's business.
//!
//! ```
//! use xrealm_names::RealmName;
//! use xrealm_trust::{Capaths, transited};
//!
//! let realm = |name| RealmName::new(name).unwrap();
//! let (client, server) = (realm("ATHENA.MIT.EDU"), realm("CS.WASHINGTON.EDU"));
//! let list = transited::decode(b"MIT.EDU,EDU,WASHINGTON.", &client, &server)?;
//! assert_eq!(list, [realm("MIT.EDU"), realm("EDU"), realm("WASHINGTON.EDU")]);
//! assert_eq!(transited::check(&client, &server, &list, &Capaths::new()), Ok(()));
//! # Ok::<(), transited::TransitedError>(())
//! ```

use std::collections::BTreeSet;

use thiserror::Error;
use xrealm_names::RealmName;

use crate::Capaths;
use crate::realm_path::{hierarchical_path, is_ancestor};

/// The tr-type of a list that Active Directory does not keep: only right with empty contents.
pub const NO_TYPE: i32 = 0;

/// The tr-type of this encoding.
pub const DOMAIN_X500_COMPRESS: i32 = 1;

/// The most realms that a list may hold. A ticket passes two more at most: the client's and the server's are not listed.
pub const MAX_REALMS: usize = 1024;

/// Reads a list: the realms between `client` and `server`, in the order written, each once.
///
/// `server` is the realm that the ticket is for, the end of the last gap if the list ends in one.
///
/// # Errors
/// [`TransitedError`] if the list is malformed, has a gap that names cannot fill, or is too long.
pub fn decode(contents: &[u8], client: &RealmName, server: &RealmName) -> Result<Vec<RealmName>, TransitedError> {
    let mut list = List::default();
    if contents.is_empty() {
        return Ok(list.realms);
    }
    let text = std::str::from_utf8(contents).map_err(|_| TransitedError::NotUtf8)?;
    let mut previous: Option<RealmName> = None;
    let mut gap = false;
    for subfield in (Subfields { rest: Some(text) }) {
        let Subfield { name, joins } = subfield?;
        if name.is_empty() {
            gap = true;
            continue;
        }
        let name = expand(name, joins, previous.as_ref())?;
        if gap {
            list.fill(previous.as_ref().unwrap_or(client).as_str(), name.as_str())?;
            gap = false;
        }
        list.add(name.clone())?;
        previous = Some(name);
    }
    if gap {
        list.fill(previous.as_ref().unwrap_or(client).as_str(), server.as_str())?;
    }
    list.realms.retain(|realm| realm != client && realm != server);
    Ok(list.realms)
}

/// Writes a list, each name shortened by what it shares with the one before.
#[must_use]
pub fn encode(realms: &[RealmName]) -> Vec<u8> {
    let mut contents = String::new();
    let mut previous: Option<&str> = None;
    for realm in realms.iter().map(RealmName::as_str) {
        if previous.is_some() {
            contents.push(',');
        }
        match previous.and_then(|previous| shortened(realm, previous)) {
            Some(Short::Prefix(prefix)) => {
                quote(prefix, false, &mut contents);
                contents.push('.');
            }
            Some(Short::Suffix(suffix)) => quote(suffix, true, &mut contents),
            None => {
                if realm.starts_with('/') && previous.is_some() {
                    contents.push(' ');
                }
                quote(realm, true, &mut contents);
            }
        }
        previous = Some(realm);
    }
    contents.into_bytes()
}

/// The list with `realm` at its end: what a KDC writes when a ticket of `realm` came to it, on its way from the realm of
/// `client` to `server`. The client's realm, the server's realm and a realm that is listed are not added.
///
/// # Errors
/// As [`decode`].
pub fn add(
    contents: &[u8],
    realm: &RealmName,
    client: &RealmName,
    server: &RealmName,
) -> Result<Vec<u8>, TransitedError> {
    let mut realms = decode(contents, client, server)?;
    if realm != client && realm != server && !realms.contains(realm) {
        if realms.len() == MAX_REALMS {
            return Err(TransitedError::TooMany);
        }
        realms.push(realm.clone());
    }
    Ok(encode(&realms))
}

/// Whether every realm of the list lies on the path from `client` to `server`: the configured one if there is one,
/// otherwise the hierarchical one (RFC 4120 §2.7).
///
/// # Errors
/// [`PathRefused`] with the first realm that does not.
pub fn check(
    client: &RealmName,
    server: &RealmName,
    transited: &[RealmName],
    capaths: &Capaths,
) -> Result<(), PathRefused> {
    let allowed: BTreeSet<&str> = match capaths.between(client.as_str(), server.as_str()) {
        _ if transited.is_empty() => return Ok(()),
        Some(between) => between.iter().map(RealmName::as_str).collect(),
        None => hierarchical_path(client.as_str(), server.as_str()).into_iter().collect(),
    };
    let is_end = |realm: &RealmName| realm == client || realm == server;
    match transited.iter().find(|realm| !is_end(realm) && !allowed.contains(realm.as_str())) {
        Some(realm) => Err(PathRefused { realm: realm.clone(), client: client.clone(), server: server.clone() }),
        None => Ok(()),
    }
}

/// A realm on the way that policy does not allow there (KDC_ERR_POLICY 12, or KDC_ERR_PATH_NOT_ACCEPTED 28).
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{realm} is not on the path from {client} to {server}")]
pub struct PathRefused {
    /// The realm.
    pub realm: RealmName,
    /// Where the path begins.
    pub client: RealmName,
    /// Where it ends.
    pub server: RealmName,
}

/// Why contents are no list of realms.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum TransitedError {
    /// A name is not UTF-8.
    #[error("the transited realms are not UTF-8")]
    NotUtf8,
    /// A name is no realm's: too long, with a control character, a lone `\` or a shortening of nothing.
    #[error("the transited realms hold a malformed name")]
    Name,
    /// A gap between two realms of which neither lies above the other.
    #[error("the gap between {from} and {to} cannot be filled")]
    Gap {
        /// The realm before the gap.
        from: Box<str>,
        /// The realm after it.
        to: Box<str>,
    },
    /// More than [`MAX_REALMS`].
    #[error("more than {MAX_REALMS} transited realms")]
    TooMany,
}

#[derive(Default)]
struct List {
    realms: Vec<RealmName>,
    /// The same.
    listed: BTreeSet<RealmName>,
}

impl List {
    fn add(&mut self, realm: RealmName) -> Result<(), TransitedError> {
        if self.realms.len() == MAX_REALMS && !self.listed.contains(&realm) {
            return Err(TransitedError::TooMany);
        }
        if self.listed.insert(realm.clone()) {
            self.realms.push(realm);
        }
        Ok(())
    }

    /// Adds the realms between two names of which one lies above the other.
    fn fill(&mut self, from: &str, to: &str) -> Result<(), TransitedError> {
        if from == to {
            return Ok(());
        }
        if !is_ancestor(from, to) && !is_ancestor(to, from) {
            return Err(TransitedError::Gap { from: from.into(), to: to.into() });
        }
        for realm in hierarchical_path(from, to) {
            self.add(RealmName::new(realm).map_err(|_| TransitedError::Name)?)?;
        }
        Ok(())
    }
}

/// A name between two commas, without its quotes.
struct Subfield {
    name: String,
    joins: Joins,
}

/// How a subfield joins the name before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joins {
    /// It stands alone.
    No,
    /// It ends in a dot: the name before follows it.
    Before,
    /// It begins with a slash: it follows the name before.
    After,
}

struct Subfields<'a> {
    rest: Option<&'a str>,
}

impl Iterator for Subfields<'_> {
    type Item = Result<Subfield, TransitedError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.take()?;
        let stands_alone = rest.starts_with(' ');
        let mut chars = rest.strip_prefix(' ').unwrap_or(rest).chars();
        let mut name = String::new();
        let mut ends_in_dot = false;
        let mut begins_with_slash = false;
        while let Some(c) = chars.next() {
            let (c, quoted) = match c {
                ',' => {
                    self.rest = Some(chars.as_str());
                    break;
                }
                '\\' => match chars.next() {
                    Some(c) => (c, true),
                    None => return Some(Err(TransitedError::Name)),
                },
                c => (c, false),
            };
            begins_with_slash |= name.is_empty() && c == '/' && !quoted;
            ends_in_dot = c == '.' && !quoted;
            name.push(c);
            if name.len() > RealmName::MAX_BYTES {
                return Some(Err(TransitedError::Name));
            }
        }
        let joins = match (ends_in_dot, begins_with_slash && !stands_alone) {
            (true, _) => Joins::Before,
            (false, true) => Joins::After,
            (false, false) => Joins::No,
        };
        Some(Ok(Subfield { name, joins }))
    }
}

fn expand(name: String, joins: Joins, previous: Option<&RealmName>) -> Result<RealmName, TransitedError> {
    let name = match (joins, previous) {
        (Joins::No, _) | (Joins::After, None) => name,
        (Joins::Before, Some(previous)) => name + previous.as_str(),
        (Joins::After, Some(previous)) => format!("{previous}{name}"),
        (Joins::Before, None) => return Err(TransitedError::Name),
    };
    RealmName::new(&name).map_err(|_| TransitedError::Name)
}

enum Short<'a> {
    Prefix(&'a str),
    Suffix(&'a str),
}

fn shortened<'a>(realm: &'a str, previous: &str) -> Option<Short<'a>> {
    if let Some(prefix) = realm.strip_suffix(previous).and_then(|prefix| prefix.strip_suffix('.')) {
        return (!prefix.is_empty() && !realm.starts_with('/')).then_some(Short::Prefix(prefix));
    }
    let suffix = realm.strip_prefix(previous).filter(|suffix| suffix.starts_with('/'))?;
    // Only between X.500 names: in any other the slash is a letter like the rest.
    realm.starts_with('/').then_some(Short::Suffix(suffix))
}

/// `whole` if the name ends here, where a dot would mean something else.
fn quote(name: &str, whole: bool, contents: &mut String) {
    for (at, c) in name.char_indices() {
        let last = at + c.len_utf8() == name.len();
        if matches!(c, ',' | '\\') || (c == ' ' && at == 0) || (c == '.' && last && whole) {
            contents.push('\\');
        }
        contents.push(c);
    }
}

#[cfg(test)]
mod tests;
