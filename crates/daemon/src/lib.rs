//! Sockets, limits, reload and records around the KDC.
