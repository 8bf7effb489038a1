//! What an operation changes, before anything is changed.
//!
//! A plan is made from the directory as it is, and the directory as it would be shows whether it can be carried out. A
//! dry run and the real run are the same plan.

mod account;
mod controller;
mod trust;

use rand_core::CryptoRng;
use xrealm_directory::{Change, Directory, TrustPair};
use xrealm_names::{Moment, PrincipalName, RealmName};
use xrealm_trust::ForestTrustInfo;

use crate::{
    AccountFacts, Answer, DomainFacts, Done, Operation, OperationRefusal, Requirement, SecretText, Surface,
    TrustEndFacts, TrustOperation, VerificationFacts, Wish, verify,
};

/// What plans are made of.
pub struct Means<'a> {
    /// The directory as it is.
    pub directory: &'a Directory,
    /// The time on the KDCs' clock.
    pub now: Moment,
    /// Where new secrets come from.
    pub rng: &'a mut dyn CryptoRng,
    /// Where the processes are asked that serve other realms.
    pub partner_address: &'a dyn Fn(&RealmName) -> Option<String>,
    /// What the process that serves a realm says of its forest; `None` where nobody can be asked.
    pub partner_names: &'a dyn Fn(&RealmName) -> Result<Option<ForestTrustInfo>, OperationRefusal>,
}

/// What an operation comes to.
#[derive(Debug)]
pub enum Plan {
    /// Nothing is changed: this is the answer.
    Read(Answer),
    /// Changes, and what they need.
    Write(Box<WritePlan>),
}

/// Changes to be made, all or none.
#[derive(Debug)]
pub struct WritePlan {
    /// The changes in their order. None, if everything is as it is asked for, or if something is only tested.
    pub changes: Vec<Change>,
    /// What was asked, in words and without secrets.
    pub operation: String,
    /// What there is before, in words and without secrets.
    pub replaced: Vec<String>,
    /// Who has to agree.
    pub requires: Vec<Requirement>,
    /// What another process does first.
    pub far: Option<FarWish>,
    /// What is told of it.
    pub told: Told,
}

/// What is told of changes once they are made.
#[derive(Debug, Default)]
pub struct Told {
    /// Ends of trusts: who keeps it, and of whom.
    pub trusts: Vec<(RealmName, RealmName)>,
    /// Trusts whose secrets are tested once the changes are made.
    pub verified: Vec<TrustPair>,
    /// Whether the tests are all that was asked for.
    pub only_verified: bool,
    /// An account, and the realm it is in.
    pub account: Option<(RealmName, PrincipalName)>,
    /// A random password that has to be told.
    pub password: Option<SecretText>,
    /// What else there is to know.
    pub notes: Vec<String>,
}

/// What another process is asked to do, before anything is changed here.
#[derive(Debug)]
pub struct FarWish {
    /// Where it listens.
    pub address: String,
    /// The realm it serves.
    pub realm: RealmName,
    /// What is asked.
    pub wish: Wish,
    /// What takes it back, should the changes here fail; none where that cannot be.
    pub undo: Option<Wish>,
    /// What the forest here says of itself, if the other end is to keep it.
    pub names: Option<ForestTrustInfo>,
}

impl FarWish {
    /// Asks for one operation on a trust, and for another one to take it back.
    fn new(
        address: String,
        realm: RealmName,
        dry_run: bool,
        asked: TrustOperation,
        undo: Option<TrustOperation>,
    ) -> FarWish {
        let wish = |operation| Wish { operation: Operation::Trust(operation), dry_run, surface: Surface::Partner };
        FarWish { address, realm, wish: wish(asked), undo: undo.map(wish), names: None }
    }
}

/// Plans an operation.
///
/// Accounts and trusts and domain controllers are planned; the clock, the journal and the dump are the business of whoever
/// keeps the directory.
///
/// # Errors
/// [`OperationRefusal`] with the rule that forbids it, and what to do instead.
pub fn plan(wish: &Wish, means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    match &wish.operation {
        Operation::Trust(operation) => trust::plan(operation, wish, means),
        Operation::Controller(operation) => controller::plan(operation, means),
        Operation::Domains => Ok(Plan::Read(Answer::Domains(DomainFacts::of(means.directory)))),
        Operation::Account(operation) => account::plan(operation, means),
        Operation::Clock(_) | Operation::Audit { .. } | Operation::Dump { .. } => Err(OperationRefusal::NotPlanned),
    }
}

impl WritePlan {
    /// A plan of these changes for what was asked.
    #[must_use]
    pub fn new(operation: String, changes: Vec<Change>) -> WritePlan {
        let (replaced, requires, told) = (Vec::new(), Vec::new(), Told::default());
        WritePlan { changes, operation, replaced, requires, far: None, told }
    }

    /// Whether there is something to note: changes, or what a test found.
    #[must_use]
    pub fn is_notable(&self) -> bool {
        !self.changes.is_empty() || self.told.only_verified
    }

    /// What was asked, and what the tests found that came with it, in words and without secrets.
    #[must_use]
    pub fn words(&self, answer: &Answer) -> String {
        let Answer::Done(done) = answer else { return self.operation.clone() };
        let tests = done.verified.iter().map(|found| format!("; tested: {found}"));
        std::iter::once(self.operation.clone()).chain(tests).collect()
    }

    /// The directory once the changes are made.
    ///
    /// # Errors
    /// [`OperationRefusal::Change`] with the rule that a change breaks.
    pub fn apply(&self, directory: &Directory, now: Moment) -> Result<Directory, OperationRefusal> {
        applied(directory, &self.changes, now)
    }

    /// What is told of the plan, `after` being the directory with its changes.
    #[must_use]
    pub fn answer(&self, after: &Directory, now: Moment, dry_run: bool) -> Answer {
        let verified = self.told.verified.iter().filter_map(|pair| verify::of_pair(after, pair, now.time));
        let verified: Vec<VerificationFacts> = verified.collect();
        if self.told.only_verified {
            return Answer::Verified(verified);
        }
        let ends = self.told.trusts.iter();
        let trusts = ends.filter_map(|(realm, partner)| TrustEndFacts::find(after, realm, partner)).collect();
        Answer::Done(Box::new(Done {
            dry_run,
            changes: self.changes.iter().map(|change| change.summary().text).collect(),
            replaced: self.replaced.clone(),
            trusts,
            account: self.told.account.as_ref().and_then(|(realm, name)| AccountFacts::find(after, realm, name)),
            verified,
            notes: self.told.notes.clone(),
            password: self.told.password.as_ref().map(|password| password.expose().to_owned()),
        }))
    }
}

/// The directory with these changes.
pub(crate) fn applied(directory: &Directory, changes: &[Change], now: Moment) -> Result<Directory, OperationRefusal> {
    directory.apply_all(changes, now).map_err(|(_, refusal)| OperationRefusal::Change(refusal))
}

impl From<WritePlan> for Plan {
    fn from(plan: WritePlan) -> Plan {
        Plan::Write(Box::new(plan))
    }
}

#[cfg(test)]
mod tests;
