//! GUIDs for output in the shape of tools that show some.

/// A GUID that follows from a text: the same for the same text. The directory keeps no GUIDs, and programs that read
/// the output of the original tools expect one.
pub(crate) fn guid_of(text: &str) -> String {
    let [high, low] = [fnv(text, 0xcbf2_9ce4_8422_2325), fnv(text, 0x8422_2325_cbf2_9ce4)];
    let [a, b, c, d] = [high >> 32, (high >> 16) & 0xffff, high & 0x0fff, (low >> 48) & 0x3fff];
    format!("{a:08x}-{b:04x}-8{c:03x}-{:04x}-{:012x}", d | 0x8000, low & 0xffff_ffff_ffff)
}

/// The FNV-1a hash. Nothing secret or adversarial is hashed.
fn fnv(text: &str, start: u64) -> u64 {
    text.bytes().fold(start, |hash, octet| (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_the_same_for_the_same_text_and_another_for_another() {
        let guid = guid_of("S-1-5-21-1-2-3");
        assert_eq!(guid, guid_of("S-1-5-21-1-2-3"));
        assert_ne!(guid, guid_of("S-1-5-21-1-2-4"));
        let lengths: Vec<usize> = guid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }
}
