//! Operations on domain controllers, the links between domains, and what they can resolve.

use xrealm_directory::{Change, ChangeRefusal, Controller, Directory, NameResolution, Realm, Settings};
use xrealm_names::RealmName;

use super::{Means, Plan, WritePlan, applied};
use crate::names::Names;
use crate::{Answer, ControllerFacts, ControllerOperation, LinkFacts, OperationRefusal};

pub(super) fn plan(operation: &ControllerOperation, means: &Means<'_>) -> Result<Plan, OperationRefusal> {
    let names = Names::of(means.directory);
    match operation {
        ControllerOperation::List { realm } => list(realm.as_deref(), means),
        ControllerOperation::Add { realm, controller } => {
            let realm = names.served(realm)?;
            let words = format!("add domain controller {controller} to {}", realm.name());
            // The one that a domain has before any is named stays, and stays the PDC emulator.
            let unnamed: &[Controller] = if realm.has_named_controllers() { &[] } else { realm.controllers() };
            let known = unnamed.iter().map(|known| &*known.name);
            let add =
                |name: &str| Change::AddController { realm: realm.name().clone(), controller: Controller::new(name) };
            write_all(words, known.chain([controller.as_str()]).map(add).collect(), None, means)
        }
        ControllerOperation::SetReplication { realm, controller, delay_seconds, held } => {
            let realm = names.served(realm)?;
            let known = known(realm, controller)?;
            let delay_seconds = delay_seconds.unwrap_or(known.delay_seconds);
            let held = held.unwrap_or(known.held_since.is_some());
            let state = if held { "is held".to_owned() } else { format!("takes {delay_seconds} s") };
            let words = format!("replication to {} of {} {state}", known.name, realm.name());
            let before = match known.held_since {
                Some(since) => format!("replication to {} was held since {}", known.name, since.time),
                None => format!("replication to {} took {} s", known.name, known.delay_seconds),
            };
            let (realm, controller) = (realm.name().clone(), known.name.clone());
            write(words, Change::SetReplication { realm, controller, delay_seconds, held }, Some(before), means)
        }
        ControllerOperation::MovePdcRole { realm, controller } => {
            let realm = names.served(realm)?;
            let controller = known(realm, controller)?.name.clone();
            let words = format!("{controller} is the PDC emulator of {}", realm.name());
            let before = realm.pdc().map(|pdc| format!("{} was the PDC emulator", pdc.name));
            write(words, Change::MovePdcRole { realm: realm.name().clone(), controller }, before, means)
        }
        ControllerOperation::SetLink { one, other, up } => {
            let (one, other) = (names.end(one)?.name().clone(), names.end(other)?.name().clone());
            let words = format!("link between {one} and {other} {}", if *up { "restored" } else { "cut" });
            write(words, Change::SetLink { one, other, up: *up }, None, means)
        }
        ControllerOperation::SetNameResolution {
            realm,
            everything,
            shared_root,
            conditional_forwarders,
            secondary_zones,
        } => {
            let listed = |names: &[String]| names.iter().map(|name| name.as_str().into()).collect::<Vec<Box<str>>>();
            let only = NameResolution::Only {
                shared_root: shared_root.as_deref().map(Box::from),
                conditional_forwarders: listed(conditional_forwarders),
                secondary_zones: listed(secondary_zones),
            };
            if *everything && only != NameResolution::nothing() {
                return Err(OperationRefusal::EverythingIsResolved);
            }
            let dns = if *everything { NameResolution::Everything } else { only };
            set_name_resolution(names.served(realm)?, dns, means)
        }
    }
}

fn list(realm: Option<&str>, means: &Means<'_>) -> Result<Plan, OperationRefusal> {
    let realms: Vec<&Realm> = match realm {
        Some(typed) => vec![Names::of(means.directory).served(typed)?],
        None => means.directory.realms().filter(|realm| realm.netbios_name().is_some()).collect(),
    };
    let controllers = realms.into_iter().flat_map(|realm| ControllerFacts::of(realm, means.now)).collect();
    Ok(Plan::Read(Answer::Controllers { controllers, cut: LinkFacts::cut(means.directory) }))
}

fn set_name_resolution(realm: &Realm, dns: NameResolution, means: &Means<'_>) -> Result<Plan, OperationRefusal> {
    let name: RealmName = realm.name().clone();
    if realm.netbios_name().is_none() {
        return Err(ChangeRefusal::NotADomain { name }.into());
    }
    let before = format!("DNS of {name} resolved {}", resolved(&realm.settings().name_resolution));
    let words = format!("DNS of {name} resolves {}", resolved(&dns));
    let settings = Box::new(Settings { name_resolution: dns, ..realm.settings().clone() });
    write(words, Change::SetSettings { realm: name, settings }, Some(before), means)
}

fn resolved(dns: &NameResolution) -> String {
    let NameResolution::Only { shared_root, conditional_forwarders, secondary_zones } = dns else {
        return "every name".to_owned();
    };
    let names = |what: &str, names: &[Box<str>]| (!names.is_empty()).then(|| format!("{what} {}", names.join(", ")));
    let root = shared_root.as_ref().map(|root| format!("the names of all that share the root server {root}"));
    let forwarders = names("by conditional forwarder", conditional_forwarders);
    let parts: Vec<String> =
        [root, forwarders, names("by secondary zone", secondary_zones)].into_iter().flatten().collect();
    if parts.is_empty() { "no other forest's names".to_owned() } else { parts.join("; ") }
}

fn known<'r>(realm: &'r Realm, controller: &str) -> Result<&'r Controller, OperationRefusal> {
    realm.controller(controller).ok_or_else(|| {
        let (realm, controller) = (realm.name().clone(), controller.into());
        ChangeRefusal::UnknownController { realm, controller }.into()
    })
}

fn write(words: String, change: Change, before: Option<String>, means: &Means<'_>) -> Result<Plan, OperationRefusal> {
    write_all(words, vec![change], before, means)
}

fn write_all(
    words: String,
    changes: Vec<Change>,
    before: Option<String>,
    means: &Means<'_>,
) -> Result<Plan, OperationRefusal> {
    let directory: &Directory = means.directory;
    applied(directory, &changes, means.now)?;
    Ok(Plan::from(WritePlan { replaced: before.into_iter().collect(), ..WritePlan::new(words, changes) }))
}
