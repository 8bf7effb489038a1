//! First look at a reply: is it the reply awaited, or a KRB-ERROR?

use xrealm_names::{NameError, RealmName};
use xrealm_wire::{DecodeError, KdcRep, KrbError, Message, error_code};

use crate::{ClientError, Refused};

/// A reply that could be read.
pub(crate) enum Reply<'a> {
    As(KdcRep<'a>),
    Tgs(KdcRep<'a>),
    Error(KrbError<'a>),
}

impl<'a> Reply<'a> {
    pub(crate) fn read(octets: &'a [u8], realm: &RealmName) -> Result<Reply<'a>, ClientError> {
        match Message::decode(octets).map_err(|fault| malformed(realm, fault))? {
            Message::AsRep(rep) => Ok(Reply::As(rep)),
            Message::TgsRep(rep) => Ok(Reply::Tgs(rep)),
            Message::KrbError(error) => Ok(Reply::Error(error)),
            Message::AsReq(_)
            | Message::TgsReq(_)
            | Message::ApReq(_)
            | Message::ApRep(_)
            | Message::KrbSafe(_)
            | Message::KrbPriv(_)
            | Message::KrbCred(_) => Err(ClientError::NotAReply { realm: realm.clone() }),
        }
    }
}

pub(crate) fn malformed(realm: &RealmName, fault: DecodeError) -> ClientError {
    ClientError::Malformed { realm: realm.clone(), fault }
}

pub(crate) fn bad_name(realm: &RealmName, fault: NameError) -> ClientError {
    ClientError::Name { realm: realm.clone(), fault }
}

pub(crate) fn refused(realm: &RealmName, error: &KrbError<'_>, message: &[u8]) -> ClientError {
    ClientError::Refused(Box::new(Refused {
        realm: realm.clone(),
        code: error.error_code,
        text: error.e_text.map(printable),
        crealm: error.crealm.and_then(|crealm| RealmName::from_octets(crealm).ok()),
        message: message.to_vec(),
    }))
}

/// The e-text for a terminal: nobody has vouched for it, so control characters are spelled out.
fn printable(text: &[u8]) -> String {
    let mut printable = String::new();
    for c in String::from_utf8_lossy(text).chars() {
        if c.is_control() {
            printable.extend(c.escape_default());
        } else {
            printable.push(c);
        }
    }
    printable
}

/// The clock of one KDC against ours. A KDC may correct it once: an endless quarrel about time is cut short.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ClockOffset {
    pub(crate) seconds: i64,
    corrected: bool,
}

impl ClockOffset {
    pub(crate) fn known(seconds: i64) -> ClockOffset {
        ClockOffset { seconds, corrected: false }
    }

    /// Takes the KDC's time from KRB_AP_ERR_SKEW; `true` if the request is worth repeating.
    pub(crate) fn corrected_by(&mut self, error: &KrbError<'_>, now: xrealm_names::Moment) -> bool {
        if error.error_code != error_code::KRB_AP_ERR_SKEW || self.corrected {
            return false;
        }
        *self = ClockOffset { seconds: error.stime - now.time, corrected: true };
        true
    }
}
