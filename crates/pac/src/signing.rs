//! The four signatures (MS-PAC 2.8): what each covers, how they are made and verified.
//!
//! | signature | key | covers |
//! |---|---|---|
//! | ticket (0x10) | krbtgt of the issuing realm | the EncTicketPart with one zero octet in place of the PAC |
//! | full (0x13) | the same | the PAC, octets of the server, KDC and full signatures zero |
//! | server (6) | the key that seals the ticket | the PAC, octets of the server and KDC signatures zero |
//! | KDC (7) | krbtgt of the issuing realm | the octets of the server signature |
//!
//! All use key usage 17 and the checksum type that belongs to their key: RFC 8009 keys sign with types 19 and 20, as
//! MIT does.

use std::fmt;
use std::ops::Range;

use smallvec::SmallVec;
use xrealm_crypto::{CryptoError, Key, KeyUsage, Mac};
use xrealm_names::EncryptionType;

use crate::draft::{SIGNATURE_TYPE_BYTES, Written};
use crate::{BufferType, MAX_SIGNATURE_BYTES, Pac, PacDraft, PacSignatureData, VerifyError};

/// Which of the four signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureKind {
    /// Under the key that seals the ticket (MS-PAC 2.8.4).
    Server,
    /// Under the key of the issuing realm's krbtgt (MS-PAC 2.8.5).
    Kdc,
    /// Over the ticket (MS-PAC 2.8.2).
    Ticket,
    /// Over the whole PAC (MS-PAC 2.8.3).
    Full,
}

/// The keys a PAC is signed with.
#[derive(Debug, Clone, Copy)]
pub struct SigningKeys<'a> {
    /// The key that seals the ticket: of the service, of the krbtgt, of the trust.
    pub server: &'a Key,
    /// The issuing realm's krbtgt key.
    pub kdc: &'a Key,
}

impl SignatureKind {
    /// All four, in the order in which they are made.
    pub const ALL: [Self; 4] = [Self::Ticket, Self::Full, Self::Server, Self::Kdc];

    /// The buffer it stands in.
    #[must_use]
    pub const fn buffer_type(self) -> BufferType {
        match self {
            Self::Server => BufferType::SERVER_CHECKSUM,
            Self::Kdc => BufferType::KDC_CHECKSUM,
            Self::Ticket => BufferType::TICKET_CHECKSUM,
            Self::Full => BufferType::FULL_CHECKSUM,
        }
    }

    /// Whose octets count as zero, for those that cover the PAC.
    const fn zeroed(self) -> &'static [Self] {
        match self {
            Self::Full => &[Self::Server, Self::Kdc, Self::Full],
            Self::Server => &[Self::Server, Self::Kdc],
            Self::Kdc | Self::Ticket => &[],
        }
    }
}

impl fmt::Display for SignatureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Server => "server",
            Self::Kdc => "KDC",
            Self::Ticket => "ticket",
            Self::Full => "full",
        })
    }
}

impl PacDraft<'_> {
    /// Signs and writes the PAC.
    ///
    /// `ticket` is given for a ticket to a service, and gets it the ticket and full signatures: the DER of its
    /// EncTicketPart in which a single zero octet stands in place of the PAC. Tickets under a krbtgt or trust key, and
    /// those for kadmin/changepw, have neither of them (MS-PAC 2.8.2, 2.8.3); any that were received are dropped.
    #[must_use]
    pub fn sign(&mut self, keys: &SigningKeys<'_>, ticket: Option<&[u8]>) -> Vec<u8> {
        let mut out = Vec::new();
        self.sign_into(keys, ticket, &mut out);
        out
    }

    /// Like [`PacDraft::sign`], but appends to `out`.
    pub fn sign_into(&mut self, keys: &SigningKeys<'_>, ticket: Option<&[u8]>, out: &mut Vec<u8>) {
        self.reserve(SignatureKind::Server, keys.server);
        self.reserve(SignatureKind::Kdc, keys.kdc);
        if ticket.is_some() {
            self.reserve(SignatureKind::Ticket, keys.kdc);
            self.reserve(SignatureKind::Full, keys.kdc);
        } else {
            self.remove(BufferType::TICKET_CHECKSUM).remove(BufferType::FULL_CHECKSUM);
        }
        let start = out.len();
        let written = self.write(out);
        // All signatures are zero as yet, so what the next one covers is always what stands there.
        if let Some(ticket) = ticket {
            fill_in(SignatureKind::Ticket, &checksum(keys.kdc, ticket), &written, out);
            let full = checksum(keys.kdc, out.get(start..).unwrap_or_default());
            fill_in(SignatureKind::Full, &full, &written, out);
        }
        let server = checksum(keys.server, out.get(start..).unwrap_or_default());
        fill_in(SignatureKind::Server, &server, &written, out);
        fill_in(SignatureKind::Kdc, &checksum(keys.kdc, &server), &written, out);
    }

    fn reserve(&mut self, kind: SignatureKind, key: &Key) {
        self.reserve_signature(kind.buffer_type(), key.checksum_type(), mac_bytes(key.etype()));
    }
}

impl Pac<'_> {
    /// Verifies the server signature with the key that seals the ticket.
    ///
    /// # Errors
    /// [`VerifyError`], as with the three that follow; Kerberos calls it KRB_AP_ERR_MODIFIED.
    pub fn verify_server(&self, key: &Key) -> Result<(), VerifyError> {
        self.verify_over_pac(SignatureKind::Server, key)
    }

    /// Verifies the KDC signature with the key of the krbtgt of the realm that issued the ticket.
    ///
    /// It covers the server signature only: without that one verified it says nothing about the PAC.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify_kdc(&self, key: &Key) -> Result<(), VerifyError> {
        let server = self.existing(SignatureKind::Server)?;
        self.verify_parts(SignatureKind::Kdc, key, &[server.signature])
    }

    /// Verifies the ticket signature with the same key. `ticket` is as in [`PacDraft::sign`].
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify_ticket(&self, key: &Key, ticket: &[u8]) -> Result<(), VerifyError> {
        self.verify_parts(SignatureKind::Ticket, key, &[ticket])
    }

    /// Verifies the full signature with the same key.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify_full(&self, key: &Key) -> Result<(), VerifyError> {
        self.verify_over_pac(SignatureKind::Full, key)
    }

    fn verify_over_pac(&self, kind: SignatureKind, key: &Key) -> Result<(), VerifyError> {
        self.existing(kind)?;
        let mut holes: SmallVec<[Range<usize>; 3]> = SmallVec::new();
        for zeroed in kind.zeroed() {
            holes.extend(self.signature_place(*zeroed)?);
        }
        holes.sort_unstable_by_key(|hole| hole.start);
        self.verify_parts(kind, key, &with_zeroes(self.octets(), &holes))
    }

    fn verify_parts(&self, kind: SignatureKind, key: &Key, parts: &[&[u8]]) -> Result<(), VerifyError> {
        let PacSignatureData { signature_type: found, signature, .. } = self.existing(kind)?;
        let expected = key.checksum_type();
        if found != expected {
            return Err(VerifyError::SignatureType { kind, expected, found });
        }
        key.verify_checksum_of_parts(KeyUsage::PAC, found, parts, signature).map_err(|refused| match refused {
            CryptoError::Integrity => VerifyError::Mismatch(kind),
            // The type is the key's own, so nothing else can be wrong with it.
            _ => VerifyError::SignatureType { kind, expected, found },
        })
    }

    fn existing(&self, kind: SignatureKind) -> Result<PacSignatureData<'_>, VerifyError> {
        self.signature(kind)
            .map_err(|reason| VerifyError::Malformed { kind, reason })?
            .ok_or(VerifyError::Missing(kind))
    }

    /// Where the octets of a signature lie, if it is there: behind its type, before RODCIdentifier.
    fn signature_place(&self, kind: SignatureKind) -> Result<Option<Range<usize>>, VerifyError> {
        let data = self.signature(kind).map_err(|reason| VerifyError::Malformed { kind, reason })?;
        Ok(data.zip(self.place(kind.buffer_type())).map(|(data, place)| {
            let start = place.start + SIGNATURE_TYPE_BYTES;
            start..start + data.signature.len()
        }))
    }
}

/// `octets` with zeroes in the holes, which are in order and do not overlap. Nothing is copied.
fn with_zeroes<'p>(octets: &'p [u8], holes: &[Range<usize>]) -> SmallVec<[&'p [u8]; 7]> {
    const ZEROES: &[u8] = &[0; MAX_SIGNATURE_BYTES];
    let mut parts = SmallVec::new();
    let mut at = 0;
    for hole in holes {
        parts.push(octets.get(at..hole.start).unwrap_or_default());
        parts.push(ZEROES.get(..hole.len()).unwrap_or_default());
        at = hole.end;
    }
    parts.push(octets.get(at..).unwrap_or_default());
    parts
}

fn checksum(key: &Key, octets: &[u8]) -> Mac {
    key.checksum(KeyUsage::PAC, octets).mac
}

/// Fills in a signature where room was made for it.
fn fill_in(kind: SignatureKind, mac: &[u8], written: &[Written], out: &mut [u8]) {
    let buffer = written.iter().find(|buffer| buffer.buffer_type == kind.buffer_type());
    let octets = buffer.and_then(|buffer| out.get_mut(buffer.place.start + SIGNATURE_TYPE_BYTES..buffer.place.end));
    octets.into_iter().flatten().zip(mac).for_each(|(to, from)| *to = *from);
}

/// Octets of the checksum that belongs to a key of this type.
const fn mac_bytes(etype: EncryptionType) -> usize {
    match etype {
        EncryptionType::Aes128CtsHmacSha196 | EncryptionType::Aes256CtsHmacSha196 => 12,
        EncryptionType::Aes128CtsHmacSha256128 | EncryptionType::Rc4Hmac => 16,
        EncryptionType::Aes256CtsHmacSha384192 => 24,
    }
}
