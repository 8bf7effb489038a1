//! A directory that was stored and read again behaves as before.

use xrealm_config::load;
use xrealm_directory::{Change, Directory, Realm, SecretSeed, image_difference};
use xrealm_names::{Principal, PrincipalName};
use xrealm_sim::{Net, Size, random_forests, representative_service};
use xrealm_tests::project_root;

const SEEDS: u64 = 40;
const SHAPE: Size = Size { forests: 3, domains: 3, realms: 3, trusts: 9 };

#[test]
fn every_shipped_topology_survives_being_stored() {
    let folder = project_root().join("fixtures/realms");
    let mut shipped = 0;
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).unwrap();
            let mut files = |name: &str| std::fs::read(folder.join(name)).map_err(|error| error.to_string());
            let topology = load(&text, &SecretSeed::new([1; 32]), Net::START, &mut files);
            let topology = topology.unwrap_or_else(|errors| panic!("{}: {errors}", path.display()));
            survives(&topology.directory, &path.display().to_string());
            shipped += 1;
        }
    }
    assert!(shipped > 10);
}

#[test]
fn random_forests_survive_being_stored() {
    for seed in 0..SEEDS {
        let net = Net::from_topology(&random_forests(seed, SHAPE)).unwrap();
        survives(net.directory(), &format!("seed {seed}"));
    }
}

/// Its image gives the same image again, and its clients come as far by the same steps.
fn survives(directory: &Directory, told: &str) {
    let image = directory.image();
    let stored = serde_json::to_string(&image).unwrap();
    let changes: Vec<Change> = serde_json::from_str(&stored).unwrap();
    let again = Directory::empty().apply_all(&changes, Net::START.shifted(77));
    let again = again.unwrap_or_else(|(at, refusal)| panic!("{told}, change {at}: {refusal}"));
    let different = image_difference(&image, &again.image());
    assert!(image == again.image(), "{told}: {different:?}");
    assert!(different.is_empty(), "{told}: {different:?}");
    assert_eq!(walks(directory), walks(&again), "{told}");
}

/// From one account of each realm to a service of each.
fn walks(directory: &Directory) -> Vec<String> {
    let mut net = Net::of(directory.clone());
    let services: Vec<PrincipalName> = directory.realms().map(representative_service).collect();
    let mut told = Vec::new();
    for client in directory.realms().filter_map(client) {
        for service in &services {
            let walked = net.walk(&client.to_string(), &service.to_string());
            told.push(format!("{client} to {service}: {:?} {:?}", walked.realms(), walked.end()));
        }
    }
    told
}

fn client(realm: &Realm) -> Option<Principal> {
    let account = realm.accounts().nth(1)?;
    Some(Principal::new(account.name.clone(), realm.name().clone()))
}
