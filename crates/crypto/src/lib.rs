//! Kerberos encryption types, checksums, string-to-key and PRF over vetted primitives.
