//! Testing the secret of a trust: whether what the trusted end seals its tickets with is what the trusting one opens
//! them with.

use xrealm_directory::{Directory, KeySet, Realm, Trust, TrustPair, TrustSecret};
use xrealm_names::{EncryptionType, RealmName, Timestamp};

use crate::names::{End, Ends, Names};
use crate::{TrustEnds, Verification, VerificationFacts};

/// What testing this direction of a trust finds; `None` if neither end has it.
pub(crate) fn of_pair(directory: &Directory, pair: &TrustPair, now: Timestamp) -> Option<VerificationFacts> {
    let typed = TrustEnds { trusting: pair.trusting.to_string(), trusted: pair.trusted.to_string() };
    let ends = Names::of(directory).ends(&typed).ok()?;
    of_ends(directory, &ends, now).map(|tested| tested.facts)
}

/// What was found, and whether the current secret is the same at both ends and nobody had noted it.
pub(crate) struct Tested {
    pub(crate) facts: VerificationFacts,
    pub(crate) is_news: bool,
}

/// What testing this direction of a trust finds; `None` if neither end has it.
pub(crate) fn of_ends(directory: &Directory, ends: &Ends<'_>, now: Timestamp) -> Option<Tested> {
    let (trusting, trusted) = (ends.trusting.name(), ends.trusted.name());
    let [outbound, inbound] = ends.held();
    let tested = |result, text| {
        let facts = VerificationFacts { trusting: trusting.to_string(), trusted: trusted.to_string(), result, text };
        Some(Tested { facts, is_news: false })
    };
    if outbound.is_none() && inbound.is_none() {
        return None;
    }
    for end in [&ends.trusting, &ends.trusted] {
        if let End::External(_) | End::Elsewhere(_) = end {
            let name = end.name();
            let text = format!("{name} is served elsewhere: only a client that crosses the trust can test it");
            return tested(Verification::NotTestable, text);
        }
    }
    if !directory.link_is_up(trusting, trusted) {
        return tested(Verification::PartnerUnreachable, format!("{trusting} and {trusted} cannot reach each other"));
    }
    let missing = |name: &RealmName, other: &RealmName| format!("{name} does not know the trust with {other}");
    let (Some(outbound), Some(inbound)) = (outbound, inbound) else {
        let text = if outbound.is_none() { missing(trusting, trusted) } else { missing(trusted, trusting) };
        return tested(Verification::MissingAtPartner, text);
    };
    let (Some(opens), Some(seals), Some(issuer)) = (&outbound.outgoing, &inbound.incoming, ends.trusted.served())
    else {
        return tested(Verification::MissingAtPartner, format!("{trusting} and {trusted} do not both have a secret"));
    };
    let comparison = Comparison { trusting, trusted, issuer, inbound, opens, seals, now };
    let (result, text) = comparison.result();
    let is_news = result == Verification::Healthy
        && (opens.confirmed.is_none() || seals.confirmed.is_none())
        && comparison.etype().is_some_and(|etype| same(etype, &seals.current, &opens.current));
    Some(Tested { is_news, ..tested(result, text)? })
}

/// The secrets of one direction at both ends.
struct Comparison<'a> {
    trusting: &'a RealmName,
    trusted: &'a RealmName,
    issuer: &'a Realm,
    inbound: &'a Trust,
    opens: &'a TrustSecret,
    seals: &'a TrustSecret,
    now: Timestamp,
}

impl Comparison<'_> {
    fn result(&self) -> (Verification, String) {
        let Self { trusting, trusted, opens, .. } = *self;
        let Some(etype) = self.etype() else {
            let text = format!("{trusted} has no key of an encryption type agreed on for the trust with {trusting}");
            return (Verification::SecretMismatch, text);
        };
        let sealing = self.seals.sealing_keys(self.now);
        let sealed = format!("{trusted} seals with kvno {} ({etype})", sealing.kvno());
        if same(etype, sealing, &opens.current) {
            let text = format!("{sealed}, which is the current secret of {trusting} (kvno {})", opens.current.kvno());
            return (Verification::Healthy, text);
        }
        if let Some(previous) = opens.previous.as_ref().filter(|previous| same(etype, sealing, previous)) {
            let (before, now) = (previous.kvno(), opens.current.kvno());
            let text = format!("{sealed}, which is the previous secret of {trusting} (kvno {before}; current {now})");
            return (Verification::Healthy, text);
        }
        (Verification::SecretMismatch, format!("trust secret mismatch: {sealed}, {}", self.difference(sealing)))
    }

    /// What the trusting end has instead.
    fn difference(&self, sealing: &KeySet) -> String {
        let Self { trusting, trusted, opens, .. } = *self;
        let (current, previous) = (opens.current.kvno(), opens.previous.as_ref().map(KeySet::kvno));
        let has = match previous {
            Some(previous) => format!("{trusting} opens with kvno {current} and {previous}"),
            None => format!("{trusting} opens with kvno {current}"),
        };
        if sealing.kvno().saturating_add(2) <= current {
            format!("{has}: {trusted} holds a secret two generations old; reset the trust")
        } else if sealing.kvno() == current {
            format!("{has}: the passwords differ; reset the trust, or set the same password at both ends")
        } else {
            format!("{has}; reset the trust, or set the same password at both ends")
        }
    }

    fn etype(&self) -> Option<EncryptionType> {
        self.issuer.sealing_etype(self.inbound)
    }
}

fn same(etype: EncryptionType, one: &KeySet, other: &KeySet) -> bool {
    matches!((one.key(etype), other.key(etype)), (Some(one), Some(other)) if one == other)
}
