//! The corpora of the fuzz targets, as ordinary tests.

use std::{fs, path::Path};

/// Checks every input that the fuzz target found worth keeping.
pub(crate) fn replay(target: &str, check: fn(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let inputs: Vec<_> = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(inputs.len() > 20, "{} inputs", inputs.len());
    for input in inputs {
        check(&fs::read(&input).unwrap());
    }
}
