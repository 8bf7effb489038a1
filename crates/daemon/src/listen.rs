//! The loops that read requests from sockets and write replies to them.

pub(crate) mod connections;
pub(crate) mod tcp;
pub(crate) mod udp;

use tokio::sync::watch;

/// Told when the daemon is to stop.
#[derive(Debug, Clone)]
pub(crate) struct StopSignal(watch::Receiver<bool>);

impl StopSignal {
    pub(crate) fn new() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// Returns once the daemon is to stop, and when nobody is left who could say so.
    pub(crate) async fn wait(&mut self) {
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}
