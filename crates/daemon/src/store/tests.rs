use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use xrealm_admin::{Entry, Surface, Who};
use xrealm_directory::{Change, KeyMaterial, NewExternalRealm, NewKeys, NewRealm, Password, Settings};
use xrealm_names::{Moment, RealmName, Timestamp};
use xrealm_trust::HostToRealm;

use super::scratch::Scratch;
use super::state_file::{Contents, Head, HistoryBounds, StateFile, inspect};
use super::*;

mod clocks;
mod damaged;
mod dumped;
mod followed;
mod formats;

fn at(seconds: i64) -> Moment {
    Moment::at(Timestamp::from_unix(seconds))
}

fn realm(name: &str) -> RealmName {
    RealmName::new(name).unwrap()
}

/// A directory with one plain realm, whose password is `Secret-1`.
fn image() -> Vec<Change> {
    let password = KeyMaterial::Password { password: Password::new("Secret-1".to_owned()), salt: None };
    vec![Change::CreateRealm(Box::new(NewRealm {
        name: realm("ATHENA.EXAMPLE"),
        settings: Settings::kerberos(),
        krbtgt_keys: NewKeys { kvno: None, material: password },
        host_to_realm: HostToRealm::default(),
        capaths: Arc::default(),
        default_referral_realm: None,
    }))]
}

/// Entry `number` makes a realm of that number known.
fn entry(number: u64) -> Entry {
    Entry {
        at: at(1_000 + i64::try_from(number).unwrap()),
        by: Who { principals: vec!["Administrator@TAILSPINTOYS.COM".to_owned()], uid: Some(0), proofs: Vec::new() },
        surface: Surface::Cli,
        operation: format!("external realm R{number}"),
        changes: vec![Change::CreateExternalRealm(NewExternalRealm {
            name: realm(&format!("R{number}.EXAMPLE")),
            active_directory: None,
            downlevel: false,
        })],
        replaced: Vec::new(),
        refused: None,
        clock: None,
    }
}

/// A state with an image and entries 2 to `last`.
fn seeded(folder: &Path, last: u64) -> Store {
    let (store, loaded) = Store::open(folder, at(0)).unwrap();
    assert!(matches!(loaded, Loaded::Empty));
    assert_eq!(store.seed(&image(), &entry(1)).unwrap(), 1);
    for number in 2..=last {
        assert_eq!(store.append(&entry(number)).unwrap(), number);
    }
    store
}

fn state_file(folder: &Path) -> PathBuf {
    folder.join("state.redb")
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_new_state_is_empty_and_its_owners_only() {
    let scratch = Scratch::new();
    let folder = scratch.join("state");

    let (store, loaded) = Store::open(&folder, at(0)).unwrap();

    assert!(matches!(loaded, Loaded::Empty));
    assert_eq!(store.last().unwrap(), 0);
    assert_eq!((mode(&folder), mode(&state_file(&folder))), (0o700, 0o600));
}

/// Whoever makes a state can be killed before its first entry.
#[test]
fn a_state_without_an_entry_can_be_asked_for_its_latest() {
    let scratch = Scratch::new();
    let folder = scratch.join("state");
    drop(Store::open(&folder, at(1)).unwrap());
    let (store, loaded) = Store::open(&folder, at(2)).unwrap();
    assert!(matches!(loaded, Loaded::Empty));
    assert_eq!(store.latest(5).unwrap().len(), 0);
}

#[test]
fn what_was_kept_is_there_when_the_state_is_opened_again() {
    let scratch = Scratch::new();
    let folder = scratch.join("state");
    drop(seeded(&folder, 4));

    let (store, loaded) = Store::open(&folder, at(9)).unwrap();

    let directory = loaded.directory().unwrap().unwrap();
    assert!(directory.realm_named(b"ATHENA.EXAMPLE").is_some());
    let Loaded::State { image: changes, up_to, entries, .. } = loaded else { panic!("there is a state") };
    assert_eq!((changes, up_to), (image(), 1));
    assert_eq!(entries.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(entries[2].1.changes, entry(4).changes);
    assert_eq!(entries[2].1.by, entry(4).by);
    assert_eq!(store.append(&entry(5)).unwrap(), 5);
    assert_eq!(store.latest(2).unwrap().iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [4, 5]);
}

#[test]
fn several_entries_are_kept_at_once() {
    let scratch = Scratch::new();
    let store = seeded(&scratch.join("state"), 1);

    assert_eq!(store.append_all(&[entry(2), entry(3)]).unwrap(), 3);
    assert_eq!(store.append_all(&[]).unwrap(), 3);
}

#[test]
fn each_of_many_threads_gets_the_number_of_its_own_entry() {
    let scratch = Scratch::new();
    let store = seeded(&scratch.join("state"), 1);

    thread::scope(|scope| {
        for first in (2..).step_by(25).take(8) {
            let store = &store;
            scope.spawn(move || {
                for number in first..first + 25 {
                    let seq = store.append(&entry(number)).unwrap();
                    let kept = store.latest(1_000).unwrap();
                    let (_, kept) = kept.iter().find(|(kept, _)| *kept == seq).unwrap();
                    assert_eq!(kept.operation, entry(number).operation);
                }
            });
        }
    });

    assert_eq!(store.last().unwrap(), 201);
    assert_eq!(store.verify().unwrap().entries, 201);
}

#[test]
fn a_second_writer_is_told_who_is_the_first() {
    let scratch = Scratch::new();
    let folder = scratch.join("state");
    let store = seeded(&folder, 2);

    let held = Some(std::process::id());
    assert!(matches!(Store::open(&folder, at(0)), Err(StoreError::Held { holder, .. }) if holder == held));
    assert!(matches!(verify_state(&folder), Err(StoreError::Held { holder, socket: None, .. }) if holder == held));
    store.name_socket(Path::new("/run/xrealm/admin.sock")).unwrap();
    let refused = verify_state(&folder).unwrap_err();
    assert!(matches!(&refused, StoreError::Held { holder, .. } if *holder == held), "{refused}");
    let advice = refused.advice().unwrap();
    assert!(advice.contains("state --admin /run/xrealm/admin.sock`"), "{advice}");
    drop(store);
    assert_eq!(verify_state(&folder).unwrap().last_entry, 2);
}

#[test]
fn a_new_image_takes_the_place_of_the_entries_it_includes() {
    let scratch = Scratch::new();
    let folder = scratch.join("state");
    let store = seeded(&folder, 5);

    let image: Vec<Change> = image().into_iter().chain((2..=4).flat_map(|number| entry(number).changes)).collect();
    store.compact(&image, 4, at(1_004)).unwrap();
    assert!(matches!(
        store.compact(&image, 3, at(1_004)),
        Err(StoreError::NoSuchEntry { up_to: 3, first: 4, last: 5 })
    ));
    assert!(matches!(store.compact(&image, 6, at(1_004)), Err(StoreError::NoSuchEntry { .. })));
    store.append(&entry(6)).unwrap();
    assert_eq!(store.latest(9).unwrap().len(), 6, "what was done before stays to be looked up");
    drop(store);

    let (_, loaded) = Store::open(&folder, at(9)).unwrap();
    let Loaded::State { image: found, up_to, entries, at: made, .. } = loaded else { panic!("there is a state") };
    assert_eq!((found, up_to, made), (image, 4, at(1_004)));
    assert_eq!(entries.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [5, 6]);
}

#[test]
fn history_is_forgotten_beyond_its_bounds_and_never_what_the_image_lacks() {
    let scratch = Scratch::new();
    let path = scratch.join("file");
    let contents = Contents {
        format: FORMAT,
        product: PRODUCT.to_owned(),
        head: Head::new(at(0)),
        image: Vec::new(),
        entries: Vec::new(),
    };
    let file = fs::OpenOptions::new().read(true).write(true).create_new(true).open(&path).unwrap();
    let mut file = StateFile::create(file, &contents).unwrap();
    let records: Vec<Vec<u8>> = (0..20).map(|number| format!("{number}").into_bytes()).collect();
    file.append(&records).unwrap();

    file.replace_image(&[b"1".to_vec()], (15, at(1)), &[], HistoryBounds { entries: 4, octets: 1 << 20 }).unwrap();
    drop(file);

    let found = inspect(&path).unwrap();
    assert_eq!(found.entries.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), (12..=20).collect::<Vec<_>>());
    assert_eq!(found.head.before.seq, 11);
}

#[test]
fn many_images_and_entries_do_not_make_the_file_grow() {
    let scratch = Scratch::new();
    let folder = scratch.join("state");
    let store = seeded(&folder, 1);
    let image: Vec<Change> = image().into_iter().chain((100_000..100_500).flat_map(|n| entry(n).changes)).collect();
    let mut sizes = Vec::new();

    for round in 0..30_u64 {
        store.append_all(&(0..20).map(|number| entry(2 + round * 20 + number)).collect::<Vec<_>>()).unwrap();
        store.compact(&image, store.last().unwrap(), at(2)).unwrap();
        sizes.push(fs::metadata(state_file(&folder)).unwrap().len());
    }

    assert!(sizes[29] <= sizes[4] * 2, "{sizes:?}");
}

#[test]
fn a_new_image_is_wanted_after_many_entries_and_not_before() {
    let scratch = Scratch::new();
    let store = seeded(&scratch.join("state"), 2);
    assert!(!store.wants_image());

    store.append_all(&(3..=1_001).map(entry).collect::<Vec<_>>()).unwrap();
    assert!(store.wants_image());
    store.compact(&image(), 1_000, at(2)).unwrap();
    assert!(!store.wants_image());
}

#[test]
fn a_folder_of_somebody_else_is_refused_and_left_alone() {
    let scratch = Scratch::new();
    let folder = scratch.join("photos");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("cat.jpg"), "a cat").unwrap();
    let before = mode(&folder);

    let refused = Store::open(&folder, at(0)).unwrap_err();

    assert!(matches!(&refused, StoreError::Foreign { found, .. } if found == "cat.jpg"), "{refused}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    assert_eq!(mode(&folder), before);
}

#[test]
fn a_folder_that_others_can_read_is_refused() {
    let scratch = Scratch::new();
    let folder = scratch.join("state");
    drop(seeded(&folder, 2));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o750)).unwrap();

    let refused = Store::open(&folder, at(0)).unwrap_err();

    assert!(matches!(refused, StoreError::Exposed { mode: 0o750, .. }), "{refused}");
    assert!(refused.advice().unwrap().contains("chmod 700"));
}

#[test]
fn a_file_of_a_later_format_is_refused_with_what_to_do() {
    let scratch = Scratch::new();
    let folder = scratch.join("state");
    let contents = Contents {
        format: FORMAT + 1,
        product: "9.0.0".to_owned(),
        head: Head::new(at(0)),
        image: Vec::new(),
        entries: Vec::new(),
    };
    make(&Folder::open(&folder).unwrap(), &contents).unwrap();
    let before = fs::read(state_file(&folder)).unwrap();

    let refused = Store::open(&folder, at(0)).unwrap_err();

    assert!(matches!(&refused, StoreError::Newer { product, .. } if product == "9.0.0"), "{refused}");
    assert!(refused.advice().unwrap().contains("9.0.0"));
    assert_eq!(fs::read(state_file(&folder)).unwrap(), before);
}

#[test]
fn a_state_that_was_never_finished_is_no_state() {
    let scratch = Scratch::new();
    let folder = scratch.join("state");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("state.redb.new"), "half of it").unwrap();

    let (_, loaded) = Store::open(&folder, at(0)).unwrap();

    assert!(matches!(loaded, Loaded::Empty));
    assert!(!folder.join("state.redb.new").exists());
}
