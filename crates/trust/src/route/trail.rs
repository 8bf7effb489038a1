//! The grounds as they are gathered, and the first obstacle among them.

use smallvec::SmallVec;
use xrealm_names::RealmName;

use super::Arrival;
use crate::claims::Comparison;
use crate::grounds::Subject;
use crate::{Decision, Fact, Ground, Lost, NoRoute, RecordId, Rule, TrustId, View};

/// What was tried so far.
pub(crate) struct Trail {
    subject: Subject,
    grounds: SmallVec<[Ground; 6]>,
    obstacle: Option<(Party, Lost)>,
}

/// Whose trust an obstacle is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Party {
    /// A trust of this realm.
    Own(TrustId),
    /// A record of the forest root's.
    Record(RecordId),
}

impl Trail {
    pub(crate) fn new(subject: &str) -> Self {
        Self { subject: Subject::new(subject), grounds: SmallVec::new(), obstacle: None }
    }

    pub(crate) fn note(&mut self, rule: Rule, fact: Fact) {
        self.grounds.push(Ground { rule, fact });
    }

    pub(crate) fn subject(&self) -> Box<str> {
        self.subject.as_str().into()
    }

    /// Notes a trust that cannot be taken. The first one is what a refusal will name.
    pub(crate) fn block(&mut self, rule: Rule, party: Party, lost: Lost) {
        self.note(
            rule,
            match party {
                Party::Own(trust) => Fact::Trust(trust, Some(lost)),
                Party::Record(record) => Fact::Record(record, Some(lost)),
            },
        );
        self.obstacle.get_or_insert((party, lost));
    }

    /// Notes every record that was compared, and returns the winner without judging it.
    pub(crate) fn compared(&mut self, rule: Rule, comparison: &Comparison) -> Option<RecordId> {
        let winner = comparison.winner();
        for compared in &comparison.compared {
            match compared.lost {
                None => {}
                Some(lost @ (Lost::Shorter | Lost::OwnForest(_))) => {
                    self.note(rule, Fact::Record(compared.record, Some(lost)));
                }
                Some(lost) if winner.is_some() => self.note(rule, Fact::Record(compared.record, Some(lost))),
                Some(lost) => self.block(rule, Party::Record(compared.record), lost),
            }
        }
        if comparison.compared.is_empty() {
            self.note(rule, Fact::Nothing);
        }
        winner
    }

    /// Why there is no way: the first obstacle, or `otherwise` if nothing stood in it.
    pub(crate) fn refusal(&self, view: &View, arrival: Arrival<'_>, otherwise: NoRoute) -> NoRoute {
        self.obstacle.and_then(|(party, lost)| describe(view, arrival, party, lost)).unwrap_or(otherwise)
    }

    pub(crate) fn decide<V>(self, verdict: V) -> Decision<V> {
        Decision { verdict, subject: self.subject, grounds: self.grounds }
    }
}

fn describe(view: &View, arrival: Arrival<'_>, party: Party, lost: Lost) -> Option<NoRoute> {
    let partner = partner(view, party)?.clone();
    match lost {
        Lost::WrongDirection => Some(NoRoute::WrongDirection { partner }),
        Lost::NoKerberos => Some(NoRoute::NoKerberos { partner }),
        Lost::NonTransitive => Some(NoRoute::NonTransitive { partner }),
        Lost::ArrivedNonTransitive(trust) => {
            Some(NoRoute::NonTransitive { partner: view.partner(trust).cloned().unwrap_or(partner) })
        }
        Lost::ThirdForest => {
            let from = match arrival {
                Arrival::Own => view.realm(),
                Arrival::Over { crealm, .. } => crealm,
            };
            Some(NoRoute::ThirdForest { from: from.clone(), to: partner })
        }
        Lost::Disabled => match party {
            Party::Record(record) => Some(NoRoute::SuffixDisabled { partner, suffix: name(view, record) }),
            Party::Own(_) => None,
        },
        Lost::DomainDisabled(record) => Some(NoRoute::SuffixDisabled { partner, suffix: name(view, record) }),
        Lost::Excluded(record) => Some(NoRoute::SuffixExcluded { partner, suffix: name(view, record) }),
        Lost::Shorter | Lost::OwnForest(_) | Lost::AlternateSuffix | Lost::WayBack => None,
    }
}

fn partner(view: &View, party: Party) -> Option<&RealmName> {
    match party {
        Party::Own(trust) => view.partner(trust),
        Party::Record(record) => view.domain()?.0.root().realm(record.trust),
    }
}

fn name(view: &View, record: RecordId) -> Box<str> {
    let found = view.domain().and_then(|(forest, _)| forest.root().record(record));
    found.and_then(|record| record.dns_name()).unwrap_or_default().into()
}
