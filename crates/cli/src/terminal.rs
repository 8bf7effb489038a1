//! Colour for terminals, plain text for everything else.

use std::fmt::{self, Display};
use std::io::{IsTerminal, stdout};

/// Whether standard output may be coloured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    colour: bool,
}

impl Style {
    /// Colour if standard output is a terminal and NO_COLOR is not set.
    pub(crate) fn of_stdout() -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { colour: stdout().is_terminal() && !refused }
    }

    pub(crate) fn plain<T: Display>(self, text: T) -> Styled<T> {
        Styled { text, code: None }
    }

    pub(crate) fn strong<T: Display>(self, text: T) -> Styled<T> {
        Styled { text, code: self.code("1") }
    }

    pub(crate) fn faint<T: Display>(self, text: T) -> Styled<T> {
        Styled { text, code: self.code("2") }
    }

    pub(crate) fn good<T: Display>(self, text: T) -> Styled<T> {
        Styled { text, code: self.code("32") }
    }

    pub(crate) fn bad<T: Display>(self, text: T) -> Styled<T> {
        Styled { text, code: self.code("31") }
    }

    fn code(self, code: &'static str) -> Option<&'static str> {
        self.colour.then_some(code)
    }
}

/// A text with the escape sequence it is wrapped into, if any.
#[derive(Debug)]
pub(crate) struct Styled<T> {
    text: T,
    code: Option<&'static str>,
}

impl<T: Display> Display for Styled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "\x1b[{code}m{}\x1b[0m", self.text),
            None => self.text.fmt(f),
        }
    }
}
