//! Accounts: users, computers, services, and the secrets they have.

use std::ops::Range;

use toml::de::DeValue;
use xrealm_directory::{AccountFlags, AccountKind, Authorization};
use xrealm_names::{EncryptionType, PrincipalName, ServicePrincipalName, Timestamp};

use super::settings::etypes;
use super::{MembershipEntry, TrusteeEntry, authorization, membership};
use crate::fields::{At, Fields};
use crate::finding::Problem;
use crate::values::{etype, hex, principal, sam_account_name, seconds, spn, suffix, text, time};

/// One account.
pub(crate) struct AccountEntry {
    pub(crate) span: Range<usize>,
    pub(crate) kind: AccountKind,
    pub(crate) name: At<PrincipalName>,
    pub(crate) secret: Option<SecretEntry>,
    pub(crate) aliases: Vec<At<PrincipalName>>,
    pub(crate) full_name: Option<Box<str>>,
    pub(crate) upn: Option<At<Box<str>>>,
    pub(crate) spns: Vec<At<ServicePrincipalName>>,
    pub(crate) dns_name: Option<Box<str>>,
    pub(crate) rid: Option<u32>,
    pub(crate) groups: Vec<At<MembershipEntry>>,
    pub(crate) authorization: Authorization<At<TrusteeEntry>>,
    pub(crate) etypes: Option<Vec<EncryptionType>>,
    pub(crate) flags: AccountFlags,
    pub(crate) account_expires: Option<Timestamp>,
    pub(crate) password_expires: Option<Timestamp>,
    pub(crate) max_ticket_life: Option<u32>,
}

/// The secret of an account, as it is given.
#[derive(Clone)]
pub(crate) struct SecretEntry {
    pub(crate) kvno: Option<u32>,
    pub(crate) salt: Option<Box<str>>,
    pub(crate) form: SecretForm,
}

/// In which form a secret is given.
#[derive(Clone)]
pub(crate) enum SecretForm {
    Password(Box<str>),
    Keys(Vec<KeyEntry>),
    Keytab(At<Box<str>>),
}

/// One raw key.
#[derive(Clone)]
pub(crate) struct KeyEntry {
    pub(crate) etype: EncryptionType,
    pub(crate) kvno: Option<u32>,
    pub(crate) octets: At<Vec<u8>>,
}

impl AccountEntry {
    /// The accounts in the array of `key`. Where no secret is needed a bare name will do for a table.
    pub(crate) fn read_all(
        fields: &Fields<'_>,
        key: &'static str,
        kind: AccountKind,
        in_domain: bool,
    ) -> Vec<AccountEntry> {
        let items = fields.items(key, "an array of accounts").unwrap_or_default();
        let accounts = items.into_iter().filter_map(|item| match item.value {
            DeValue::String(name) if kind != AccountKind::User => {
                let name = fields.checked(At { value: name.as_ref(), span: item.span }, name_parser(in_domain))?;
                Some(AccountEntry::bare(kind, name))
            }
            _ => AccountEntry::read(fields.as_table(key, item, place(kind))?, kind, in_domain),
        });
        accounts.collect()
    }

    fn bare(kind: AccountKind, name: At<PrincipalName>) -> AccountEntry {
        AccountEntry {
            span: name.span.clone(),
            kind,
            name,
            secret: None,
            aliases: Vec::new(),
            full_name: None,
            upn: None,
            spns: Vec::new(),
            dns_name: None,
            rid: None,
            groups: Vec::new(),
            authorization: Authorization::none(),
            etypes: None,
            flags: AccountFlags::default(),
            account_expires: None,
            password_expires: None,
            max_ticket_life: None,
        }
    }

    fn read(fields: Fields<'_>, kind: AccountKind, in_domain: bool) -> Option<AccountEntry> {
        let name = fields.required("name", name_parser(in_domain));
        let secret = SecretEntry::read(&fields);
        let aliases = fields.list("aliases", principal).unwrap_or_default();
        let etypes = etypes(&fields);
        let flags = flags(&fields);
        let account_expires = time(&fields, "account_expires");
        let password_expires = time(&fields, "password_expires");
        let max_ticket_life = fields.parsed("max_ticket_life", seconds("max_ticket_life", 1));
        let (mut upn, mut spns, mut rid, mut groups) = (None, Vec::new(), None, Vec::new());
        let (mut full_name, mut said) = (None, Authorization::none());
        if in_domain {
            upn = fields.parsed("upn", text);
            spns = fields.list("spns", spn).unwrap_or_default();
            rid = fields.u32("rid", LEAST_RID).map(|at| at.value);
            groups = fields.list("groups", membership).unwrap_or_default();
            full_name = fields.parsed("full_name", text).map(|at| at.value);
            said = authorization(&fields);
        }
        let is_computer = kind == AccountKind::Computer;
        let dns_name = if is_computer { fields.parsed("dns_name", suffix).map(|at| at.value) } else { None };
        let span = fields.span();
        fields.finish();
        Some(AccountEntry {
            span,
            kind,
            name: name?,
            secret,
            aliases,
            full_name,
            upn,
            spns,
            dns_name,
            rid,
            groups,
            authorization: said,
            etypes,
            flags,
            account_expires,
            password_expires,
            max_ticket_life: max_ticket_life.map(|at| at.value),
        })
    }
}

impl SecretEntry {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<SecretEntry> {
        for (position, first) in SECRET_KEYS.iter().enumerate() {
            for second in SECRET_KEYS.iter().skip(position + 1) {
                fields.exclude(first, second);
            }
        }
        let kvno = fields.u32("kvno", 0).map(|at| at.value);
        let salt = fields.parsed("salt", text).map(|at| at.value);
        let password = fields.parsed("password", text).map(|at| SecretForm::Password(at.value));
        let nt_hash = fields.parsed("nt_hash", hex("nt_hash")).map(|octets| {
            let key = KeyEntry { etype: EncryptionType::Rc4Hmac, kvno: None, octets };
            SecretForm::Keys(vec![key])
        });
        let keys = fields.has("keys").then(|| SecretForm::Keys(KeyEntry::read_all(fields, "keys")));
        let keytab = fields.parsed("keytab", text).map(SecretForm::Keytab);
        let form = password.or(nt_hash).or(keys).or(keytab)?;
        Some(SecretEntry { kvno, salt, form })
    }
}

impl KeyEntry {
    pub(crate) fn read_all(fields: &Fields<'_>, key: &'static str) -> Vec<KeyEntry> {
        fields.tables(key, "a key").into_iter().filter_map(KeyEntry::read).collect()
    }

    fn read(fields: Fields<'_>) -> Option<KeyEntry> {
        let etype = fields.required("etype", etype);
        let kvno = fields.u32("kvno", 0).map(|at| at.value);
        let octets = fields.required("hex", hex("hex"));
        fields.finish();
        Some(KeyEntry { etype: etype?.value, kvno, octets: octets? })
    }
}

fn flags(fields: &Fields<'_>) -> AccountFlags {
    let flag = |key| fields.bool(key).unwrap_or(false);
    AccountFlags {
        password_never_expires: flag("password_never_expires"),
        disabled: flag("disabled"),
        locked_out: flag("locked_out"),
        password_expired: flag("password_expired"),
        preauth_not_required: !fields.bool("preauth").unwrap_or(true),
        not_delegated: flag("not_delegated"),
        trusted_for_delegation: flag("trusted_for_delegation"),
        trusted_to_auth_for_delegation: flag("trusted_to_auth_for_delegation"),
        no_auth_data_required: flag("no_auth_data_required"),
    }
}

fn name_parser(in_domain: bool) -> fn(&str) -> Result<PrincipalName, Problem> {
    if in_domain { sam_account_name } else { principal }
}

fn place(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::User => "a user",
        AccountKind::Computer => "a computer",
        AccountKind::Service | AccountKind::Krbtgt | AccountKind::InterdomainTrust => "a service",
    }
}

const SECRET_KEYS: [&str; 4] = ["password", "keys", "keytab", "nt_hash"];

/// RIDs below are those of built-in groups and domains; 500 is the administrator's.
const LEAST_RID: u32 = 500;
