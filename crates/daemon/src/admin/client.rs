//! The other end of the socket: asking a running daemon.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

use super::protocol::{Question, RefusalFacts, Reply, Said, VERSION};

/// A connection to a daemon's socket.
#[derive(Debug)]
pub struct AdminClient {
    path: PathBuf,
    stream: BufReader<UnixStream>,
}

/// A daemon could not be asked.
#[derive(Debug, Error)]
pub enum AdminClientError {
    /// No daemon answers there, or it went away.
    #[error("cannot ask the daemon at {}: {source}", path.display())]
    Socket {
        /// Where its socket should be.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Whoever answers there is no such daemon, or speaks another version.
    #[error("what answers at {} speaks another language", path.display())]
    Language {
        /// Where its socket is.
        path: PathBuf,
    },
    /// The daemon does not answer this question.
    #[error("{}", .0.text)]
    Refused(RefusalFacts),
}

impl AdminClient {
    /// Connects to the socket at `path`.
    ///
    /// # Errors
    /// [`AdminClientError::Socket`].
    pub fn connect(path: &Path) -> Result<Self, AdminClientError> {
        let failed = |source| AdminClientError::Socket { path: path.to_owned(), source };
        let stream = UnixStream::connect(path).map_err(failed)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
        stream.set_write_timeout(Some(PATIENCE)).map_err(failed)?;
        Ok(Self { path: path.to_owned(), stream: BufReader::new(stream) })
    }

    /// Asks one question.
    ///
    /// # Errors
    /// [`AdminClientError`]; what the daemon refuses to answer is [`AdminClientError::Refused`].
    pub fn ask(&mut self, question: &Question) -> Result<Reply, AdminClientError> {
        let line = self.exchange(&Said::now(question).to_line())?;
        match serde_json::from_slice(&line) {
            Ok(Said { v: VERSION, what: Reply::Error(refusal) }) => Err(AdminClientError::Refused(refusal)),
            Ok(Said { v: VERSION, what }) => Ok(what),
            Ok(_) | Err(_) => Err(AdminClientError::Language { path: self.path.clone() }),
        }
    }

    /// Sends a line as it stands, without its end, and hands over the line that answers it.
    ///
    /// # Errors
    /// [`AdminClientError::Socket`].
    pub fn exchange(&mut self, line: &[u8]) -> Result<Vec<u8>, AdminClientError> {
        self.send_and_receive(line).map_err(|source| AdminClientError::Socket { path: self.path.clone(), source })
    }

    fn send_and_receive(&mut self, line: &[u8]) -> io::Result<Vec<u8>> {
        self.stream.get_mut().write_all(&[line, b"\n"].concat())?;
        let mut answer = Vec::new();
        (&mut self.stream).take(MAX_REPLY_OCTETS).read_until(b'\n', &mut answer)?;
        if answer.ends_with(b"\n") { Ok(answer) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

/// How long a daemon may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest answer that is read.
const MAX_REPLY_OCTETS: u64 = 256 << 20;
