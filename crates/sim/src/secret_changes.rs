//! A long time in the life of many trusts, with everything that gets in the way of a change of secrets.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

use xrealm_admin::upkeep::Due;
use xrealm_client::Credential;
use xrealm_config::load;
use xrealm_directory::{Change, Controller, Directory, NewKeys, SecretSeed, Trust, TrustPair};
use xrealm_names::{Moment, PrincipalName, RealmName};

use crate::dice::Dice;
use crate::{ControllerNet, Net, NetError};

/// How large a map of trusts is, and for how long it is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// How many trusts, one-way or two-way.
    pub trusts: usize,
    /// How many controllers each domain has.
    pub controllers: usize,
    /// For how long.
    pub days: i64,
}

/// What came to pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chronicle {
    /// Directions of trusts, each with a secret of its own.
    pub directions: usize,
    /// Changes of a secret that a PDC emulator began.
    pub changes: usize,
    /// How many of them did not come through at once.
    pub delayed: usize,
    /// Links that were cut.
    pub cuts: usize,
    /// PDC emulator roles that moved.
    pub role_moves: usize,
    /// Moments at which something happened or was learnt of, and at which trusts were probed.
    pub moments: usize,
    /// Tickets of a controller of the trusted domain that were shown to a controller of the trusting one.
    pub probes: usize,
    /// The most snapshots of the directory that were kept at a time.
    pub snapshots: usize,
    /// Probes that failed, in words.
    pub failures: Vec<String>,
}

impl Years {
    /// Lives through it.
    ///
    /// At each moment at which something happens to a trust, or a controller learns of it, every controller of the
    /// trusted domain issues a ticket that every controller of the trusting domain is to accept, as far as they do not
    /// know the very same of the trust; and so it is with the ticket issued before, while it lives.
    ///
    /// # Errors
    /// [`NetError`] if the map cannot be made or a change is refused: not to be expected.
    pub fn live(self, seed: u64) -> Result<Chronicle, NetError> {
        let mut dice = Dice::of(seed);
        let (mut net, directions) = self.map(&mut dice)?;
        let end = Net::START.shifted(self.days * DAY);
        let mut life = Life {
            tickets: directions.iter().map(|direction| direction.ticket(&mut net, end)).collect::<Result<_, _>>()?,
            script: self.script(&directions, net.timeline().latest(), &mut dice),
            agenda: BTreeMap::new(),
            chronicle: Chronicle { directions: directions.len(), ..Chronicle::default() },
            earlier: vec![None; directions.len()],
            directions,
            net,
        };
        life.until(end)?;
        Ok(life.chronicle)
    }

    /// Forests of a root and a child each; between the roots forest trusts, between the others external ones.
    fn map(self, dice: &mut Dice) -> Result<(ControllerNet, Vec<Direction>), NetError> {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_map(&mut text, dice);
        let mut no_files = |name: &str| Err(format!("{name} is not read"));
        let topology = load(&text, &SecretSeed::new([3; 32]), Net::START, &mut no_files)
            .map_err(|errors| NetError::Topology(Box::new(errors)))?;
        let mut net = ControllerNet::of(topology.directory);
        let realms: Vec<RealmName> = net.timeline().latest().realms().map(|realm| realm.name().clone()).collect();
        for realm in realms {
            for number in 0..self.controllers {
                let delay = if number == 0 { 0 } else { 1 + dice.below(LONGEST_DELAY) };
                let controller = Controller {
                    delay_seconds: u64::try_from(delay).unwrap_or(0),
                    ..Controller::new(&format!("DC{}", number + 1))
                };
                net.apply(&[Change::AddController { realm: realm.clone(), controller }])?;
            }
        }
        let directions = directions(net.timeline().latest());
        Ok((net, directions))
    }

    fn write_map(self, text: &mut String, dice: &mut Dice) -> fmt::Result {
        // A fifth of the trusts hold the forests together.
        let forests = (self.trusts / 5).max(2);
        for forest in 0..forests {
            write_domain(text, &format!("f{forest}.test"), None)?;
            write_domain(text, &format!("child{forest}.f{forest}.test"), Some(forest))?;
        }
        let mut pairs = BTreeSet::new();
        let most = forests * (forests - 1) * 2;
        while pairs.len() < self.trusts.saturating_sub(forests).min(most / 2) {
            let (one, other) = (dice.below(forests), dice.below(forests));
            let at_roots = dice.one_in(2);
            if one == other || pairs.contains(&(other, one, at_roots)) || !pairs.insert((one, other, at_roots)) {
                continue;
            }
            let end = |n: usize| if at_roots { format!("f{n}.test") } else { format!("child{n}.f{n}.test") };
            writeln!(text, "[[trust]]\nkind = \"{}\"", if at_roots { "forest" } else { "external" })?;
            writeln!(text, "trusting = \"{}\"\ntrusted = \"{}\"", end(one), end(other))?;
            writeln!(text, "direction = \"{}\"", if dice.one_in(2) { "two-way" } else { "one-way" })?;
        }
        Ok(())
    }

    /// What people and accidents do: first each secret is changed at a moment of its own, then links are cut for a while
    /// and roles move.
    fn script(self, directions: &[Direction], directory: &Directory, dice: &mut Dice) -> BTreeMap<Moment, Vec<Event>> {
        let mut script: BTreeMap<Moment, Vec<Event>> = BTreeMap::new();
        let mut at = |moment, event| script.entry(moment).or_default().push(event);
        let seed = SecretSeed::new([5; 32]);
        for (number, direction) in directions.iter().enumerate() {
            let trust = direction.pair.clone();
            let keys = NewKeys::keys(seed.keys(&format!("krbtgt/{}@{}", trust.trusting, trust.trusted)));
            at(
                some_time(dice, 0, 20),
                Event { change: Change::RotateTrustSecret { trust, keys }, touches: vec![number] },
            );
            for _ in 0..self.days / 90 {
                let begins = some_time(dice, 21, self.days);
                // Most are mended within a day, some take weeks.
                let hours = if dice.one_in(8) { 24 * 45 } else { 24 };
                let mended = begins.shifted(1 + some_seconds(dice, hours * 3600));
                for (moment, up) in [(begins, false), (mended, true)] {
                    let (one, other) = (direction.pair.trusting.clone(), direction.pair.trusted.clone());
                    at(moment, Event { change: Change::SetLink { one, other, up }, touches: vec![number] });
                }
            }
        }
        for realm in directory.realms() {
            let touches: Vec<usize> =
                (0..).zip(directions).filter(|(_, d)| d.joins(realm.name())).map(|(n, _)| n).collect();
            for _ in 0..self.days / 120 {
                let Some(controller) = dice.pick(realm.controllers()) else { continue };
                let (realm, controller) = (realm.name().clone(), controller.name.clone());
                let change = Change::MovePdcRole { realm, controller };
                at(some_time(dice, 21, self.days), Event { change, touches: touches.clone() });
            }
        }
        script
    }
}

/// Something that is not due by itself.
struct Event {
    change: Change,
    /// The directions that are probed after it.
    touches: Vec<usize>,
}

/// One direction of a trust.
struct Direction {
    pair: TrustPair,
    service: PrincipalName,
}

impl Direction {
    fn joins(&self, realm: &RealmName) -> bool {
        [&self.pair.trusting, &self.pair.trusted].contains(&realm)
    }

    /// The ticket-granting ticket of a user of the trusted domain.
    fn ticket(&self, net: &mut ControllerNet, end: Moment) -> Result<Credential, NetError> {
        net.ticket_granting_ticket(&format!("user@{}", self.pair.trusted), end.shifted(DAY))
    }

    /// How long after a change its controllers come to know of it, or act on it.
    fn delays(&self, directory: &Directory) -> BTreeSet<i64> {
        let named =
            [&self.pair.trusting, &self.pair.trusted].map(|name| directory.realm_named(name.as_str().as_bytes()));
        let realms = named.into_iter().flatten();
        let controllers = realms.clone().flat_map(|realm| realm.controllers());
        let grace = realms.map(|realm| i64::from(realm.settings().trust_secret_grace_seconds));
        controllers.map(|controller| i64::try_from(controller.delay_seconds).unwrap_or(0)).chain(grace).collect()
    }
}

struct Life {
    net: ControllerNet,
    directions: Vec<Direction>,
    tickets: Vec<Credential>,
    script: BTreeMap<Moment, Vec<Event>>,
    /// Which directions are probed when.
    agenda: BTreeMap<Moment, BTreeSet<usize>>,
    /// The cross-realm ticket of the last probe of each direction.
    earlier: Vec<Option<Credential>>,
    chronicle: Chronicle,
}

impl Life {
    fn until(&mut self, end: Moment) -> Result<(), NetError> {
        let mut due = self.net.next_due();
        loop {
            let scripted = self.script.keys().next().copied();
            let agenda = self.agenda.keys().next().copied();
            let Some(now) = [due, scripted, agenda].into_iter().flatten().min().filter(|now| *now <= end) else {
                return Ok(());
            };
            self.chronicle.moments += 1;
            self.net.wait_until(now);
            if due == Some(now) {
                self.do_what_is_due(now)?;
            }
            self.happen(now)?;
            for direction in self.agenda.remove(&now).unwrap_or_default() {
                self.probe(direction);
            }
            self.chronicle.snapshots = self.chronicle.snapshots.max(self.net.timeline().snapshots());
            if due.is_some_and(|due| due <= now) || scripted == Some(now) {
                due = self.net.next_due();
            }
        }
    }

    fn do_what_is_due(&mut self, now: Moment) -> Result<(), NetError> {
        let done = self.net.do_what_is_due()?;
        let (began, pushed): (Vec<&Due>, Vec<&Due>) =
            done.iter().partition(|due| matches!(due.change, Change::RotateTrustSecret { .. }));
        self.chronicle.changes += began.len();
        let came_through = |due: &Due| pushed.iter().any(|pushed| pushed.trust == due.trust);
        self.chronicle.delayed += began.iter().filter(|due| !came_through(due)).count();
        for direction in done.iter().filter_map(|due| self.direction_of(due)).collect::<BTreeSet<_>>() {
            self.watch(direction, now);
        }
        Ok(())
    }

    fn happen(&mut self, now: Moment) -> Result<(), NetError> {
        for Event { change, touches } in self.script.remove(&now).unwrap_or_default() {
            let counted = &mut self.chronicle;
            counted.cuts += usize::from(matches!(change, Change::SetLink { up: false, .. }));
            counted.role_moves += usize::from(matches!(change, Change::MovePdcRole { .. }));
            counted.changes += usize::from(matches!(change, Change::RotateTrustSecret { .. }));
            self.net.apply(&[change])?;
            self.agenda.entry(now).or_default().extend(touches);
        }
        Ok(())
    }

    fn direction_of(&self, due: &Due) -> Option<usize> {
        self.directions.iter().position(|direction| direction.pair == due.trust)
    }

    /// Has a direction probed now and whenever a controller learns of what happens now, or acts on it.
    fn watch(&mut self, direction: usize, now: Moment) {
        let Some(delays) = self.directions.get(direction).map(|found| found.delays(self.net.timeline().latest()))
        else {
            return;
        };
        for delay in delays.into_iter().chain([0]) {
            self.agenda.entry(now.shifted(delay)).or_default().insert(direction);
        }
    }

    fn probe(&mut self, number: usize) {
        let (Some(direction), Some(tgt)) = (self.directions.get(number), self.tickets.get(number)) else { return };
        let (net, chronicle) = (&mut self.net, &mut self.chronicle);
        let TrustPair { trusting, trusted } = &direction.pair;
        let issuers = of_different_minds(net, trusted, trusting);
        let acceptors = of_different_minds(net, trusting, trusted);
        let now = net.timeline().now().time;
        let at = |controller: &str, realm: &RealmName| format!("{controller}.{realm}");
        let krbtgt = PrincipalName::krbtgt(trusting);
        let mut tickets = Vec::new();
        for issuer in &issuers {
            let walk = net.walk_from(tgt, &krbtgt, &[(trusted, issuer)]);
            match walk.credential() {
                Some(ticket) => tickets.push((at(issuer, trusted), ticket.clone())),
                None => chronicle.failures.push(format!("{now} {}: {:?}", at(issuer, trusted), walk.end())),
            }
        }
        let earlier = self.earlier.get_mut(number).and_then(|place| {
            let next = tickets.last().map(|(_, ticket)| ticket.clone());
            std::mem::replace(place, next).filter(|ticket| ticket.end_time > now)
        });
        tickets.extend(earlier.map(|ticket| (format!("a ticket of {}", ticket.auth_time), ticket)));
        for (from, ticket) in &tickets {
            for acceptor in &acceptors {
                chronicle.probes += 1;
                let walk = net.walk_from(ticket, &direction.service, &[(trusting, acceptor)]);
                if walk.credential().is_none() {
                    let failure = format!("{now} {from} at {}: {:?}", at(acceptor, trusting), walk.end());
                    chronicle.failures.push(failure);
                }
            }
        }
    }
}

/// Controllers of `realm` of which no two know the very same of its trust with `partner`.
fn of_different_minds(net: &ControllerNet, realm: &RealmName, partner: &RealmName) -> Vec<Box<str>> {
    let timeline = net.timeline();
    let Some(found) = timeline.latest().realm_named(realm.as_str().as_bytes()) else { return Vec::new() };
    let known = |controller: &Controller| {
        let view = timeline.view_of(realm, &controller.name)?.realm_named(realm.as_str().as_bytes())?;
        Some(view.trust_named(partner.as_str().as_bytes())?.1)
    };
    let mut minds: Vec<(&Trust, &str)> = Vec::new();
    for controller in found.controllers() {
        if let Some(trust) = known(controller)
            && !minds.iter().any(|(other, _)| std::ptr::eq(*other, trust))
        {
            minds.push((trust, &controller.name));
        }
    }
    minds.into_iter().map(|(_, name)| name.into()).collect()
}

fn directions(directory: &Directory) -> Vec<Direction> {
    let of = |trusting: &RealmName, host: &str| {
        let service = PrincipalName::parse(&format!("host/server.{host}")).ok();
        (trusting.clone(), service)
    };
    let mut list = Vec::new();
    for realm in directory.realms() {
        for (_, trust) in realm.trusts().filter(|(_, trust)| trust.outgoing.is_some()) {
            let (trusting, service) = of(realm.name(), &realm.name().to_dns());
            let pair = TrustPair { trusting, trusted: trust.tdo.trust_partner.clone() };
            list.extend(service.map(|service| Direction { pair, service }));
        }
    }
    list
}

fn write_domain(text: &mut String, name: &str, parent: Option<usize>) -> fmt::Result {
    writeln!(text, "[[domain]]\nname = \"{name}\"")?;
    if let Some(forest) = parent {
        writeln!(text, "parent = \"f{forest}.test\"")?;
    }
    writeln!(text, "users = [{{ name = \"user\", password = \"Secret-1\" }}]")?;
    writeln!(text, "computers = [{{ name = \"SERVER\", password = \"Secret-2\", spns = [\"host/server.{name}\"] }}]")
}

/// A moment between two days, to the second.
fn some_time(dice: &mut Dice, first_day: i64, last_day: i64) -> Moment {
    Net::START.shifted(first_day * DAY + some_seconds(dice, (last_day - first_day) * DAY))
}

fn some_seconds(dice: &mut Dice, bound: i64) -> i64 {
    i64::try_from(dice.below(usize::try_from(bound).unwrap_or(1))).unwrap_or(0)
}

const DAY: i64 = 86_400;
/// Replication takes less than an hour.
const LONGEST_DELAY: usize = 3598;
