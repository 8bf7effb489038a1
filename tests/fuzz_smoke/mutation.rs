//! What a fuzzer does to a message, from a seed.

use rand_core::{Rng, SeedableRng};

/// Makes mutations; the same seed makes the same ones.
pub(crate) struct Mutator {
    rng: chacha20::ChaCha20Rng,
    /// Mutations of each message.
    pub(crate) rounds: usize,
}

impl Mutator {
    /// With the seed and the number of rounds of the environment; says which, so that a failure can be had again.
    pub(crate) fn from_environment() -> Mutator {
        let seed = number("XREALM_FUZZ_SEED").unwrap_or(1);
        let rounds = number("XREALM_FUZZ_ROUNDS").unwrap_or(4000);
        println!("XREALM_FUZZ_SEED={seed} XREALM_FUZZ_ROUNDS={rounds}");
        let rng = chacha20::ChaCha20Rng::seed_from_u64(seed);
        Mutator { rng, rounds: usize::try_from(rounds).expect("a number of rounds") }
    }

    /// `message` with one to four changes, some of them parts of `others`.
    pub(crate) fn mutate(&mut self, message: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
        let mut octets = message.to_vec();
        for _ in 0..=self.below(4) {
            self.change(&mut octets, others);
        }
        octets
    }

    fn change(&mut self, octets: &mut Vec<u8>, others: &[Vec<u8>]) {
        let at = self.below(octets.len().max(1));
        match self.below(8) {
            0 => octets.truncate(at),
            1 => octets.insert(at.min(octets.len()), self.octet()),
            2 if at < octets.len() => drop(octets.remove(at)),
            3 if at < octets.len() => octets[at] ^= 1 << self.below(8),
            4 if at < octets.len() => octets[at] = [0x00, 0x7f, 0x80, 0x81, 0x84, 0xff, 0x30, 0xa0][self.below(8)],
            5 => {
                let other = &others[self.below(others.len())];
                let from = self.below(other.len().max(1)).min(other.len());
                let length = self.below(64).min(other.len() - from);
                let at = at.min(octets.len());
                octets.splice(at..at, other[from..from + length].iter().copied());
            }
            6 => {
                let end = (at + self.below(64)).min(octets.len());
                let part = octets[at.min(end)..end].to_vec();
                octets.splice(end..end, part);
            }
            _ if at < octets.len() => octets[at] = self.octet(),
            _ => {}
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        let drawn = usize::try_from(self.rng.next_u32()).expect("32 bits fit");
        drawn % bound.max(1)
    }

    fn octet(&mut self) -> u8 {
        self.rng.next_u32().to_le_bytes()[0]
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
