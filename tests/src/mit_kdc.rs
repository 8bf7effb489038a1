//! MIT's KDC, Debian package `krb5-kdc`, with realms of its own in a scratch directory.

use std::fmt::Write as _;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;

use crate::mit::require_programs;
use crate::process::{Finished, Program, Running, wait_until};
use crate::scratch::Scratch;

/// One realm of the KDC.
#[derive(Debug, Clone)]
pub struct MitRealm {
    /// Realm name.
    pub name: String,
    /// `(principal, password)` of this realm; cross-realm principals `krbtgt/OTHER@THIS` are among them.
    pub principals: Vec<(String, String)>,
}

/// One `krb5kdc` process per realm; all end on drop.
#[derive(Debug)]
pub struct MitKdc {
    scratch: Scratch,
    addresses: Vec<(String, SocketAddr)>,
    processes: Vec<Running>,
}

impl MitKdc {
    /// Creates the databases and starts the KDCs. Hosts below a realm's name in lower case belong to that realm.
    pub fn start(realms: &[MitRealm]) -> MitKdc {
        MitKdc::start_with(realms, "")
    }

    /// The same, with `sections` added to the `krb5.conf` the KDCs read.
    pub fn start_with(realms: &[MitRealm], sections: &str) -> MitKdc {
        require_programs(&["/usr/sbin/krb5kdc", "/usr/sbin/kdb5_util"], "krb5-kdc");
        require_programs(&["/usr/sbin/kadmin.local"], "krb5-admin-server");
        let ports: Vec<u16> = free_ports(realms.len());
        let mut kdc = MitKdc {
            scratch: Scratch::new("mit-kdc"),
            addresses: realms
                .iter()
                .zip(&ports)
                .map(|(realm, port)| (realm.name.clone(), SocketAddr::from((Ipv4Addr::LOCALHOST, *port))))
                .collect(),
            processes: Vec::new(),
        };
        kdc.scratch.write("krb5.conf", &(krb5_conf(realms, &ports) + sections));
        for (realm, port) in realms.iter().zip(&ports) {
            kdc.create(realm, *port);
            kdc.run(realm, *port);
        }
        kdc
    }

    /// A configuration that finds these realms.
    pub fn krb5_conf(&self) -> PathBuf {
        self.scratch.join("krb5.conf")
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
        fs::read_to_string(self.scratch.join(realm).join("log")).unwrap_or_default()
    }

    /// Adds a principal while the KDC runs. Options of `addprinc` go before the name; its keys follow from the password.
    pub fn add(&self, realm: &str, principal: &str, password: &str) {
        let done = self.administer(realm, &format!("addprinc -pw {password} {principal}"));
        assert!(done.stdout.contains("created"), "{done}");
    }

    /// Changes a password while the KDC runs; the keys get the next version.
    pub fn change_password(&self, realm: &str, principal: &str, password: &str) {
        let done = self.administer(realm, &format!("cpw -pw {password} {principal}"));
        assert!(done.stdout.contains("changed"), "{done}");
    }

    /// Removes a principal while the KDC runs.
    pub fn remove(&self, realm: &str, principal: &str) {
        let done = self.administer(realm, &format!("delprinc -force {principal}"));
        assert!(done.stdout.contains("deleted"), "{done}");
    }

    fn administer(&self, realm: &str, query: &str) -> Finished {
        self.tool(realm, "/usr/sbin/kadmin.local").arg("-q").arg(query).run().expect_success()
    }

    fn create(&self, realm: &MitRealm, port: u16) {
        let folder = self.scratch.join(&realm.name);
        fs::create_dir_all(&folder).expect("the scratch directory is writable");
        fs::write(folder.join("kdc.conf"), kdc_conf(&realm.name, &folder.display().to_string(), port))
            .expect("the scratch directory is writable");
        self.tool(&realm.name, "/usr/sbin/kdb5_util").args(["create", "-s", "-P", "master"]).run().expect_success();
        for (principal, password) in &realm.principals {
            self.add(&realm.name, principal, password);
        }
    }

    fn run(&mut self, realm: &MitRealm, port: u16) {
        let child = self.tool(&realm.name, "/usr/sbin/krb5kdc").arg("-n").start();
        self.processes.push(child);
        let answers = wait_until(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        assert!(answers, "krb5kdc of {} does not answer: {}", realm.name, self.log(&realm.name));
    }

    fn tool(&self, realm: &str, path: &str) -> Program {
        Program::new(path)
            .env("KRB5_CONFIG", self.krb5_conf())
            .env("KRB5_KDC_PROFILE", self.scratch.join(realm).join("kdc.conf"))
            .arg("-r")
            .arg(realm)
    }
}

/// Ports nobody listens on, held together while they are drawn so that no two are the same.
pub(crate) fn free_ports(count: usize) -> Vec<u16> {
    let held: Vec<TcpListener> =
        (0..count).map(|_| TcpListener::bind("127.0.0.1:0").expect("the loopback has free ports")).collect();
    held.iter().map(|socket| socket.local_addr().expect("a bound socket has an address").port()).collect()
}

fn krb5_conf(realms: &[MitRealm], ports: &[u16]) -> String {
    let first = realms.first().expect("a KDC has a realm");
    let mut text = format!(
        "[libdefaults]\n default_realm = {}\n dns_lookup_kdc = false\n dns_lookup_realm = false\n \
         dns_canonicalize_hostname = false\n rdns = false\n[realms]\n",
        first.name
    );
    for (realm, port) in realms.iter().zip(ports) {
        write!(text, " {} = {{\n  kdc = 127.0.0.1:{port}\n }}\n", realm.name)
            .expect("writing to a string does not fail");
    }
    text.push_str("[domain_realm]\n");
    for realm in realms {
        writeln!(text, " .{} = {}", realm.name.to_lowercase(), realm.name).expect("writing to a string does not fail");
    }
    text
}

fn kdc_conf(realm: &str, folder: &str, port: u16) -> String {
    format!(
        "[kdcdefaults]\n kdc_listen = 127.0.0.1:{port}\n kdc_tcp_listen = 127.0.0.1:{port}\n\
         [realms]\n {realm} = {{\n  database_name = {folder}/principal\n  key_stash_file = {folder}/stash\n  \
         max_life = 10h\n  max_renewable_life = 7d\n  \
         supported_enctypes = aes256-cts:normal aes128-cts:normal aes256-sha2:normal aes128-sha2:normal\n }}\n\
         [dbmodules]\n[logging]\n kdc = FILE:{folder}/log\n"
    )
}
