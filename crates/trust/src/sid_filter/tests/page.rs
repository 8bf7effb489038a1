//! The page about SID filtering shows what the code does.

use std::fmt::Write;

use super::*;

const PAGE: &str = include_str!("../../../../../docs/sid-filtering.md");

#[test]
fn the_page_shows_the_boundaries() {
    let mut table = String::from("| trustAttributes | boundary |\n|---|---|\n");
    for rule in SidBoundary::RULES {
        let names: Vec<&str> = rule.bits.names().collect();
        let names = if names.is_empty() { "any other".into() } else { names.join(" + ") };
        writeln!(table, "| {names} | {}{} |", rule.boundary, rule.evidence.mark()).unwrap();
    }
    shown(&table);
}

#[test]
fn the_page_shows_the_matrix() {
    let header: Vec<String> = SidBoundary::ALL.iter().map(ToString::to_string).collect();
    let mut table = format!("| SIDs | {} |\n|---|{}\n", header.join(" | "), "---|".repeat(header.len()));
    for line in matrix() {
        write!(table, "| {} |", line.row).unwrap();
        for (treatment, boundary) in line.treatments.into_iter().zip(SidBoundary::ALL) {
            write!(table, " {treatment}{} |", line.row.evidence(boundary).mark()).unwrap();
        }
        table.push('\n');
    }
    table.push_str("| user of the own forest (D3) |");
    for boundary in SidBoundary::ALL {
        match boundary.refuses_own_forest_identity() {
            Some(evidence) => write!(table, " refused{} |", evidence.mark()).unwrap(),
            None => table.push_str(" - |"),
        }
    }
    table.push('\n');
    shown(&table);
}

#[test]
fn the_page_shows_the_patterns() {
    let mut table = String::from("| SID | class | up to Server 2008 R2 |\n|---|---|---|\n");
    for pattern in SidClass::PATTERNS {
        let was =
            if pattern.until_2008_r2 == pattern.class { String::new() } else { pattern.until_2008_r2.to_string() };
        writeln!(table, "| {} | {}{} | {was} |", pattern.shape, pattern.class, pattern.evidence.mark()).unwrap();
    }
    shown(&table);
}

fn shown(table: &str) {
    assert!(PAGE.contains(table), "docs/sid-filtering.md should show\n\n{table}");
}
