//! The accounts of domains and plain realms.

use std::collections::{HashMap, HashSet};

use xrealm_directory::{AccountKind, Change, NewAccount, NewKeys};
use xrealm_names::{NameType, PrincipalName, RealmName, ServicePrincipalName, fold};

use super::Builder;
use super::forests::Forests;
use super::secrets::{Owner, Secrets};
use crate::entries::{AccountEntry, RealmBody, SecretForm};
use crate::finding::Problem;
use crate::load::ClearPassword;

impl Builder<'_> {
    pub(super) fn accounts(&mut self) {
        let entries = self.entries;
        let mut holders = HashSet::new();
        let forests = Forests::of(&entries.domains);
        for domain in &entries.domains {
            let name = &domain.name.value;
            let forest = forests.root(name);
            let mut taken = HashMap::new();
            for account in &domain.served.accounts {
                let Some(account_name) = canonical(account) else { continue };
                if self.is_first(&mut taken, account, fold(account_name.first())) {
                    let spns = service_names(account, name);
                    self.warn_of_shared(&mut holders, &forest, account, &spns);
                    self.warn_of_unrouted(&forests, name, account);
                    self.account(account, account_name, name, spns, true);
                }
            }
        }
        for realm in &entries.realms {
            let RealmBody::Served(plain) = &realm.body else { continue };
            let mut taken = HashMap::new();
            for account in &plain.served.accounts {
                if self.is_first(&mut taken, account, account.name.value.to_string()) {
                    let name = account.name.value.clone();
                    self.account(account, name, &realm.name.value, Vec::new(), false);
                }
            }
        }
    }

    fn account(
        &mut self,
        entry: &AccountEntry,
        name: PrincipalName,
        realm: &RealmName,
        spns: Vec<ServicePrincipalName>,
        in_domain: bool,
    ) {
        let names = std::iter::once(name.to_string())
            .chain(entry.aliases.iter().map(|alias| alias.value.to_string()))
            .chain(spns.iter().map(ToString::to_string))
            .collect();
        let owner = Owner { realm, names, folded: in_domain };
        let Some(secrets) = self.account_secrets(entry, &name, &owner) else { return };
        if let Some(SecretForm::Password(password)) = entry.secret.as_ref().map(|secret| &secret.form) {
            self.passwords.push(ClearPassword::new(realm.clone(), name.clone(), password));
        }
        let account = NewAccount {
            full_name: entry.full_name.clone(),
            user_principal_name: entry.upn.as_ref().map(|upn| upn.value.clone()),
            service_principal_names: spns,
            aliases: entry.aliases.iter().map(|alias| alias.value.clone()).collect(),
            dns_host_name: entry.dns_name.clone(),
            rid: entry.rid,
            member_of: self.memberships(realm, &entry.groups),
            flags: entry.flags,
            account_expires: entry.account_expires,
            password_expires: entry.password_expires,
            etypes: entry.etypes.clone(),
            max_ticket_life_seconds: entry.max_ticket_life,
            previous_keys: secrets.previous,
            ..NewAccount::new(name, entry.kind, secrets.current)
        };
        let change = Change::CreateAccount { realm: realm.clone(), account: Box::new(account) };
        self.change(&entry.name.span, change);
    }

    /// The secret that is given. Only accounts that nobody types a password for may go without.
    fn account_secrets(&mut self, entry: &AccountEntry, name: &PrincipalName, owner: &Owner<'_>) -> Option<Secrets> {
        match (&entry.secret, entry.kind) {
            (Some(secret), _) => self.secrets(secret, Some(owner)),
            (None, AccountKind::User) => {
                self.complain(&entry.span, Problem::NoSecret { name: name.to_string().into() });
                None
            }
            (
                None,
                AccountKind::Computer | AccountKind::Service | AccountKind::Krbtgt | AccountKind::InterdomainTrust,
            ) => {
                let label = format!("account {name} {}", owner.realm);
                Some(Secrets { current: NewKeys::keys(self.seed.keys(&label)), previous: None })
            }
        }
    }

    /// Reports the name of an account that its realm has already.
    fn is_first(&self, taken: &mut HashMap<String, usize>, account: &AccountEntry, key: String) -> bool {
        let line = self.findings.line(&account.name.span);
        match taken.get(&key) {
            Some(&first_line) => {
                let name = account.name.value.to_string().into();
                self.complain(&account.name.span, Problem::DuplicateName { name, first_line });
                false
            }
            None => taken.insert(key, line).is_none(),
        }
    }

    fn warn_of_shared(
        &self,
        holders: &mut HashSet<(String, String)>,
        forest: &str,
        account: &AccountEntry,
        spns: &[ServicePrincipalName],
    ) {
        for spn in spns {
            let key = (forest.to_owned(), fold(&spn.to_string()));
            if !holders.insert(key) {
                let at = account.spns.iter().find(|at| at.value == *spn).map_or(&account.name.span, |at| &at.span);
                let problem = Problem::SharedServicePrincipalName { name: spn.to_string().into() };
                self.warnings.add(at.clone(), problem);
            }
        }
    }

    /// A user principal name whose suffix nobody in the forest knows is no use outside its domain.
    fn warn_of_unrouted(&self, forests: &Forests, realm: &RealmName, account: &AccountEntry) {
        let Some(upn) = &account.upn else { return };
        let Some((_, suffix)) = upn.value.rsplit_once('@') else { return };
        if !forests.knows(realm, suffix) {
            let problem = Problem::UnroutedUpn { realm: realm.clone(), user_principal_name: upn.value.clone() };
            self.warnings.add(upn.span.clone(), problem);
        }
    }
}

/// The sAMAccountName: a computer's ends in `$`.
pub(super) fn canonical(account: &AccountEntry) -> Option<PrincipalName> {
    let name = account.name.value.first();
    if account.kind == AccountKind::Computer && !name.ends_with('$') {
        PrincipalName::new(NameType::PRINCIPAL, [format!("{name}$").as_str()]).ok()
    } else {
        Some(account.name.value.clone())
    }
}

/// The names that are given and, for a computer, `host/` with its short and its full name.
fn service_names(account: &AccountEntry, realm: &RealmName) -> Vec<ServicePrincipalName> {
    let mut names: Vec<_> = Vec::new();
    if account.kind == AccountKind::Computer {
        let short = account.name.value.first();
        let short = short.strip_suffix('$').unwrap_or(short);
        let full = account
            .dns_name
            .as_ref()
            .map_or_else(|| format!("{}.{}", fold(short), realm.to_dns()), ToString::to_string);
        names.extend(
            [short, &full].map(|host| ServicePrincipalName::parse(&format!("host/{host}"))).into_iter().flatten(),
        );
    }
    for given in &account.spns {
        if !names.contains(&given.value) {
            names.push(given.value.clone());
        }
    }
    names
}
