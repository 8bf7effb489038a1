//! How long does a year take in which the secrets of fifty trusts change by themselves, every ticket being tried at every
//! controller?
#![expect(clippy::unwrap_used, reason = "a map that is none must stop the bench")]

use divan::Bencher;
use divan::counter::ItemsCount;
use xrealm_sim::Years;

fn main() {
    divan::Divan::default().config_with_args().main();
}

/// Fifty trusts, three controllers a domain, of which two lag, links that are cut and roles that move. An item is a
/// ticket of one controller shown to another.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn a_year(bencher: Bencher) {
    let year = Years { trusts: 50, controllers: 3, days: 365 };
    let chronicle = year.live(SEED).unwrap();
    assert_eq!(chronicle.failures, [""; 0]);
    bencher.counter(ItemsCount::new(chronicle.probes)).bench_local(|| year.live(SEED));
}

const SEED: u64 = 1;
