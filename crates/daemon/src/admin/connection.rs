//! One asker: a line in, a line out, until it hangs up, is silent for too long, or sends a line without end.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::time::timeout;
use xrealm_admin::Surface;

use super::Desk;
use super::protocol::{AskRefusal, MAX_QUESTION_OCTETS, Reply, Said};
use crate::administration::Caller;

/// Answers until the asker is gone.
pub(super) async fn serve(mut stream: UnixStream, desk: Desk) {
    let uid = stream.peer_cred().ok().map(|peer| peer.uid());
    let caller = Caller { uid, surface: Surface::Socket };
    let (reading, writing) = stream.split();
    // Whoever hangs up in the middle of something will know why.
    let _ = converse(reading, writing, async |line: &[u8]| desk.answer(line, caller).await).await;
}

/// How long an asker may take to ask, and to read what it is told.
const PATIENCE: Duration = Duration::from_secs(60);

async fn converse(
    reading: impl AsyncRead + Unpin,
    mut writing: impl AsyncWrite + Unpin,
    answer: impl AsyncFn(&[u8]) -> Reply,
) -> io::Result<()> {
    let mut reading = BufReader::new(reading);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut bounded = (&mut reading).take(MAX_QUESTION_OCTETS + 1);
        timeout(PATIENCE, bounded.read_until(b'\n', &mut line)).await??;
        let ended = line.pop_if(|last| *last == b'\n').is_some();
        if line.is_empty() && !ended {
            return Ok(());
        }
        let too_long = u64::try_from(line.len()).is_ok_and(|len| len > MAX_QUESTION_OCTETS);
        let reply = if too_long { Reply::refused(AskRefusal::TooLong) } else { answer(&line).await };
        let mut said = Said::now(reply).to_line();
        said.push(b'\n');
        timeout(PATIENCE, writing.write_all(&said)).await??;
        if too_long || !ended {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::protocol::read_line;
    use super::*;

    /// What is answered to `octets` when every question is answered with its length in an error.
    fn told(octets: &[u8]) -> Vec<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let mut written = Vec::new();
        runtime.block_on(converse(octets, &mut written, async |line: &[u8]| answer_of(line))).unwrap();
        String::from_utf8(written).unwrap().lines().map(str::to_owned).collect()
    }

    fn answer_of(line: &[u8]) -> Reply {
        read_line(line).map_or_else(Reply::refused, |_| Reply::Realms(Vec::new()))
    }

    #[test]
    fn each_line_is_answered_by_one() {
        let told = told(b"{\"v\":1,\"ask\":\"realms\"}\n\nnonsense\n{\"v\":1,\"ask\":\"realms\"}");
        assert_eq!(told.len(), 4, "{told:?}");
        assert_eq!(told[0], r#"{"v":1,"realms":[]}"#);
        assert!(told[1].contains("malformed") && told[2].contains("malformed"), "{told:?}");
        assert_eq!(told[3], told[0], "a last line without an end is a line");
    }

    #[test]
    fn a_line_without_end_is_refused_and_nothing_after_it_read() {
        let mut octets = vec![b' '; usize::try_from(MAX_QUESTION_OCTETS).unwrap() + 1];
        octets.extend_from_slice(b"\n{\"v\":1,\"ask\":\"realms\"}\n");
        let told = told(&octets);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("too-long"), "{told:?}");
    }

    #[test]
    fn the_longest_line_is_still_read() {
        let mut octets = b"{\"v\":1,\"ask\":\"realms\"}".to_vec();
        octets.resize(usize::try_from(MAX_QUESTION_OCTETS).unwrap(), b' ');
        octets.push(b'\n');
        assert_eq!(told(&octets), [r#"{"v":1,"realms":[]}"#]);
    }
}
