//! `xrealm clock`: the time the KDCs live in.

use std::io::{Write, stdout};

use serde_json::json;
use xrealm_admin::{Answer, ClockFacts, ClockOperation, Operation};

use crate::administration::{ask, change};
use crate::args::{self, ClockVerb};
use crate::done::WOULD_BE_DONE;
use crate::duration::Rate;
use crate::failure::Failure;

pub(crate) fn run(args: &args::ClockArgs) -> miette::Result<()> {
    let (step, changing) = match &args.verb {
        ClockVerb::Show { asking } => {
            return Ok(print(ask(asking, &Operation::Clock(ClockOperation::Show))?, asking.json, false)?);
        }
        ClockVerb::Advance { by, changing } => (ClockOperation::Advance { seconds: by.seconds }, changing),
        ClockVerb::Set { to, changing } => (ClockOperation::Set { to: *to }, changing),
        ClockVerb::Rate { rate, changing } => (ClockOperation::Rate { thousandths: rate.thousandths }, changing),
    };
    let answer = change(changing, &Operation::Clock(step))?;
    Ok(print(answer, changing.asking.json, changing.dry_run)?)
}

fn print(answer: Answer, as_json: bool, dry_run: bool) -> Result<(), Failure> {
    let Answer::Clock(facts) = answer else { return Err(Failure::AnotherAnswer) };
    let text = match (as_json, dry_run) {
        (true, _) => format!("{:#}\n", json!(facts)),
        (false, true) => format!("{WOULD_BE_DONE}\n{}", shown(&facts)),
        (false, false) => shown(&facts),
    };
    stdout().write_all(text.as_bytes()).map_err(Failure::Print)
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
