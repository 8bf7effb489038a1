//! What reading a message allocates: never more than a small multiple of its octets, whatever they are.
#![expect(unsafe_code, reason = "GlobalAlloc is an unsafe trait; this allocator forwards to the system's and counts")]
#![expect(clippy::unwrap_used, reason = "a test may panic, and what it reads is there")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fs;
use std::path::Path;

use chacha20::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use xrealm_wire::{AuthorizationData, KdcRep, KdcReq, KrbError, Message, PaDataList, Ticket};

/// Octets allocated per octet read. A list that outgrows its place doubles, and its elements may be wider in memory than on the wire.
const MOST_PER_OCTET: usize = 4;
/// Octets allocated for a message of next to nothing: an error with its text.
const MOST_AT_ALL: usize = 1024;

struct Counting;

thread_local! {
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call is handed on to the system's allocator unchanged, which keeps the contract of the trait.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A thread that is ending has no counter any more, and nobody to ask for it.
        let _ = ALLOCATED.try_with(|allocated| allocated.set(allocated.get() + layout.size()));
        // SAFETY: the caller keeps the contract, see above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract, see above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[test]
fn real_messages_cost_a_small_multiple_of_their_octets() {
    for message in captures() {
        assert_bounded(&message);
    }
}

#[test]
fn altered_messages_cost_no_more() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for mut message in captures() {
        for _ in 0..200 {
            let at = rng.next_u32() as usize % message.len();
            message[at] = rng.next_u32().to_le_bytes()[0];
            assert_bounded(&message);
        }
    }
}

/// Elements as short as the codec takes them, as many as fit.
#[test]
fn lists_of_the_shortest_elements_cost_no_more() {
    for element in [&[0x02, 0x01, 0x11][..], &[0x30, 0x00], &[0x1B, 0x00], &[0x61, 0x00], &[0x30, 0x80]] {
        for count in [1, 100, 10_000, 80_000] {
            let list = sequence(&element.repeat(count));
            assert_bounded(&list);
            assert_bounded(&request_with_etypes(&list));
        }
    }
}

#[test]
fn lengths_that_promise_more_than_there_is_cost_nothing() {
    for octets in
        [&[0x6A, 0x84, 0x7F, 0xFF, 0xFF, 0xFF][..], &[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x30], &[0x6C, 0x88]]
    {
        assert_bounded(octets);
    }
}

/// Reads octets as one kind of message and forgets what it read.
type Reader = fn(&[u8]);

fn assert_bounded(octets: &[u8]) {
    let most = MOST_AT_ALL.max(octets.len() * MOST_PER_OCTET);
    let readers: [(&str, Reader); 7] = [
        ("KDC-REQ", |octets| drop(KdcReq::decode(octets))),
        ("KDC-REP", |octets| drop(KdcRep::decode(octets))),
        ("KRB-ERROR", |octets| drop(KrbError::decode(octets))),
        ("Ticket", |octets| drop(Ticket::decode(octets))),
        ("any message", |octets| drop(Message::decode(octets))),
        ("padata", |octets| drop(PaDataList::decode(octets))),
        ("authorization data", |octets| drop(AuthorizationData::decode(octets))),
    ];
    for (what, read) in readers {
        let before = ALLOCATED.get();
        read(octets);
        let spent = ALLOCATED.get() - before;
        assert!(spent <= most, "{what}: {spent} octets allocated for {} read", octets.len());
    }
}

fn captures() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/captures");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let messages: Vec<Vec<u8>> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "bin"))
        .map(|path| fs::read(path).unwrap())
        .collect();
    assert_eq!(messages.len(), 174);
    messages
}

/// An AS-REQ whose list of encryption types is `list`.
fn request_with_etypes(list: &[u8]) -> Vec<u8> {
    let mut body = field(0, &[0x03, 0x05, 0, 0, 0, 0, 0]);
    body.extend(field(2, b"\x1B\x01A"));
    body.extend(field(7, &[0x02, 0x01, 0x07]));
    body.extend(field(8, list));
    let mut message = field(1, &[0x02, 0x01, 0x05]);
    message.extend(field(2, &[0x02, 0x01, 0x0A]));
    message.extend(field(4, &sequence(&body)));
    tagged(0x6A, &sequence(&message))
}

fn field(number: u8, content: &[u8]) -> Vec<u8> {
    tagged(0xA0 + number, content)
}

fn sequence(content: &[u8]) -> Vec<u8> {
    tagged(0x30, content)
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84][..], &length, content].concat()
}
