//! An itinerary as a person and as a program want to read it.

use std::fmt::Write;

use serde_json::{Value, json};
use xrealm_directory::{Directory, Hop, Itinerary, ItineraryEnd, LoginHop, Profile, Realm};
use xrealm_kdc::Refusal;
use xrealm_names::RealmName;
use xrealm_trust::{ClientVerdict, Decision, TrustId, Verdict};
use xrealm_wire::error_code;

use crate::terminal::Style;

/// How much is told of each hop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// What it answers.
    Answers,
    /// And why.
    Grounds,
}

/// An itinerary to be shown, and the directory it was made in.
pub(crate) struct Shown<'a> {
    pub(crate) directory: &'a Directory,
    pub(crate) itinerary: &'a Itinerary,
    pub(crate) depth: Depth,
}

/// One KDC and its answer.
struct Line<'a> {
    realm: &'a RealmName,
    /// `AS` for the client, `TGS` for the service.
    exchange: &'static str,
    answer: Answer<'a>,
    came_over: Option<TrustId>,
    grounds: Vec<(&'static str, String)>,
    transited: Option<String>,
}

enum Answer<'a> {
    ClientHere,
    ClientElsewhere(&'a RealmName),
    Issue,
    /// The ticket asked for is that of the next realm's ticket-granting service.
    IssueOver {
        trust: TrustId,
        next: &'a RealmName,
    },
    Refer {
        trust: TrustId,
        next: &'a RealmName,
    },
    Refuse(Refusal),
}

impl<'a> Shown<'a> {
    pub(crate) fn text(&self, style: Style) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text, style);
        text
    }

    fn write(&self, out: &mut String, style: Style) -> std::fmt::Result {
        let lines = self.lines();
        let widest = lines.iter().map(|line| line.realm.as_str().len()).max().unwrap_or(0);
        for (index, line) in lines.iter().enumerate() {
            let realm = style.strong(format!("{:widest$}", line.realm.as_str()));
            let answer = self.answer(line);
            let answer = match line.answer {
                Answer::Refuse(_) => style.bad(answer),
                Answer::Issue | Answer::IssueOver { .. } | Answer::ClientHere => style.good(answer),
                Answer::Refer { .. } | Answer::ClientElsewhere(_) => style.plain(answer),
            };
            writeln!(out, "{}. {realm}  {answer}", index + 1)?;
            for (rule, ground) in &line.grounds {
                writeln!(out, "   {ground} {}", style.faint(format!("[{rule}]")))?;
            }
            if let Some(transited) = &line.transited {
                writeln!(out, "   {} {transited}", style.faint("transited"))?;
            }
        }
        match &self.itinerary.end {
            ItineraryEnd::Issued | ItineraryEnd::Refused(_) => Ok(()),
            end @ (ItineraryEnd::ServedElsewhere { .. } | ItineraryEnd::Repeated { .. }) => {
                writeln!(out, "   {}", style.bad(end))
            }
        }
    }

    pub(crate) fn json(&self) -> Value {
        let hops: Vec<Value> = self.lines().iter().map(|line| self.line_json(line)).collect();
        json!({
            "hops": hops,
            "issued": self.itinerary.is_issued(),
            "last_realm": self.itinerary.last_realm().map(RealmName::as_str),
            "end": self.itinerary.end.kind(),
            "reason": (!self.itinerary.is_issued()).then(|| self.end()),
        })
    }

    /// How it ends, in one line.
    pub(crate) fn end(&self) -> String {
        match (&self.itinerary.end, self.lines().last()) {
            (ItineraryEnd::Refused(_), Some(line)) => format!("{} {}", line.realm, self.answer(line)),
            (end, _) => end.to_string(),
        }
    }

    fn line_json(&self, line: &Line<'_>) -> Value {
        let trust = |id: Option<TrustId>| self.trust(line.realm, id?);
        let (word, to, over) = match &line.answer {
            Answer::ClientHere => ("client-here", None, None),
            Answer::ClientElsewhere(realm) => ("client-elsewhere", Some(realm), None),
            Answer::Issue => ("issue", None, None),
            Answer::IssueOver { trust, next } => ("issue", Some(next), Some(*trust)),
            Answer::Refer { trust, next } => ("refer", Some(next), Some(*trust)),
            Answer::Refuse(_) => ("refuse", None, None),
        };
        let mut facts = json!({
            "realm": line.realm.as_str(),
            "exchange": line.exchange,
            "answer": word,
            "to": to.map(|realm| realm.as_str()),
            "over": trust(over),
            "came_over": trust(line.came_over),
            "code": match &line.answer {
                Answer::Refuse(refusal) => refusal.code(self.profile(line.realm)),
                Answer::ClientElsewhere(_) => error_code::KDC_ERR_WRONG_REALM,
                Answer::ClientHere | Answer::Issue | Answer::IssueOver { .. } | Answer::Refer { .. } => 0,
            },
            "text": self.answer(line),
        });
        if let (Depth::Grounds, Some(facts)) = (self.depth, facts.as_object_mut()) {
            let ground = |(rule, text): &(&str, String)| json!({ "rule": rule, "text": text });
            facts.insert("grounds".to_owned(), line.grounds.iter().map(ground).collect());
            facts.insert("transited".to_owned(), json!(line.transited));
        }
        facts
    }

    fn lines(&self) -> Vec<Line<'a>> {
        let refused = match &self.itinerary.end {
            ItineraryEnd::Refused(obstacle) => Some(Refusal::from(obstacle.clone())),
            ItineraryEnd::Issued | ItineraryEnd::ServedElsewhere { .. } | ItineraryEnd::Repeated { .. } => None,
        };
        let Itinerary { login, hops, .. } = self.itinerary;
        let mut lines: Vec<Line<'a>> = login.iter().map(|hop| self.login_line(hop)).collect();
        lines.extend(hops.iter().map(|hop| self.hop_line(hop)));
        // Whatever the last realm decided, this is what it says.
        if let Some(last) = lines.last_mut() {
            match (refused, &last.answer) {
                (Some(refusal), _) => last.answer = Answer::Refuse(refusal),
                (None, Answer::Refer { trust, next }) if self.itinerary.is_issued() => {
                    last.answer = Answer::IssueOver { trust: *trust, next };
                }
                (None, _) => {}
            }
        }
        lines
    }

    fn login_line(&self, hop: &'a LoginHop) -> Line<'a> {
        let answer = match &hop.decision.verdict {
            ClientVerdict::AnswerHere => Answer::ClientHere,
            ClientVerdict::Refer { realm } => Answer::ClientElsewhere(realm),
            ClientVerdict::Refuse(no_route) => Answer::Refuse(Refusal::UnknownClient(no_route.clone())),
        };
        let grounds = self.grounds(&hop.realm, &hop.decision);
        Line { realm: &hop.realm, exchange: "AS", answer, came_over: None, grounds, transited: None }
    }

    fn hop_line(&self, hop: &'a Hop) -> Line<'a> {
        let answer = match hop.decision.as_ref().map(|decision| &decision.verdict) {
            Some(Verdict::Refer { trust, next, .. }) => Answer::Refer { trust: *trust, next },
            Some(Verdict::Refuse(no_route)) => Answer::Refuse(Refusal::NoRoute(no_route.clone())),
            Some(Verdict::IssueHere) | None => Answer::Issue,
        };
        let mut grounds = Vec::new();
        if let (Depth::Grounds, Some(_), Some(home)) = (self.depth, &hop.decision, self.itinerary.hops.first()) {
            grounds.extend(self.vouching(hop, &home.realm));
        }
        grounds.extend(hop.decision.iter().flat_map(|decision| self.grounds(&hop.realm, decision)));
        let transited = hop.transit.as_ref().map(|transit| &transit.field.contents);
        let transited = transited.filter(|contents| self.depth == Depth::Grounds && !contents.is_empty());
        let transited = transited.map(|contents| String::from_utf8_lossy(contents).into_owned());
        Line { realm: &hop.realm, exchange: "TGS", answer, came_over: hop.came_over, grounds, transited }
    }

    /// Why the ticket presented is accepted.
    fn vouching(&self, hop: &Hop, crealm: &RealmName) -> Option<(&'static str, String)> {
        let realm = self.realm(&hop.realm)?;
        let partner = realm.view().partner(hop.came_over?)?;
        Some(("client-realm", format!("{partner} may vouch for a client of {crealm}")))
    }

    fn grounds<V>(&self, realm: &RealmName, decision: &Decision<V>) -> Vec<(&'static str, String)> {
        match (self.depth, self.realm(realm)) {
            (Depth::Grounds, Some(realm)) => {
                decision.explain(realm.view()).map(|line| (line.rule().id(), line.to_string())).collect()
            }
            (Depth::Grounds, None) | (Depth::Answers, _) => Vec::new(),
        }
    }

    fn answer(&self, line: &Line<'_>) -> String {
        match &line.answer {
            Answer::ClientHere => "knows the client".to_owned(),
            Answer::ClientElsewhere(realm) => format!("sends the client to {realm}"),
            Answer::Issue => "issues the ticket".to_owned(),
            Answer::IssueOver { trust, next } => format!("issues the ticket for {next}{}", self.over(line, *trust)),
            Answer::Refer { trust, next } => format!("refers to {next}{}", self.over(line, *trust)),
            Answer::Refuse(refusal) => {
                let code = refusal.code(self.profile(line.realm));
                format!("refuses: {} ({code}): {refusal}", error_code::name(code))
            }
        }
    }

    fn over(&self, line: &Line<'_>, trust: TrustId) -> String {
        let kind = self.realm(line.realm).and_then(|realm| Some(realm.trust(trust)?.tdo.kind()));
        kind.map(|kind| format!(" over the {kind} trust")).unwrap_or_default()
    }

    fn trust(&self, realm: &RealmName, id: TrustId) -> Option<Value> {
        let realm = self.realm(realm)?;
        let (object, partner) = (&realm.trust(id)?.tdo, realm.view().partner(id)?);
        Some(json!({ "partner": partner.as_str(), "kind": object.kind().to_string() }))
    }

    fn profile(&self, realm: &RealmName) -> Profile {
        self.realm(realm).map_or(Profile::Windows, |realm| realm.settings().profile)
    }

    fn realm(&self, name: &RealmName) -> Option<&'a Realm> {
        self.directory.realm_named(name.as_str().as_bytes())
    }
}
