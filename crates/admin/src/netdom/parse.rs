//! From the words of a command line to a command.

use super::switch::{Switch, Takes};
use super::{Help, Netdom, NetdomError, rules};

/// The words of a command line, sorted.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) trusting: Option<String>,
    pub(super) switches: Vec<(Switch, Option<String>)>,
}

/// Reads what follows `netdom`, as the shell hands it over: quotes are gone, each argument is one word.
///
/// Switches begin with `/` or `-`, in any case, and may be shortened as long as there is no doubt. A value follows after
/// a colon, or as the next word.
///
/// # Errors
/// [`NetdomError`] with the rule that is broken.
pub fn parse<S: AsRef<str>>(words: &[S]) -> Result<Netdom, NetdomError> {
    let mut words = words.iter().map(AsRef::as_ref);
    match words.next() {
        None => Ok(Netdom::Help(Help::Netdom)),
        Some(verb) if verb.eq_ignore_ascii_case("trust") => trust(words),
        Some(word) if is_help(word) => match words.next() {
            None => Ok(Netdom::Help(Help::Netdom)),
            Some(verb) if verb.eq_ignore_ascii_case("trust") => Ok(Netdom::Help(Help::Trust)),
            Some(other) => Err(NetdomError::UnknownVerb { given: other.to_owned() }),
        },
        Some(other) => Err(NetdomError::UnknownVerb { given: other.to_owned() }),
    }
}

fn trust<'a>(words: impl Iterator<Item = &'a str>) -> Result<Netdom, NetdomError> {
    let words = sort(words)?;
    if words.has(Switch::Help) {
        return Ok(Netdom::Help(Help::Trust));
    }
    rules::command(&words).map(|command| Netdom::Trust(Box::new(command)))
}

fn sort<'a>(words: impl Iterator<Item = &'a str>) -> Result<Words, NetdomError> {
    let mut words = words.peekable();
    let mut sorted = Words::default();
    while let Some(word) = words.next() {
        if is_help(word) {
            sorted.switches.push((Switch::Help, None));
            continue;
        }
        let Some(body) = switch_body(word) else {
            sorted.positional(word)?;
            continue;
        };
        let (name, value) = body.split_once(':').map_or((body, None), |(name, value)| (name, Some(value)));
        let switch = Switch::named(name)?;
        let value = value.filter(|value| !value.is_empty());
        let next = || words.next_if(|word| switch_body(word).is_none());
        let value = if value.is_none() && switch.takes() == Takes::Value { next_value(switch, next)? } else { value };
        sorted.switch(switch, value)?;
    }
    Ok(sorted)
}

fn next_value<'a>(switch: Switch, next: impl FnOnce() -> Option<&'a str>) -> Result<Option<&'a str>, NetdomError> {
    match next() {
        Some(value) => Ok(Some(value)),
        None => Err(NetdomError::ValueNeeded { switch: switch.spelling() }),
    }
}

/// What follows the `/` or `-` of a switch.
fn switch_body(word: &str) -> Option<&str> {
    word.strip_prefix(['/', '-'])
}

fn is_help(word: &str) -> bool {
    ["help", "/?", "-?", "/help", "-help"].iter().any(|help| word.eq_ignore_ascii_case(help))
}

impl Words {
    fn positional(&mut self, word: &str) -> Result<(), NetdomError> {
        match &self.trusting {
            None => {
                self.trusting = Some(word.to_owned());
                Ok(())
            }
            Some(one) => Err(NetdomError::SecondDomain { one: one.clone(), other: word.to_owned() }),
        }
    }

    fn switch(&mut self, switch: Switch, value: Option<&str>) -> Result<(), NetdomError> {
        if self.has(switch) {
            return Err(NetdomError::Twice { switch: switch.spelling() });
        }
        let wrong = |allowed, value: &str| {
            let value = if switch.is_secret() { "..." } else { value };
            NetdomError::WrongValue { switch: switch.spelling(), value: value.to_owned(), allowed }
        };
        match (switch.takes(), value) {
            (Takes::Nothing, Some(value)) => return Err(wrong("it takes no value", value)),
            (Takes::YesNo, Some(value)) if yes_no(value).is_none() => return Err(wrong("it takes yes or no", value)),
            (Takes::Nothing | Takes::Value | Takes::Maybe | Takes::YesNo, _) => {}
        }
        self.switches.push((switch, value.map(str::to_owned)));
        Ok(())
    }

    /// Whether a switch is given.
    pub(super) fn has(&self, wanted: Switch) -> bool {
        self.switches.iter().any(|(switch, _)| *switch == wanted)
    }

    /// The value of a switch, if it is given with one.
    pub(super) fn value(&self, wanted: Switch) -> Option<&str> {
        self.switches.iter().find(|(switch, _)| *switch == wanted)?.1.as_deref()
    }

    /// What a switch that takes yes or no is set to, if it is given with one of them.
    pub(super) fn setting(&self, wanted: Switch) -> Option<bool> {
        self.value(wanted).and_then(yes_no)
    }
}

fn yes_no(value: &str) -> Option<bool> {
    if value.eq_ignore_ascii_case("yes") {
        return Some(true);
    }
    value.eq_ignore_ascii_case("no").then_some(false)
}
