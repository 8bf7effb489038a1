//! Trusted domain objects, forest trust information, routing and transited decisions.
