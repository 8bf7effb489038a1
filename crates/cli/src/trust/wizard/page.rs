//! The pages, and what stands on each.

use xrealm_admin::{Authentication, DomainFacts};
use xrealm_directory::NewTrustKind;

use super::sheet::{Direction, Sheet, Sides};

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Domain,
    Name,
    Type,
    Transitivity,
    Direction,
    Sides,
    User,
    UserPassword,
    LocalLevel,
    PartnerLevel,
    Password,
    PasswordAgain,
    Summary,
    Created,
    ConfirmOutgoing,
    ConfirmIncoming,
    Complete,
}

/// What a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::trust) struct View {
    pub(in crate::trust) title: &'static str,
    /// What came of the last line.
    pub(in crate::trust) notice: Option<String>,
    pub(in crate::trust) text: Vec<String>,
    /// To be chosen from by number.
    pub(in crate::trust) choices: Vec<String>,
    pub(in crate::trust) prompt: String,
    /// What is typed is not to be seen.
    pub(in crate::trust) silent: bool,
}

/// The authentication levels in the order of the page.
pub(super) const LEVELS: [Authentication; 2] = [Authentication::Wide, Authentication::Selective];

impl Page {
    /// The next page in the order of all; the last stays.
    pub(super) fn following(self) -> Page {
        match self {
            Page::Domain => Page::Name,
            Page::Name => Page::Type,
            Page::Type => Page::Transitivity,
            Page::Transitivity => Page::Direction,
            Page::Direction => Page::Sides,
            Page::Sides => Page::User,
            Page::User => Page::UserPassword,
            Page::UserPassword => Page::LocalLevel,
            Page::LocalLevel => Page::PartnerLevel,
            Page::PartnerLevel => Page::Password,
            Page::Password => Page::PasswordAgain,
            Page::PasswordAgain => Page::Summary,
            Page::Summary => Page::Created,
            Page::Created => Page::ConfirmOutgoing,
            Page::ConfirmOutgoing => Page::ConfirmIncoming,
            Page::ConfirmIncoming | Page::Complete => Page::Complete,
        }
    }

    /// Whether a password is typed on it.
    pub(super) fn is_silent(self) -> bool {
        matches!(self, Page::UserPassword | Page::Password | Page::PasswordAgain)
    }

    pub(super) fn view(self, sheet: &Sheet, domains: &[&DomainFacts], notice: Option<&str>) -> View {
        View {
            title: self.title(),
            notice: notice.map(str::to_owned),
            text: self.text(sheet),
            choices: self.choices(sheet, domains),
            prompt: self.prompt().to_owned(),
            silent: self.is_silent(),
        }
    }

    fn title(self) -> &'static str {
        match self {
            Page::Domain => "New Trust Wizard",
            Page::Name => "Trust Name",
            Page::Type => "Trust Type",
            Page::Transitivity => "Transitivity of Trust",
            Page::Direction => "Direction of Trust",
            Page::Sides => "Sides of Trust",
            Page::User | Page::UserPassword => "User Name and Password",
            Page::LocalLevel => "Outgoing Trust Authentication Level--Local Domain",
            Page::PartnerLevel => "Outgoing Trust Authentication Level--Specified Domain",
            Page::Password | Page::PasswordAgain => "Trust Password",
            Page::Summary => "Trust Selections Complete",
            Page::Created => "Trust Creation Complete",
            Page::ConfirmOutgoing => "Confirm Outgoing Trust",
            Page::ConfirmIncoming => "Confirm Incoming Trust",
            Page::Complete => "Completing the New Trust Wizard",
        }
    }

    fn text(self, sheet: &Sheet) -> Vec<String> {
        let (local, partner) = (sheet.local.as_ref().map_or("", |local| &local.realm), &sheet.partner);
        let line = match self {
            Page::Domain => "Which domain or realm is the new trust for?".to_owned(),
            Page::Name => format!(
                "Name the domain, forest or realm that {local} is to have a trust with: a DNS or NetBIOS name, or a \
                 Kerberos realm in upper case."
            ),
            Page::Type => format!("What kind of trust is it to be between {local} and {partner}?"),
            Page::Transitivity => {
                format!("Is the trust for {local} and {partner} alone, or for realms beyond them too?")
            }
            Page::Direction => "Which way is it to go?".to_owned(),
            Page::Sides => format!("A trust has to be created in {local} and in {partner}. What is to be created now?"),
            Page::User | Page::UserPassword => format!("Creating the side of {partner} needs an administrator there."),
            Page::LocalLevel => format!("Who of {partner} gets in at {local}?"),
            Page::PartnerLevel => format!("Who of {local} gets in at {partner}?"),
            Page::Password | Page::PasswordAgain => {
                format!("The administrator of {partner} has to give the same password. An empty line goes back.")
            }
            Page::Summary => return summary(sheet),
            Page::Created => "The trust was created.".to_owned(),
            Page::ConfirmOutgoing => format!("Confirm that {local} accepts the tickets of {partner}?"),
            Page::ConfirmIncoming => format!("Confirm that {partner} accepts the tickets of {local}?"),
            Page::Complete => "This was the last page.".to_owned(),
        };
        vec![line]
    }

    fn choices(self, sheet: &Sheet, domains: &[&DomainFacts]) -> Vec<String> {
        let partner = &sheet.partner;
        let texts: Vec<String> = match self {
            Page::Domain => domains.iter().map(|domain| domain.realm.clone()).collect(),
            Page::Type => sheet.kinds().into_iter().map(|kind| kind_text(kind).to_owned()).collect(),
            Page::Transitivity => vec!["Nontransitive: for these two alone".into(), "Transitive".into()],
            Page::Direction => vec![
                "Two-way: users of each get in at the other".into(),
                format!("One-way: incoming: users of this side get in at {partner}"),
                format!("One-way: outgoing: users of {partner} get in at this side"),
            ],
            Page::Sides => vec!["This domain only".into(), format!("Both this domain and {partner}")],
            Page::LocalLevel | Page::PartnerLevel => {
                LEVELS.map(|level| level_text(level, sheet.kind).to_owned()).into()
            }
            Page::ConfirmOutgoing | Page::ConfirmIncoming => {
                vec!["No, do not confirm: its first use will".into(), "Yes, confirm".into()]
            }
            Page::Name
            | Page::User
            | Page::UserPassword
            | Page::Password
            | Page::PasswordAgain
            | Page::Summary
            | Page::Created
            | Page::Complete => Vec::new(),
        };
        texts
    }

    fn prompt(self) -> &'static str {
        match self {
            Page::Domain | Page::Type | Page::Transitivity | Page::Direction => "Number: ",
            Page::Sides | Page::LocalLevel | Page::PartnerLevel | Page::ConfirmOutgoing | Page::ConfirmIncoming => {
                "Number [1]: "
            }
            Page::Name => "Name: ",
            Page::User => "User name: ",
            Page::UserPassword => "Password: ",
            Page::Password => "Trust password: ",
            Page::PasswordAgain => "Confirm trust password: ",
            Page::Summary => "Enter creates it, back changes it, cancel leaves everything as it is: ",
            Page::Created => "Enter goes on: ",
            Page::Complete => "Enter finishes: ",
        }
    }
}

fn summary(sheet: &Sheet) -> Vec<String> {
    let local = sheet.local.as_ref().map_or("", |local| &local.realm);
    let mut lines = vec![
        format!("This domain: {local}"),
        format!("Specified domain: {}", sheet.partner),
        format!("Direction: {}", direction_text(sheet.direction)),
        format!("Trust type: {}", sheet.kind.map_or("", kind_text)),
    ];
    if sheet.kind == Some(NewTrustKind::Realm) {
        lines.push(format!("Transitive: {}", if sheet.transitive { "Yes" } else { "No" }));
        return lines;
    }
    lines.push(match sheet.sides {
        Sides::This => "Sides of trust: this domain only".to_owned(),
        Sides::Both => format!("Sides of trust: both, in {} by {}", sheet.partner, sheet.user),
    });
    let levels = matches!(sheet.kind, Some(NewTrustKind::External | NewTrustKind::Forest));
    if levels && sheet.direction != Direction::Incoming {
        lines.push(format!(
            "Outgoing trust authentication level, this domain: {}",
            level_text(sheet.local_level, sheet.kind)
        ));
    }
    if levels && sheet.sides == Sides::Both && sheet.direction != Direction::Outgoing {
        let level = level_text(sheet.partner_level, sheet.kind);
        lines.push(format!("Outgoing trust authentication level, specified domain: {level}"));
    }
    lines
}

fn direction_text(direction: Direction) -> &'static str {
    match direction {
        Direction::TwoWay => "Two-way",
        Direction::Incoming => "One-way: incoming",
        Direction::Outgoing => "One-way: outgoing",
    }
}

fn kind_text(kind: NewTrustKind) -> &'static str {
    match kind {
        NewTrustKind::Forest => "Forest trust",
        NewTrustKind::External => "External trust",
        NewTrustKind::Realm => "Realm trust",
        NewTrustKind::Shortcut => "Shortcut trust",
    }
}

fn level_text(level: Authentication, kind: Option<NewTrustKind>) -> &'static str {
    match (level, kind) {
        (Authentication::Wide, Some(NewTrustKind::Forest)) => "Forest-wide authentication",
        (Authentication::Wide, _) => "Domain-wide authentication",
        (Authentication::Selective, _) => "Selective authentication",
    }
}
