//! `xrealm controller`: domain controllers, how far behind each is, and the links between domains.

use std::io::{Write, stdout};

use serde_json::json;
use xrealm_admin::{Answer, ControllerFacts, ControllerOperation, LinkFacts, Operation};

use crate::administration::{ask, change};
use crate::args::{self, Changing, ControllerVerb, LinkState};
use crate::duration::in_words;
use crate::failure::Failure;
use crate::table::Table;
use crate::{done, terminal};

pub(crate) fn run(args: &args::Controller) -> miette::Result<()> {
    if let ControllerVerb::List { domain, asking } = &args.verb {
        let operation = ControllerOperation::List { realm: domain.clone() };
        let answer = ask(asking, &Operation::Controller(operation))?;
        let Answer::Controllers { controllers, cut } = answer else { return Err(Failure::AnotherAnswer.into()) };
        return Ok(print(&controllers, &cut, asking.json)?);
    }
    if let Some((operation, changing)) = operation(&args.verb) {
        done::print(change(changing, &Operation::Controller(operation))?, changing.asking.json)?;
    }
    Ok(())
}

/// What is to be changed.
fn operation(verb: &ControllerVerb) -> Option<(ControllerOperation, &Changing)> {
    Some(match verb {
        ControllerVerb::List { .. } => return None,
        ControllerVerb::Add { one, changing } => {
            let (realm, controller) = (one.domain.clone(), one.controller.clone());
            (ControllerOperation::Add { realm, controller }, changing)
        }
        ControllerVerb::Replication { one, delay, hold, release, changing } => {
            let operation = ControllerOperation::SetReplication {
                realm: one.domain.clone(),
                controller: one.controller.clone(),
                delay_seconds: delay.map(|delay| delay.seconds),
                held: (*hold || *release).then_some(*hold),
            };
            (operation, changing)
        }
        ControllerVerb::Pdc { one, changing } => {
            let (realm, controller) = (one.domain.clone(), one.controller.clone());
            (ControllerOperation::MovePdcRole { realm, controller }, changing)
        }
        ControllerVerb::Link { one, other, state, changing } => {
            let up = *state == LinkState::Up;
            (ControllerOperation::SetLink { one: one.clone(), other: other.clone(), up }, changing)
        }
        ControllerVerb::Dns { domain, everything, nothing: _, shared_root, forwarder, secondary, changing } => {
            let operation = ControllerOperation::SetNameResolution {
                realm: domain.clone(),
                everything: *everything,
                shared_root: shared_root.clone(),
                conditional_forwarders: forwarder.clone(),
                secondary_zones: secondary.clone(),
            };
            (operation, changing)
        }
    })
}

fn print(controllers: &[ControllerFacts], cut: &[LinkFacts], as_json: bool) -> Result<(), Failure> {
    if as_json {
        let facts = json!({ "controllers": controllers, "cut": cut });
        return writeln!(stdout(), "{facts:#}").map_err(Failure::Print);
    }
    let mut table = Table::new(&["DOMAIN", "CONTROLLER", "ROLE", "BEHIND", "KNOWS UNTIL"]);
    for facts in controllers {
        let ControllerFacts { realm, controller, pdc, delay_seconds, held_since, knows_until } = facts;
        let behind = match held_since {
            Some(since) => format!("held since {since}"),
            None => in_words(*delay_seconds),
        };
        let role = if *pdc { "PDC" } else { "-" };
        table.row([realm.clone(), controller.clone(), role.to_owned(), behind, knows_until.clone()]);
    }
    table.print().map_err(Failure::Print)?;
    let style = terminal::Style::of_stdout();
    for LinkFacts { one, other } in cut {
        writeln!(stdout(), "{}", style.bad(format_args!("the link between {one} and {other} is cut")))
            .map_err(Failure::Print)?;
    }
    Ok(())
}
