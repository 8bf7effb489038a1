//! Which operation a command is, and where it may be run.

use xrealm_directory::{NewTrustKind, TrustSide};

use super::NetdomError;
use super::command::{NameChange, TrustCommand, TrustVerb};
use crate::{
    Authentication, CreateTrust, DomainFacts, Operation, Setting, SuffixChange, SuffixName, TrustEnds, TrustOperation,
};

impl TrustCommand {
    /// The trusted domain; where none is given, `joined`, the domain this computer belongs to.
    ///
    /// # Errors
    /// [`NetdomError::NoTrustedDomain`] if there is neither.
    pub fn trusted<'a>(&'a self, joined: Option<&'a str>) -> Result<&'a str, NetdomError> {
        self.trusted.as_deref().or(joined).ok_or(NetdomError::NoTrustedDomain)
    }

    /// The end and the partner of the trust that the command is about, seen from the trusting side.
    ///
    /// # Errors
    /// [`NetdomError::NoTrustedDomain`].
    pub fn trust<'a>(&'a self, joined: Option<&'a str>) -> Result<(&'a str, &'a str), NetdomError> {
        let named = match &self.verb {
            TrustVerb::NameSuffixes { trust, .. } => trust.as_deref(),
            TrustVerb::Add { .. }
            | TrustVerb::Remove { .. }
            | TrustVerb::Reset { .. }
            | TrustVerb::Verify { .. }
            | TrustVerb::Settings { .. }
            | TrustVerb::ChangeName { .. }
            | TrustVerb::InvokeTrustScanner => None,
        };
        Ok((&self.trusting, named.map_or_else(|| self.trusted(joined), Ok)?))
    }

    /// What is asked of whoever keeps the directory, `domains` being all that it knows: of a trust with a Kerberos realm
    /// only the Windows side is touched, the other one is its administrator's. `None` where the trust as it is answers already, and for
    /// /Verify /Kerberos, which a client does.
    ///
    /// # Errors
    /// [`NetdomError::NoTrustedDomain`].
    pub fn operation(&self, joined: Option<&str>, domains: &[DomainFacts]) -> Result<Option<Operation>, NetdomError> {
        let operation = match &self.verb {
            TrustVerb::Verify { kerberos: true, .. } => return Ok(None),
            TrustVerb::Settings { settings, .. } if settings.iter().all(|(_, on)| on.is_none()) => return Ok(None),
            TrustVerb::Add { .. } => TrustOperation::Create(Box::new(self.create(joined, domains)?)),
            TrustVerb::Remove { two_way, one_side, force } => TrustOperation::Remove {
                ends: self.ends(joined)?,
                two_way: *two_way,
                side: one_side.or(self.windows_side(joined, domains)?),
                force: *force,
            },
            TrustVerb::Reset { two_way } => TrustOperation::Reset {
                ends: self.ends(joined)?,
                two_way: *two_way,
                side: self.trust_password.as_ref().and(self.windows_side(joined, domains)?),
                password: self.trust_password.clone(),
            },
            TrustVerb::Verify { two_way, .. } => TrustOperation::Verify { ends: self.ends(joined)?, two_way: *two_way },
            TrustVerb::Settings { settings, child_domain } => {
                let (realm, partner) = self.trust(joined)?;
                let set = |(switch, on): &(_, Option<bool>)| Some(Setting { switch: *switch, on: (*on)? });
                TrustOperation::Set {
                    realm: realm.to_owned(),
                    partner: partner.to_owned(),
                    settings: settings.iter().filter_map(set).collect(),
                    child_domain: child_domain.clone(),
                }
            }
            TrustVerb::NameSuffixes { toggle, .. } => {
                let (realm, partner) = self.trust(joined)?;
                let (realm, partner) = (realm.to_owned(), partner.to_owned());
                match toggle {
                    Some(number) => TrustOperation::ChangeSuffixes {
                        realm,
                        partner,
                        change: SuffixChange::Toggle(SuffixName::Number(*number)),
                    },
                    None => TrustOperation::Suffixes { realm, partner },
                }
            }
            TrustVerb::ChangeName { change, name } => {
                let (realm, partner) = self.trust(joined)?;
                let change = change.of(name.clone());
                TrustOperation::ChangeSuffixes { realm: realm.to_owned(), partner: partner.to_owned(), change }
            }
            TrustVerb::InvokeTrustScanner => TrustOperation::Scan {
                realm: self.trusted(joined)?.to_owned(),
                partner: (self.trusting != "*").then(|| self.trusting.clone()),
            },
        };
        Ok(Some(Operation::Trust(operation)))
    }

    /// Whether the command may be run here, `here` being the domain of this computer if that is known.
    ///
    /// # Errors
    /// [`NetdomError::RemoteKerberos`]: what tests a computer has to be run on it.
    pub fn check_place(&self, here: Option<&DomainFacts>) -> Result<(), NetdomError> {
        if let (TrustVerb::Verify { kerberos: true, .. }, Some(here)) = (&self.verb, here)
            && !here.answers_to(&self.trusting)
        {
            let (here, trusting) = (here.dns_name.clone(), self.trusting.clone());
            return Err(NetdomError::RemoteKerberos { here, trusting });
        }
        Ok(())
    }

    /// The side of a trust with a Kerberos realm that is Windows'.
    fn windows_side(&self, joined: Option<&str>, domains: &[DomainFacts]) -> Result<Option<TrustSide>, NetdomError> {
        let is_realm =
            |name: &str| domains.iter().any(|domain| domain.netbios_name.is_none() && domain.answers_to(name));
        let (trusting, trusted) = self.trust(joined)?;
        Ok(match (is_realm(trusting), is_realm(trusted)) {
            (false, true) => Some(TrustSide::Trusting),
            (true, false) => Some(TrustSide::Trusted),
            (true, true) | (false, false) => None,
        })
    }

    fn ends(&self, joined: Option<&str>) -> Result<TrustEnds, NetdomError> {
        Ok(TrustEnds { trusting: self.trusting.clone(), trusted: self.trusted(joined)?.to_owned() })
    }

    fn create(&self, joined: Option<&str>, domains: &[DomainFacts]) -> Result<CreateTrust, NetdomError> {
        let mut create = CreateTrust {
            ends: self.ends(joined)?,
            kind: None,
            two_way: false,
            side: None,
            transitive: None,
            password: self.trust_password.clone(),
            trusting_authentication: Authentication::Wide,
            trusted_authentication: Authentication::Wide,
            quarantine: None,
            forest_transitive: false,
            etypes: None,
            confirm: false,
            confirm_reverse: false,
        };
        if let TrustVerb::Add { realm, two_way, one_side, transitive, forest_transitive, quarantine, selective_auth } =
            &self.verb
        {
            create.kind = realm.then_some(NewTrustKind::Realm);
            create.two_way = *two_way;
            create.side = one_side.or(self.windows_side(joined, domains)?);
            create.transitive = *transitive;
            create.forest_transitive = *forest_transitive;
            create.quarantine = *quarantine;
            if *selective_auth {
                create.trusting_authentication = Authentication::Selective;
            }
        }
        Ok(create)
    }
}

impl NameChange {
    fn of(self, name: String) -> SuffixChange {
        match self {
            NameChange::AddTln => SuffixChange::Add(name),
            NameChange::RemoveTln => SuffixChange::Remove(name),
            NameChange::AddTlnEx => SuffixChange::Exclude(name),
            NameChange::RemoveTlnEx => SuffixChange::Include(name),
        }
    }
}
