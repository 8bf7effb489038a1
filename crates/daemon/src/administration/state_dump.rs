//! The state as its dump, while the daemon has it open.

use std::path::Path;

use super::{Administration, Caller, Noted, PerformRefusal, who};
use crate::admin::StateFacts;
use crate::store::Secrets;

impl Administration {
    /// The dump of the state, as it would be of the folder if nobody had it open.
    pub(crate) fn state_dump(&self, secrets: Secrets, caller: Caller) -> Result<StateFacts, PerformRefusal> {
        let mut state = self.state();
        let store = state.store.clone().ok_or(PerformRefusal::NoState)?;
        match secrets {
            Secrets::LeftOut => {}
            Secrets::Shown => {
                let noted = Noted { at: self.shared.clock.now(), by: who(&[], caller), surface: caller.surface };
                state.note(&noted, "dump the state with its secrets".to_owned())?;
            }
        }
        drop(state);
        let mut octets = Vec::new();
        let dumped = store.dump(secrets, &mut octets)?;
        let lines = octets.split_inclusive(|octet| *octet == b'\n').map(String::from_utf8_lossy);
        let lines = lines.map(|line| line.trim_end_matches('\n').to_owned()).collect();
        Ok(StateFacts { folder: store.folder().to_owned(), dumped, lines })
    }

    /// Says beside the state where this daemon is asked.
    pub(crate) fn name_socket(&self, socket: &Path) {
        let store = self.state().store.clone();
        if let Some(Err(error)) = store.map(|store| store.name_socket(socket)) {
            tracing::warn!(%error, "the folder of the state does not tell where this daemon is asked");
        }
    }
}
