//! Testing the secrets of a trust. A secret that nobody had used yet is confirmed by the test.

use xrealm_directory::{Change, ChangeRefusal};

use super::super::{Means, Plan, Told, WritePlan};
use super::required_of_both;
use crate::names::{Ends, Names};
use crate::verify::of_ends;
use crate::{OperationRefusal, TrustEnds};

pub(super) fn plan(ends: &TrustEnds, two_way: bool, means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    let ends = Names::of(means.directory).ends(ends)?;
    let pair = ends.pair();
    let mut changes = Vec::new();
    let mut verified = Vec::new();
    let mut found = Vec::new();
    let reverse: Option<Ends<'_>> = two_way.then(|| ends.turned());
    for ends in [Some(ends.clone()), reverse].into_iter().flatten() {
        let Some(tested) = of_ends(means.directory, &ends, means.now.time) else { continue };
        if tested.is_news {
            changes.push(Change::ConfirmTrustSecret { trust: ends.pair() });
        }
        found.push(tested.facts.to_string());
        verified.push(ends.pair());
    }
    if verified.first() != Some(&pair) {
        return Err(ChangeRefusal::UnknownTrust { trusting: pair.trusting, trusted: pair.trusted }.into());
    }
    Ok(Plan::from(WritePlan {
        requires: required_of_both(&ends),
        told: Told { verified, only_verified: true, ..Told::default() },
        ..WritePlan::new(format!("verify trust: {}", found.join("; ")), changes)
    }))
}
