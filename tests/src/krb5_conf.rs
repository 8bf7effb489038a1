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
    base: PathBuf,
    libdefaults: Vec<String>,
    sections: String,
}

impl Krb5Conf {
    /// The file `base` as it is.
    pub fn over(base: &Path) -> Krb5Conf {
        Krb5Conf { base: base.to_owned(), libdefaults: Vec::new(), sections: String::new() }
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
        if self.libdefaults.is_empty() && self.sections.is_empty() {
            return self.base.clone().into_os_string();
        }
        let mut text = String::from("[libdefaults]\n");
        for line in &self.libdefaults {
            writeln!(text, "    {line}").expect("writing to a string does not fail");
        }
        text.push_str(&self.sections);
        let mut list = scratch.write("overlay.conf", &text).into_os_string();
        list.push(":");
        list.push(&self.base);
        list
    }
}
