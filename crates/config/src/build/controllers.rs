//! Domain controllers.

use xrealm_directory::{Change, Controller};

use super::Builder;
use crate::finding::Problem;

impl Builder<'_> {
    /// The first that is listed is the PDC emulator, unless another one says that it is.
    pub(super) fn controllers(&mut self) {
        let entries = self.entries;
        for domain in &entries.domains {
            let realm = &domain.name.value;
            for entry in &domain.controllers {
                let name = &entry.name.value;
                let controller = Controller { delay_seconds: u64::from(entry.delay_seconds), ..Controller::new(name) };
                self.change(&entry.name.span, Change::AddController { realm: realm.clone(), controller });
                self.controllers.extend(entry.listen.map(|address| (realm.clone(), name.clone(), address)));
            }
            let mut said = domain.controllers.iter().filter(|entry| entry.pdc);
            if let Some(pdc) = said.next() {
                let controller = pdc.name.value.clone();
                self.change(&pdc.name.span, Change::MovePdcRole { realm: realm.clone(), controller });
                for other in said {
                    let problem = Problem::SecondPdc { name: other.name.value.clone(), first: pdc.name.value.clone() };
                    self.complain(&other.name.span, problem);
                }
            }
        }
    }
}
