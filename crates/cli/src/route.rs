//! `xrealm route` and `xrealm explain`: the way to a service by decisions alone.

pub(crate) mod show;

use std::io::{Write, stdout};
use std::path::Path;

use crate::args;
use crate::errand::Asked;
use crate::failure::Failure;
use crate::terminal::Style;
use crate::topology;
use show::{Depth, Shown};

pub(crate) fn run(args: &args::Route) -> miette::Result<()> {
    let errand = &args.errand;
    let told = Told {
        client: &errand.client,
        service: &errand.service,
        manner: &errand.manner,
        topology: &args.topology.topology,
        depth: Depth::Answers,
        json: args.json,
    };
    match told.print()? {
        None => Ok(()),
        Some(reason) => Err(Failure::NoTicket(reason).into()),
    }
}

/// A refusal that is explained is no failure.
pub(crate) fn explain(client: &str, service: &str, topology: &Path, args: &args::Explain) -> miette::Result<()> {
    let depth = Depth::Grounds;
    Told { client, service, manner: &args.manner, topology, depth, json: args.json }.print()?;
    Ok(())
}

/// A question, and how to tell the answer.
struct Told<'a> {
    client: &'a str,
    service: &'a str,
    manner: &'a args::Manner,
    topology: &'a Path,
    depth: Depth,
    json: bool,
}

impl Told<'_> {
    /// Prints the way; gives the reason if it ends without a ticket.
    fn print(&self) -> Result<Option<String>, Failure> {
        let directory = topology::directory(self.topology)?;
        let asked = Asked::read(self.client, self.service, self.manner, &directory)?;
        let itinerary = directory.itinerary(&asked.errand(&directory)?);
        let shown = Shown { directory: &directory, itinerary: &itinerary, depth: self.depth };
        let printed = if self.json {
            let mut facts = shown.json();
            if let Some(facts) = facts.as_object_mut() {
                facts.insert("client".to_owned(), asked.client().into());
                facts.insert("service".to_owned(), asked.service.to_string().into());
            }
            writeln!(stdout(), "{facts:#}")
        } else {
            write!(stdout(), "{}", shown.text(Style::of_stdout()))
        };
        printed.map_err(Failure::Print)?;
        Ok((!itinerary.is_issued()).then(|| shown.end()))
    }
}
