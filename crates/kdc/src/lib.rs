//! The KDC: requests in, replies out, every decision with its grounds.
