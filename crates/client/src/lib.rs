//! A sans-IO Kerberos client that follows referrals.
