//! Staying until a signal says otherwise.

use std::io;

use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals a daemon in the foreground lives by. From [`Signals::watch`] on none of them ends the process by
/// itself, so watch before saying that the daemon is ready.
#[derive(Debug)]
pub struct Signals {
    runtime: Runtime,
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    /// Begins to watch SIGTERM, SIGINT and SIGHUP.
    ///
    /// # Errors
    /// They cannot be watched.
    pub fn watch() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let entered = runtime.enter();
        let [terminate, interrupt, hang_up] =
            [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()].map(signal);
        drop(entered);
        Ok(Self { runtime, terminate: terminate?, interrupt: interrupt?, hang_up: hang_up? })
    }

    /// Returns when SIGTERM or SIGINT comes. Each SIGHUP until then calls `reload`.
    pub fn until_stopped(&mut self, mut reload: impl FnMut()) {
        let Self { runtime, terminate, interrupt, hang_up } = self;
        runtime.block_on(async {
            loop {
                tokio::select! {
                    _ = terminate.recv() => return,
                    _ = interrupt.recv() => return,
                    _ = hang_up.recv() => reload(),
                }
            }
        });
    }
}
