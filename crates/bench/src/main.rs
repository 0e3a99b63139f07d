#![doc = include_str!("../README.md")]

mod build;
mod instructions;
mod machine;
mod processes;
mod races;
mod report;
mod starts;
mod vendor;
mod weights;

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    build::{BASELINE, Programs},
    machine::Machine,
    races::AGAIN,
    report::Report,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let quick = match arguments.as_slice() {
        [] => false,
        [flag] if flag == "--quick" => true,
        _ => {
            eprintln!("error: the only option is --quick");
            return ExitCode::from(2);
        }
    };
    match run(quick) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures everything. A quick run is for a look: fewer rounds, nothing built from scratch, and the page stays as it is.
fn run(quick: bool) -> Result<()> {
    let programs = Programs::build()?;
    let machine = Machine::look();
    let (rounds, scale) = if quick { (3, 1) } else { (11, 2) };
    let again = programs.contender(BASELINE)?.version.clone();
    let contenders = programs.contenders.iter().map(|contender| (contender.name, contender.version.clone()));
    let report = Report {
        quick,
        machine,
        rounds,
        contenders: contenders.chain([(AGAIN, again)]).collect(),
        races: races::run(&programs, rounds, scale)?,
        instructions: instructions::count(&programs)?,
        lists: races::lists(&programs)?,
        outage: if quick { Vec::new() } else { races::outage(&programs)? },
        call: vendor::call(&programs)?,
        allowance: vendor::allowance(&programs)?,
        weights: weights::weigh(quick)?,
        starts: starts::measure(&programs)?,
    };
    print!("{report}");
    if !quick {
        report.write("README.md")?;
    }
    Ok(())
}
