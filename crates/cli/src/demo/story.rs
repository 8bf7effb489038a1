//! The ten steps, told out of what happened.
//!
//! The steps are those of Microsoft's description of a logon across two forests ("How trust relationships work for
//! forests"): the domain controllers' part is read from the daemon's records, the workstation's from its own tickets.

use std::sync::Arc;

use xrealm_client::ap::Accepted;
use xrealm_daemon::{GroundText, Record};
use xrealm_kdc::{Answered, Exchange, Outcome};
use xrealm_names::{Principal, PrincipalName, RealmName};

use crate::failure::Failure;
use crate::walk::Step;

/// What happened.
pub(super) struct Scene {
    pub(super) user: Principal,
    pub(super) service: PrincipalName,
    /// The tickets, in the order in which they came.
    pub(super) steps: Vec<Step>,
    /// What the KDCs recorded, in order.
    pub(super) records: Vec<Arc<Record>>,
    pub(super) accepted: Accepted,
}

/// One of the ten steps.
pub(super) struct Told {
    pub(super) title: String,
    pub(super) facts: Vec<String>,
    pub(super) grounds: Vec<GroundText>,
}

/// The rules that look a name up; the others choose the way to what was found.
const LOOKING_UP: [&str; 5] = ["own-database", "referral-policy", "global-catalog", "own-namespace", "routing-hint"];

pub(super) fn tell(scene: &Scene) -> Result<Vec<Told>, Failure> {
    let [child, parent, other_root, other_child] = tgs_records(scene)?;
    let user = &scene.user;
    let service = &scene.service;
    let parent_realm = referred(child, 4)?;
    let other_realm = referred(parent, 5)?;
    let last_realm = referred(other_root, 8)?;
    issued(other_child)?;
    let (up, hint) = split(child.grounds());
    let (down, found) = split(other_root.grounds());
    Ok(vec![
        Told {
            title: format!("{} logs on to WORKSTATION1 in {}", user.name, user.realm),
            facts: login_facts(scene),
            grounds: Vec::new(),
        },
        Told {
            title: format!("WORKSTATION1 asks the KDC of {} for a ticket to {service}", user.realm),
            facts: vec![asked(child)],
            grounds: Vec::new(),
        },
        Told {
            title: format!(
                "The KDC of {} looks for the name at home, in its global catalog and in the forest trusts",
                user.realm
            ),
            facts: Vec::new(),
            grounds: hint,
        },
        Told {
            title: format!("It refers WORKSTATION1 to the parent, {parent_realm}"),
            facts: ticket_facts(scene, 1),
            grounds: up,
        },
        Told {
            title: format!("The KDC of {parent_realm} refers WORKSTATION1 over the forest trust, to {other_realm}"),
            facts: [vec![asked(parent)], ticket_facts(scene, 2)].concat(),
            grounds: parent.grounds(),
        },
        Told {
            title: format!("WORKSTATION1 asks the KDC of {other_realm} for the ticket to {service}"),
            facts: vec![asked(other_root)],
            grounds: Vec::new(),
        },
        Told {
            title: format!("The KDC of {other_realm} finds the name in its global catalog"),
            facts: Vec::new(),
            grounds: found,
        },
        Told { title: format!("It refers WORKSTATION1 to {last_realm}"), facts: ticket_facts(scene, 3), grounds: down },
        Told {
            title: format!("The KDC of {last_realm} gives WORKSTATION1 the ticket to {service}"),
            facts: [vec![asked(other_child)], ticket_facts(scene, 4)].concat(),
            grounds: other_child.grounds(),
        },
        Told {
            title: format!("FILESERVER1 opens the ticket with its own key and lets {} in", scene.accepted.client),
            facts: acceptance_facts(scene),
            grounds: Vec::new(),
        },
    ])
}

/// The four TGS exchanges of this walk; anything else would be another story.
fn tgs_records(scene: &Scene) -> Result<[&Record; 4], Failure> {
    let of_tgs =
        |record: &&Arc<Record>| record.outcome().is_some_and(|outcome| outcome.exchange == Some(Exchange::Tgs));
    let records: Vec<&Record> = scene.records.iter().filter(of_tgs).map(AsRef::as_ref).collect();
    records.try_into().map_err(|_| Failure::DemoStep { step: 2 })
}

fn answered(record: &Record) -> Option<&Answered> {
    record.outcome().map(|outcome: &Outcome| &outcome.answered)
}

fn referred(record: &Record, step: usize) -> Result<RealmName, Failure> {
    match answered(record) {
        Some(Answered::Referred { to }) => Ok(to.clone()),
        _ => Err(Failure::DemoStep { step }),
    }
}

fn issued(record: &Record) -> Result<(), Failure> {
    match answered(record) {
        Some(Answered::Issued) => Ok(()),
        _ => Err(Failure::DemoStep { step: 9 }),
    }
}

/// The grounds of choosing the way, and those of looking up.
fn split(grounds: Vec<GroundText>) -> (Vec<GroundText>, Vec<GroundText>) {
    let (looking_up, way) = grounds.into_iter().partition(|ground| LOOKING_UP.contains(&ground.rule));
    (way, looking_up)
}

fn asked(record: &Record) -> String {
    let octets = record.reply_octets.unwrap_or(0);
    format!("request {} over {}: {} octets, answer {octets} octets", record.id, record.transport, record.request_octets)
}

fn login_facts(scene: &Scene) -> Vec<String> {
    let of_as = scene.records.iter().filter_map(|record| record.outcome());
    let logins = of_as.filter(|outcome| outcome.exchange == Some(Exchange::As));
    logins.map(ToString::to_string).chain(ticket_facts(scene, 0)).collect()
}

fn ticket_facts(scene: &Scene, index: usize) -> Vec<String> {
    let Some(Step { hop, .. }) = scene.steps.get(index) else { return Vec::new() };
    let kvno = hop.ticket_kvno.map_or_else(String::new, |kvno| format!(", key version {kvno}"));
    let etype = xrealm_names::EncryptionType::from_number(hop.ticket_etype);
    let etype = etype.map_or_else(|| format!("etype {}", hop.ticket_etype), |etype| etype.to_string());
    let credential = &hop.credential;
    vec![
        format!("ticket {}", credential.server),
        format!("sealed with {etype}{kvno}; {}; until {}", credential.flags, credential.end_time),
    ]
}

fn acceptance_facts(scene: &Scene) -> Vec<String> {
    let accepted = &scene.accepted;
    let (kind, transited) = &accepted.transited;
    let passed =
        if transited.is_empty() { "nothing".to_owned() } else { String::from_utf8_lossy(transited).into_owned() };
    vec![
        format!("service {}, client {}", accepted.server, accepted.client),
        format!("logged in at {}, ticket until {}", accepted.auth_time, accepted.end_time),
        format!("transited field: {passed} (type {kind})"),
        "the AP-REP proves to WORKSTATION1 that this is FILESERVER1".to_owned(),
    ]
}
