//! From questions to answers.

use std::sync::Arc;

use super::facts::{RealmFacts, RecordFacts};
use super::protocol::{AskRefusal, Question, Reply, WhichRecord};
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
    }
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
