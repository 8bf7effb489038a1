//! Interdomain trust accounts: `PARTNER$`, under which the domain controllers of a partner log in that trusts this
//! domain (MS-ADTS 6.1.6.8).
//!
//! Their secret is the incoming one of the trust under a salt of its own, and changes with it. So nothing is kept of
//! them but the trust: an account is made when it is first asked for.

use std::sync::OnceLock;

use xrealm_crypto::salt;
use xrealm_names::{NameType, PrincipalName, eq_ignore_case};
use xrealm_trust::TrustType;

use super::{Domain, Realm};
use crate::folded_name::FoldedName;
use crate::{Account, AccountFlags, AccountKind, KeySet, Trust, TrustSecret};

/// The account of one trust as of one snapshot. A trust that is changed is a copy, and a copy has none yet.
#[derive(Debug, Default)]
pub(crate) struct MadeAccount(OnceLock<Box<Account>>);

impl Clone for MadeAccount {
    fn clone(&self) -> MadeAccount {
        MadeAccount::default()
    }
}

impl Realm {
    /// The interdomain trust accounts: one for each domain that trusts this one. A plain realm has none.
    pub fn trust_accounts(&self) -> impl Iterator<Item = &Account> {
        self.trusts.iter().filter_map(|trust| self.trust_account(trust))
    }

    /// The partner that logs in as this interdomain trust account.
    #[must_use]
    pub fn partner_of(&self, account: &Account) -> Option<&Trust> {
        let trust = self.trust_by_flat_name(account.sam_account_name().strip_suffix('$')?)?;
        (account.kind == AccountKind::InterdomainTrust).then_some(trust)
    }

    /// The interdomain trust account that `name` logs in as. Accounts that were created come first.
    pub(super) fn trust_client(&self, domain: &Domain, name: &PrincipalName) -> Option<&Account> {
        if name.component_count() != 1 {
            return None;
        }
        let first = name.first();
        let sam = match name.name_type {
            NameType::ENTERPRISE => first.rsplit_once('@').filter(|(_, realm)| self.answers_to(realm))?.0,
            NameType::MS_PRINCIPAL => first.split_once('\\').filter(|(realm, _)| self.answers_to(realm))?.1,
            _ => first.strip_suffix(&format!("@{}", domain.dns_name)).unwrap_or(first),
        };
        self.trust_account(self.trust_by_flat_name(sam.strip_suffix('$')?)?)
    }

    fn trust_by_flat_name(&self, flat_name: &str) -> Option<&Trust> {
        let id = *self.partners.get(FoldedName::folded(flat_name).as_bytes())?;
        self.trust(id).filter(|trust| eq_ignore_case(&trust.tdo.flat_name, flat_name))
    }

    fn trust_account<'a>(&'a self, trust: &'a Trust) -> Option<&'a Account> {
        self.domain()?;
        let secret = trust.incoming.as_ref().filter(|_| is_of_domain(trust))?;
        let name = PrincipalName::new(NameType::PRINCIPAL, [format!("{}$", trust.tdo.flat_name).as_str()]).ok()?;
        let is_taken = self.names.get(FoldedName::principal(&name, self.name_case()).as_bytes()).is_some();
        if is_taken {
            return None;
        }
        Some(trust.account.0.get_or_init(|| Box::new(self.made(trust, secret, name))))
    }

    fn made(&self, trust: &Trust, secret: &TrustSecret, name: PrincipalName) -> Account {
        let salt = salt::trust_account(&self.name, name.first());
        let salted = |keys: &KeySet| keys.salted(&salt);
        Account {
            kind: AccountKind::InterdomainTrust,
            full_name: None,
            user_principal_name: None,
            service_principal_names: Vec::new(),
            aliases: Vec::new(),
            dns_host_name: None,
            rid: None,
            flags: AccountFlags::default(),
            account_expires: None,
            password_expires: None,
            password_last_set: secret.changed_at().time,
            etypes: trust.etypes.clone(),
            max_ticket_life_seconds: None,
            member_of: Vec::new(),
            authorization: None,
            password_history: Vec::new(),
            keys: salted(&secret.current),
            previous_keys: secret.previous.as_ref().map(salted),
            name,
        }
    }
}

fn is_of_domain(trust: &Trust) -> bool {
    matches!(trust.tdo.trust_type, TrustType::Uplevel | TrustType::Downlevel)
}
