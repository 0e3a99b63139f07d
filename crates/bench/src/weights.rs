//! What a client pulls in, how long it takes to build, and how large it makes a program.

use std::{collections::BTreeSet, fs, time::Instant};

use anyhow::Result;

use crate::build::{cargo, output, succeed};

const PACKAGES: [(&str, &str); 5] = [
    ("tomticket", "size-tomticket"),
    ("reqwest with rustls", "size-reqwest"),
    ("kube-client", "size-kube"),
    ("object_store with S3", "size-object_store"),
    ("octocrab", "size-octocrab"),
];

/// A program that makes one call with a client.
#[derive(Debug)]
pub(crate) struct Weight {
    pub(crate) client: &'static str,
    /// Crates but the program's own, what builds them included.
    pub(crate) crates: usize,
    /// How long a release build takes from nothing, and how large the stripped program is. Not in a quick run.
    pub(crate) built: Option<Built>,
}

#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) seconds: f64,
    pub(crate) bytes: u64,
}

pub(crate) fn weigh(quick: bool) -> Result<Vec<Weight>> {
    let weigh = |(client, package)| {
        let built = if quick { None } else { Some(build(package)?) };
        Ok(Weight { client, crates: crates(package)?, built })
    };
    PACKAGES.into_iter().map(weigh).collect()
}

fn crates(package: &str) -> Result<usize> {
    let edges = ["--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
    let tree = output(cargo().args(["tree", "--locked", "-p", package]).args(edges))?;
    let name = |line: &str| line.split(" (").next().unwrap_or(line).to_owned();
    let all: BTreeSet<String> = tree.lines().map(name).filter(|line| !line.is_empty()).collect();
    Ok(all.len() - 1)
}

fn build(package: &str) -> Result<Built> {
    eprintln!("building {package} from nothing");
    succeed(cargo().args(["fetch", "--locked"]))?;
    let target = tempfile::tempdir()?;
    let start = Instant::now();
    let profile = ["build", "--profile", "plain", "--locked", "--quiet", "--target-dir"];
    succeed(cargo().args(profile).arg(target.path()).args(["-p", package]))?;
    let seconds = start.elapsed().as_secs_f64();
    let bytes = fs::metadata(target.path().join("plain").join(package))?.len();
    Ok(Built { seconds, bytes })
}
