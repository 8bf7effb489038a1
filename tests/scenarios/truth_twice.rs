//! Who reaches whom is computed twice: by decisions alone over the directory, and by walking on the wire. In random
//! nets the two agree for every pair, every walk ends, and no walk crosses a trust that does not permit it.
//!
//! A failure names its seed; `XREALM_SEED=7` runs that one alone, `XREALM_SEEDS=100000` so many instead of a thousand.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use xrealm_directory::{Directory, Itinerary, Realm, RealmKind};
use xrealm_names::{PrincipalName, RealmName};
use xrealm_sim::{End, Net, Size, Walked, agree, random_forests, representative_service};
use xrealm_trust::{TrustAttributes, TrustKind};

const SEEDS: u64 = 1000;

/// The shapes in turn: small enough that a thousand take no time, different enough that everything meets everything.
const SHAPES: [Size; 5] = [
    Size { forests: 2, domains: 3, realms: 0, trusts: 3 },
    Size { forests: 3, domains: 2, realms: 1, trusts: 6 },
    Size { forests: 1, domains: 3, realms: 3, trusts: 7 },
    Size { forests: 3, domains: 1, realms: 3, trusts: 9 },
    Size { forests: 1, domains: 7, realms: 0, trusts: 4 },
];

#[test]
fn decisions_and_walks_agree_and_cross_only_what_permits_it() {
    let (walks, refusals) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let faults = of_seeds(|seed, faults| {
        each_pair(seed, |net, client, target, decided, walked| {
            let what = format!("{client} to {target}: decided {decided}; walked {}", told(walked));
            if !agree(decided, walked) {
                let _ = writeln!(faults, "seed {seed}: {what}: they differ");
            }
            for broken in
                [ended(walked), permitted(net.directory(), client, walked), at_home(net, client, target, walked)]
            {
                if let Err(rule) = broken {
                    let _ = writeln!(faults, "seed {seed}: {what}: {rule}");
                }
            }
            walks.fetch_add(1, Ordering::Relaxed);
            refusals.fetch_add(usize::from(!decided.is_issued()), Ordering::Relaxed);
        });
    });
    assert!(faults.is_empty(), "{faults}");
    // Nets in which all is reached, or nothing, would prove nothing.
    let (walks, refusals) = (walks.into_inner(), refusals.into_inner());
    assert!(walks / 10 < refusals && refusals < walks * 9 / 10, "{refusals} of {walks} walks were refused");
}

/// RFC 6806 §7: a user principal name is looked for from every realm.
#[test]
fn decisions_and_logins_find_the_same_home() {
    let faults = of_seeds(|seed, faults| {
        let mut net = net(seed);
        let realms: Vec<RealmName> = net.directory().realms().map(|realm| realm.name().clone()).collect();
        for name in user_principal_names(net.directory()) {
            for at in &realms {
                let login = net.login_both_ways(&name, at).unwrap();
                if !login.agree() {
                    let _ = writeln!(faults, "seed {seed}: {name} at {at}: {login:?}");
                }
            }
        }
    });
    assert!(faults.is_empty(), "{faults}");
}

/// It ends with a ticket or a refusal, and no realm is asked twice.
fn ended(walked: &Walked) -> Result<(), String> {
    let mut realms = walked.realms();
    let asked = realms.len();
    realms.sort_unstable();
    realms.dedup();
    match walked.end() {
        _ if realms.len() != asked => Err("a realm was asked twice".to_owned()),
        End::Failed(error) => Err(format!("it did not end: {error}")),
        End::Ticket(_) | End::Refused(_) => Ok(()),
    }
}

/// Rows 13, 55, 57 and 58: each step goes over a trust of that direction, one at most is a forest trust, what is not
/// transitive serves its two ends only, and without realm trusts no third forest is reached.
fn permitted(directory: &Directory, client: &str, walked: &Walked) -> Result<(), String> {
    let realms = walked.realms();
    let issued_by = walked.credential().map(|ticket| ticket.server.realm.to_string());
    let (mut forest_trusts, mut realm_trusts) = (0, 0);
    for (from, to) in realms.iter().zip(realms.iter().skip(1)) {
        let Some((_, trust)) = realm(directory, from).trust_named(to.as_bytes()) else {
            return Err(format!("{from} has no trust with {to}"));
        };
        if !trust.tdo.trust_direction.is_inbound() {
            return Err(format!("{to} does not trust {from}"));
        }
        let kind = trust.tdo.kind();
        forest_trusts += usize::from(kind == TrustKind::Forest);
        realm_trusts += usize::from(kind == TrustKind::Realm);
        let transitive =
            kind != TrustKind::External && !trust.tdo.trust_attributes.contains(TrustAttributes::NON_TRANSITIVE);
        if !transitive && *from != client {
            return Err(format!("the trust of {to} in {from} carries a third realm in"));
        }
        if !transitive && issued_by.as_ref().is_some_and(|issuer| issuer != to) {
            return Err(format!("the trust of {to} in {from} leads on to a third realm"));
        }
    }
    let mut forests: Vec<String> = realms.iter().filter_map(|name| forest_of(directory, name)).collect();
    forests.sort_unstable();
    forests.dedup();
    match (forest_trusts, realm_trusts, forests.len()) {
        (2.., _, _) => Err("forest trusts do not chain".to_owned()),
        (_, 0, 3..) => Err(format!("a third forest is reached: {}", forests.join(", "))),
        _ => Ok(()),
    }
}

/// Row 56: all trusts in a forest are two-way and transitive, so everybody reaches everybody.
fn at_home(net: &Net, client: &str, target: &str, walked: &Walked) -> Result<(), String> {
    let [from, to] = [client, target].map(|name| forest_of(net.directory(), name));
    let same = from.is_some() && from == to;
    if same && !matches!(walked.end(), End::Ticket(_)) {
        return Err("it is the same forest".to_owned());
    }
    Ok(())
}

/// Walks from every realm to every realm of the net of a seed.
fn each_pair(seed: u64, mut check: impl FnMut(&Net, &str, &str, &Itinerary, &Walked)) {
    let mut net = net(seed);
    let realms: Vec<(RealmName, PrincipalName)> =
        net.directory().realms().map(|realm| (realm.name().clone(), representative_service(realm))).collect();
    for (client, _) in &realms {
        for (target, service) in &realms {
            let (decided, walked) = net.both_ways(client, service).unwrap();
            check(&net, client.as_str(), target.as_str(), &decided, &walked);
        }
    }
}

/// Runs the check for every seed, on every core, and gathers what it finds.
fn of_seeds(check: impl Fn(u64, &mut String) + Sync) -> String {
    let seeds = seeds();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let check = &check;
    std::thread::scope(|scope| {
        let run = |worker: usize| {
            let own = seeds.clone().skip(worker).step_by(workers);
            scope.spawn(move || {
                own.fold(String::new(), |mut faults, seed| {
                    check(seed, &mut faults);
                    faults
                })
            })
        };
        let running: Vec<_> = (0..workers).map(run).collect();
        running.into_iter().map(|worker| worker.join().unwrap()).collect()
    })
}

fn seeds() -> Range<u64> {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    match number("XREALM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("XREALM_SEEDS").unwrap_or(SEEDS),
    }
}

fn net(seed: u64) -> Net {
    let turn = usize::try_from(seed).unwrap() % SHAPES.len();
    let shape = SHAPES.get(turn).unwrap();
    Net::from_topology(&random_forests(seed, *shape)).unwrap_or_else(|error| panic!("seed {seed}: {error}"))
}

fn user_principal_names(directory: &Directory) -> Vec<PrincipalName> {
    let accounts = directory.realms().flat_map(Realm::accounts);
    let names = accounts.filter_map(|account| account.user_principal_name.as_deref());
    names.map(|name| PrincipalName::enterprise(name).unwrap()).collect()
}

fn told(walked: &Walked) -> String {
    format!("{}: {:?}", walked.realms().join(" > "), walked.end())
}

fn realm<'d>(directory: &'d Directory, name: &str) -> &'d Realm {
    directory.realm_named(name.as_bytes()).unwrap()
}

/// The root of the forest that a domain is in; `None` for a plain realm.
fn forest_of(directory: &Directory, name: &str) -> Option<String> {
    let realm = realm(directory, name);
    match realm.kind() {
        RealmKind::ActiveDirectory { .. } => {
            let (forest, _) = realm.view().domain()?;
            forest.domains().next().map(|root| root.dns_name.to_string())
        }
        RealmKind::Kerberos => None,
    }
}
