//! The line itself.

use std::fmt;

use xrealm_names::RealmName;
use xrealm_trust::{ForestTrustInfo, TrustAttributes, TrustDirection, TrustedDomainObject};

use crate::change::{RestoredBody, RestoredPlace, RestoredRealm};
use crate::{
    AccountFlags, AccountKind, Authorization, Change, Claim, Controller, DomainPlace, GroupMembership, KeyMaterial,
    NewDomain, NewExternalRealm, NewKeys, NewTrust, TrustPair, TrustSide, Trustee,
};

impl Change {
    pub(super) fn text(&self) -> String {
        match self {
            Change::CreateDomain(new) => new_domain(new),
            Change::CreateRealm(new) => format!("create Kerberos realm {}", new.name),
            Change::CreateExternalRealm(new) => external_realm(new),
            Change::DescribeExternalRealm { realm, netbios_name, sid } => {
                format!("take external realm {realm} for the domain {netbios_name} with the SID {sid}")
            }
            Change::RemoveDomain { realm } => format!("remove domain {realm} with its trusts and cross-reference"),
            Change::SetSettings { realm, .. } => format!("change settings of {realm}"),
            Change::CreateAccount { realm, account } => {
                format!("create {} {}@{realm}{}", kind(account.kind), account.name, groups(&account.member_of, "in"))
            }
            Change::DeleteAccount { realm, name } => format!("delete account {name}@{realm}"),
            Change::SetKeys { realm, name, keys } => format!("set {} of {name}@{realm}", secret(keys)),
            Change::SetAccountFlags { realm, name, flags } => format!("mark {name}@{realm} as {}", marks(*flags)),
            Change::SetAccountAttributes { realm, name, .. } => format!("change attributes of {name}@{realm}"),
            Change::SetAuthorization { realm, name, authorization } => {
                format!("set authorization of {name}@{realm} to {authorization}")
            }
            Change::CreateGroup { realm, group } => format!("create group {} in {realm}", group.name),
            Change::DeleteGroup { realm, group } => format!("delete group {group} of {realm}"),
            Change::SetGroupMembership { realm, group, groups: all } => match all.is_empty() {
                true => format!("take group {group}@{realm} out of all groups"),
                false => format!("put group {group}@{realm}{}", groups(all, "in")),
            },
            Change::SetForeignMembership { realm, sid, groups } => {
                format!("put {sid} in groups of {realm}: {}", list(groups.iter()))
            }
            Change::SetMembership { realm, name, groups: all } => match all.is_empty() {
                true => format!("take {name}@{realm} out of all groups"),
                false => format!("put {name}@{realm}{}", groups(all, "in")),
            },
            Change::SetServicePrincipalNames { realm, name, service_principal_names } => {
                let names = list(service_principal_names.iter().map(ToString::to_string));
                format!("set service principal names of {name}@{realm} to {names}")
            }
            Change::CreateTrust(new) => new_trust(new),
            Change::ImportTrustedDomain { realm, object } => {
                format!("import trust of {realm} with {}", object.trust_partner)
            }
            Change::RemoveTrust(TrustPair { trusting, trusted }) => {
                format!("remove trust between {trusting} and {trusted}")
            }
            Change::RemoveTrustDirection(pair) => format!("remove trust: {} no more", trusts(pair)),
            Change::RemoveTrustEnd { realm, partner, directions: TrustDirection::Bidirectional } => {
                format!("remove trust with {partner} at {realm} only")
            }
            Change::RemoveTrustEnd { realm, partner, directions } => {
                format!("remove {directions} direction of the trust with {partner} at {realm} only")
            }
            Change::SetTrustAttributes { realm, partner, attributes } => {
                format!("set attributes of the trust of {realm} with {partner} to {}", attribute_names(*attributes))
            }
            Change::SetTrustSecret { trust, side, keys } => {
                format!("set {} of trust: {}{}", secret(keys), trusts(trust), at_side(*side, trust))
            }
            Change::RotateTrustSecret { trust, .. } => format!("change secret of trust: {}", trusts(trust)),
            Change::PushTrustSecret { trust } => {
                format!("{} takes over secret of trust: {}", trust.trusted, trusts(trust))
            }
            Change::ConfirmTrustSecret { trust } => format!("confirm secret of trust: {}", trusts(trust)),
            Change::AddController { realm, controller } => {
                format!("add domain controller {} to {realm}{}", controller.name, lag(controller))
            }
            Change::SetReplication { realm, controller, delay_seconds, held } => match held {
                true => format!("hold replication of {controller} of {realm}"),
                false => format!("let {controller} of {realm} learn of changes after {delay_seconds} s"),
            },
            Change::MovePdcRole { realm, controller } => format!("make {controller} PDC emulator of {realm}"),
            Change::SetLink { one, other, up } => {
                format!("{} link between {one} and {other}", if *up { "restore" } else { "cut" })
            }
            Change::SetForestTrustInfo { realm, partner, info } => {
                format!("set names that {partner} claims at {realm} to {}", claims(info))
            }
            Change::RefreshForestTrustInfo { realm, partner } => {
                format!("ask {partner} for the names it claims, at {realm}")
            }
            Change::EnableClaim { realm, partner, claim, enabled } => {
                let verb = if *enabled { "enable" } else { "disable" };
                format!("{verb} {} that {partner} claims at {realm}", claimed(claim))
            }
            Change::SetSuffixes { realm, upn_suffixes, spn_suffixes } => {
                let [upn, spn] = [upn_suffixes, spn_suffixes].map(|suffixes| list(suffixes.iter()));
                format!("set UPN suffixes of {realm} to {upn}, SPN suffixes to {spn}")
            }
            Change::SetNextRid { realm, next_rid } => format!("go on with RID {next_rid} in {realm}"),
            Change::RestoreRealm(old) => restored_realm(old),
            Change::RestoreTrust { realm, trust } => format!("restore {}", stored_trust(realm, &trust.object)),
        }
    }
}

fn new_domain(new: &NewDomain) -> String {
    let NewDomain { name, netbios_name, place, .. } = new;
    match place {
        DomainPlace::ForestRoot => format!("create forest {name} ({netbios_name})"),
        DomainPlace::Child { parent, .. } => format!("create domain {name} ({netbios_name}) below {parent}"),
        DomainPlace::TreeRoot { forest, .. } => format!("create tree {name} ({netbios_name}) in forest {forest}"),
    }
}

fn restored_realm(old: &RestoredRealm) -> String {
    let name = &old.name;
    match &old.body {
        RestoredBody::Domain { place: RestoredPlace::ForestRoot { .. }, .. } => format!("restore forest {name}"),
        RestoredBody::Domain { place: RestoredPlace::Child(parent), .. } => {
            format!("restore domain {name} below {parent}")
        }
        RestoredBody::Domain { place: RestoredPlace::TreeRoot(forest), .. } => {
            format!("restore tree {name} in forest {forest}")
        }
        RestoredBody::Realm { .. } => format!("restore Kerberos realm {name}"),
    }
}

fn external_realm(new: &NewExternalRealm) -> String {
    let what = match (&new.active_directory, new.downlevel) {
        (Some(_), true) => "Windows NT 4 domain",
        (Some(_), false) => "domain",
        (None, _) => "realm",
    };
    format!("add external {what} {}", new.name)
}

fn new_trust(new: &NewTrust) -> String {
    let NewTrust { kind, pair, reverse_keys, side, .. } = new;
    let (way, back) = if reverse_keys.is_some() { ("two-way", " and back") } else { ("one-way", "") };
    format!("create {way} {kind} trust: {}{back}{}", trusts(pair), at_side(*side, pair))
}

/// `inbound forest trust of A.TEST with B.TEST`.
pub(crate) fn stored_trust(realm: &RealmName, object: &TrustedDomainObject) -> String {
    let (way, kind) = (direction(object.trust_direction), object.kind());
    format!("{way} {kind} trust of {realm} with {}", object.trust_partner)
}

/// The word of the administrators' tools for it.
pub(crate) fn direction(direction: TrustDirection) -> &'static str {
    match direction {
        TrustDirection::Disabled => "disabled",
        TrustDirection::Inbound => "inbound",
        TrustDirection::Outbound => "outbound",
        TrustDirection::Bidirectional => "two-way",
    }
}

fn trusts(TrustPair { trusting, trusted }: &TrustPair) -> String {
    format!("{trusting} trusts {trusted}")
}

fn at_side(side: Option<TrustSide>, pair: &TrustPair) -> String {
    match side {
        None => String::new(),
        Some(TrustSide::Trusting) => format!(", at {} only", pair.trusting),
        Some(TrustSide::Trusted) => format!(", at {} only", pair.trusted),
    }
}

fn secret(keys: &NewKeys) -> &'static str {
    match keys.material {
        KeyMaterial::Password { .. } | KeyMaterial::Utf16lePassword { .. } => "password",
        KeyMaterial::Keys(_) => "keys",
    }
}

pub(crate) fn kind(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::User => "user",
        AccountKind::Computer => "computer",
        AccountKind::Service => "service",
        AccountKind::Krbtgt => "ticket-granting service",
        AccountKind::InterdomainTrust => "interdomain trust account",
    }
}

pub(crate) fn marks(flags: AccountFlags) -> String {
    let AccountFlags {
        password_never_expires,
        disabled,
        locked_out,
        password_expired,
        preauth_not_required,
        not_delegated,
        trusted_for_delegation,
        trusted_to_auth_for_delegation,
        no_auth_data_required,
    } = flags;
    let marks = [
        (disabled, "disabled"),
        (locked_out, "locked out"),
        (password_expired, "password expired"),
        (password_never_expires, "password never expires"),
        (preauth_not_required, "no pre-authentication needed"),
        (not_delegated, "not delegated"),
        (trusted_for_delegation, "trusted for delegation"),
        (trusted_to_auth_for_delegation, "trusted to authenticate for delegation"),
        (no_auth_data_required, "no authorization data required"),
    ];
    let set: Vec<&str> = marks.into_iter().filter(|(set, _)| *set).map(|(_, mark)| mark).collect();
    if set.is_empty() { "nothing special".to_owned() } else { set.join(", ") }
}

fn groups(groups: &[GroupMembership], word: &str) -> String {
    if groups.is_empty() {
        return String::new();
    }
    format!(" {word} {}", list(groups.iter().map(|membership| format!("{}@{}", membership.group, membership.realm))))
}

impl fmt::Display for Authorization<Trustee> {
    /// What is said, kind by kind.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = authorization_facts(self).into_iter().map(|(what, names)| format!("{what} {}", list(names.iter())));
        let said: Vec<String> = said.collect();
        f.write_str(if said.is_empty() { "nothing" } else { "" })?;
        f.write_str(&said.join("; "))
    }
}

/// Everything that is said, by what it is about.
pub(crate) fn authorization_facts(authorization: &Authorization<Trustee>) -> Vec<(&'static str, Vec<String>)> {
    let Authorization {
        sid_history,
        allowed_to_delegate_to,
        allowed_to_act_on_behalf,
        allowed_to_authenticate,
        alt_security_identities,
    } = authorization;
    let facts = [
        ("former SID", words(sid_history)),
        ("may delegate to", words(allowed_to_delegate_to)),
        ("may be delegated to by", words(allowed_to_act_on_behalf)),
        ("lets authenticate", words(allowed_to_authenticate)),
        ("is also", words(alt_security_identities)),
    ];
    facts.into_iter().filter(|(_, names)| !names.is_empty()).collect()
}

fn words(items: &[impl ToString]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

pub(crate) fn attribute_names(attributes: TrustAttributes) -> String {
    if attributes == TrustAttributes::default() {
        return "none".to_owned();
    }
    let names: Vec<&str> = attributes.names().collect();
    let known = names.iter().filter_map(|name| TrustAttributes::from_name(name)).fold(0, |bits, bit| bits | bit.0);
    let rest = attributes.0 & !known;
    let rest = (rest != 0).then(|| format!("{rest:#x}"));
    names.into_iter().map(str::to_owned).chain(rest).collect::<Vec<_>>().join(" ")
}

pub(crate) fn claims(info: &ForestTrustInfo) -> String {
    list(info.records.iter().filter_map(|record| record.dns_name()))
}

fn claimed(claim: &Claim) -> String {
    match claim {
        Claim::TopLevelName(name) => format!("name {name}"),
        Claim::Domain(sid) => format!("domain {sid}"),
        Claim::NetbiosName(name) => format!("NetBIOS name {name}"),
    }
}

fn lag(controller: &Controller) -> String {
    let Controller { name: _, delay_seconds, held_since } = controller;
    match (delay_seconds, held_since) {
        (0, None) => String::new(),
        (delay, None) => format!(", which learns of changes after {delay} s"),
        (_, Some(_)) => ", whose replication is held".to_owned(),
    }
}

/// The first few, and how many more.
pub(crate) fn list<T: AsRef<str>>(items: impl Iterator<Item = T>) -> String {
    let items: Vec<T> = items.collect();
    if items.is_empty() {
        return "none".to_owned();
    }
    let shown: Vec<&str> = items.iter().take(MAX_LISTED).map(AsRef::as_ref).collect();
    match items.len().saturating_sub(MAX_LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A line is for reading.
const MAX_LISTED: usize = 8;
