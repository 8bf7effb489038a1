//! Colour for terminals, plain text for everything else.

use std::fmt::{self, Display};
use std::io::{self, BufRead, IsTerminal, Write, stderr, stdin, stdout};

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

    /// No colour.
    #[cfg(test)]
    pub(crate) fn none() -> Self {
        Self { colour: false }
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

/// Asks the person at the terminal for a line; an error if there is nobody.
pub(crate) fn ask(prompt: &str) -> io::Result<String> {
    if !stdin().is_terminal() {
        return Err(io::ErrorKind::NotConnected.into());
    }
    write!(stderr(), "{prompt}")?;
    let mut line = String::new();
    match stdin().lock().read_line(&mut line)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line.trim().to_owned()),
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
