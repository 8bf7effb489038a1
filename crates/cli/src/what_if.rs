//! `xrealm what-if`: which answers a change would change.

use std::collections::BTreeMap;
use std::io::{Write, stdout};

use clap::CommandFactory;
use clap::error::ErrorKind;
use serde_json::{Value, json};
use xrealm_config::ChangeWords;
use xrealm_daemon::{Clock, ClockSetting};
use xrealm_directory::{Directory, Itinerary};
use xrealm_names::{NameType, PrincipalName};
use xrealm_sim::{Difference, difference, differences};

use crate::args;
use crate::errand::Asked;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::route::show::{Depth, Shown};
use crate::terminal::Style;
use crate::topology;

pub(crate) fn run(args: &args::WhatIf) -> miette::Result<()> {
    let changes = ChangeWords::parse_all(&args.changes).unwrap_or_else(|error| {
        let help = "`xrealm what-if --help` lists every change";
        args::Command::command().error(ErrorKind::InvalidValue, format!("{error}\n\n{help}")).exit()
    });
    let before = topology::directory(&args.topology.topology)?;
    let now = Clock::start(ClockSetting::System).now();
    let (after, _) = ChangeWords::apply_all(&changes, &before, &topology::secrets(), now)
        .map_err(|(position, source)| Failure::Change { position, source })?;
    if args.pair.is_empty() {
        print_all(args, &before, &after)?;
    } else {
        print_pairs(args, &before, &after)?;
    }
    Ok(())
}

/// Everything that changes.
fn print_all(args: &args::WhatIf, before: &Directory, after: &Directory) -> Result<(), Failure> {
    let progress = Progress::new(before.realms().len() as u64, "realms");
    let found = differences(before, after, || progress.step());
    drop(progress);
    let printed = if args.json {
        let list: Vec<Value> = found.iter().map(|one| difference_json(one, before, after)).collect();
        writeln!(stdout(), "{:#}", json!({ "differences": list }))
    } else {
        write!(stdout(), "{}", text(&found, Style::of_stdout()))
    };
    printed.map_err(Failure::Print)
}

/// The pairs asked for, changed or not, each way whole.
fn print_pairs(args: &args::WhatIf, before: &Directory, after: &Directory) -> Result<(), Failure> {
    let style = Style::of_stdout();
    let mut list = Vec::new();
    for pair in args.pair.chunks_exact(2) {
        let [client, service] = pair else { continue };
        let asked = Asked::read(client, service, &args.manner, before)?;
        let (first, second) = (asked.errand(before)?, asked.errand(after)?);
        let ways = [(before, before.itinerary(&first)), (after, after.itinerary(&second))];
        let differ = difference([before, after], [first, second]).is_some();
        let shown = |(directory, itinerary): &(&Directory, Itinerary)| {
            let shown = Shown { directory, itinerary, depth: Depth::Grounds };
            (shown.text(style), shown.json())
        };
        let [(old, old_json), (new, new_json)] =
            [ways.first(), ways.last()].map(|way| way.map(shown).unwrap_or_default());
        if args.json {
            list.push(json!({
                "client": asked.client(), "service": asked.service.to_string(), "changes": differ,
                "before": old_json, "after": new_json,
            }));
            continue;
        }
        let verdict = if differ { style.bad("changes") } else { style.good("stays as it is") };
        let title = format!("{} to {}", asked.client(), asked.service);
        let ways = format!("before\n{old}after\n{new}");
        writeln!(stdout(), "{}: {verdict}\n{}", style.strong(title), ways.trim_end()).map_err(Failure::Print)?;
    }
    if args.json {
        writeln!(stdout(), "{:#}", json!({ "pairs": list })).map_err(Failure::Print)?;
    }
    Ok(())
}

/// The way before and after for each, then how many change in which manner.
fn text(found: &[Difference], style: Style) -> String {
    if found.is_empty() {
        return "nothing changes\n".to_owned();
    }
    let mut text = String::new();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for one in found {
        let title = format!("{} to {}", client(one), one.service);
        text.push_str(&format!("{}\n", style.strong(title)));
        text.push_str(&format!("  {} {}\n", style.faint("before"), one.before));
        text.push_str(&format!("  {} {}\n", style.faint("after "), one.after));
        *reasons.entry(change(one)).or_default() += 1;
    }
    let total = found.len();
    text.push_str(&format!("{total} {}\n", if total == 1 { "answer changes" } else { "answers change" }));
    for (reason, count) in reasons {
        text.push_str(&format!("  {count:>5}  {reason}\n"));
    }
    text
}

fn change(one: &Difference) -> String {
    match (one.before.end.kind(), one.after.end.kind()) {
        (before, after) if before == after => format!("{before}, by another way"),
        (before, after) => format!("{before} becomes {after}"),
    }
}

fn client(one: &Difference) -> String {
    match &one.client {
        Some(name) => format!("{} at {}", spelled(name), one.from),
        None => format!("clients of {}", one.from),
    }
}

/// A user principal name as people write it.
fn spelled(name: &PrincipalName) -> String {
    if name.name_type == NameType::ENTERPRISE { name.first().to_owned() } else { name.to_string() }
}

fn difference_json(one: &Difference, before: &Directory, after: &Directory) -> Value {
    let way = |directory, itinerary| Shown { directory, itinerary, depth: Depth::Grounds }.json();
    json!({
        "client": one.client.as_ref().map(spelled),
        "from": one.from.as_str(),
        "service": one.service.to_string(),
        "before": way(before, &one.before),
        "after": way(after, &one.after),
    })
}
