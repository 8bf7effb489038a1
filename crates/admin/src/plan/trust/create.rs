//! Creating a trust: at both ends or at one.

use xrealm_directory::{
    Change, ChangeRefusal, Directory, ExternalRealm, Namespaces, NewExternalRealm, NewKeys, NewTrust, NewTrustKind,
    TrustPair, TrustSide,
};
use xrealm_names::{RealmName, Timestamp};
use xrealm_trust::{NewNames, TrustAttributes};

use super::super::{FarWish, Means, Plan, Told, WritePlan, applied};
use super::partner_names::{domain_named, recorded, told};
use super::{keys, password_of, refuse_cut, refuse_empty};
use crate::names::{End, Ends, Names};
use crate::rights::{Requirement, Right};
use crate::{
    Authentication, CreateTrust, OperationRefusal, Surface, TrustEnds, TrustOperation, Verification, Wish, verify,
};

pub(super) fn plan(create: &CreateTrust, wish: &Wish, means: &mut Means<'_>) -> Result<Plan, OperationRefusal> {
    let description = description(create, wish.surface, means)?;
    let known = applied(means.directory, description.as_slice(), means.now)?;
    let (ends, newcomer) = ends(create, &known)?;
    let kind = create.kind.unwrap_or_else(|| usual_kind(means.directory, &ends));
    let new = Creation { create, kind, ends, extent: Extent::Both };
    new.refuse_nonsense(wish.surface)?;
    let extent = new.extent(means)?;
    let new = Creation { extent, ..new };
    new.refuse_unresolved()?;
    if !matches!(new.extent, Extent::One(_)) {
        refuse_cut(means.directory, &new.ends)?;
    }
    let (forward, reverse) = new.secrets(means)?;
    let far = new.far_wish(&forward, wish.dry_run, means.directory);
    let mut changes: Vec<Change> = description.into_iter().chain(newcomer.iter().map(Newcomer::change)).collect();
    changes.push(Change::CreateTrust(Box::new(new.trust(forward, reverse))));
    let mut created = applied(means.directory, &changes, means.now)?;
    if let Some(names) = new.names(wish.surface, &created, means)? {
        created = applied(&created, std::slice::from_ref(&names), means.now)?;
        changes.push(names);
    }
    changes.extend(new.levels(&created));
    let tested = new.tested();
    let confirmed = tested.iter().filter(|pair| is_confirmed_by_test(pair, &created, means.now.time));
    changes.extend(confirmed.map(|trust| Change::ConfirmTrustSecret { trust: trust.clone() }));
    let after = applied(means.directory, &changes, means.now)?;
    // An end that another process makes cannot be looked at from here.
    let verified = if far.is_some() { Vec::new() } else { tested };
    Ok(Plan::from(WritePlan {
        changes,
        operation: new.words(),
        replaced: new.replaced(),
        requires: new.required(),
        far,
        told: Told {
            trusts: new.made().map(|(_, own, other)| (own.name().clone(), other.name().clone())).collect(),
            verified,
            notes: new.notes(&after).into_iter().chain(newcomer.map(|newcomer| newcomer.note())).collect(),
            ..Told::default()
        },
    }))
}

/// A trust to be created, with its names resolved.
struct Creation<'a> {
    create: &'a CreateTrust,
    kind: NewTrustKind,
    ends: Ends<'a>,
    extent: Extent,
}

/// Which ends are made.
enum Extent {
    /// Both, here.
    Both,
    /// One; the other one is somebody else's business.
    One(TrustSide),
    /// This one here, and the other one in the process that listens there.
    Joint(TrustSide, String),
}

/// A Kerberos realm nobody knows yet, and which known one was perhaps meant. A realm trust can be made with any: nobody
/// is asked who has the name.
struct Newcomer {
    name: RealmName,
    suggestion: Option<String>,
}

/// Both ends, and the one that is new.
fn ends<'a>(create: &CreateTrust, directory: &'a Directory) -> Result<(Ends<'a>, Option<Newcomer>), OperationRefusal> {
    let names = Names::of(directory);
    let TrustEnds { trusting, trusted } = &create.ends;
    let mut is_new = None;
    let mut end = |typed: &str| match names.end(typed) {
        Err(OperationRefusal::UnknownRealm { name, suggestion }) if create.kind == Some(NewTrustKind::Realm) => {
            let Ok(realm) = RealmName::new(&name) else {
                return Err(OperationRefusal::UnknownRealm { name, suggestion });
            };
            is_new = Some(Newcomer { name: realm.clone(), suggestion });
            Ok(End::Elsewhere(realm))
        }
        found => found,
    };
    let ends = Ends { trusting: end(trusting)?, trusted: end(trusted)? };
    Ok((ends, is_new))
}

/// What has to be learned of the other forest before anything else, where it is known by its name alone: whoever serves
/// it says which NetBIOS name and which SID its root has.
fn description(create: &CreateTrust, surface: Surface, means: &Means<'_>) -> Result<Option<Change>, OperationRefusal> {
    if create.kind != Some(NewTrustKind::Forest) || (create.side.is_some() && surface != Surface::Partner) {
        return Ok(None);
    }
    let TrustEnds { trusting, trusted } = &create.ends;
    let is_end = |realm: &&ExternalRealm| [trusting, trusted].iter().any(|end| realm.name.eq_ignore_case(end));
    let stranger = means.directory.external_realms().filter(|realm| realm.active_directory.is_none()).find(is_end);
    let Some(stranger) = stranger else { return Ok(None) };
    let (realm, said) = (stranger.name.clone(), told(&stranger.name, means)?);
    let root = said.as_ref().and_then(|said| domain_named(said, &realm));
    Ok(root.map(|(netbios_name, sid)| Change::DescribeExternalRealm { realm, netbios_name, sid }))
}

fn usual_kind(directory: &Directory, ends: &Ends<'_>) -> NewTrustKind {
    let root = |end: &End<'_>| directory.forest_root(end.served()?).map(xrealm_directory::Realm::id);
    let (own, other) = (&ends.trusting, &ends.trusted);
    if !own.is_domain() || !other.is_domain() {
        NewTrustKind::Realm
    } else if root(own).is_some() && root(own) == root(other) {
        NewTrustKind::Shortcut
    } else {
        NewTrustKind::External
    }
}

/// Another process has just made its end with the same secret: that is as good as a test.
fn is_confirmed_by_test(pair: &TrustPair, created: &Directory, now: Timestamp) -> bool {
    verify::of_pair(created, pair, now).is_some_and(|found| match found.result {
        Verification::Healthy | Verification::NotTestable => true,
        Verification::SecretMismatch | Verification::MissingAtPartner | Verification::PartnerUnreachable => false,
    })
}

impl Newcomer {
    fn change(&self) -> Change {
        let name = self.name.clone();
        Change::CreateExternalRealm(NewExternalRealm { name, active_directory: None, downlevel: false })
    }

    fn note(&self) -> String {
        let meant =
            self.suggestion.as_ref().map(|name| format!("; if {name} was meant, remove the trust")).unwrap_or_default();
        format!("{} was not known before and is taken for a Kerberos realm that others serve{meant}", self.name)
    }
}

impl<'a> Creation<'a> {
    /// What does not go together, whatever there is.
    fn refuse_nonsense(&self, surface: Surface) -> Result<(), OperationRefusal> {
        let (create, kind) = (self.create, self.kind);
        let TrustPair { trusting, trusted } = self.ends.pair();
        let domains = self.ends.trusting.is_domain() && self.ends.trusted.is_domain();
        if surface == Surface::Netdom && domains && (kind == NewTrustKind::Forest || create.forest_transitive) {
            return Err(OperationRefusal::NetdomForestTrust { trusting, trusted });
        }
        if create.forest_transitive && kind != NewTrustKind::Realm {
            return Err(OperationRefusal::ForestTransitiveKind { kind });
        }
        if kind == NewTrustKind::Realm && domains {
            return Err(ChangeRefusal::NoPlainRealm { trusting, trusted }.into());
        }
        let selective = [create.trusting_authentication, create.trusted_authentication];
        if selective.contains(&Authentication::Selective)
            && !matches!(kind, NewTrustKind::Forest | NewTrustKind::External)
        {
            return Err(OperationRefusal::SelectiveKind { kind });
        }
        if !create.two_way && create.trusted_authentication == Authentication::Selective {
            return Err(OperationRefusal::LevelOfOtherDirection { realm: trusted });
        }
        if create.quarantine == Some(true) && kind == NewTrustKind::Realm {
            return Err(OperationRefusal::QuarantineKind { kind });
        }
        for end in [&self.ends.trusting, &self.ends.trusted] {
            if kind == NewTrustKind::Realm && !end.is_domain() && !end.name().is_upper_case() {
                return Err(OperationRefusal::NotUpperCase { name: end.name().to_string() });
            }
        }
        Ok(())
    }

    fn extent(&self, means: &Means<'_>) -> Result<Extent, OperationRefusal> {
        let near = match (self.ends.trusting.served(), self.ends.trusted.served()) {
            (None, None) => {
                let TrustPair { trusting, trusted } = self.ends.pair();
                return Err(ChangeRefusal::NotServed { trusting, trusted }.into());
            }
            (Some(_), Some(_)) => return Ok(self.create.side.map_or(Extent::Both, Extent::One)),
            (Some(_), None) => TrustSide::Trusting,
            (None, Some(_)) => TrustSide::Trusted,
        };
        let far = self.end(near.other());
        match self.create.side {
            Some(side) if side == near => Ok(Extent::One(near)),
            Some(side) => Err(OperationRefusal::SideElsewhere { realm: far.name().clone(), side }),
            None => match (means.partner_address)(far.name()) {
                Some(address) => Ok(Extent::Joint(near, address)),
                None if self.kind == NewTrustKind::Realm => Ok(Extent::One(near)),
                None => Err(OperationRefusal::OneSideOnly { partner: far.name().clone(), near }),
            },
        }
    }

    /// A forest trust takes name resolution, at every end that is made here.
    fn refuse_unresolved(&self) -> Result<(), OperationRefusal> {
        if self.kind != NewTrustKind::Forest {
            return Ok(());
        }
        for (realm, _, partner) in self.made() {
            let theirs = partner.served().map(|partner| &partner.settings().name_resolution);
            let dns_name = partner.name().to_dns();
            if !realm.settings().name_resolution.resolves(&dns_name, theirs) {
                return Err(OperationRefusal::NameResolution { realm: realm.name().clone(), partner: dns_name });
            }
        }
        Ok(())
    }

    /// One password for everything where somebody types it twice, else a random secret for each direction.
    fn secrets(&self, means: &mut Means<'_>) -> Result<(NewKeys, Option<NewKeys>), OperationRefusal> {
        let given = self.create.password.as_ref();
        refuse_empty(given)?;
        let forward = match (&self.extent, given) {
            (Extent::One(near), None) => {
                return Err(OperationRefusal::PasswordNeeded { partner: self.end(near.other()).name().clone() });
            }
            (Extent::One(_) | Extent::Both | Extent::Joint(..), _) => keys(given, means),
        };
        let same = matches!(self.extent, Extent::One(_) | Extent::Joint(..));
        let reverse = self.create.two_way.then(|| if same { forward.clone() } else { keys(given, means) });
        Ok((forward, reverse))
    }

    fn trust(&self, keys: NewKeys, reverse_keys: Option<NewKeys>) -> NewTrust {
        let CreateTrust { transitive, quarantine, etypes, forest_transitive, .. } = self.create;
        let both_plain = !self.ends.trusting.is_domain() && !self.ends.trusted.is_domain();
        let mut attributes = self.kind.usual_attributes();
        attributes = match quarantine {
            Some(true) => attributes.with(TrustAttributes::QUARANTINED_DOMAIN),
            Some(false) => attributes.without(TrustAttributes::QUARANTINED_DOMAIN),
            None => attributes,
        };
        if *forest_transitive {
            attributes = attributes.with(TrustAttributes::FOREST_TRANSITIVE);
        }
        NewTrust {
            kind: self.kind,
            pair: self.ends.pair(),
            side: match self.extent {
                Extent::Both => None,
                Extent::One(side) | Extent::Joint(side, _) => Some(side),
            },
            confirmed: false,
            transitive: transitive.unwrap_or_else(|| self.kind.is_usually_transitive(both_plain)),
            keys,
            reverse_keys,
            attributes,
            etypes: etypes.clone(),
            trusting_namespaces: Namespaces::default(),
            trusted_namespaces: Namespaces::default(),
        }
    }

    /// The names that the partner says its forest has, where another process makes the other end with us. Those of a
    /// new trust are routed at once.
    fn names(
        &self,
        surface: Surface,
        created: &Directory,
        means: &Means<'_>,
    ) -> Result<Option<Change>, OperationRefusal> {
        let side = match self.extent {
            Extent::Joint(side, _) => side,
            Extent::One(side) if surface == Surface::Partner => side,
            Extent::Both | Extent::One(_) => return Ok(None),
        };
        if self.kind != NewTrustKind::Forest {
            return Ok(None);
        }
        let (own, partner) = (self.end(side), self.end(side.other()).name());
        let is_new = own.trust(partner).is_none();
        let new_names = if is_new { NewNames::Routed } else { NewNames::Disabled };
        let record = |said| recorded(own.name(), partner, &said, new_names, created, means.now);
        Ok(told(partner, means)?.map(record))
    }

    /// Selective authentication, at each end that is made and asked for it.
    fn levels(&self, created: &Directory) -> Vec<Change> {
        let selective = |side| match side {
            TrustSide::Trusting => self.create.trusting_authentication == Authentication::Selective,
            TrustSide::Trusted => self.create.trusted_authentication == Authentication::Selective,
        };
        let sides = [TrustSide::Trusting, TrustSide::Trusted].into_iter().filter(|side| selective(*side));
        let ends = sides.filter_map(|side| {
            let (realm, partner) = (self.end(side).name(), self.end(side.other()).name());
            let stored = created.realm_named(realm.as_str().as_bytes())?;
            let (_, trust) = stored.trust_named(partner.as_str().as_bytes()).filter(|_| self.makes(side))?;
            let attributes = trust.tdo.trust_attributes.with(TrustAttributes::CROSS_ORGANIZATION);
            Some(Change::SetTrustAttributes { realm: realm.clone(), partner: partner.clone(), attributes })
        });
        ends.collect()
    }

    /// The directions that are tested at once. Where one end is missing there is nothing to test yet.
    fn tested(&self) -> Vec<TrustPair> {
        let CreateTrust { confirm, confirm_reverse, two_way, .. } = self.create;
        let asked = [(*confirm, self.ends.pair()), (*confirm_reverse && *two_way, self.ends.turned().pair())];
        let possible = self.misses().is_none();
        asked.into_iter().filter(|(confirm, _)| *confirm && possible).map(|(_, pair)| pair).collect()
    }

    /// The side that is made, if nobody makes the other one now and it is not there either.
    fn misses(&self) -> Option<TrustSide> {
        let Extent::One(near) = self.extent else { return None };
        let far = self.end(near.other()).trust(self.end(near).name());
        let is_there = far.is_some_and(|trust| match near {
            TrustSide::Trusting => trust.incoming.is_some(),
            TrustSide::Trusted => trust.outgoing.is_some(),
        });
        (!is_there).then_some(near)
    }

    fn far_wish(&self, keys: &NewKeys, dry_run: bool, directory: &Directory) -> Option<FarWish> {
        let Extent::Joint(near, address) = &self.extent else { return None };
        let far = self.end(near.other()).name().clone();
        let TrustPair { trusting, trusted } = self.ends.pair();
        let ends = TrustEnds { trusting: trusting.to_string(), trusted: trusted.to_string() };
        let side = Some(near.other());
        let create = CreateTrust {
            ends: ends.clone(),
            kind: Some(self.kind),
            side,
            password: password_of(keys),
            confirm: false,
            confirm_reverse: false,
            ..self.create.clone()
        };
        let undo = TrustOperation::Remove { ends, two_way: self.create.two_way, side, force: false };
        let asked = TrustOperation::Create(Box::new(create));
        let own = self.end(*near).served().filter(|_| self.kind == NewTrustKind::Forest);
        let names = own.and_then(|realm| directory.own_forest_trust_info(realm));
        Some(FarWish { names, ..FarWish::new(address.clone(), far, dry_run, asked, Some(undo)) })
    }

    fn required(&self) -> Vec<Requirement> {
        let required = self.made().map(|(realm, own, other)| {
            let is_trusted = own.name() == self.ends.trusted.name();
            let right = match self.kind {
                NewTrustKind::Realm => Right::AccountOperators,
                NewTrustKind::Forest if is_trusted && !self.create.two_way && own.trust(other.name()).is_none() => {
                    Right::CreateInboundForestTrust
                }
                NewTrustKind::Forest | NewTrustKind::External | NewTrustKind::Shortcut => Right::DomainAdmins,
            };
            Requirement { realm: realm.name().clone(), right }
        });
        required.collect()
    }

    /// The ends that are made here, with their partners.
    fn made(&self) -> impl Iterator<Item = (&'a xrealm_directory::Realm, &End<'a>, &End<'a>)> {
        [TrustSide::Trusting, TrustSide::Trusted].into_iter().filter(|side| self.makes(*side)).filter_map(|side| {
            let own = self.end(side);
            Some((own.served()?, own, self.end(side.other())))
        })
    }

    fn makes(&self, side: TrustSide) -> bool {
        match &self.extent {
            Extent::Both => true,
            Extent::One(only) | Extent::Joint(only, _) => *only == side,
        }
    }

    fn end(&self, side: TrustSide) -> &End<'a> {
        self.ends.end(side)
    }

    fn words(&self) -> String {
        let TrustPair { trusting, trusted } = self.ends.pair();
        let direction = if self.create.two_way { " and the other way round" } else { "" };
        let ends = match &self.extent {
            Extent::Both => "both ends".to_owned(),
            Extent::One(side) => format!("the end at {} only", self.end(*side).name()),
            Extent::Joint(side, _) => {
                format!("both ends, the one at {} by its own process", self.end(side.other()).name())
            }
        };
        format!("create {} trust: {trusting} trusts {trusted}{direction}, {ends}", self.kind)
    }

    fn replaced(&self) -> Vec<String> {
        let there = self.made().filter(|(_, own, other)| own.trust(other.name()).is_some());
        there.map(|(realm, _, other)| format!("{} had a one-way trust with {}", realm.name(), other.name())).collect()
    }

    fn notes(&self, after: &Directory) -> Vec<String> {
        let mut notes: Vec<String> = self.collisions(after);
        if let Some(near) = self.misses() {
            notes.push(self.left_to_do(near));
            if self.create.confirm || self.create.confirm_reverse {
                notes.push("not confirmed: the other end has to be made first".to_owned());
            }
        } else if self.tested().len() < 1 + usize::from(self.create.two_way) {
            notes.push(
                "not confirmed yet: the first use of the trust will show that both ends have the same secret"
                    .to_owned(),
            );
        }
        notes
    }

    fn left_to_do(&self, near: TrustSide) -> String {
        let TrustPair { trusting, trusted } = self.ends.pair();
        let far = self.end(near.other());
        if far.is_domain() {
            return format!("the end at {} remains to be made, with the same password", far.name());
        }
        let principals = match self.create.two_way {
            true => format!("krbtgt/{trusting}@{trusted} and krbtgt/{trusted}@{trusting}"),
            false => format!("krbtgt/{trusting}@{trusted}"),
        };
        format!("at the KDC of {} remains to be added, with exactly the same password: {principals}", far.name())
    }

    fn collisions(&self, after: &Directory) -> Vec<String> {
        if self.kind != NewTrustKind::Forest {
            return Vec::new();
        }
        let pair = self.ends.pair();
        let both = [&pair.trusting, &pair.trusted];
        let collisions = after.claim_collisions().into_iter();
        let own = collisions.filter(|found| both.contains(&&found.realm) && both.contains(&&found.partner));
        own.map(|found| found.to_string()).collect()
    }
}
