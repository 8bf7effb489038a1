//! What is wrong with a topology, and where.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;

use thiserror::Error;
use xrealm_directory::{Ambiguity, ChangeRefusal, ClaimCollision, NewTrustKind};
use xrealm_names::{EncryptionType, NameError, RealmName, SidError};
use xrealm_trust::CollisionKind;

use crate::keytab::KeytabError;

/// Everything that keeps a topology from being used, in the order of the file.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub struct TopologyErrors {
    /// At least one.
    pub findings: Vec<Finding>,
}

impl fmt::Display for TopologyErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, finding) in self.findings.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

/// One thing that is wrong or doubtful, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The octets of the text that it is about.
    pub span: Range<usize>,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What it is.
    pub problem: Problem,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.problem)?;
        match self.problem.help() {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// What is wrong or doubtful.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The text is not TOML.
    #[error("{message}")]
    Syntax {
        /// What the TOML reader says.
        message: Box<str>,
    },
    /// No such key here.
    #[error("{place} has no key `{key}`")]
    UnknownKey {
        /// The key.
        key: Box<str>,
        /// The table it stands in.
        place: &'static str,
        /// The nearest key there is.
        suggestion: Option<&'static str>,
    },
    /// A key that has no default.
    #[error("{place} lacks `{key}`")]
    MissingKey {
        /// The key.
        key: &'static str,
        /// The table it belongs in.
        place: &'static str,
    },
    /// Another type of value belongs here.
    #[error("`{key}` wants {expected}, not {found}")]
    WrongType {
        /// The key.
        key: Box<str>,
        /// What belongs there.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// Not one of the words that are possible here.
    #[error("{word:?} is no {what}")]
    UnknownWord {
        /// The word.
        word: Box<str>,
        /// What it would have to be.
        what: &'static str,
        /// The possible words.
        possible: &'static [&'static str],
        /// The nearest of them.
        suggestion: Option<&'static str>,
    },
    /// Not a length of time.
    #[error("{text:?} is no duration: write a number with d, h, m or s, as in \"10h\", \"1h30m\" or \"-30s\"")]
    BadDuration {
        /// The text.
        text: Box<str>,
    },
    /// A number or duration outside of what is possible.
    #[error("`{key}` must lie between {least} and {most}")]
    OutOfRange {
        /// The key.
        key: &'static str,
        /// The smallest possible value.
        least: i64,
        /// The largest possible value.
        most: i64,
    },
    /// Not a point in time.
    #[error("{text:?} is no time: write 2030-01-31T12:00:00Z")]
    BadTime {
        /// The text.
        text: Box<str>,
    },
    /// Not an address to listen on.
    #[error("{text:?} is no address and port, as in \"127.0.0.1:88\" or \"[::1]:88\"")]
    BadAddress {
        /// The text.
        text: Box<str>,
    },
    /// Neither the path of a socket nor a URL.
    #[error(
        "{text:?} is neither a socket, as in \"/run/xrealm/admin.sock\", nor a URL, as in \"http://127.0.0.1:8088\""
    )]
    BadAdminAddress {
        /// The text.
        text: Box<str>,
    },
    /// Not a realm or domain name.
    #[error("{name:?} is no realm name: {reason}")]
    BadRealmName {
        /// The text.
        name: Box<str>,
        /// Why not.
        reason: NameError,
    },
    /// Not a principal or account name.
    #[error("{name:?} is no account name: {reason}")]
    BadPrincipalName {
        /// The text.
        name: Box<str>,
        /// Why not.
        reason: NameError,
    },
    /// Not a service principal name.
    #[error("{name:?} is no service principal name: {reason}")]
    BadServicePrincipalName {
        /// The text.
        name: Box<str>,
        /// Why not.
        reason: NameError,
    },
    /// Not a SID.
    #[error("{text:?} is no SID: {reason}")]
    BadSid {
        /// The text.
        text: Box<str>,
        /// Why not.
        reason: SidError,
    },
    /// Not pairs of hexadecimal digits.
    #[error("`{key}` wants pairs of hexadecimal digits")]
    BadHex {
        /// The key.
        key: &'static str,
    },
    /// A key that does not fit its encryption type.
    #[error("a key of {etype} has {expected} octets, not {found}")]
    KeyLength {
        /// The encryption type.
        etype: EncryptionType,
        /// How long its keys are.
        expected: usize,
        /// How long this one is.
        found: usize,
    },
    /// A name of a realm or domain that the file does not define.
    #[error("there is no realm or domain {name}")]
    UnknownRealm {
        /// The name.
        name: Box<str>,
        /// The nearest name there is.
        suggestion: Option<Box<str>>,
    },
    /// A group that its domain does not have.
    #[error("{realm} has no group {group}")]
    UnknownGroup {
        /// The group.
        group: Box<str>,
        /// The realm.
        realm: RealmName,
        /// The nearest group there is.
        suggestion: Option<Box<str>>,
    },
    /// Two PDC emulators in one domain.
    #[error("{name} cannot be the PDC emulator too: {first} is")]
    SecondPdc {
        /// The second one.
        name: Box<str>,
        /// The first one.
        first: Box<str>,
    },
    /// The same name a second time.
    #[error("{name} is defined already in line {first_line}")]
    DuplicateName {
        /// The name.
        name: Box<str>,
        /// Where it was first.
        first_line: usize,
    },
    /// A domain below another one than its parent.
    #[error("{name} does not lie below its parent {parent}")]
    WrongParent {
        /// The domain.
        name: RealmName,
        /// What it names as its parent.
        parent: RealmName,
        /// The domain it does lie below, if there is one.
        above: Option<RealmName>,
    },
    /// A suffix, written into a trust, that is a domain of yet another forest.
    #[error("{suffix} is no name of {claimant}: it is the domain {owner} of another forest")]
    SuffixOfAnotherForest {
        /// The suffix.
        suffix: Box<str>,
        /// The end of the trust that is said to have it.
        claimant: RealmName,
        /// Who has it.
        owner: RealmName,
    },
    /// Two suffixes, written into trusts of one forest with two others, of which one covers the other.
    #[error("{suffix} overlaps with {other_suffix} of {claimant} in line {line}")]
    OverlappingSuffix {
        /// The suffix.
        suffix: Box<str>,
        /// The same name or one above it.
        other_suffix: Box<str>,
        /// Whose the other one is.
        claimant: RealmName,
        /// Where the other one stands.
        line: usize,
    },
    /// A domain that is its own ancestor.
    #[error("{name} is its own ancestor")]
    ParentCycle {
        /// One domain of the circle.
        name: RealmName,
    },
    /// Two keys of which only one can count.
    #[error("`{first}` and `{second}` exclude each other")]
    Contradiction {
        /// One key.
        first: &'static str,
        /// The other key.
        second: &'static str,
    },
    /// A key without the one it depends on.
    #[error("`{key}` has no meaning {because}")]
    Meaningless {
        /// The key.
        key: &'static str,
        /// The circumstance.
        because: &'static str,
    },
    /// A user nobody could log in as.
    #[error("{name} has no secret: give `password`, `keys`, `keytab` or `nt_hash`")]
    NoSecret {
        /// The account.
        name: Box<str>,
    },
    /// A trust with a foreign KDC, whose administrator has to be told the password.
    #[error("the trust with {partner} needs a password: its KDC is not served here")]
    NoTrustPassword {
        /// The partner.
        partner: RealmName,
    },
    /// A file could not be had.
    #[error("{path}: {reason}")]
    FileUnreadable {
        /// As it is written in the topology.
        path: Box<str>,
        /// What its reader says.
        reason: Box<str>,
    },
    /// A file that is no keytab.
    #[error("{path}: {reason}")]
    BadKeytab {
        /// As it is written in the topology.
        path: Box<str>,
        /// Why not.
        reason: KeytabError,
    },
    /// A keytab with no key for the account.
    #[error("{path} has no key for {name}")]
    KeytabWithoutKeys {
        /// As it is written in the topology.
        path: Box<str>,
        /// The account.
        name: Box<str>,
    },
    /// An attribute that follows from the kind of trust.
    #[error("attribute {name} cannot be set: it follows from the kind of trust")]
    FixedAttribute {
        /// Its name.
        name: &'static str,
    },
    /// All is well written but cannot be.
    #[error(transparent)]
    Refused(#[from] ChangeRefusal),
    /// Doubtful: no KDC would refer such a name.
    #[error(
        "no domain or UPN suffix of the forest of {realm} covers {user_principal_name}: it works in that domain only"
    )]
    UnroutedUpn {
        /// The domain of the account.
        realm: RealmName,
        /// The user principal name.
        user_principal_name: Box<str>,
    },
    /// Doubtful: circles, and second paths.
    #[error(transparent)]
    Ambiguous(Box<Ambiguity>),
    /// Doubtful: a root below a domain of another forest.
    #[error("{name} is the root of a forest of its own, although it lies below {above}")]
    RootBelowDomain {
        /// The root.
        name: RealmName,
        /// The domain above it.
        above: RealmName,
    },
    /// Doubtful: a name leads to one forest only.
    #[error("{0}")]
    ClaimInConflict(Box<ClaimCollision>),
    /// Doubtful: nobody gets a ticket for it.
    #[error("service principal name {name} is held by several accounts of one forest: no ticket can be issued for it")]
    SharedServicePrincipalName {
        /// The service principal name.
        name: Box<str>,
    },
    /// Doubtful: peers expect upper case.
    #[error("realm {name} is not in upper case")]
    LowerCaseRealm {
        /// Its name.
        name: RealmName,
    },
}

impl Problem {
    /// What was probably meant, in a few words.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Problem::UnknownKey { suggestion: Some(key), .. } => Some(format!("did you mean `{key}`?")),
            Problem::UnknownWord { suggestion: Some(word), .. } => Some(format!("did you mean {word:?}?")),
            Problem::UnknownWord { possible, .. } => Some(format!("write one of {}", possible.join(", "))),
            Problem::UnknownGroup { suggestion: Some(group), .. } => Some(format!("did you mean {group}?")),
            Problem::UnknownRealm { suggestion: Some(name), .. } => Some(format!("did you mean {name}?")),
            Problem::WrongParent { above: Some(above), .. } => Some(format!("write parent = \"{}\"", above.to_dns())),
            Problem::WrongParent { above: None, .. } => {
                Some("give the root of another tree `forest` instead of `parent`".to_owned())
            }
            Problem::RootBelowDomain { above, .. } => {
                Some(format!("write parent = \"{}\" if it belongs there", above.to_dns()))
            }
            Problem::ParentCycle { .. } => Some("one domain of a forest has neither `parent` nor `forest`".to_owned()),
            Problem::SuffixOfAnotherForest { .. } => {
                Some("take it away: forest trusts do not chain, and the own forest goes first".to_owned())
            }
            Problem::OverlappingSuffix { .. } => {
                Some("take one of them away, or exclude the lower one where the upper one is claimed".to_owned())
            }
            Problem::Refused(refusal) => advice(refusal).map(str::to_owned),
            Problem::ClaimInConflict(collision) if collision.collision.kind == CollisionKind::CollisionTdo => {
                Some("the trust that stands first has it, unless the name is disabled or excluded there".to_owned())
            }
            _ => None,
        }
    }
}

/// What to do about a change that cannot be.
fn advice(refusal: &ChangeRefusal) -> Option<&'static str> {
    match refusal {
        ChangeRefusal::TrustToItself { .. } => Some("name two different ends"),
        ChangeRefusal::SidTaken { .. } => Some("leave `sid` out, or give each domain its own"),
        ChangeRefusal::NetbiosNameTaken { .. } => Some("leave `netbios` out, or give each domain of a forest its own"),
        ChangeRefusal::NotAForestRoot { .. } => Some("name the root, the domain with neither `parent` nor `forest`"),
        ChangeRefusal::TransitivityIsFixed { .. } => Some("leave `transitive` out"),
        ChangeRefusal::NoPlainRealm { .. } => Some("choose another `kind`"),
        ChangeRefusal::WrongForest { kind: NewTrustKind::Shortcut, .. } => Some("use an external or a forest trust"),
        ChangeRefusal::WrongForest { .. } => Some("use a shortcut trust, or none: a forest hangs together without"),
        ChangeRefusal::ForeignMember { .. } => Some("a group of the scope \"domain-local\" takes anybody"),
        ChangeRefusal::TrustExists { .. } => Some("one trust in each direction is enough"),
        _ => None,
    }
}

/// Collects findings while a text is read.
#[derive(Debug)]
pub(crate) struct Findings<'t> {
    text: &'t str,
    /// Where each line begins.
    lines: Vec<usize>,
    list: RefCell<Vec<Finding>>,
}

impl<'t> Findings<'t> {
    pub(crate) fn about(text: &'t str) -> Findings<'t> {
        let ends = text.match_indices('\n').map(|(end, _)| end + 1);
        Findings { text, lines: std::iter::once(0).chain(ends).collect(), list: RefCell::default() }
    }

    pub(crate) fn add(&self, span: Range<usize>, problem: Problem) {
        let (line, column) = self.position(span.start);
        self.list.borrow_mut().push(Finding { span, line, column, problem });
    }

    pub(crate) fn line(&self, span: &Range<usize>) -> usize {
        self.position(span.start).0
    }

    /// The text of a string value, without its quotes.
    pub(crate) fn as_written(&self, span: &Range<usize>) -> &'t str {
        self.text.get(span.clone()).unwrap_or_default().trim_matches(['"', '\''])
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.borrow().is_empty()
    }

    /// Whether something was found about exactly these octets.
    pub(crate) fn has(&self, span: &Range<usize>) -> bool {
        self.list.borrow().iter().any(|finding| finding.span == *span)
    }

    /// In the order of the text, each once.
    pub(crate) fn into_list(self) -> Vec<Finding> {
        let mut list = self.list.into_inner();
        list.sort_by_key(|finding| finding.span.start);
        list.dedup();
        list
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|&start| start <= offset);
        let start = line.checked_sub(1).and_then(|line| self.lines.get(line)).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        (line, before.chars().count() + 1)
    }
}
