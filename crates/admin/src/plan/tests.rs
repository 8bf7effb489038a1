//! Plans over a small map.
