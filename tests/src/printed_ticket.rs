//! Tickets as our small programs for clients without programs of their own print them.

use crate::process::Finished;

/// A line `ticket CLIENT SERVER SESSION-KEY-TYPE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedTicket {
    /// The client, realm included.
    pub client: String,
    /// The server, with the realm that issued the ticket.
    pub server: String,
    /// The number of the session key's encryption type.
    pub session_etype: i32,
}

impl Finished {
    /// The tickets that the program printed.
    pub fn tickets(&self) -> Vec<PrintedTicket> {
        self.stdout.lines().filter_map(ticket).collect()
    }

    /// Servers of these tickets.
    pub fn servers(&self) -> Vec<String> {
        self.tickets().into_iter().map(|ticket| ticket.server).collect()
    }
}

fn ticket(line: &str) -> Option<PrintedTicket> {
    let mut words = line.strip_prefix("ticket ")?.split(' ').map(str::to_owned);
    let (client, server) = (words.next()?, words.next()?);
    Some(PrintedTicket { client, server, session_etype: words.next()?.parse().ok()? })
}
