//! The KDC answers every request it can read, and with a message it can read itself.

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;
use xrealm_directory::{Directory, SecretSeed};
use xrealm_names::{Moment, Timestamp};
use xrealm_wire::{KdcReq, Message};

/// The two shipped forests at a fixed moment, all secrets from a fixed seed: the same octets get the same answer.
#[derive(Debug)]
pub struct World {
    /// The realms.
    pub directory: Directory,
    /// When everything happens.
    pub now: Moment,
}

impl World {
    /// Loads the shipped topology.
    ///
    /// # Panics
    /// If the shipped topology is wrong, which `xrealm check` is there to tell.
    pub fn two_forests() -> World {
        let now = Moment::at(Timestamp::from_unix(1_795_171_440));
        let topology = xrealm_config::load(TOPOLOGY, &SecretSeed::new([7; 32]), now, &mut |path| {
            Err(format!("the topology of the fuzzer names the file {path}"))
        });
        World { directory: topology.expect("the shipped topology is right").directory, now }
    }

    /// Hands `octets` to the KDC and returns its reply.
    ///
    /// # Panics
    /// If a request that can be read is not answered, or the answer cannot be read.
    pub fn handle(&self, octets: &[u8]) -> Option<Vec<u8>> {
        let mut rng = ChaCha20Rng::from_seed([9; 32]);
        let handled = xrealm_kdc::handle(octets, self.now, &mut rng, &self.directory);
        let told = handled.outcome.to_string();
        assert!(!told.contains(char::is_control), "an outcome is one line of a log: {told:?}");
        assert_eq!(handled.reply.is_some(), KdcReq::decode(octets).is_ok(), "{}", handled.outcome);
        if let Some(reply) = &handled.reply {
            let message = Message::decode(reply);
            let answers = matches!(message, Ok(Message::AsRep(_) | Message::TgsRep(_) | Message::KrbError(_)));
            assert!(answers, "{}: {message:?}", handled.outcome);
        }
        handled.reply
    }
}

const TOPOLOGY: &str = include_str!("../../../fixtures/realms/two-forests.toml");
