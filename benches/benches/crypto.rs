//! What do the encryption types cost: with a key that has been used before, with one that has not, and from a password?
#![expect(clippy::unwrap_used, reason = "a key that does not fit its type must stop the bench")]

use chacha20::ChaCha20Rng;
use divan::Bencher;
use divan::counter::BytesCount;
use rand_core::SeedableRng;
use xrealm_crypto::{Key, KeyUsage};
use xrealm_names::EncryptionType;

fn main() {
    divan::Divan::default().sample_size(100).config_with_args().main();
}

/// All, with RC4 last.
const ETYPES: [EncryptionType; 5] = EncryptionType::STRONGEST_FIRST;
/// About the plain part of a ticket without a PAC, and of one with a usual PAC.
const PLAIN_OCTETS: [usize; 2] = [256, 1024];

/// A long-lived key: what it derives for a usage is there already.
mod kept_key {
    use super::*;

    #[divan::bench(args = ETYPES, consts = PLAIN_OCTETS)]
    fn seal<const OCTETS: usize>(bencher: Bencher, etype: EncryptionType) {
        let (mut rng, plain) = (rng(), [7; OCTETS]);
        let key = Key::generate(etype, &mut rng);
        let sealed = key.seal(KeyUsage::TICKET, &plain, &mut rng);
        assert_eq!(key.open(KeyUsage::TICKET, &sealed).unwrap().as_slice(), plain);
        let mut out = Vec::with_capacity(sealed.len());
        bencher.counter(BytesCount::new(OCTETS)).bench_local(|| {
            out.clear();
            key.seal_into(KeyUsage::TICKET, divan::black_box(&plain), &mut rng, &mut out);
        });
        assert_eq!(key.open(KeyUsage::TICKET, &out).unwrap().as_slice(), plain);
    }

    #[divan::bench(args = ETYPES, consts = PLAIN_OCTETS)]
    fn open<const OCTETS: usize>(bencher: Bencher, etype: EncryptionType) {
        let (mut rng, plain) = (rng(), [7; OCTETS]);
        let key = Key::generate(etype, &mut rng);
        let sealed = key.seal(KeyUsage::TICKET, &plain, &mut rng);
        let mut out = Vec::with_capacity(sealed.len());
        bencher.counter(BytesCount::new(OCTETS)).bench_local(|| {
            out.clear();
            key.open_into(KeyUsage::TICKET, divan::black_box(&sealed), &mut out)
        });
        assert_eq!(out, plain);
    }

    /// As over the body of a request.
    #[divan::bench(args = ETYPES)]
    fn checksum(bencher: Bencher, etype: EncryptionType) {
        let (key, usage) = (Key::generate(etype, &mut rng()), KeyUsage::TGS_REQ_AUTHENTICATOR_CKSUM);
        let data = [7; 160];
        let made = key.checksum(usage, &data);
        assert_eq!(key.verify_checksum(usage, made.checksum_type, &data, &made.mac), Ok(()));
        bencher.counter(BytesCount::of_slice(&data)).bench(|| key.checksum(usage, divan::black_box(&data)));
    }
}

/// A session key: it is read out of a ticket, derives what it needs and is forgotten.
#[divan::bench(args = ETYPES)]
fn open_with_a_new_key(bencher: Bencher, etype: EncryptionType) {
    let (mut rng, plain) = (rng(), [7; 256]);
    let key = Key::generate(etype, &mut rng);
    let sealed = key.seal(KeyUsage::TGS_REQ_AUTHENTICATOR, &plain, &mut rng);
    let open = || Key::new(etype, key.as_bytes()).unwrap().open(KeyUsage::TGS_REQ_AUTHENTICATOR, &sealed).unwrap();
    assert_eq!(open().as_slice(), plain);
    bencher.counter(BytesCount::of_slice(&plain)).bench(open);
}

/// With the number of iterations that is the type's default.
#[divan::bench(args = ETYPES, sample_count = 10, sample_size = 1)]
fn string_to_key(bencher: Bencher, etype: EncryptionType) {
    let make = || Key::from_password(etype, divan::black_box(b"Secret-1"), b"TAILSPINTOYS.COMuser1", None).unwrap();
    assert_eq!(make().as_bytes(), make().as_bytes());
    bencher.bench(make);
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([7; 32])
}
