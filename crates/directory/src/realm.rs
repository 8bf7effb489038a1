//! One realm: an Active Directory domain or a plain Kerberos realm.

mod groups;
mod lookup;
mod passwords;
mod routing;
mod trust_accounts;

use std::sync::Arc;

use smallvec::SmallVec;
use xrealm_names::{EncryptionType, PrincipalName, RealmName, Sid};
use xrealm_trust::{
    Capaths, DomainId, HostToRealm, KerberosRealm, TrustAttributes, TrustId, TrustType, TrustedDomainObject, View,
};

use crate::account_table::{AccountId, AccountTable};
use crate::catalog::Catalog;
use crate::controllers::{Controller, Controllers};
use crate::folded_name::{FoldedName, NameCase};
use crate::group_table::GroupTable;
use crate::name_map::NameMap;
use crate::{Account, Settings, Trust};

pub use lookup::ServiceLookup;
pub(crate) use trust_accounts::MadeAccount;

/// Position of a realm in its [`crate::Directory`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RealmId(pub u32);

/// A realm this directory serves: its accounts, its trusts and its settings.
#[derive(Debug, Clone)]
pub struct Realm {
    pub(crate) id: RealmId,
    pub(crate) name: RealmName,
    pub(crate) body: Body,
    pub(crate) settings: Arc<Settings>,
    pub(crate) krbtgt: Arc<Account>,
    /// Answers for `kadmin/changepw`, under keys of its own.
    pub(crate) password_service: Arc<Account>,
    /// Answers for `kadmin/admin`, likewise.
    pub(crate) admin_service: Arc<Account>,
    pub(crate) accounts: AccountTable,
    /// In a domain the sAMAccountNames and aliases, in a plain realm principals and aliases.
    pub(crate) names: NameMap<AccountId>,
    pub(crate) trusts: Vec<Arc<Trust>>,
    /// `None` as long as none was named.
    pub(crate) controllers: Option<Arc<Controllers>>,
    /// Partners by realm name and flat name.
    pub(crate) partners: NameMap<TrustId>,
    pub(crate) view: View,
}

/// What only one kind of realm has.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    ActiveDirectory(Domain),
    Kerberos(Box<PlainRealm>),
}

/// What makes a realm a domain of a forest.
#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pub(crate) forest: usize,
    pub(crate) id: DomainId,
    /// `None` for the forest root and for tree roots.
    pub(crate) parent: Option<DomainId>,
    pub(crate) dns_name: Box<str>,
    pub(crate) netbios_name: Box<str>,
    pub(crate) sid: Sid,
    pub(crate) next_rid: u32,
    /// Those that were created, and what all belong to.
    pub(crate) groups: Box<GroupTable>,
    /// Accounts by the principals that are mapped to them.
    pub(crate) identities: NameMap<SmallVec<[AccountId; 1]>>,
    /// The forest's catalog as of this snapshot.
    pub(crate) catalog: Arc<Catalog>,
}

/// What only a plain realm's configuration says.
#[derive(Debug, Clone)]
pub(crate) struct PlainRealm {
    pub(crate) host_to_realm: HostToRealm,
    pub(crate) capaths: Arc<Capaths>,
    pub(crate) default_referral_realm: Option<RealmName>,
}

/// What kind of realm it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RealmKind {
    /// A domain of an Active Directory forest.
    ActiveDirectory {
        /// Its place in the forest.
        domain: DomainId,
    },
    /// A plain Kerberos realm.
    Kerberos,
}

impl Realm {
    /// Where it is in the directory.
    #[must_use]
    pub fn id(&self) -> RealmId {
        self.id
    }

    /// The canonical name; of a domain its DNS name in upper case.
    #[must_use]
    pub fn name(&self) -> &RealmName {
        &self.name
    }

    /// The DNS name of a domain in lower case.
    #[must_use]
    pub fn dns_name(&self) -> Option<&str> {
        self.domain().map(|domain| &*domain.dns_name)
    }

    /// The NetBIOS name of a domain.
    #[must_use]
    pub fn netbios_name(&self) -> Option<&str> {
        self.domain().map(|domain| &*domain.netbios_name)
    }

    /// The SID of a domain.
    #[must_use]
    pub fn sid(&self) -> Option<&Sid> {
        self.domain().map(|domain| &domain.sid)
    }

    /// What kind of realm it is.
    #[must_use]
    pub fn kind(&self) -> RealmKind {
        match &self.body {
            Body::ActiveDirectory(domain) => RealmKind::ActiveDirectory { domain: domain.id },
            Body::Kerberos(_) => RealmKind::Kerberos,
        }
    }

    /// What its KDC knows for deciding on referrals.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The account of its ticket-granting service.
    #[must_use]
    pub fn krbtgt(&self) -> &Account {
        &self.krbtgt
    }

    /// Whether `wire_name` is a name of this realm: of a domain the DNS or NetBIOS name in any case, of a plain
    /// realm its name octet for octet.
    #[must_use]
    pub fn answers_to(&self, wire_name: &str) -> bool {
        match &self.body {
            Body::ActiveDirectory(domain) => {
                self.name.eq_ignore_case(wire_name) || domain.netbios_name.eq_ignore_ascii_case(wire_name)
            }
            Body::Kerberos(_) => self.name.as_str() == wire_name,
        }
    }

    /// Every account, the ticket-granting service first.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        std::iter::once(&*self.krbtgt).chain(self.accounts.iter())
    }

    /// Whether two principal names are the same here: in a domain in any case, in a plain realm octet for octet.
    #[must_use]
    pub fn same_name(&self, left: &PrincipalName, right: &PrincipalName) -> bool {
        match self.name_case() {
            NameCase::Folded => left.eq_ignore_case(right),
            NameCase::Exact => left == right,
        }
    }

    /// Whether two realm names are the same here, compared like [`Realm::same_name`].
    #[must_use]
    pub fn same_realm(&self, left: &RealmName, right: &RealmName) -> bool {
        match self.name_case() {
            NameCase::Folded => left.eq_ignore_case(right.as_str()),
            NameCase::Exact => left == right,
        }
    }

    /// Its domain controllers. One of which none was named has one, `DC1`, that is never behind; so has a plain realm.
    #[must_use]
    pub fn controllers(&self) -> &[Controller] {
        &self.controllers_with_pdc().list
    }

    /// The controller that is the PDC emulator.
    #[must_use]
    pub fn pdc(&self) -> Option<&Controller> {
        let Controllers { list, pdc } = self.controllers_with_pdc();
        list.get(*pdc)
    }

    /// The controller of this name, in any case.
    #[must_use]
    pub fn controller(&self, name: &str) -> Option<&Controller> {
        let controllers = self.controllers_with_pdc();
        controllers.list.get(controllers.position(name)?)
    }

    /// Whether its controllers were named, rather than left to be the one that is taken for granted.
    #[must_use]
    pub fn has_named_controllers(&self) -> bool {
        self.controllers.is_some()
    }

    pub(crate) fn controllers_with_pdc(&self) -> &Controllers {
        self.controllers.as_deref().unwrap_or_else(|| Controllers::unnamed())
    }

    /// The trust at this position.
    #[must_use]
    pub fn trust(&self, id: TrustId) -> Option<&Trust> {
        self.trusts.get(id.0 as usize).map(AsRef::as_ref)
    }

    /// Every trust.
    pub fn trusts(&self) -> impl Iterator<Item = (TrustId, &Trust)> {
        (0..).map(TrustId).zip(self.trusts.iter().map(AsRef::as_ref))
    }

    /// The trust with the partner of this name: its realm name or, seen from a domain, its flat name, compared
    /// as this realm compares names.
    #[must_use]
    pub fn trust_named(&self, wire_name: &[u8]) -> Option<(TrustId, &Trust)> {
        let key = FoldedName::of([std::str::from_utf8(wire_name).ok()?], self.name_case());
        let id = *self.partners.get(key.as_bytes())?;
        Some((id, self.trust(id)?))
    }

    /// The encryption types of which `account` has keys and may use them, preferred first.
    ///
    /// An account that asks for none gets the realm's; RC4 takes the realm's leave as well.
    pub fn etypes_of<'a>(&'a self, account: &'a Account) -> impl Iterator<Item = EncryptionType> {
        self.permitted(account.etypes.as_deref()).filter(|&etype| account.keys.has(etype))
    }

    /// The encryption types that tickets over `trust` may be sealed with, preferred first: those agreed for it, else
    /// those of the realm.
    ///
    /// In a domain the trust's attributes have a say about RC4: with a Kerberos realm it takes USES_RC4_ENCRYPTION or
    /// the agreement (MS-ADTS 6.1.6.9.1.2), and where nothing was agreed USES_AES_KEYS excludes it.
    pub fn etypes_of_trust<'a>(&'a self, trust: &'a Trust) -> impl Iterator<Item = EncryptionType> {
        let agreed = trust.etypes.as_deref();
        let attributes = trust.tdo.trust_attributes.evaluated(trust.tdo.trust_type);
        let with_rc4 = match (&self.body, agreed) {
            (Body::Kerberos(_), _) | (Body::ActiveDirectory(_), Some(_)) => true,
            (Body::ActiveDirectory(_), None) if trust.tdo.trust_type == TrustType::Mit => false,
            (Body::ActiveDirectory(_), None) => !attributes.contains(TrustAttributes::USES_AES_KEYS),
        };
        let rc4 = EncryptionType::Rc4Hmac;
        let (listed, settings) = (agreed.unwrap_or(&self.settings.etypes), self.settings());
        let added = attributes.contains(TrustAttributes::USES_RC4_ENCRYPTION)
            && settings.permits(rc4)
            && !(with_rc4 && listed.contains(&rc4));
        self.permitted(agreed).filter(move |etype| with_rc4 || *etype != rc4).chain(added.then_some(rc4))
    }

    /// What tickets for the partner of `trust` are sealed with: the first encryption type agreed on that there is a key
    /// of; `None` if there is none, or if the partner does not trust this realm. Derives no key.
    #[must_use]
    pub fn sealing_etype(&self, trust: &Trust) -> Option<EncryptionType> {
        let secret = trust.incoming.as_ref()?;
        self.etypes_of_trust(trust).find(|etype| secret.current.has(*etype))
    }

    fn permitted<'a>(&'a self, asked: Option<&'a [EncryptionType]>) -> impl Iterator<Item = EncryptionType> {
        let settings = self.settings();
        let list = asked.unwrap_or(&settings.etypes);
        list.iter().copied().filter(|&etype| settings.permits(etype))
    }

    pub(crate) fn domain(&self) -> Option<&Domain> {
        match &self.body {
            Body::ActiveDirectory(domain) => Some(domain),
            Body::Kerberos(_) => None,
        }
    }

    pub(crate) fn name_case(&self) -> NameCase {
        match &self.body {
            Body::ActiveDirectory(_) => NameCase::Folded,
            Body::Kerberos(_) => NameCase::Exact,
        }
    }

    /// The trusted domain objects, in the order of their [`TrustId`]s.
    pub(crate) fn trusted_domain_objects(&self) -> Vec<Arc<TrustedDomainObject>> {
        self.trusts.iter().map(|trust| Arc::clone(&trust.tdo)).collect()
    }

    /// The view of a plain realm's KDC; a domain's comes from its forest.
    pub(crate) fn plain_view(&self) -> Option<View> {
        let Body::Kerberos(plain) = &self.body else { return None };
        let realm = KerberosRealm {
            name: self.name.clone(),
            trusts: self.trusted_domain_objects(),
            host_to_realm: plain.host_to_realm.clone(),
            capaths: Arc::clone(&plain.capaths),
            default_referral_realm: plain.default_referral_realm.clone(),
        };
        Some(View::of_realm(realm, self.settings.referrals))
    }
}

/// What a KDC knows before its forest or its configuration tells it more.
pub(crate) fn initial_view(name: &RealmName, settings: &Settings) -> View {
    let realm = KerberosRealm {
        name: name.clone(),
        trusts: Vec::new(),
        host_to_realm: HostToRealm::default(),
        capaths: Arc::default(),
        default_referral_realm: None,
    };
    View::of_realm(realm, settings.referrals)
}
