//! A walk as a person and as a program want to read it.

use std::fmt::Write;

use serde_json::{Value, json};
use xrealm_client::{ClientError, Hop, TicketContents};
use xrealm_crypto::Key;
use xrealm_names::EncryptionType;

use super::{Step, Walked};
use crate::terminal::Style;

/// A walk to be shown.
pub(crate) struct Shown<'a> {
    pub(crate) walked: &'a Walked,
    /// Keys of servers, to look into tickets with.
    pub(crate) looking_keys: &'a [Key],
}

impl Shown<'_> {
    pub(crate) fn text(&self, style: Style) -> String {
        let mut text = String::new();
        for (index, step) in self.walked.steps.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = self.write_step(&mut text, index, step, style);
        }
        text
    }

    fn write_step(&self, out: &mut String, index: usize, step: &Step, style: Style) -> std::fmt::Result {
        let Hop { realm, credential, .. } = &step.hop;
        let kind = match (index, step.hop.refers_to()) {
            (0, _) => "login".to_owned(),
            (_, Some(next)) => format!("referred to {next}"),
            (_, None) => "service ticket".to_owned(),
        };
        writeln!(out, "{}. {}  {}", index + 1, style.strong(realm), style.good(kind))?;
        let mut line = |label: &str, value: &dyn std::fmt::Display| {
            writeln!(out, "   {} {value}", style.faint(format_args!("{label:9}")))
        };
        for asked in &step.asked {
            let size = format!("{} octets out, {} back", asked.request_octets, asked.reply_octets);
            line("KDC", &format_args!("{}/{}, {size}", asked.transport, asked.address))?;
        }
        if step.hop.asked_for.to_string() != credential.server.name.to_string() {
            line("asked for", &step.hop.asked_for)?;
        }
        line("ticket", &credential.server)?;
        line("client", &credential.client)?;
        let kvno = step.hop.ticket_kvno.map_or_else(|| "none".to_owned(), |kvno| kvno.to_string());
        let session = step.hop.session_etype();
        line("key", &format_args!("{}, kvno {kvno}; session key {session}", etype(&step.hop)))?;
        line("flags", &credential.flags)?;
        let start = credential.start_time.unwrap_or(credential.auth_time);
        line("valid", &format_args!("{start} to {}", credential.end_time))?;
        if let Some(till) = credential.renew_till {
            line("renewable", &format_args!("until {till}"))?;
        }
        if let Some(inside) = step.hop.ticket_contents(self.looking_keys) {
            line("transited", &transited(&inside))?;
        }
        Ok(())
    }

    pub(crate) fn json(&self) -> Value {
        let hops: Vec<Value> = self.walked.steps.iter().map(|step| self.step_json(step)).collect();
        let failure = self.walked.failure.as_ref().map(|error| {
            let code = match error {
                ClientError::Refused(refused) => Some(refused.code),
                _ => None,
            };
            json!({ "reason": error.to_string(), "code": code })
        });
        json!({ "hops": hops, "failure": failure })
    }

    fn step_json(&self, step: &Step) -> Value {
        let Hop { realm, asked_for, credential, ticket_kvno, .. } = &step.hop;
        let inside = step.hop.ticket_contents(self.looking_keys);
        json!({
            "realm": realm.as_str(),
            "asked": step.asked,
            "asked_for": asked_for.to_string(),
            "client": credential.client.to_string(),
            "ticket": credential.server.to_string(),
            "referred_to": step.hop.refers_to().map(|realm| realm.to_string()),
            "etype": etype(&step.hop),
            "kvno": ticket_kvno,
            "session_etype": step.hop.session_etype().to_string(),
            "flags": credential.flags.names().collect::<Vec<_>>(),
            "auth_time": credential.auth_time.to_string(),
            "start_time": credential.start_time.map(|time| time.to_string()),
            "end_time": credential.end_time.to_string(),
            "renew_till": credential.renew_till.map(|time| time.to_string()),
            "transited": inside.map(|inside| json!({
                "type": inside.transited_type,
                "contents": inside.transited_text(),
            })),
        })
    }
}

fn etype(hop: &Hop) -> String {
    let number = hop.ticket_etype;
    EncryptionType::from_number(number).map_or_else(|| format!("etype {number}"), |etype| etype.to_string())
}

fn transited(inside: &TicketContents) -> String {
    match (inside.transited_type, inside.transited_text()) {
        (kind, text) if text.is_empty() => format!("nothing (type {kind})"),
        (kind, text) => format!("{text} (type {kind})"),
    }
}
