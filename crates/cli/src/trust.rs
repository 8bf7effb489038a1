//! `xrealm trust`: the verbs about trusts.

mod new;
mod show;
mod verify;
mod wizard;
mod wizard_terminal;

use std::io::{Write, stdout};
use std::process::ExitCode;

use serde_json::{Value, json};
use xrealm_admin::{
    Answer, Operation, OwnSuffixChange, OwnSuffixKind, SuffixChange, SuffixListFacts, SuffixName, TrustEnds,
    TrustOperation, ad_trust_json,
};

use crate::administration::{ask, both_sides, one_side, perform};
use crate::args::{self, Acting, End, Format, SuffixVerb, TrustVerb};
use crate::done;
use crate::failure::Failure;
use crate::terminal::Style;

pub(crate) use show::end_line;

pub(crate) fn run(args: &args::Trust) -> miette::Result<ExitCode> {
    let status = match &args.verb {
        TrustVerb::New(args) => new::run(args)?,
        TrustVerb::List(args) => list(args)?,
        TrustVerb::Show(args) => show(args)?,
        TrustVerb::Verify(args) => verify::run(args)?,
        TrustVerb::Reset(args) => reset(args)?,
        TrustVerb::Rotate(args) => rotate(args)?,
        TrustVerb::Remove(args) => remove(args)?,
        TrustVerb::Set(args) => set(args)?,
        TrustVerb::Suffixes(args) => suffixes(&args.verb)?,
        TrustVerb::Scan(args) => {
            let operation = TrustOperation::Scan { realm: args.realm.clone(), partner: args.partner.clone() };
            at_one_end(operation, &args.realm, &args.acting)?
        }
    };
    Ok(ExitCode::from(status))
}

impl From<&args::Ends> for TrustEnds {
    fn from(ends: &args::Ends) -> Self {
        Self { trusting: ends.trusting.clone(), trusted: ends.trusted.clone() }
    }
}

fn list(args: &args::TrustList) -> Result<u8, Failure> {
    let operation = TrustOperation::List { realm: args.realm.clone() };
    let Answer::Trusts(ends) = ask(&args.asking, &Operation::Trust(operation))? else {
        return Err(Failure::AnotherAnswer);
    };
    if args.format == Format::Ad {
        return print_json(&ends.iter().map(ad_trust_json).collect());
    }
    if args.asking.json {
        return print_json(&json!(ends));
    }
    show::table(&ends).print().map_err(Failure::Print)?;
    Ok(0)
}

fn show(args: &args::TrustShow) -> Result<u8, Failure> {
    let operation = TrustOperation::Show { realm: args.realm.clone(), partner: args.partner.clone() };
    let Answer::Trust(end) = ask(&args.asking, &Operation::Trust(operation))? else {
        return Err(Failure::AnotherAnswer);
    };
    match (args.format, args.asking.json) {
        (Format::Ad, _) => print_json(&ad_trust_json(&end)),
        (Format::Text, true) => print_json(&json!(end)),
        (Format::Text, false) => print_text(&show::text(&end, Style::of_stdout())),
    }
}

fn reset(args: &args::TrustReset) -> Result<u8, Failure> {
    let credentials = sides(&args.acting, &args.ends, args.one_side, &args.partner)?;
    let operation = TrustOperation::Reset {
        ends: TrustEnds::from(&args.ends),
        two_way: args.two_way,
        side: args.one_side.map(Into::into),
        password: new::trust_password(&args.password, args.one_side.is_some())?,
    };
    act(operation, &args.acting, &credentials)
}

fn rotate(args: &args::TrustRotate) -> Result<u8, Failure> {
    let credentials = sides(&args.acting, &args.ends, None, &args.partner)?;
    act(TrustOperation::Rotate { ends: TrustEnds::from(&args.ends) }, &args.acting, &credentials)
}

fn remove(args: &args::TrustRemove) -> Result<u8, Failure> {
    let credentials = sides(&args.acting, &args.ends, args.one_side, &args.partner)?;
    let operation = TrustOperation::Remove {
        ends: TrustEnds::from(&args.ends),
        two_way: args.two_way,
        side: args.one_side.map(Into::into),
        force: args.force,
    };
    act(operation, &args.acting, &credentials)
}

fn set(args: &args::TrustSet) -> Result<u8, Failure> {
    let operation = TrustOperation::Set {
        realm: args.realm.clone(),
        partner: args.partner.clone(),
        settings: args.settings.clone(),
        child_domain: args.child_domain.clone(),
    };
    at_one_end(operation, &args.realm, &args.acting)
}

fn suffixes(verb: &SuffixVerb) -> Result<u8, Failure> {
    let (record, change) = match verb {
        SuffixVerb::List { trust, asking } => {
            let operation = TrustOperation::Suffixes { realm: trust.realm.clone(), partner: trust.partner.clone() };
            return list_suffixes(operation, asking);
        }
        SuffixVerb::Own(own) => return own_suffixes(own),
        SuffixVerb::Toggle(record) => (record, SuffixChange::Toggle(record.name.clone())),
        SuffixVerb::Enable(record) => (record, enable(&record.name, true)),
        SuffixVerb::Disable(record) => (record, enable(&record.name, false)),
        SuffixVerb::Add(text) => return change_suffix(text, SuffixChange::Add(text.name.clone())),
        SuffixVerb::Remove(text) => return change_suffix(text, SuffixChange::Remove(text.name.clone())),
        SuffixVerb::Exclude(text) => return change_suffix(text, SuffixChange::Exclude(text.name.clone())),
        SuffixVerb::Include(text) => return change_suffix(text, SuffixChange::Include(text.name.clone())),
        SuffixVerb::Refresh { trust, acting } => return change_suffixes(trust, SuffixChange::Refresh, acting),
    };
    change_suffixes(&record.trust, change, &record.acting)
}

fn own_suffixes(args: &args::OwnSuffixes) -> Result<u8, Failure> {
    let lists = [
        (OwnSuffixKind::Upn, false, &args.remove_upn),
        (OwnSuffixKind::Spn, false, &args.remove_spn),
        (OwnSuffixKind::Upn, true, &args.add_upn),
        (OwnSuffixKind::Spn, true, &args.add_spn),
    ];
    let change = |kind, add, suffix: &String| OwnSuffixChange { kind, suffix: suffix.clone(), add };
    let changes =
        lists.into_iter().flat_map(|(kind, add, list)| list.iter().map(move |suffix| change(kind, add, suffix)));
    let (realm, changes) = (args.realm.clone(), changes.collect::<Vec<_>>());
    if changes.is_empty() {
        return list_suffixes(TrustOperation::OwnSuffixes { realm }, &args.acting.asking);
    }
    at_one_end(TrustOperation::ChangeOwnSuffixes { realm, changes }, &args.realm, &args.acting)
}

fn enable(name: &SuffixName, on: bool) -> SuffixChange {
    SuffixChange::Enable { name: name.clone(), on }
}

fn change_suffix(text: &args::SuffixText, change: SuffixChange) -> Result<u8, Failure> {
    change_suffixes(&text.trust, change, &text.acting)
}

fn change_suffixes(trust: &args::OneEnd, change: SuffixChange, acting: &Acting) -> Result<u8, Failure> {
    let (realm, partner) = (trust.realm.clone(), trust.partner.clone());
    at_one_end(TrustOperation::ChangeSuffixes { realm, partner, change }, &trust.realm, acting)
}

fn list_suffixes(operation: TrustOperation, asking: &args::Asking) -> Result<u8, Failure> {
    let Answer::Suffixes(list) = ask(asking, &Operation::Trust(operation))? else {
        return Err(Failure::AnotherAnswer);
    };
    if asking.json {
        return print_json(&json!(list));
    }
    let SuffixListFacts { suffixes, .. } = list;
    show::suffix_table(&suffixes).print().map_err(Failure::Print)?;
    Ok(0)
}

/// Who asks at each end: --user at the end that is changed, or else at the trusting one.
fn sides(
    acting: &Acting,
    ends: &args::Ends,
    side: Option<End>,
    partner: &args::PartnerCredentials,
) -> Result<crate::administration::Credentials, Failure> {
    let (own, other) = match side {
        Some(End::Trusted) => (&ends.trusted, &ends.trusting),
        Some(End::Trusting) | None => (&ends.trusting, &ends.trusted),
    };
    both_sides(&acting.credentials, own, partner, other)
}

fn at_one_end(operation: TrustOperation, realm: &str, acting: &Acting) -> Result<u8, Failure> {
    act(operation, acting, &one_side(&acting.credentials, realm)?)
}

fn act(
    operation: TrustOperation,
    acting: &Acting,
    credentials: &crate::administration::Credentials,
) -> Result<u8, Failure> {
    let answer = perform(&acting.asking, &Operation::Trust(operation), acting.dry_run, credentials)?;
    let done = done::print(answer, acting.asking.json)?;
    Ok(done::status(done.verified.iter().map(|facts| facts.result)))
}

fn print_json(value: &Value) -> Result<u8, Failure> {
    print_text(&format!("{value:#}\n"))
}

fn print_text(text: &str) -> Result<u8, Failure> {
    stdout().write_all(text.as_bytes()).map_err(Failure::Print)?;
    Ok(0)
}
