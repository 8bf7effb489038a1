//! Names as administrators type them: DNS or NetBIOS names of domains in any case, names of Kerberos realms as they are
//! spelled.

use xrealm_directory::{Directory, ExternalRealm, Realm, Trust, TrustPair, TrustSide};
use xrealm_names::{RealmName, fold};

use crate::{OperationRefusal, TrustEnds};

/// Looks typed names up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'d> {
    directory: &'d Directory,
}

/// One end of a trust, as far as it is known.
#[derive(Debug, Clone)]
pub(crate) enum End<'d> {
    /// Served here.
    Served(&'d Realm),
    /// Known, and served by others.
    External(&'d ExternalRealm),
    /// Known by its name alone: the partner of an imported trust, or a Kerberos realm that is new.
    Elsewhere(RealmName),
}

/// Both ends of a trust.
#[derive(Debug, Clone)]
pub(crate) struct Ends<'d> {
    pub(crate) trusting: End<'d>,
    pub(crate) trusted: End<'d>,
}

impl<'d> Names<'d> {
    pub(crate) fn of(directory: &'d Directory) -> Names<'d> {
        Names { directory }
    }

    /// A realm or domain, served here or elsewhere.
    pub(crate) fn end(self, typed: &str) -> Result<End<'d>, OperationRefusal> {
        match self.having(typed).as_slice() {
            [end] => Ok(end.clone()),
            [] => Err(self.unknown(typed)),
            several => Err(OperationRefusal::AmbiguousName {
                name: typed.to_owned(),
                candidates: several.iter().map(|end| end.name().clone()).collect(),
            }),
        }
    }

    /// A realm or domain that is served here.
    pub(crate) fn served(self, typed: &str) -> Result<&'d Realm, OperationRefusal> {
        match self.end(typed)? {
            End::Served(realm) => Ok(realm),
            End::External(external) => Err(OperationRefusal::NotServed { name: external.name.clone() }),
            End::Elsewhere(name) => Err(OperationRefusal::NotServed { name }),
        }
    }

    /// One end of a trust with the trust that it keeps.
    pub(crate) fn trust(self, realm: &str, partner: &str) -> Result<(&'d Realm, &'d Trust), OperationRefusal> {
        let realm = self.served(realm)?;
        if let Some((_, trust)) = realm.trust_named(without_final_dot(partner).as_bytes()) {
            return Ok((realm, trust));
        }
        let known = self.end(partner).ok();
        let by_name = known.as_ref().and_then(|end| realm.trust_named(end.name().as_str().as_bytes()));
        by_name.map(|(_, trust)| (realm, trust)).ok_or_else(|| {
            let partners = realm.trusts().map(|(_, trust)| trust.tdo.trust_partner.to_string());
            let suggestion = if known.is_some() { None } else { nearest(partner, partners) };
            let partner = known.map_or_else(|| partner.to_owned(), |end| end.name().to_string());
            OperationRefusal::UnknownTrust { realm: realm.name().clone(), partner, suggestion }
        })
    }

    /// Both ends of a trust that is there. One of them may be known only from the other's trust.
    pub(crate) fn ends(self, typed: &TrustEnds) -> Result<Ends<'d>, OperationRefusal> {
        let (trusting, trusted) = (self.end(&typed.trusting), self.end(&typed.trusted));
        let told_by = |other: &Result<End<'d>, _>, typed: &str| {
            let End::Served(realm) = other.as_ref().ok()? else { return None };
            let (_, trust) = realm.trust_named(without_final_dot(typed).as_bytes())?;
            Some(End::Elsewhere(trust.tdo.trust_partner.clone()))
        };
        let (by_trusted, by_trusting) = (told_by(&trusted, &typed.trusting), told_by(&trusting, &typed.trusted));
        let trusting = trusting.or_else(|refusal| by_trusted.ok_or(refusal))?;
        let trusted = trusted.or_else(|refusal| by_trusting.ok_or(refusal))?;
        Ok(Ends { trusting, trusted })
    }

    /// Whoever answers to this name. Only a NetBIOS name can have several.
    fn having(self, typed: &str) -> Vec<End<'d>> {
        let name = without_final_dot(typed);
        let served = self.directory.realms().filter(|realm| realm.answers_to(name)).map(End::Served);
        let external = self.directory.external_realms().filter(|external| answers_to(external, name));
        let all: Vec<End<'d>> = served.chain(external.map(End::External)).collect();
        match all.iter().find(|end| end.name().eq_ignore_case(name)) {
            Some(by_dns_name) => vec![by_dns_name.clone()],
            None => all,
        }
    }

    fn unknown(self, typed: &str) -> OperationRefusal {
        let served = self.directory.realms().map(Realm::name);
        let external = self.directory.external_realms().map(|external| &external.name);
        let all: Vec<&RealmName> = served.chain(external).collect();
        if let Some(name) = all.iter().find(|name| name.eq_ignore_case(typed)) {
            return OperationRefusal::RealmCase { typed: typed.to_owned(), name: RealmName::clone(name) };
        }
        let netbios_names = self.directory.realms().filter_map(|realm| realm.netbios_name().map(str::to_owned));
        let suggestion = nearest(typed, all.iter().map(ToString::to_string).chain(netbios_names));
        OperationRefusal::UnknownRealm { name: typed.to_owned(), suggestion }
    }
}

impl<'d> End<'d> {
    pub(crate) fn name(&self) -> &RealmName {
        match self {
            End::Served(realm) => realm.name(),
            End::External(external) => &external.name,
            End::Elsewhere(name) => name,
        }
    }

    pub(crate) fn served(&self) -> Option<&'d Realm> {
        match self {
            End::Served(realm) => Some(realm),
            End::External(_) | End::Elsewhere(_) => None,
        }
    }

    /// Whether it is a Windows domain, as far as it is known.
    pub(crate) fn is_domain(&self) -> bool {
        match self {
            End::Served(realm) => realm.netbios_name().is_some(),
            End::External(external) => external.active_directory.is_some(),
            End::Elsewhere(_) => false,
        }
    }

    /// The trust that it keeps with `partner`, if it is served here.
    pub(crate) fn trust(&self, partner: &RealmName) -> Option<&'d Trust> {
        Some(self.served()?.trust_named(partner.as_str().as_bytes())?.1)
    }
}

impl<'d> Ends<'d> {
    pub(crate) fn pair(&self) -> TrustPair {
        TrustPair { trusting: self.trusting.name().clone(), trusted: self.trusted.name().clone() }
    }

    pub(crate) fn end(&self, side: TrustSide) -> &End<'d> {
        match side {
            TrustSide::Trusting => &self.trusting,
            TrustSide::Trusted => &self.trusted,
        }
    }

    pub(crate) fn turned(&self) -> Ends<'d> {
        Ends { trusting: self.trusted.clone(), trusted: self.trusting.clone() }
    }

    /// The trusts that the trusting and the trusted end keep of this direction.
    pub(crate) fn held(&self) -> [Option<&'d Trust>; 2] {
        let outbound = |trust: &&Trust| trust.tdo.trust_direction.is_outbound();
        let inbound = |trust: &&Trust| trust.tdo.trust_direction.is_inbound();
        [
            self.trusting.trust(self.trusted.name()).filter(outbound),
            self.trusted.trust(self.trusting.name()).filter(inbound),
        ]
    }
}

/// The candidate nearest to what was typed, if it is near enough to be a slip.
pub(crate) fn nearest(typed: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    xrealm_config::nearest(typed, candidates)
}

fn answers_to(external: &ExternalRealm, name: &str) -> bool {
    match &external.active_directory {
        Some((netbios_name, _)) => external.name.eq_ignore_case(name) || fold(netbios_name) == fold(name),
        None => external.name.as_str() == name,
    }
}

fn without_final_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}
