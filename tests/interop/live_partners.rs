//! A forest of ours and a realm of somebody else's that share a key by password: the scene of the tests beside.
//!
//! `CORP.TEST` with its child `CHILD.CORP.TEST` is ours, `ATHENA.EXAMPLE` is the partner's. Neither side is given a
//! salt or a key, only the password.

use std::fmt::Write as _;

use xrealm_tests::{
    Client, ClientKind, Daemon, DaemonOptions, Krb5Conf, PartnerKdc, PartnerKind, PartnerPrincipal, PartnerRealm,
    Scratch,
};

/// What differs from test to test.
pub(crate) struct Plan {
    partner: PartnerKind,
    realms: Vec<PartnerRealm>,
    sections: String,
    settings: String,
    trusts: String,
}

impl Plan {
    /// `ATHENA.EXAMPLE` with the user alice and a host, and a configuration that finds our hosts. No key is shared yet
    /// and no trust exists.
    pub(crate) fn with(partner: PartnerKind) -> Plan {
        Plan {
            partner,
            realms: vec![PartnerRealm::new("ATHENA.EXAMPLE", &[ALICE, ("host/db.athena.example", SERVICE_SECRET)])],
            sections: "[domain_realm]\n .corp.test = CORP.TEST\n".to_owned(),
            settings: String::new(),
            trusts: String::new(),
        }
    }

    /// Another realm of the partner's, which our side is not told of.
    pub(crate) fn realm(mut self, realm: PartnerRealm) -> Plan {
        self.realms.push(realm);
        self
    }

    /// A cross-realm principal in the database of `ATHENA.EXAMPLE`.
    pub(crate) fn key(mut self, principal: PartnerPrincipal) -> Plan {
        let realm = self.realms.first_mut().expect("the partner has a realm");
        realm.principals.push(principal);
        self
    }

    /// Both cross-realm principals of `CORP.TEST` and `ATHENA.EXAMPLE` with the password `TRUST_SECRET`.
    pub(crate) fn both_keys(self) -> Plan {
        self.key(PartnerPrincipal::new(INWARD, TRUST_SECRET)).key(PartnerPrincipal::new(OUTWARD, TRUST_SECRET))
    }

    /// More of the partner's `krb5.conf`.
    pub(crate) fn section(mut self, text: &str) -> Plan {
        self.sections.push_str(text);
        self.sections.push('\n');
        self
    }

    /// Lines of `[settings]`.
    pub(crate) fn setting(mut self, line: &str) -> Plan {
        writeln!(self.settings, "{line}").expect("writing to a string does not fail");
        self
    }

    /// A realm trust of ours; `lines` are those of `[[trust]]` beside the ends.
    pub(crate) fn trust(mut self, trusting: &str, trusted: &str, lines: &str) -> Plan {
        write!(
            self.trusts,
            "[[trust]]\nkind = \"realm\"\ntrusting = \"{trusting}\"\ntrusted = \"{trusted}\"\n{lines}\n\n"
        )
        .expect("writing to a string does not fail");
        self
    }

    /// Starts both.
    pub(crate) fn start(self) -> Scene {
        let partner = PartnerKdc::start(self.partner, &self.realms, &self.sections);
        let mut topology = format!("[settings]\n{}{OUR_FOREST}", self.settings);
        let address = partner.address_of("ATHENA.EXAMPLE");
        write!(topology, "[[realm]]\nname = \"ATHENA.EXAMPLE\"\nkdc = [\"{address}\"]\n\n")
            .expect("writing to a string does not fail");
        topology += &self.trusts;
        let files = Scratch::new("topology");
        let path = files.write("corp.toml", &topology);
        let daemon = DaemonOptions::topology(&path).arg("--log-requests").start();
        let names = self.realms.into_iter().map(|realm| realm.name).collect();
        Scene { partner, daemon, realms: names, _files: files }
    }
}

/// Both sides, running.
pub(crate) struct Scene {
    pub(crate) partner: PartnerKdc,
    pub(crate) daemon: Daemon,
    realms: Vec<String>,
    _files: Scratch,
}

impl Scene {
    /// A client that knows where the KDCs are and nothing of who is where: it has to be referred.
    pub(crate) fn client(&self, kind: ClientKind) -> Client {
        Client::with(kind, &self.conf())
    }

    /// What [`Scene::client`] reads.
    pub(crate) fn conf(&self) -> Krb5Conf {
        let mut realms = String::from("[realms]\n");
        for realm in &self.realms {
            write!(realms, "    {realm} = {{\n        kdc = {}\n    }}\n", self.partner.address_of(realm))
                .expect("writing to a string does not fail");
        }
        Krb5Conf::over(&self.daemon.krb5_conf()).section(&realms)
    }

    /// `alice` of the partner, logged in, with the trace of what comes next.
    pub(crate) fn alice(&self, kind: ClientKind) -> Client {
        logged_in(self.client(kind), "alice@ATHENA.EXAMPLE")
    }

    /// `user1` of our root, likewise.
    pub(crate) fn user1(&self, kind: ClientKind) -> Client {
        logged_in(self.client(kind), "user1@CORP.TEST")
    }

    /// `user2` of our child domain, likewise.
    pub(crate) fn user2(&self, kind: ClientKind) -> Client {
        logged_in(self.client(kind), "user2@CHILD.CORP.TEST")
    }

    /// The last record of the daemon that has all `words`.
    #[track_caller]
    pub(crate) fn record(&self, words: &[&str]) -> String {
        let has_all = |line: &&str| words.iter().all(|word| line.contains(word));
        let found = xrealm_tests::wait_until(|| self.daemon.stderr().lines().any(|line| has_all(&line)));
        let log = self.daemon.stderr();
        assert!(found, "no record has {words:?}: {log}");
        log.lines().rfind(has_all).unwrap_or_default().to_owned()
    }
}

/// Everybody has the same password.
pub(crate) fn logged_in(client: Client, user: &str) -> Client {
    client.log_in(user, USER_SECRET).expect_success();
    client.forget_trace();
    client
}

pub(crate) const ALICE: (&str, &str) = ("alice", USER_SECRET);

pub(crate) const USER_SECRET: &str = "Secret-1";

/// That of the services whose tickets are opened.
pub(crate) const SERVICE_SECRET: &str = "Secret-3";

pub(crate) const TRUST_SECRET: &str = "Trust-Secret-1";

/// Seals tickets of the partner's users for us.
pub(crate) const INWARD: &str = "krbtgt/CORP.TEST@ATHENA.EXAMPLE";

/// Seals tickets of our users for the partner.
pub(crate) const OUTWARD: &str = "krbtgt/ATHENA.EXAMPLE@CORP.TEST";

/// The salts are those of the service names, so that the tickets can be opened like those of the partner's services.
const OUR_FOREST: &str = r#"
[[domain]]
name = "corp.test"
users = [{ name = "user1", password = "Secret-1" }]
computers = [
    { name = "WEB", password = "Secret-3", salt = "CORP.TESThostweb.corp.test", spns = ["host/web.corp.test"] },
]

[[domain]]
name = "child.corp.test"
parent = "corp.test"
users = [{ name = "user2", password = "Secret-1" }]
computers = [
    { name = "FILES", password = "Secret-3", salt = "CHILD.CORP.TESThostfiles.child.corp.test", spns = ["host/files.child.corp.test"] },
]

"#;
