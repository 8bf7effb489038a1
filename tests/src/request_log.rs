//! What the daemon records of each request: for clients that do not tell themselves whom they asked.

use nix::sys::signal::Signal;

use crate::daemon::Daemon;

/// One record of `--log-requests`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedRequest {
    /// `AS` or `TGS`.
    pub exchange: String,
    /// The realm that was asked.
    pub realm: String,
    /// The client, realm included.
    pub client: String,
    /// The service that was asked for, without its realm.
    pub service: String,
    /// The error code; 0 for a reply.
    pub code: i32,
    /// `udp` or `tcp`.
    pub transport: String,
}

impl Daemon {
    /// Stops the daemon, so that every record is written, and reads those of `--log-requests`. They are in order if
    /// there is one thread (`--workers 1`).
    pub fn into_requests(mut self) -> Vec<LoggedRequest> {
        self.signal(Signal::SIGTERM);
        parse(&self.wait().stderr)
    }
}

/// Realms whose ticket-granting service was asked, in order.
pub fn ticket_granting_realms(requests: &[LoggedRequest]) -> Vec<&str> {
    requests.iter().filter(|request| request.exchange == "TGS").map(|request| request.realm.as_str()).collect()
}

fn parse(log: &str) -> Vec<LoggedRequest> {
    log.lines().filter_map(request).collect()
}

fn request(line: &str) -> Option<LoggedRequest> {
    // The sentence before the fields is for people, and the routing grounds behind them too.
    let (_, fields) = line.split_once(" id=")?;
    let field = |name: &str| {
        fields
            .split(' ')
            .find_map(|field| field.strip_prefix(name)?.strip_prefix('='))
            .map(|value| value.replace('"', ""))
    };
    Some(LoggedRequest {
        exchange: field("exchange")?,
        realm: field("realm")?,
        client: field("client")?,
        service: field("service")?,
        code: field("code")?.parse().ok()?,
        transport: field("transport")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_from_its_fields_and_not_from_its_sentence() {
        let line = "2026-11-20T12:37:32.3Z  INFO TGS u@A.TEST for http/w at A.TEST: referred to B.TEST id=0-3 \
                    at=2026-11-20T12:37:32Z peer=127.0.0.1:5 transport=udp request_octets=6 reply_octets=7 micros=8 \
                    kind=\"referred\" code=0 exchange=TGS realm=A.TEST client=u@A.TEST service=http/w grounds=\"realm=C\"";
        assert_eq!(
            parse(line),
            [LoggedRequest {
                exchange: "TGS".to_owned(),
                realm: "A.TEST".to_owned(),
                client: "u@A.TEST".to_owned(),
                service: "http/w".to_owned(),
                code: 0,
                transport: "udp".to_owned(),
            }]
        );
    }

    #[test]
    fn other_lines_are_no_requests() {
        assert_eq!(parse("2026-11-20T12:36:55Z  WARN a.toml:26:31: service principal name\nready udp=1 tcp=1\n"), []);
    }
}
