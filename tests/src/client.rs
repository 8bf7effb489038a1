//! A real Kerberos client, MIT's or Heimdal's, with a credential cache of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::krb5_conf::Krb5Conf;
use crate::process::Finished;
use crate::scratch::Scratch;
use crate::ticket_list::CachedTicket;
use crate::{heimdal, mit};

/// Whose programs are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientKind {
    /// `kinit`, `kvno` and `klist` of Debian's `krb5-user`.
    Mit,
    /// `kinit`, `kgetcred` and `klist` of Debian's `heimdal-clients`, unpacked beside the build by `tests/run`.
    Heimdal,
}

/// One client with its configuration and its credential cache.
#[derive(Debug)]
pub struct Client {
    pub(crate) kind: ClientKind,
    pub(crate) configuration: OsString,
    pub(crate) scratch: Scratch,
}

impl Client {
    /// A client that reads the file `krb5_conf` as it is.
    pub fn of(kind: ClientKind, krb5_conf: &Path) -> Client {
        Client::with(kind, &Krb5Conf::over(krb5_conf))
    }

    /// A client with settings of its own.
    pub fn with(kind: ClientKind, krb5_conf: &Krb5Conf) -> Client {
        match kind {
            ClientKind::Mit => mit::require(),
            ClientKind::Heimdal => heimdal::require(),
        }
        let scratch = Scratch::new("client");
        let mut client = Client { kind, configuration: OsString::new(), scratch };
        let krb5_conf = match kind {
            ClientKind::Mit => krb5_conf.clone(),
            ClientKind::Heimdal => krb5_conf.clone().section(&heimdal::logging(&client.trace_file())),
        };
        client.configuration = krb5_conf.install(&client.scratch);
        client
    }

    /// Whose programs it runs.
    pub fn kind(&self) -> ClientKind {
        self.kind
    }

    /// Logs in with a password.
    pub fn log_in(&self, principal: &str, password: &str) -> Finished {
        self.log_in_with(principal, password, &[])
    }

    /// Logs in with a password and more options of the client's `kinit` (`-f`, `-r 2d` ... are the same for both).
    pub fn log_in_with(&self, principal: &str, password: &str, options: &[&str]) -> Finished {
        match self.kind {
            ClientKind::Mit => mit::log_in(self, principal, password, options),
            ClientKind::Heimdal => heimdal::log_in(self, principal, password, options),
        }
    }

    /// Logs in under an enterprise name such as `user1@toys.example`.
    pub fn log_in_as_enterprise(&self, name: &str, password: &str) -> Finished {
        let option = match self.kind {
            ClientKind::Mit => "-E",
            ClientKind::Heimdal => "--enterprise",
        };
        self.log_in_with(name, password, &[option])
    }

    /// Logs in with a keytab.
    pub fn log_in_with_keytab(&self, principal: &str, keytab: &Path) -> Finished {
        match self.kind {
            ClientKind::Mit => mit::log_in_with_keytab(self, principal, keytab),
            ClientKind::Heimdal => heimdal::log_in_with_keytab(self, principal, keytab),
        }
    }

    /// Renews the ticket-granting ticket in the cache.
    pub fn renew(&self) -> Finished {
        match self.kind {
            ClientKind::Mit => mit::renew(self),
            ClientKind::Heimdal => heimdal::renew(self),
        }
    }

    /// Validates the postdated ticket in the cache.
    pub fn validate(&self) -> Finished {
        match self.kind {
            ClientKind::Mit => mit::validate(self),
            ClientKind::Heimdal => heimdal::validate(self),
        }
    }

    /// Asks for a service ticket; the name is given without a realm, so the KDC has to find it.
    pub fn get(&self, service: &str) -> Finished {
        match self.kind {
            ClientKind::Mit => mit::get(self, service),
            ClientKind::Heimdal => heimdal::get(self, service),
        }
    }

    /// Asks for a service ticket with more options of `kvno` or `kgetcred`.
    pub fn get_with(&self, service: &str, options: &[&str]) -> Finished {
        match self.kind {
            ClientKind::Mit => mit::get_with(self, service, options),
            ClientKind::Heimdal => heimdal::get_with(self, service, options),
        }
    }

    /// What the cache holds, in the order the client's `klist` shows it.
    pub fn tickets(&self) -> Vec<CachedTicket> {
        match self.kind {
            ClientKind::Mit => mit::tickets(self),
            ClientKind::Heimdal => heimdal::tickets(self),
        }
    }

    /// Server names of the cache, in that order.
    pub fn servers(&self) -> Vec<String> {
        self.tickets().into_iter().map(|ticket| ticket.server).collect()
    }

    /// Each name a ticket is kept under, with the name inside the ticket: MIT's `klist` reads Heimdal's cache too.
    pub fn names_inside(&self) -> Vec<(String, String)> {
        mit::require();
        mit::tickets(self)
            .into_iter()
            .map(|ticket| {
                let inside = ticket.ticket_server.clone().unwrap_or_else(|| ticket.server.clone());
                (ticket.server, inside)
            })
            .collect()
    }

    /// Realms whose KDC was asked since the cache or the trace was new, each named once as long as it is asked again.
    pub fn realms_asked(&self) -> Vec<String> {
        let mut realms = match self.kind {
            ClientKind::Mit => mit::realms_asked(&self.trace()),
            ClientKind::Heimdal => heimdal::realms_asked(&self.trace()),
        };
        realms.dedup();
        realms
    }

    /// Makes the trace start anew.
    pub fn forget_trace(&self) {
        drop(std::fs::remove_file(self.trace_file()));
    }

    /// Servers of the tickets that ticket-granting replies brought, in order, stored by the client or not. Only MIT's
    /// trace names them.
    pub fn tickets_received(&self) -> Vec<String> {
        mit::tickets_received(&self.trace())
    }

    /// What this client prints to standard error for `failure`.
    pub fn words_for(&self, failure: Failure) -> &'static str {
        match self.kind {
            ClientKind::Mit => mit::words_for(failure),
            ClientKind::Heimdal => heimdal::words_for(failure),
        }
    }

    /// The trace MIT keeps of its exchanges; Heimdal's log of them.
    pub fn trace(&self) -> String {
        std::fs::read_to_string(self.trace_file()).unwrap_or_default()
    }

    /// The name of its credential cache, as `KRB5CCNAME` has it.
    pub fn cache(&self) -> String {
        format!("FILE:{}", self.scratch.join("ccache").display())
    }

    /// What `KRB5_CONFIG` is for it.
    pub fn configuration(&self) -> OsString {
        self.configuration.clone()
    }

    pub(crate) fn trace_file(&self) -> PathBuf {
        self.scratch.join("trace")
    }
}

/// What can go wrong for a client, in one word for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The password does not open the reply.
    WrongPassword,
    /// KDC_ERR_C_PRINCIPAL_UNKNOWN.
    UnknownClient,
    /// KDC_ERR_S_PRINCIPAL_UNKNOWN.
    UnknownService,
    /// KDC_ERR_CLIENT_REVOKED.
    Revoked,
    /// KDC_ERR_KEY_EXPIRED.
    PasswordExpired,
    /// KDC_ERR_ETYPE_NOSUPP.
    NoCommonEnctype,
    /// KDC_ERR_POLICY.
    Policy,
}
