//! The life of a trust's secret: set by hand, changed by the trusting end, taken over by the trusted one, confirmed
//! (MS-ADTS 6.1.6.9.6.1; MS-NRPC 3.4.5.2.6).

use std::sync::Arc;

use xrealm_names::{PrincipalName, RealmName};
use xrealm_trust::TrustId;

use super::Draft;
use crate::directory::End;
use crate::file_time::file_time;
use crate::{ChangeRefusal, KeySet, NewKeys, RealmId, TrustPair, TrustSecret, TrustSide};

impl Draft {
    /// At both ends at once, or at one. Where both are served here, nothing is left to confirm.
    pub(super) fn set_trust_secret(
        &mut self,
        pair: &TrustPair,
        side: Option<TrustSide>,
        keys: &NewKeys,
    ) -> Result<(), ChangeRefusal> {
        keys.refuse_if_empty()?;
        let ends = self.secrets(pair)?;
        let wanted = |of| side.is_none_or(|side| side == of);
        let outgoing = ends.outgoing.as_ref().filter(|_| wanted(TrustSide::Trusting));
        let incoming = ends.incoming.as_ref().filter(|_| wanted(TrustSide::Trusted));
        let kvno = [outgoing, incoming].into_iter().flatten().map(|held| held.secret.current.kvno()).max();
        if kvno.is_none() {
            return Err(ends.unknown());
        }
        let current = keys.key_set(kvno, || ends.salt());
        let confirmed = (outgoing.is_some() && incoming.is_some()).then_some(self.at.time);
        let sealed = outgoing.zip(incoming).and_then(|(outgoing, incoming)| self.sealed_until_now(outgoing, incoming));
        for held in [outgoing, incoming].into_iter().flatten() {
            let next = TrustSecret { confirmed, ..self.succeeding(&held.secret, current.clone()) };
            let previous = sealed.clone().or(next.previous);
            self.store(held, TrustSecret { previous, ..next });
        }
        Ok(())
    }

    /// What the trusted end sealed with so far, as the trusting one counts it. In the middle of a regular change that is
    /// not the current secret of the trusting end. `None` if the trusting end does not know it: then no ticket was good.
    fn sealed_until_now(&self, outgoing: &Held, incoming: &Held) -> Option<KeySet> {
        let sealed = incoming.secret.sealing_keys(self.at.time);
        outgoing.secret.key_sets().find(|known| known.is_same_secret(sealed)).cloned()
    }

    /// The trusting end only: until the trusted end has it too, tickets come under the one before.
    pub(super) fn rotate_trust_secret(&mut self, pair: &TrustPair, keys: &NewKeys) -> Result<(), ChangeRefusal> {
        keys.refuse_if_empty()?;
        let ends = self.secrets(pair)?;
        let [outgoing, _] = ends.of_domains()?;
        if outgoing.secret.confirmed.is_none() {
            let (trusting, trusted) = (ends.trusting.clone(), ends.trusted.clone());
            return Err(ChangeRefusal::SecretNotConfirmed { trusting, trusted });
        }
        let current = keys.key_set(Some(outgoing.secret.current.kvno()), || ends.salt());
        let next = self.succeeding(&outgoing.secret, current);
        self.store(outgoing, next);
        Ok(())
    }

    /// The trusted end takes over what the trusting one has. It is asked over a channel that the secret before the
    /// change protects, so it has to have that one. Asked again, nothing happens.
    pub(super) fn push_trust_secret(&mut self, pair: &TrustPair) -> Result<(), ChangeRefusal> {
        let ends = self.secrets(pair)?;
        let [outgoing, incoming] = ends.of_domains()?;
        if !self.directory.link_is_up(&ends.trusting, &ends.trusted) {
            return Err(ChangeRefusal::LinkIsCut { one: ends.trusting.clone(), other: ends.trusted.clone() });
        }
        let (ours, theirs) = (&outgoing.secret, &incoming.secret.current);
        if theirs.is_same_secret(&ours.current) {
            return Ok(());
        }
        let Some(before) = ours.previous.as_ref().filter(|before| before.is_same_secret(theirs)) else {
            return Err(ends.differ());
        };
        let grace = self.directory.realm(incoming.realm).map_or(0, |realm| realm.settings.trust_secret_grace_seconds);
        let next = TrustSecret {
            // As the trusting end counts them, so that a version means the same at both.
            previous: Some(before.clone()),
            seal_with_previous_until: Some(self.at.time + i64::from(grace)),
            ..self.succeeding(&incoming.secret, ours.current.clone())
        };
        self.store(incoming, next);
        Ok(())
    }

    /// The current secret has been used: whoever keeps it knows that the other end has the same.
    pub(super) fn confirm_trust_secret(&mut self, pair: &TrustPair) -> Result<(), ChangeRefusal> {
        let ends = self.secrets(pair)?;
        if let (Some(outgoing), Some(incoming)) = (&ends.outgoing, &ends.incoming)
            && !incoming.secret.current.is_same_secret(&outgoing.secret.current)
        {
            return Err(ends.differ());
        }
        let at = self.at.time;
        for held in [&ends.outgoing, &ends.incoming].into_iter().flatten() {
            let secret = held.secret.clone();
            self.store(held, TrustSecret { confirmed: secret.confirmed.or(Some(at)), ..secret });
        }
        Ok(())
    }

    fn secrets(&self, pair: &TrustPair) -> Result<Ends, ChangeRefusal> {
        let (own, other) = (self.end(&pair.trusting)?, self.end(&pair.trusted)?);
        let ends = Ends {
            trusting: own.name().clone(),
            trusted: other.name().clone(),
            are_domains: own.is_domain() && other.is_domain(),
            outgoing: held(own, other.name(), true),
            incoming: held(other, own.name(), false),
        };
        if ends.outgoing.is_none() && ends.incoming.is_none() { Err(ends.unknown()) } else { Ok(ends) }
    }

    /// A secret after another one, set now and used by nobody yet.
    fn succeeding(&self, before: &TrustSecret, current: KeySet) -> TrustSecret {
        TrustSecret { previous: Some(before.current.clone()), ..TrustSecret::new(current, file_time(self.at)) }
    }

    fn store(&mut self, held: &Held, next: TrustSecret) {
        let TrustId(position) = held.trust;
        let trust = self.realm_mut(held.realm).and_then(|realm| realm.trusts.get_mut(position as usize));
        if let Some(trust) = trust.map(Arc::make_mut) {
            *(if held.is_outgoing { &mut trust.outgoing } else { &mut trust.incoming }) = Some(next);
        }
    }
}

/// The two ends of one direction of a trust, each with what it keeps if it is served here.
struct Ends {
    trusting: RealmName,
    trusted: RealmName,
    are_domains: bool,
    outgoing: Option<Held>,
    incoming: Option<Held>,
}

/// A secret and where it is kept.
struct Held {
    realm: RealmId,
    trust: TrustId,
    is_outgoing: bool,
    secret: TrustSecret,
}

fn held(end: End<'_>, partner: &RealmName, is_outgoing: bool) -> Option<Held> {
    let End::Served(realm) = end else { return None };
    let (id, trust) = realm.trust_named(partner.as_str().as_bytes())?;
    let secret = if is_outgoing { &trust.outgoing } else { &trust.incoming };
    Some(Held { realm: realm.id, trust: id, is_outgoing, secret: secret.clone()? })
}

impl Ends {
    /// The default salt of the keys: that of `krbtgt/TRUSTING@TRUSTED`.
    fn salt(&self) -> String {
        xrealm_crypto::salt::principal(&self.trusted, &PrincipalName::krbtgt(&self.trusting))
    }

    /// Both ends, if the two are domains that agree on secrets by themselves.
    fn of_domains(&self) -> Result<[&Held; 2], ChangeRefusal> {
        let (trusting, trusted) = (self.trusting.clone(), self.trusted.clone());
        match (&self.outgoing, &self.incoming) {
            (Some(outgoing), Some(incoming)) if self.are_domains => Ok([outgoing, incoming]),
            _ => Err(ChangeRefusal::SecretSetByHand { trusting, trusted }),
        }
    }

    fn unknown(&self) -> ChangeRefusal {
        ChangeRefusal::UnknownTrust { trusting: self.trusting.clone(), trusted: self.trusted.clone() }
    }

    fn differ(&self) -> ChangeRefusal {
        ChangeRefusal::SecretsDiffer { trusting: self.trusting.clone(), trusted: self.trusted.clone() }
    }
}
