//! The codec held against kerberos_asn1, which is AGPL and therefore stays in a crate that nothing depends on.
