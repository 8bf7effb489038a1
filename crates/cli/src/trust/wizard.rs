//! The New Trust Wizard: its pages in their order, fed with lines.
//!
//! It reads no terminal and asks no daemon: [`Wizard::page`] is what to show, [`Wizard::enter`] takes what was typed and
//! says what is to be done next. On every page but those of passwords `back` and `cancel` are understood.

mod page;
mod sheet;

use xrealm_admin::{CreateTrust, DomainFacts, SecretText, TrustEnds};
use xrealm_directory::NewTrustKind;

use page::Page;
pub(super) use page::View;
use sheet::{Direction, Sheet, Sides};

/// The wizard, on one of its pages.
#[derive(Debug)]
pub(super) struct Wizard {
    domains: Vec<DomainFacts>,
    sheet: Sheet,
    page: Page,
    passed: Vec<Page>,
    notice: Option<String>,
}

/// What comes after a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A page is to be shown.
    Page,
    /// The trust is to be created; [`Wizard::created`] is told the result.
    Create(Box<CreateTrust>),
    /// A direction is to be confirmed; [`Wizard::confirmed`] is told the result.
    Confirm(TrustEnds),
    /// Nobody wants to go on.
    Cancelled,
    /// It is over.
    Finished,
}

/// The administrator of the other side, as typed.
#[derive(Debug)]
pub(super) struct OtherAdministrator<'a> {
    pub(super) realm: &'a str,
    pub(super) user: &'a str,
    pub(super) password: &'a SecretText,
}

impl Wizard {
    /// Begins, knowing the domains and realms there are.
    pub(super) fn new(domains: Vec<DomainFacts>) -> Self {
        let mut served = domains.iter().filter(|domain| domain.served_here);
        let (page, local) = match (served.next(), served.next()) {
            (Some(only), None) => (Page::Name, Some(only.clone())),
            _ => (Page::Domain, None),
        };
        let sheet = Sheet { local, ..Sheet::default() };
        Self { domains, sheet, page, passed: Vec::new(), notice: None }
    }

    /// What to show.
    pub(super) fn page(&self) -> View {
        self.page.view(&self.sheet, &self.choosable(), self.notice.as_deref())
    }

    /// Takes a line.
    pub(super) fn enter(&mut self, line: &str) -> Step {
        self.notice = None;
        let line = if self.page.is_silent() { line } else { line.trim() };
        match line {
            "" if self.page.is_silent() => return self.back(),
            "back" | "b" if !self.page.is_silent() => return self.back(),
            "cancel" | "c" if !self.page.is_silent() => return Step::Cancelled,
            _ => {}
        }
        match self.take(line) {
            Ok(step) => step,
            Err(notice) => {
                self.notice = Some(notice);
                Step::Page
            }
        }
    }

    /// The trust was created, or not and why.
    pub(super) fn created(&mut self, result: Result<String, String>, planned_only: bool) {
        match result {
            Ok(text) => {
                self.notice = Some(text);
                self.passed.clear();
                self.page = if planned_only { Page::Complete } else { Page::Created };
            }
            Err(text) => self.notice = Some(format!("Nothing was created. {text}")),
        }
    }

    /// What testing a direction found.
    pub(super) fn confirmed(&mut self, text: String) {
        self.notice = Some(text);
        self.page = self.after(self.page);
    }

    /// Whether there is a trust now.
    pub(super) fn has_created(&self) -> bool {
        matches!(self.page, Page::Created | Page::ConfirmOutgoing | Page::ConfirmIncoming | Page::Complete)
    }

    /// Who speaks for the other side, if both sides are created.
    pub(super) fn other_administrator(&self) -> Option<OtherAdministrator<'_>> {
        let Sheet { partner, user, user_password, sides: Sides::Both, kind, .. } = &self.sheet else { return None };
        if *kind == Some(NewTrustKind::Realm) {
            return None;
        }
        Some(OtherAdministrator { realm: partner, user, password: user_password.as_ref()? })
    }

    /// The realm the wizard stands in.
    pub(super) fn local(&self) -> Option<&str> {
        self.sheet.local.as_ref().map(|local| local.realm.as_str())
    }

    fn choosable(&self) -> Vec<&DomainFacts> {
        self.domains.iter().filter(|domain| domain.served_here).collect()
    }

    fn back(&mut self) -> Step {
        match self.passed.pop() {
            Some(page) => self.page = page,
            None => self.notice = Some("There is no page before this one.".to_owned()),
        }
        Step::Page
    }

    fn forward(&mut self) -> Step {
        let next = self.after(self.page);
        self.passed.push(self.page);
        self.page = next;
        Step::Page
    }

    fn take(&mut self, line: &str) -> Result<Step, String> {
        match self.page {
            Page::Domain => self.sheet.local = Some(self.domain(line)?),
            Page::Name => self.take_name(line)?,
            Page::Type => self.take_kind(line)?,
            Page::Transitivity => self.sheet.transitive = *chosen(line, &[false, true], None)?,
            Page::Direction => {
                let directions = [Direction::TwoWay, Direction::Incoming, Direction::Outgoing];
                self.sheet.direction = *chosen(line, &directions, None)?;
            }
            Page::Sides => self.sheet.sides = *chosen(line, &[Sides::This, Sides::Both], Some(0))?,
            Page::User => self.sheet.user = filled(line, "A user name is needed.")?,
            Page::UserPassword => self.sheet.user_password = Some(line.to_owned().into()),
            Page::LocalLevel => self.sheet.local_level = *chosen(line, &page::LEVELS, Some(0))?,
            Page::PartnerLevel => self.sheet.partner_level = *chosen(line, &page::LEVELS, Some(0))?,
            Page::Password => self.sheet.password = Some(line.to_owned().into()),
            Page::PasswordAgain => self.take_password_again(line)?,
            Page::Summary => {
                let create = self.sheet.create().ok_or("Something is missing: type back.")?;
                return Ok(Step::Create(Box::new(create)));
            }
            Page::Created => {}
            Page::ConfirmOutgoing | Page::ConfirmIncoming => {
                if *chosen(line, &[false, true], Some(0))? {
                    return self
                        .sheet
                        .ends(self.page == Page::ConfirmOutgoing)
                        .map(Step::Confirm)
                        .ok_or_else(String::new);
                }
            }
            Page::Complete => return Ok(Step::Finished),
        }
        Ok(self.forward())
    }

    fn domain(&self, line: &str) -> Result<DomainFacts, String> {
        let choosable = self.choosable();
        let named = choosable.iter().find(|domain| domain.answers_to(line));
        let named = named.map(|domain| (*domain).clone());
        named.map_or_else(|| chosen(line, &choosable, None).map(|domain| (*domain).clone()), Ok)
    }

    fn take_name(&mut self, line: &str) -> Result<(), String> {
        let name = filled(line, "A name is needed.")?;
        let known = self.domains.iter().find(|domain| domain.answers_to(&name)).cloned();
        if self.sheet.local.is_some()
            && known.as_ref().map(|known| &known.realm) == self.sheet.local.as_ref().map(|local| &local.realm)
        {
            return Err("A domain does not trust itself: name another one.".to_owned());
        }
        self.sheet.partner = known.as_ref().map_or(name, |known| known.dns_name.clone());
        self.sheet.known_partner = known;
        if let [only] = self.sheet.kinds().as_slice() {
            self.sheet.kind = Some(*only);
        }
        Ok(())
    }

    fn take_kind(&mut self, line: &str) -> Result<(), String> {
        let kind = *chosen(line, &self.sheet.kinds(), None)?;
        let upper = self.sheet.partner.to_uppercase();
        if kind == NewTrustKind::Realm && upper != self.sheet.partner {
            return Err(format!("Names of Kerberos realms are upper case: type back and name {upper}."));
        }
        self.sheet.kind = Some(kind);
        Ok(())
    }

    fn take_password_again(&mut self, line: &str) -> Result<(), String> {
        let again = SecretText::from(line.to_owned());
        if self.sheet.password.as_ref() == Some(&again) {
            return Ok(());
        }
        self.sheet.password = None;
        self.back();
        Err("The passwords differ: type them again.".to_owned())
    }

    /// The page after one, for what was chosen so far.
    fn after(&self, page: Page) -> Page {
        let mut next = page;
        loop {
            next = next.following();
            if self.is_needed(next) {
                return next;
            }
        }
    }

    fn is_needed(&self, page: Page) -> bool {
        let sheet = &self.sheet;
        let realm = sheet.kind == Some(NewTrustKind::Realm);
        let levels = matches!(sheet.kind, Some(NewTrustKind::External | NewTrustKind::Forest));
        let both = !realm && sheet.sides == Sides::Both;
        match page {
            Page::Domain | Page::Name | Page::Direction | Page::Summary | Page::Created | Page::Complete => true,
            Page::Type => sheet.kinds().len() > 1,
            Page::Transitivity => realm,
            Page::Sides => !realm,
            Page::User | Page::UserPassword => both,
            Page::LocalLevel => levels && sheet.direction != Direction::Incoming,
            Page::PartnerLevel => levels && both && sheet.direction != Direction::Outgoing,
            Page::Password | Page::PasswordAgain => !both,
            Page::ConfirmOutgoing => !realm && sheet.direction != Direction::Incoming,
            Page::ConfirmIncoming => !realm && sheet.direction != Direction::Outgoing,
        }
    }
}

/// The choice of this number, counted from 1, or the default for an empty line.
fn chosen<'c, T>(line: &str, choices: &'c [T], default: Option<usize>) -> Result<&'c T, String> {
    let index = match line {
        "" => default,
        _ => line.parse::<usize>().ok().and_then(|number| number.checked_sub(1)),
    };
    let choice = index.and_then(|index| choices.get(index));
    choice.ok_or_else(|| format!("Type a number from 1 to {}.", choices.len()))
}

fn filled(line: &str, otherwise: &str) -> Result<String, String> {
    if line.is_empty() { Err(otherwise.to_owned()) } else { Ok(line.to_owned()) }
}

#[cfg(test)]
mod tests;
