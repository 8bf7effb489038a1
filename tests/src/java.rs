//! The JDK's own Kerberos, driven by `interop/java/Walk.java`.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::fixture::project_root;
use crate::process::{Finished, Program};
use crate::scratch::Scratch;

/// A Java client with a configuration of its own.
#[derive(Debug)]
pub struct JavaClient {
    krb5_conf: PathBuf,
    libdefaults: Vec<String>,
    properties: Vec<String>,
    scratch: Scratch,
}

impl JavaClient {
    /// A client that reads the file `krb5_conf`.
    pub fn of(krb5_conf: &Path) -> JavaClient {
        let krb5_conf = krb5_conf.to_owned();
        JavaClient { krb5_conf, libdefaults: Vec::new(), properties: Vec::new(), scratch: Scratch::new("java") }
    }

    /// Adds a line to `[libdefaults]`; it wins over one in the file.
    pub fn libdefault(mut self, line: &str) -> JavaClient {
        self.libdefaults.push(line.to_owned());
        self
    }

    /// Sets a system property.
    pub fn property(mut self, name: &str, value: &str) -> JavaClient {
        self.properties.push(format!("-D{name}={value}"));
        self
    }

    /// Logs in with a password and begins a security context with each of `services`, given as `class@host`. Prints
    /// the tickets it then holds.
    pub fn walk(&self, principal: &str, password: &str, services: &[&str]) -> Finished {
        self.program().args([principal, "password", password]).args(services).run()
    }

    /// The same with a keytab.
    pub fn walk_with_keytab(&self, principal: &str, keytab: &Path, services: &[&str]) -> Finished {
        self.program().args([principal, "keytab"]).arg(keytab).args(services).run()
    }

    fn program(&self) -> Program {
        let classes = CLASSES.get_or_init(compiled);
        // Java takes the first value it finds, and merges sections of the same name.
        let base = fs::read_to_string(&self.krb5_conf).expect("the daemon wrote krb5.conf");
        let overlay = format!("[libdefaults]\n{}\n{base}", self.libdefaults.join("\n"));
        // Nobody is asked for the address or the other names of a service's host.
        let hosts = self.scratch.write("hosts", "127.0.0.1 localhost\n");
        Program::new("java")
            .args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"])
            .arg(option("-Djava.security.krb5.conf=", &self.scratch.write("krb5.conf", &overlay)))
            .arg(option("-Djdk.net.hosts.file=", &hosts))
            .args(&self.properties)
            .arg("-cp")
            .arg(classes)
            .arg("Walk")
    }
}

/// The folder with the compiled program; compiled when the source is newer, by one test process at a time.
fn compiled() -> PathBuf {
    require();
    let source = project_root().join("tests/interop/java/Walk.java");
    let folder = project_root().join("target/peers/java");
    fs::create_dir_all(&folder).expect("the target folder is writable");
    let lock = File::create(folder.join("lock")).expect("the target folder is writable");
    lock.lock().expect("the file system has locks");
    let modified = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    if modified(&folder.join("Walk.class")) <= modified(&source) {
        Program::new("javac").args(["--release", OLDEST, "-d"]).arg(&folder).arg(&source).run().expect_success();
    }
    folder
}

/// Stops the test unless a JDK is installed that is new enough.
fn require() {
    let install = format!("install it with: sudo apt-get install -y --no-install-recommends {PACKAGE}");
    for program in ["java", "javac"] {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
        assert!(found, "{program} is missing; {install}");
        // `javac 17.0.15`, `openjdk 17.0.15 2025-04-15`
        let version = Program::new(program).arg("--version").run().expect_success().stdout;
        let number = version.split_whitespace().nth(1).and_then(|number| number.split('.').next()?.parse::<u32>().ok());
        assert!(number >= OLDEST.parse().ok(), "{program} is older than {OLDEST}: {version}; {install}");
    }
}

fn option(name: &str, value: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(value);
    option
}

static CLASSES: OnceLock<PathBuf> = OnceLock::new();

const OLDEST: &str = "17";

const PACKAGE: &str = "default-jdk-headless";
