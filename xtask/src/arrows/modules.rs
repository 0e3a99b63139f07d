//! A crate's modules, and the module in which each name that they write is defined.
//!
//! Read without the compiler, from names alone: a call of a method is not seen as a use of the file with its `impl`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::reading::{self, Kind, Mention, Module, ModulePath, OUTSIDE, below};

/// The modules of one crate.
pub(super) struct Modules {
    all: BTreeMap<ModulePath, Module>,
}

/// A file uses what another one, neither above nor below it, defines.
pub(super) struct Arrow {
    pub(super) from: ModulePath,
    pub(super) to: ModulePath,
    pub(super) file: PathBuf,
    pub(super) line: usize,
    pub(super) used: PathBuf,
}

/// What a path leads to: a module, or something that the module defines.
enum Found {
    Module(ModulePath),
    Item(ModulePath),
}

/// What is being looked up at the moment: imports can lead back to themselves.
type Asked = Vec<(ModulePath, String, bool)>;

impl Modules {
    /// Those of the library below `src`, and of the program beside it.
    pub(super) fn read(files: &BTreeMap<&Path, &str>, src: &Path) -> Result<Self> {
        Ok(Self { all: reading::read(files, src)? })
    }

    /// The modules that are files, and where.
    pub(super) fn files(&self) -> impl Iterator<Item = (&ModulePath, &Path)> {
        self.all.iter().filter_map(|(path, module)| Some((path, module.file.as_deref()?)))
    }

    /// Where another crate is named, and in which module.
    pub(super) fn naming<'a>(&'a self, library: &'a str) -> impl Iterator<Item = (&'a ModulePath, &'a Mention)> {
        self.mentions().filter(move |(module, mention)| {
            let first = mention.names.iter().find(|name| *name != OUTSIDE);
            // A name alone in code may be a variable.
            let is_a_path = mention.kind != Kind::Code || mention.names.len() > 1;
            first.is_some_and(|name| name == library) && is_a_path && self.definer(module, mention).is_none()
        })
    }

    /// Every use of one file by another, save between one and those below it.
    pub(super) fn arrows(&self) -> Vec<Arrow> {
        self.mentions().filter_map(|(module, mention)| self.arrow(module, mention)).collect()
    }

    fn mentions(&self) -> impl Iterator<Item = (&ModulePath, &Mention)> {
        self.all.iter().flat_map(|(path, module)| module.mentions.iter().map(move |mention| (path, mention)))
    }

    fn arrow(&self, module: &ModulePath, mention: &Mention) -> Option<Arrow> {
        let (from, _) = self.file_of(module)?;
        let (to, used) = self.file_of(&self.definer(module, mention)?)?;
        let related = from.starts_with(&to) || to.starts_with(&from);
        (!related).then(|| Arrow { from, to, file: mention.file.clone(), line: mention.line, used })
    }

    /// A module and its file; of one without, those of the module around it.
    fn file_of(&self, module: &[String]) -> Option<(ModulePath, PathBuf)> {
        match &self.all.get(module)?.file {
            Some(file) => Some((module.to_vec(), file.clone())),
            None => self.file_of(module.split_last()?.1),
        }
    }

    /// The module that defines what is mentioned, re-exports looked through. None if that is no module of this crate.
    fn definer(&self, module: &ModulePath, mention: &Mention) -> Option<ModulePath> {
        match self.follow(module, &mention.names, mention.kind == Kind::Glob, &mut Vec::new())? {
            // Code names what is in a module, never the module: a local variable may be called like one.
            Found::Module(_) if mention.kind == Kind::Code => None,
            Found::Module(path) | Found::Item(path) => Some(path),
        }
    }

    /// Follows a path from a module. One name can stand for a module and for a function: the module is meant where the
    /// path goes on.
    fn follow(&self, from: &[String], names: &[String], goes_on: bool, asked: &mut Asked) -> Option<Found> {
        let mut at = from.to_vec();
        let mut inside = false;
        let mut rest = names.iter();
        while let Some(name) = rest.next() {
            match name.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()),
                _ => match self.look_up(&at, name, goes_on || rest.len() > 0, asked) {
                    Some(Found::Module(module)) => at = module,
                    Some(item) => return Some(item),
                    // Another crate's, or written by a macro there.
                    None => return inside.then_some(Found::Item(at)),
                },
            }
            inside = true;
        }
        Some(Found::Module(at))
    }

    /// What a name means inside a module.
    fn look_up(&self, at: &[String], name: &str, goes_on: bool, asked: &mut Asked) -> Option<Found> {
        let question = (at.to_vec(), name.to_owned(), goes_on);
        if asked.contains(&question) {
            return None;
        }
        asked.push(question);
        let found = self.look_up_once(at, name, goes_on, asked);
        asked.pop();
        found
    }

    fn look_up_once(&self, at: &[String], name: &str, goes_on: bool, asked: &mut Asked) -> Option<Found> {
        let module = self.all.get(at)?;
        let child = Some(below(at, name)).filter(|child| self.all.contains_key(child)).map(Found::Module);
        let item = module.defined.contains(name).then(|| Found::Item(at.to_vec()));
        let (first, then) = if goes_on { (child, item) } else { (item, child) };
        let found = first.or_else(|| self.imported(at, module, name, goes_on, asked)).or(then);
        // What is imported by name, be it from another crate, goes before what a glob brings.
        let is_known = found.is_some() || module.imports(name).next().is_some();
        if is_known { found } else { self.in_globs(at, module, name, goes_on, asked) }
    }

    fn imported(&self, at: &[String], module: &Module, name: &str, goes_on: bool, asked: &mut Asked) -> Option<Found> {
        module.imports(name).find_map(|import| self.follow(at, &import.names, goes_on, asked))
    }

    fn in_globs(&self, at: &[String], module: &Module, name: &str, goes_on: bool, asked: &mut Asked) -> Option<Found> {
        let mut globs = module.mentions.iter().filter(|mention| mention.kind == Kind::Glob);
        globs.find_map(|glob| match self.follow(at, &glob.names, true, asked)? {
            Found::Module(module) => self.look_up(&module, name, goes_on, asked),
            Found::Item(_) => None,
        })
    }
}
