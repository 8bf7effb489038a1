//! The New Trust Wizard on a terminal: shows its pages, reads lines, and has the daemon do what it says.

use std::io::{Write, stderr};

use xrealm_admin::{Answer, Operation, Surface, TrustOperation};

use super::wizard::{Step, View, Wizard};
use crate::administration::{CredentialSource, Credentials, Means, Session, means};
use crate::args::Acting;
use crate::failure::Failure;
use crate::terminal::{Style, ask};
use crate::{done, password};

pub(super) fn run(acting: &Acting) -> Result<u8, Failure> {
    let session = Session::open(&acting.asking.daemon)?;
    let mut shell = Shell { session, own: means(&acting.credentials)?, dry_run: acting.dry_run, found: Vec::new() };
    let Answer::Domains(domains) = shell.perform(&Operation::Domains, &Credentials::default())? else {
        return Err(Failure::AnotherAnswer);
    };
    let mut wizard = Wizard::new(domains);
    loop {
        let page = wizard.page();
        show(&page).map_err(Failure::Print)?;
        let Ok(line) = read(&page) else { return Ok(cancelled(&wizard)) };
        match wizard.enter(&line) {
            Step::Page => {}
            Step::Create(create) => {
                let credentials = shell.credentials(&wizard);
                let created = shell.create(TrustOperation::Create(create), &credentials);
                wizard.created(created, acting.dry_run);
            }
            Step::Confirm(ends) => {
                let credentials = shell.credentials(&wizard);
                let text = shell.confirm(TrustOperation::Verify { ends, two_way: false }, &credentials);
                wizard.confirmed(text);
            }
            Step::Cancelled => return Ok(cancelled(&wizard)),
            Step::Finished => return Ok(done::status(shell.found)),
        }
    }
}

struct Shell {
    session: Session,
    own: Means,
    dry_run: bool,
    /// What confirming found.
    found: Vec<xrealm_admin::Verification>,
}

impl Shell {
    fn perform(&mut self, operation: &Operation, credentials: &Credentials) -> Result<Answer, Failure> {
        self.session.perform(operation, self.dry_run, Surface::Wizard, credentials)
    }

    fn create(&mut self, operation: TrustOperation, credentials: &Credentials) -> Result<String, String> {
        match self.perform(&Operation::Trust(operation), credentials) {
            Ok(Answer::Done(done)) => Ok(done::text(&done, Style::of_stdout())),
            Ok(_) => Err(Failure::AnotherAnswer.to_string()),
            Err(failure) => Err(failure.to_string()),
        }
    }

    fn confirm(&mut self, operation: TrustOperation, credentials: &Credentials) -> String {
        let verified = match self.perform(&Operation::Trust(operation), credentials) {
            Ok(Answer::Verified(verified)) => verified,
            Ok(_) => return Failure::AnotherAnswer.to_string(),
            Err(failure) => return failure.to_string(),
        };
        self.found.extend(verified.iter().map(|facts| facts.result));
        verified.iter().map(done::verified_line).collect::<Vec<_>>().join("\n")
    }

    /// Who asks: at this side as the options say, at the other who was named on its page.
    fn credentials(&self, wizard: &Wizard) -> Credentials {
        let home = wizard.local().unwrap_or_default().to_owned();
        let own = CredentialSource { option: "--user", realm: None, home, means: self.own.clone() };
        let other = wizard.other_administrator().map(|other| CredentialSource {
            option: "the other side's",
            realm: Some(other.realm.to_owned()),
            home: other.realm.to_owned(),
            means: Means::Password { user: other.user.to_owned(), password: other.password.clone() },
        });
        Credentials::new([own].into_iter().chain(other))
    }
}

fn cancelled(wizard: &Wizard) -> u8 {
    // Standard error is the last place to complain to.
    let _ = if wizard.has_created() {
        writeln!(stderr(), "The trust stays as it was created.")
    } else {
        writeln!(stderr(), "Cancelled: nothing was created.")
    };
    u8::from(!wizard.has_created())
}

fn show(page: &View) -> std::io::Result<()> {
    let style = Style::of_stdout();
    let mut out = std::io::stdout().lock();
    if let Some(notice) = &page.notice {
        writeln!(out, "\n{}", notice.trim_end())?;
    }
    writeln!(out, "\n{}", style.strong(page.title))?;
    for line in &page.text {
        writeln!(out, "  {line}")?;
    }
    for (index, choice) in page.choices.iter().enumerate() {
        writeln!(out, "  {}. {choice}", index + 1)?;
    }
    Ok(())
}

/// A line; a password as it is, unseen.
fn read(page: &View) -> Result<String, Failure> {
    if page.silent {
        return Ok(password::ask(&page.prompt)?.expose().to_owned());
    }
    ask(&page.prompt).map_err(|source| Failure::Read { path: "the terminal".into(), source })
}
