//! Figures of a simulation as a person and as a program want to read them.

use std::collections::BTreeMap;
use std::fmt::{Display, Write};

use serde_json::{Value, json};
use xrealm_sim::{Size, Survey};

use super::Outcome;
use crate::args;
use crate::terminal::Style;

/// What came of all topologies, to be shown.
pub(super) struct Shown<'a> {
    pub(super) outcomes: &'a [Outcome],
    pub(super) args: &'a args::Simulate,
    /// The size of random topologies, for showing how to have one of them again.
    pub(super) replay: Option<Size>,
}

impl Shown<'_> {
    pub(super) fn text(&self, style: Style) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text, style);
        text
    }

    fn write(&self, out: &mut String, style: Style) -> std::fmt::Result {
        let surveys = || self.outcomes.iter().map(|outcome| &outcome.survey);
        let topologies = match self.outcomes.len() {
            1 => String::new(),
            count => format!("{count} topologies, "),
        };
        let realms: usize = surveys().map(|survey| survey.realms).sum();
        let pairs: usize = surveys().map(|survey| survey.pairs).sum();
        writeln!(out, "{}", style.strong(format!("{topologies}{realms} realms, {pairs} pairs")))?;
        histogram(out, style, "trusts crossed", added(surveys().map(|survey| &survey.hops)))?;
        histogram(out, style, "refused", added(surveys().map(|survey| &survey.refusals)))?;
        self.write_unreachable(out, style)?;
        self.write_one_way(out, style)?;
        self.write_disagreements(out, style)
    }

    fn write_unreachable(&self, out: &mut String, style: Style) -> std::fmt::Result {
        let all: usize = self.outcomes.iter().flat_map(|outcome| outcome.survey.refusals.values()).sum();
        writeln!(out, "{} {all}", style.strong("unreachable pairs"))?;
        let listed = self
            .outcomes
            .iter()
            .flat_map(|outcome| outcome.survey.unreachable.iter().map(move |pair| (outcome.seed, pair)));
        for (seed, pair) in listed.take(self.args.list) {
            let (client, target) = (&pair.client, &pair.target);
            writeln!(out, "  {}{client} to {target}: {}", place(seed), pair.itinerary)?;
        }
        more(out, style, all, self.args.list)
    }

    fn write_one_way(&self, out: &mut String, style: Style) -> std::fmt::Result {
        let all: usize = self.outcomes.iter().map(|outcome| outcome.survey.asymmetric).sum();
        writeln!(out, "{} {all}", style.strong("asymmetric pairs"))?;
        let listed = self
            .outcomes
            .iter()
            .flat_map(|outcome| outcome.survey.one_way.iter().map(move |pair| (outcome.seed, pair)));
        for (seed, (client, target)) in listed.take(self.args.list) {
            writeln!(out, "  {}{client} reaches {target}, not the other way round", place(seed))?;
        }
        more(out, style, all, self.args.list)
    }

    fn write_disagreements(&self, out: &mut String, style: Style) -> std::fmt::Result {
        if !self.args.walk {
            return Ok(());
        }
        let all: usize = self.outcomes.iter().map(|outcome| outcome.disagreements.len()).sum();
        let title = format!("walks that differ from what was decided: {all}");
        writeln!(out, "{}", if all == 0 { style.good(title) } else { style.bad(title) })?;
        for outcome in self.outcomes {
            for one in &outcome.disagreements {
                writeln!(out, "  {}{one}", place(outcome.seed))?;
            }
            if let (Some(seed), Some(size), false) = (outcome.seed, self.replay, outcome.disagreements.is_empty()) {
                writeln!(out, "  again: {}", replay(seed, size))?;
            }
        }
        Ok(())
    }

    pub(super) fn json(&self) -> Value {
        Value::Array(self.outcomes.iter().map(|outcome| self.outcome_json(outcome)).collect())
    }

    fn outcome_json(&self, outcome: &Outcome) -> Value {
        let Survey { realms, pairs, hops, refusals, unreachable, asymmetric, one_way } = &outcome.survey;
        let unreached = |pair: &xrealm_sim::Unreachable| {
            json!({
                "client": pair.client.as_str(),
                "target": pair.target.as_str(),
                "service": pair.service.to_string(),
                "asked": pair.itinerary.realms().map(|realm| realm.as_str()).collect::<Vec<_>>(),
                "end": pair.itinerary.end.kind(),
                "reason": pair.itinerary.end.to_string(),
            })
        };
        let replay = outcome.seed.zip(self.replay).map(|(seed, size)| replay(seed, size));
        json!({
            "seed": outcome.seed,
            "replay": replay,
            "realms": realms,
            "pairs": pairs,
            "trusts_crossed": hops.iter().map(|(hops, pairs)| (hops.to_string(), *pairs)).collect::<BTreeMap<_, _>>(),
            "refused": refusals,
            "unreachable": unreachable.iter().take(self.args.list).map(unreached).collect::<Vec<_>>(),
            "asymmetric": asymmetric,
            "one_way": one_way.iter().take(self.args.list).map(|(from, to)| json!([from.as_str(), to.as_str()])).collect::<Vec<_>>(),
            "walked": self.args.walk,
            "disagreements": outcome.disagreements.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    }
}

/// The command that makes the same topology again.
fn replay(seed: u64, size: Size) -> String {
    let Size { forests, domains, realms, trusts } = size;
    format!(
        "xrealm simulate --seed {seed} --forests {forests} --domains {domains} --realms {realms} --trusts {trusts} --walk"
    )
}

fn place(seed: Option<u64>) -> String {
    seed.map(|seed| format!("seed {seed}: ")).unwrap_or_default()
}

fn added<'s, K: Ord + Clone + 's>(counts: impl Iterator<Item = &'s BTreeMap<K, usize>>) -> BTreeMap<K, usize> {
    let mut sum = BTreeMap::new();
    for (key, count) in counts.flatten() {
        *sum.entry(key.clone()).or_default() += count;
    }
    sum
}

/// A count and a bar for each key.
fn histogram<K: Display>(out: &mut String, style: Style, title: &str, counts: BTreeMap<K, usize>) -> std::fmt::Result {
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", style.strong(title))?;
    let most = counts.values().copied().max().unwrap_or(1).max(1);
    let widest = counts.keys().map(|key| key.to_string().len()).max().unwrap_or(0);
    for (key, count) in counts {
        let bar = "#".repeat((count * BAR_WIDTH).div_ceil(most));
        writeln!(out, "  {:>widest$}  {count:>7}  {}", key.to_string(), style.faint(bar))?;
    }
    Ok(())
}

fn more(out: &mut String, style: Style, all: usize, listed: usize) -> std::fmt::Result {
    match all.saturating_sub(listed.min(Survey::MOST_LISTED)) {
        0 => Ok(()),
        rest => writeln!(out, "  {}", style.faint(format!("and {rest} more"))),
    }
}

const BAR_WIDTH: usize = 40;
