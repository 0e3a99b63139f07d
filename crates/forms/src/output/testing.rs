//! A terminal for tests, and what is written to it.

use std::{
    io::{self, BufWriter, Write},
    sync::{Arc, Mutex},
};

use super::{
    destination::Destination,
    visible::{Hidden, Visible},
};

/// A terminal, of which clones are the same one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terminal(Arc<Mutex<Vec<u8>>>);

impl Terminal {
    pub(crate) fn seen(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// What the process's own output is when it is this terminal.
    pub(crate) fn destination(&self) -> Destination {
        Destination::Stdout(BufWriter::new(Visible::new(self.clone(), Hidden::Replaced)))
    }
}

impl Write for Terminal {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
