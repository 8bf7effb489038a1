//! Short lists without allocation.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// A list that holds up to `N` elements in place and more on the heap.
///
/// Unlike `SmallVec<[T; N]>` it is covariant in `T`, so that a message may be put together from parts that live
/// differently long: a name of the request beside one of the directory.
///
/// ```
/// use xrealm_wire::List;
///
/// let mut etypes: List<i32, 2> = [18, 17].into();
/// etypes.push(23);
/// assert_eq!(etypes.as_slice(), [18, 17, 23]);
/// ```
#[derive(Clone)]
pub struct List<T, const N: usize>(Store<T, N>);

#[derive(Clone)]
enum Store<T, const N: usize> {
    Inline { elements: [T; N], len: usize },
    Heap(Vec<T>),
}

impl<T: Copy + Default, const N: usize> List<T, N> {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self(Store::Inline { elements: [T::default(); N], len: 0 })
    }

    /// Adds an element behind the others.
    #[inline]
    pub fn push(&mut self, element: T) {
        match &mut self.0 {
            Store::Inline { elements, len } => match elements.get_mut(*len) {
                Some(room) => {
                    *room = element;
                    *len += 1;
                }
                None => self.0 = Store::Heap(elements.iter().copied().chain([element]).collect()),
            },
            Store::Heap(elements) => elements.push(element),
        }
    }
}

impl<T, const N: usize> List<T, N> {
    /// The elements.
    #[must_use]
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        match &self.0 {
            Store::Inline { elements, len } => elements.get(..*len).unwrap_or_default(),
            Store::Heap(elements) => elements,
        }
    }
}

impl<T: Copy + Default, const N: usize> Default for List<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, const N: usize> Deref for List<T, N> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T: Copy + Default, const N: usize> Extend<T> for List<T, N> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        elements.into_iter().for_each(|element| self.push(element));
    }
}

impl<T: Copy + Default, const N: usize> FromIterator<T> for List<T, N> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut list = Self::new();
        list.extend(elements);
        list
    }
}

impl<T: Copy + Default, const N: usize> From<&[T]> for List<T, N> {
    fn from(elements: &[T]) -> Self {
        elements.iter().copied().collect()
    }
}

impl<T: Copy + Default, const N: usize, const M: usize> From<[T; M]> for List<T, N> {
    fn from(elements: [T; M]) -> Self {
        elements.into_iter().collect()
    }
}

impl<'list, T, const N: usize> IntoIterator for &'list List<T, N> {
    type Item = &'list T;
    type IntoIter = std::slice::Iter<'list, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.as_slice().iter()
    }
}

impl<T: PartialEq, const N: usize> PartialEq for List<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Eq, const N: usize> Eq for List<T, N> {}

impl<T: Hash, const N: usize> Hash for List<T, N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
    }
}

impl<T: fmt::Debug, const N: usize> fmt::Debug for List<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_stay_in_order_when_the_list_moves_to_the_heap() {
        for count in 0..20 {
            let list: List<i32, 4> = (0..count).collect();
            assert_eq!(list.as_slice(), (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn parts_that_live_differently_long_meet_in_one_list() {
        fn shortest<'a>(long: &List<&'a [u8], 2>, short: &'a [u8]) -> List<&'a [u8], 2> {
            long.iter().copied().chain([short]).collect()
        }
        let of_the_program: List<&'static [u8], 2> = [&b"krbtgt"[..]].into();
        let of_the_request = b"A.EXAMPLE".to_vec();
        assert_eq!(shortest(&of_the_program, &of_the_request).len(), 2);
    }
}
