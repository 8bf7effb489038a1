//! Domain controllers, their replication, and the links between domains.

use std::sync::Arc;

use xrealm_names::RealmName;

use super::Draft;
use crate::controllers::Controllers;
use crate::directory::Links;
use crate::{ChangeRefusal, Controller, RealmId};

impl Draft {
    /// The first one that is named takes the place of the one every domain has, and its role.
    pub(super) fn add_controller(&mut self, name: &RealmName, controller: &Controller) -> Result<(), ChangeRefusal> {
        let realm = self.served(name)?;
        if realm.domain().is_none() {
            return Err(ChangeRefusal::NotADomain { name: realm.name.clone() });
        }
        let known = realm.controllers.as_ref().and_then(|controllers| controllers.position(&controller.name));
        if known.is_some() {
            let (realm, controller) = (realm.name.clone(), controller.name.clone());
            return Err(ChangeRefusal::ControllerExists { realm, controller });
        }
        let id = realm.id;
        if let Some(realm) = self.realm_mut(id) {
            match &mut realm.controllers {
                Some(controllers) => Arc::make_mut(controllers).list.push(controller.clone()),
                none => *none = Some(Arc::new(Controllers::of(controller.clone()))),
            }
        }
        Ok(())
    }

    pub(super) fn set_replication(
        &mut self,
        name: &RealmName,
        controller: &str,
        delay_seconds: u64,
        held: bool,
    ) -> Result<(), ChangeRefusal> {
        let at = self.at;
        let (id, position) = self.controller(name, controller)?;
        if let Some(found) = self.controllers_mut(id).and_then(|controllers| controllers.list.get_mut(position)) {
            found.delay_seconds = delay_seconds;
            found.held_since = held.then(|| found.held_since.unwrap_or(at));
        }
        Ok(())
    }

    pub(super) fn move_pdc_role(&mut self, name: &RealmName, controller: &str) -> Result<(), ChangeRefusal> {
        let (id, position) = self.controller(name, controller)?;
        if let Some(controllers) = self.controllers_mut(id) {
            controllers.pdc = position;
        }
        Ok(())
    }

    pub(super) fn set_link(&mut self, one: &RealmName, other: &RealmName, up: bool) -> Result<(), ChangeRefusal> {
        let (one, other) = (self.end(one)?.name().clone(), self.end(other)?.name().clone());
        if one == other {
            return Err(ChangeRefusal::LinkToItself { name: one });
        }
        let pair = Links::pair(&one, &other);
        let links = Arc::make_mut(&mut self.directory.links);
        if up {
            links.cut.remove(&pair);
        } else {
            links.cut.insert(pair);
        }
        Ok(())
    }

    fn controller(&self, name: &RealmName, controller: &str) -> Result<(RealmId, usize), ChangeRefusal> {
        let realm = self.served(name)?;
        let unknown = || ChangeRefusal::UnknownController { realm: realm.name.clone(), controller: controller.into() };
        let known = realm.domain().and_then(|_| realm.controllers_with_pdc().position(controller));
        Ok((realm.id, known.ok_or_else(unknown)?))
    }

    fn controllers_mut(&mut self, id: RealmId) -> Option<&mut Controllers> {
        let realm = self.realm_mut(id)?;
        Some(Arc::make_mut(realm.controllers.get_or_insert_with(|| Arc::new(Controllers::unnamed().clone()))))
    }
}
