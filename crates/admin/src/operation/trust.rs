//! Operations on trusts.

use serde::{Deserialize, Serialize};
use xrealm_directory::{NewTrustKind, TrustSide};
use xrealm_names::EncryptionType;

use crate::SecretText;

/// The two ends of a trust, as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustEnds {
    /// Owns the resources.
    pub trusting: String,
    /// Owns the accounts.
    pub trusted: String,
}

/// Which users get in over a trust: the authentication level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authentication {
    /// All, to everything: domain-wide or, of a forest, forest-wide.
    #[default]
    Wide,
    /// Only to what they were allowed to authenticate to: CROSS_ORGANIZATION.
    Selective,
}

/// A trust to be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateTrust {
    /// Between whom.
    pub ends: TrustEnds,
    /// What kind; absent: a realm trust if one end is a plain realm, inside a forest a shortcut, else external.
    #[serde(default)]
    pub kind: Option<NewTrustKind>,
    /// Whether it is one in the other direction too.
    #[serde(default)]
    pub two_way: bool,
    /// The one end that is created now; absent: both.
    #[serde(default)]
    pub side: Option<TrustSide>,
    /// Whether a realm trust is transitive; absent: as the kind has it.
    #[serde(default)]
    pub transitive: Option<bool>,
    /// The trust password. Needed where the other end is made elsewhere; absent: a random one.
    #[serde(default)]
    pub password: Option<SecretText>,
    /// Who of the trusted end gets in at the trusting one.
    #[serde(default)]
    pub trusting_authentication: Authentication,
    /// Of a two-way trust: who of the trusting end gets in at the trusted one.
    #[serde(default)]
    pub trusted_authentication: Authentication,
    /// SID filter quarantining; absent: as the kind has it.
    #[serde(default)]
    pub quarantine: Option<bool>,
    /// Whether a realm trust is one of a forest: FOREST_TRANSITIVE.
    #[serde(default)]
    pub forest_transitive: bool,
    /// Encryption types agreed for it; absent: those of the realms.
    #[serde(default)]
    pub etypes: Option<Vec<EncryptionType>>,
    /// Whether to confirm that the trusted end's tickets are accepted by the trusting one.
    #[serde(default)]
    pub confirm: bool,
    /// Of a two-way trust: whether to confirm the other direction.
    #[serde(default)]
    pub confirm_reverse: bool,
}

/// What can be switched at one end of a trust; netdom's switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustSwitch {
    /// Transitive: no NON_TRANSITIVE. Realm trusts only.
    Transitive,
    /// QUARANTINED_DOMAIN.
    Quarantine,
    /// FOREST_TRANSITIVE.
    ForestTransitive,
    /// CROSS_ORGANIZATION.
    SelectiveAuth,
    /// TREAT_AS_EXTERNAL. Outbound forest trusts only.
    SidHistory,
    /// CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION, and no CROSS_ORGANIZATION_NO_TGT_DELEGATION.
    TgtDelegation,
    /// PIM_TRUST. Forest-transitive trusts only.
    PimTrust,
    /// No DISABLE_AUTH_TARGET_VALIDATION.
    AuthTargetValidation,
    /// USES_RC4_ENCRYPTION. Realm trusts only.
    Rc4,
}

impl TrustSwitch {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            TrustSwitch::Transitive => "Transitive",
            TrustSwitch::Quarantine => "Quarantine",
            TrustSwitch::ForestTransitive => "ForestTransitive",
            TrustSwitch::SelectiveAuth => "SelectiveAuth",
            TrustSwitch::SidHistory => "SidHistory",
            TrustSwitch::TgtDelegation => "TgtDelegation",
            TrustSwitch::PimTrust => "PimTrust",
            TrustSwitch::AuthTargetValidation => "AuthTargetValidation",
            TrustSwitch::Rc4 => "Rc4",
        }
    }
}

/// A switch and what it is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Which switch.
    pub switch: TrustSwitch,
    /// On or off.
    pub on: bool,
}

/// One record of the names that a partner claims: by its number in the list or by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuffixName {
    /// Its number in the list, from 1.
    Number(usize),
    /// A top-level name, or a domain by DNS name, NetBIOS name or SID.
    Name(String),
}

/// What is done with the names that a partner claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuffixChange {
    /// Enables what is disabled, disables what is enabled.
    Toggle(SuffixName),
    /// Enables or disables.
    Enable {
        /// What.
        name: SuffixName,
        /// Which of the two.
        on: bool,
    },
    /// Adds a top-level name. Only on a forest-transitive realm trust.
    Add(String),
    /// Removes a top-level name. Only on a forest-transitive realm trust.
    Remove(String),
    /// Adds an exclusion.
    Exclude(String),
    /// Removes an exclusion.
    Include(String),
    /// Asks the partner again; new names arrive disabled.
    Refresh,
}

/// Which list of a forest's own suffixes is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnSuffixKind {
    /// uPNSuffixes: what names of users may end in.
    Upn,
    /// msDS-SPNSuffixes: what names of hosts may end in.
    Spn,
}

impl OwnSuffixKind {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            OwnSuffixKind::Upn => "UPN",
            OwnSuffixKind::Spn => "SPN",
        }
    }
}

/// One suffix of the own forest, to be added or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnSuffixChange {
    /// Of which list.
    pub kind: OwnSuffixKind,
    /// The suffix.
    pub suffix: String,
    /// Whether it is added, or else removed.
    pub add: bool,
}

/// What can be asked about trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustOperation {
    /// Creates one.
    Create(Box<CreateTrust>),
    /// All ends of trusts, or those of one realm.
    List {
        /// The realm; absent: all that are served.
        realm: Option<String>,
    },
    /// One end of one trust in full.
    Show {
        /// The end.
        realm: String,
        /// The partner.
        partner: String,
    },
    /// Tests the secrets of a trust: that the trusted end's tickets are accepted by the trusting one, as it is now.
    Verify {
        /// Between whom.
        ends: TrustEnds,
        /// Whether the other direction is tested too, if there is one.
        two_way: bool,
    },
    /// A new secret, both ends at once, or one end with a password.
    Reset {
        /// Between whom.
        ends: TrustEnds,
        /// Whether the other direction gets one too, if there is one.
        #[serde(default)]
        two_way: bool,
        /// The one end that gets it; absent: both.
        #[serde(default)]
        side: Option<TrustSide>,
        /// The password; absent: a random one.
        #[serde(default)]
        password: Option<SecretText>,
    },
    /// Starts the regular change of the secret now; trusting side.
    Rotate {
        /// Between whom.
        ends: TrustEnds,
    },
    /// Removes one.
    Remove {
        /// Between whom.
        ends: TrustEnds,
        /// Whether both directions go.
        two_way: bool,
        /// The one end that is removed; absent: both.
        #[serde(default)]
        side: Option<TrustSide>,
        /// Also where the partner is gone: the domain's cross-reference goes with it.
        #[serde(default)]
        force: bool,
    },
    /// Switches something at one end.
    Set {
        /// The end.
        realm: String,
        /// The partner.
        partner: String,
        /// What.
        settings: Vec<Setting>,
        /// With [`TrustSwitch::AuthTargetValidation`]: the child domain whose scanner record is meant.
        #[serde(default)]
        child_domain: Option<String>,
    },
    /// The names that a partner claims, numbered.
    Suffixes {
        /// The end that keeps them.
        realm: String,
        /// The partner.
        partner: String,
    },
    /// Changes the names that a partner claims.
    ChangeSuffixes {
        /// The end that keeps them.
        realm: String,
        /// The partner.
        partner: String,
        /// What.
        change: SuffixChange,
    },
    /// The names that a realm's own forest would tell a partner.
    OwnSuffixes {
        /// A domain of the forest.
        realm: String,
    },
    /// Changes the suffixes that a realm's own forest has beside the names of its domains.
    ChangeOwnSuffixes {
        /// A domain of the forest.
        realm: String,
        /// What, in this order.
        changes: Vec<OwnSuffixChange>,
    },
    /// Runs the trust scanner.
    Scan {
        /// The forest root whose trusts are scanned.
        realm: String,
        /// The partner; absent: all.
        #[serde(default)]
        partner: Option<String>,
    },
}
