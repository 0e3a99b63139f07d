//! The corpus of a fuzz target, as an ordinary test.

use std::{fs, path::Path};

/// Checks every input that the fuzz target found worth keeping.
pub(crate) fn replay(target: &str, check: fn(&[u8])) {
    // Each crate that replays one is two folders below the workspace.
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let inputs: Vec<_> = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(inputs.len() > 20, "{} inputs", inputs.len());
    for input in inputs {
        check(&fs::read(&input).unwrap());
    }
}
