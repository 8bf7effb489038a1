//! Who may have an operation done.

use xrealm_directory::{Account, Directory, Group, Realm};
use xrealm_names::{Principal, RealmName, Timestamp};

use crate::OperationRefusal;

/// What somebody has to be, to have something done in a realm.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Requirement {
    /// The realm that has to agree.
    pub realm: RealmName,
    /// What its administrator has to be.
    pub right: Right,
}

/// What an administrator has to be. In a plain realm every right is that of its `NAME/admin` principals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// In Domain Admins of the domain, or in Enterprise Admins of its forest.
    DomainAdmins,
    /// The same, or in Account Operators of the domain: enough for trusts with Kerberos realms.
    AccountOperators,
    /// The same as Domain Admins, or in Incoming Forest Trust Builders of the domain, who hold the
    /// Create-Inbound-Forest-Trust right: enough for an incoming one-way forest trust.
    CreateInboundForestTrust,
    /// In Enterprise Admins of the forest.
    EnterpriseAdmins,
}

/// Checks that somebody who has proven who they are may agree for every realm that has to.
///
/// Each proof is the realm whose `kadmin/admin` accepted it, and the client. Whoever is in a group of the forest root can
/// have proven it to any domain of the forest. An account that is disabled, locked out or expired by `now` agrees to
/// nothing, whatever tickets it still has.
///
/// # Errors
/// [`OperationRefusal::NotAuthenticated`] with the realms nobody proved anything for, or
/// [`OperationRefusal::AccessDenied`] with the group that is missing.
pub fn permits(
    directory: &Directory,
    proven: &[(RealmName, Principal)],
    requirements: &[Requirement],
    now: Timestamp,
) -> Result<(), OperationRefusal> {
    let judge = Judge { directory, proven, now };
    let mut unproven: Vec<RealmName> = Vec::new();
    let mut denied = None;
    for requirement in requirements {
        match judge.verdict(requirement) {
            Verdict::Granted => {}
            Verdict::Denied(refusal) => denied = denied.or(Some(refusal)),
            Verdict::Unproven if unproven.contains(&requirement.realm) => {}
            Verdict::Unproven => unproven.push(requirement.realm.clone()),
        }
    }
    match denied {
        Some(refusal) => Err(refusal),
        None if unproven.is_empty() => Ok(()),
        None => Err(OperationRefusal::NotAuthenticated { realms: unproven }),
    }
}

enum Verdict {
    Granted,
    Denied(OperationRefusal),
    Unproven,
}

struct Judge<'a> {
    directory: &'a Directory,
    proven: &'a [(RealmName, Principal)],
    now: Timestamp,
}

impl<'a> Judge<'a> {
    fn verdict(&self, requirement: &Requirement) -> Verdict {
        let Some(realm) = self.directory.realm_named(requirement.realm.as_str().as_bytes()) else {
            return Verdict::Unproven;
        };
        let mut refused = None;
        for (accepted_by, client) in self.proven {
            if self.may(realm, client, requirement.right) && self.same_forest(realm, accepted_by) {
                return Verdict::Granted;
            }
            if accepted_by == realm.name() {
                refused = Some(client);
            }
        }
        refused.map_or(Verdict::Unproven, |client| {
            Verdict::Denied(OperationRefusal::AccessDenied {
                principal: client.to_string(),
                realm: realm.name().clone(),
                missing: self.missing(realm, requirement.right),
            })
        })
    }

    fn may(&self, realm: &Realm, client: &Principal, right: Right) -> bool {
        let Some((home, account)) = self.account(client) else { return false };
        if realm.netbios_name().is_none() {
            return home.id() == realm.id() && realm.is_administrator_by_name(account);
        }
        let is_in = |domain: &Realm, rid| {
            let group = domain.groups().find(|group| group.rid == rid);
            group.is_some_and(|group| self.directory.belongs_to(home, account, domain, &group.name))
        };
        let forest_wide = self.directory.forest_root(realm).is_some_and(|root| is_in(root, Group::ENTERPRISE_ADMINS));
        let also = match right {
            Right::EnterpriseAdmins => return forest_wide,
            Right::DomainAdmins => None,
            Right::AccountOperators => Some(Group::ACCOUNT_OPERATORS),
            Right::CreateInboundForestTrust => Some(Group::INCOMING_FOREST_TRUST_BUILDERS),
        };
        forest_wide || is_in(realm, Group::DOMAIN_ADMINS) || also.is_some_and(|rid| is_in(realm, rid))
    }

    fn account(&self, client: &Principal) -> Option<(&'a Realm, &'a Account)> {
        let home = self.directory.realm_named(client.realm.as_str().as_bytes())?;
        Some((home, home.client(&client.name).filter(|account| self.is_in_force(account))?))
    }

    fn is_in_force(&self, account: &Account) -> bool {
        let has_expired = account.account_expires.is_some_and(|at| at <= self.now);
        !account.flags.disabled && !account.flags.locked_out && !has_expired
    }

    fn same_forest(&self, realm: &Realm, accepted_by: &RealmName) -> bool {
        let root = |realm: &Realm| self.directory.forest_root(realm).map(Realm::id);
        let acceptor = self.directory.realm_named(accepted_by.as_str().as_bytes());
        acceptor.is_some_and(|acceptor| {
            acceptor.id() == realm.id() || (root(realm).is_some() && root(acceptor) == root(realm))
        })
    }

    /// The groups of which one would do.
    fn missing(&self, realm: &Realm, right: Right) -> String {
        let name = realm.name();
        let root = self.directory.forest_root(realm).map_or(name, Realm::name);
        if realm.netbios_name().is_none() {
            return format!("the administrators of {name}, who are called NAME/admin@{name}");
        }
        let domain_admins = format!("Domain Admins of {name} nor Enterprise Admins of {root}");
        match right {
            Right::DomainAdmins => domain_admins,
            Right::AccountOperators => format!("Account Operators nor {domain_admins}"),
            Right::CreateInboundForestTrust => format!("Incoming Forest Trust Builders nor {domain_admins}"),
            Right::EnterpriseAdmins => format!("Enterprise Admins of {root}"),
        }
    }
}
