//! From questions to answers.

use std::sync::Arc;

use super::facts::{ControllerKdcFacts, KdcFacts, RealmFacts, RecordFacts};
use super::protocol::{AskRefusal, Question, Reply, WhichRecord};
use crate::addresses::reachable;
use crate::out::written;
use crate::record::Record;
use crate::records::Records;
use crate::worker::Shared;

/// The answer to one question.
pub(super) fn reply(question: &Question, shared: &Shared) -> Result<Reply, AskRefusal> {
    let records = &shared.records;
    match question {
        Question::Record { id } => {
            let record = which(*id, records)?;
            let original = original(&record, records);
            Ok(Reply::Record(Box::new(RecordFacts::in_full(&record, original.as_deref()))))
        }
        Question::Records { last } => {
            let latest = records.latest(*last).into_iter();
            let told = latest.map(|record| RecordFacts::of(&record, original(&record, records).as_deref()));
            Ok(Reply::Records(told.collect()))
        }
        Question::Realms {} => {
            Ok(Reply::Realms(shared.snapshot.load().directory.realms().map(RealmFacts::from).collect()))
        }
        Question::Kdcs {} => Ok(Reply::Kdcs(kdcs(shared))),
        Question::Names { realm } => {
            let directory = &shared.snapshot.load().directory;
            let names = directory.realm_named(realm.as_bytes()).and_then(|own| directory.own_forest_trust_info(own));
            names.map(Reply::Names).ok_or_else(|| AskRefusal::NoForest { realm: realm.clone() })
        }
    }
}

fn kdcs(shared: &Shared) -> Vec<KdcFacts> {
    let (snapshot, places) = (shared.snapshot.load(), &shared.places);
    let served = snapshot.directory.realms().map(|realm| {
        let seats = places.controllers().iter().filter(|seat| seat.realm == *realm.name());
        let controllers = seats.map(|seat| ControllerKdcFacts {
            name: seat.controller.to_string(),
            kdc: both_transports(&reachable(seat.address)),
        });
        let addresses = places.addresses().of_realm(realm.name());
        KdcFacts {
            name: realm.name().to_string(),
            served: true,
            kdc: addresses.iter().flat_map(both_transports).collect(),
            controllers: controllers.collect(),
        }
    });
    let elsewhere = places.external_kdcs().iter().map(|(realm, kdcs)| KdcFacts {
        name: realm.to_string(),
        served: false,
        kdc: kdcs.iter().map(written).flat_map(|kdc| both_transports(&kdc)).collect(),
        controllers: Vec::new(),
    });
    served.chain(elsewhere).collect()
}

fn both_transports(address: &impl ToString) -> Vec<String> {
    let address = address.to_string();
    vec![format!("udp/{address}"), format!("tcp/{address}")]
}

fn which(id: WhichRecord, records: &Records) -> Result<Arc<Record>, AskRefusal> {
    match id {
        WhichRecord::Last => records.latest(1).pop().ok_or(AskRefusal::NoRecords),
        WhichRecord::Of(id) => records.find(id).ok_or(AskRefusal::NoRecord { id, kept: records.kept() }),
    }
}

/// The record of the request that this one is a copy of.
fn original(record: &Record, records: &Records) -> Option<Arc<Record>> {
    records.find(record.again_of()?)
}
