//! The switches of `netdom trust` and how they may be shortened.

use super::NetdomError;

/// A switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Switch {
    Add,
    AddTln,
    AddTlnEx,
    AuthTargetValidation,
    ChildDomain,
    Domain,
    EnablePimTrust,
    EnableSidHistory,
    EnableTgtDelegation,
    Force,
    ForestTransitive,
    Help,
    InvokeTrustScanner,
    Kerberos,
    NameSuffixes,
    OneSide,
    PasswordD,
    PasswordO,
    PasswordT,
    Quarantine,
    Realm,
    Remove,
    RemoveTln,
    RemoveTlnEx,
    Reset,
    SecurePasswordPrompt,
    SelectiveAuth,
    ToggleSuffix,
    Transitive,
    TwoWay,
    UserD,
    UserO,
    Verify,
}

/// What follows the colon of a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Nothing may.
    Nothing,
    /// Something must, there or as the next word.
    Value,
    /// Something may.
    Maybe,
    /// `yes`, `no` or nothing.
    YesNo,
}

/// How every switch is spelt in full. Two names for one are two rows.
const SPELLINGS: &[(&str, Switch)] = &[
    ("Add", Switch::Add),
    ("AddTLN", Switch::AddTln),
    ("AddTLNEX", Switch::AddTlnEx),
    ("AuthTargetValidation", Switch::AuthTargetValidation),
    ("ChildDomain", Switch::ChildDomain),
    ("CrossOrganization", Switch::SelectiveAuth),
    ("Domain", Switch::Domain),
    ("EnablePIMTrust", Switch::EnablePimTrust),
    ("EnableSIDHistory", Switch::EnableSidHistory),
    ("EnableTgtDelegation", Switch::EnableTgtDelegation),
    ("Force", Switch::Force),
    ("ForestTransitive", Switch::ForestTransitive),
    ("Help", Switch::Help),
    ("InvokeTrustScanner", Switch::InvokeTrustScanner),
    ("Kerberos", Switch::Kerberos),
    ("NameSuffixes", Switch::NameSuffixes),
    ("OneSide", Switch::OneSide),
    ("PasswordD", Switch::PasswordD),
    ("PasswordO", Switch::PasswordO),
    ("PasswordT", Switch::PasswordT),
    ("Quarantine", Switch::Quarantine),
    ("Realm", Switch::Realm),
    ("Remove", Switch::Remove),
    ("RemoveTLN", Switch::RemoveTln),
    ("RemoveTLNEX", Switch::RemoveTlnEx),
    ("Reset", Switch::Reset),
    ("SecurePasswordPrompt", Switch::SecurePasswordPrompt),
    ("SelectiveAuth", Switch::SelectiveAuth),
    ("ToggleSuffix", Switch::ToggleSuffix),
    ("Transitive", Switch::Transitive),
    ("TwoWay", Switch::TwoWay),
    ("UserD", Switch::UserD),
    ("UserO", Switch::UserO),
    ("Verify", Switch::Verify),
];

/// The short forms that are no beginnings of the long ones.
const SHORT: &[(&str, Switch)] = &[
    ("?", Switch::Help),
    ("PD", Switch::PasswordD),
    ("PO", Switch::PasswordO),
    ("PT", Switch::PasswordT),
    ("UD", Switch::UserD),
    ("UO", Switch::UserO),
];

impl Switch {
    /// The switch that is called so: in full, by its short form, or by a beginning that leaves no doubt. Of switches
    /// that continue one another, such as /Remove and /RemoveTLN, a beginning means the shortest.
    pub(super) fn named(name: &str) -> Result<Switch, NetdomError> {
        let exact = |(spelling, _): &&(&str, Switch)| spelling.eq_ignore_ascii_case(name);
        if let Some((_, switch)) = SPELLINGS.iter().chain(SHORT).find(exact) {
            return Ok(*switch);
        }
        let fits: Vec<&(&str, Switch)> = SPELLINGS.iter().filter(|(spelling, _)| begins(spelling, name)).collect();
        let Some((shortest, switch)) = fits.iter().min_by_key(|(spelling, _)| spelling.len()) else {
            return Err(NetdomError::UnknownSwitch { name: name.to_owned() });
        };
        if fits.iter().all(|(spelling, _)| begins(spelling, shortest)) {
            return Ok(*switch);
        }
        let candidates = fits.iter().map(|(spelling, _)| *spelling).collect();
        Err(NetdomError::AmbiguousSwitch { name: name.to_owned(), candidates })
    }

    /// How it is spelt in the document.
    pub(super) fn spelling(self) -> &'static str {
        SPELLINGS.iter().rev().find(|(_, switch)| *switch == self).map_or("?", |(spelling, _)| spelling)
    }

    /// What follows it.
    pub(super) fn takes(self) -> Takes {
        match self {
            Switch::Add
            | Switch::Force
            | Switch::Help
            | Switch::InvokeTrustScanner
            | Switch::Kerberos
            | Switch::Realm
            | Switch::Remove
            | Switch::Reset
            | Switch::SecurePasswordPrompt
            | Switch::TwoWay
            | Switch::Verify => Takes::Nothing,
            Switch::AddTln
            | Switch::AddTlnEx
            | Switch::ChildDomain
            | Switch::Domain
            | Switch::OneSide
            | Switch::PasswordD
            | Switch::PasswordO
            | Switch::PasswordT
            | Switch::RemoveTln
            | Switch::RemoveTlnEx
            | Switch::ToggleSuffix
            | Switch::UserD
            | Switch::UserO => Takes::Value,
            Switch::NameSuffixes => Takes::Maybe,
            Switch::AuthTargetValidation
            | Switch::EnablePimTrust
            | Switch::EnableSidHistory
            | Switch::EnableTgtDelegation
            | Switch::ForestTransitive
            | Switch::Quarantine
            | Switch::SelectiveAuth
            | Switch::Transitive => Takes::YesNo,
        }
    }

    /// Whether what follows it is a password, which is not repeated in any message.
    pub(super) fn is_secret(self) -> bool {
        matches!(self, Switch::PasswordD | Switch::PasswordO | Switch::PasswordT)
    }
}

fn begins(spelling: &str, name: &str) -> bool {
    !name.is_empty() && spelling.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_short_forms_are_known() {
        let every = [
            ("d", Switch::Domain),
            ("UD", Switch::UserD),
            ("pd", Switch::PasswordD),
            ("uo", Switch::UserO),
            ("Po", Switch::PasswordO),
            ("pt", Switch::PasswordT),
            ("RESE", Switch::Reset),
            ("rem", Switch::Remove),
            ("ad", Switch::Add),
            ("ForestTRAN", Switch::ForestTransitive),
            ("selectiveauth", Switch::SelectiveAuth),
            ("CrossOrganization", Switch::SelectiveAuth),
            ("?", Switch::Help),
        ];
        for (name, switch) in every {
            assert_eq!(Switch::named(name), Ok(switch), "{name}");
        }
    }

    #[test]
    fn a_name_in_full_is_no_beginning_of_a_longer_one() {
        for (name, switch) in [("add", Switch::Add), ("ADDTLN", Switch::AddTln), ("removetln", Switch::RemoveTln)] {
            assert_eq!(Switch::named(name), Ok(switch));
        }
    }

    #[test]
    fn a_beginning_of_several_is_refused_with_all_of_them() {
        assert_eq!(
            Switch::named("c"),
            Err(NetdomError::AmbiguousSwitch {
                name: "c".into(),
                candidates: vec!["ChildDomain", "CrossOrganization"]
            })
        );
        assert_eq!(Switch::named(""), Err(NetdomError::UnknownSwitch { name: String::new() }));
        assert_eq!(Switch::named("é"), Err(NetdomError::UnknownSwitch { name: "é".into() }));
    }
}
