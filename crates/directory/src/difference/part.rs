//! The changes of which images are made.

use xrealm_names::{PrincipalName, RealmName, Sid};

use crate::change::{RestoredRealm, TrustEnd};
use crate::{AccountAttributes, Change, Controller, GroupMembership, NewAccount, NewExternalRealm};

/// What a change says in an image.
pub(super) enum Part<'c> {
    Realm(&'c RestoredRealm),
    NextRid(&'c RealmName, u32),
    PdcRole(&'c RealmName, &'c str),
    ExternalRealm(&'c NewExternalRealm),
    Controller(&'c RealmName, &'c Controller),
    Account(&'c RealmName, &'c NewAccount),
    Attributes(&'c RealmName, &'c PrincipalName, &'c AccountAttributes),
    GroupMembership(&'c RealmName, &'c str, &'c [GroupMembership]),
    ForeignMembership(&'c RealmName, &'c Sid, &'c [Box<str>]),
    Trust(&'c RealmName, &'c TrustEnd),
    CutLink(&'c RealmName, &'c RealmName),
    /// No image has it.
    Other(&'c Change),
}

impl<'c> Part<'c> {
    pub(super) fn of(change: &'c Change) -> Part<'c> {
        match change {
            Change::RestoreRealm(old) => Part::Realm(old),
            Change::SetNextRid { realm, next_rid } => Part::NextRid(realm, *next_rid),
            Change::MovePdcRole { realm, controller } => Part::PdcRole(realm, controller),
            Change::CreateExternalRealm(new) => Part::ExternalRealm(new),
            Change::AddController { realm, controller } => Part::Controller(realm, controller),
            Change::CreateAccount { realm, account } => Part::Account(realm, account),
            Change::SetAccountAttributes { realm, name, attributes } => Part::Attributes(realm, name, attributes),
            Change::SetGroupMembership { realm, group, groups } => Part::GroupMembership(realm, group, groups),
            Change::SetForeignMembership { realm, sid, groups } => Part::ForeignMembership(realm, sid, groups),
            Change::RestoreTrust { realm, trust } => Part::Trust(realm, trust),
            Change::SetLink { one, other, up: false } => Part::CutLink(one, other),
            Change::SetLink { up: true, .. }
            | Change::CreateDomain(_)
            | Change::RemoveDomain { .. }
            | Change::CreateRealm(_)
            | Change::DescribeExternalRealm { .. }
            | Change::SetSettings { .. }
            | Change::DeleteAccount { .. }
            | Change::SetKeys { .. }
            | Change::SetAccountFlags { .. }
            | Change::SetAuthorization { .. }
            | Change::CreateGroup { .. }
            | Change::DeleteGroup { .. }
            | Change::SetMembership { .. }
            | Change::SetServicePrincipalNames { .. }
            | Change::CreateTrust(_)
            | Change::ImportTrustedDomain { .. }
            | Change::RemoveTrust(_)
            | Change::RemoveTrustDirection(_)
            | Change::RemoveTrustEnd { .. }
            | Change::SetTrustAttributes { .. }
            | Change::SetTrustSecret { .. }
            | Change::RotateTrustSecret { .. }
            | Change::PushTrustSecret { .. }
            | Change::ConfirmTrustSecret { .. }
            | Change::SetReplication { .. }
            | Change::SetForestTrustInfo { .. }
            | Change::RefreshForestTrustInfo { .. }
            | Change::EnableClaim { .. }
            | Change::SetSuffixes { .. } => Part::Other(change),
        }
    }
}
