//! Scenarios in memory: real messages between our client and our KDCs, on a virtual clock, without sockets.
#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a step of a test that cannot be done must stop the test, and says why"
)]

mod admin_service;
mod authorization_data;
mod changes;
mod claimed_names;
mod client_referrals;
mod encryption_types;
mod error_text;
mod external_trusts;
mod forest_walks;
mod forged_pacs;
mod forged_tickets;
mod hand_made;
mod images;
mod lifetimes;
mod logins;
mod long_chains;
mod mapped_principals;
mod misused_tickets;
mod names;
mod one_realm;
mod opened_pac;
mod pacs;
mod password_service;
mod plain_chains;
mod preauthentication;
mod profiles;
mod raw_requests;
mod refusals;
mod renewing;
mod same_seed;
mod scars;
mod secret_changes;
mod selective_authentication;
mod sid_filtering;
mod ticket_options;
mod transited_field;
mod trust_kinds;
mod truth_twice;
mod two_forests;
mod user_to_user;
mod vouching;
