//! Does one answer cost the same among 10, 1 000 and 10 000 realms, and how long does it take to load them?
#![expect(clippy::unwrap_used, reason = "a map that is none must stop the bench")]

use std::collections::BTreeMap;
use std::sync::Mutex;

use chacha20::ChaCha20Rng;
use divan::Bencher;
use divan::counter::ItemsCount;
use rand_core::SeedableRng;
use xrealm_directory::{Change, Directory, Errand, Realm, SecretSeed, Traveller};
use xrealm_kdc::{Answered, Exchange, handle};
use xrealm_names::{NameType, PrincipalName, RealmName};
use xrealm_sim::{Exchanged, MapSize, Net, forest_map, realm_chain};
use xrealm_trust::Arrival;

fn main() {
    divan::Divan::default().config_with_args().main();
}

/// Domains of all forests.
const DOMAINS: [usize; 3] = [10, 1_000, 10_000];

/// Plain realms in a row.
const CHAINS: [usize; 3] = [12, 32, 500];

/// From the text of a map to a directory: what `check` and the start of `serve` do.
mod load {
    use super::*;

    #[divan::bench(args = DOMAINS, sample_count = 5, sample_size = 1)]
    fn forests(bencher: Bencher, domains: usize) {
        of(bencher, domains, &forest_map(SEED, size(domains)));
    }

    /// Plain realms of one chain, with the paths from the first to each of them.
    #[divan::bench(args = CHAINS, sample_count = 5, sample_size = 1)]
    fn chain(bencher: Bencher, realms: usize) {
        of(bencher, realms, &realm_chain(realms));
    }

    fn of(bencher: Bencher, realms: usize, text: &str) {
        let seed = SecretSeed::new([7; 32]);
        let load = || xrealm_config::load(text, &seed, Net::START, &mut |_| Err(String::new()));
        let topology = load().unwrap();
        assert_eq!((topology.directory.realms().len(), topology.warnings.len()), (realms, 0));
        bencher.counter(ItemsCount::new(realms)).bench_local(load);
    }
}

/// One change to a map that is served.
mod change {
    use super::*;

    /// A trust away, and with it what its forests' domains know of each other.
    #[divan::bench(args = DOMAINS, sample_size = 1)]
    fn trust(bencher: Bencher, domains: usize) {
        let net = map(domains);
        let pair = xrealm_directory::TrustPair { trusting: realm_name("F0.TEST"), trusted: realm_name("F1.TEST") };
        let change = Change::RemoveTrust(pair);
        let changed = net.directory().apply(&change, net.now()).unwrap();
        assert!(realm(&changed, "F0.TEST").trust_named(b"F1.TEST").is_none());
        bencher.bench_local(|| net.directory().apply(divan::black_box(&change), net.now()));
    }
}

/// A routing decision in a child domain, for a host that a partner of its forest claims.
#[divan::bench(args = DOMAINS, sample_size = 100)]
fn route(bencher: Bencher, domains: usize) {
    let net = map(domains);
    let home = realm(net.directory(), HOME);
    let service = service(FAR_SERVICE);
    let (decision, _) = home.route(&service, true, Arrival::Own);
    assert_eq!(decision.verdict.next_realm().map(RealmName::as_str), Some("F0.TEST"));
    bencher.bench_local(|| home.route(divan::black_box(&service), true, Arrival::Own));
}

/// All decisions on the way of a client from a child domain to a child domain of another forest: four KDCs.
#[divan::bench(args = DOMAINS, sample_size = 100)]
fn itinerary(bencher: Bencher, domains: usize) {
    itinerary_of(bencher, &map(domains), HOME, FAR_SERVICE, 4);
}

/// All decisions along a chain.
#[divan::bench(args = CHAINS, sample_size = 1)]
fn itinerary_of_a_chain(bencher: Bencher, realms: usize) {
    let net = Net::from_topology(&realm_chain(realms)).unwrap();
    itinerary_of(bencher, &net, "R1.TEST", &format!("host/db.r{realms}.test"), realms);
}

fn itinerary_of(bencher: Bencher, net: &Net, home: &str, service_name: &str, hops: usize) {
    let (home, service) = (realm(net.directory(), home), service(service_name));
    let errand = Errand { traveller: Traveller::Of(home), service: &service, canonicalize: true };
    let way = net.directory().itinerary(&errand);
    assert!(way.is_issued() && way.hops.len() == hops, "{way}");
    bencher.bench_local(|| net.directory().itinerary(divan::black_box(&errand)));
}

/// `handle` for each request of that way.
mod answer {
    use super::*;

    /// The child domain refers to its root.
    #[divan::bench(args = DOMAINS, sample_size = 20)]
    fn first_referral(bencher: Bencher, domains: usize) {
        of(bencher, domains, HOME, Some("F0.TEST"));
    }

    /// The root refers to the other forest, among all whose names it knows.
    #[divan::bench(args = DOMAINS, sample_size = 20)]
    fn referral_to_the_other_forest(bencher: Bencher, domains: usize) {
        of(bencher, domains, "F0.TEST", Some("F1.TEST"));
    }

    /// The other root refers to its child domain.
    #[divan::bench(args = DOMAINS, sample_size = 20)]
    fn last_referral(bencher: Bencher, domains: usize) {
        of(bencher, domains, "F1.TEST", Some("D1.F1.TEST"));
    }

    /// The ticket for the service.
    #[divan::bench(args = DOMAINS, sample_size = 20)]
    fn service_ticket(bencher: Bencher, domains: usize) {
        of(bencher, domains, "D1.F1.TEST", None);
    }

    fn of(bencher: Bencher, domains: usize, asked: &str, refers_to: Option<&str>) {
        let mut net = map(domains);
        assert!(net.walk("user@D1.F0.TEST", FAR_SERVICE).credential().is_some());
        answer(bencher, &net, asked, refers_to);
    }
}

/// `handle` at the end of a chain: the service ticket for a client that came through all other realms.
#[divan::bench(args = CHAINS, sample_size = 20)]
fn answer_at_the_end_of_a_chain(bencher: Bencher, realms: usize) {
    let mut net = Net::from_topology(&realm_chain(realms)).unwrap();
    let options = xrealm_client::WalkOptions { hop_limit: realms, ..Default::default() };
    let walked = net.walk_with("alice@R1.TEST", &format!("host/db.r{realms}.test"), options);
    assert!(walked.credential().is_some());
    answer(bencher, &net, &format!("R{realms}.TEST"), None);
}

/// Times the answer that `asked` gave the walking client.
fn answer(bencher: Bencher, net: &Net, asked: &str, refers_to: Option<&str>) {
    let is_right = |answered: &Answered| match (answered, refers_to) {
        (Answered::Referred { to }, Some(next)) => to.as_str() == next,
        (Answered::Issued, None) => true,
        _ => false,
    };
    let was_asked =
        |exchanged: &&Exchanged| exchanged.realm.as_str() == asked && exchanged.outcome.exchange == Some(Exchange::Tgs);
    let request = net.trace().iter().find(was_asked).unwrap().request.clone();
    let mut rng = ChaCha20Rng::from_seed([7; 32]);
    let (now, directory) = (net.now(), net.directory());
    let answered = handle(&request, now, &mut rng, directory);
    assert!(answered.reply.is_some() && is_right(&answered.outcome.answered), "{}", answered.outcome);
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench_local(|| handle(divan::black_box(&request), now, &mut rng, directory));
}

/// The map of so many domains, loaded once.
fn map(domains: usize) -> Net {
    static LOADED: Mutex<BTreeMap<usize, Directory>> = Mutex::new(BTreeMap::new());
    let mut loaded = LOADED.lock().unwrap();
    let load = || Net::from_topology(&forest_map(SEED, size(domains))).unwrap().directory().clone();
    Net::of(loaded.entry(domains).or_insert_with(load).clone())
}

fn size(domains: usize) -> MapSize {
    let sizes = [MapSize::SMALL, MapSize::MEDIUM, MapSize::LARGE];
    sizes.into_iter().find(|size| size.all_domains() == domains).unwrap()
}

fn realm<'d>(directory: &'d Directory, name: &str) -> &'d Realm {
    directory.realm_named(name.as_bytes()).unwrap()
}

fn realm_name(name: &str) -> RealmName {
    RealmName::new(name).unwrap()
}

fn service(name: &str) -> PrincipalName {
    PrincipalName::parse(name).unwrap().with_type(NameType::SRV_INST)
}

const SEED: u64 = 7;
const HOME: &str = "D1.F0.TEST";
const FAR_SERVICE: &str = "host/db.d1.f1.test";
