//! The folder that clients are pointed at: `krb5.conf`, `env`, `keytabs/`, `topology.json`.

mod keytabs;
mod krb5_conf;
mod topology_json;

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use xrealm_config::{KdcAddress, Topology};
use xrealm_directory::{AccountKind, Directory, Realm};
use xrealm_names::{EncryptionType, Moment, RealmName};
use xrealm_trust::HostToRealm;

use crate::addresses::Addresses;
use keytabs::Keytabs;
use krb5_conf::Krb5Conf;

/// The folder, and what is to be in it.
#[derive(Debug, Clone)]
pub struct OutFolder {
    path: PathBuf,
    domain_realm: bool,
    admin_socket: Option<PathBuf>,
}

/// A file could not be written.
#[derive(Debug, Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct OutError {
    /// Which.
    pub path: PathBuf,
    /// What the operating system says.
    pub source: io::Error,
}

impl OutFolder {
    /// The folder `path`, made if it is not there. With `domain_realm` the hosts of Active Directory domains stand in
    /// `[domain_realm]`; without, clients find them by referral, as they do in a real forest.
    ///
    /// # Errors
    /// [`OutError`] if it cannot be made.
    pub fn new(path: &Path, domain_realm: bool) -> Result<Self, OutError> {
        let failed = |source| OutError { path: path.to_owned(), source };
        fs::create_dir_all(path.join(KEYTABS)).map_err(failed)?;
        let path = path.canonicalize().map_err(failed)?;
        Ok(Self { path, domain_realm, admin_socket: None })
    }

    /// Where it is; absolute.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the daemon's socket is to be found if nobody says otherwise.
    #[must_use]
    pub fn admin_socket(&self) -> PathBuf {
        self.path.join("admin.sock")
    }

    /// Where the token is that opens HTTP to administrators if nobody says otherwise.
    #[must_use]
    pub fn admin_token(&self) -> PathBuf {
        self.path.join("admin.token")
    }

    /// Has `env` name the socket on which the daemon can be asked.
    pub fn name_admin_socket(&mut self, socket: &Path) {
        self.admin_socket = Some(socket.canonicalize().unwrap_or_else(|_| socket.to_owned()));
    }

    /// The keytab of the account `name` of `realm`, where [`OutFolder::write`] puts it.
    #[must_use]
    pub fn keytab(&self, realm: &RealmName, account: &str) -> PathBuf {
        self.path.join(KEYTABS).join(keytabs::file_name(realm, account))
    }

    /// Writes every file; each appears at once and whole.
    ///
    /// # Errors
    /// [`OutError`] for the first that cannot be written.
    pub fn write(&self, topology: &Topology, addresses: &Addresses, at: Moment) -> Result<(), OutError> {
        let keytabs = Keytabs::of(&topology.directory, at);
        for (name, octets) in keytabs.files() {
            self.put(&Path::new(KEYTABS).join(name), octets)?;
        }
        let default_realm = default_realm(&topology.directory);
        let krb5_conf = self.krb5_conf(topology, addresses, default_realm);
        self.put("krb5.conf".as_ref(), krb5_conf.to_string().as_bytes())?;
        let facts = topology_json::Facts { topology, addresses, default_realm, krb5_conf: &krb5_conf };
        self.put("topology.json".as_ref(), facts.text(|name| self.path.join(KEYTABS).join(name)).as_bytes())?;
        self.put("env".as_ref(), self.env().as_bytes())
    }

    fn krb5_conf(&self, topology: &Topology, addresses: &Addresses, default_realm: Option<&RealmName>) -> Krb5Conf {
        let directory = &topology.directory;
        let own = directory.realms().map(|realm| {
            let kdcs = addresses.of_realm(realm.name()).iter().map(ToString::to_string).collect();
            (realm.name().clone(), kdcs)
        });
        let external =
            topology.external_kdcs.iter().map(|(realm, kdcs)| (realm.clone(), kdcs.iter().map(written).collect()));
        // Realms may share a map, and each entry is to stand there once.
        let hosts: BTreeMap<String, RealmName> = self.hosts_of_domains(directory).chain(hosts(directory)).collect();
        Krb5Conf {
            default_realm: default_realm.cloned(),
            realms: own.chain(external).collect(),
            hosts: hosts.into_iter().collect(),
            capaths: capaths(directory),
            rc4: directory.realms().any(|realm| realm.settings().permits(EncryptionType::Rc4Hmac)),
        }
    }

    /// What `[domain_realm]` says for the sake of domains.
    fn hosts_of_domains(&self, directory: &Directory) -> impl Iterator<Item = (String, RealmName)> {
        let domains = directory.realms().filter(|_| self.domain_realm);
        domains
            .filter_map(|realm| Some((realm.dns_name()?.to_owned(), realm.name().clone())))
            .flat_map(|(dns_name, realm)| [(format!(".{dns_name}"), realm.clone()), (dns_name, realm)])
    }

    fn env(&self) -> String {
        let path = shell_quoted(&self.path.to_string_lossy());
        let socket = self.admin_socket.as_ref().map(|socket| shell_quoted(&socket.to_string_lossy()));
        let socket = socket.map(|socket| format!("export XREALM_ADMIN={socket}\n")).unwrap_or_default();
        format!("export KRB5_CONFIG={path}/krb5.conf\nexport KRB5CCNAME=FILE:{path}/ccache\n{socket}")
    }

    /// Writes beside the place and renames into it; readable by the owner only if it holds keys.
    fn put(&self, name: &Path, octets: &[u8]) -> Result<(), OutError> {
        let path = self.path.join(name);
        let mode = if name.starts_with(KEYTABS) { 0o600 } else { 0o644 };
        let new = path.with_extension("new");
        let written = || -> io::Result<()> {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(&new)?;
            file.set_permissions(Permissions::from_mode(mode))?;
            file.write_all(octets)?;
            fs::rename(&new, &path)
        };
        written().map_err(|source| OutError { path: path.clone(), source })
    }
}

const KEYTABS: &str = "keytabs";

/// The realm of the first user, who is likely to be the one to log in; else the first realm.
fn default_realm(directory: &Directory) -> Option<&RealmName> {
    let has_user = |realm: &&Realm| realm.accounts().any(|account| account.kind == AccountKind::User);
    directory.realms().find(has_user).or_else(|| directory.realms().next()).map(Realm::name)
}

/// What plain realms say in `[domain_realm]`; a map that realms share is read once.
fn hosts(directory: &Directory) -> impl Iterator<Item = (String, RealmName)> {
    let mut maps: Vec<&HostToRealm> = Vec::new();
    for plain in directory.realms().filter_map(|realm| realm.view().kerberos_realm()) {
        if !maps.iter().any(|map| map.is_shared_with(&plain.host_to_realm)) {
            maps.push(&plain.host_to_realm);
        }
    }
    maps.into_iter().flat_map(HostToRealm::entries).map(|(host, realm)| (host.to_owned(), realm.clone()))
}

/// Paths of every plain realm served here, sorted; a table that realms share is read once.
fn capaths(directory: &Directory) -> Vec<(RealmName, RealmName, Vec<RealmName>)> {
    let mut seen = HashSet::new();
    let tables = directory.realms().filter_map(|realm| realm.view().kerberos_realm()).map(|plain| &plain.capaths);
    let tables = tables.filter(|table| seen.insert(Arc::as_ptr(table)));
    let mut paths: Vec<_> = tables
        .flat_map(|table| table.iter())
        .filter_map(|(client, server, between)| {
            Some((RealmName::new(client).ok()?, RealmName::new(server).ok()?, between.to_vec()))
        })
        .collect();
    paths.sort();
    paths.dedup_by(|one, other| (&one.0, &one.1) == (&other.0, &other.1));
    paths
}

/// An address as clients read it.
pub(crate) fn written(kdc: &KdcAddress) -> String {
    let KdcAddress { host, port } = kdc;
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// `text` as one word of a shell.
fn shell_quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%".contains(c);
    if text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_with_blanks_and_quotes_stay_one_word() {
        assert_eq!(shell_quoted("/run/out"), "/run/out");
        assert_eq!(shell_quoted("/my out"), "'/my out'");
        assert_eq!(shell_quoted("/it's"), r"'/it'\''s'");
    }
}
