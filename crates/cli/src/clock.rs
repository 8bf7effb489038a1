//! `xrealm clock`: the time the KDCs live in.

use std::io::{Write, stdout};

use serde_json::json;
use xrealm_admin::{Answer, ClockFacts, ClockOperation, Operation};

use crate::administration::ask;
use crate::args::{self, ClockVerb};
use crate::duration::Rate;
use crate::failure::Failure;

pub(crate) fn run(args: &args::ClockArgs) -> miette::Result<()> {
    let (operation, asking) = match &args.verb {
        ClockVerb::Show { asking } => (ClockOperation::Show, asking),
        ClockVerb::Advance { by, asking } => (ClockOperation::Advance { seconds: by.seconds }, asking),
        ClockVerb::Set { to, asking } => (ClockOperation::Set { to: *to }, asking),
        ClockVerb::Rate { rate, asking } => (ClockOperation::Rate { thousandths: rate.thousandths }, asking),
    };
    let Answer::Clock(facts) = ask(asking, &Operation::Clock(operation))? else {
        return Err(Failure::AnotherAnswer.into());
    };
    let text = if asking.json { format!("{:#}\n", json!(facts)) } else { shown(&facts) };
    Ok(stdout().write_all(text.as_bytes()).map_err(Failure::Print)?)
}

fn shown(facts: &ClockFacts) -> String {
    let runs = match (facts.system, facts.rate_thousandths) {
        (true, _) => "the operating system's clock".to_owned(),
        (false, 0) => "stands still".to_owned(),
        (false, 1000) => "a clock of its own".to_owned(),
        (false, thousandths) => format!("a clock of its own, {} times as fast", Rate { thousandths }),
    };
    let upkeep: String = facts.upkeep.iter().map(|line| format!("  {line}\n")).collect();
    format!("{}  {runs}\n{upkeep}", facts.now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_says_how_it_runs_and_what_was_due() {
        let facts = ClockFacts {
            now: "2026-12-21T10:44:00Z".to_owned(),
            rate_thousandths: 500,
            system: false,
            upkeep: vec!["A changed the secret".to_owned()],
        };
        assert_eq!(
            shown(&facts),
            "2026-12-21T10:44:00Z  a clock of its own, 0.5 times as fast\n  A changed the secret\n"
        );
    }
}
