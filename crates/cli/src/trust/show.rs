//! Ends of trusts as a person wants to read them.

use std::fmt::{self, Display, Write};

use xrealm_admin::{SecretFacts, SuffixFacts, TrustEndFacts};

use crate::table::Table;
use crate::terminal::Style;

/// A line for each end.
pub(super) fn table(ends: &[TrustEndFacts]) -> Table {
    let mut table = Table::new(&["REALM", "PARTNER", "DIRECTION", "KIND", "TRANSITIVE", "CONFIRMED", "ATTRIBUTES"]);
    for end in ends {
        table.row([
            end.realm.clone(),
            end.partner.clone(),
            end.direction.clone(),
            end.kind.clone(),
            yes_no(end.transitive).to_owned(),
            yes_no(is_confirmed(end)).to_owned(),
            if end.attributes.is_empty() { "-".to_owned() } else { end.attributes.join(",") },
        ]);
    }
    table
}

/// One end in a line.
pub(crate) fn end_line(end: &TrustEndFacts) -> String {
    let TrustEndFacts { realm, partner, direction, kind, transitive, .. } = end;
    let transitive = if *transitive { "transitive" } else { "not transitive" };
    let confirmed = if is_confirmed(end) { "" } else { ", not confirmed" };
    format!("{realm} with {partner}: {direction}, {kind}, {transitive}{confirmed}")
}

/// Whether every secret of this end was proven to be the partner's too.
fn is_confirmed(end: &TrustEndFacts) -> bool {
    [&end.incoming, &end.outgoing].into_iter().flatten().all(|secret| secret.confirmed.is_some())
}

/// One end in full.
pub(super) fn text(end: &TrustEndFacts, style: Style) -> String {
    let mut out = Lines { text: String::new(), style };
    // Writing to a string cannot fail.
    let _ = out.end(end);
    out.text
}

/// The names that a partner claims.
pub(super) fn suffix_table(suffixes: &[SuffixFacts]) -> Table {
    let mut table = Table::new(&["#", "NAME", "KIND", "STATUS", "MORE"]);
    for suffix in suffixes {
        table.row([suffix.number.to_string(), suffix.name.clone(), suffix.kind.clone(), status(suffix), more(suffix)]);
    }
    table
}

struct Lines {
    text: String,
    style: Style,
}

impl Lines {
    fn end(&mut self, end: &TrustEndFacts) -> fmt::Result {
        writeln!(self.text, "{}", self.style.strong(format_args!("{} with {}", end.realm, end.partner)))?;
        self.fact("trustPartner", &end.partner_dns_name)?;
        self.fact("flatName", &end.flat_name)?;
        self.fact("securityIdentifier", &end.sid.as_deref().unwrap_or("none"))?;
        self.fact("trustDirection", &format_args!("{} ({})", end.direction_value, direction(end)))?;
        self.fact("trustType", &format_args!("{} ({})", end.type_value, end.trust_type))?;
        self.fact("trustAttributes", &format_args!("{:#x}{}", end.attributes_value, in_brackets(&end.attributes)))?;
        let transitive = if end.transitive { "transitive" } else { "not transitive" };
        self.fact("kind", &format_args!("{}, {transitive}", end.kind))?;
        let supported = end.supported_encryption_types;
        let supported = supported.map_or_else(|| "not set".to_owned(), |value| format!("{value:#x}"));
        self.fact("msDS-SupportedEncryptionTypes", &supported)?;
        self.fact("encryption types of tickets", &end.etypes.join(", "))?;
        self.fact("trustPosixOffset", &end.posix_offset)?;
        self.fact("partner", if end.partner_served_here { &"served here" } else { &"served elsewhere" })?;
        self.secret("trustAuthIncoming", end.incoming.as_ref())?;
        self.secret("trustAuthOutgoing", end.outgoing.as_ref())?;
        self.suffixes(end.suffixes.as_deref())
    }

    fn secret(&mut self, name: &str, secret: Option<&SecretFacts>) -> fmt::Result {
        let Some(secret) = secret else { return self.fact(name, &"none") };
        let previous = secret.previous_kvno.map(|kvno| format!(", previous {kvno}")).unwrap_or_default();
        self.fact(name, &format_args!("kvno {}{previous}, set {}", secret.kvno, secret.changed))?;
        match &secret.confirmed {
            Some(at) => self.fact("", &format_args!("confirmed {at}"))?,
            None => self.fact("", &"not confirmed")?,
        }
        match &secret.seal_with_previous_until {
            Some(until) => self.fact("", &format_args!("new tickets are sealed with the previous one until {until}")),
            None => Ok(()),
        }
    }

    fn suffixes(&mut self, suffixes: Option<&[SuffixFacts]>) -> fmt::Result {
        let Some(suffixes) = suffixes else { return self.fact("msDS-TrustForestTrustInfo", &"none") };
        self.fact("msDS-TrustForestTrustInfo", &format_args!("{} records", suffixes.len()))?;
        for suffix in suffixes {
            let more = more(suffix);
            let more = if more == "-" { String::new() } else { format!(", {more}") };
            let SuffixFacts { number, kind, name, flags, .. } = suffix;
            writeln!(self.text, "  {number:>3}. {kind} {name}: {} ({flags:#x}){more}", status(suffix))?;
        }
        Ok(())
    }

    fn fact(&mut self, name: &str, value: &dyn Display) -> fmt::Result {
        writeln!(self.text, "  {}  {value}", self.style.faint(format_args!("{name:29}")))
    }
}

fn direction(end: &TrustEndFacts) -> String {
    let TrustEndFacts { direction, partner, .. } = end;
    match direction.as_str() {
        "outbound" => format!("outbound: users of {partner} get in here"),
        "inbound" => format!("inbound: users of this realm get in at {partner}"),
        "two-way" => "two-way: users of each get in at the other".to_owned(),
        other => other.to_owned(),
    }
}

fn status(suffix: &SuffixFacts) -> String {
    let state = if suffix.enabled { "routed" } else { "not routed" };
    let status = if suffix.status == "enabled" { "enabled" } else { &suffix.status };
    match &suffix.conflict_with {
        Some(other) => format!("{status} with {other}, {state}"),
        None if status == "enabled" => status.to_owned(),
        None => format!("{status}, {state}"),
    }
}

fn more(suffix: &SuffixFacts) -> String {
    let parts: Vec<&str> = [&suffix.netbios_name, &suffix.sid].into_iter().flatten().map(String::as_str).collect();
    if parts.is_empty() { "-".to_owned() } else { parts.join(" ") }
}

fn in_brackets(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

#[cfg(test)]
mod tests;
