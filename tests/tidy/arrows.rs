//! Which crate may name which.

use crate::manifest;
use crate::sources;

#[test]
fn every_crate_names_only_crates_below_it() {
    let mut wrong = Vec::new();
    for (name, folder) in sources::crates() {
        let Some(arrow) = ARROWS.iter().find(|arrow| arrow.0 == name) else {
            wrong.push(format!("crates/{name} is in no row of the table in tests/tidy/arrows.rs"));
            continue;
        };
        for dependency in manifest::dependencies(&folder) {
            if let Some(ours) = dependency.strip_prefix("xrealm-")
                && !reaches(arrow, ours)
            {
                wrong.push(format!("{name} must not name {ours}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_cycle_and_only_known_crates() {
    for (name, below) in ARROWS {
        for other in *below {
            let arrow = ARROWS.iter().find(|arrow| arrow.0 == *other).expect("a row per crate");
            assert!(!reaches(arrow, name), "{name} and {other} name each other");
        }
    }
}

#[test]
fn crates_below_the_shells_have_no_sockets_no_clock_and_no_randomness() {
    let mut wrong = Vec::new();
    for (name, folder) in sources::crates() {
        if SHELLS.contains(&&*name) {
            continue;
        }
        for dependency in manifest::dependencies(&folder) {
            if OUTSIDE_WORLD.contains(&&*dependency) {
                wrong.push(format!("{name} must not use {dependency}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sources_below_the_shells_name_no_files_and_no_sockets() {
    let mut wrong = Vec::new();
    for source in sources::rust() {
        let Some(name) = source.path.strip_prefix("crates/").and_then(|path| path.split('/').next()) else {
            continue;
        };
        if SHELLS.contains(&name) || source.path.contains("/tests") || source.path.contains("/examples/") {
            continue;
        }
        for word in ["std::fs", "TcpStream", "TcpListener", "UdpSocket", "SystemTime::now", "Instant::now"] {
            if code_lines(source.without_tests()).any(|line| line.contains(word)) {
                wrong.push(format!("{} must not name {word}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each crate and those it may name; whatever those may name is included.
const ARROWS: &[(&str, &[&str])] = &[
    ("names", &[]),
    ("wire", &["names"]),
    ("crypto", &["names"]),
    ("pac", &["crypto"]),
    ("trust", &["names"]),
    ("directory", &["trust", "crypto"]),
    ("kdc", &["directory", "wire", "pac"]),
    ("client", &["wire", "crypto"]),
    ("config", &["directory"]),
    ("admin", &["config"]),
    ("sim", &["kdc", "client", "admin"]),
    ("load", &["client"]),
    ("daemon", &["kdc", "client", "admin"]),
    ("cli", &["daemon", "sim", "load"]),
];

/// Only here: clocks, sockets, files, randomness of the operating system. `load` speaks to any KDC over sockets.
const SHELLS: [&str; 3] = ["daemon", "cli", "load"];

const OUTSIDE_WORLD: [&str; 7] = ["tokio", "nix", "socket2", "getrandom", "mio", "libc", "async-std"];

fn reaches(arrow: &(&str, &[&str]), wanted: &str) -> bool {
    arrow.1.iter().any(|below| *below == wanted || ARROWS.iter().any(|next| next.0 == *below && reaches(next, wanted)))
}

fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"))
}
