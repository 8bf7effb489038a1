//! A netdom trust command whose switches go together.

use xrealm_directory::TrustSide;

use crate::{SecretText, TrustSwitch};

/// Something to be done with a trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustCommand {
    /// The trusting domain, or `*` for the trust scanner.
    pub trusting: String,
    /// /Domain: the trusted domain or realm; absent: the domain this computer belongs to.
    pub trusted: Option<String>,
    /// /UserO and /PasswordO: who does it in the trusting domain.
    pub trusting_login: Login,
    /// /UserD and /PasswordD: who does it in the trusted domain.
    pub trusted_login: Login,
    /// /PasswordT: the password of the trust.
    pub trust_password: Option<SecretText>,
    /// The passwords given as `*`, which are to be asked for.
    pub prompts: Vec<PasswordOf>,
    /// /SecurePasswordPrompt: they are asked for on the terminal alone, wherever the input comes from.
    pub secure_prompt: bool,
    /// What is to be done.
    pub verb: TrustVerb,
}

/// Who does something in one of the two domains.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Login {
    /// `DOMAIN\name`, `name@domain` or a name of that domain; absent: the current user.
    pub user: Option<String>,
    /// The password.
    pub password: Option<SecretText>,
}

/// A password that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PasswordOf {
    /// /PasswordO.
    TrustingUser,
    /// /PasswordD.
    TrustedUser,
    /// /PasswordT.
    Trust,
}

/// What is to be done with a trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrustVerb {
    /// /Add.
    Add {
        /// /Realm.
        realm: bool,
        /// /TwoWay.
        two_way: bool,
        /// /OneSide.
        one_side: Option<TrustSide>,
        /// /Transitive.
        transitive: Option<bool>,
        /// /ForestTransitive.
        forest_transitive: bool,
        /// /Quarantine.
        quarantine: Option<bool>,
        /// /SelectiveAuth.
        selective_auth: bool,
    },
    /// /Remove.
    Remove {
        /// /TwoWay.
        two_way: bool,
        /// /OneSide.
        one_side: Option<TrustSide>,
        /// /Force.
        force: bool,
    },
    /// /Reset.
    Reset {
        /// /TwoWay.
        two_way: bool,
    },
    /// /Verify.
    Verify {
        /// /TwoWay.
        two_way: bool,
        /// /Kerberos.
        kerberos: bool,
    },
    /// Settings, each with its new value or, to be told, none.
    Settings {
        /// The settings, in the order in which they are given.
        settings: Vec<(TrustSwitch, Option<bool>)>,
        /// /ChildDomain.
        child_domain: Option<String>,
    },
    /// /NameSuffixes.
    NameSuffixes {
        /// The trust; absent: that with /Domain.
        trust: Option<String>,
        /// /ToggleSuffix.
        toggle: Option<usize>,
    },
    /// /AddTLN, /RemoveTLN, /AddTLNEX and /RemoveTLNEX.
    ChangeName {
        /// Which of them.
        change: NameChange,
        /// The name.
        name: String,
    },
    /// /InvokeTrustScanner.
    InvokeTrustScanner,
}

/// How the names that a partner claims are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameChange {
    /// /AddTLN.
    AddTln,
    /// /RemoveTLN.
    RemoveTln,
    /// /AddTLNEX.
    AddTlnEx,
    /// /RemoveTLNEX.
    RemoveTlnEx,
}

impl TrustCommand {
    /// Puts in a password that was asked for.
    pub fn give(&mut self, of: PasswordOf, password: SecretText) {
        let place = match of {
            PasswordOf::TrustingUser => &mut self.trusting_login.password,
            PasswordOf::TrustedUser => &mut self.trusted_login.password,
            PasswordOf::Trust => &mut self.trust_password,
        };
        *place = Some(password);
        self.prompts.retain(|prompt| *prompt != of);
    }

    /// How a password is asked for.
    #[must_use]
    pub fn prompt(&self, of: PasswordOf) -> String {
        let user = |login: &Login, of: &str| match &login.user {
            Some(user) => format!("Type the password associated with the domain user {user}: "),
            None => format!("Type the password of the user for {of}: "),
        };
        match of {
            PasswordOf::TrustingUser => user(&self.trusting_login, &self.trusting),
            PasswordOf::TrustedUser => user(&self.trusted_login, self.trusted.as_deref().unwrap_or("the domain")),
            PasswordOf::Trust => "Type the password of the trust: ".to_owned(),
        }
    }

    /// Whether the password of a new realm trust is missing: a person can still be asked for it.
    #[must_use]
    pub fn misses_realm_password(&self) -> bool {
        matches!(self.verb, TrustVerb::Add { realm: true, .. })
            && self.trust_password.is_none()
            && !self.prompts.contains(&PasswordOf::Trust)
    }
}
