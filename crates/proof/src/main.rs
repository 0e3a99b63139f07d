//! The soak: everything at full size, and one table at its end. With arguments it is one of its own helpers.

use std::{process::ExitCode, time::Duration};

use acesso_proof::{rate, server, soak};
use anyhow::{Result, bail};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match words {
        [] => {
            drop(runtime);
            let table = soak::run()?;
            println!("{table}");
            return Ok(if table.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        [serve, task @ ..] if serve == "serve" => runtime.block_on(server::serve(task))?,
        [pace, url, token, seconds] if pace == "pace" => {
            let pace = runtime.block_on(rate::keep(url, token, Duration::from_secs(seconds.parse()?)))?;
            println!("{}", serde_json::to_string(&pace)?);
        }
        _ => bail!("without arguments it runs the soak; `serve` and `pace` are for its own use"),
    }
    Ok(ExitCode::SUCCESS)
}
