//! Where the shipped files are.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn project_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are a folder of the project").to_owned()
}

/// A shipped topology of `fixtures/realms/`, or one made for the tests in `tests/interop/realms/`.
pub fn fixture(name: &str) -> PathBuf {
    let root = project_root();
    ["fixtures/realms", "tests/interop/realms"]
        .iter()
        .map(|folder| root.join(folder).join(name))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("no topology {name} in fixtures/realms or tests/interop/realms"))
}
