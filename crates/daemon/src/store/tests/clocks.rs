//! How the clock was set.

use xrealm_admin::KeptClock;

use super::*;

fn kept(shows: i64) -> KeptClock {
    KeptClock { shows: at(shows), real: at(7), rate_thousandths: 0 }
}

#[test]
fn the_clock_is_as_it_was_set_last_and_stays_so_under_a_new_image() {
    let scratch = Scratch::new();
    let folder = scratch.join("state");
    let (store, _) = Store::open(&folder, at(0)).unwrap();
    assert_eq!(store.clock().unwrap(), None, "there is nothing yet");
    drop(store);
    let store = seeded(&folder, 3);
    assert_eq!(store.clock().unwrap(), None);
    for shows in [5_000, 9_000] {
        store.append(&Entry { clock: Some(kept(shows)), changes: Vec::new(), ..entry(4) }).unwrap();
    }
    store.append(&entry(4)).unwrap();
    store.compact(&image(), store.last().unwrap(), at(9_000)).unwrap();
    drop(store);

    let (store, _) = Store::open(&folder, at(0)).unwrap();
    assert_eq!(store.clock().unwrap(), Some(kept(9_000)));
}
