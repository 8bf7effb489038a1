//! What a key has derived, kept with the key.

use std::ops::Deref;
use std::sync::OnceLock;

use crate::KeyUsage;

/// How many usages of one kind a key remembers. Every long-lived key has at most two (a user's seals 3 and, in a
/// client, 1; a service's seals 2); a further usage is derived afresh each time.
const REMEMBERED_USAGES: usize = 3;

/// Derived values by usage: filled from the front, never emptied, read without a lock.
pub(crate) struct Derived<T> {
    slots: [OnceLock<Box<(KeyUsage, T)>>; REMEMBERED_USAGES],
}

impl<T> Derived<T> {
    pub(crate) const fn new() -> Self {
        Self { slots: [const { OnceLock::new() }; REMEMBERED_USAGES] }
    }

    /// The value for `usage`, derived by `derive` unless it is remembered.
    pub(crate) fn get(&self, usage: KeyUsage, derive: impl Fn() -> T) -> Kept<'_, T> {
        for slot in &self.slots {
            let (kept_for, value) = &**slot.get_or_init(|| Box::new((usage, derive())));
            if *kept_for == usage {
                return Kept::Remembered(value);
            }
        }
        Kept::Fresh(Box::new(derive()))
    }
}

/// A derived value, remembered by its key or made for this call only.
pub(crate) enum Kept<'a, T> {
    Remembered(&'a T),
    Fresh(Box<T>),
}

impl<T> Deref for Kept<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Remembered(value) => value,
            Self::Fresh(value) => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_usage_is_derived_once() {
        let derivations = Cell::new(0);
        let derive = || derivations.replace(derivations.get() + 1);
        let derived = Derived::new();
        for _ in 0..5 {
            for usage in 1..=3 {
                assert_eq!(*derived.get(KeyUsage(usage), derive), usage as i32 - 1);
            }
        }
        assert_eq!(derivations.get(), 3);
    }

    #[test]
    fn usages_beyond_the_remembered_ones_are_still_answered() {
        let derived = Derived::new();
        for usage in 0..20 {
            assert_eq!(*derived.get(KeyUsage(usage), || usage), usage);
        }
    }
}
