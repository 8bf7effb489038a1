//! HTTP/1.1 as far as it takes to ask a daemon on this machine: one POST, one answer of known length.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::path::Path;
use std::time::Duration;

use thiserror::Error;
use xrealm_admin::SecretText;

use crate::failure::Failure;
use crate::password;

/// Where a daemon answers by HTTP.
#[derive(Debug)]
pub(super) struct Http {
    url: String,
    host: String,
    address: SocketAddr,
    token: SecretText,
}

/// The address is none that a token may be sent to.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub(crate) enum UrlFault {
    #[error("{0} is not of the form http://HOST:PORT")]
    Form(String),
    #[error("{0} is unknown")]
    Unknown(String),
    #[error("{0} is not on this machine: the token would go over the network in the clear")]
    Elsewhere(String),
}

/// How long a daemon may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest answer that is read.
const MAX_ANSWER_OCTETS: usize = 256 << 20;
/// The longest line of a header that is read.
const MAX_HEADER_OCTETS: u64 = 8192;
const MAX_HEADERS: usize = 100;

impl Http {
    pub(super) fn new(url: &str, token_file: &Path) -> Result<Self, Failure> {
        let (host, address) = loopback(url)?;
        Ok(Self { url: url.to_owned(), host, address, token: password::of_file(token_file)? })
    }

    pub(super) fn exchange(&self, body: &[u8]) -> Result<Vec<u8>, Failure> {
        self.post(body).map_err(|source| Failure::Http { url: self.url.clone(), source })
    }

    fn post(&self, body: &[u8]) -> io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let (host, token, length) = (&self.host, self.token.expose(), body.len());
        let head = format!(
            "POST /v1 HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(&[head.as_bytes(), body].concat())?;
        read_answer(BufReader::new(stream))
    }
}

/// `http://HOST:PORT`, where HOST is this machine.
fn loopback(url: &str) -> Result<(String, SocketAddr), UrlFault> {
    let form = || UrlFault::Form(url.to_owned());
    let rest = url.strip_prefix("http://").ok_or_else(form)?;
    let host = rest.trim_end_matches('/').trim_end_matches("/v1");
    if host.is_empty() || host.contains(['/', '@', '?', '#']) || host.contains(char::is_whitespace) {
        return Err(form());
    }
    let mut addresses = host.to_socket_addrs().map_err(|_| UrlFault::Unknown(host.to_owned()))?;
    let address = addresses.next().ok_or_else(|| UrlFault::Unknown(host.to_owned()))?;
    if !address.ip().is_loopback() {
        return Err(UrlFault::Elsewhere(host.to_owned()));
    }
    Ok((host.to_owned(), address))
}

/// The body, whatever the status: what the daemon has to say stands there.
fn read_answer(mut source: impl BufRead) -> io::Result<Vec<u8>> {
    let status = header_line(&mut source)?;
    if !status.starts_with("HTTP/1.") {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "what answers there does not speak HTTP"));
    }
    let mut length = None;
    for _ in 0..MAX_HEADERS {
        let line = header_line(&mut source)?;
        if line.is_empty() {
            return read_body(source, length, &status);
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "the answer has no end of headers"))
}

fn read_body(mut source: impl BufRead, length: Option<usize>, status: &str) -> io::Result<Vec<u8>> {
    match length {
        Some(length) if (1..=MAX_ANSWER_OCTETS).contains(&length) => {
            let mut body = vec![0; length];
            source.read_exact(&mut body)?;
            Ok(body)
        }
        Some(_) | None => Err(io::Error::new(io::ErrorKind::InvalidData, format!("the answer is: {status}"))),
    }
}

fn header_line(source: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    source.take(MAX_HEADER_OCTETS).read_line(&mut line)?;
    match line.strip_suffix('\n') {
        Some(line) => Ok(line.trim_end_matches('\r').to_owned()),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_to_this_machine_only() {
        assert_eq!(loopback("http://127.0.0.1:8088").unwrap().1.port(), 8088);
        assert_eq!(loopback("http://[::1]:8088/v1").unwrap().0, "[::1]:8088");
        assert!(matches!(loopback("http://192.0.2.1:80"), Err(UrlFault::Elsewhere(_))));
        for wrong in ["https://127.0.0.1:1", "127.0.0.1:1", "http://", "http://a@127.0.0.1:1", "http://127.0.0.1:1/x"] {
            assert!(matches!(loopback(wrong), Err(UrlFault::Form(_))), "{wrong}");
        }
        assert!(matches!(loopback("http://127.0.0.1"), Err(UrlFault::Unknown(_))));
    }

    #[test]
    fn the_body_is_read_whatever_the_status() {
        let answer =
            b"HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\nContent-Length: 7\r\n\r\n{\"v\":1}rest";
        assert_eq!(read_answer(&answer[..]).unwrap(), b"{\"v\":1}");
    }

    #[test]
    fn what_is_no_answer_is_told() {
        let told = |answer: &str| read_answer(answer.as_bytes()).unwrap_err().to_string();
        assert_eq!(told("HTTP/1.1 401 Unauthorized\r\n\r\n"), "the answer is: HTTP/1.1 401 Unauthorized");
        assert_eq!(told("SSH-2.0-x\r\n"), "what answers there does not speak HTTP");
        assert_eq!(
            read_answer(&b"HTTP/1.1 200 OK\r\nContent-Le"[..]).unwrap_err().kind(),
            io::ErrorKind::UnexpectedEof
        );
        let endless = format!("HTTP/1.1 200 OK\r\n{}", "a: b\r\n".repeat(MAX_HEADERS + 1));
        assert_eq!(told(&endless), "the answer has no end of headers");
    }
}
