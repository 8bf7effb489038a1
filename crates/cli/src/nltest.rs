//! `xrealm nltest`: the words go to their parser, what they ask for to a daemon, and the facts back in nltest's shape.

mod place;

use std::io::{Write, stderr, stdout};
use std::process::ExitCode;

use xrealm_admin::nltest::{self, Call, Located, Nltest, Told, Verb};
use xrealm_admin::{
    Answer, ControllerFacts, DomainFacts, Operation, SuffixChange, SuffixListFacts, Surface, TrustEndFacts, TrustEnds,
    TrustOperation, VerificationFacts, Win32Status,
};

use self::place::Place;
use crate::administration::{Credentials, Session, both_sides};
use crate::failure::Failure;
use crate::{args, netdom};

/// The exit status of wrong usage.
const USAGE: u8 = 2;

pub(crate) fn run(args: &args::Nltest) -> ExitCode {
    let (server, verb) = match nltest::parse(&args.words) {
        Ok(Nltest::Help) => return print(nltest::help(), ExitCode::SUCCESS),
        Ok(Nltest::Ask { server, verb }) => (server, verb),
        Err(error) => {
            // Standard error is the last place to complain to.
            let _ = writeln!(stderr(), "error: {error}\nhelp: `xrealm nltest /?` lists the verbs");
            return ExitCode::from(USAGE);
        }
    };
    let told = answer(args, server.as_deref(), &verb)
        .unwrap_or_else(|failure| Told::failed(call(&verb), netdom::status(&failure), &failure.to_string()));
    print(&told.text, ExitCode::from(told.status.exit_status()))
}

fn print(text: &str, status: ExitCode) -> ExitCode {
    match stdout().write_all(text.as_bytes()) {
        Ok(()) => status,
        Err(_) => ExitCode::FAILURE,
    }
}

fn answer(args: &args::Nltest, server: Option<&str>, verb: &Verb) -> Result<Told, Failure> {
    let mut session = Session::open(&args.daemon)?;
    let place = Place::find(&mut session, server)?;
    let partner = channel_domain(verb).unwrap_or_default();
    let credentials = both_sides(&args.credentials, &place.primary.realm, &args.partner, partner)?;
    let mut asked = Asked { session, place, credentials };
    match verb {
        Verb::DomainTrusts { listed, verbose } => {
            let ends = asked.ends()?;
            let Place { primary, domains, .. } = &asked.place;
            Ok(nltest::domain_trusts(primary, domains, &ends, *listed, *verbose))
        }
        Verb::TrustedDomains => Ok(nltest::trusted_domains(&asked.ends()?)),
        Verb::ScQuery { domain } => asked.channel_state(domain),
        Verb::ScVerify { domain } => {
            let found = asked.verify(domain)?;
            Ok(nltest::channel_verified(&found, &asked.controller(domain)?))
        }
        Verb::ScReset { domain, controller } => asked.reset_channel(domain, controller.as_deref()),
        Verb::ScChangePwd { domain } => {
            let ends = asked.channel(domain)?;
            asked.trust(TrustOperation::Rotate { ends })?;
            Ok(nltest::channel_changed(None, &asked.controller(domain)?))
        }
        Verb::DsGetDc { domain, pdc } => asked.locate(domain.as_deref(), *pdc),
        Verb::DsGetFti { domain, update } => Ok(nltest::forest_names(&asked.names(domain.as_deref(), *update)?)),
        Verb::ParentDomain => Ok(nltest::parent_domain(&asked.place.primary)),
        Verb::DcList { domain } => {
            let found = asked.place.domain(domain)?.clone();
            let controllers = asked.controllers(&found)?;
            Ok(nltest::controllers(domain, &found, &controllers))
        }
    }
}

/// What failed, as the original would name it.
fn call(verb: &Verb) -> Call {
    match verb {
        Verb::DomainTrusts { .. } | Verb::TrustedDomains => Call::DomainTrusts,
        Verb::ScQuery { .. } | Verb::ScVerify { .. } | Verb::ScReset { .. } | Verb::ScChangePwd { .. } => Call::Control,
        Verb::DsGetDc { .. } => Call::GetDc,
        Verb::DsGetFti { .. } => Call::ForestTrustInformation,
        Verb::ParentDomain => Call::ParentDomain,
        Verb::DcList { .. } => Call::DcList,
    }
}

/// The domain at the other end of the secure channel that is meant.
fn channel_domain(verb: &Verb) -> Option<&str> {
    match verb {
        Verb::ScVerify { domain } | Verb::ScReset { domain, .. } | Verb::ScChangePwd { domain } => Some(domain),
        Verb::DsGetFti { domain, .. } => domain.as_deref(),
        Verb::DomainTrusts { .. }
        | Verb::TrustedDomains
        | Verb::ScQuery { .. }
        | Verb::DsGetDc { .. }
        | Verb::ParentDomain
        | Verb::DcList { .. } => None,
    }
}

/// A domain that is asked over a session.
struct Asked {
    session: Session,
    place: Place,
    credentials: Credentials,
}

impl Asked {
    fn trust(&mut self, operation: TrustOperation) -> Result<Answer, Failure> {
        self.session.perform(&Operation::Trust(operation), false, Surface::Nltest, &self.credentials)
    }

    /// The trusts of the domain that is asked.
    fn ends(&mut self) -> Result<Vec<TrustEndFacts>, Failure> {
        let realm = Some(self.place.primary.realm.clone());
        let Answer::Trusts(ends) = self.trust(TrustOperation::List { realm })? else {
            return Err(Failure::AnotherAnswer);
        };
        Ok(ends)
    }

    /// The secure channel to a trusted domain.
    fn channel(&self, domain: &str) -> Result<TrustEnds, Failure> {
        let trusted = self.place.domain(domain)?.realm.clone();
        Ok(TrustEnds { trusting: self.place.primary.realm.clone(), trusted })
    }

    fn channel_state(&mut self, domain: &str) -> Result<Told, Failure> {
        let ends = self.channel(domain)?;
        let shown = self.trust(TrustOperation::Show { realm: ends.trusting, partner: ends.trusted })?;
        let Answer::Trust(end) = shown else { return Err(Failure::AnotherAnswer) };
        if end.outgoing.is_none() {
            return Ok(Told::failed(Call::Control, Win32Status::NO_SUCH_DOMAIN, ""));
        }
        Ok(nltest::channel_state(end.outgoing.as_ref(), &self.controller(domain)?))
    }

    fn reset_channel(&mut self, domain: &str, controller: Option<&str>) -> Result<Told, Failure> {
        let trusted = self.place.domain(domain)?.clone();
        let controllers = self.controllers(&trusted)?;
        let wanted = controller.map(|wanted| wanted.split('.').next().unwrap_or(wanted));
        let is_wanted = |controller: &&ControllerFacts| match wanted {
            Some(wanted) => controller.controller.eq_ignore_ascii_case(wanted),
            None => controller.pdc,
        };
        let Some(controller) =
            controllers.iter().find(is_wanted).or_else(|| controllers.first().filter(|_| wanted.is_none()))
        else {
            return Ok(Told::failed(
                Call::Control,
                Win32Status::NO_LOGON_SERVERS,
                "There is no such domain controller.",
            ));
        };
        let name = format!("{}.{}", controller.controller, trusted.dns_name);
        let found = self.verify(domain)?;
        Ok(nltest::channel_changed(Some(&found), &name))
    }

    fn verify(&mut self, domain: &str) -> Result<VerificationFacts, Failure> {
        let ends = self.channel(domain)?;
        let Answer::Verified(found) = self.trust(TrustOperation::Verify { ends, two_way: false })? else {
            return Err(Failure::AnotherAnswer);
        };
        found.into_iter().next().ok_or(Failure::AnotherAnswer)
    }

    fn names(&mut self, domain: Option<&str>, update: bool) -> Result<SuffixListFacts, Failure> {
        let realm = self.place.primary.realm.clone();
        let operation = match domain {
            None => TrustOperation::OwnSuffixes { realm },
            Some(domain) => {
                let partner = self.place.domain(domain)?.realm.clone();
                if update {
                    let (realm, partner) = (realm.clone(), partner.clone());
                    self.trust(TrustOperation::ChangeSuffixes { realm, partner, change: SuffixChange::Refresh })?;
                }
                TrustOperation::Suffixes { realm, partner }
            }
        };
        let Answer::Suffixes(list) = self.trust(operation)? else { return Err(Failure::AnotherAnswer) };
        Ok(list)
    }

    fn locate(&mut self, domain: Option<&str>, pdc: bool) -> Result<Told, Failure> {
        let domain = match domain {
            Some(domain) => self.place.domain(domain)?.clone(),
            None => self.place.primary.clone(),
        };
        let controllers = self.controllers(&domain)?;
        let Some(controller) = controllers.iter().find(|controller| !pdc || controller.pdc) else {
            return Ok(Told::failed(Call::GetDc, Win32Status::NO_SUCH_DOMAIN, ""));
        };
        let address = self.session.kdc_address(&domain.realm)?;
        Ok(nltest::located(&Located { domain: &domain, controller, address }))
    }

    /// The DNS name of the controller of a trusted domain at the other end of the channel.
    fn controller(&mut self, domain: &str) -> Result<String, Failure> {
        let domain = self.place.domain(domain)?.clone();
        let controllers = self.controllers(&domain)?;
        let controller = controllers.iter().find(|controller| controller.pdc).or(controllers.first());
        Ok(controller
            .map_or_else(|| domain.dns_name.clone(), |found| format!("{}.{}", found.controller, domain.dns_name)))
    }

    fn controllers(&mut self, domain: &DomainFacts) -> Result<Vec<ControllerFacts>, Failure> {
        if !domain.served_here {
            return Ok(Vec::new());
        }
        place::controllers(&mut self.session, Some(&domain.realm))
    }
}
