//! Randomness: the only file of this crate that draws the operating system's.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;

/// 32 octets from which everything random in one daemon follows.
#[derive(Clone)]
pub struct Seed([u8; 32]);

/// The operating system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no randomness: {0}")]
pub struct NoRandomness(#[from] getrandom::Error);

impl Seed {
    /// A seed nobody knows.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn from_os() -> Result<Self, NoRandomness> {
        let mut octets = [0; 32];
        #[expect(clippy::disallowed_methods, reason = "this is the daemon's rng module")]
        getrandom::fill(&mut octets)?;
        Ok(Self(octets))
    }

    /// The seed of a repeatable run: every session key follows from `number`, so this is for tests only.
    #[must_use]
    pub fn from_number(number: u64) -> Self {
        let mut octets = [0; 32];
        for (octet, given) in octets.iter_mut().zip(number.to_be_bytes()) {
            *octet = given;
        }
        Self(octets)
    }

    /// The octets, for what else is to follow from this seed.
    #[must_use]
    pub fn octets(&self) -> &[u8; 32] {
        &self.0
    }

    /// The generator of one worker (or of whoever else draws); each number has its own stream.
    #[must_use]
    pub fn generator(&self, worker: usize) -> ChaCha20Rng {
        let mut generator = ChaCha20Rng::from_seed(self.0);
        generator.set_stream(worker as u64);
        generator
    }
}

impl From<[u8; 32]> for Seed {
    fn from(octets: [u8; 32]) -> Self {
        Self(octets)
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(..)")
    }
}

#[cfg(test)]
mod tests {
    use chacha20::rand_core::Rng;

    use super::*;

    #[test]
    fn the_same_number_gives_the_same_stream_and_workers_differ() {
        let draw = |number, worker| Seed::from_number(number).generator(worker).next_u64();
        assert_eq!(draw(7, 0), draw(7, 0));
        assert_ne!(draw(7, 0), draw(8, 0));
        assert_ne!(draw(7, 0), draw(7, 1));
    }

    #[test]
    fn a_seed_is_not_shown() {
        assert_eq!(format!("{:?}", Seed::from_number(7)), "Seed(..)");
    }
}
