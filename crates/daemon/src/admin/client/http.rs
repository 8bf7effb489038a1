//! The way to a daemon by HTTP, on this machine only: a connection for each line.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use thiserror::Error;
use tokio::net::TcpStream;
use zeroize::Zeroizing;

use super::MAX_REPLY_OCTETS;
use crate::admin::token::Token;

/// Where a daemon answers, and what opens it.
#[derive(Debug)]
pub(super) struct Http {
    addresses: Vec<SocketAddr>,
    host: HeaderValue,
    bearer: HeaderValue,
}

/// The URL is none that a token may be sent to.
#[derive(Debug, Error)]
pub enum UrlFault {
    /// It is of another form.
    #[error("{url} is not of the form http://127.0.0.1:PORT")]
    Form {
        /// As it was given.
        url: String,
    },
    /// The name in it is unknown.
    #[error("{url}: {source}")]
    Unknown {
        /// As it was given.
        url: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// It is not on this machine.
    #[error("{url} is not on this machine: the token would go over the network in the clear")]
    Elsewhere {
        /// As it was given.
        url: String,
    },
}

impl Http {
    /// `url` is `http://HOST:PORT`, where HOST is this machine.
    pub(super) fn new(url: &str, token: &Token) -> Result<Self, UrlFault> {
        let form = || UrlFault::Form { url: url.to_owned() };
        let uri: Uri = url.parse().map_err(|_| form())?;
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(form)?;
        let port = authority.port_u16().ok_or_else(form)?;
        if uri.scheme_str() != Some("http") || !matches!(uri.path(), "" | "/" | PATH) || uri.query().is_some() {
            return Err(form());
        }
        let name = authority.host().trim_start_matches('[').trim_end_matches(']');
        let unknown = |source| UrlFault::Unknown { url: url.to_owned(), source };
        let addresses: Vec<_> =
            (name, port).to_socket_addrs().map_err(unknown)?.filter(|address| address.ip().is_loopback()).collect();
        if addresses.is_empty() {
            return Err(UrlFault::Elsewhere { url: url.to_owned() });
        }
        let host = HeaderValue::from_str(authority.as_str()).map_err(|_| form())?;
        Ok(Self { addresses, host, bearer: bearer(token).ok_or_else(form)? })
    }

    /// Posts a line and hands over the answer.
    pub(super) async fn post(&self, line: &[u8]) -> io::Result<Vec<u8>> {
        let stream = TcpStream::connect(self.addresses.as_slice()).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        let request = Request::post(PATH)
            .header(HOST, &self.host)
            .header(AUTHORIZATION, &self.bearer)
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::copy_from_slice(line)))
            .map_err(io::Error::other)?;
        // The connection is what reads and writes; it ends with the runtime.
        tokio::spawn(connection);
        body_of(sender.send_request(request).await.map_err(io::Error::other)?).await
    }
}

/// The answer, whatever the status: what the daemon has to say stands there.
async fn body_of(answer: Response<Incoming>) -> io::Result<Vec<u8>> {
    let status = answer.status();
    if status == StatusCode::UNAUTHORIZED {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it does not take this token"));
    }
    let most = usize::try_from(MAX_REPLY_OCTETS).unwrap_or(usize::MAX);
    let body = Limited::new(answer.into_body(), most).collect().await.map_err(io::Error::other)?.to_bytes();
    if body.is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("it says no more than {status}")));
    }
    Ok(body.to_vec())
}

fn bearer(token: &Token) -> Option<HeaderValue> {
    let text = Zeroizing::new([b"Bearer ", token.octets()].concat());
    let mut value = HeaderValue::from_bytes(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Where lines are posted to.
const PATH: &str = "/v1";

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    fn http(url: &str) -> Result<Http, UrlFault> {
        Http::new(url, &Token::from("x".repeat(64)))
    }

    /// What comes of a question to somebody who says `answer` and hangs up.
    async fn told(answer: &'static [u8]) -> io::Result<Vec<u8>> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 4096];
            assert!(stream.read(&mut asked).unwrap() > 0);
            stream.write_all(answer).unwrap();
        });
        let told = http(&url).unwrap().post(b"{}").await;
        server.join().unwrap();
        told
    }

    #[test]
    fn a_token_is_sent_to_this_machine_only() {
        for right in ["http://127.0.0.1:8088", "http://127.0.0.1:8088/", "http://[::1]:8088/v1", "http://localhost:1"] {
            assert!(http(right).is_ok(), "{right}");
        }
        assert!(matches!(http("http://192.0.2.1:80"), Err(UrlFault::Elsewhere { .. })));
        let wrong = [
            "https://127.0.0.1:1",
            "127.0.0.1:1",
            "http://",
            "http://a@127.0.0.1:1",
            "http://127.0.0.1:1/x",
            "http://127.0.0.1",
            "http://127.0.0.1:1/v1?a=b",
            "/run/admin.sock",
            "",
        ];
        for wrong in wrong {
            assert!(matches!(http(wrong), Err(UrlFault::Form { .. })), "{wrong}");
        }
    }

    #[tokio::test]
    async fn the_answer_is_read_whatever_the_status() {
        let answer = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\n\r\n{\"v\":1}rest";
        assert_eq!(told(answer).await.unwrap(), b"{\"v\":1}");
    }

    #[tokio::test]
    async fn what_is_no_answer_is_told() {
        let refused = told(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n").await.unwrap_err();
        assert_eq!(refused.to_string(), "it does not take this token");
        let missing = told(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").await.unwrap_err();
        assert_eq!(missing.to_string(), "it says no more than 404 Not Found");
        let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{";
        for wrong in [&b"SSH-2.0-x\r\n"[..], b"", b"HTTP/1.1 200 OK\r\nContent-Le", cut] {
            assert!(told(wrong).await.is_err());
        }
    }

    #[test]
    fn the_token_is_not_shown() {
        let shown = format!("{:?}", http("http://127.0.0.1:1").unwrap());
        assert!(!shown.contains("xxxx"), "{shown}");
    }
}
