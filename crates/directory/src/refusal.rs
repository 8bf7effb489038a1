//! Why a change is not applied.

use thiserror::Error;
use xrealm_names::{PrincipalName, RealmName, Sid};
use xrealm_trust::{ForestError, Inconsistency};

use crate::{BadAttribute, GroupScope, NamesRefusal, NewTrustKind, PasswordRule, Settings};

/// What a managed domain does not offer.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum ManagedLimit {
    /// Another kind or direction of trust.
    #[error("only outgoing one-way forest trusts are possible")]
    OutgoingForestTrustsOnly,
    /// One forest trust more than there may be.
    #[error("it has {} forest trusts already", Settings::MAX_MANAGED_TRUSTS)]
    TooManyTrusts,
    /// Alternate suffixes.
    #[error("alternate UPN suffixes are not supported")]
    UpnSuffixes,
}

/// Why a change is not applied; the directory stays as it was.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ChangeRefusal {
    /// A realm or domain of this name exists, in whatever case.
    #[error("{name} exists already")]
    RealmExists {
        /// The name.
        name: RealmName,
    },
    /// No realm of this name is served here.
    #[error("{name} is not served here")]
    UnknownRealm {
        /// The name.
        name: RealmName,
    },
    /// Only an Active Directory domain can be or have this.
    #[error("{name} is not an Active Directory domain")]
    NotADomain {
        /// The realm.
        name: RealmName,
    },
    /// A child's name ends in its parent's.
    #[error("{name} does not lie below {parent}")]
    NotBelowParent {
        /// The child.
        name: RealmName,
        /// Its would-be parent.
        parent: RealmName,
    },
    /// A forest lasts as long as its root.
    #[error("{name} is the root of its forest and stays")]
    ForestRootStays {
        /// The domain.
        name: RealmName,
    },
    /// A domain lasts as long as those below it.
    #[error("{name} has the child domain {child}: remove that first")]
    HasChildDomain {
        /// The domain.
        name: RealmName,
        /// A domain below it.
        child: RealmName,
    },
    /// Only the root of a forest can be or have this.
    #[error("{name} is not the root of its forest")]
    NotAForestRoot {
        /// The domain.
        name: RealmName,
    },
    /// A domain of the same forest has this NetBIOS name.
    #[error("NetBIOS name {netbios_name} of {name} belongs to {holder}")]
    NetbiosNameTaken {
        /// The refused domain.
        name: RealmName,
        /// The NetBIOS name.
        netbios_name: Box<str>,
        /// Who has it.
        holder: RealmName,
    },
    /// A NetBIOS name has 1 to 15 characters and none of `\ / : * ? " < > | .`.
    #[error("NetBIOS name {netbios_name:?} of {name} must have 1 to 15 characters and no dot or special character")]
    BadNetbiosName {
        /// The refused domain.
        name: RealmName,
        /// The NetBIOS name.
        netbios_name: Box<str>,
    },
    /// Another domain has this SID.
    #[error("SID {sid} of {name} belongs to {holder}")]
    SidTaken {
        /// The refused domain.
        name: RealmName,
        /// The SID.
        sid: Sid,
        /// Who has it.
        holder: RealmName,
    },
    /// Not the SID of a domain, S-1-5-21-a-b-c.
    #[error("{sid} of {name} is not the SID of a domain")]
    BadSid {
        /// The refused domain.
        name: RealmName,
        /// The SID.
        sid: Sid,
    },
    /// With these settings no ticket could be issued.
    #[error("{name} would have no encryption type")]
    NoEncryptionType {
        /// The realm.
        name: RealmName,
    },
    /// An account with this name, or with it as alias, exists.
    #[error("{realm} has an account {account} already")]
    AccountExists {
        /// The realm.
        realm: RealmName,
        /// The name.
        account: PrincipalName,
    },
    /// No account with this name.
    #[error("{realm} has no account {account}")]
    UnknownAccount {
        /// The realm.
        realm: RealmName,
        /// The name.
        account: PrincipalName,
    },
    /// A sAMAccountName is one component.
    #[error("{account} is no sAMAccountName: it has several components")]
    BadAccountName {
        /// The name.
        account: PrincipalName,
    },
    /// `krbtgt` comes with its realm and cannot be created, deleted, renamed or aliased.
    #[error("krbtgt of {realm} belongs to the realm itself")]
    ReservedAccount {
        /// The realm.
        realm: RealmName,
    },
    /// Two accounts of a domain cannot have one relative identifier.
    #[error("RID {rid} is taken in {realm}")]
    RidTaken {
        /// The domain.
        realm: RealmName,
        /// The relative identifier.
        rid: u32,
    },
    /// An account of the forest has this user principal name.
    #[error("user principal name {user_principal_name} is taken in the forest of {realm}")]
    UserPrincipalNameTaken {
        /// The domain.
        realm: RealmName,
        /// The name.
        user_principal_name: Box<str>,
    },
    /// A user principal name is `prefix@suffix`.
    #[error("user principal name {user_principal_name} has no @")]
    BadUserPrincipalName {
        /// The name.
        user_principal_name: Box<str>,
    },
    /// A password that the realm's policy does not allow.
    #[error("the password policy of {realm} refuses the password for {account}: {rule}")]
    PasswordPolicy {
        /// The realm.
        realm: RealmName,
        /// The account.
        account: PrincipalName,
        /// The demand that is not met.
        rule: PasswordRule,
    },
    /// A group of this name exists.
    #[error("{realm} has a group {group} already")]
    GroupExists {
        /// The domain.
        realm: RealmName,
        /// The name.
        group: Box<str>,
    },
    /// No group with this name.
    #[error("{realm} has no group {group}")]
    UnknownGroup {
        /// The domain.
        realm: RealmName,
        /// The name.
        group: Box<str>,
    },
    /// A group needs a name, and built-in ones come with their domain.
    #[error(
        "{realm} cannot be given the group {group:?}: built-in groups come with the domain, and others need a name"
    )]
    ReservedGroup {
        /// The domain.
        realm: RealmName,
        /// The name.
        group: Box<str>,
    },
    /// A global group has members of its own domain only, a universal one of its forest only.
    #[error("{group} of {realm} takes no members from {member}")]
    ForeignMember {
        /// The domain of the group.
        realm: RealmName,
        /// The group.
        group: Box<str>,
        /// The realm of the account.
        member: RealmName,
    },
    /// A group is put into one whose scope does not take it, or into itself.
    #[error("{member} of {member_realm}, a {member_scope} group, cannot be in {group} of {realm}, a {scope} group")]
    ForeignGroup {
        /// The domain of the group that would have it.
        realm: RealmName,
        /// That group.
        group: Box<str>,
        /// Its scope.
        scope: GroupScope,
        /// The domain of the group that would be in it.
        member_realm: RealmName,
        /// That group.
        member: Box<str>,
        /// Its scope.
        member_scope: GroupScope,
    },
    /// Only local groups have members that are not known by name.
    #[error("{group} of {realm} takes no foreign SID such as {sid}: only domain-local and built-in groups do")]
    ForeignSid {
        /// The domain of the group.
        realm: RealmName,
        /// The group.
        group: Box<str>,
        /// The SID.
        sid: Sid,
    },
    /// Neither an account nor a group.
    #[error("{realm} has no account or group {name}")]
    UnknownTrustee {
        /// The domain.
        realm: RealmName,
        /// The name.
        name: Box<str>,
    },
    /// A principal that is mapped to an account has a realm.
    #[error("{identity} names no principal: it is written Kerberos:name@REALM")]
    BadIdentity {
        /// The altSecurityIdentities value.
        identity: Box<str>,
    },
    /// A secret without a single key.
    #[error("the secret holds no key")]
    NoKeys,
    /// The two ends of a trust are one realm.
    #[error("{name} cannot trust itself")]
    TrustToItself {
        /// The realm.
        name: RealmName,
    },
    /// A trust between the two exists.
    #[error("{realm} has a trust with {partner} already")]
    TrustExists {
        /// One end.
        realm: RealmName,
        /// The other end.
        partner: RealmName,
    },
    /// The trust between parent and child or with a tree root lasts as long as the two domains.
    #[error("the trust of {realm} with {partner} holds their forest together and stays")]
    AutomaticTrust {
        /// One end.
        realm: RealmName,
        /// The other end.
        partner: RealmName,
    },
    /// No trust between the two, or none in this direction.
    #[error("{trusting} does not trust {trusted}")]
    UnknownTrust {
        /// The end that would own the resources.
        trusting: RealmName,
        /// The end that would own the accounts.
        trusted: RealmName,
    },
    /// Secrets change by themselves between two domains only, both of which have to be served here.
    #[error("the secret for {trusting} trusting {trusted} does not change by itself: it is set by hand at both ends")]
    SecretSetByHand {
        /// The end that owns the resources.
        trusting: RealmName,
        /// The end that owns the accounts.
        trusted: RealmName,
    },
    /// One change of a secret after the other.
    #[error("the secret for {trusting} trusting {trusted} is not confirmed yet: no further change until it is")]
    SecretNotConfirmed {
        /// The end that owns the resources.
        trusting: RealmName,
        /// The end that owns the accounts.
        trusted: RealmName,
    },
    /// The two ends have no secret in common that would let them talk.
    #[error("trust secret mismatch: {trusting} and {trusted} do not have the same secret")]
    SecretsDiffer {
        /// The end that owns the resources.
        trusting: RealmName,
        /// The end that owns the accounts.
        trusted: RealmName,
    },
    /// The domain controllers of the two cannot reach each other.
    #[error("the link between {one} and {other} is cut")]
    LinkIsCut {
        /// One realm.
        one: RealmName,
        /// The other.
        other: RealmName,
    },
    /// A link joins two realms.
    #[error("{name} has no link to itself")]
    LinkToItself {
        /// The realm.
        name: RealmName,
    },
    /// A domain controller of this name is there.
    #[error("{realm} has a domain controller {controller} already")]
    ControllerExists {
        /// The domain.
        realm: RealmName,
        /// The name.
        controller: Box<str>,
    },
    /// No domain controller of this name.
    #[error("{realm} has no domain controller {controller}")]
    UnknownController {
        /// The domain.
        realm: RealmName,
        /// The name.
        controller: Box<str>,
    },
    /// The partner's flat name is a trust partner's already.
    #[error("{realm} has a trust partner with the flat name {flat_name} already")]
    FlatNameTaken {
        /// The end that keeps the trusted domain object.
        realm: RealmName,
        /// The flat name.
        flat_name: Box<str>,
    },
    /// Neither end of the trust is served here.
    #[error("neither {trusting} nor {trusted} is served here")]
    NotServed {
        /// One end.
        trusting: RealmName,
        /// The other end.
        trusted: RealmName,
    },
    /// A forest or external trust leads out of the forest, a shortcut stays inside.
    #[error("no {kind} trust between {trusting} and {trusted} is possible: {}", if *.kind == NewTrustKind::Shortcut { "they are in different forests" } else { "they are in one forest" })]
    WrongForest {
        /// The kind.
        kind: NewTrustKind,
        /// One end.
        trusting: RealmName,
        /// The other end.
        trusted: RealmName,
    },
    /// A realm trust has a plain Kerberos realm at one end.
    #[error("{trusting} and {trusted} are both Active Directory domains: use a forest, external or shortcut trust")]
    NoPlainRealm {
        /// One end.
        trusting: RealmName,
        /// The other end.
        trusted: RealmName,
    },
    /// Only a realm trust lets one choose.
    #[error("trusts of kind {kind} are {} transitive", if *.kind == NewTrustKind::External { "never" } else { "always" })]
    TransitivityIsFixed {
        /// The kind.
        kind: NewTrustKind,
    },
    /// Attributes that contradict the kind of trust (MS-ADTS 6.1.6.7.9).
    #[error("attribute {attribute} is not for a trust of kind {kind}")]
    ForeignAttribute {
        /// The kind.
        kind: NewTrustKind,
        /// The name of the attribute.
        attribute: &'static str,
    },
    /// A trust of another kind, or of another reach, joins the two in the other direction.
    #[error("{realm} has a trust with {partner} already, of another kind or reach: the two directions cannot differ")]
    TrustDiffers {
        /// One end.
        realm: RealmName,
        /// The other end.
        partner: RealmName,
    },
    /// An attribute that would have no effect beside the others (MS-ADTS 6.1.6.7.9).
    #[error("attribute {attribute} has no effect on this trust: {}", if *.attribute == "USES_RC4_ENCRYPTION" { "it is for Kerberos realms" } else { "it needs FOREST_TRANSITIVE, and PIM_TRUST also TREAT_AS_EXTERNAL" })]
    IneffectiveAttribute {
        /// The name of the attribute.
        attribute: &'static str,
    },
    /// A trusted domain object that must not be stored (MS-ADTS 6.1.6.9.7).
    #[error("{realm} cannot have this trust with {partner}: {inconsistency}")]
    InconsistentTrust {
        /// The end that would keep the object.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
        /// The rule that is broken.
        inconsistency: Inconsistency,
    },
    /// An attribute of an imported object that is none.
    #[error("the trusted domain object of {partner} cannot be read: {attribute}")]
    BadAttribute {
        /// The partner.
        partner: RealmName,
        /// The attribute, and what is wrong with it.
        attribute: BadAttribute,
    },
    /// With a Windows NT 4 domain there are external trusts only.
    #[error("{name} is a Windows NT 4 domain: only an external trust is possible")]
    DownlevelDomain {
        /// The domain.
        name: RealmName,
    },
    /// What a managed domain does not offer.
    #[error("{name} is a managed domain: {limit}")]
    ManagedDomain {
        /// The domain.
        name: RealmName,
        /// What it does not offer.
        limit: ManagedLimit,
    },
    /// Names are routed over forest trusts only.
    #[error("only a forest trust routes name suffixes, not a {kind} trust")]
    NoNamespaces {
        /// The kind.
        kind: NewTrustKind,
    },
    /// The trust with the partner is no forest trust.
    #[error("{realm} has no forest trust with {partner}")]
    NotAForestTrust {
        /// The end that was asked.
        realm: RealmName,
        /// The partner.
        partner: RealmName,
    },
    /// A forest trust has at least one top-level name.
    #[error("no name suffix is left for {partner}")]
    NoSuffixes {
        /// The partner whose names they would be.
        partner: RealmName,
    },
    /// An exclusion lies below one of the suffixes it is an exception from.
    #[error("exclusion {exclusion} does not lie below a suffix of {partner}")]
    ExclusionOutside {
        /// The partner whose names they are.
        partner: RealmName,
        /// The exclusion.
        exclusion: Box<str>,
    },
    /// Names that a partner claims cannot be stored or enabled.
    #[error("{0}")]
    Names(#[from] NamesRefusal),
    /// The forest as it would be does not hold together.
    #[error("{0}")]
    Forest(#[from] ForestError),
}
