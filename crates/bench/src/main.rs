#![doc = include_str!("../README.md")]

mod build;
mod instructions;
mod machine;
mod processes;
mod races;
mod report;
mod review;
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
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match *arguments.as_slice() {
        [] => run(false),
        ["--quick"] => run(true),
        ["review"] => review::run(100_000, Some("REVIEW.md")),
        ["review", "--quick"] => review::run(2_000, None),
        ["review", people] if people.parse::<usize>().is_ok() => review::run(people.parse().unwrap_or(0), None),
        _ => {
            eprintln!("error: what can be said is --quick, review, review --quick, and review with a number of people");
            return ExitCode::from(2);
        }
    };
    match done {
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
        report::put_into("README.md", &report)?;
    }
    Ok(())
}
