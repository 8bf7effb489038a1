//! A chain of plain realms, longer than MIT follows referrals.
