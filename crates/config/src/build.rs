//! From what a file says to the changes that make it true.

mod accounts;
mod authorization;
mod controllers;
mod domains;
mod forests;
mod groups;
mod known_names;
mod realms;
mod secrets;
mod suffixes;
mod trusts;

use std::net::SocketAddr;
use std::ops::Range;

use xrealm_directory::{Change, SecretSeed};
use xrealm_names::RealmName;

use self::known_names::KnownNames;
use crate::entries::Entries;
use crate::fields::At;
use crate::finding::{Findings, Problem};
use crate::load::ClearPassword;
use crate::values::{AdminAddress, KdcAddress};

/// How files named in a topology are had: their path as written, their octets or what went wrong.
pub(crate) type Files<'a> = &'a mut dyn FnMut(&str) -> Result<Vec<u8>, String>;

/// Collects changes, and what besides the directory a topology says.
pub(crate) struct Builder<'a> {
    entries: &'a Entries,
    findings: &'a Findings<'a>,
    warnings: &'a Findings<'a>,
    seed: &'a SecretSeed,
    files: Files<'a>,
    names: KnownNames,
    /// Each with the place it comes from.
    pub(crate) changes: Vec<At<Change>>,
    pub(crate) listeners: Vec<(RealmName, SocketAddr)>,
    pub(crate) controllers: Vec<(RealmName, Box<str>, SocketAddr)>,
    pub(crate) external_admins: Vec<(RealmName, AdminAddress)>,
    pub(crate) external_kdcs: Vec<(RealmName, Vec<KdcAddress>)>,
    pub(crate) passwords: Vec<ClearPassword>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(
        entries: &'a Entries,
        findings: &'a Findings<'a>,
        warnings: &'a Findings<'a>,
        seed: &'a SecretSeed,
        files: Files<'a>,
    ) -> Builder<'a> {
        Builder {
            names: KnownNames::of(entries, findings),
            entries,
            findings,
            warnings,
            seed,
            files,
            changes: Vec::new(),
            listeners: Vec::new(),
            controllers: Vec::new(),
            external_admins: Vec::new(),
            external_kdcs: Vec::new(),
            passwords: Vec::new(),
        }
    }

    /// Realms first, then what lives in them, then what joins them.
    pub(crate) fn build(&mut self) {
        self.domains();
        self.plain_realms();
        self.external_realms();
        self.controllers();
        self.groups();
        self.nested_groups();
        self.accounts();
        self.authorizations();
        self.suffixes();
        self.trusts();
        self.trusted_domains();
    }

    fn change(&mut self, span: &Range<usize>, change: Change) {
        self.changes.push(At { value: change, span: span.clone() });
    }

    fn complain(&self, span: &Range<usize>, problem: Problem) {
        self.findings.add(span.clone(), problem);
    }
}
