//! The other end: asking a running daemon, on its socket or by HTTP.

#[cfg(feature = "admin-http")]
mod http;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{io, thread};

use thiserror::Error;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::time::timeout;

#[cfg(feature = "admin-http")]
use self::http::Http;
#[cfg(feature = "admin-http")]
pub use self::http::UrlFault;
use super::protocol::{Question, RefusalFacts, Reply, Said, VERSION};
#[cfg(feature = "admin-http")]
use super::token::Token;

/// A way to a daemon. Each line has a connection of its own: who asks may think for long in between.
#[derive(Debug)]
pub struct AdminClient {
    place: String,
    patience: Duration,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Socket(PathBuf),
    #[cfg(feature = "admin-http")]
    Http(Http),
}

/// A daemon could not be asked.
#[derive(Debug, Error)]
pub enum AdminClientError {
    /// No daemon answers there, or it went away, or it does not take the token.
    #[error("cannot ask the daemon at {place}: {source}")]
    Unreachable {
        /// The path of its socket, or its URL.
        place: String,
        /// What the operating system says, or what it answers.
        source: io::Error,
    },
    /// Whoever answers there is no such daemon, or speaks another version.
    #[error("what answers at {place} speaks another language")]
    Language {
        /// The path of its socket, or its URL.
        place: String,
    },
    /// The daemon does not answer this question.
    #[error("{}", .0.text)]
    Refused(RefusalFacts),
    /// There is no token to bring.
    #[cfg(feature = "admin-http")]
    #[error("the token in {}: {source}", path.display())]
    Token {
        /// Where it should be.
        path: PathBuf,
        /// What is wrong.
        source: io::Error,
    },
    /// The URL is none that a token may be sent to.
    #[cfg(feature = "admin-http")]
    #[error(transparent)]
    Url(#[from] UrlFault),
}

impl AdminClientError {
    /// What whoever reads it can do.
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        let text = match self {
            Self::Unreachable { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "its socket is open to the user it runs as, HTTP to the token in its --admin-token-file (DIR/admin.token with --out DIR)"
            }
            Self::Unreachable { place, .. } if place.starts_with("http://") => {
                "`xrealm serve --admin-http 127.0.0.1:PORT` answers by HTTP"
            }
            Self::Unreachable { .. } => {
                "`xrealm serve` opens a socket with --out DIR or --admin PATH, as the same user"
            }
            #[cfg(feature = "admin-http")]
            Self::Token { .. } => {
                "`xrealm serve --admin-http` keeps it in its --admin-token-file, or in DIR/admin.token with --out DIR"
            }
            #[cfg(feature = "admin-http")]
            Self::Url(_) => "give the address that `xrealm serve --admin-http` printed, such as http://127.0.0.1:8088",
            Self::Language { .. } | Self::Refused(_) => return None,
        };
        Some(text.to_owned())
    }
}

impl AdminClient {
    /// Asks on the socket at `path`. Nothing is sent yet.
    #[must_use]
    pub fn on_socket(path: &Path) -> Self {
        Self { place: path.display().to_string(), patience: PATIENCE, way: Way::Socket(path.to_owned()) }
    }

    /// Asks by HTTP at `url`, which has to be of this machine, with the token in a file. Nothing is sent yet.
    ///
    /// # Errors
    /// [`AdminClientError::Token`], [`AdminClientError::Url`].
    #[cfg(feature = "admin-http")]
    pub fn over_http(url: &str, token_file: &Path) -> Result<Self, AdminClientError> {
        let token = Token::of_file(token_file)
            .map_err(|source| AdminClientError::Token { path: token_file.to_owned(), source })?;
        Ok(Self { place: url.to_owned(), patience: PATIENCE, way: Way::Http(Http::new(url, &token)?) })
    }

    /// Waits no longer than `patience` for the end of an answer.
    #[must_use]
    pub(crate) fn waiting(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Asks one question.
    ///
    /// # Errors
    /// [`AdminClientError`]; what the daemon refuses to answer is [`AdminClientError::Refused`].
    pub fn ask(&self, question: &Question) -> Result<Reply, AdminClientError> {
        let line = self.exchange(&Said::now(question).to_line())?;
        match serde_json::from_slice(&line) {
            Ok(Said { v: VERSION, what: Reply::Error(refusal) }) => Err(AdminClientError::Refused(refusal)),
            Ok(Said { v: VERSION, what }) => Ok(what),
            Ok(_) | Err(_) => Err(AdminClientError::Language { place: self.place.clone() }),
        }
    }

    /// Sends a line as it stands, without its end, and hands over the line that answers it.
    ///
    /// # Errors
    /// [`AdminClientError::Unreachable`].
    pub fn exchange(&self, line: &[u8]) -> Result<Vec<u8>, AdminClientError> {
        let answered = match &self.way {
            Way::Socket(path) => within(self.patience, || on_socket(path, line)),
            #[cfg(feature = "admin-http")]
            Way::Http(http) => within(self.patience, || http.post(line)),
        };
        answered.map_err(|source| AdminClientError::Unreachable { place: self.place.clone(), source })
    }
}

/// What `work` comes to, on a thread of its own: who asks may be within a runtime, which lets no other be started.
fn within<T, F>(patience: Duration, work: impl FnOnce() -> F + Send) -> io::Result<T>
where
    T: Send,
    F: Future<Output = io::Result<T>>,
{
    let late = |_| io::Error::new(io::ErrorKind::TimedOut, "it does not answer in time");
    let asked = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        runtime.block_on(async { timeout(patience, work()).await.map_err(late)? })
    };
    thread::scope(|scope| {
        let asking = thread::Builder::new().name("xrealm-ask".to_owned()).spawn_scoped(scope, asked)?;
        asking.join().map_err(|_| io::Error::other("the thread that asks broke down"))?
    })
}

async fn on_socket(path: &Path, line: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = UnixStream::connect(path).await?;
    stream.write_all(&[line, b"\n"].concat()).await?;
    let mut answer = Vec::new();
    BufReader::new(stream).take(MAX_REPLY_OCTETS).read_until(b'\n', &mut answer).await?;
    if answer.ends_with(b"\n") { Ok(answer) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// How long a daemon may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest answer that is read.
const MAX_REPLY_OCTETS: u64 = 256 << 20;

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::os::unix::net::{UnixListener, UnixStream as StdStream};

    use super::*;

    /// What comes of asking somebody at a socket who answers by `answer`.
    fn asked(name: &str, patience: Duration, answer: impl FnOnce(StdStream) + Send) -> io::Result<Vec<u8>> {
        let path = std::env::temp_dir().join(format!("xrealm-client-{}-{name}", std::process::id()));
        drop(std::fs::remove_file(&path));
        let listener = UnixListener::bind(&path).unwrap();
        thread::scope(|scope| {
            scope.spawn(|| {
                let (mut stream, _) = listener.accept().unwrap();
                assert_eq!(stream.read(&mut [0; 64]).unwrap(), 3, "{{}} and the end of the line");
                answer(stream);
            });
            let told = AdminClient::on_socket(&path).waiting(patience).exchange(b"{}");
            std::fs::remove_file(&path).unwrap();
            told.map_err(|error| match error {
                AdminClientError::Unreachable { source, .. } => source,
                other => panic!("{other}"),
            })
        })
    }

    #[test]
    fn a_line_is_answered_by_a_line() {
        let told = asked("line", PATIENCE, |mut stream| stream.write_all(b"{\"v\":1}\n").unwrap());
        assert_eq!(told.unwrap(), b"{\"v\":1}\n");
        let told = asked("half", PATIENCE, |mut stream| stream.write_all(b"{\"v\":1").unwrap());
        assert_eq!(told.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn who_answers_an_octet_at_a_time_is_not_waited_for() {
        let told = asked("drip", Duration::from_millis(300), |mut stream| {
            while stream.write_all(b" ").is_ok() {
                thread::sleep(Duration::from_millis(20));
            }
        });
        assert_eq!(told.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn a_daemon_that_hung_up_meanwhile_is_asked_again() {
        let path = std::env::temp_dir().join(format!("xrealm-client-{}-again", std::process::id()));
        drop(std::fs::remove_file(&path));
        let listener = UnixListener::bind(&path).unwrap();
        let client = AdminClient::on_socket(&path);
        thread::scope(|scope| {
            scope.spawn(|| {
                for mut stream in listener.incoming().take(2).map(Result::unwrap) {
                    assert_eq!(stream.read(&mut [0; 64]).unwrap(), 3);
                    stream.write_all(b"{}\n").unwrap();
                }
            });
            assert!(client.exchange(b"{}").is_ok() && client.exchange(b"{}").is_ok());
        });
        std::fs::remove_file(&path).unwrap();
    }

    #[tokio::test]
    async fn whoever_asks_may_be_inside_a_runtime() {
        let told = asked("runtime", PATIENCE, |mut stream| stream.write_all(b"{}\n").unwrap());
        assert_eq!(told.unwrap(), b"{}\n");
    }
}
