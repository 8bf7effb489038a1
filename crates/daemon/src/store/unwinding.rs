//! Panics of a reader of damaged octets, caught and not printed: they are told as damage.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// What `read` returns; `None` if it panics.
pub(super) fn caught<T>(read: impl FnOnce() -> T) -> Option<T> {
    SILENCE.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !READING.get() {
                usual(panic);
            }
        }));
    });
    READING.set(true);
    let read = catch_unwind(AssertUnwindSafe(read));
    READING.set(false);
    read.ok()
}

thread_local! {
    static READING: Cell<bool> = const { Cell::new(false) };
}

static SILENCE: Once = Once::new();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_nothing_read() {
        assert_eq!(caught(|| 1), Some(1));
        assert_eq!(caught(|| -> u8 { panic!("damaged") }), None);
    }
}
