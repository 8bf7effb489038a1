//! Files that are not as they were written.

use super::*;

#[test]
fn what_is_no_state_is_refused_and_not_written_to() {
    let other = {
        let scratch = Scratch::new();
        let path = scratch.join("other.redb");
        let database = redb::Database::create(&path).unwrap();
        let transaction = database.begin_write().unwrap();
        let table: redb::TableDefinition<'_, u64, u64> = redb::TableDefinition::new("numbers");
        transaction.open_table(table).unwrap().insert(1, 2).unwrap();
        transaction.commit().unwrap();
        drop(database);
        fs::read(&path).unwrap()
    };
    for (octets, said) in [
        (Vec::new(), "it is empty"),
        (b"[[domain]]\nname = \"tailspintoys.com\"\n".to_vec(), "it does not begin as one"),
        (vec![0; 1 << 16], "it does not begin as one"),
        (b"redb is a database".to_vec(), "do not hold together"),
        (other, "it is no state of xrealm"),
    ] {
        let scratch = Scratch::new();
        let folder = scratch.join("state");
        drop(Folder::open(&folder).unwrap());
        fs::write(state_file(&folder), &octets).unwrap();

        let refused = Store::open(&folder, at(0)).unwrap_err();

        assert!(refused.to_string().contains(said), "{refused}");
        assert!(refused.advice().unwrap().contains("restore"), "{refused}");
        assert!(fs::read(state_file(&folder)).unwrap() == octets, "{said}: it was written to");
    }
}

/// What is opened after a kill looks like a copy of the file in use; both that and a file that was closed are damaged
/// in every way a disk can think of.
#[test]
fn a_damaged_file_is_refused_or_says_what_was_acknowledged() {
    let scratch = Scratch::new();
    let folder = scratch.join("origin");
    let store = seeded(&folder, 30);
    store.compact(&image(), 8, at(1_008)).unwrap();
    for number in 31..=40 {
        store.append(&entry(number)).unwrap();
    }
    let in_use = fs::read(state_file(&folder)).unwrap();
    drop(store);
    let closed = fs::read(state_file(&folder)).unwrap();
    let whole = inspect(&state_file(&folder)).unwrap();
    let target = scratch.join("target");
    drop(Folder::open(&target).unwrap());
    let mut dice = Dice(7);
    let (mut refused, mut kept) = (0, 0);

    for round in 0..400 {
        let origin = if round % 2 == 0 { &in_use } else { &closed };
        let damaged = dice.damage(origin);
        fs::write(state_file(&target), &damaged).unwrap();
        match inspect(&state_file(&target)) {
            Err(StoreError::Damaged { .. } | StoreError::Newer { .. }) => {
                refused += 1;
                assert!(Store::open(&target, at(0)).is_err(), "round {round}");
            }
            Err(other) => panic!("round {round}: {other}"),
            Ok(found) => {
                kept += 1;
                assert!(is_acknowledged(&found, &whole), "round {round}: a state that never was");
            }
        }
        assert!(fs::read(state_file(&target)).unwrap() == damaged, "round {round}: it was written to");
    }

    assert!(refused > 100, "{refused} refused, {kept} kept");
    assert!(inspect(&state_file(&folder)).is_ok());
}

#[test]
fn a_file_that_is_set_back_to_an_earlier_entry_is_refused() {
    let scratch = Scratch::new();
    let folder = scratch.join("state");
    drop(seeded(&folder, 3));
    let earlier = fs::read(state_file(&folder)).unwrap();
    assert_eq!(Store::open(&folder, at(0)).unwrap().0.append(&entry(4)).unwrap(), 4);
    fs::write(state_file(&folder), &earlier).unwrap();

    for refused in [Store::open(&folder, at(0)).map(drop), verify_state(&folder).map(drop)] {
        let refused = refused.unwrap_err();
        assert!(refused.to_string().contains("it ends with entry 3 instead of 4"), "{refused}");
    }
    fs::write(folder.join("last-entry"), "00000000000000000004 damaged\n").unwrap();
    assert!(Store::open(&folder, at(0)).is_ok(), "a witness who makes no sense is not heard");
}

/// Everything, or everything but what was written last.
fn is_acknowledged(found: &Contents, whole: &Contents) -> bool {
    found.image == whole.image
        && whole.entries.starts_with(&found.entries)
        && found.entries.len() + 1 >= whole.entries.len()
}

/// A seeded source of damage (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    fn damage(&mut self, origin: &[u8]) -> Vec<u8> {
        const PAGE: usize = 4096;
        let mut octets = origin.to_vec();
        // Most of a file is free space: aim at pages that say something.
        let used: Vec<usize> =
            (0..octets.len() / PAGE).filter(|page| octets[page * PAGE..][..PAGE] != [0; PAGE]).collect();
        let page = used[self.below(used.len())] * PAGE;
        match self.below(7) {
            0 => octets.truncate(self.below(origin.len())),
            1 => octets[self.below(320)] ^= 1 << self.below(8),
            2 | 3 => {
                let written = octets[page..page + PAGE].iter().rposition(|octet| *octet != 0).unwrap_or(0);
                octets[page + self.below(written + 1)] ^= 1 << self.below(8);
            }
            4 => octets[page..page + PAGE].fill(0),
            5 => {
                let other = used[self.below(used.len())] * PAGE;
                octets.copy_within(other..other + PAGE, page);
            }
            _ => (0..64).for_each(|offset| octets[page + offset] = self.next().to_le_bytes()[0]),
        }
        octets
    }
}
