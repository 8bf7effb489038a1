//! The KDC: one request in, one reply and its reasons out.
//!
//! [`handle`] is a pure function of the request, the time, a source of randomness and a [`Directory`]: the same four
//! give the same octets, and nothing is remembered between calls. It answers AS-REQ and TGS-REQ of RFC 4120 with the
//! names and referrals of RFC 6806 and the habits of domain controllers (MS-KILE) where a realm asks for them. Each
//! exchange gathers what the request speaks of, checks it, and issues.
//!
//! This crate opens no socket and no file, reads no clock, keeps no state and decides no route: who is referred where
//! is `xrealm_trust`'s decision, which an [`Outcome`] carries with its grounds.
//!
//! ```
//! use xrealm_directory::Directory;
//! use xrealm_names::{Moment, Timestamp};
//!
//! # struct Rng;
//! # impl rand_core::TryRng for Rng {
//! #     type Error = std::convert::Infallible;
//! #     fn try_next_u32(&mut self) -> Result<u32, Self::Error> { Ok(4) }
//! #     fn try_next_u64(&mut self) -> Result<u64, Self::Error> { Ok(4) }
//! #     fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> { bytes.fill(4); Ok(()) }
//! # }
//! # impl rand_core::TryCryptoRng for Rng {}
//! let now = Moment::at(Timestamp::from_unix(1_795_171_440));
//! let handled = xrealm_kdc::handle(b"no request at all", now, &mut Rng, &Directory::empty());
//! assert_eq!(handled.reply, None);
//! assert_eq!(handled.outcome.kind(), "dropped");
//! ```

mod account_state;
mod as_exchange;
mod asked;
mod authorization_data;
mod etypes;
mod krb_error;
mod lifetimes;
mod outcome;
mod pac;
mod preauth;
mod refusal;
mod reply_padata;
mod tgs_exchange;
mod ticket;
mod trust_secret_mismatch;

use rand_core::CryptoRng;
use xrealm_directory::{Directory, Profile};
use xrealm_names::Moment;
use xrealm_wire::{KdcReq, MsgType, error_code};

use asked::Asked;
pub use outcome::{Answered, Crossing, Exchange, Outcome};
pub use pac::{CrossedSids, PacFault, RemovedSid};
pub use refusal::Refusal;
pub use trust_secret_mismatch::TrustSecretMismatch;

/// The answer to one request.
#[derive(Debug, Clone)]
pub struct Handled {
    /// The octets of the reply. `None` only if the octets asked are no request to a KDC: those are dropped, as MIT
    /// and Heimdal drop them.
    pub reply: Option<Vec<u8>>,
    /// What became of the request, and why.
    pub outcome: Outcome,
}

/// Answers one request.
///
/// `request` is one message without its framing; `now` is the true time, to which each realm adds its clock offset.
pub fn handle(request: &[u8], now: Moment, rng: &mut dyn CryptoRng, directory: &Directory) -> Handled {
    let req = match KdcReq::decode(request) {
        Ok(req) => req,
        Err(malformed) => return Handled { reply: None, outcome: Outcome::of(None, Answered::Dropped(malformed)) },
    };
    let exchange = exchange_of(&req);
    let Some(realm) = directory.realm_named(req.body.realm) else {
        return realm_not_served(&req, exchange, now);
    };
    let now = now.shifted(realm.settings().clock_offset_seconds);
    let asked = Asked { octets: request, req, directory, realm, now };
    match exchange {
        Exchange::As => as_exchange::answer(&asked, rng),
        Exchange::Tgs => tgs_exchange::answer(&asked, rng),
    }
}

/// The octets of KRB_ERR_RESPONSE_TOO_BIG for a request whose reply does not fit a datagram: the client asks again
/// over TCP (RFC 4120 §7.2.1). `None` if `request` is no request to a KDC.
#[must_use]
pub fn response_too_big(request: &[u8], now: Moment, directory: &Directory) -> Option<Vec<u8>> {
    let req = KdcReq::decode(request).ok()?;
    let offset = directory.realm_named(req.body.realm).map_or(0, |realm| realm.settings().clock_offset_seconds);
    let e_text = Some("the reply does not fit a datagram: ask over TCP".to_owned());
    let details = krb_error::Details { e_text, ..Default::default() };
    Some(krb_error::reply(error_code::KRB_ERR_RESPONSE_TOO_BIG, &req, now.shifted(offset), &details))
}

/// KDC_ERR_WRONG_REALM without a client realm: there is nowhere to send the client.
fn realm_not_served(req: &KdcReq<'_>, exchange: Exchange, now: Moment) -> Handled {
    let refusal = Refusal::RealmNotServed;
    let code = refusal.code(Profile::Rfc);
    let details = krb_error::Details { e_text: Some(refusal.to_string()), ..Default::default() };
    let mut outcome = Outcome::of(Some(exchange), Answered::Refused { refusal, code });
    outcome.service = req.body.sname.as_ref().and_then(|sname| sname.to_owned().ok());
    Handled { reply: Some(krb_error::reply(code, req, now, &details)), outcome }
}

fn exchange_of(req: &KdcReq<'_>) -> Exchange {
    if req.msg_type == MsgType::TgsReq { Exchange::Tgs } else { Exchange::As }
}
