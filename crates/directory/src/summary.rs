//! Changes in a line for people: for the audit trail and for what would be done.

pub(crate) mod text;

use std::fmt;

use serde::Serialize;
use xrealm_names::RealmName;

use crate::{Change, TrustPair};

/// A change as it is told, without any secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeSummary {
    /// What kind of change, as its stored form calls it.
    pub kind: &'static str,
    /// The realms it is about; the one it is made at, or the trusting one, first.
    pub realms: Vec<RealmName>,
    /// One line, without a full stop.
    pub text: String,
}

impl fmt::Display for ChangeSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Change {
    /// The change in one line, without its secrets.
    #[must_use]
    pub fn summary(&self) -> ChangeSummary {
        ChangeSummary { kind: self.kind(), realms: self.realms().into_iter().cloned().collect(), text: self.text() }
    }

    /// What kind of change it is, as the stored form calls it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Change::CreateDomain(_) => "create-domain",
            Change::CreateRealm(_) => "create-realm",
            Change::CreateExternalRealm(_) => "create-external-realm",
            Change::RemoveDomain { .. } => "remove-domain",
            Change::SetSettings { .. } => "set-settings",
            Change::CreateAccount { .. } => "create-account",
            Change::DeleteAccount { .. } => "delete-account",
            Change::SetKeys { .. } => "set-keys",
            Change::SetAccountFlags { .. } => "set-account-flags",
            Change::SetAccountAttributes { .. } => "set-account-attributes",
            Change::SetAuthorization { .. } => "set-authorization",
            Change::CreateGroup { .. } => "create-group",
            Change::DeleteGroup { .. } => "delete-group",
            Change::SetGroupMembership { .. } => "set-group-membership",
            Change::SetForeignMembership { .. } => "set-foreign-membership",
            Change::SetMembership { .. } => "set-membership",
            Change::SetServicePrincipalNames { .. } => "set-service-principal-names",
            Change::CreateTrust(_) => "create-trust",
            Change::ImportTrustedDomain { .. } => "import-trusted-domain",
            Change::RemoveTrust(_) => "remove-trust",
            Change::RemoveTrustDirection(_) => "remove-trust-direction",
            Change::RemoveTrustEnd { .. } => "remove-trust-end",
            Change::SetTrustAttributes { .. } => "set-trust-attributes",
            Change::SetTrustSecret { .. } => "set-trust-secret",
            Change::RotateTrustSecret { .. } => "rotate-trust-secret",
            Change::PushTrustSecret { .. } => "push-trust-secret",
            Change::ConfirmTrustSecret { .. } => "confirm-trust-secret",
            Change::AddController { .. } => "add-controller",
            Change::SetReplication { .. } => "set-replication",
            Change::MovePdcRole { .. } => "move-pdc-role",
            Change::SetLink { .. } => "set-link",
            Change::SetForestTrustInfo { .. } => "set-forest-trust-info",
            Change::RefreshForestTrustInfo { .. } => "refresh-forest-trust-info",
            Change::EnableClaim { .. } => "enable-claim",
            Change::SetSuffixes { .. } => "set-suffixes",
            Change::DescribeExternalRealm { .. } => "describe-external-realm",
            Change::SetNextRid { .. } => "set-next-rid",
            Change::RestoreRealm(_) => "restore-realm",
            Change::RestoreTrust { .. } => "restore-trust",
        }
    }

    /// The realms it is about; the one it is made at, or the trusting one, first.
    #[must_use]
    pub fn realms(&self) -> Vec<&RealmName> {
        match self {
            Change::CreateDomain(new) => std::iter::once(&new.name).chain(new.place.above()).collect(),
            Change::CreateRealm(new) => vec![&new.name],
            Change::CreateExternalRealm(new) => vec![&new.name],
            Change::RestoreRealm(old) => vec![&old.name],
            Change::SetSettings { realm, .. }
            | Change::CreateAccount { realm, .. }
            | Change::DeleteAccount { realm, .. }
            | Change::SetKeys { realm, .. }
            | Change::SetAccountFlags { realm, .. }
            | Change::SetAccountAttributes { realm, .. }
            | Change::SetAuthorization { realm, .. }
            | Change::CreateGroup { realm, .. }
            | Change::DeleteGroup { realm, .. }
            | Change::SetGroupMembership { realm, .. }
            | Change::SetForeignMembership { realm, .. }
            | Change::SetMembership { realm, .. }
            | Change::SetServicePrincipalNames { realm, .. }
            | Change::AddController { realm, .. }
            | Change::SetReplication { realm, .. }
            | Change::MovePdcRole { realm, .. }
            | Change::DescribeExternalRealm { realm, .. }
            | Change::SetSuffixes { realm, .. }
            | Change::SetNextRid { realm, .. }
            | Change::RemoveDomain { realm } => vec![realm],
            Change::CreateTrust(new) => ends(&new.pair),
            Change::RemoveTrust(pair) | Change::RemoveTrustDirection(pair) => ends(pair),
            Change::SetTrustSecret { trust, .. }
            | Change::RotateTrustSecret { trust, .. }
            | Change::PushTrustSecret { trust }
            | Change::ConfirmTrustSecret { trust } => ends(trust),
            Change::ImportTrustedDomain { realm, object } => vec![realm, &object.trust_partner],
            Change::RestoreTrust { realm, trust } => vec![realm, &trust.object.trust_partner],
            Change::RemoveTrustEnd { realm, partner, .. }
            | Change::SetTrustAttributes { realm, partner, .. }
            | Change::SetForestTrustInfo { realm, partner, .. }
            | Change::RefreshForestTrustInfo { realm, partner }
            | Change::EnableClaim { realm, partner, .. } => vec![realm, partner],
            Change::SetLink { one, other, .. } => vec![one, other],
        }
    }
}

fn ends(pair: &TrustPair) -> Vec<&RealmName> {
    vec![&pair.trusting, &pair.trusted]
}

#[cfg(test)]
mod tests;
