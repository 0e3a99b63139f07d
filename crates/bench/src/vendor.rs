//! What core costs by itself, and how a vendor's allowance is used.

use std::process::Command;

use anyhow::Result;
use serde::Deserialize;

use crate::{
    build::{Programs, output},
    processes::on_core,
};

/// What a call costs without a network.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Call {
    pub(crate) nanoseconds: f64,
    pub(crate) allocations: f64,
}

/// The best of five: what disturbs a loop of half a second only makes it longer.
pub(crate) fn call(programs: &Programs) -> Result<Call> {
    eprintln!("a call without a network");
    let mut best: Option<Call> = None;
    for _ in 0..5 {
        let call: Call = serde_json::from_str(&output(on_core(1, &programs.find("call")).arg("300000"))?)?;
        best = best.filter(|best| best.nanoseconds <= call.nanoseconds).or(Some(call));
    }
    best.ok_or_else(|| anyhow::anyhow!("nothing was measured"))
}

/// How 60 look-ups went.
#[derive(Debug, Deserialize)]
pub(crate) struct Allowance {
    pub(crate) who: String,
    pub(crate) delay_ms: u64,
    pub(crate) seconds: f64,
    pub(crate) used: f64,
    pub(crate) refused: u64,
}

pub(crate) fn allowance(programs: &Programs) -> Result<Vec<Allowance>> {
    eprintln!("60 look-ups at 3 a second");
    let said = output(&mut Command::new(programs.find("allowance")))?;
    said.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
