//! `xrealm explain --live`: what a running daemon says of a request it has answered.

use std::fmt;
use std::io::{self, Write, stdout};

use serde_json::json;
use xrealm_daemon::{AdminClient, Question, RecordFacts, Reply, WhichRecord};

use crate::administration::open;
use crate::args::{Live, LiveRecord};
use crate::failure::Failure;
use crate::terminal::Style;

pub(crate) fn run(args: &Live, as_json: bool) -> miette::Result<()> {
    let daemon = open(&args.daemon)?;
    let (question, is_list) = match args.record {
        Some(LiveRecord::List) => (Question::Records { last: args.count }, true),
        Some(LiveRecord::One(id)) => (Question::Record { id }, false),
        None => (Question::Record { id: WhichRecord::Last }, false),
    };
    let records = records(&daemon, &question)?;
    let printed = match records.as_slice() {
        [one] if !is_list => print_one(one, as_json),
        records => print_all(records, as_json),
    };
    Ok(printed.map_err(Failure::Print)?)
}

fn records(daemon: &AdminClient, question: &Question) -> Result<Vec<RecordFacts>, Failure> {
    match daemon.ask(question)? {
        Reply::Record(record) => Ok(vec![*record]),
        Reply::Records(records) => Ok(records),
        Reply::Realms(_)
        | Reply::Kdcs(_)
        | Reply::Answer(_)
        | Reply::Proven(_)
        | Reply::State(_)
        | Reply::Names(_)
        | Reply::Error(_) => Err(Failure::AnotherAnswer),
    }
}

fn print_one(record: &RecordFacts, as_json: bool) -> io::Result<()> {
    if as_json {
        writeln!(stdout(), "{:#}", json!(record))
    } else {
        write!(stdout(), "{}", Shown { record, style: Style::of_stdout() })
    }
}

fn print_all(records: &[RecordFacts], as_json: bool) -> io::Result<()> {
    if as_json {
        return writeln!(stdout(), "{:#}", json!(records));
    }
    let style = Style::of_stdout();
    let widest = records.iter().map(|record| record.id.len()).max().unwrap_or(0);
    let mut out = stdout().lock();
    for RecordFacts { id, at, line, .. } in records {
        writeln!(out, "{}  {}  {line}", style.strong(format!("{id:widest$}")), style.faint(at))?;
    }
    Ok(())
}

/// One record for people.
struct Shown<'a> {
    record: &'a RecordFacts,
    style: Style,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RecordFacts { id, at, peer, transport, .. } = self.record;
        let copy = self.record.again_of.as_ref().map(|first| format!(", request {first} sent again"));
        writeln!(
            f,
            "{}, {at}, {transport} from {peer}{}",
            self.style.strong(format!("request {id}")),
            copy.unwrap_or_default()
        )?;
        self.fact(f, "client", self.record.client.as_deref())?;
        self.fact(f, "service", self.record.service.as_deref())?;
        self.fact(f, "asked", self.asked().as_deref())?;
        self.fact(f, "answer", Some(&self.answer()))?;
        self.fact(f, "reason", self.record.reason.as_deref())?;
        if self.record.reason.is_some() && self.record.grounds.as_ref().is_some_and(Vec::is_empty) {
            self.fact(f, "grounds", Some("refused before any route was looked for"))?;
        }
        for (number, ground) in self.record.grounds.iter().flatten().enumerate() {
            let name = if number == 0 { "grounds" } else { "" };
            self.fact(f, name, Some(&format!("{} {}", ground.text, self.style.faint(format!("[{}]", ground.rule)))))?;
        }
        Ok(())
    }
}

impl Shown<'_> {
    fn fact(&self, f: &mut fmt::Formatter<'_>, name: &str, value: Option<&str>) -> fmt::Result {
        match value {
            Some(value) => writeln!(f, "  {}  {value}", self.style.faint(format!("{name:7}"))),
            None => Ok(()),
        }
    }

    fn asked(&self) -> Option<String> {
        let realm = self.record.realm.as_ref()?;
        let exchange = self.record.exchange.as_ref().map(|exchange| format!(" ({exchange} exchange)"));
        Some(format!("{realm}{}", exchange.unwrap_or_default()))
    }

    fn answer(&self) -> String {
        let RecordFacts { kind, code, code_name, to, .. } = self.record;
        let answered = match (code_name, code, to) {
            (Some(name), Some(code), Some(to)) => format!("{name} ({code}): the client lives in {to}"),
            (Some(name), Some(code), None) => format!("{name} ({code})"),
            (_, _, Some(to)) => format!("a ticket for the ticket-granting service of {to}"),
            (_, Some(0), None) => "a ticket for the service".to_owned(),
            (_, _, None) => kind.clone(),
        };
        if kind == "too-big-for-udp" {
            format!("{answered}, too big for UDP: the client was sent to TCP")
        } else {
            answered
        }
    }
}
