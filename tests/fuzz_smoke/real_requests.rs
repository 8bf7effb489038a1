//! The requests our own client sends on the four-domain walk, tickets and authenticators valid.

use rand_core::SeedableRng;
use xrealm_client::{Action, Event, Login, LoginOptions, Secret, Walk, WalkOptions};
use xrealm_names::{Principal, PrincipalName};

use crate::handle::World;

/// Login and walk of `user1` to the file server of the other forest.
pub(crate) fn of_a_walk(world: &World) -> Vec<Vec<u8>> {
    let mut requests = Vec::new();
    let mut rng = chacha20::ChaCha20Rng::from_seed([5; 32]);
    let client = Principal::parse("user1@EUROPE.TAILSPINTOYS.COM").expect("a principal");
    let mut login = Login::new(client, Secret::password("Secret-1"), LoginOptions::default());
    let hop = drive(world, &mut requests, |event| login.step(event, world.now, &mut rng));
    let service = PrincipalName::parse("cifs/fileserver1.usa.wingtiptoys.com").expect("a name");
    let mut walk = Walk::new(hop.credential, service, WalkOptions::default());
    let mut rng = chacha20::ChaCha20Rng::from_seed([6; 32]);
    drive(world, &mut requests, |event| walk.step(event, world.now, &mut rng));
    requests
}

fn drive<T>(world: &World, requests: &mut Vec<Vec<u8>>, mut step: impl FnMut(Event<'_>) -> Action<T>) -> T {
    let mut action = step(Event::Start);
    loop {
        match action {
            Action::Send { request, .. } => {
                let reply = world.handle(&request).expect("a KDC answers a client");
                requests.push(request);
                action = step(Event::Reply(&reply));
            }
            Action::Done(done) => return done,
            Action::Failed(error) => panic!("the walk failed: {error}"),
        }
    }
}
