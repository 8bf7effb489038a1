//! The netdom document: its examples and its rules.

mod examples;
mod rules;
mod wording;

use super::*;

/// Splits as a shell does where no quotes are.
fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

fn parse_line(line: &str) -> Result<Netdom, NetdomError> {
    parse(&words(line))
}

fn command(line: &str) -> TrustCommand {
    match parse_line(line) {
        Ok(Netdom::Trust(command)) => *command,
        other => panic!("{line}: {other:?}"),
    }
}

fn refusal(line: &str) -> NetdomError {
    match parse_line(line) {
        Err(error) => error,
        Ok(netdom) => panic!("{line}: {netdom:?}"),
    }
}
