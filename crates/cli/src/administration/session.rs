//! A session with a daemon: wishes with the proofs they need.

use serde::Deserialize;
use xrealm_admin::{Answer, Octets, Operation, Proof, Surface, Wish};
use xrealm_client::{ClientError, Credential, KdcAddresses, Secret};
use xrealm_daemon::{AdminClient, KdcFacts, ProvenFacts, RealmFacts, StateFacts};
use xrealm_names::{Principal, PrincipalName, RealmName};

use super::credentials::{Cached, CredentialSource, Credentials, Means, default_cache, look_into};
use super::tickets::{Tickets, admin_service};
use super::{proof, reply};
use crate::failure::Failure;
use crate::{args, password};

/// A connection to a daemon, and what was learned over it.
pub(crate) struct Session {
    link: AdminClient,
    known: Option<Vec<Known>>,
    tickets: Option<Tickets>,
}

/// The most realms that can have to agree.
const MAX_REALMS: usize = 16;

impl Session {
    /// Connects.
    pub(crate) fn open(daemon: &args::Daemon) -> Result<Self, Failure> {
        Ok(Self { link: super::open(daemon)?, known: None, tickets: None })
    }

    /// Has an operation done, or shown, and proves who asks where realms have to agree.
    pub(crate) fn perform(
        &mut self,
        operation: &Operation,
        dry_run: bool,
        surface: Surface,
        credentials: &Credentials,
    ) -> Result<Answer, Failure> {
        let wish = Wish { operation: operation.clone(), dry_run, surface };
        let wish = serde_json::to_string(&wish).map_err(Failure::Say)?;
        let mut realms: Vec<String> = Vec::new();
        loop {
            let proofs = self.proofs(&wish, &realms, credentials)?;
            let proofs = serde_json::to_string(&proofs).map_err(Failure::Say)?;
            // The octets of the wish have to stay as they are: the proofs are over them.
            let line = format!(r#"{{"v":1,"wish":{wish},"proofs":{proofs}}}"#);
            let refused = match reply::read(&self.link.exchange(line.as_bytes())?, "answer")? {
                Ok(answer) => return Ok(answer),
                Err(refused) => refused,
            };
            let before = realms.len();
            if refused.kind == NOT_AUTHENTICATED {
                let new = refused.realms.iter().filter(|realm| !realms.contains(realm)).cloned().collect::<Vec<_>>();
                realms.extend(new);
            }
            if realms.len() == before || realms.len() > MAX_REALMS {
                return Err(Failure::NotDone(refused));
            }
        }
    }

    /// The canonical name of a realm that was named in any form.
    pub(crate) fn realm_named(&mut self, name: &str) -> Result<RealmName, Failure> {
        let realm = self.known()?.iter().find(|known| known.is(name)).map(|known| known.name.clone());
        realm.ok_or_else(|| Failure::NoSuchRealm { name: name.to_owned() })
    }

    /// Whether the daemon serves a realm, or only knows where its KDC is.
    pub(super) fn serves(&mut self, realm: &RealmName) -> Result<bool, Failure> {
        Ok(self.known()?.iter().any(|known| known.served && known.name == *realm))
    }

    /// Where a KDC of a realm answers.
    pub(crate) fn kdc_address(&mut self, realm: &str) -> Result<Option<std::net::IpAddr>, Failure> {
        let known = self.known()?.iter().find(|known| known.is(realm));
        let address = |kdc: &String| kdc.rsplit_once('/')?.1.parse::<std::net::SocketAddr>().ok();
        Ok(known.and_then(|known| known.kdcs.iter().find_map(address)).map(|address| address.ip()))
    }

    /// Shows an AP-REQ to the daemon, which proves itself in turn.
    pub(super) fn prove(
        &mut self,
        realm: &RealmName,
        ap_req: Vec<u8>,
    ) -> Result<Result<ProvenFacts, reply::Refused>, Failure> {
        let proof = Proof { realm: realm.to_string(), ap_req: Octets(ap_req) };
        let proof = serde_json::to_string(&proof).map_err(Failure::Say)?;
        reply::read(&self.link.exchange(format!(r#"{{"v":1,"prove":{proof}}}"#).as_bytes())?, "proven")
    }

    /// The dump of the state that the daemon keeps.
    pub(crate) fn state(&mut self, secrets: bool) -> Result<StateFacts, Failure> {
        let line = self.link.exchange(format!(r#"{{"v":1,"state":{{"secrets":{secrets}}}}}"#).as_bytes())?;
        reply::read(&line, "state")?.map_err(Failure::NotDone)
    }

    /// The client of the KDCs.
    pub(super) fn tickets(&mut self) -> Result<&mut Tickets, Failure> {
        if self.tickets.is_none() {
            let mut addresses = KdcAddresses::default();
            for known in self.known()? {
                for kdc in known.kdcs.iter().filter_map(|kdc| kdc.parse().ok()) {
                    addresses.add_kdc(known.name.clone(), kdc);
                }
            }
            self.tickets = Some(Tickets::new(addresses)?);
        }
        self.tickets.as_mut().ok_or(Failure::AnotherAnswer)
    }

    fn proofs(&mut self, wish: &str, realms: &[String], credentials: &Credentials) -> Result<Vec<Proof>, Failure> {
        let mut proofs = Vec::new();
        for name in realms {
            let realm = self.realm_named(name)?;
            let ticket = self.admin_ticket(&realm, credentials)?;
            let tickets = self.tickets()?;
            let ap_req = proof::over(wish, &ticket, tickets.now(), tickets.rng());
            proofs.push(Proof { realm: realm.to_string(), ap_req: Octets(ap_req) });
        }
        Ok(proofs)
    }

    fn admin_ticket(&mut self, realm: &RealmName, credentials: &Credentials) -> Result<Credential, Failure> {
        let known = self.known()?.iter().find(|known| known.name == *realm).cloned();
        let is_it = |name: &str| known.as_ref().is_some_and(|known| known.is(name));
        let nobody = || Failure::NobodyFor { realm: realm.clone() };
        let source = credentials.meant_for(is_it).ok_or_else(nobody)?;
        let failed = |error| Failure::Credentials { who: source.to_string(), realm: realm.clone(), source: error };
        let granting = match self.granting(source, realm)? {
            Granting::Service(ticket) => return Ok(ticket),
            Granting::Ticket(granting) => granting,
            Granting::Refused(error) => return Err(failed(error)),
        };
        self.tickets()?.walk(granting, realm).1.map_err(failed)
    }

    /// A ticket-granting ticket of who asks.
    pub(super) fn granting(&mut self, source: &CredentialSource, realm: &RealmName) -> Result<Granting, Failure> {
        let path = match &source.means {
            Means::Password { user, password } => return self.login(source, user, || Ok(password.clone())),
            Means::Prompt { user } => return self.login(source, user, || password::of_user(user)),
            Means::Cache(path) => path.clone(),
            Means::Whoever => match default_cache() {
                Ok(path) if path.exists() => path,
                Ok(_) | Err(_) => return self.login_whoever(source, realm),
            },
        };
        let service = admin_service().map_err(|source| Failure::Name { what: "kadmin/admin".to_owned(), source })?;
        let is_wanted = |credential: &Credential| {
            credential.server.name.eq_ignore_case(&service) && credential.server.realm == *realm
        };
        Ok(match look_into(&path, is_wanted)? {
            Cached::Service(ticket) => Granting::Service(ticket),
            Cached::Granting(ticket) => Granting::Ticket(ticket),
        })
    }

    fn login_whoever(&mut self, source: &CredentialSource, realm: &RealmName) -> Result<Granting, Failure> {
        let nobody = || Failure::NobodyFor { realm: realm.clone() };
        let user = crate::terminal::ask(&format!("Administrator for {realm}: ")).map_err(|_| nobody())?;
        if user.is_empty() {
            return Err(nobody());
        }
        self.login(source, &user, || password::of_user(&user))
    }

    fn login(
        &mut self,
        source: &CredentialSource,
        user: &str,
        password: impl FnOnce() -> Result<xrealm_admin::SecretText, Failure>,
    ) -> Result<Granting, Failure> {
        let client = self.principal(user, &source.home)?;
        let secret = || Ok(Secret::password(password()?.expose()));
        Ok(match self.tickets()?.login(&client, secret)? {
            Ok(hop) => Granting::Ticket(hop.credential),
            Err(error) => Granting::Refused(error),
        })
    }

    /// Who is meant by `NAME`, `NAME@REALM`, `REALM\NAME`, or a user principal name of another suffix.
    pub(super) fn principal(&mut self, user: &str, home: &str) -> Result<Principal, Failure> {
        let bad = |source| Failure::Name { what: user.to_owned(), source };
        if let Some((realm, name)) = user.split_once('\\') {
            return Ok(Principal::new(PrincipalName::parse(name).map_err(bad)?, self.realm_named(realm)?));
        }
        let Some((name, suffix)) = user.rsplit_once('@') else {
            return Ok(Principal::new(PrincipalName::parse(user).map_err(bad)?, self.realm_named(home)?));
        };
        match self.realm_named(suffix) {
            Ok(realm) => Ok(Principal::new(PrincipalName::parse(name).map_err(bad)?, realm)),
            Err(Failure::NoSuchRealm { .. }) => {
                Ok(Principal::new(PrincipalName::enterprise(user).map_err(bad)?, self.realm_named(home)?))
            }
            Err(failure) => Err(failure),
        }
    }

    /// The realms that the daemon serves or knows of.
    fn known(&mut self) -> Result<&[Known], Failure> {
        if self.known.is_none() {
            let served: Vec<RealmFacts> = self.ask("realms")?;
            let kdcs: Vec<KdcFacts> = self.ask("kdcs")?;
            self.known = Some(kdcs.iter().map(|kdc| Known::of(kdc, &served)).collect::<Result<_, _>>()?);
        }
        self.known.as_deref().ok_or(Failure::AnotherAnswer)
    }

    fn ask<T: for<'de> Deserialize<'de>>(&mut self, what: &str) -> Result<T, Failure> {
        let line = self.link.exchange(format!(r#"{{"v":1,"ask":"{what}"}}"#).as_bytes())?;
        reply::read(&line, what)?.map_err(Failure::NotDone)
    }
}

/// The kind of a refusal for want of proofs.
const NOT_AUTHENTICATED: &str = "not-authenticated";

/// What there is of a client.
pub(super) enum Granting {
    /// The ticket for `kadmin/admin` itself.
    Service(Credential),
    /// A ticket-granting ticket.
    Ticket(Credential),
    /// None: the login failed.
    Refused(ClientError),
}

/// A realm that the daemon serves or knows of.
#[derive(Debug, Clone)]
struct Known {
    name: RealmName,
    netbios_name: Option<String>,
    served: bool,
    kdcs: Vec<String>,
}

impl Known {
    fn of(kdc: &KdcFacts, served: &[RealmFacts]) -> Result<Self, Failure> {
        let name = RealmName::new(&kdc.name).map_err(|source| Failure::Name { what: kdc.name.clone(), source })?;
        let netbios_name =
            served.iter().find(|realm| realm.name == kdc.name).and_then(|realm| realm.netbios_name.clone());
        Ok(Self { name, netbios_name, served: kdc.served, kdcs: kdc.kdc.clone() })
    }

    fn is(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.');
        self.name.eq_ignore_case(name) || self.netbios_name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name))
    }
}
