//! An immutable snapshot of forests, realms, accounts and trusts, and the changes to it.
