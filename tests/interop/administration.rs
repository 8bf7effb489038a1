//! Administrators change the trusts of a running daemon with the real commands; real clients find the change in force.

mod external_trusts;
mod forests;
mod killed;
mod netdom;
mod partner_forests;
mod realm_trusts;
mod secret_life;
mod site;
mod two;
mod two_processes;
