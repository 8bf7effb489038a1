//! What can be wrong with a netdom command line, or with the trust it is meant for.

use thiserror::Error;

/// Why a command is not carried out. The text is the rule of the document that it breaks.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum NetdomError {
    /// No verb, or one that is not about trusts.
    #[error("only `netdom trust` and `netdom help trust` are known here, not `netdom {given}`")]
    UnknownVerb {
        /// What was given.
        given: String,
    },
    /// Not a switch.
    #[error("/{name} is no parameter of netdom trust")]
    UnknownSwitch {
        /// What was given.
        name: String,
    },
    /// The beginning of several.
    #[error("/{name} can be any of /{}", candidates.join(", /"))]
    AmbiguousSwitch {
        /// What was given.
        name: String,
        /// What it can be.
        candidates: Vec<&'static str>,
    },
    /// Given twice.
    #[error("/{switch} is given twice")]
    Twice {
        /// The switch.
        switch: &'static str,
    },
    /// Nothing where something must be.
    #[error("/{switch} needs a value: /{switch}:value")]
    ValueNeeded {
        /// The switch.
        switch: &'static str,
    },
    /// Something where nothing can be, or the wrong thing.
    #[error("/{switch} cannot be given as /{switch}:{value}; {allowed}")]
    WrongValue {
        /// The switch.
        switch: &'static str,
        /// What was given.
        value: String,
        /// What it can be.
        allowed: &'static str,
    },
    /// Two trusting domains.
    #[error("netdom trust takes one trusting domain, and {one} and {other} are given")]
    SecondDomain {
        /// The first.
        one: String,
        /// The second.
        other: String,
    },
    /// No trusting domain.
    #[error(
        "the name of the trusting domain is missing: netdom trust trusting_domain_name /Domain:trusted_domain_name"
    )]
    NoTrustingDomain,
    /// All domains where one is meant.
    #[error("`*` for all trusts is valid only with /InvokeTrustScanner")]
    AllTrusts,
    /// No /Domain, and this computer belongs to none.
    #[error("/Domain is missing, and this computer belongs to no domain that could be meant")]
    NoTrustedDomain,
    /// Nothing to do.
    #[error(
        "nothing to do is given: one of /Add, /Remove, /Reset, /Verify, /NameSuffixes, /InvokeTrustScanner, a name \
         to add or remove, or a setting such as /Quarantine"
    )]
    NothingToDo,
    /// Two things to do.
    #[error("/{one} and /{other} cannot be used together")]
    NotTogether {
        /// One switch.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// A switch that is only for others.
    #[error("/{switch} is valid only with {with}")]
    OnlyWith {
        /// The switch.
        switch: &'static str,
        /// What it needs.
        with: &'static str,
    },
    /// A realm trust without its password.
    #[error("/Realm needs /PasswordT: the administrator of the realm has to set the same password there")]
    RealmNeedsPassword,
    /// One side of a trust without its password.
    #[error("/OneSide with /Add needs /PasswordT: the other side has to be created with the same password")]
    OneSideNeedsPassword,
    /// A trust password between two Windows domains.
    #[error("/PasswordT is valid only if one of the two domains is a non-Windows Kerberos realm")]
    PasswordNeedsRealm,
    /// A forest trust between two forests.
    #[error(
        "netdom trust cannot create a forest trust between two Active Directory forests; use `xrealm trust new --kind \
         forest`"
    )]
    NoForestTrust,
    /// A short name where a full one is needed.
    #[error("/Force needs the full DNS name of the domain, and {given} is none")]
    ForceNeedsDnsName {
        /// What was given.
        given: String,
    },
    /// A kind of trust that the switch is not for.
    #[error("/{switch} is valid only for {valid_for}; the trust with {partner} is {is}")]
    WrongTrust {
        /// The switch.
        switch: &'static str,
        /// What it is for.
        valid_for: &'static str,
        /// The partner.
        partner: String,
        /// What the trust is.
        is: String,
    },
    /// A test of Kerberos for another domain than this computer's.
    #[error(
        "/Verify /Kerberos cannot be run remotely: this computer belongs to {here}, so the trusting domain has to be \
         {here}, and {trusting} is given"
    )]
    RemoteKerberos {
        /// Where this computer belongs.
        here: String,
        /// What was given.
        trusting: String,
    },
    /// A test of Kerberos without its users.
    #[error("/Verify /Kerberos needs the credentials of both sides: /UserO with /PasswordO and /UserD with /PasswordD")]
    KerberosNeedsCredentials,
}

impl NetdomError {
    /// Whether it is about the trust there is, not about the command line alone.
    #[must_use]
    pub fn is_about_the_trust(&self) -> bool {
        matches!(self, NetdomError::WrongTrust { .. })
    }
}
