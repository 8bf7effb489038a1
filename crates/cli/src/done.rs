//! What was done, or would be, as people and programs want to read it.

use std::fmt::Write as _;
use std::io::{Write as _, stdout};

use serde_json::json;
use xrealm_admin::{Answer, Done, Verification, VerificationFacts};

use crate::failure::Failure;
use crate::terminal::Style;
use crate::trust::end_line;

/// Stands above what a dry run tells.
pub(crate) const WOULD_BE_DONE: &str = "would be done; nothing was changed:";

/// Prints what was done.
pub(crate) fn print(answer: Answer, as_json: bool) -> Result<Done, Failure> {
    let Answer::Done(done) = answer else { return Err(Failure::AnotherAnswer) };
    let text = if as_json { format!("{:#}\n", json!(done)) } else { text(&done, Style::of_stdout()) };
    stdout().write_all(text.as_bytes()).map_err(Failure::Print)?;
    Ok(*done)
}

/// What was done, in lines.
pub(crate) fn text(done: &Done, style: Style) -> String {
    let mut out = String::new();
    let heading = match (done.dry_run, done.changes.is_empty()) {
        (true, _) => WOULD_BE_DONE,
        (false, false) => "done:",
        (false, true) => "nothing had to be changed",
    };
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}", style.strong(heading));
    for change in &done.changes {
        let _ = writeln!(out, "  {change}");
    }
    let mut lines = |label: &str, values: &[String]| {
        for value in values {
            let _ = writeln!(out, "{} {value}", style.faint(format_args!("{label:9}")));
        }
    };
    lines("replaced", &done.replaced);
    lines("trust", &done.trusts.iter().map(end_line).collect::<Vec<_>>());
    lines(
        "account",
        &done.account.iter().map(|account| format!("{}@{}", account.name, account.realm)).collect::<Vec<_>>(),
    );
    lines("tested", &done.verified.iter().map(verified_line).collect::<Vec<_>>());
    lines("note", &done.notes);
    lines("password", done.password.as_slice());
    out
}

/// One direction's test in a line.
pub(crate) fn verified_line(facts: &VerificationFacts) -> String {
    let VerificationFacts { trusting, trusted, result, text } = facts;
    format!("{trusting} trusts {trusted}: {}: {text}", found(*result))
}

/// What was found, in a word or two.
pub(crate) fn found(result: Verification) -> &'static str {
    match result {
        Verification::Healthy => "healthy",
        Verification::SecretMismatch => "the secrets differ",
        Verification::MissingAtPartner => "the other end is missing",
        Verification::PartnerUnreachable => "the other end cannot be reached",
        Verification::NotTestable => "cannot be tested from here",
    }
}

/// The exit status that says what was found: that of the worst direction.
pub(crate) fn status(results: impl IntoIterator<Item = Verification>) -> u8 {
    let mut worst = 0;
    for result in results {
        let status = match result {
            Verification::Healthy => 0,
            Verification::SecretMismatch => 3,
            Verification::MissingAtPartner | Verification::PartnerUnreachable => 4,
            Verification::NotTestable => 5,
        };
        worst = if worst == 0 {
            status
        } else if status == 0 {
            worst
        } else {
            worst.min(status)
        };
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_direction_gives_the_status() {
        use Verification::{Healthy, MissingAtPartner, NotTestable, PartnerUnreachable, SecretMismatch};
        assert_eq!(status([Healthy, Healthy]), 0);
        assert_eq!(status([Healthy, NotTestable]), 5);
        assert_eq!(status([NotTestable, PartnerUnreachable]), 4);
        assert_eq!(status([MissingAtPartner, SecretMismatch, Healthy]), 3);
        assert_eq!(status([]), 0);
    }

    #[test]
    fn a_plan_says_that_nothing_was_changed() {
        let done = Done { dry_run: true, changes: vec!["A trusts B".to_owned()], ..Done::default() };
        assert_eq!(text(&done, Style::none()), "would be done; nothing was changed:\n  A trusts B\n");
        let told = Done { password: Some("x".to_owned()), ..Done::default() };
        assert_eq!(text(&told, Style::none()), "nothing had to be changed\npassword  x\n");
    }
}
