//! The keys of one version of one secret.

use std::fmt;
use std::sync::{Arc, OnceLock};

use xrealm_crypto::{Key, nt_hash};
use xrealm_names::EncryptionType;
use zeroize::Zeroizing;

use crate::{KeyMaterial, NewKeys, Password, Utf16lePassword};

/// The keys that one kvno stands for: one per encryption type, given or derived from a password.
///
/// A password key is derived when it is first asked for and then kept for as long as any snapshot holds the
/// set. Cloning shares the set. Nothing of it shows in `Debug`.
#[derive(Clone)]
pub struct KeySet(Arc<Inner>);

struct Inner {
    kvno: u32,
    secret: Secret,
}

enum Secret {
    Password { password: PasswordOctets, salt: Box<str>, derived: [OnceLock<Option<Key>>; ETYPES.len()] },
    Keys(Box<[SaltedKey]>),
}

/// A password in the encoding it came in.
#[derive(Clone)]
enum PasswordOctets {
    Utf8(Zeroizing<Box<[u8]>>),
    /// Machines draw trust passwords that are no valid UTF-16. The octets are kept, for the NT hash is made of them.
    Utf16Le(Zeroizing<Box<[u8]>>),
}

/// A key that was given as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct SaltedKey {
    /// The key.
    pub key: Key,
    /// The salt a client needs to derive it from its password, if it came from one and the salt is known.
    pub salt: Option<Box<str>>,
}

impl KeySet {
    /// Keys of every encryption type, derived from `password` and `salt` as they are asked for.
    #[must_use]
    pub fn from_password(kvno: u32, password: &str, salt: &str) -> KeySet {
        KeySet::of_password(kvno, PasswordOctets::Utf8(Zeroizing::new(Box::from(password.as_bytes()))), salt)
    }

    /// The same of a password in UTF-16LE, which need not be valid: what is no character becomes the three octets of
    /// UTF-8 that its number would have.
    #[must_use]
    pub fn from_utf16le_password(kvno: u32, password: &[u8], salt: &str) -> KeySet {
        KeySet::of_password(kvno, PasswordOctets::Utf16Le(Zeroizing::new(Box::from(password))), salt)
    }

    fn of_password(kvno: u32, password: PasswordOctets, salt: &str) -> KeySet {
        let secret = Secret::Password { password, salt: Box::from(salt), derived: Default::default() };
        KeySet(Arc::new(Inner { kvno, secret }))
    }

    /// These keys and no others; of two with the same encryption type the first counts.
    #[must_use]
    pub fn from_keys(kvno: u32, keys: impl IntoIterator<Item = SaltedKey>) -> KeySet {
        KeySet(Arc::new(Inner { kvno, secret: Secret::Keys(keys.into_iter().collect()) }))
    }

    /// The same set as a change holds it, with its version and its salts.
    pub(crate) fn to_new_keys(&self) -> NewKeys {
        let material = match &self.0.secret {
            Secret::Password { password, salt, .. } => {
                password.material(salt).unwrap_or_else(|| KeyMaterial::Keys(self.derived()))
            }
            Secret::Keys(keys) => KeyMaterial::Keys(keys.to_vec()),
        };
        NewKeys { kvno: Some(self.kvno()), material }
    }

    /// The same secret under another salt. Keys without a password stay what they are.
    pub(crate) fn salted(&self, salt: &str) -> KeySet {
        match &self.0.secret {
            Secret::Password { password, .. } => KeySet::of_password(self.kvno(), password.clone(), salt),
            Secret::Keys(_) => self.clone(),
        }
    }

    fn derived(&self) -> Vec<SaltedKey> {
        let salted = |etype| Some(SaltedKey { key: self.key(etype)?.clone(), salt: self.salt(etype).map(Box::from) });
        ETYPES.into_iter().filter_map(salted).collect()
    }

    /// Other keys of the same version and types, made from these for one purpose, which do not tell these.
    pub(crate) fn derived_for(&self, purpose: &str) -> KeySet {
        match &self.0.secret {
            Secret::Password { password, salt, .. } => {
                let password = password.octets();
                let mut longer = Zeroizing::new(Vec::with_capacity(password.len() + 1 + purpose.len()));
                longer.extend_from_slice(password);
                longer.push(0);
                longer.extend_from_slice(purpose.as_bytes());
                KeySet::of_password(self.kvno(), PasswordOctets::Utf8(Zeroizing::new(Box::from(&**longer))), salt)
            }
            Secret::Keys(keys) => {
                let derived = keys.iter().filter_map(|given| {
                    let etype = given.key.etype();
                    let length = u8::try_from(etype.key_length()).ok()?;
                    let key = Key::new(etype, &given.key.prf_plus(purpose.as_bytes(), length)).ok()?;
                    Some(SaltedKey { key, salt: None })
                });
                KeySet::from_keys(self.kvno(), derived.collect::<Vec<_>>())
            }
        }
    }

    /// The key version number that tickets and replies sealed with these keys carry.
    #[must_use]
    pub fn kvno(&self) -> u32 {
        self.0.kvno
    }

    /// The key for `etype`; `None` if there is none, which cannot be the case if a password was given.
    #[must_use]
    pub fn key(&self, etype: EncryptionType) -> Option<&Key> {
        match &self.0.secret {
            Secret::Password { password, salt, derived } => {
                derived.get(slot(etype))?.get_or_init(|| password.key(etype, salt)).as_ref()
            }
            Secret::Keys(keys) => keys.iter().map(|given| &given.key).find(|key| key.etype() == etype),
        }
    }

    /// The salt that goes with the key of `etype`; `None` for RC4, which has none, and where it is not known.
    #[must_use]
    pub fn salt(&self, etype: EncryptionType) -> Option<&str> {
        match &self.0.secret {
            Secret::Password { .. } if etype == EncryptionType::Rc4Hmac => None,
            Secret::Password { salt, .. } => Some(salt),
            Secret::Keys(keys) => keys.iter().find(|given| given.key.etype() == etype)?.salt.as_deref(),
        }
    }

    /// The encryption types there are keys for, strongest first. Derives nothing.
    pub fn etypes(&self) -> impl Iterator<Item = EncryptionType> {
        ETYPES.into_iter().filter(|&etype| self.has(etype))
    }

    /// The password in UTF-16LE; `None` if there is none.
    pub(crate) fn password_utf16le(&self) -> Option<Zeroizing<Vec<u8>>> {
        match &self.0.secret {
            Secret::Password { password, .. } => password.to_utf16le(),
            Secret::Keys(_) => None,
        }
    }

    /// Whether both give the same keys, whatever their versions are.
    pub(crate) fn is_same_secret(&self, other: &KeySet) -> bool {
        if Arc::ptr_eq(&self.0, &other.0) {
            return true;
        }
        match (&self.0.secret, &other.0.secret) {
            (
                Secret::Password { password: one, salt: own_salt, .. },
                Secret::Password { password: other, salt: other_salt, .. },
            ) => own_salt == other_salt && one.to_utf16le() == other.to_utf16le(),
            (Secret::Keys(_), _) | (_, Secret::Keys(_)) => {
                let mut etypes = self.etypes().filter(|etype| other.has(*etype)).peekable();
                etypes.peek().is_some() && etypes.all(|etype| self.key(etype) == other.key(etype))
            }
        }
    }

    pub(crate) fn has(&self, etype: EncryptionType) -> bool {
        match &self.0.secret {
            Secret::Password { .. } => true,
            Secret::Keys(keys) => keys.iter().any(|given| given.key.etype() == etype),
        }
    }
}

impl PasswordOctets {
    /// `None` for what is neither UTF-8 nor UTF-16.
    fn material(&self, salt: &str) -> Option<KeyMaterial> {
        let salt = Some(Box::from(salt));
        Some(match self {
            PasswordOctets::Utf8(password) => {
                KeyMaterial::Password { password: Password::new(std::str::from_utf8(password).ok()?.to_owned()), salt }
            }
            PasswordOctets::Utf16Le(password) => {
                KeyMaterial::Utf16lePassword { password: Utf16lePassword::new(password.to_vec()), salt }
            }
        })
    }

    fn key(&self, etype: EncryptionType, salt: &str) -> Option<Key> {
        match self {
            PasswordOctets::Utf8(password) => Key::from_password(etype, password, salt.as_bytes(), None).ok(),
            PasswordOctets::Utf16Le(password) if etype == EncryptionType::Rc4Hmac => {
                Some(Key::from_nt_hash(&nt_hash::of_utf16le(password)))
            }
            PasswordOctets::Utf16Le(password) => {
                Key::from_password(etype, &utf8_of(password), salt.as_bytes(), None).ok()
            }
        }
    }

    fn octets(&self) -> &[u8] {
        match self {
            PasswordOctets::Utf8(octets) | PasswordOctets::Utf16Le(octets) => octets,
        }
    }

    fn to_utf16le(&self) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            PasswordOctets::Utf8(password) => {
                let mut octets = Zeroizing::new(Vec::with_capacity(password.len() * 2));
                octets.extend(std::str::from_utf8(password).ok()?.encode_utf16().flat_map(u16::to_le_bytes));
                Some(octets)
            }
            PasswordOctets::Utf16Le(password) => Some(Zeroizing::new(password.to_vec())),
        }
    }
}

/// UTF-8 of UTF-16LE. A surrogate without its other half gets three octets as any other number of its size; half a unit
/// at the end is nothing.
fn utf8_of(utf16le: &[u8]) -> Zeroizing<Vec<u8>> {
    // No unit becomes more than three octets: room for all of it at once.
    let mut utf8 = Zeroizing::new(Vec::with_capacity(utf16le.len() / 2 * 3));
    let units = utf16le.chunks_exact(2).filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)));
    for character in char::decode_utf16(units) {
        match character {
            Ok(character) => utf8.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(unpaired) => {
                let [high, low] = unpaired.unpaired_surrogate().to_be_bytes();
                utf8.extend([0xE0 | high >> 4, 0x80 | (high & 0xF) << 2 | low >> 6, 0x80 | low & 0x3F]);
            }
        }
    }
    utf8
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = match &self.0.secret {
            Secret::Password { .. } => "password",
            Secret::Keys(_) => "keys",
        };
        f.debug_struct("KeySet").field("kvno", &self.0.kvno).field("from", &origin).finish_non_exhaustive()
    }
}

const ETYPES: [EncryptionType; 5] = EncryptionType::STRONGEST_FIRST;

/// Where the derived key of `etype` is kept.
const fn slot(etype: EncryptionType) -> usize {
    match etype {
        EncryptionType::Aes256CtsHmacSha196 => 0,
        EncryptionType::Aes128CtsHmacSha196 => 1,
        EncryptionType::Aes256CtsHmacSha384192 => 2,
        EncryptionType::Aes128CtsHmacSha256128 => 3,
        EncryptionType::Rc4Hmac => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_key_is_derived_once_for_all_clones() {
        let keys = KeySet::from_password(3, "Secret-1", "EXAMPLE.TESTalice");
        let twin = keys.clone();
        let first = keys.key(EncryptionType::Aes256CtsHmacSha196).unwrap();
        let second = twin.key(EncryptionType::Aes256CtsHmacSha196).unwrap();
        assert!(std::ptr::eq(first, second));
        assert_eq!(twin.kvno(), 3);
    }

    #[test]
    fn a_password_yields_every_type_and_rc4_has_no_salt() {
        let keys = KeySet::from_password(1, "x", "salt");
        assert_eq!(keys.etypes().collect::<Vec<_>>(), EncryptionType::STRONGEST_FIRST);
        assert_eq!(keys.salt(EncryptionType::Aes128CtsHmacSha196), Some("salt"));
        assert_eq!(keys.salt(EncryptionType::Rc4Hmac), None);
        for etype in EncryptionType::STRONGEST_FIRST {
            assert_eq!(keys.key(etype).unwrap().etype(), etype);
        }
    }

    #[test]
    fn given_keys_are_all_there_is() {
        let key = Key::new(EncryptionType::Rc4Hmac, &[7; 16]).unwrap();
        let keys = KeySet::from_keys(2, [SaltedKey { key, salt: None }]);
        assert_eq!(keys.etypes().collect::<Vec<_>>(), [EncryptionType::Rc4Hmac]);
        assert!(keys.key(EncryptionType::Aes256CtsHmacSha196).is_none());
    }

    #[test]
    fn a_password_in_utf16_gives_the_keys_of_the_same_in_utf8() {
        let utf16le: Vec<u8> = "Pässwörd \u{1F511}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (wide, narrow) = (
            KeySet::from_utf16le_password(1, &utf16le, "salt"),
            KeySet::from_password(1, "Pässwörd \u{1F511}", "salt"),
        );
        for etype in EncryptionType::STRONGEST_FIRST {
            assert_eq!(wide.key(etype), narrow.key(etype), "{etype}");
        }
        assert_eq!(narrow.password_utf16le().unwrap().as_slice(), utf16le);
    }

    #[test]
    fn units_that_are_no_characters_get_three_octets_each() {
        let octets = |units: &[u16]| units.iter().copied().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        assert_eq!(*utf8_of(&octets(&[0xFFFF])), [0xEF, 0xBF, 0xBF]);
        assert_eq!(*utf8_of(&octets(&[0xD800, 0x41, 0xDFFF])), [0xED, 0xA0, 0x80, 0x41, 0xED, 0xBF, 0xBF]);
        assert_eq!(*utf8_of(&octets(&[0xD83D, 0xDD11])), "\u{1F511}".as_bytes());
        assert_eq!(*utf8_of(&[0x41, 0x00, 0x42]), [0x41]);
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", KeySet::from_password(1, "Secret-1", "salt"));
        assert!(!shown.contains("Secret-1"), "{shown}");
    }
}
