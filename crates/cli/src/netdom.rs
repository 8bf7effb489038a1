//! `xrealm netdom`: the words go to their parser, what they ask for to a daemon, and the answer back in netdom's words.

mod kerberos;
mod stop;

use std::io::{IsTerminal, Write, stderr, stdin, stdout};
use std::process::ExitCode;

use xrealm_admin::netdom::{self, Login, Netdom, NetdomError, PasswordOf, Told, TrustCommand, TrustVerb};
use xrealm_admin::{Answer, DomainFacts, Operation, Surface, TrustEndFacts, TrustOperation};

use self::stop::Stop;
pub(crate) use self::stop::status;
use crate::administration::{CredentialSource, Credentials, Means, Session};
use crate::failure::Failure;
use crate::{args, password, walk};

pub(crate) fn run(args: &args::Netdom) -> ExitCode {
    let command = match netdom::parse(&args.words) {
        Ok(Netdom::Help(help)) => return print(help.text()),
        Ok(Netdom::Trust(command)) => *command,
        Err(error) => return Stop::Netdom(error).tell(),
    };
    match carry_out(&args.daemon, command) {
        Ok(told) => {
            let printed = print(&told.text);
            if printed == ExitCode::SUCCESS { ExitCode::from(told.status.exit_status()) } else { printed }
        }
        Err(stop) => stop.tell(),
    }
}

fn print(text: &str) -> ExitCode {
    match stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn carry_out(daemon: &args::Daemon, mut command: TrustCommand) -> Result<Told, Stop> {
    ask_passwords(&mut command)?;
    let mut session = Session::open(daemon)?;
    let domains = domains(&mut session, Surface::Netdom)?;
    let here = joined(&domains);
    command.check_place(here)?;
    let joined = here.map(|here| here.dns_name.as_str());
    let credentials = credentials(&command, joined);
    let end = if command.depends_on_trust() {
        let end = trust_end(&mut session, &command, joined, &credentials)?;
        command.check(&end)?;
        Some(end)
    } else {
        None
    };
    match (command.operation(joined, &domains)?, end) {
        (Some(operation), _) => perform(&mut session, &command, &operation, &credentials, joined),
        (None, Some(end)) => Ok(command.present_state(&end)),
        (None, None) => kerberos::verify(&mut session, &command, joined),
    }
}

fn perform(
    session: &mut Session,
    command: &TrustCommand,
    operation: &Operation,
    credentials: &Credentials,
    joined: Option<&str>,
) -> Result<Told, Stop> {
    let answer = session.perform(operation, false, Surface::Netdom, credentials)?;
    // The numbers of names can change with them, so the list is told as it is afterwards.
    let list = match &command.verb {
        TrustVerb::NameSuffixes { toggle: Some(_), .. } | TrustVerb::ChangeName { .. } => {
            let (realm, partner) = command.trust(joined)?;
            let (realm, partner) = (realm.to_owned(), partner.to_owned());
            let suffixes = Operation::Trust(TrustOperation::Suffixes { realm, partner });
            Some(session.perform(&suffixes, false, Surface::Netdom, credentials)?)
        }
        TrustVerb::NameSuffixes { .. }
        | TrustVerb::Add { .. }
        | TrustVerb::Remove { .. }
        | TrustVerb::Reset { .. }
        | TrustVerb::Verify { .. }
        | TrustVerb::Settings { .. }
        | TrustVerb::InvokeTrustScanner => None,
    };
    Ok(command.present(list.as_ref().unwrap_or(&answer)))
}

/// Fills in what was given as `*`: from the terminal without echo, or a line of a pipe for each.
fn ask_passwords(command: &mut TrustCommand) -> Result<(), Stop> {
    let on_terminal = stdin().is_terminal();
    for of in command.prompts.clone() {
        let given = if on_terminal || command.secure_prompt {
            password::ask(&command.prompt(of))?
        } else {
            password::next_of_stdin()?
        };
        command.give(of, given);
    }
    if command.misses_realm_password() {
        if !on_terminal {
            return Err(NetdomError::RealmNeedsPassword.into());
        }
        command.give(PasswordOf::Trust, password::ask_twice("Password of the trust")?);
    }
    Ok(())
}

/// The domain that this computer belongs to, if it is among them.
pub(crate) fn joined(domains: &[DomainFacts]) -> Option<&DomainFacts> {
    let realm = walk::default_realm()?;
    domains.iter().find(|domain| domain.answers_to(realm.as_str()))
}

/// The domains and realms that the daemon knows.
pub(crate) fn domains(session: &mut Session, surface: Surface) -> Result<Vec<DomainFacts>, Failure> {
    let answer = session.perform(&Operation::Domains, false, surface, &Credentials::default())?;
    let Answer::Domains(domains) = answer else { return Err(Failure::AnotherAnswer) };
    Ok(domains)
}

fn trust_end(
    session: &mut Session,
    command: &TrustCommand,
    joined: Option<&str>,
    credentials: &Credentials,
) -> Result<TrustEndFacts, Stop> {
    let (realm, partner) = command.trust(joined)?;
    let show = TrustOperation::Show { realm: realm.to_owned(), partner: partner.to_owned() };
    let answer = session.perform(&Operation::Trust(show), false, Surface::Netdom, credentials)?;
    let Answer::Trust(end) = answer else { return Err(Failure::AnotherAnswer.into()) };
    Ok(*end)
}

fn credentials(command: &TrustCommand, joined: Option<&str>) -> Credentials {
    let trusted = command.trusted(joined).ok();
    let trusted = trusted.map(|trusted| source("/UserD", trusted, &command.trusted_login));
    let trusting = source("/UserO", &command.trusting, &command.trusting_login);
    Credentials::new(std::iter::once(trusting).chain(trusted))
}

/// Who does something in one of the two domains; where no user is named the current one, whose tickets are in the
/// credential cache.
fn source(option: &'static str, domain: &str, login: &Login) -> CredentialSource {
    let means = match (&login.user, &login.password) {
        (Some(user), Some(password)) => Means::Password { user: user.clone(), password: password.clone() },
        (Some(user), None) => Means::Prompt { user: user.clone() },
        (None, _) => Means::Whoever,
    };
    CredentialSource { option, realm: Some(domain.to_owned()), home: domain.to_owned(), means }
}

/// The reason on standard error, which is the last place to complain to.
fn complain(text: &str) {
    let _ = stderr().write_all(text.as_bytes());
}
