//! The net itself.

use std::collections::BTreeSet;
use std::fmt;

use chacha20::ChaCha20Rng;
use rand_core::{CryptoRng, SeedableRng};
use xrealm_client::{
    Action, Credential, Event, Hop, Login, LoginOptions, Secret, TicketExchange, Transport, VersionedKey, Walk,
    WalkOptions,
};
use xrealm_directory::{Change, Directory, Realm, SecretSeed};
use xrealm_kdc::Handled;
use xrealm_names::{EncryptionType, Moment, Principal, PrincipalName, RealmName, Timestamp};

use crate::{Direction, Exchanged, ForgedPac, Forgery, NetError, ServerKey, Tamper, Walked, fixture, keys};

/// Every realm of a topology, with its KDC, on one clock.
pub struct Net {
    directory: Directory,
    now: Moment,
    rng: ChaCha20Rng,
    datagram_limit: Option<usize>,
    silent: BTreeSet<RealmName>,
    tamper: Option<Tamper>,
    trace: Vec<Exchanged>,
}

impl Net {
    /// The net of a shipped fixture, by its name in [`FIXTURES`](crate::FIXTURES).
    ///
    /// # Errors
    /// [`NetError::UnknownFixture`].
    pub fn from_fixture(name: &str) -> Result<Net, NetError> {
        Net::from_topology(fixture::text(name).ok_or_else(|| NetError::UnknownFixture(name.to_owned()))?)
    }

    /// The net of a topology text. The clock stands at [`Net::START`], and the seed is always the same.
    ///
    /// # Errors
    /// [`NetError::Topology`] for a text with faults. A text that names keytabs is one: there are no files here.
    pub fn from_topology(text: &str) -> Result<Net, NetError> {
        let topology = xrealm_config::load(text, &SecretSeed::new(SEED), Net::START, &mut no_files)
            .map_err(|errors| NetError::Topology(Box::new(errors)))?;
        Ok(Net::of(topology.directory))
    }

    /// The net of a directory.
    #[must_use]
    pub fn of(directory: Directory) -> Net {
        Net {
            directory,
            now: Net::START,
            rng: ChaCha20Rng::from_seed(SEED),
            datagram_limit: None,
            silent: BTreeSet::new(),
            tamper: None,
            trace: Vec::new(),
        }
    }

    /// Where the clock of every net starts: 2026-11-20 10:44:00 UTC.
    pub const START: Moment = Moment::at(Timestamp::from_unix(1_795_171_440));

    /// The directory that the KDCs answer from.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Changes the directory.
    ///
    /// # Errors
    /// [`NetError::Change`] if the directory refuses the change.
    pub fn apply(&mut self, change: &Change) -> Result<(), NetError> {
        self.directory =
            self.directory.apply(change, self.now).map_err(|refusal| NetError::Change(Box::new(refusal)))?;
        Ok(())
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.now
    }

    /// Lets time pass.
    pub fn advance(&mut self, seconds: i64) {
        self.now = self.now.shifted(seconds);
    }

    /// The generator, for whoever builds messages of his own.
    pub fn rng(&mut self) -> &mut dyn CryptoRng {
        &mut self.rng
    }

    /// Everything that was exchanged, in order.
    #[must_use]
    pub fn trace(&self) -> &[Exchanged] {
        &self.trace
    }

    /// Forgets what was exchanged so far.
    pub fn forget_trace(&mut self) {
        self.trace.clear();
    }

    /// Replies longer than this many octets do not fit a datagram.
    pub fn set_datagram_limit(&mut self, octets: usize) {
        self.datagram_limit = Some(octets);
    }

    /// The KDCs of `realm` answer no more.
    pub fn silence(&mut self, realm: RealmName) {
        self.silent.insert(realm);
    }

    /// Alters every message from now on.
    pub fn tamper(&mut self, tamper: impl FnMut(Direction, &RealmName, Vec<u8>) -> Vec<u8> + 'static) {
        self.tamper = Some(Box::new(tamper));
    }

    /// Leaves messages alone again.
    pub fn leave_alone(&mut self) {
        self.tamper = None;
    }

    /// Logs in with a key of the account, as `kinit` does with a keytab.
    ///
    /// # Errors
    /// [`NetError::Name`], and [`NetError::Client`] if there is no ticket.
    pub fn login(&mut self, client: &str) -> Result<Hop, NetError> {
        let client = Principal::parse(client)?;
        let options = LoginOptions::default();
        let secret = self.secret_of(&client, &options.etypes);
        self.login_with(client, secret, options)
    }

    /// Logs in with a secret and options of one's own.
    ///
    /// # Errors
    /// [`NetError::Client`] if there is no ticket.
    pub fn login_with(&mut self, client: Principal, secret: Secret, options: LoginOptions) -> Result<Hop, NetError> {
        let mut login = Login::new(client, secret, options);
        self.run(|event, now, rng| login.step(event, now, rng))
    }

    /// Logs in and walks to `service`, as a Windows client does.
    pub fn walk(&mut self, client: &str, service: &str) -> Walked {
        self.walk_with(client, service, WalkOptions::default())
    }

    /// Logs in and walks to `service` with options of one's own.
    pub fn walk_with(&mut self, client: &str, service: &str, options: WalkOptions) -> Walked {
        let before = self.trace.len();
        let started = self.login(client).and_then(|hop| Ok((hop, PrincipalName::parse(service)?)));
        match started {
            Ok((login, service)) => {
                let mut walked = self.walk_from(&login.credential, service, options);
                walked.login = Some(login);
                walked
            }
            Err(error) => Walked {
                login: None,
                hops: Vec::new(),
                realms: Vec::new(),
                outcomes: self.outcomes_since(before),
                end: Err(error),
            },
        }
    }

    /// Walks to `service` with a ticket-granting ticket that one has, honestly or not.
    pub fn walk_from(&mut self, tgt: &Credential, service: PrincipalName, options: WalkOptions) -> Walked {
        let before = self.trace.len();
        let mut walk = Walk::new(tgt.clone(), service, options);
        let end = self.run(|event, now, rng| walk.step(event, now, rng));
        let asked = self.trace.iter().skip(before);
        let mut realms: Vec<String> = asked.map(|exchanged| exchanged.realm.to_string()).collect();
        realms.dedup();
        Walked { login: None, hops: walk.hops().to_vec(), realms, outcomes: self.outcomes_since(before), end }
    }

    /// Runs one exchange: renew, forward, validate, user-to-user.
    ///
    /// # Errors
    /// [`NetError::Client`] if there is no ticket.
    pub fn exchange(&mut self, mut exchange: TicketExchange) -> Result<Hop, NetError> {
        self.run(|event, now, rng| exchange.step(event, now, rng))
    }

    /// Gives a message to the KDCs as it is.
    pub fn send(&mut self, request: &[u8]) -> Handled {
        xrealm_kdc::handle(request, self.now, &mut self.rng, &self.directory)
    }

    /// The current key for tickets of `server`, of the type given or the one its realm prefers.
    ///
    /// # Errors
    /// [`NetError::NoKey`] if no realm of the net has one.
    pub fn key_of(&self, server: &Principal, etype: Option<EncryptionType>) -> Result<ServerKey, NetError> {
        keys::of_server(&self.directory, server, etype).ok_or_else(|| NetError::NoKey(server.clone()))
    }

    /// A ticket of `client` for `server`, sealed with the right key and true in all but that nobody issued it. One that a
    /// domain would have issued has a PAC.
    ///
    /// # Errors
    /// [`NetError::Name`], [`NetError::NoKey`].
    pub fn forge(&self, client: &str, server: &str) -> Result<Forgery, NetError> {
        let (client, server) = (Principal::parse(client)?, Principal::parse(server)?);
        let key = self.key_of(&server, None)?;
        let pac = ForgedPac::of(&self.directory, &client, &server, &key);
        Ok(Forgery { pac, ..Forgery::new(client, server, key, self.now) })
    }

    /// The keys of the account that a client's name means, wherever it lives; an empty password for nobody.
    #[must_use]
    pub fn secret_of(&self, client: &Principal, etypes: &[EncryptionType]) -> Secret {
        let own = self.directory.realm_named(client.realm.as_str().as_bytes());
        let home = own.and_then(|realm| Some((realm, realm.client(&client.name)?)));
        let elsewhere = || self.directory.realms().find_map(|realm| Some((realm, realm.client(&client.name)?)));
        let Some((realm, account)) = home.or_else(elsewhere) else { return Secret::password("") };
        let usable = |realm: &Realm| -> Vec<EncryptionType> {
            realm.etypes_of(account).filter(|etype| etypes.contains(etype)).take(1).collect()
        };
        let keys = usable(realm).into_iter().filter_map(|etype| account.keys.key(etype).cloned());
        Secret::Keys(keys.map(|key| VersionedKey { kvno: None, key }).collect())
    }

    fn outcomes_since(&self, before: usize) -> Vec<xrealm_kdc::Outcome> {
        self.trace.iter().skip(before).map(|exchanged| exchanged.outcome.clone()).collect()
    }

    /// Carries a state machine's messages until it ends.
    fn run<T>(
        &mut self,
        mut step: impl FnMut(Event<'_>, Moment, &mut dyn CryptoRng) -> Action<T>,
    ) -> Result<T, NetError> {
        let mut action = step(Event::Start, self.now, &mut self.rng);
        loop {
            action = match action {
                Action::Done(done) => return Ok(done),
                Action::Failed(error) => return Err(error.into()),
                Action::Send { realm, request, transport } => match self.carry(realm, request, transport) {
                    Some(reply) => step(Event::Reply(&reply), self.now, &mut self.rng),
                    None => step(Event::NoReply, self.now, &mut self.rng),
                },
            };
        }
    }

    fn carry(&mut self, realm: RealmName, request: Vec<u8>, transport: Transport) -> Option<Vec<u8>> {
        if self.silent.contains(&realm) {
            return None;
        }
        let request = self.altered(Direction::Request, &realm, request);
        let Handled { mut reply, outcome } = self.send(&request);
        let length = reply.as_ref().map_or(0, Vec::len);
        if transport == Transport::Any && self.datagram_limit.is_some_and(|limit| length > limit) {
            reply = xrealm_kdc::response_too_big(&request, self.now, &self.directory);
        }
        let reply = reply.map(|reply| self.altered(Direction::Reply, &realm, reply));
        self.trace.push(Exchanged { realm, transport, request, reply: reply.clone(), outcome });
        reply
    }

    fn altered(&mut self, direction: Direction, realm: &RealmName, message: Vec<u8>) -> Vec<u8> {
        match &mut self.tamper {
            Some(tamper) => tamper(direction, realm, message),
            None => message,
        }
    }
}

impl fmt::Debug for Net {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Net").field("now", &self.now).field("exchanged", &self.trace.len()).finish_non_exhaustive()
    }
}

fn no_files(name: &str) -> Result<Vec<u8>, String> {
    Err(format!("{name} is not read: the simulator opens no files"))
}

const SEED: [u8; 32] = [7; 32];
