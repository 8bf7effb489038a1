//! PRF+ (RFC 6113 §5.1): as many octets as are wanted out of a key's PRF.

use zeroize::Zeroizing;

use crate::Key;

/// PRF(key, 1 | pepper), PRF(key, 2 | pepper) and so on, cut to `length` octets.
///
/// No PRF gives fewer than 16 octets, so the counter, one octet, never runs out.
pub(crate) fn prf_plus(key: &Key, pepper: &[u8], length: u8) -> Zeroizing<Vec<u8>> {
    let length = usize::from(length);
    let mut output = Zeroizing::new(Vec::with_capacity(length));
    for counter in 1..=u8::MAX {
        let missing = length - output.len();
        if missing == 0 {
            break;
        }
        let block = key.prf(&[&[counter], pepper].concat());
        output.extend_from_slice(block.get(..missing).unwrap_or(&block));
    }
    output
}
