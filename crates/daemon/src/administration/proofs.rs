//! Who asks: AP-REQs for `kadmin/admin`.

use thiserror::Error;
use xrealm_admin::{Octets, Proof};
use xrealm_client::ap::{Accepted, Acceptor, ApError, ServiceKey};
use xrealm_directory::{Account, Directory, Realm};
use xrealm_names::{Moment, Principal, RealmName};

use super::replays::{Replayed, Replays};

/// The realm whose `kadmin/admin` accepted, and whom.
pub(super) type Proven = (RealmName, Principal);

/// Why a proof does not hold.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub(crate) enum ProofFault {
    #[error("no such realm is served here")]
    UnknownRealm,
    #[error("{0}")]
    Ap(#[from] ApError),
    #[error("it was made for something else than is asked")]
    NotCovered,
    #[error("it was used before")]
    Replayed,
    #[error("which proofs of its time were used is not known any more: the clock was set back, set it to a later time")]
    Forgotten,
    #[error("too many proofs came lately: try again later")]
    NoRoom,
    #[error("more than {MOST_PROOFS} came with it")]
    TooMany,
}

/// Checks every proof that came with a wish over these octets. A proof that does not hold is refused even where none is
/// needed.
pub(super) fn verify(
    proofs: &[&Proof],
    octets: &[u8],
    directory: &Directory,
    now: Moment,
    replays: &mut Replays,
) -> Result<Vec<Proven>, (String, ProofFault)> {
    let mut proven = Vec::with_capacity(proofs.len());
    for &proof in proofs {
        let fault = |fault| (proof.realm.clone(), fault);
        if proven.len() >= MOST_PROOFS {
            return Err(fault(ProofFault::TooMany));
        }
        let (realm, accepted) = accept(proof, directory, now).map_err(fault)?;
        if !accepted.covers(octets) {
            return Err(fault(ProofFault::NotCovered));
        }
        once(realm, &accepted, now, replays).map_err(fault)?;
        proven.push((realm.name().clone(), accepted.client));
    }
    Ok(proven)
}

/// Accepts one proof that is for nothing but to say who asks.
pub(super) fn prove(
    proof: &Proof,
    directory: &Directory,
    now: Moment,
    replays: &mut Replays,
) -> Result<Accepted, (String, ProofFault)> {
    let fault = |fault| (proof.realm.clone(), fault);
    let (realm, accepted) = accept(proof, directory, now).map_err(fault)?;
    once(realm, &accepted, now, replays).map_err(fault)?;
    Ok(accepted)
}

fn accept<'a>(proof: &Proof, directory: &'a Directory, now: Moment) -> Result<(&'a Realm, Accepted), ProofFault> {
    let realm = directory.realm_named(proof.realm.as_bytes()).ok_or(ProofFault::UnknownRealm)?;
    let Octets(request) = &proof.ap_req;
    let acceptor = Acceptor::new(keys(realm)).with_clock_skew(realm.settings().clock_skew_seconds);
    Ok((realm, acceptor.accept(request, None, now)?))
}

fn once(realm: &Realm, accepted: &Accepted, now: Moment, replays: &mut Replays) -> Result<(), ProofFault> {
    let skew = i64::from(realm.settings().clock_skew_seconds);
    let taken = replays.take(&accepted.client, &accepted.server, accepted.sent_at, now, skew);
    taken.map_err(|refusal| match refusal {
        Replayed::Again => ProofFault::Replayed,
        Replayed::Forgotten => ProofFault::Forgotten,
        Replayed::NoRoom => ProofFault::NoRoom,
    })
}

/// Every key of `kadmin/admin`, the previous ones too: tickets are good until they end.
fn keys(realm: &Realm) -> Vec<ServiceKey> {
    let account = realm.admin_service();
    let principal = Principal::new(account.name.clone(), realm.name().clone());
    let sets = account.key_sets();
    let keys = sets.flat_map(|set| set.etypes().filter_map(|etype| Some((set.kvno(), set.key(etype)?.clone()))));
    keys.map(|(kvno, key)| ServiceKey { principal: Some(principal.clone()), kvno: Some(kvno), key }).collect()
}

/// The groups of whoever proved themselves, as `NAME@REALM`.
pub(super) fn groups(directory: &Directory, client: &Principal) -> Vec<String> {
    let home = directory.realm_named(client.realm.as_str().as_bytes());
    let found = home.and_then(|home| Some((home, home.client(&client.name)?)));
    found.map(|(home, account)| groups_of(home, account)).unwrap_or_default()
}

fn groups_of(home: &Realm, account: &Account) -> Vec<String> {
    let primary = home.primary_group(account).map(|group| format!("{}@{}", group.name, home.name()));
    let said = account.member_of.iter().map(|membership| format!("{}@{}", membership.group, membership.realm));
    primary.into_iter().chain(said).collect()
}

/// No operation needs more realms to agree.
const MOST_PROOFS: usize = 8;
