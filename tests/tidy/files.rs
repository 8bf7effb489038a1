//! Names, lengths and contents of single files.

use crate::sources::{self, Source};

#[test]
fn no_file_is_named_after_nothing() {
    let banned = ["utils", "util", "helpers", "helper", "common", "misc"];
    let wrong: Vec<_> = sources::all()
        .into_iter()
        .map(|source| source.path)
        .filter(|path| path.split(['/', '.']).any(|part| banned.contains(&part)))
        .collect();
    assert!(wrong.is_empty(), "name the concept instead: {}", wrong.join(", "));
}

#[test]
fn long_files_only_shrink() {
    let mut wrong = Vec::new();
    for source in sources::rust().filter(|source| source.stem() != "tests") {
        let lines = source.without_tests().lines().count();
        let listed = LONG_FILES.iter().find(|long| long.0 == source.path).map(|long| long.1);
        match listed {
            None if lines > HABIT => {
                wrong.push(format!("{} has {lines} lines without tests: split it by concept", source.path))
            }
            Some(limit) if lines > limit => {
                wrong.push(format!("{} grew from {limit} to {lines} lines", source.path));
            }
            Some(limit) if lines < limit => wrong.push(format!(
                "{} shrank to {lines} lines: write {} in tests/tidy/files.rs",
                source.path,
                if lines > HABIT { lines.to_string() } else { "nothing".to_owned() }
            )),
            _ => {}
        }
    }
    for (path, _) in LONG_FILES {
        if !sources::all().iter().any(|source| source.path == *path) {
            wrong.push(format!("{path} is gone: take it off the list in tests/tidy/files.rs"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_lifted_lint_gives_its_reason() {
    let mut wrong = Vec::new();
    for source in sources::rust() {
        for opening in ["[allow(", "[expect("] {
            for (at, _) in source.text.match_indices(opening) {
                let rest = source.text.get(at..).unwrap_or_default();
                let attribute = rest.split_once(")]").map_or(rest, |(attribute, _)| attribute);
                if is_attribute(&source.text, at) && !attribute.contains("reason") {
                    wrong.push(format!("{}: {attribute})]", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "no reason given:\n{}", wrong.join("\n"));
}

#[test]
fn every_ignored_test_says_why() {
    let bare = concat!("#[igno", "re]");
    let wrong: Vec<_> = sources::rust().filter(|source| source.text.contains(bare)).map(|source| source.path).collect();
    assert!(wrong.is_empty(), "{}", wrong.join(", "));
}

#[test]
fn nothing_is_left_for_later() {
    // Split, so that this file does not find itself.
    let words = [concat!("todo", "!("), concat!("unimplement", "ed!("), concat!("FIX", "ME"), concat!("XX", "X:")];
    let wrong: Vec<_> = sources::rust()
        .filter(|source| words.iter().any(|word| source.text.contains(word)))
        .map(|source| source.path)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join(", "));
}

#[test]
fn no_file_names_a_place_of_one_machine() {
    let places = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/tmp/", "plan")];
    let wrong: Vec<_> = sources::all().into_iter().flat_map(|source| named_places(&source, &places)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_script_stops_at_the_first_error() {
    for source in
        sources::all().into_iter().filter(|source| source.text.starts_with("#!") && source.text.contains("bash\n"))
    {
        assert!(source.text.contains("set -euo pipefail"), "{} runs on after an error", source.path);
    }
}

/// Lines without tests a file has as a habit.
const HABIT: usize = 500;

/// Files over the habit and their present length; a number here may only go down.
const LONG_FILES: &[(&str, usize)] = &[];

/// Whether the bracket at `at` opens an attribute, and not a string that speaks of one.
fn is_attribute(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
    line == "#" || line == "#!"
}

fn named_places(source: &Source, places: &[&str]) -> Vec<String> {
    source
        .text
        .lines()
        .enumerate()
        .filter(|(_, line)| places.iter().any(|place| line.contains(place)))
        .map(|(number, line)| format!("{}:{}: {line}", source.path, number + 1))
        .collect()
}
