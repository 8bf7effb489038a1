//! One TGS exchange (RFC 4120 §3.3): the request, the checks of its reply, and the exchanges that end after one ticket.

mod exchange;
mod request;
mod verification;

pub use exchange::TicketExchange;
pub use request::TicketOptions;

pub(crate) use exchange::{Conversation, granting_realm};
pub(crate) use request::TicketRequest;
