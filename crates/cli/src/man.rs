//! Manual pages.

use std::fs;
use std::io::{self, Write, stdout};
use std::path::Path;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::args;
use crate::failure::Failure;

pub(crate) fn run(args: &args::Man) -> miette::Result<()> {
    let command = args::Command::command();
    match &args.out {
        Some(folder) => write_all(command, folder)?,
        None => print(&command).map_err(Failure::Print)?,
    }
    Ok(())
}

fn print(command: &clap::Command) -> io::Result<()> {
    stdout().write_all(&page(command)?)
}

fn write_all(command: clap::Command, folder: &Path) -> Result<(), Failure> {
    let failed = |source| Failure::Write { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(command, folder).map_err(failed)
}

fn page(command: &clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}
