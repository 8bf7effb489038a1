//! What nltest prints, and how it ends.

use crate::Win32Status;

/// What is printed, and with which status the command ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What is printed.
    pub text: String,
    /// How it ended.
    pub status: Win32Status,
}

/// What failed, as the original names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Anything about a secure channel.
    Control,
    /// Listing trusts.
    DomainTrusts,
    /// Looking for a domain controller.
    GetDc,
    /// Listing domain controllers.
    DcList,
    /// Asking for the names of a forest.
    ForestTrustInformation,
    /// Asking for the parent.
    ParentDomain,
}

impl Told {
    /// Something worked.
    pub(super) fn done(body: &str) -> Told {
        Told { text: format!("{body}The command completed successfully\n"), status: Win32Status::SUCCESS }
    }

    /// Something did not; `reason` is for people and follows the line that programs read.
    #[must_use]
    pub fn failed(call: Call, status: Win32Status, reason: &str) -> Told {
        let (code, name) = (status.code, status.name);
        let reason = if reason.is_empty() { String::new() } else { format!("{reason}\n") };
        Told { text: format!("{} failed: Status = {code} 0x{code:x} {name}\n{reason}", call.words()), status }
    }
}

impl Call {
    fn words(self) -> &'static str {
        match self {
            Call::Control => "I_NetLogonControl",
            Call::DomainTrusts => "Getting domain trusts",
            Call::GetDc => "Getting DC name",
            Call::DcList => "Getting list of DCs",
            Call::ForestTrustInformation => "DsGetForestTrustInformation",
            Call::ParentDomain => "Getting parent domain",
        }
    }
}
