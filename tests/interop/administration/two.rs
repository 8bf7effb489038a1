//! Two daemons that each serve one end of a trust.

use xrealm_tests::{Client, ClientKind, DaemonOptions, Krb5Conf, Scratch};

use super::site::Site;

/// `near.test` and `far.test`; the near daemon knows where the far one hears administrators.
pub(super) struct Two {
    pub(super) _files: Scratch,
    pub(super) near: Site,
    pub(super) far: Site,
}

impl Two {
    /// Both, of the topologies that `topology` makes of the own name, the other's, and what is said of the other.
    pub(super) fn start(topology: impl Fn(&str, &str, &str) -> String) -> Two {
        let files = Scratch::new("two");
        let start = |own: &str, other: &str, partner: &str| {
            let path = files.write(&format!("{own}.toml"), &topology(own, other, partner));
            Site::of(DaemonOptions::topology(&path))
        };
        let far = start("far", "near", "kdc = [\"127.0.0.1:9\"]");
        let (kdc, admin) = (far.daemon.address_of("FAR.TEST"), far.socket());
        let near = start("near", "far", &format!("kdc = [\"{kdc}\"]\nadmin = \"{}\"", admin.display()));
        Two { near, far, _files: files }
    }

    /// A client that knows all KDCs.
    pub(super) fn user(&self, name: &str) -> Client {
        let conf = Krb5Conf::over(&self.near.daemon.krb5_conf()).and(&self.far.daemon.krb5_conf());
        self.near.user_with(ClientKind::Mit, name, &conf)
    }

    /// What both keep.
    pub(super) fn directories(&self) -> [serde_json::Value; 2] {
        [self.near.directory(), self.far.directory()]
    }
}
