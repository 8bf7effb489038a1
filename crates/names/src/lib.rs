//! The vocabulary of Kerberos and Active Directory: realms, principals, SIDs, encryption types, times.
