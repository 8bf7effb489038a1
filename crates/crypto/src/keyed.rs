//! A protocol key of one type and what it has derived so far.

use std::sync::OnceLock;

use xrealm_names::EncryptionType;

use crate::derived::{Derived, Kept};
use crate::enctype::{Enctype, PrfOutput};
use crate::{CryptoError, KeyUsage, Mac};

/// A protocol key. All that it derives is made on first use.
pub(crate) struct Keyed<E: Enctype> {
    key: E::KeyBytes,
    base: OnceLock<Box<E::Base>>,
    sealing: Derived<E::Sealing>,
    opening: Derived<E::Opening>,
    signing: Derived<E::Signing>,
}

impl<E: Enctype> Keyed<E> {
    pub(crate) const fn new(key: E::KeyBytes) -> Self {
        Self { key, base: OnceLock::new(), sealing: Derived::new(), opening: Derived::new(), signing: Derived::new() }
    }

    /// A key whose octets `write` puts in place.
    pub(crate) fn filled(write: impl FnOnce(&mut [u8])) -> Self {
        let mut key = E::KeyBytes::default();
        write(key.as_mut());
        Self::new(key)
    }

    pub(crate) fn of_password(password: &[u8], salt: &[u8], s2kparams: Option<&[u8]>) -> Result<Self, CryptoError> {
        E::string_to_key(password, salt, s2kparams).map(Self::new)
    }

    pub(crate) const fn etype(&self) -> EncryptionType {
        E::ETYPE
    }

    pub(crate) const fn checksum_type(&self) -> i32 {
        E::CHECKSUM_TYPE
    }

    /// Octets that sealing adds.
    pub(crate) const fn overhead(&self) -> usize {
        E::OVERHEAD
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.key.as_ref()
    }

    /// Appends the ciphertext of `plaintext` to `out`; `draw` fills the confounder.
    pub(crate) fn seal_into(&self, usage: KeyUsage, plaintext: &[u8], draw: impl FnOnce(&mut [u8]), out: &mut Vec<u8>) {
        let mut confounder = E::Confounder::default();
        draw(confounder.as_mut());
        E::seal(&self.sealing(usage), &confounder, plaintext, out);
    }

    /// Appends the plaintext of `ciphertext` to `out`.
    pub(crate) fn open_into(&self, usage: KeyUsage, ciphertext: &[u8], out: &mut Vec<u8>) -> Result<(), CryptoError> {
        if ciphertext.len() < E::OVERHEAD {
            return Err(CryptoError::CiphertextTooShort { least: E::OVERHEAD, given: ciphertext.len() });
        }
        E::open(&self.opening(usage), ciphertext, out)
    }

    pub(crate) fn sign(&self, usage: KeyUsage, parts: &[&[u8]]) -> Mac {
        E::sign(&self.signing(usage), parts)
    }

    pub(crate) fn prf(&self, input: &[u8]) -> PrfOutput {
        E::prf(self.base(), input)
    }

    fn sealing(&self, usage: KeyUsage) -> Kept<'_, E::Sealing> {
        self.sealing.get(usage, || E::sealing(self.base(), usage))
    }

    fn opening(&self, usage: KeyUsage) -> Kept<'_, E::Opening> {
        self.opening.get(usage, || E::opening(self.base(), usage))
    }

    fn signing(&self, usage: KeyUsage) -> Kept<'_, E::Signing> {
        self.signing.get(usage, || E::signing(self.base(), usage))
    }

    fn base(&self) -> &E::Base {
        self.base.get_or_init(|| Box::new(E::base(&self.key)))
    }
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use super::*;
    use crate::enctype::{Aes256CtsHmacSha196, Aes256CtsHmacSha384192, Rc4Hmac};

    #[test]
    fn a_long_lived_key_derives_each_usage_once() {
        fn holds<E: Enctype>() {
            let key = Keyed::<E>::filled(|octets| octets.fill(5));
            let (ticket, pac) = (KeyUsage::TICKET, KeyUsage::PAC);
            assert!(ptr::eq(&*key.sealing(ticket), &*key.sealing(ticket)));
            assert!(ptr::eq(&*key.opening(ticket), &*key.opening(ticket)));
            assert!(ptr::eq(&*key.signing(pac), &*key.signing(pac)));
            assert!(!ptr::eq(&*key.signing(pac), &*key.signing(ticket)));
            assert!(ptr::eq(key.base(), key.base()));
        }
        holds::<Aes256CtsHmacSha196>();
        holds::<Aes256CtsHmacSha384192>();
        holds::<Rc4Hmac>();
    }
}
