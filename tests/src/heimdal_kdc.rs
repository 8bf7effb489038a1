//! Heimdal's KDC, Debian package `heimdal-kdc`, with realms of its own in a scratch directory.

use std::fmt::Write as _;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;

use crate::heimdal;
use crate::mit_kdc::free_ports;
use crate::partner_kdc::{PartnerPrincipal, PartnerRealm};
use crate::process::{Program, Running, wait_until};
use crate::scratch::Scratch;

/// One `kdc` process per realm; all end on drop.
#[derive(Debug)]
pub struct HeimdalKdc {
    scratch: Scratch,
    addresses: Vec<(String, SocketAddr)>,
    processes: Vec<Running>,
}

impl HeimdalKdc {
    /// Creates the databases and starts the KDCs, with `sections` added to the `krb5.conf` they read. Hosts below a
    /// realm's name in lower case belong to that realm.
    pub fn start(realms: &[PartnerRealm], sections: &str) -> HeimdalKdc {
        heimdal::require_programs(&["usr/bin/kadmin.heimdal", KDC]);
        let addresses = realms
            .iter()
            .zip(free_ports(realms.len()))
            .map(|(realm, port)| (realm.name.clone(), SocketAddr::from((Ipv4Addr::LOCALHOST, port))))
            .collect();
        let mut kdc = HeimdalKdc { scratch: Scratch::new("heimdal-kdc"), addresses, processes: Vec::new() };
        kdc.scratch.write("krb5.conf", &(kdc.shared_conf() + sections));
        for realm in realms {
            kdc.create(realm);
            kdc.run(&realm.name);
        }
        kdc
    }

    /// Where the KDC of `realm` answers.
    pub fn address_of(&self, realm: &str) -> SocketAddr {
        self.addresses
            .iter()
            .find(|(name, _)| name == realm)
            .map(|(_, address)| *address)
            .unwrap_or_else(|| panic!("no KDC of {realm} was started"))
    }

    /// Everything the KDC of `realm` logged.
    pub fn log(&self, realm: &str) -> String {
        fs::read_to_string(self.folder(realm).join("log")).unwrap_or_default()
    }

    /// `kadmin -l` works on the database itself and goes on after an error, so what it made is looked at.
    fn create(&self, realm: &PartnerRealm) {
        let folder = self.folder(&realm.name);
        fs::create_dir_all(&folder).expect("the scratch directory is writable");
        fs::write(folder.join("kdc.conf"), kdc_conf(&realm.name, &folder.display().to_string()))
            .expect("the scratch directory is writable");
        let mut script = format!("init --realm-max-ticket-life=10h --realm-max-renewable-life=7d {}\n", realm.name);
        for principal in &realm.principals {
            script += &commands(principal);
        }
        let done = self
            .tool(&realm.name, "usr/bin/kadmin.heimdal")
            .args(["-l", "-r", &realm.name])
            .stdin(&script)
            .run()
            .expect_success();
        assert!(done.stderr.is_empty(), "kadmin refused something: {done}");
    }

    /// With `--testing` it stays one process, so nothing outlives it.
    fn run(&mut self, realm: &str) {
        let address = self.address_of(realm);
        let child = self
            .tool(realm, KDC)
            .args(["--testing", "--addresses=127.0.0.1"])
            .arg(format!("--ports={}", address.port()))
            .start();
        self.processes.push(child);
        let answers = wait_until(|| TcpStream::connect(address).is_ok());
        assert!(answers, "kdc of {realm} does not answer: {}", self.log(realm));
    }

    fn tool(&self, realm: &str, path: &str) -> Program {
        let mut configuration = std::ffi::OsString::from("--config-file=");
        configuration.push(self.folder(realm).join("kdc.conf"));
        heimdal::unpacked(path).env("KRB5_CONFIG", self.scratch.join("krb5.conf")).arg(configuration)
    }

    fn folder(&self, realm: &str) -> PathBuf {
        self.scratch.join(realm)
    }

    fn shared_conf(&self) -> String {
        let mut text = String::from("[libdefaults]\n dns_lookup_kdc = false\n dns_lookup_realm = false\n[realms]\n");
        for (realm, address) in &self.addresses {
            write!(text, " {realm} = {{\n  kdc = {address}\n }}\n").expect("writing to a string does not fail");
        }
        text.push_str("[domain_realm]\n");
        for (realm, _) in &self.addresses {
            writeln!(text, " .{} = {realm}", realm.to_lowercase()).expect("writing to a string does not fail");
        }
        text
    }
}

const KDC: &str = "usr/lib/heimdal-servers/kdc";

/// The types that `default_keys` makes, by the names of Heimdal.
const ETYPES: [&str; 3] = ["aes256-cts-hmac-sha1-96", "aes128-cts-hmac-sha1-96", "arcfour-hmac-md5"];

/// Heimdal makes keys of all types and takes away those that are not wanted.
fn commands(principal: &PartnerPrincipal) -> String {
    let PartnerPrincipal { name, password, etype, kvno } = principal;
    let mut text = format!("add --password={password} --use-defaults {name}\n");
    let unwanted = |made: &str| match etype {
        Some(wanted) => !made.starts_with(wanted.as_str()),
        None => !made.starts_with("aes"),
    };
    for made in ETYPES.iter().filter(|made| unwanted(made)) {
        writeln!(text, "del_enctype {name} {made}").expect("writing to a string does not fail");
    }
    if *kvno != 1 {
        writeln!(text, "modify --kvno={kvno} {name}").expect("writing to a string does not fail");
    }
    text
}

fn kdc_conf(realm: &str, folder: &str) -> String {
    let keys: Vec<String> = ETYPES.iter().map(|etype| format!("{etype}:pw-salt")).collect();
    format!(
        "[libdefaults]\n default_realm = {realm}\n\
         [kdc]\n database = {{\n  realm = {realm}\n  dbname = {folder}/principal\n  mkey_file = {folder}/master-key\n  \
         log_file = {folder}/changes\n  acl_file = {folder}/acl\n }}\n\
         [kadmin]\n default_keys = {}\n[logging]\n kdc = 0-/FILE:{folder}/log\n",
        keys.join(" ")
    )
}
