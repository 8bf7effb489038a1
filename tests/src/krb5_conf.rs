//! A `krb5.conf` that is laid over another one.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::scratch::Scratch;

/// Settings that win over those of the file a daemon wrote.
///
/// Both MIT and Heimdal read a list of files and take the first value found.
#[derive(Debug, Clone)]
pub struct Krb5Conf {
    bases: Vec<PathBuf>,
    libdefaults: Vec<String>,
    sections: String,
}

impl Krb5Conf {
    /// The file `base` as it is.
    pub fn over(base: &Path) -> Krb5Conf {
        Krb5Conf { bases: vec![base.to_owned()], libdefaults: Vec::new(), sections: String::new() }
    }

    /// The file `base` besides, where the first says nothing.
    pub fn and(mut self, base: &Path) -> Krb5Conf {
        self.bases.push(base.to_owned());
        self
    }

    /// Adds a line to `[libdefaults]`.
    pub fn libdefault(mut self, line: &str) -> Krb5Conf {
        self.libdefaults.push(line.to_owned());
        self
    }

    /// Adds a whole section, heading included.
    pub fn section(mut self, text: &str) -> Krb5Conf {
        self.sections.push_str(text);
        self.sections.push('\n');
        self
    }

    /// The value of `KRB5_CONFIG`; the overlay is written into `scratch`.
    pub(crate) fn install(&self, scratch: &Scratch) -> OsString {
        let mut text = String::from("[libdefaults]\n");
        for line in &self.libdefaults {
            writeln!(text, "    {line}").expect("writing to a string does not fail");
        }
        text.push_str(&self.sections);
        let mut list = scratch.write("overlay.conf", &text).into_os_string();
        for base in &self.bases {
            list.push(":");
            list.push(base);
        }
        list
    }
}
