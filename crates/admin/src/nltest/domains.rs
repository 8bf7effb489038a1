//! Domains, their trusts and the names that forests claim.

use std::fmt::Write as _;

use super::Listed;
use super::told::Told;
use crate::guid::guid_of;
use crate::{DomainFacts, SuffixListFacts, TrustEndFacts};

const INBOUND: u32 = 1;
const OUTBOUND: u32 = 2;

/// Attributes that are shown as a word; others are shown as a number.
const ATTRIBUTE_WORDS: &[(u32, &str)] = &[(0x4, "quarantined"), (0x8, "foresttrans"), (0x20, "withinforest")];

/// /DOMAIN_TRUSTS: the domains of the forest and those beyond it that there are trusts with.
///
/// `primary` is the domain that is asked, `domains` are all there are and `ends` the trusts of `primary`.
#[must_use]
pub fn domain_trusts(
    primary: &DomainFacts,
    domains: &[DomainFacts],
    ends: &[TrustEndFacts],
    listed: Listed,
    verbose: bool,
) -> Told {
    let lines = lines(primary, domains, ends, listed);
    let mut text = String::from("List of domain trusts:\n");
    for (number, line) in lines.iter().enumerate() {
        let _ =
            writeln!(text, "    {number}: {} {} ({}){}", line.flat_name, line.dns_name, line.kind, line.flags(&lines));
        if let Some(sid) = line.sid.as_ref().filter(|_| verbose) {
            let _ = writeln!(text, "       Dom Guid: {}\n       Dom Sid: {sid}", guid_of(sid));
        }
    }
    Told::done(&text)
}

/// /TRUSTED_DOMAINS: the NetBIOS names of the domains that are trusted.
#[must_use]
pub fn trusted_domains(ends: &[TrustEndFacts]) -> Told {
    let trusted = ends.iter().filter(|end| end.direction_value & OUTBOUND != 0);
    let names: String = trusted.map(|end| format!("    {}\n", end.flat_name)).collect();
    Told::done(&format!("Trusted domain list:\n{names}"))
}

/// /PARENTDOMAIN: the parent, or of the root of a tree the domain itself.
#[must_use]
pub fn parent_domain(primary: &DomainFacts) -> Told {
    let name = primary.parent.as_ref().map_or_else(|| primary.dns_name.clone(), |parent| parent.to_ascii_lowercase());
    Told::done(&format!("{name}. (1)\n"))
}

/// /DSGETFTI: the names that a forest claims. No transcript of the original is public; the shape is this program's own.
#[must_use]
pub fn forest_names(list: &SuffixListFacts) -> Told {
    let mut text = String::from("Forest Trust Information:\n");
    for suffix in &list.suffixes {
        let kind = match suffix.kind.as_str() {
            "top-level-name" => "TLN",
            "exclusion" => "TLNEX",
            "domain" => "Dom",
            "scanner" => "Scanner",
            _ => "Unknown",
        };
        let flat = suffix.netbios_name.as_ref().map(|flat| format!(" ({flat})")).unwrap_or_default();
        let sid = suffix.sid.as_ref().map(|sid| format!(" {sid}")).unwrap_or_default();
        let flags = if suffix.flags == 0 { String::new() } else { format!(" ( Flags: 0x{:x} )", suffix.flags) };
        let _ = writeln!(text, "    {}: {kind}: {}{flat}{sid}{flags}", suffix.number, suffix.name);
    }
    Told::done(&text)
}

/// One domain of the list.
struct Line<'a> {
    realm: &'a str,
    flat_name: &'a str,
    dns_name: &'a str,
    sid: Option<String>,
    /// `NT 5`, `NT 4` or `MIT`.
    kind: &'static str,
    in_forest: bool,
    parent: Option<&'a str>,
    primary: bool,
    end: Option<&'a TrustEndFacts>,
}

fn lines<'a>(
    primary: &'a DomainFacts,
    domains: &'a [DomainFacts],
    ends: &'a [TrustEndFacts],
    listed: Listed,
) -> Vec<Line<'a>> {
    let in_forest = |domain: &&DomainFacts| domain.realm == primary.realm || shares_forest(primary, domain);
    let inside = domains.iter().filter(in_forest).map(|domain| Line {
        realm: &domain.realm,
        flat_name: domain.netbios_name.as_deref().unwrap_or(&domain.realm),
        dns_name: &domain.dns_name,
        sid: domain.sid.clone(),
        kind: if domain.netbios_name.is_some() { "NT 5" } else { "MIT" },
        in_forest: domain.forest.is_some(),
        parent: domain.parent.as_deref(),
        primary: domain.realm == primary.realm,
        end: ends.iter().find(|end| end.partner == domain.realm),
    });
    let of_forest = |end: &TrustEndFacts| domains.iter().filter(in_forest).any(|domain| domain.realm == end.partner);
    let outside = ends.iter().filter(|end| !of_forest(end)).map(|end| Line {
        realm: &end.partner,
        flat_name: &end.flat_name,
        dns_name: &end.partner_dns_name,
        sid: end.sid.clone(),
        kind: kind(end),
        in_forest: false,
        parent: None,
        primary: false,
        end: Some(end),
    });
    inside.chain(outside).filter(|line| line.is_listed(listed)).collect()
}

fn shares_forest(primary: &DomainFacts, domain: &DomainFacts) -> bool {
    primary.forest.is_some() && primary.forest == domain.forest
}

fn kind(end: &TrustEndFacts) -> &'static str {
    match end.type_value {
        1 => "NT 4",
        3 => "MIT",
        _ => "NT 5",
    }
}

impl Line<'_> {
    fn is_listed(&self, listed: Listed) -> bool {
        listed.is_all()
            || (listed.primary && self.primary)
            || (listed.forest && self.in_forest)
            || (listed.direct_out && self.direction(OUTBOUND))
            || (listed.direct_in && self.direction(INBOUND))
    }

    fn direction(&self, bit: u32) -> bool {
        self.end.is_some_and(|end| end.direction_value & bit != 0)
    }

    fn flags(&self, lines: &[Line<'_>]) -> String {
        let parent = self.parent.and_then(|parent| lines.iter().position(|line| line.realm == parent));
        let mut flags = String::new();
        if let Some(parent) = parent {
            let _ = write!(flags, " (Forest: {parent})");
        }
        let marks = [
            (self.in_forest && self.parent.is_none(), " (Forest Tree Root)"),
            (self.primary, " (Primary Domain)"),
            (self.direction(OUTBOUND), " (Direct Outbound)"),
            (self.direction(INBOUND), " (Direct Inbound)"),
            (self.primary && self.in_forest, " (Native)"),
        ];
        flags.extend(marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| *mark));
        if let Some(end) = self.end.filter(|end| end.attributes_value != 0) {
            let _ = write!(flags, " ( Attr: {} )", attributes(end.attributes_value));
        }
        flags
    }
}

fn attributes(value: u32) -> String {
    let words = ATTRIBUTE_WORDS.iter().filter(|(bit, _)| value & bit != 0).map(|(_, word)| (*word).to_owned());
    let known: u32 = ATTRIBUTE_WORDS.iter().map(|(bit, _)| bit).sum();
    let rest = Some(value & !known).filter(|rest| *rest != 0).map(|rest| format!("0x{rest:x}"));
    words.chain(rest).collect::<Vec<_>>().join(" ")
}
