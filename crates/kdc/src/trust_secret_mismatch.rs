//! Why a ticket of a trust partner does not open, as far as the versions tell.

use std::fmt;

use xrealm_names::{EncryptionType, RealmName};

/// A ticket of a trust partner that opens with none of the secrets held here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustSecretMismatch {
    /// The partner.
    pub partner: RealmName,
    /// The encryption type of the ticket.
    pub etype: EncryptionType,
    /// The version in the ticket.
    pub presented: Option<u32>,
    /// The versions held here, the current one first.
    pub held: Vec<u32>,
    /// Whether both ends count the versions alike, as two domains do and a Kerberos realm does not.
    pub counted_alike: bool,
}

/// Who has missed two changes of the secret.
enum LeftBehind {
    Issuer,
    This,
}

impl TrustSecretMismatch {
    /// A secret is good until it has been changed twice. Versions tell who kept one for longer than that.
    fn left_behind(&self) -> Option<LeftBehind> {
        let (presented, newest) = (self.presented.filter(|_| self.counted_alike)?, self.held.iter().copied().max()?);
        if presented.checked_add(TOO_MANY_CHANGES)? <= newest {
            Some(LeftBehind::Issuer)
        } else if newest.checked_add(TOO_MANY_CHANGES)? <= presented {
            Some(LeftBehind::This)
        } else {
            None
        }
    }
}

/// The current secret and the one before are kept.
const TOO_MANY_CHANGES: u32 = 2;

impl fmt::Display for TrustSecretMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let partner = &self.partner;
        match self.left_behind() {
            Some(LeftBehind::Issuer) => write!(f, "trust with {partner}: its KDC holds a secret two generations old")?,
            Some(LeftBehind::This) => write!(f, "trust with {partner}: this KDC holds a secret two generations old")?,
            None => write!(f, "trust secret mismatch with {partner}: the inter-realm keys differ")?,
        }
        f.write_str(" (ticket ")?;
        match self.presented {
            Some(kvno) => write!(f, "kvno {kvno}")?,
            None => f.write_str("without kvno")?,
        }
        for (position, kvno) in self.held.iter().enumerate() {
            write!(f, "{} {kvno}", if position == 0 { ", ours" } else { " and" })?;
        }
        write!(f, ", {})", self.etype)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_tell_who_missed_two_changes() {
        let text = |presented, held: &[u32], counted_alike| {
            let partner = RealmName::new("B.TEST").unwrap();
            let etype = EncryptionType::Aes256CtsHmacSha196;
            TrustSecretMismatch { partner, etype, presented, held: held.to_vec(), counted_alike }.to_string()
        };
        let table = [
            (
                Some(1),
                &[3, 2][..],
                "trust with B.TEST: its KDC holds a secret two generations old (ticket kvno 1, ours 3 and 2, ",
            ),
            (Some(3), &[1], "trust with B.TEST: this KDC holds a secret two generations old (ticket kvno 3, ours 1, "),
            (Some(2), &[1], "trust secret mismatch with B.TEST: the inter-realm keys differ (ticket kvno 2, ours 1, "),
            (
                Some(1),
                &[2, 1],
                "trust secret mismatch with B.TEST: the inter-realm keys differ (ticket kvno 1, ours 2 and 1, ",
            ),
            (
                None,
                &[5, 4],
                "trust secret mismatch with B.TEST: the inter-realm keys differ (ticket without kvno, ours 5 and 4, ",
            ),
            (
                Some(u32::MAX),
                &[u32::MAX],
                "trust secret mismatch with B.TEST: the inter-realm keys differ (ticket kvno 4294967295, ours 4294967295, ",
            ),
        ];
        for (presented, held, expected) in table {
            assert_eq!(text(presented, held, true), format!("{expected}aes256-cts-hmac-sha1-96)"));
        }
        assert_eq!(
            text(Some(3), &[1], false),
            "trust secret mismatch with B.TEST: the inter-realm keys differ (ticket kvno 3, ours 1, \
             aes256-cts-hmac-sha1-96)"
        );
    }
}
