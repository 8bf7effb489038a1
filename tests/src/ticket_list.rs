//! What `klist` says is in a credential cache.

/// One ticket of a credential cache, as the client's own `klist` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CachedTicket {
    /// Server name the client keeps the ticket under.
    pub server: String,
    /// Server name inside the ticket, where `klist` shows it because it differs.
    pub ticket_server: Option<String>,
    /// Flags as printed: letters with MIT (`FPRIA`), words with Heimdal.
    pub flags: String,
    /// Encryption type of the session key.
    pub session_etype: String,
    /// Encryption type of the ticket.
    pub ticket_etype: String,
}

/// Reads `klist -e -f` of MIT.
pub(crate) fn parse_mit(text: &str) -> Vec<CachedTicket> {
    let mut tickets: Vec<CachedTicket> = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [_, _, _, _, server] = words.as_slice()
            && line.starts_with(|first: char| first.is_ascii_digit())
        {
            tickets.push(CachedTicket { server: (*server).to_owned(), ..CachedTicket::default() });
        }
        let Some(ticket) = tickets.last_mut() else { continue };
        if let Some((_, flags)) = line.split_once("Flags: ") {
            flags.trim().clone_into(&mut ticket.flags);
        }
        if let Some(server) = line.trim().strip_prefix("Ticket server: ") {
            ticket.ticket_server = Some(server.to_owned());
        }
        if let Some((_, etypes)) = line.split_once("Etype (skey, tkt): ")
            && let Some((session, sealed)) = etypes.split_once(", ")
        {
            session.trim().clone_into(&mut ticket.session_etype);
            sealed.trim().clone_into(&mut ticket.ticket_etype);
        }
    }
    tickets
}

/// Reads `klist -v` of Heimdal.
pub(crate) fn parse_heimdal(text: &str) -> Vec<CachedTicket> {
    let mut tickets: Vec<CachedTicket> = Vec::new();
    for line in text.lines() {
        let Some((label, value)) = line.split_once(": ") else { continue };
        let value = value.trim();
        if label.trim() == "Server" {
            tickets.push(CachedTicket { server: value.to_owned(), ..CachedTicket::default() });
            continue;
        }
        let Some(ticket) = tickets.last_mut() else { continue };
        match label.trim() {
            "Ticket etype" => etype_of(value).clone_into(&mut ticket.ticket_etype),
            "Session key" => etype_of(value).clone_into(&mut ticket.session_etype),
            "Ticket flags" => value.clone_into(&mut ticket.flags),
            _ => {}
        }
    }
    for ticket in &mut tickets {
        // Heimdal does not repeat an enctype that both keys share.
        if ticket.session_etype.is_empty() {
            ticket.session_etype.clone_from(&ticket.ticket_etype);
        }
    }
    tickets
}

/// `aes256-cts-hmac-sha1-96, kvno 1` without the key version.
fn etype_of(value: &str) -> &str {
    value.split(',').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_of_mit_yields_names_flags_and_enctypes() {
        let text = "Ticket cache: FILE:/x\nDefault principal: u@A.TEST\n\n\
            Valid starting     Expires            Service principal\n\
            11/20/26 10:00:00  11/20/26 20:00:00  krbtgt/A.TEST@A.TEST\n\
            \trenew until 11/27/26 10:00:00, Flags: FPRIA\n\
            \tEtype (skey, tkt): aes256-cts-hmac-sha1-96, aes128-cts-hmac-sha1-96 \n\
            11/20/26 10:00:01  11/20/26 20:00:00  host/x@\n\
            \tFlags: FAT\n\tTicket server: host/x@A.TEST\n";

        let tickets = parse_mit(text);

        assert_eq!(tickets.len(), 2);
        assert_eq!(tickets[0].server, "krbtgt/A.TEST@A.TEST");
        assert_eq!(tickets[0].flags, "FPRIA");
        assert_eq!(tickets[0].session_etype, "aes256-cts-hmac-sha1-96");
        assert_eq!(tickets[0].ticket_etype, "aes128-cts-hmac-sha1-96");
        assert_eq!(tickets[1].ticket_server.as_deref(), Some("host/x@A.TEST"));
    }

    #[test]
    fn a_listing_of_heimdal_yields_names_flags_and_enctypes() {
        let text = "Credentials cache: FILE:/x\n        Principal: u@A.TEST\n    Cache version: 4\n\n\
            Server: krbtgt/A.TEST@A.TEST\nClient: u@A.TEST\n\
            Ticket etype: aes256-cts-hmac-sha1-96, kvno 1\nTicket length: 300\n\
            Ticket flags: enc-pa-rep, pre-authent, initial\n\n";

        let tickets = parse_heimdal(text);

        assert_eq!(tickets.len(), 1);
        assert_eq!(tickets[0].server, "krbtgt/A.TEST@A.TEST");
        assert_eq!(tickets[0].session_etype, "aes256-cts-hmac-sha1-96");
        assert_eq!(tickets[0].flags, "enc-pa-rep, pre-authent, initial");
    }
}
