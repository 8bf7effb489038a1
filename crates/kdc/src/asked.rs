//! What was asked: the request as it came, the realm that answers, and when.

use xrealm_directory::{Directory, Profile, Realm, Settings};
use xrealm_names::{Moment, NameType, RealmName, Timestamp};
use xrealm_wire::{KdcOptions, KdcReq, KdcReqBody, PrincipalName};

use crate::Refusal;

/// One request on its way through an exchange.
pub(crate) struct Asked<'a> {
    /// The whole message as it was received; PA-REQ-ENC-PA-REP covers these octets.
    pub(crate) octets: &'a [u8],
    pub(crate) req: KdcReq<'a>,
    pub(crate) directory: &'a Directory,
    pub(crate) realm: &'a Realm,
    /// This KDC's own clock.
    pub(crate) now: Moment,
}

impl<'a> Asked<'a> {
    pub(crate) fn body(&self) -> &KdcReqBody<'a> {
        &self.req.body
    }

    pub(crate) fn options(&self) -> KdcOptions {
        self.req.body.kdc_options
    }

    pub(crate) fn settings(&self) -> &'a Settings {
        self.realm.settings()
    }

    pub(crate) fn is_windows(&self) -> bool {
        self.settings().profile == Profile::Windows
    }

    pub(crate) fn realm_name(&self) -> &'a RealmName {
        self.realm.name()
    }

    /// Whether these octets name the realm that was asked.
    pub(crate) fn is_own_realm(&self, realm: &[u8]) -> bool {
        std::str::from_utf8(realm).is_ok_and(|realm| self.realm.answers_to(realm))
    }

    /// Whether the client may be given another name or sent to another realm: the option says so, and so does an
    /// enterprise name, for which MIT's client follows referrals without setting the option.
    pub(crate) fn may_rename_client(&self) -> bool {
        let is_enterprise = |name: &PrincipalName<'_>| name.name_type == NameType::ENTERPRISE;
        self.options().contains(KdcOptions::CANONICALIZE) || self.body().cname.as_ref().is_some_and(is_enterprise)
    }

    /// Holds a client's clock against this KDC's.
    ///
    /// # Errors
    /// [`Refusal::ClockSkew`] if they differ by more than the realm tolerates.
    pub(crate) fn tolerate(&self, client_time: Timestamp) -> Result<(), Refusal> {
        let (seconds, allowed) = (client_time - self.now.time, self.settings().clock_skew_seconds);
        if seconds.unsigned_abs() > u64::from(allowed) { Err(Refusal::ClockSkew { seconds, allowed }) } else { Ok(()) }
    }
}
