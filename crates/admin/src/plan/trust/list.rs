//! What trusts there are.

use xrealm_directory::{Directory, Realm};

use super::super::Plan;
use crate::names::Names;
use crate::{Answer, OperationRefusal, TrustEndFacts};

pub(super) fn list(realm: Option<&str>, directory: &Directory) -> Result<Plan, OperationRefusal> {
    let realms: Vec<&Realm> = match realm {
        Some(typed) => vec![Names::of(directory).served(typed)?],
        None => directory.realms().collect(),
    };
    Ok(Plan::Read(Answer::Trusts(TrustEndFacts::all(directory, realms.into_iter()))))
}

pub(super) fn show(realm: &str, partner: &str, directory: &Directory) -> Result<Plan, OperationRefusal> {
    let (realm, trust) = Names::of(directory).trust(realm, partner)?;
    Ok(Plan::Read(Answer::Trust(Box::new(TrustEndFacts::of(directory, realm, trust)))))
}
