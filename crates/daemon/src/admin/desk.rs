//! Where everything that is asked is answered, however it came.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::protocol::{Asked, Reply, read_line};
use super::reply::reply;
use crate::administration::{Administration, Caller};
use crate::worker::Shared;

/// What answers come from.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) shared: Arc<Shared>,
    pub(crate) administration: Arc<Administration>,
}

impl Desk {
    /// The answer to one line. Wishes are done on a thread aside, so that nobody else waits for a disk or a partner.
    pub(super) async fn answer(&self, line: &[u8], caller: Caller) -> Reply {
        match read_line(line) {
            Err(refusal) => Reply::refused(refusal),
            Ok(Asked::Question(question)) => reply(&question, &self.shared).unwrap_or_else(Reply::refused),
            Ok(Asked::Wish(request, part)) => {
                self.aside(move |administration| Reply::of(administration.perform(&request, part.as_deref(), caller)))
                    .await
            }
            Ok(Asked::Undo(ticket)) => {
                self.aside(move |administration| Reply::of(administration.take_back(&ticket))).await
            }
            Ok(Asked::State(secrets)) => {
                self.aside(move |administration| match administration.state_dump(secrets, caller) {
                    Ok(state) => Reply::State(Box::new(state)),
                    Err(refusal) => Reply::not_performed(&refusal),
                })
                .await
            }
            Ok(Asked::Prove(proof)) => {
                self.aside(move |administration| match administration.prove(&proof) {
                    Ok(proven) => Reply::Proven(proven),
                    Err(refusal) => Reply::not_performed(&refusal),
                })
                .await
            }
        }
    }

    async fn aside(&self, work: impl FnOnce(&Administration) -> Reply + Send + 'static) -> Reply {
        let administration = Arc::clone(&self.administration);
        spawn_blocking(move || work(&administration)).await.unwrap_or_else(|_| {
            tracing::error!("broke down over a wish; please report this");
            Reply::broken()
        })
    }
}
