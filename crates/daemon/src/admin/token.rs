//! What opens the door: 256 bits in a file that only its owner can read.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::rng::Seed;

/// The token.
pub(super) struct Token(Zeroizing<Vec<u8>>);

impl Token {
    /// That in the file; if there is none, a new one, which is put there.
    pub(super) fn in_file(path: &Path) -> io::Result<Self> {
        match fs::File::open(path) {
            Ok(file) => Self::read(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::make(path),
            Err(error) => Err(error),
        }
    }

    /// That in the file, which has to be there.
    pub(super) fn of_file(path: &Path) -> io::Result<Self> {
        Self::read(fs::File::open(path)?)
    }

    /// What is sent to whoever asks for it.
    pub(super) fn octets(&self) -> &[u8] {
        &self.0
    }

    /// Whether `given` is it; how long that takes says nothing about how much of it is right.
    pub(super) fn is(&self, given: &[u8]) -> bool {
        self.0.ct_eq(given).into()
    }

    fn read(file: fs::File) -> io::Result<Self> {
        if file.metadata()?.permissions().mode() & OTHERS != 0 {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "others can read it: make its mode 0600"));
        }
        let mut text = Zeroizing::new(Vec::new());
        file.take(LONGEST + 1).read_to_end(&mut text)?;
        let token = text.trim_ascii();
        let fits = (SHORTEST..=LONGEST).contains(&u64::try_from(token.len()).unwrap_or(u64::MAX));
        if !fits || !token.iter().all(u8::is_ascii_graphic) {
            let wrong = "it takes 32 to 1024 visible characters; remove the file to have a new one";
            return Err(io::Error::new(io::ErrorKind::InvalidData, wrong));
        }
        Ok(Self(Zeroizing::new(token.to_vec())))
    }

    /// Nothing of it follows from `--seed`.
    fn make(path: &Path) -> io::Result<Self> {
        let octets = Seed::from_os().map_err(io::Error::other)?;
        let text: Zeroizing<String> =
            Zeroizing::new(octets.octets().iter().map(|octet| format!("{octet:02x}")).collect());
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(text.as_bytes())?;
        file.write_all(b"\n")?;
        Ok(Self(Zeroizing::new(text.as_bytes().to_vec())))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

/// What group and others may do with a file.
const OTHERS: u32 = 0o077;

/// A token that somebody else made has at least so many characters.
const SHORTEST: u64 = 32;

const LONGEST: u64 = 1024;

#[cfg(test)]
impl From<String> for Token {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text.into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("xrealm-token-{}-{name}", std::process::id()));
        drop(fs::remove_file(&path));
        path
    }

    #[test]
    fn a_token_is_made_once_and_only_its_owner_reads_it() {
        let path = scratch("made");
        let made = Token::in_file(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.trim().len(), 64);
        assert!(made.is(text.trim().as_bytes()) && Token::in_file(&path).unwrap().is(text.trim().as_bytes()));
        assert!(!made.is(b"") && !made.is(&text.trim().as_bytes()[..63]));

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(Token::in_file(&path).unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_token_that_is_too_short_is_refused() {
        let path = scratch("short");
        for text in ["", "secret\n", &"x".repeat(2000), &format!("{} {}", "x".repeat(40), "y")] {
            drop(fs::remove_file(&path));
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            assert_eq!(Token::in_file(&path).unwrap_err().kind(), io::ErrorKind::InvalidData, "{text}");
        }
        fs::remove_file(path).unwrap();
    }
}
