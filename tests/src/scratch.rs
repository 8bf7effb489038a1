//! A directory of one test, gone when the test ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// A fresh directory under the system's temporary directory; removed on drop.
///
/// `XREALM_KEEP_SCRATCH=1` keeps it, to look at traces and logs after a failure.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes the directory; `label` is part of its name.
    pub fn new(label: &str) -> Scratch {
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("xrealm-{label}-{}-{serial}", process::id()));
        fs::create_dir_all(&path).expect("the temporary directory must be writable");
        Scratch { path }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of `name` inside.
    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes `text` to the file `name` inside and returns its path.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.join(name);
        fs::write(&path, text).expect("the scratch directory must be writable");
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if std::env::var_os("XREALM_KEEP_SCRATCH").is_none() {
            drop(fs::remove_dir_all(&self.path));
        }
    }
}

static SERIAL: AtomicU32 = AtomicU32::new(0);
