//! `xrealm audit`: who changed what.

use std::fmt::Write as _;
use std::io::{Write as _, stdout};

use serde_json::json;
use xrealm_admin::{Answer, AuditFacts, Operation};

use crate::administration::ask;
use crate::args;
use crate::failure::Failure;
use crate::terminal::Style;

pub(crate) fn run(args: &args::Audit) -> miette::Result<()> {
    let Answer::Audit(entries) = ask(&args.asking, &Operation::Audit { last: args.last })? else {
        return Err(Failure::AnotherAnswer.into());
    };
    let text = if args.asking.json {
        format!("{:#}\n", json!(entries))
    } else {
        entries.iter().map(|entry| shown(entry, Style::of_stdout())).collect()
    };
    Ok(stdout().write_all(text.as_bytes()).map_err(Failure::Print)?)
}

fn shown(entry: &AuditFacts, style: Style) -> String {
    let AuditFacts { number, at, by, surface, operation, changes, replaced, refused } = entry;
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}  {at}  {by} ({surface}): {operation}", style.strong(number));
    for change in changes {
        let _ = writeln!(out, "    {change}");
    }
    for before in replaced {
        let _ = writeln!(out, "    {} {before}", style.faint("replaced"));
    }
    if let Some(reason) = refused {
        let _ = writeln!(out, "    {} {reason}", style.bad("refused"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_says_who_what_and_why_not() {
        let entry = AuditFacts {
            number: 7,
            at: "2026-11-20T10:44:00Z".to_owned(),
            by: "user1@A.TEST".to_owned(),
            surface: "cli".to_owned(),
            operation: "create a trust".to_owned(),
            changes: Vec::new(),
            replaced: Vec::new(),
            refused: Some("no member of Domain Admins".to_owned()),
        };
        assert_eq!(
            shown(&entry, Style::none()),
            "7  2026-11-20T10:44:00Z  user1@A.TEST (cli): create a trust\n    refused no member of Domain Admins\n"
        );
    }
}
