//! Names in the form in which they are looked up, without an allocation where none is needed.

use xrealm_names::{RealmName, fold};

/// Calls `look_up` with `name` as [`fold`] makes it.
pub(crate) fn with_folded<T>(name: &str, look_up: impl FnOnce(&str) -> T) -> T {
    if !name.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        return look_up(name);
    }
    let mut buffer = [0; RealmName::MAX_BYTES];
    if let (true, Some(folded)) = (name.is_ascii(), buffer.get_mut(..name.len())) {
        folded.copy_from_slice(name.as_bytes());
        folded.make_ascii_lowercase();
        if let Ok(folded) = std::str::from_utf8(folded) {
            return look_up(folded);
        }
    }
    look_up(&fold(name))
}

/// A DNS name without the dot that makes it absolute.
pub(crate) fn without_final_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_shape_are_folded_alike() {
        let long = "A".repeat(300);
        for name in ["plain.test", "Mixed.TEST", "BÜCHER.test", long.as_str(), ""] {
            assert_eq!(with_folded(name, str::to_owned), fold(name));
        }
    }
}
