//! KDCs and clients in memory, seeded, on one virtual clock.
