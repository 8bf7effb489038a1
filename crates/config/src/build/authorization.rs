//! Who accounts are taken for, and who may do what in their name: once all accounts are there.

use xrealm_directory::{Authorization, Change, Trustee};
use xrealm_names::RealmName;

use super::Builder;
use super::accounts::canonical;
use crate::entries::{MembershipEntry, TrusteeEntry};
use crate::fields::At;

impl Builder<'_> {
    pub(super) fn authorizations(&mut self) {
        let entries = self.entries;
        for domain in &entries.domains {
            let realm = &domain.name.value;
            let said = domain.served.accounts.iter().filter(|account| !account.authorization.is_empty());
            for account in said {
                let Some(name) = canonical(account) else { continue };
                let authorization = Box::new(self.authorization(realm, &account.authorization));
                let change = Change::SetAuthorization { realm: realm.clone(), name, authorization };
                self.change(&account.name.span, change);
            }
        }
    }

    fn authorization(&self, own: &RealmName, said: &Authorization<At<TrusteeEntry>>) -> Authorization<Trustee> {
        let each = |trustees: &[At<TrusteeEntry>]| -> Vec<Trustee> {
            trustees.iter().filter_map(|trustee| self.trustee(own, trustee)).collect()
        };
        Authorization {
            sid_history: said.sid_history.clone(),
            allowed_to_delegate_to: said.allowed_to_delegate_to.clone(),
            allowed_to_act_on_behalf: each(&said.allowed_to_act_on_behalf),
            allowed_to_authenticate: each(&said.allowed_to_authenticate),
            alt_security_identities: said.alt_security_identities.clone(),
        }
    }

    fn trustee(&self, own: &RealmName, said: &At<TrusteeEntry>) -> Option<Trustee> {
        match &said.value {
            TrusteeEntry::Sid(sid) => Some(Trustee::Sid(sid.clone())),
            TrusteeEntry::Named(MembershipEntry { group: name, realm }) => {
                let realm = At { value: realm.clone().unwrap_or_else(|| own.clone()), span: said.span.clone() };
                let realm = self.names.resolve(&realm, self.findings)?.name.clone();
                Some(Trustee::Named { realm, name: name.clone() })
            }
        }
    }
}
