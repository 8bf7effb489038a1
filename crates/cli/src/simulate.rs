//! `xrealm simulate`: who reaches whom, in a topology or in random ones, by decision and by walking.

mod show;

use std::io::{Write, stdout};

use xrealm_directory::Directory;
use xrealm_sim::{Disagreement, Net, Size, Survey, random_forests};

use crate::args;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::terminal::Style;
use crate::topology;
use show::Shown;

pub(crate) fn run(args: &args::Simulate) -> miette::Result<()> {
    let worlds = Worlds::of(args)?;
    if args.random.print {
        return Ok(worlds.print().map_err(Failure::Print)?);
    }
    let mut count = 0;
    let mut results = Vec::new();
    let progress = Progress::new(worlds.steps(args.walk), "realms");
    for seed in worlds.seeds() {
        let directory = worlds.directory(seed)?;
        let survey = Survey::of(&directory, || progress.step());
        let disagreements = if args.walk { walked(directory, &progress)? } else { Vec::new() };
        count += disagreements.len();
        results.push(Outcome { seed, survey, disagreements });
    }
    drop(progress);
    let shown = Shown { outcomes: &results, args, replay: worlds.size() };
    let printed = if args.json {
        writeln!(stdout(), "{:#}", shown.json())
    } else {
        write!(stdout(), "{}", shown.text(Style::of_stdout()))
    };
    printed.map_err(Failure::Print)?;
    if count == 0 { Ok(()) } else { Err(Failure::Disagreements { count }.into()) }
}

fn walked(directory: Directory, progress: &Progress) -> Result<Vec<Disagreement>, Failure> {
    Ok(Net::of(directory).disagreements(|| progress.step())?)
}

/// What came of one topology.
struct Outcome {
    /// `None` for a topology that was given.
    seed: Option<u64>,
    survey: Survey,
    disagreements: Vec<Disagreement>,
}

/// The topologies to be asked.
enum Worlds {
    Given(Box<Directory>),
    Random { seed: u64, seeds: u64, size: Size },
}

impl Worlds {
    fn of(args: &args::Simulate) -> Result<Self, Failure> {
        if let Some(path) = &args.topology {
            return Ok(Self::Given(Box::new(topology::directory(path)?)));
        }
        let args::Random { seed, seeds, forests, domains, realms, trusts, .. } = &args.random;
        let (forests, realms) = (forests.unwrap_or(3), realms.unwrap_or(2));
        let trusts = trusts.unwrap_or(2 * (forests + realms));
        let size = Size { forests, domains: domains.unwrap_or(4), realms, trusts };
        Ok(Self::Random { seed: seed.unwrap_or(0), seeds: seeds.unwrap_or(1), size })
    }

    fn seeds(&self) -> Vec<Option<u64>> {
        match self {
            Self::Given(_) => vec![None],
            Self::Random { seed, seeds, .. } => (*seed..seed.saturating_add(*seeds)).map(Some).collect(),
        }
    }

    fn directory(&self, seed: Option<u64>) -> Result<Directory, Failure> {
        match (self, seed) {
            (Self::Given(directory), _) => Ok(Directory::clone(directory)),
            (Self::Random { size, seed: first, .. }, seed) => {
                Ok(Net::from_topology(&random_forests(seed.unwrap_or(*first), *size))?.directory().clone())
            }
        }
    }

    fn size(&self) -> Option<Size> {
        match self {
            Self::Given(_) => None,
            Self::Random { size, .. } => Some(*size),
        }
    }

    /// Realms to be done, for the bar.
    fn steps(&self, walk: bool) -> u64 {
        let realms = match self {
            Self::Given(directory) => directory.realms().len() as u64,
            Self::Random { seeds, size, .. } => seeds * (size.forests * size.domains + size.realms) as u64,
        };
        if walk { realms * 2 } else { realms }
    }

    fn print(&self) -> std::io::Result<()> {
        let Self::Random { size, .. } = self else { return Ok(()) };
        for seed in self.seeds().into_iter().flatten() {
            writeln!(stdout(), "# seed {seed}\n\n{}", random_forests(seed, *size))?;
        }
        Ok(())
    }
}
