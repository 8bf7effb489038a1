//! A listener with so many seats: who finds none waits to be accepted.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep};

/// The listener.
pub(super) struct Seats {
    listener: TcpListener,
    free: Arc<Semaphore>,
    longest_stay: Duration,
}

/// A connection, the seat it takes, and until when.
pub(super) struct Seated {
    stream: TcpStream,
    until: Pin<Box<Sleep>>,
    _seat: Option<OwnedSemaphorePermit>,
}

impl Seats {
    pub(super) fn new(listener: TcpListener, seats: usize) -> Self {
        Self { listener, free: Arc::new(Semaphore::new(seats)), longest_stay: LONGEST_STAY }
    }
}

impl Listener for Seats {
    type Io = Seated;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Seated, SocketAddr) {
        // The semaphore is never closed.
        let seat = Arc::clone(&self.free).acquire_owned().await.ok();
        loop {
            match self.listener.accept().await {
                Ok((stream, peer)) => {
                    return (Seated { stream, until: Box::pin(sleep(self.longest_stay)), _seat: seat }, peer);
                }
                Err(error) => {
                    tracing::warn!(%error, "accepting a connection failed");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Where accepting fails for want of descriptors, trying again at once would only burn time.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// For how long one connection can be used. Whoever says nothing, or never brings a token, must not keep a seat.
const LONGEST_STAY: Duration = Duration::from_secs(300);

impl AsyncRead for Seated {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.until.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Seated {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn who_says_nothing_loses_the_seat() {
        let seats = Seats::new(TcpListener::bind("127.0.0.1:0").await.unwrap(), 1);
        let mut seats = Seats { longest_stay: Duration::from_millis(50), ..seats };
        let address = seats.local_addr().unwrap();
        let _silent = TcpStream::connect(address).await.unwrap();
        let (mut seated, _) = seats.accept().await;
        let error = seated.read_u8().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(seated);
        let _next = TcpStream::connect(address).await.unwrap();
        seats.accept().await;
    }
}
