//! PACs: what a login puts into its tickets, and what becomes of it on the way (MS-KILE 3.3.5.6.4 and 3.3.5.7).
//!
//! Only domains have SIDs, so only their KDCs have to do with PACs; a plain realm neither issues nor passes on any.

mod arrival;
mod crossing;
mod fault;
mod for_ticket;
mod login;

pub(crate) use arrival::arrived;
pub use crossing::{CrossedSids, RemovedSid};
pub use fault::PacFault;
pub(crate) use for_ticket::{ClientPac, UnsignedPac};
pub(crate) use login::of_account;

use xrealm_wire::PrincipalName;

/// A name as CLIENT_INFO has it: without realm and without escapes.
fn joined(name: &PrincipalName<'_>) -> Option<String> {
    let components: Option<Vec<&str>> =
        name.name_string.iter().map(|component| std::str::from_utf8(component).ok()).collect();
    Some(components?.join("/"))
}
