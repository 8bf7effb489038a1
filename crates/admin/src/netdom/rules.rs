//! Which switch may be used with which, and on which trust.

use xrealm_directory::TrustSide;

use super::NetdomError;
use super::command::{Login, NameChange, PasswordOf, TrustCommand, TrustVerb};
use super::parse::Words;
use super::switch::Switch;
use crate::{TrustEndFacts, TrustSwitch};

/// What a command can be about; two of them do not go together.
const VERBS: &[Switch] = &[
    Switch::Add,
    Switch::Remove,
    Switch::Reset,
    Switch::Verify,
    Switch::NameSuffixes,
    Switch::InvokeTrustScanner,
    Switch::AddTln,
    Switch::AddTlnEx,
    Switch::RemoveTln,
    Switch::RemoveTlnEx,
];

/// The settings, with what is set.
const SETTINGS: &[(Switch, TrustSwitch)] = &[
    (Switch::Transitive, TrustSwitch::Transitive),
    (Switch::Quarantine, TrustSwitch::Quarantine),
    (Switch::EnableSidHistory, TrustSwitch::SidHistory),
    (Switch::ForestTransitive, TrustSwitch::ForestTransitive),
    (Switch::SelectiveAuth, TrustSwitch::SelectiveAuth),
    (Switch::EnableTgtDelegation, TrustSwitch::TgtDelegation),
    (Switch::EnablePimTrust, TrustSwitch::PimTrust),
    (Switch::AuthTargetValidation, TrustSwitch::AuthTargetValidation),
];

/// The passwords, with whose they are.
const PASSWORDS: &[(Switch, PasswordOf)] = &[
    (Switch::PasswordO, PasswordOf::TrustingUser),
    (Switch::PasswordD, PasswordOf::TrustedUser),
    (Switch::PasswordT, PasswordOf::Trust),
];

/// In place of a password: ask for it.
const ASK: &str = "*";

/// The settings that a new trust can be given at once.
const SETTINGS_OF_NEW: &[Switch] =
    &[Switch::Transitive, Switch::Quarantine, Switch::ForestTransitive, Switch::SelectiveAuth];

/// The command that the words are, if they go together.
pub(super) fn command(words: &Words) -> Result<TrustCommand, NetdomError> {
    let trusting = words.trusting.clone().ok_or(NetdomError::NoTrustingDomain)?;
    let verb = only_verb(words)?;
    if trusting == "*" && verb != Some(Switch::InvokeTrustScanner) {
        return Err(NetdomError::AllTrusts);
    }
    companions(words, verb)?;
    let verb = verb_of(words, verb)?;
    let password = |switch| words.value(switch).filter(|value| *value != ASK).map(|value| value.to_owned().into());
    let command = TrustCommand {
        trusting,
        trusted: words.value(Switch::Domain).map(str::to_owned),
        trusting_login: Login {
            user: words.value(Switch::UserO).map(str::to_owned),
            password: password(Switch::PasswordO),
        },
        trusted_login: Login {
            user: words.value(Switch::UserD).map(str::to_owned),
            password: password(Switch::PasswordD),
        },
        trust_password: password(Switch::PasswordT),
        prompts: prompts(words),
        secure_prompt: words.has(Switch::SecurePasswordPrompt),
        verb,
    };
    whole(&command, words)?;
    Ok(command)
}

/// The passwords that are to be asked for, in the order in which they are given.
fn prompts(words: &Words) -> Vec<PasswordOf> {
    let asked = words.switches.iter().filter(|(_, value)| value.as_deref() == Some(ASK));
    asked
        .filter_map(|(switch, _)| PASSWORDS.iter().find(|(password, _)| password == switch).map(|(_, of)| *of))
        .collect()
}

fn only_verb(words: &Words) -> Result<Option<Switch>, NetdomError> {
    let mut given = words.switches.iter().map(|(switch, _)| *switch).filter(|switch| VERBS.contains(switch));
    let first = given.next();
    match (first, given.next()) {
        (Some(one), Some(other)) => Err(NetdomError::NotTogether { one: one.spelling(), other: other.spelling() }),
        (first, _) => Ok(first),
    }
}

/// Switches that are only for others.
fn companions(words: &Words, verb: Option<Switch>) -> Result<(), NetdomError> {
    let rules: &[(Switch, &[Switch], &str)] = &[
        (Switch::Realm, &[Switch::Add], "/Add"),
        (Switch::Force, &[Switch::Remove], "/Remove"),
        (Switch::OneSide, &[Switch::Add, Switch::Remove], "/Add and /Remove"),
        (Switch::PasswordT, &[Switch::Add, Switch::Reset], "/Add and /Reset"),
        (Switch::Kerberos, &[Switch::Verify], "/Verify"),
        (Switch::ToggleSuffix, &[Switch::NameSuffixes], "/NameSuffixes"),
        (
            Switch::TwoWay,
            &[Switch::Add, Switch::Remove, Switch::Reset, Switch::Verify],
            "/Add, /Remove, /Reset and /Verify",
        ),
    ];
    for (switch, verbs, with) in rules {
        if words.has(*switch) && !verb.is_some_and(|verb| verbs.contains(&verb)) {
            return Err(NetdomError::OnlyWith { switch: switch.spelling(), with });
        }
    }
    if words.has(Switch::ChildDomain) && !words.has(Switch::AuthTargetValidation) {
        return Err(NetdomError::OnlyWith { switch: Switch::ChildDomain.spelling(), with: "/AuthTargetValidation" });
    }
    let Some(verb) = verb else { return Ok(()) };
    for (switch, _) in SETTINGS.iter().filter(|(switch, _)| words.has(*switch)) {
        if verb != Switch::Add || !SETTINGS_OF_NEW.contains(switch) {
            return Err(NetdomError::NotTogether { one: verb.spelling(), other: switch.spelling() });
        }
    }
    Ok(())
}

fn verb_of(words: &Words, verb: Option<Switch>) -> Result<TrustVerb, NetdomError> {
    let two_way = words.has(Switch::TwoWay);
    let name = |switch: Switch, change| TrustVerb::ChangeName {
        change,
        name: words.value(switch).unwrap_or_default().to_owned(),
    };
    Ok(match verb {
        Some(Switch::Add) => TrustVerb::Add {
            realm: words.has(Switch::Realm),
            two_way,
            one_side: one_side(words)?,
            transitive: words.setting(Switch::Transitive),
            forest_transitive: words.setting(Switch::ForestTransitive) == Some(true),
            quarantine: words.setting(Switch::Quarantine),
            selective_auth: words.setting(Switch::SelectiveAuth) == Some(true),
        },
        Some(Switch::Remove) => {
            TrustVerb::Remove { two_way, one_side: one_side(words)?, force: words.has(Switch::Force) }
        }
        Some(Switch::Reset) => TrustVerb::Reset { two_way },
        Some(Switch::Verify) => TrustVerb::Verify { two_way, kerberos: words.has(Switch::Kerberos) },
        Some(Switch::NameSuffixes) => TrustVerb::NameSuffixes {
            trust: words.value(Switch::NameSuffixes).map(str::to_owned),
            toggle: words.value(Switch::ToggleSuffix).map(number).transpose()?,
        },
        Some(Switch::InvokeTrustScanner) => TrustVerb::InvokeTrustScanner,
        Some(switch @ Switch::AddTln) => name(switch, NameChange::AddTln),
        Some(switch @ Switch::RemoveTln) => name(switch, NameChange::RemoveTln),
        Some(switch @ Switch::AddTlnEx) => name(switch, NameChange::AddTlnEx),
        Some(switch @ Switch::RemoveTlnEx) => name(switch, NameChange::RemoveTlnEx),
        // The verbs are all above; without one there must be a setting.
        Some(_) | None => settings(words)?,
    })
}

fn settings(words: &Words) -> Result<TrustVerb, NetdomError> {
    let setting = |(switch, _): &(Switch, Option<String>)| {
        let (_, set) = SETTINGS.iter().find(|(setting, _)| setting == switch)?;
        Some((*set, words.setting(*switch)))
    };
    let settings: Vec<_> = words.switches.iter().filter_map(setting).collect();
    if settings.is_empty() {
        return Err(NetdomError::NothingToDo);
    }
    Ok(TrustVerb::Settings { settings, child_domain: words.value(Switch::ChildDomain).map(str::to_owned) })
}

fn one_side(words: &Words) -> Result<Option<TrustSide>, NetdomError> {
    let Some(value) = words.value(Switch::OneSide) else { return Ok(None) };
    if value.eq_ignore_ascii_case("trusted") {
        return Ok(Some(TrustSide::Trusted));
    }
    if value.eq_ignore_ascii_case("trusting") {
        return Ok(Some(TrustSide::Trusting));
    }
    let (switch, value) = (Switch::OneSide.spelling(), value.to_owned());
    Err(NetdomError::WrongValue { switch, value, allowed: "it takes trusted or trusting" })
}

fn number(value: &str) -> Result<usize, NetdomError> {
    let allowed = "it takes the number of a name in the list of /NameSuffixes";
    let wrong =
        || NetdomError::WrongValue { switch: Switch::ToggleSuffix.spelling(), value: value.to_owned(), allowed };
    value.parse().ok().filter(|number| *number > 0).ok_or_else(wrong)
}

/// What the switches of one verb need of each other.
fn whole(command: &TrustCommand, words: &Words) -> Result<(), NetdomError> {
    let has_password = words.has(Switch::PasswordT);
    match &command.verb {
        TrustVerb::Add { realm, one_side, forest_transitive, .. } => {
            if *forest_transitive && !realm {
                return Err(NetdomError::NoForestTrust);
            }
            // To be told what a trust that is only being created is set to makes no sense.
            let told = SETTINGS_OF_NEW.iter().find(|switch| words.has(**switch) && words.setting(**switch).is_none());
            if let Some(switch) = told {
                return Err(NetdomError::ValueNeeded { switch: switch.spelling() });
            }
            if one_side.is_some() && !has_password {
                return Err(NetdomError::OneSideNeedsPassword);
            }
            if has_password && !realm && one_side.is_none() {
                return Err(NetdomError::PasswordNeedsRealm);
            }
        }
        TrustVerb::Remove { force: true, .. } => {
            let given = command.trusted.as_deref().unwrap_or(&command.trusting);
            if !given.trim_end_matches('.').contains('.') {
                return Err(NetdomError::ForceNeedsDnsName { given: given.to_owned() });
            }
        }
        TrustVerb::Verify { kerberos: true, .. } => {
            let both = [Switch::UserO, Switch::PasswordO, Switch::UserD, Switch::PasswordD];
            if !both.iter().all(|switch| words.has(*switch)) {
                return Err(NetdomError::KerberosNeedsCredentials);
            }
        }
        TrustVerb::Remove { .. }
        | TrustVerb::Reset { .. }
        | TrustVerb::Verify { .. }
        | TrustVerb::Settings { .. }
        | TrustVerb::NameSuffixes { .. }
        | TrustVerb::ChangeName { .. }
        | TrustVerb::InvokeTrustScanner => {}
    }
    Ok(())
}

impl TrustCommand {
    /// Whether the trust there is has to be looked at first, because the command is not for every kind of trust or only
    /// tells what there is.
    #[must_use]
    pub fn depends_on_trust(&self) -> bool {
        match &self.verb {
            TrustVerb::Settings { .. } | TrustVerb::NameSuffixes { .. } | TrustVerb::ChangeName { .. } => true,
            TrustVerb::Reset { .. } => self.trust_password.is_some(),
            TrustVerb::Add { .. }
            | TrustVerb::Remove { .. }
            | TrustVerb::Verify { .. }
            | TrustVerb::InvokeTrustScanner => false,
        }
    }

    /// Whether the command is one for the trust that there is, seen from the trusting end.
    ///
    /// # Errors
    /// [`NetdomError::WrongTrust`].
    pub fn check(&self, end: &TrustEndFacts) -> Result<(), NetdomError> {
        let forest = has(end, "FOREST_TRANSITIVE");
        match &self.verb {
            TrustVerb::Settings { settings, .. } => {
                settings.iter().try_for_each(|(setting, _)| check_setting(*setting, end))
            }
            TrustVerb::NameSuffixes { .. } => {
                let valid_for = "a forest trust or a forest transitive non-Windows realm trust";
                require(forest, Switch::NameSuffixes, valid_for, end)
            }
            TrustVerb::ChangeName { change, .. } => match change {
                NameChange::AddTln | NameChange::RemoveTln => {
                    let valid_for = "a forest transitive non-Windows realm trust";
                    require(forest && is_realm(end), change.switch(), valid_for, end)
                }
                NameChange::AddTlnEx | NameChange::RemoveTlnEx => {
                    let valid_for = "a forest trust or a forest transitive non-Windows realm trust";
                    require(forest, change.switch(), valid_for, end)
                }
            },
            TrustVerb::Reset { .. } => {
                let holds = self.trust_password.is_none() || is_realm(end);
                require(holds, Switch::PasswordT, "a non-Windows Kerberos realm trust", end)
            }
            TrustVerb::Add { .. }
            | TrustVerb::Remove { .. }
            | TrustVerb::Verify { .. }
            | TrustVerb::InvokeTrustScanner => Ok(()),
        }
    }
}

fn check_setting(setting: TrustSwitch, end: &TrustEndFacts) -> Result<(), NetdomError> {
    let forest = has(end, "FOREST_TRANSITIVE");
    let outbound = end.direction_value & 2 != 0;
    let (holds, switch, valid_for) = match setting {
        TrustSwitch::Transitive => (is_realm(end), Switch::Transitive, "a non-Windows Kerberos realm trust"),
        TrustSwitch::Quarantine => (outbound, Switch::Quarantine, "an outbound trust"),
        TrustSwitch::SidHistory => (outbound && forest, Switch::EnableSidHistory, "an outbound forest trust"),
        TrustSwitch::SelectiveAuth => (
            outbound && !has(end, "WITHIN_FOREST") && !is_realm(end),
            Switch::SelectiveAuth,
            "an outbound forest or external trust",
        ),
        TrustSwitch::TgtDelegation => (outbound && forest, Switch::EnableTgtDelegation, "an outbound forest trust"),
        TrustSwitch::PimTrust => (forest, Switch::EnablePimTrust, "a trust that is marked as forest transitive"),
        TrustSwitch::ForestTransitive => {
            (!has(end, "WITHIN_FOREST"), Switch::ForestTransitive, "a trust out of the forest, at its root domain")
        }
        TrustSwitch::AuthTargetValidation | TrustSwitch::Rc4 => return Ok(()),
    };
    require(holds, switch, valid_for, end)
}

fn require(holds: bool, switch: Switch, valid_for: &'static str, end: &TrustEndFacts) -> Result<(), NetdomError> {
    if holds {
        return Ok(());
    }
    let is = format!("{} {} trust", end.direction, end.kind);
    Err(NetdomError::WrongTrust { switch: switch.spelling(), valid_for, partner: end.partner.clone(), is })
}

pub(super) fn has(end: &TrustEndFacts, attribute: &str) -> bool {
    end.attributes.iter().any(|name| name == attribute)
}

fn is_realm(end: &TrustEndFacts) -> bool {
    end.trust_type == "mit"
}

impl NameChange {
    fn switch(self) -> Switch {
        match self {
            NameChange::AddTln => Switch::AddTln,
            NameChange::RemoveTln => Switch::RemoveTln,
            NameChange::AddTlnEx => Switch::AddTlnEx,
            NameChange::RemoveTlnEx => Switch::RemoveTlnEx,
        }
    }
}
