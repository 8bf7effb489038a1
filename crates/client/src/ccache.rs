//! Credential caches as MIT and Heimdal keep them in files, version 4: what `KRB5CCNAME=FILE:...` points to.
//!
//! The format is a header with the default principal, then one record a credential, all numbers big-endian. Octets in,
//! octets out; this crate opens no files.

mod reader;
mod writer;

use thiserror::Error;
use xrealm_names::Principal;

use crate::Credential;

/// A credential cache.
#[derive(Debug, Clone)]
pub struct CredentialCache {
    /// The client whose cache it is.
    pub default_principal: Principal,
    /// Seconds that the KDC's clock runs ahead of ours.
    pub clock_offset: i64,
    /// The credentials, in order.
    pub credentials: Vec<Credential>,
}

/// Why octets are no credential cache.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum CacheError {
    /// Not a version 4 cache.
    #[error("not a credential cache of version 4")]
    Version,
    /// The octets end within a field.
    #[error("the cache is cut off")]
    Truncated,
    /// A name in the cache is no name.
    #[error("the cache holds a malformed name")]
    Name,
}

impl CredentialCache {
    /// Reads a cache. Credentials whose session key is of a type not implemented, and the configuration entries that
    /// MIT keeps among the credentials (`X-CACHECONF:`), are passed over.
    ///
    /// # Errors
    /// [`CacheError`].
    pub fn decode(octets: &[u8]) -> Result<CredentialCache, CacheError> {
        reader::read(octets)
    }

    /// Writes the cache.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        writer::write(self)
    }
}

/// File format 5, version 4.
const VERSION: u16 = 0x0504;
/// The header field with the offset between the KDC's clock and ours.
const TAG_DELTA_TIME: u16 = 1;
/// The realm of entries that are settings, not credentials.
const CONFIGURATION_REALM: &[u8] = b"X-CACHECONF:";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Address;
    use crate::scripted_kdc::{NOW, credential};

    fn cache() -> CredentialCache {
        let mut service = credential("host/db.a.test@A.TEST");
        service.renew_till = Some(NOW.time + 9);
        service.addresses = vec![Address { address_type: 2, octets: vec![127, 0, 0, 1] }];
        CredentialCache {
            default_principal: Principal::parse("alice@A.TEST").unwrap(),
            clock_offset: -3,
            credentials: vec![credential("krbtgt/A.TEST@A.TEST"), service],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let octets = cache().to_vec();
        let read = CredentialCache::decode(&octets).unwrap();

        assert_eq!(read.clock_offset, -3);
        assert_eq!(read.credentials[1].server.to_string(), "host/db.a.test@A.TEST");
        assert_eq!(read.credentials[1].addresses, cache().credentials[1].addresses);
        assert_eq!(read.credentials[1].session_key, cache().credentials[1].session_key);
        assert_eq!(read.to_vec(), octets);
    }

    /// MIT writes such an entry for a ticket that it was referred for.
    #[test]
    fn a_ticket_under_a_name_without_realm_is_passed_over() {
        let mut octets = cache().to_vec();
        let named = b"\0\0\0\x06A.TEST\0\0\0\x04host\0\0\0\x09db.a.test";
        let at = octets.windows(named.len()).position(|window| window == named).unwrap();
        octets.splice(at..at + 10, [0; 4]);
        let servers: Vec<String> =
            CredentialCache::decode(&octets).unwrap().credentials.iter().map(|one| one.server.to_string()).collect();
        assert_eq!(servers, ["krbtgt/A.TEST@A.TEST"]);
    }

    #[test]
    fn a_cache_cut_anywhere_is_refused_or_shorter() {
        let octets = cache().to_vec();
        for length in 0..octets.len() {
            match CredentialCache::decode(&octets[..length]) {
                Ok(shorter) => assert!(shorter.credentials.len() < 2, "{length}"),
                Err(error) => assert!(matches!(error, CacheError::Truncated | CacheError::Version), "{length}"),
            }
        }
    }

    #[test]
    fn other_versions_are_refused() {
        assert_eq!(CredentialCache::decode(&[5, 3, 0, 0]).unwrap_err(), CacheError::Version);
    }
}
