//! New secrets for a trust: set at both ends or at one, or changed as it happens by itself every thirty days.

use xrealm_directory::{Change, ChangeRefusal, NewKeys, Realm, Trust, TrustPair, TrustSide};

use super::super::{FarWish, Means, Plan, Told, WritePlan, applied};
use super::{keys, password_of, refuse_cut, refuse_empty, refuse_held, required, required_of_both};
use crate::names::{Ends, Names};
use crate::{OperationRefusal, SecretText, TrustEnds, TrustOperation};

/// What is asked.
pub(super) struct Reset<'a> {
    pub(super) ends: &'a TrustEnds,
    pub(super) two_way: bool,
    pub(super) side: Option<TrustSide>,
    pub(super) password: Option<&'a SecretText>,
}

pub(super) fn plan(reset: &Reset<'_>, dry_run: bool, means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    let ends = Names::of(means.directory).ends(reset.ends)?;
    refuse_unknown(&ends)?;
    refuse_empty(reset.password)?;
    let Extent { side, address } = extent(reset, &ends, means)?;
    if side.is_none() {
        refuse_cut(means.directory, &ends)?;
    }
    let turned = ends.turned();
    let directions = [Some(&ends), Some(&turned).filter(|ends| reset.two_way && has_either(ends))];
    let (mut changes, mut replaced, mut told) = (Vec::new(), Vec::new(), Told::default());
    let shared: Option<NewKeys> = address.is_some().then(|| keys(reset.password, means));
    for (direction, is_reverse) in directions.into_iter().flatten().zip([false, true]) {
        if side.is_none() {
            refuse_missing(direction)?;
        }
        let keys = shared.clone().unwrap_or_else(|| keys(reset.password, means));
        let side = side.map(|side| if is_reverse { side.other() } else { side });
        let trust = direction.pair();
        replaced.extend(current_secret(direction, side));
        if side.is_none() {
            told.verified.push(trust.clone());
        }
        changes.push(Change::SetTrustSecret { trust, side, keys });
    }
    applied(means.directory, &changes, means.now)?;
    told.trusts = kept(&ends, side);
    told.notes = notes(&ends, side, address.is_some());
    let far = address.zip(side).map(|(address, near)| {
        let asked = TrustOperation::Reset {
            ends: reset.ends.clone(),
            two_way: reset.two_way,
            side: Some(near.other()),
            password: shared.as_ref().and_then(password_of),
        };
        FarWish::new(address, ends.end(near.other()).name().clone(), dry_run, asked, None)
    });
    let TrustPair { trusting, trusted } = ends.pair();
    let both_ways = if reset.two_way { " and the other way round" } else { "" };
    let at = side.map(|side| format!(", at {} only", ends.end(side).name())).unwrap_or_default();
    Ok(Plan::from(WritePlan {
        replaced,
        requires: match side {
            None => required_of_both(&ends),
            Some(side) => required(ends.end(side), ends.end(side.other())).into_iter().collect(),
        },
        told,
        far,
        ..WritePlan::new(format!("new secret for {trusting} trusting {trusted}{both_ways}{at}"), changes)
    }))
}

pub(super) fn rotate(ends: &TrustEnds, means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    let ends = Names::of(means.directory).ends(ends)?;
    refuse_unknown(&ends)?;
    ends.trusting.served().map_or(Ok(()), refuse_held)?;
    let trust = ends.pair();
    let keys = NewKeys::fresh(means.rng);
    let mut changes = vec![Change::RotateTrustSecret { trust: trust.clone(), keys }];
    let mut told = Told { trusts: kept(&ends, None), ..Told::default() };
    let takes = |realm: &Realm| realm.controllers().iter().any(|controller| controller.held_since.is_none());
    let taken = ends.trusted.served().is_none_or(takes);
    if taken && means.directory.link_is_up(&trust.trusting, &trust.trusted) {
        changes.push(Change::PushTrustSecret { trust: trust.clone() });
        changes.push(Change::ConfirmTrustSecret { trust: trust.clone() });
        told.verified.push(trust.clone());
    } else {
        told.notes
            .push(format!("{} cannot be reached: it is told within fifteen minutes of being there", trust.trusted));
    }
    applied(means.directory, &changes, means.now)?;
    let TrustPair { trusting, trusted } = trust;
    Ok(Plan::from(WritePlan {
        replaced: current_secret(&ends, None).into_iter().collect(),
        requires: required(&ends.trusting, &ends.trusted).into_iter().collect(),
        told,
        ..WritePlan::new(format!("change the secret for {trusting} trusting {trusted}"), changes)
    }))
}

/// Where the secret is set.
struct Extent {
    /// The one end here that gets it; `None` for both.
    side: Option<TrustSide>,
    /// Where the process listens that sets it at the other end.
    address: Option<String>,
}

/// Where it is one end alone, somebody else has to know the password.
fn extent(reset: &Reset<'_>, ends: &Ends<'_>, means: &Means<'_>) -> Result<Extent, OperationRefusal> {
    let near = match (ends.trusting.served(), ends.trusted.served()) {
        (Some(_), None) => Some(TrustSide::Trusting),
        (None, Some(_)) => Some(TrustSide::Trusted),
        (Some(_), Some(_)) | (None, None) => None,
    };
    let side = match (reset.side, near) {
        (Some(side), Some(near)) if side != near => {
            return Err(OperationRefusal::SideElsewhere { realm: ends.end(side).name().clone(), side });
        }
        (None, Some(near)) => {
            let far = ends.end(near.other());
            if let Some(address) = (means.partner_address)(far.name()) {
                return Ok(Extent { side: Some(near), address: Some(address) });
            }
            if far.is_domain() {
                return Err(OperationRefusal::OneSideOnly { partner: far.name().clone(), near });
            }
            Some(near)
        }
        (side, _) => side,
    };
    match side {
        Some(side) if reset.password.is_none() => {
            Err(OperationRefusal::PasswordNeeded { partner: ends.end(side.other()).name().clone() })
        }
        side => Ok(Extent { side, address: None }),
    }
}

fn refuse_unknown(ends: &Ends<'_>) -> Result<(), OperationRefusal> {
    let TrustPair { trusting, trusted } = ends.pair();
    if has_either(ends) { Ok(()) } else { Err(ChangeRefusal::UnknownTrust { trusting, trusted }.into()) }
}

fn has_either(ends: &Ends<'_>) -> bool {
    ends.held().iter().any(Option::is_some)
}

/// Both ends or none: an end that does not have the trust cannot get a secret for it.
fn refuse_missing(ends: &Ends<'_>) -> Result<(), OperationRefusal> {
    let [own, other] = [ends.trusting.name().clone(), ends.trusted.name().clone()];
    match ends.held() {
        [Some(_), Some(_)] | [None, None] => Ok(()),
        [None, Some(_)] => Err(OperationRefusal::EndMissing { realm: own, partner: other }),
        [Some(_), None] => Err(OperationRefusal::EndMissing { realm: other, partner: own }),
    }
}

fn current_secret(ends: &Ends<'_>, side: Option<TrustSide>) -> Option<String> {
    let [outbound, inbound] = ends.held();
    let outgoing = outbound.and_then(|trust: &Trust| trust.outgoing.as_ref());
    let incoming = inbound.and_then(|trust: &Trust| trust.incoming.as_ref());
    let secret = match side {
        Some(TrustSide::Trusted) => incoming,
        Some(TrustSide::Trusting) | None => outgoing.or(incoming),
    }?;
    let TrustPair { trusting, trusted } = ends.pair();
    Some(format!("secret of kvno {} for {trusting} trusting {trusted}", secret.current.kvno()))
}

fn kept(ends: &Ends<'_>, side: Option<TrustSide>) -> Vec<(xrealm_names::RealmName, xrealm_names::RealmName)> {
    let sides = [TrustSide::Trusting, TrustSide::Trusted].into_iter().filter(|of| side.is_none_or(|side| side == *of));
    let served = sides.filter(|side| ends.end(*side).served().is_some());
    served.map(|side| (ends.end(side).name().clone(), ends.end(side.other()).name().clone())).collect()
}

fn notes(ends: &Ends<'_>, side: Option<TrustSide>, jointly: bool) -> Vec<String> {
    let Some(side) = side.filter(|_| !jointly) else {
        return vec!["tickets sealed with the secret before stay good until they expire".to_owned()];
    };
    let (near, far) = (ends.end(side).name(), ends.end(side.other()).name());
    if side == TrustSide::Trusting
        && ends.trusting.is_domain()
        && ends.trusted.is_domain()
        && ends.trusted.served().is_some()
    {
        return vec![format!(
            "{near} hands it to {far} as in a regular change, if {far} has the secret before; else {far} remains to be \
             given exactly the same password"
        )];
    }
    vec![format!("{far} remains to be given exactly the same password: until then tickets over the trust are refused")]
}
