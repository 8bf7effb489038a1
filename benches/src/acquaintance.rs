//! A client that has been everywhere once, so that it can ask everything again without waiting for replies.

use rand_core::CryptoRng;
use thiserror::Error;
use xrealm_client::{Action, Event, Hop, Login, LoginOptions, Secret, Walk, WalkOptions};
use xrealm_crypto::Key;
use xrealm_names::{EncryptionType, Principal, PrincipalName};
use xrealm_wire::padata::{EtypeInfo2, PA_ETYPE_INFO2};
use xrealm_wire::{KrbError, PaDataList, error_code};

use crate::{Network, NetworkError, now};

/// Who asks for what.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Who logs in.
    pub client: Principal,
    /// With what.
    pub password: String,
    /// A service of the client's realm.
    pub own_service: PrincipalName,
    /// A service that the client's realm refers to another realm for.
    pub far_service: PrincipalName,
}

/// What a client has learnt of the KDCs.
#[derive(Debug)]
pub struct Acquaintance {
    pub(crate) client: Principal,
    pub(crate) key: Key,
    /// The reply to the first half of a login.
    pub(crate) preauth_required: Vec<u8>,
    pub(crate) login: Hop,
    pub(crate) own_service: PrincipalName,
    pub(crate) far_service: PrincipalName,
    pub(crate) own_hops: Vec<Hop>,
    pub(crate) far_hops: Vec<Hop>,
}

/// Why a client cannot be made acquainted.
#[derive(Debug, Error)]
pub enum AcquaintanceError {
    /// A login or a walk failed.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The KDC gave a ticket without pre-authentication, or said nothing of keys when it asked for it.
    #[error("the KDC does not ask for pre-authentication with an encryption type of ours")]
    NoPreauthentication,
    /// The own service is not reached in one step, or the far one is.
    #[error("{service} was reached in {hops} steps")]
    Distance {
        /// The service.
        service: PrincipalName,
        /// How many tickets it took after the login.
        hops: usize,
    },
}

impl Acquaintance {
    /// Logs in and walks to both services; each reply is verified as a real client verifies it.
    ///
    /// # Errors
    /// [`AcquaintanceError`] if anything is not as the subject says.
    pub fn make(subject: Subject, network: &mut Network, rng: &mut dyn CryptoRng) -> Result<Self, AcquaintanceError> {
        let secret = Secret::password(&subject.password);
        let mut machine = Login::new(subject.client.clone(), secret, LoginOptions::default());
        let mut first_reply = None;
        let login = network.run(
            rng,
            |event, now, rng| machine.step(event, now, rng),
            |reply| _ = first_reply.get_or_insert_with(|| reply.to_vec()),
        )?;
        let preauth_required = first_reply.unwrap_or_default();
        let key = key(&preauth_required, &subject.password).ok_or(AcquaintanceError::NoPreauthentication)?;
        let own_hops = walk(&login, &subject.own_service, network, rng)?;
        let far_hops = walk(&login, &subject.far_service, network, rng)?;
        if own_hops.len() != 1 {
            return Err(AcquaintanceError::Distance { service: subject.own_service, hops: own_hops.len() });
        }
        if far_hops.len() < 2 {
            return Err(AcquaintanceError::Distance { service: subject.far_service, hops: far_hops.len() });
        }
        let Subject { client, own_service, far_service, .. } = subject;
        Ok(Self { client, key, preauth_required, login, own_service, far_service, own_hops, far_hops })
    }

    /// A login with the key itself, and its first request answered already: what it sends next is the second half.
    pub(crate) fn second_half_of_login(&self, rng: &mut dyn CryptoRng) -> Option<Vec<u8>> {
        let (mut login, _) = self.first_half_of_login(rng);
        sent(login.step(Event::Reply(&self.preauth_required), now(), rng))
    }

    pub(crate) fn first_half_of_login(&self, rng: &mut dyn CryptoRng) -> (Login, Option<Vec<u8>>) {
        let mut login = Login::new(self.client.clone(), Secret::key(self.key.clone()), LoginOptions::default());
        let request = sent(login.step(Event::Start, now(), rng));
        (login, request)
    }
}

/// The octets that a state machine wants to send.
pub(crate) fn sent<T>(action: Action<T>) -> Option<Vec<u8>> {
    match action {
        Action::Send { request, .. } => Some(request),
        Action::Done(_) | Action::Failed(_) => None,
    }
}

fn walk(
    login: &Hop,
    service: &PrincipalName,
    network: &mut Network,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<Hop>, NetworkError> {
    let mut walk = Walk::new(login.credential.clone(), service.clone(), WalkOptions::default());
    network.run(rng, |event, now, rng| walk.step(event, now, rng), |_| {})?;
    Ok(walk.hops().to_vec())
}

/// The key that KDC_ERR_PREAUTH_REQUIRED asks for first: made from the password once, not for each login.
fn key(preauth_required: &[u8], password: &str) -> Option<Key> {
    let error = KrbError::decode(preauth_required).ok()?;
    if error.error_code != error_code::KDC_ERR_PREAUTH_REQUIRED {
        return None;
    }
    let methods = PaDataList::decode(error.e_data?).ok()?;
    let info = EtypeInfo2::decode(methods.find(PA_ETYPE_INFO2)?).ok()?;
    let entry = info.0.first()?;
    let etype = EncryptionType::from_number(entry.etype)?;
    Key::from_password(etype, password.as_bytes(), entry.salt?, entry.s2kparams).ok()
}
