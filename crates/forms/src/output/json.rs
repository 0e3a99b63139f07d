//! JSON on its way out, without the whole of it in memory.

use std::io::{self, Write};

use serde::Serialize;

use acesso_review::model::Failure;

use super::destination::Destination;

/// A list, or an object with lists among its members. Every member and every item has a line of its own.
#[derive(Debug)]
pub(crate) struct Json {
    out: Destination,
    /// Whether the next thing is the first one inside its object or list.
    first: bool,
}

impl Json {
    pub(super) fn new(out: Destination) -> Self {
        Self { out: out.of_json(), first: true }
    }

    pub(crate) fn begin_object(&mut self) -> Result<(), Failure> {
        self.begin('{')
    }

    pub(crate) fn end_object(&mut self) -> Result<(), Failure> {
        self.end('}')
    }

    pub(crate) fn begin_list(&mut self) -> Result<(), Failure> {
        self.begin('[')
    }

    pub(crate) fn end_list(&mut self) -> Result<(), Failure> {
        self.end(']')
    }

    /// The name of a member; its value comes next.
    pub(crate) fn name(&mut self, name: &str) -> Result<(), Failure> {
        self.part_from_the_last()?;
        serde_json::to_writer(&mut self.out, name).map_err(io::Error::from)?;
        Ok(self.out.write_all(b": ")?)
    }

    pub(crate) fn member(&mut self, name: &str, value: &impl Serialize) -> Result<(), Failure> {
        self.name(name)?;
        Ok(serde_json::to_writer(&mut self.out, value).map_err(io::Error::from)?)
    }

    pub(crate) fn item(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        self.part_from_the_last()?;
        Ok(serde_json::to_writer(&mut self.out, value).map_err(io::Error::from)?)
    }

    pub(crate) fn items(&mut self, values: &[impl Serialize]) -> Result<(), Failure> {
        values.iter().try_for_each(|value| self.item(value))
    }

    /// The document is whole.
    pub(crate) fn close(mut self) -> Result<(), Failure> {
        writeln!(self.out)?;
        self.out.close()
    }

    fn begin(&mut self, bracket: char) -> Result<(), Failure> {
        self.first = true;
        Ok(write!(self.out, "{bracket}")?)
    }

    /// What was just ended is something that the next thing is parted from.
    fn end(&mut self, bracket: char) -> Result<(), Failure> {
        let line_break = if self.first { "" } else { "\n" };
        self.first = false;
        Ok(write!(self.out, "{line_break}{bracket}")?)
    }

    fn part_from_the_last(&mut self) -> Result<(), Failure> {
        self.out.write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        Ok(())
    }
}
