//! n-fold (RFC 3961 §5.1): stretches or shrinks a string to a given length.

use std::sync::LazyLock;

use crate::KeyUsage;

/// Which key of a usage is derived; the octet that follows the usage number (RFC 3961 §5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Kc, for checksums.
    Checksum = 0x99,
    /// Ke, for encryption.
    Encryption = 0xAA,
    /// Ki, for the integrity of encrypted data.
    Integrity = 0x55,
}

#[cfg(test)]
impl Purpose {
    /// The purpose that the vectors call Kc, Ke or Ki.
    pub(crate) fn of(kind: &str) -> Self {
        match kind {
            "Kc" => Self::Checksum,
            "Ke" => Self::Encryption,
            "Ki" => Self::Integrity,
            other => panic!("no purpose is called {other}"),
        }
    }
}

/// The well-known constant of a derived key: the usage, big-endian, and the purpose.
pub(crate) fn constant(usage: KeyUsage, purpose: Purpose) -> [u8; 5] {
    let [a, b, c, d] = usage.0.to_be_bytes();
    [a, b, c, d, purpose as u8]
}

/// The constant of a derived key, folded to an AES block. A look-up for the usages that Kerberos assigns.
pub(crate) fn folded_constant(usage: KeyUsage, purpose: Purpose) -> [u8; 16] {
    let known = usize::try_from(usage.0).ok().and_then(|index| FOLDED.get(index));
    match (known, purpose) {
        (Some(folded), Purpose::Checksum) => folded.checksum,
        (Some(folded), Purpose::Encryption) => folded.encryption,
        (Some(folded), Purpose::Integrity) => folded.integrity,
        (None, purpose) => nfold(&constant(usage, purpose)),
    }
}

/// Folds `input`, which must not be empty, to `N` octets: copies of it, each turned 13 bits further to the right, are
/// laid end to end until their length is a multiple of `N`, and the `N`-octet pieces are added in ones' complement.
pub(crate) fn nfold<const N: usize>(input: &[u8]) -> [u8; N] {
    let mut columns = [0_u32; N];
    for position in 0..least_common_multiple(input.len(), N) {
        if let Some(column) = columns.get_mut(position % N) {
            *column += u32::from(turned_octet(input, position));
        }
    }
    carry_around(&mut columns);
    columns.map(|column| column as u8)
}

/// Octet `position` of the endless row of copies of `input`, copy number c turned right by 13 * c bits.
fn turned_octet(input: &[u8], position: usize) -> u8 {
    let bits = input.len() * 8;
    let turn = (position / input.len() * 13) % bits;
    let first_bit = (position % input.len() * 8 + bits - turn) % bits;
    let octet = |index: usize| u16::from(input.get(index % input.len()).copied().unwrap_or_default());
    let pair = octet(first_bit / 8) << 8 | octet(first_bit / 8 + 1);
    (pair >> (8 - first_bit % 8)) as u8
}

/// Brings every column below 256; what leaves at the top comes back in at the bottom.
fn carry_around(columns: &mut [u32]) {
    let mut carry = 0;
    loop {
        for column in columns.iter_mut().rev() {
            *column += carry;
            carry = *column >> 8;
            *column &= 0xFF;
        }
        if carry == 0 {
            return;
        }
    }
}

fn least_common_multiple(a: usize, b: usize) -> usize {
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    a / divisor * b
}

struct Folded {
    checksum: [u8; 16],
    encryption: [u8; 16],
    integrity: [u8; 16],
}

/// RFC 4120 §7.5.1 and its successors assign usages below 66.
const TABLED_USAGES: u32 = 66;

static FOLDED: LazyLock<Vec<Folded>> = LazyLock::new(|| {
    let folded = |usage, purpose| nfold(&constant(KeyUsage(usage), purpose));
    (0..TABLED_USAGES)
        .map(|usage| Folded {
            checksum: folded(usage, Purpose::Checksum),
            encryption: folded(usage, Purpose::Encryption),
            integrity: folded(usage, Purpose::Integrity),
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::vectors::load;

    #[test]
    fn published_strings_fold_as_published() {
        for vector in load("rfc3961-nfold") {
            let input = vector.hex("input_hex");
            let folded = match vector.number("bits") {
                56 => nfold::<7>(&input).to_vec(),
                64 => nfold::<8>(&input).to_vec(),
                128 => nfold::<16>(&input).to_vec(),
                168 => nfold::<21>(&input).to_vec(),
                192 => nfold::<24>(&input).to_vec(),
                256 => nfold::<32>(&input).to_vec(),
                bits => panic!("no test folds to {bits} bits"),
            };
            assert_eq!(folded, vector.hex("output_hex"), "{}", vector.text("source"));
        }
    }

    #[test]
    fn the_table_holds_what_folding_gives() {
        for usage in [0, 1, 17, TABLED_USAGES - 1, TABLED_USAGES, 513, u32::MAX].map(KeyUsage) {
            for purpose in [Purpose::Checksum, Purpose::Encryption, Purpose::Integrity] {
                assert_eq!(folded_constant(usage, purpose), nfold(&constant(usage, purpose)), "{usage:?}");
            }
        }
    }
}
