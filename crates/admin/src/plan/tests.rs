//! Plans over the map on which trusts are administered.

mod creating;
mod far;
mod histories;
mod lasting;
mod refusals;
mod removing;
mod rights;
mod scanning;
mod suffixes;
mod switches;
mod verifying;

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;
use xrealm_directory::{Change, Directory, NewTrustKind, SecretSeed, TrustPair, TrustSide};
use xrealm_names::{Moment, RealmName, Timestamp};
use xrealm_trust::{ForestTrustInfo, Record, RecordData};

use super::{Means, Plan, WritePlan, plan};
use crate::{
    Answer, Authentication, CreateTrust, Done, Operation, OperationRefusal, RefusalKind, SecretText, Setting,
    SuffixFacts, Surface, TrustEndFacts, TrustEnds, TrustOperation, TrustSwitch, VerificationFacts, Wish,
};

const MAP: &str = include_str!("../../../../fixtures/realms/administration.toml");

/// One more forest, a domain of NT 4, and domains and realms that others serve.
const STRANGERS: &str = r#"
    [[domain]]
    name = "contoso.test"
    netbios = "ENGINEERING"

    [[realm]]
    name = "FAR.EXAMPLE"
    netbios = "FAR"
    sid = "S-1-5-21-9-9-9"
    kdc = ["127.0.0.9:88"]

    [[realm]]
    name = "JOINT.EXAMPLE"
    netbios = "JOINT"
    sid = "S-1-5-21-8-8-8"
    kdc = ["127.0.0.8:88"]
"#;

/// An administrator's desk: a directory, and what is asked of it.
struct Desk {
    directory: Directory,
    surface: Surface,
    rng: ChaCha20Rng,
    /// The realm that another process serves.
    joint: &'static str,
    /// What that one says of its forest; `None`: it is gone.
    joint_names: Option<ForestTrustInfo>,
}

fn at() -> Moment {
    Moment::at(Timestamp::from_unix(1_790_000_000))
}

impl Desk {
    fn new() -> Desk {
        Desk::with("")
    }

    fn with(more: &str) -> Desk {
        let text = format!("{MAP}\n{STRANGERS}\n{more}");
        // Tables of the map stand before what is added.
        let (tables, rest) = text.split_once("[domain_realm]").unwrap();
        let (last, more) = rest.split_once('\n').map(|(_, rest)| rest.split_once('\n').unwrap_or((rest, ""))).unwrap();
        let text = format!("{tables}\n{more}\n[domain_realm]\n{last}\n");
        let seed = SecretSeed::new([7; 32]);
        let loaded = xrealm_config::load(&text, &seed, at(), &mut |path| Err(format!("no file {path}")));
        let directory = loaded.unwrap_or_else(|errors| panic!("{errors}")).directory;
        Desk {
            directory,
            surface: Surface::Cli,
            rng: ChaCha20Rng::from_seed([5; 32]),
            joint: "JOINT.EXAMPLE",
            joint_names: Some(joint_names(&[])),
        }
    }

    fn plan(&mut self, operation: Operation) -> Result<Plan, OperationRefusal> {
        let (joint, joint_names) = (self.joint, &self.joint_names);
        let partner_address = |realm: &RealmName| (realm.as_str() == joint).then(|| "http://127.0.0.8:750".to_owned());
        let gone = |realm: &RealmName| OperationRefusal::NamesNotTold { partner: realm.clone(), reason: "gone".into() };
        let partner_names = |realm: &RealmName| match realm.as_str() == joint {
            true => joint_names.clone().map(Some).ok_or_else(|| gone(realm)),
            false => Ok(None),
        };
        let wish = Wish { operation, dry_run: false, surface: self.surface };
        let mut means = Means {
            directory: &self.directory,
            now: at(),
            rng: &mut self.rng,
            partner_address: &partner_address,
            partner_names: &partner_names,
        };
        plan(&wish, &mut means)
    }

    fn write(&mut self, operation: TrustOperation) -> WritePlan {
        match self.plan(Operation::Trust(operation)).unwrap() {
            Plan::Write(plan) => *plan,
            Plan::Read(answer) => panic!("nothing to write: {answer:?}"),
        }
    }

    fn read(&mut self, operation: TrustOperation) -> Answer {
        match self.plan(Operation::Trust(operation)).unwrap() {
            Plan::Read(answer) => answer,
            Plan::Write(plan) => panic!("something to write: {plan:?}"),
        }
    }

    /// Carries the plan out. What a dry run would have told is what is told (acceptance row 9).
    fn done(&mut self, operation: TrustOperation) -> Done {
        let plan = self.write(operation);
        let after = plan.apply(&self.directory, at()).unwrap();
        let Answer::Done(dry) = plan.answer(&after, at(), true) else { panic!("only tested") };
        let Answer::Done(done) = plan.answer(&after, at(), false) else { panic!("only tested") };
        assert_eq!(Done { dry_run: false, ..*dry }, *done);
        self.directory = after;
        *done
    }

    fn make(&mut self, change: Change) {
        self.directory = self.directory.apply(&change, at()).unwrap();
    }

    /// What is refused changes nothing.
    fn refused(&mut self, operation: TrustOperation) -> OperationRefusal {
        let before = self.directory.image();
        let refusal = match self.plan(Operation::Trust(operation)) {
            Err(refusal) => refusal,
            Ok(Plan::Read(answer)) => panic!("answered: {answer:?}"),
            Ok(Plan::Write(plan)) => match plan.apply(&self.directory, at()) {
                Err(refusal) => refusal,
                Ok(_) => panic!("planned: {}", plan.operation),
            },
        };
        assert!(self.directory.image() == before);
        refusal
    }

    fn verified(&mut self, trusting: &str, trusted: &str, two_way: bool) -> Vec<VerificationFacts> {
        let plan = self.write(TrustOperation::Verify { ends: ends(trusting, trusted), two_way });
        self.directory = plan.apply(&self.directory, at()).unwrap();
        let Answer::Verified(found) = plan.answer(&self.directory, at(), false) else { panic!("not tested") };
        found
    }

    fn end(&self, realm: &str, partner: &str) -> Option<TrustEndFacts> {
        TrustEndFacts::find(&self.directory, &name(realm), &name(partner))
    }

    fn suffixes(&self, realm: &str, partner: &str) -> Vec<SuffixFacts> {
        self.end(realm, partner).unwrap().suffixes.unwrap()
    }

    fn set(&mut self, realm: &str, partner: &str, switch: TrustSwitch, on: bool) -> Done {
        self.done(setting(realm, partner, switch, on))
    }

    /// A two-way forest trust between the two toy shops.
    fn with_forest_trust(mut self) -> Desk {
        self.done(create(CreateTrust { two_way: true, ..new(NewTrustKind::Forest, TAILSPIN, WINGTIP) }));
        self
    }
}

const TAILSPIN: &str = "tailspintoys.com";
const WINGTIP: &str = "wingtiptoys.com";
const ENGINEERING: &str = "engineering.contoso.com";
const MARKETING: &str = "marketing.contoso.com";
const NORTHAMERICA: &str = "northamerica.adatum.com";

/// A forest with a child domain and a second tree, and these suffixes.
fn joint_names(suffixes: &[&str]) -> ForestTrustInfo {
    let domain = |name: &str, netbios_name: &str, sid: &str| {
        let sid = sid.parse().unwrap();
        Record::new(RecordData::DomainInfo { sid, dns_name: name.into(), netbios_name: netbios_name.into() })
    };
    let names = ["joint.example", "tree.example"].iter().chain(suffixes).map(|name| Record::top_level_name(name));
    let domains = [
        domain("joint.example", "JOINT", "S-1-5-21-8-8-8"),
        domain("child.joint.example", "CHILD", "S-1-5-21-8-8-9"),
        domain("tree.example", "TREE", "S-1-5-21-8-8-10"),
    ];
    ForestTrustInfo::new(names.chain(domains).collect())
}

fn name(text: &str) -> RealmName {
    RealmName::from_dns(text).unwrap()
}

fn ends(trusting: &str, trusted: &str) -> TrustEnds {
    TrustEnds { trusting: trusting.to_owned(), trusted: trusted.to_owned() }
}

fn pair(trusting: &str, trusted: &str) -> TrustPair {
    TrustPair { trusting: name(trusting), trusted: name(trusted) }
}

fn password(text: &str) -> Option<SecretText> {
    Some(SecretText::from(text.to_owned()))
}

fn new(kind: NewTrustKind, trusting: &str, trusted: &str) -> CreateTrust {
    CreateTrust { kind: Some(kind), ..usual(trusting, trusted) }
}

/// A one-way trust of the kind that follows from its ends.
fn usual(trusting: &str, trusted: &str) -> CreateTrust {
    CreateTrust {
        ends: ends(trusting, trusted),
        kind: None,
        two_way: false,
        side: None,
        transitive: None,
        password: None,
        trusting_authentication: Authentication::Wide,
        trusted_authentication: Authentication::Wide,
        quarantine: None,
        forest_transitive: false,
        etypes: None,
        confirm: false,
        confirm_reverse: false,
    }
}

fn create(create: CreateTrust) -> TrustOperation {
    TrustOperation::Create(Box::new(create))
}

fn remove(trusting: &str, trusted: &str) -> TrustOperation {
    TrustOperation::Remove { ends: ends(trusting, trusted), two_way: false, side: None, force: false }
}

fn reset(trusting: &str, trusted: &str, side: Option<TrustSide>, word: Option<&str>) -> TrustOperation {
    TrustOperation::Reset { ends: ends(trusting, trusted), two_way: false, side, password: word.and_then(password) }
}

fn setting(realm: &str, partner: &str, switch: TrustSwitch, on: bool) -> TrustOperation {
    let (realm, partner) = (realm.to_owned(), partner.to_owned());
    TrustOperation::Set { realm, partner, settings: vec![Setting { switch, on }], child_domain: None }
}
