//! How results are told: in the words that scripts look for.

use std::fmt::Write as _;

use super::command::{TrustCommand, TrustVerb};
use super::rules::has;
use crate::win32::Win32Status;
use crate::{Answer, SuffixFacts, SuffixListFacts, TrustEndFacts, TrustSwitch, VerificationFacts};

/// The last line where something worked.
const COMPLETED: &str = "The command completed successfully.";
/// The last line where something did not.
const FAILED: &str = "The command failed to complete successfully.";

/// What is printed, and with which status the command ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What is printed.
    pub text: String,
    /// How it ended.
    pub status: Win32Status,
}

impl Told {
    fn done(body: &str) -> Told {
        let gap = if body.is_empty() { "" } else { "\n\n" };
        Told { text: format!("{}{gap}{COMPLETED}\n", body.trim_end()), status: Win32Status::SUCCESS }
    }

    fn failed(body: &str, status: Win32Status) -> Told {
        Told { text: format!("{}\n\n{FAILED}\n", body.trim_end()), status }
    }
}

/// What is told where nothing was done: the reason, with its status.
#[must_use]
pub fn refused(reason: &str, status: Win32Status) -> Told {
    Told::failed(&format!("{reason}\nStatus = {} 0x{:x} {}", status.code, status.code, status.name), status)
}

impl TrustCommand {
    /// How the answer to the command's operation is told.
    #[must_use]
    pub fn present(&self, answer: &Answer) -> Told {
        match answer {
            Answer::Verified(found) => verified(found),
            Answer::Suffixes(list) => Told::done(&suffix_list(list)),
            Answer::Trust(end) => self.present_state(end),
            Answer::Done(done) => {
                let mut body = self.settings_told(done.trusts.first());
                for note in &done.notes {
                    let _ = writeln!(body, "{note}");
                }
                if !done.verified.is_empty() {
                    return verified(&done.verified);
                }
                Told::done(&body)
            }
            Answer::Trusts(_)
            | Answer::Domains(_)
            | Answer::Accounts(_)
            | Answer::Groups(_)
            | Answer::Account(_)
            | Answer::Keytab(_)
            | Answer::PasswordPolicy(_)
            | Answer::Controllers { .. }
            | Answer::Clock(_)
            | Answer::Audit(_)
            | Answer::Dump(_) => Told::done(""),
        }
    }

    /// What a trust is set to, where that is all that is asked.
    #[must_use]
    pub fn present_state(&self, end: &TrustEndFacts) -> Told {
        let TrustVerb::Settings { settings, .. } = &self.verb else { return Told::done("") };
        let lines: Vec<&str> = settings.iter().map(|(setting, _)| state(*setting, is_on(*setting, end))).collect();
        Told::done(&lines.join("\n\n"))
    }

    /// A line for each setting of the command: what it was set to, or what it is.
    fn settings_told(&self, end: Option<&TrustEndFacts>) -> String {
        let TrustVerb::Settings { settings, .. } = &self.verb else { return String::new() };
        let line = |(setting, on): &(TrustSwitch, Option<bool>)| match (on, end) {
            (Some(on), _) => Some(being_set(*setting, *on)),
            (None, Some(end)) => Some(state(*setting, is_on(*setting, end))),
            (None, None) => None,
        };
        settings.iter().filter_map(line).map(|line| format!("{line}\n")).collect()
    }
}

fn verified(found: &[VerificationFacts]) -> Told {
    let mut body = String::new();
    let mut worst = Win32Status::SUCCESS;
    for direction in found {
        let status = Win32Status::of_verification(direction.result);
        let VerificationFacts { trusting, trusted, text, .. } = direction;
        if status == Win32Status::SUCCESS {
            let _ = writeln!(body, "The trust between {trusting} and {trusted} has been successfully verified");
        } else {
            worst = status;
            let (code, name) = (status.code, status.name);
            let _ = writeln!(body, "The trust between {trusting} and {trusted} could not be verified: {text}");
            let _ = writeln!(body, "Status = {code} 0x{code:x} {name}");
        }
    }
    if worst == Win32Status::SUCCESS { Told::done(&body) } else { Told::failed(&body, worst) }
}

/// The names that a partner claims: a line each, in the columns that the first line names.
fn suffix_list(list: &SuffixListFacts) -> String {
    let mut text = String::from("Name, Type, Status, Notes\n\n");
    for suffix in &list.suffixes {
        let _ = writeln!(text, "{}. {}", suffix.number, suffix_line(suffix));
    }
    text
}

fn suffix_line(suffix: &SuffixFacts) -> String {
    let (name, kind) = match suffix.kind.as_str() {
        "top-level-name" => (format!("*.{}", suffix.name), "Name Suffix"),
        "exclusion" => (format!("*.{}", suffix.name), "Exclusion"),
        "domain" => (suffix.name.clone(), "Domain"),
        "scanner" => (suffix.name.clone(), "Scanner Record"),
        _ => (suffix.name.clone(), "Unknown"),
    };
    let status = match suffix.status.as_str() {
        "enabled" => "Enabled",
        "disabled-new" => "Disabled (new)",
        "disabled-admin" => "Disabled (by administrator)",
        "conflict" => "Conflicting",
        other => other,
    };
    let conflict = suffix.conflict_with.as_ref().map(|with| format!(", With {with}")).unwrap_or_default();
    let flat = suffix.netbios_name.as_ref().map(|flat| format!(", {flat}")).unwrap_or_default();
    format!("{name}, {kind}, {status}{conflict}{flat}")
}

fn is_on(setting: TrustSwitch, end: &TrustEndFacts) -> bool {
    match setting {
        TrustSwitch::Transitive => !has(end, "NON_TRANSITIVE"),
        TrustSwitch::Quarantine => has(end, "QUARANTINED_DOMAIN"),
        TrustSwitch::ForestTransitive => has(end, "FOREST_TRANSITIVE"),
        TrustSwitch::SelectiveAuth => has(end, "CROSS_ORGANIZATION"),
        TrustSwitch::SidHistory => has(end, "TREAT_AS_EXTERNAL"),
        TrustSwitch::TgtDelegation => has(end, "CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION"),
        TrustSwitch::PimTrust => has(end, "PIM_TRUST"),
        TrustSwitch::AuthTargetValidation => !has(end, "DISABLE_AUTH_TARGET_VALIDATION"),
        TrustSwitch::Rc4 => has(end, "USES_RC4_ENCRYPTION"),
    }
}

fn state(setting: TrustSwitch, on: bool) -> &'static str {
    match (setting, on) {
        (TrustSwitch::Transitive, true) => "The trust is transitive.",
        (TrustSwitch::Transitive, false) => "The trust is not transitive.",
        (TrustSwitch::Quarantine, true) => {
            "SID filtering is enabled for this trust. Only SIDs from the trusted domain\n\
             will be accepted for authorization data returned during authentication. SIDs\n\
             from other domains will be removed."
        }
        (TrustSwitch::Quarantine, false) => {
            "SID filtering is not enabled for this trust. All SIDs presented in an\n\
             authentication request from this domain will be honored."
        }
        (TrustSwitch::ForestTransitive, true) => "The trust is marked as forest transitive.",
        (TrustSwitch::ForestTransitive, false) => "The trust is not marked as forest transitive.",
        (TrustSwitch::SelectiveAuth, true) => "Selective authentication is enabled for this trust.",
        (TrustSwitch::SelectiveAuth, false) => "Selective authentication is disabled for this trust.",
        (TrustSwitch::SidHistory, true) => "SID history is enabled for this trust.",
        (TrustSwitch::SidHistory, false) => "SID history is disabled for this trust.",
        (TrustSwitch::TgtDelegation, true) => "TGT delegation is enabled for this trust.",
        (TrustSwitch::TgtDelegation, false) => "TGT delegation is disabled for this trust.",
        (TrustSwitch::PimTrust, true) => "PIM trust is enabled for this trust.",
        (TrustSwitch::PimTrust, false) => "PIM trust is disabled for this trust.",
        (TrustSwitch::AuthTargetValidation, true) => "Authentication target validation is enabled for this trust.",
        (TrustSwitch::AuthTargetValidation, false) => "Authentication target validation is disabled for this trust.",
        (TrustSwitch::Rc4, true) => "RC4 is enabled for this trust.",
        (TrustSwitch::Rc4, false) => "RC4 is disabled for this trust.",
    }
}

fn being_set(setting: TrustSwitch, on: bool) -> &'static str {
    match (setting, on) {
        (TrustSwitch::Transitive, true) => "Setting the trust to be transitive.",
        (TrustSwitch::Transitive, false) => "Setting the trust to not be transitive.",
        (TrustSwitch::Quarantine, true) => "Setting the trust to filter SIDs.",
        (TrustSwitch::Quarantine, false) => "Setting the trust to not filter SIDs.",
        (TrustSwitch::ForestTransitive, true) => "Marking the trust as forest transitive.",
        (TrustSwitch::ForestTransitive, false) => "Marking the trust as not forest transitive.",
        (TrustSwitch::SelectiveAuth, true) => "Enabling selective authentication for this trust.",
        (TrustSwitch::SelectiveAuth, false) => "Disabling selective authentication for this trust.",
        (TrustSwitch::SidHistory, true) => "Enabling SID history for this trust.",
        (TrustSwitch::SidHistory, false) => "Disabling SID history for this trust.",
        (TrustSwitch::TgtDelegation, true) => "Enabling TGT delegation for this trust.",
        (TrustSwitch::TgtDelegation, false) => "Disabling TGT delegation for this trust.",
        (TrustSwitch::PimTrust, true) => "Enabling PIM trust for this trust.",
        (TrustSwitch::PimTrust, false) => "Disabling PIM trust for this trust.",
        (TrustSwitch::AuthTargetValidation, true) => "Enabling authentication target validation for this trust.",
        (TrustSwitch::AuthTargetValidation, false) => "Disabling authentication target validation for this trust.",
        (TrustSwitch::Rc4, true) => "Enabling RC4 for this trust.",
        (TrustSwitch::Rc4, false) => "Disabling RC4 for this trust.",
    }
}
