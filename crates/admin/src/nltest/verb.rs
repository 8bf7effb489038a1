//! What nltest is asked for.

/// An nltest command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nltest {
    /// Help is to be printed.
    Help,
    /// Something is asked.
    Ask {
        /// /SERVER: the domain or controller that is asked; absent: the domain of this computer.
        server: Option<String>,
        /// What is asked.
        verb: Verb,
    },
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// /DOMAIN_TRUSTS.
    DomainTrusts {
        /// Which of them.
        listed: Listed,
        /// /V.
        verbose: bool,
    },
    /// /TRUSTED_DOMAINS.
    TrustedDomains,
    /// /SC_QUERY.
    ScQuery {
        /// The trusted domain.
        domain: String,
    },
    /// /SC_VERIFY.
    ScVerify {
        /// The trusted domain.
        domain: String,
    },
    /// /SC_RESET.
    ScReset {
        /// The trusted domain.
        domain: String,
        /// The controller of it that is to be taken.
        controller: Option<String>,
    },
    /// /SC_CHANGE_PWD.
    ScChangePwd {
        /// The trusted domain.
        domain: String,
    },
    /// /DSGETDC.
    DsGetDc {
        /// The domain; absent: the one that is asked.
        domain: Option<String>,
        /// /PDC.
        pdc: bool,
    },
    /// /DSGETFTI.
    DsGetFti {
        /// The trusted forest; absent: the own one.
        domain: Option<String>,
        /// /UPDATE_TDO.
        update: bool,
    },
    /// /PARENTDOMAIN.
    ParentDomain,
    /// /DCLIST.
    DcList {
        /// The domain.
        domain: String,
    },
}

/// Which domains /DOMAIN_TRUSTS lists; nothing means all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listed {
    /// /PRIMARY: the domain that is asked.
    pub primary: bool,
    /// /FOREST: those of its forest.
    pub forest: bool,
    /// /DIRECT_OUT: those it trusts.
    pub direct_out: bool,
    /// /DIRECT_IN: those that trust it.
    pub direct_in: bool,
}

impl Listed {
    /// Whether all are listed.
    #[must_use]
    pub fn is_all(self) -> bool {
        self == Listed::default()
    }
}
