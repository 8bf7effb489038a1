//! What does one answer cost, by exchange and encryption type? The two forests, real requests of the client, no socket.
#![expect(clippy::unwrap_used, reason = "a world that does not work must stop the bench")]

use chacha20::ChaCha20Rng;
use divan::Bencher;
use divan::counter::ItemsCount;
use rand_core::SeedableRng;
use xrealm_kdc::{Answered, Exchange, handle};
use xrealm_sim::{Exchanged, Net};

fn main() {
    divan::Divan::default().sample_size(20).config_with_args().main();
}

/// Types that sessions and tickets alike are of.
const ETYPES: [&str; 4] = ["aes256-sha1", "aes128-sha1", "aes256-sha2", "aes128-sha2"];

const USER: &str = "user1@EUROPE.TAILSPINTOYS.COM";
const OWN_SERVICE: &str = "host/workstation1.europe.tailspintoys.com";
const FAR_SERVICE: &str = "cifs/fileserver1.usa.wingtiptoys.com";

/// The first half of a login: no pre-authentication, so nothing but KDC_ERR_PREAUTH_REQUIRED.
#[divan::bench(args = ETYPES)]
fn as_first_half(bencher: Bencher, etype: &str) {
    let is_first_half = |answered: &Answered| *answered == Answered::PreauthRequired;
    World::of(etype).answer(bencher, Exchange::As, "EUROPE.TAILSPINTOYS.COM", is_first_half);
}

/// The second half, with PA-ENC-TIMESTAMP.
#[divan::bench(args = ETYPES)]
fn as_enc_timestamp(bencher: Bencher, etype: &str) {
    World::of(etype).answer(bencher, Exchange::As, "EUROPE.TAILSPINTOYS.COM", is_issued);
}

/// A service of the realm that the client logged in to.
#[divan::bench(args = ETYPES)]
fn tgs_own_service(bencher: Bencher, etype: &str) {
    World::of(etype).answer(bencher, Exchange::Tgs, "EUROPE.TAILSPINTOYS.COM", is_issued);
}

/// A referral within the forest, by the routing hint of the other forest.
#[divan::bench(args = ETYPES)]
fn tgs_referral(bencher: Bencher, etype: &str) {
    World::of(etype).answer(bencher, Exchange::Tgs, "EUROPE.TAILSPINTOYS.COM", is_referral_to("TAILSPINTOYS.COM"));
}

/// A client that came over the forest trust and is referred on.
#[divan::bench(args = ETYPES)]
fn tgs_referral_over_a_forest_trust(bencher: Bencher, etype: &str) {
    World::of(etype).answer(bencher, Exchange::Tgs, "WINGTIPTOYS.COM", is_referral_to("USA.WINGTIPTOYS.COM"));
}

/// A client that came over a trust and gets the service ticket.
#[divan::bench(args = ETYPES)]
fn tgs_service_over_a_trust(bencher: Bencher, etype: &str) {
    World::of(etype).answer(bencher, Exchange::Tgs, "USA.WINGTIPTOYS.COM", is_issued);
}

/// The two forests with one encryption type, after a client has walked through them: its requests are what is asked.
struct World {
    net: Net,
    rng: ChaCha20Rng,
}

impl World {
    fn of(etype: &str) -> Self {
        let text = include_str!("../../fixtures/realms/two-forests.toml");
        let settings = format!("[settings]\netypes = [\"{etype}\"]\n");
        let mut net = Net::from_topology(&text.replacen("[settings]\n", &settings, 1)).unwrap();
        for service in [OWN_SERVICE, FAR_SERVICE] {
            assert!(net.walk(USER, service).credential().is_some(), "no way to {service} with {etype}");
        }
        Self { net, rng: ChaCha20Rng::from_seed([7; 32]) }
    }

    /// Times the answer that `realm` gave the walking client.
    fn answer(mut self, bencher: Bencher, exchange: Exchange, realm: &str, is_right: impl Fn(&Answered) -> bool) {
        let was_asked = |asked: &&Exchanged| {
            let outcome = &asked.outcome;
            outcome.exchange == Some(exchange) && asked.realm.as_str() == realm && is_right(&outcome.answered)
        };
        let request = self.net.trace().iter().find(was_asked).unwrap().request.clone();
        let (now, directory) = (self.net.now(), self.net.directory());
        let answered = handle(&request, now, &mut self.rng, directory);
        assert!(answered.reply.is_some() && is_right(&answered.outcome.answered), "{}", answered.outcome);
        bencher
            .counter(ItemsCount::new(1_usize))
            .bench_local(|| handle(divan::black_box(&request), now, &mut self.rng, directory));
    }
}

fn is_issued(answered: &Answered) -> bool {
    *answered == Answered::Issued
}

fn is_referral_to(realm: &str) -> impl Fn(&Answered) -> bool {
    move |answered| matches!(answered, Answered::Referred { to } if to.as_str() == realm)
}
