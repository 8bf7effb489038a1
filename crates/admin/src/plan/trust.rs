//! Operations on trusts.

mod create;
mod list;
mod own_suffixes;
mod partner_names;
mod remove;
mod reset;
mod scan;
mod set;
mod suffixes;
mod verify;

use xrealm_directory::{Directory, KeyMaterial, NewKeys, Realm, TrustPair};

use xrealm_trust::TrustType;

use super::{Means, Plan};
use crate::names::{End, Ends};
use crate::rights::{Requirement, Right};
use crate::{OperationRefusal, SecretText, TrustOperation, Wish};

pub(super) fn plan(operation: &TrustOperation, wish: &Wish, means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    match operation {
        TrustOperation::Create(create) => create::plan(create, wish, means),
        TrustOperation::List { realm } => list::list(realm.as_deref(), means.directory),
        TrustOperation::Show { realm, partner } => list::show(realm, partner, means.directory),
        TrustOperation::Verify { ends, two_way } => verify::plan(ends, *two_way, means),
        TrustOperation::Reset { ends, two_way, side, password } => reset::plan(
            &reset::Reset { ends, two_way: *two_way, side: *side, password: password.as_ref() },
            wish.dry_run,
            means,
        ),
        TrustOperation::Rotate { ends } => reset::rotate(ends, means),
        TrustOperation::Remove { ends, two_way, side, force } => {
            remove::plan(&remove::Remove { ends, two_way: *two_way, side: *side, force: *force }, wish.dry_run, means)
        }
        TrustOperation::Set { realm, partner, settings, child_domain } => {
            let set = set::Set { realm, partner, settings, child_domain: child_domain.as_deref() };
            set::plan(&set, wish.surface, means)
        }
        TrustOperation::Suffixes { realm, partner } => suffixes::list(realm, partner, means.directory),
        TrustOperation::ChangeSuffixes { realm, partner, change } => suffixes::plan(realm, partner, change, means),
        TrustOperation::OwnSuffixes { realm } => suffixes::own(realm, means.directory),
        TrustOperation::ChangeOwnSuffixes { realm, changes } => own_suffixes::plan(realm, changes, means),
        TrustOperation::Scan { realm, partner } => scan::plan(realm, partner.as_deref(), means),
    }
}

/// What an administrator of `end` has to be for changing a trust with `other`; nothing, where it is served elsewhere. Of
/// a partner that nothing else is known of, the trust tells what it is.
fn required(end: &End<'_>, other: &End<'_>) -> Option<Requirement> {
    let is_domain = |other: &End<'_>| {
        other.is_domain() || end.trust(other.name()).is_some_and(|trust| trust.tdo.trust_type != TrustType::Mit)
    };
    let right = if end.is_domain() && is_domain(other) { Right::DomainAdmins } else { Right::AccountOperators };
    end.served().map(|realm| Requirement { realm: realm.name().clone(), right })
}

/// The same for both ends.
fn required_of_both(ends: &Ends<'_>) -> Vec<Requirement> {
    let (trusting, trusted) = (&ends.trusting, &ends.trusted);
    required(trusting, trusted).into_iter().chain(required(trusted, trusting)).collect()
}

/// Refuses what both ends have to do together while they cannot reach each other.
fn refuse_cut(directory: &Directory, ends: &Ends<'_>) -> Result<(), OperationRefusal> {
    let TrustPair { trusting, trusted } = ends.pair();
    if directory.link_is_up(&trusting, &trusted) {
        Ok(())
    } else {
        Err(OperationRefusal::Unreachable { realm: trusting, partner: trusted })
    }
}

/// Refuses what the PDC emulator of a domain begins while others do not replicate from it.
fn refuse_held(realm: &Realm) -> Result<(), OperationRefusal> {
    match realm.pdc().filter(|pdc| pdc.held_since.is_some()) {
        Some(pdc) => Err(OperationRefusal::PdcHeld { realm: realm.name().clone(), controller: pdc.name.clone() }),
        None => Ok(()),
    }
}

/// Refuses a password that protects nothing.
fn refuse_empty(given: Option<&SecretText>) -> Result<(), OperationRefusal> {
    if given.is_some_and(|password| password.expose().is_empty()) {
        return Err(OperationRefusal::EmptyTrustPassword);
    }
    Ok(())
}

/// The password that was given, or a random one.
fn keys(given: Option<&SecretText>, means: &mut Means<'_>) -> NewKeys {
    match given {
        Some(password) => NewKeys::password(password.expose()),
        None => NewKeys::fresh(means.rng),
    }
}

/// The password among new keys.
pub(super) fn password_of(keys: &NewKeys) -> Option<SecretText> {
    match &keys.material {
        KeyMaterial::Password { password, .. } => Some(SecretText::from(password.expose().to_owned())),
        KeyMaterial::Utf16lePassword { .. } | KeyMaterial::Keys(_) => None,
    }
}
