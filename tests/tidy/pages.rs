//! What a reader finds first.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use xrealm_tests::project_root;

use crate::sources;

#[test]
fn every_crate_has_a_page() {
    for (name, folder) in sources::crates() {
        let root = ["src/lib.rs", "src/main.rs"]
            .iter()
            .map(|file| folder.join(file))
            .find(|path| path.is_file())
            .unwrap_or_else(|| panic!("crates/{name} has no root"));
        let text = fs::read_to_string(&root).expect("just found");
        let page = text.lines().filter(|line| line.starts_with("//!")).count();
        assert!(page >= 5, "the page of {name} has {page} lines: say what it is, what it refuses, and an example");
    }
}

#[test]
fn the_readme_says_how_to_run_the_demo_and_the_tests() {
    let readme = read("README.md");
    let commands = commands(&readme);
    assert!(commands.iter().any(|line| line.contains("demo")), "no demo among {commands:?}");
    assert!(commands.iter().any(|line| line.contains("tests/run")), "no tests/run among {commands:?}");
}

#[test]
fn every_file_the_readme_names_is_there() {
    let readme = read("README.md");
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    let paths = commands(&readme)
        .into_iter()
        .flat_map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| ["fixtures/", "tests/", "docs/", ".ci/"].iter().any(|folder| word.starts_with(folder)));
    for path in links.map(str::to_owned).chain(paths) {
        if path.is_empty() || path.contains("://") {
            continue;
        }
        assert!(project_root().join(&path).exists(), "README.md names {path}, which is not there");
    }
}

#[test]
fn the_scripts_can_be_run() {
    for script in ["tests/run", ".ci/run"] {
        let mode = fs::metadata(project_root().join(script)).expect(script).permissions().mode();
        assert!(mode & 0o111 == 0o111, "{script} is not executable");
    }
}

#[test]
fn the_changelog_speaks_of_what_users_see() {
    let changelog = read("CHANGELOG.md");
    assert!(changelog.contains("## "), "the changelog has no version");
    assert!(changelog.contains("Added"), "the first version adds something");
}

#[test]
fn every_folder_of_fixtures_says_where_it_comes_from() {
    for entry in fs::read_dir(project_root().join("fixtures")).expect("the project has fixtures").flatten() {
        if entry.path().is_dir() {
            assert!(entry.path().join("README.md").is_file(), "{} has no README.md", entry.path().display());
        }
    }
}

fn read(name: &str) -> String {
    fs::read_to_string(project_root().join(name)).unwrap_or_else(|_| panic!("{name} is missing"))
}

/// Lines inside fenced blocks.
fn commands(markdown: &str) -> Vec<String> {
    let mut inside = false;
    markdown
        .lines()
        .filter(|line| {
            let fence = line.trim_start().starts_with("```");
            inside ^= fence;
            inside && !fence
        })
        .map(|line| line.trim().trim_start_matches("$ ").to_owned())
        .collect()
}
