//! Removing a trust: at both ends or at one; with force the domain at its other end as well.

use xrealm_directory::{Change, ChangeRefusal, Directory, Realm, Trust, TrustPair, TrustSide};

use super::super::{FarWish, Means, Plan, Told, WritePlan, applied};
use super::{refuse_cut, required, required_of_both};
use crate::names::{End, Ends, Names};
use crate::rights::{Requirement, Right};
use crate::{OperationRefusal, TrustEnds, TrustOperation};
use xrealm_names::RealmName;
use xrealm_trust::TrustDirection;

/// What is asked.
pub(super) struct Remove<'a> {
    pub(super) ends: &'a TrustEnds,
    pub(super) two_way: bool,
    pub(super) side: Option<TrustSide>,
    pub(super) force: bool,
}

pub(super) fn plan(remove: &Remove<'_>, dry_run: bool, means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    let ends = Names::of(means.directory).ends(remove.ends)?;
    if remove.force {
        return force(remove, &ends, means);
    }
    refuse_unknown(remove, &ends)?;
    let far = far_wish(remove, &ends, dry_run, means);
    let side = if far.is_some() { None } else { side(remove, &ends)? };
    if side.is_none() && ends.trusting.served().is_some() && ends.trusted.served().is_some() {
        refuse_cut(means.directory, &ends)?;
    }
    let change = match side {
        Some(side) => end_less(&ends, side, remove.two_way),
        None if remove.two_way => Change::RemoveTrust(ends.pair()),
        None => Change::RemoveTrustDirection(ends.pair()),
    };
    let requires = match side {
        Some(side) => required(ends.end(side), ends.end(side.other())).into_iter().collect(),
        None => required_of_both(&ends),
    };
    let mut plan = finish(remove, &ends, side, vec![change], requires, means)?;
    if far.is_some() {
        // The other process does the rest.
        plan.told.notes = Vec::new();
    }
    Ok(Plan::from(WritePlan { far, ..plan }))
}

/// What the process at the other end is asked, if one listens there.
fn far_wish(remove: &Remove<'_>, ends: &Ends<'_>, dry_run: bool, means: &Means<'_>) -> Option<FarWish> {
    let near = match (ends.trusting.served(), ends.trusted.served()) {
        (Some(_), None) => TrustSide::Trusting,
        (None, Some(_)) => TrustSide::Trusted,
        (Some(_), Some(_)) | (None, None) => return None,
    };
    let far = ends.end(near.other()).name().clone();
    let address = (means.partner_address)(&far).filter(|_| remove.side.is_none())?;
    let (ends, two_way, side) = (remove.ends.clone(), remove.two_way, Some(near.other()));
    let asked = TrustOperation::Remove { ends, two_way, side, force: false };
    Some(FarWish::new(address, far, dry_run, asked, None))
}

/// The partner is gone, and with it, if it was a domain of the same forest, all that the forest knows of it.
fn force(remove: &Remove<'_>, ends: &Ends<'_>, means: &Means<'_>) -> Result<Plan, OperationRefusal> {
    let gone = ends.trusted.name();
    let given = remove.ends.trusted.trim_end_matches('.');
    if !gone.eq_ignore_case(given) {
        return Err(OperationRefusal::ForceNeedsDnsName { given: given.to_owned(), dns_name: gone.to_dns() });
    }
    let root = |end: &End<'_>| means.directory.forest_root(end.served()?).map(Realm::name);
    let forest = root(&ends.trusting).filter(|own| root(&ends.trusted) == Some(own));
    if let Some(root) = forest {
        let requires = vec![Requirement { realm: root.clone(), right: Right::EnterpriseAdmins }];
        let changes = vec![Change::RemoveDomain { realm: gone.clone() }];
        let mut plan = finish(remove, ends, None, changes, requires, means)?;
        plan.told.notes.extend(keepers(means.directory, gone, root).map(|keeper| {
            format!("{keeper}, which is not of the forest, keeps its end of its trust with {gone}: its administrators remove that")
        }));
        return Ok(Plan::from(plan));
    }
    refuse_unknown(remove, ends)?;
    let requires = required(&ends.trusting, &ends.trusted).into_iter().collect();
    let side = TrustSide::Trusting;
    finish(remove, ends, Some(side), vec![end_less(ends, side, true)], requires, means).map(Plan::from)
}

/// The realms outside of the forest that have a trust with a domain of it.
fn keepers<'d>(directory: &'d Directory, gone: &RealmName, root: &RealmName) -> impl Iterator<Item = &'d RealmName> {
    let is_outside = move |realm: &&Realm| directory.forest_root(realm).is_none_or(|other| other.name() != root);
    let outside = directory.realms().filter(is_outside);
    outside.filter(move |realm| realm.trust_named(gone.as_str().as_bytes()).is_some()).map(Realm::name)
}

fn finish(
    remove: &Remove<'_>,
    ends: &Ends<'_>,
    side: Option<TrustSide>,
    changes: Vec<Change>,
    requires: Vec<Requirement>,
    means: &Means<'_>,
) -> Result<WritePlan, OperationRefusal> {
    applied(means.directory, &changes, means.now)?;
    let TrustPair { trusting, trusted } = ends.pair();
    let both_ways = if remove.two_way { " and the other way round" } else { "" };
    let at = side.map(|side| format!(", at {} only", ends.end(side).name())).unwrap_or_default();
    let force = if remove.force { ", with force" } else { "" };
    Ok(WritePlan {
        replaced: replaced(ends, side),
        requires,
        told: Told { trusts: kept(ends), notes: notes(remove, ends, side), ..Told::default() },
        ..WritePlan::new(format!("remove trust: {trusting} trusting {trusted}{both_ways}{at}{force}"), changes)
    })
}

fn end_less(ends: &Ends<'_>, side: TrustSide, whole: bool) -> Change {
    let (realm, partner) = (ends.end(side).name().clone(), ends.end(side.other()).name().clone());
    let directions = if whole { TrustDirection::Bidirectional } else { direction_at(side) };
    Change::RemoveTrustEnd { realm, partner, directions }
}

/// How an end sees the direction in which the trusting end trusts the trusted one.
fn direction_at(side: TrustSide) -> TrustDirection {
    match side {
        TrustSide::Trusting => TrustDirection::Outbound,
        TrustSide::Trusted => TrustDirection::Inbound,
    }
}

/// The one end that loses it; `None` for every end that is served here.
fn side(remove: &Remove<'_>, ends: &Ends<'_>) -> Result<Option<TrustSide>, OperationRefusal> {
    let near = match (ends.trusting.served(), ends.trusted.served()) {
        (Some(_), None) => TrustSide::Trusting,
        (None, Some(_)) => TrustSide::Trusted,
        (Some(_), Some(_)) | (None, None) => return Ok(remove.side),
    };
    let far = ends.end(near.other());
    match remove.side {
        Some(side) if side != near => Err(OperationRefusal::SideElsewhere { realm: far.name().clone(), side }),
        None if matches!(far, End::External(_)) && far.is_domain() => {
            Err(OperationRefusal::OneSideOnly { partner: far.name().clone(), near })
        }
        side => Ok(side),
    }
}

/// There has to be something to remove where it is asked for.
fn refuse_unknown(remove: &Remove<'_>, ends: &Ends<'_>) -> Result<(), OperationRefusal> {
    let found = match remove.side {
        Some(side) => {
            let has = |trust: &Trust| trust.tdo.trust_direction.value() & direction_at(side).value() != 0;
            ends.end(side).served().is_none() || trust_of(ends, side).is_some_and(|trust| remove.two_way || has(trust))
        }
        None => {
            ends.held().iter().any(Option::is_some)
                || (remove.two_way && ends.turned().held().iter().any(Option::is_some))
        }
    };
    let TrustPair { trusting, trusted } = ends.pair();
    if found { Ok(()) } else { Err(ChangeRefusal::UnknownTrust { trusting, trusted }.into()) }
}

fn trust_of<'d>(ends: &Ends<'d>, side: TrustSide) -> Option<&'d Trust> {
    ends.end(side).trust(ends.end(side.other()).name())
}

fn replaced(ends: &Ends<'_>, side: Option<TrustSide>) -> Vec<String> {
    let sides = [TrustSide::Trusting, TrustSide::Trusted].into_iter().filter(|of| side.is_none_or(|side| side == *of));
    let had = sides.filter_map(|side| {
        let tdo = &trust_of(ends, side)?.tdo;
        let name = ends.end(side).name();
        Some(format!("{name}: {} {} trust with {}", tdo.trust_direction, tdo.kind(), tdo.trust_partner))
    });
    had.collect()
}

fn kept(ends: &Ends<'_>) -> Vec<(RealmName, RealmName)> {
    let TrustPair { trusting, trusted } = ends.pair();
    vec![(trusting.clone(), trusted.clone()), (trusted, trusting)]
}

fn notes(remove: &Remove<'_>, ends: &Ends<'_>, side: Option<TrustSide>) -> Vec<String> {
    let [outbound, inbound] = ends.held();
    let both_served = ends.trusting.served().is_some() && ends.trusted.served().is_some();
    let TrustPair { trusting, trusted } = ends.pair();
    match side {
        Some(side) => vec![format!("{} keeps its end, if it has one", ends.end(side.other()).name())],
        None if remove.force => vec![format!("{trusted} is no domain of the forest any more")],
        None if !both_served => {
            let far = if ends.trusting.served().is_none() { trusting } else { trusted };
            vec![format!("at the KDC of {far} the inter-realm principal remains to be deleted")]
        }
        None if outbound.is_none() && inbound.is_some() => vec![format!("{trusting} did not have it")],
        None if inbound.is_none() && outbound.is_some() => vec![format!("{trusted} did not have it")],
        None => Vec::new(),
    }
}
