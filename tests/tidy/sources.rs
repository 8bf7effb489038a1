//! The files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

use xrealm_tests::project_root;

/// A text file and its path from the root of the repository.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// The part before the unit tests: what the length ratchet counts.
    pub(crate) fn without_tests(&self) -> &str {
        self.text.split_once("\n#[cfg(test)]\nmod tests {").map_or(&*self.text, |(code, _)| code)
    }

    /// The name without folders and suffix.
    pub(crate) fn stem(&self) -> &str {
        Path::new(&self.path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
    }
}

/// Every text file of the repository, build products and captured bytes left out.
pub(crate) fn all() -> Vec<Source> {
    let root = project_root();
    let mut sources = Vec::new();
    walk(&root, &root, &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(sources.len() > 50, "the walk lost its way: {} files", sources.len());
    sources
}

/// Every Rust file.
pub(crate) fn rust() -> impl Iterator<Item = Source> {
    all().into_iter().filter(|source| source.path.ends_with(".rs"))
}

/// The crates under `crates/`: name and folder.
pub(crate) fn crates() -> Vec<(String, PathBuf)> {
    let folder = project_root().join("crates");
    let mut crates: Vec<_> = fs::read_dir(&folder)
        .expect("the project has crates")
        .flatten()
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .collect();
    crates.sort();
    crates
}

fn walk(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder of the project is readable").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if !SKIPPED_FOLDERS.iter().any(|skipped| name == *skipped) {
                walk(root, &path, sources);
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = path.strip_prefix(root).expect("walked from the root").display().to_string();
            sources.push(Source { path, text });
        }
    }
}

const SKIPPED_FOLDERS: [&str; 4] = [".git", "target", "corpus", "artifacts"];
