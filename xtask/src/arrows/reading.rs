//! Reads a crate's files into modules, with what each defines and mentions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ExprLit, ImplItem, Item, ItemMod, ItemUse, Lit, Meta, Token, UseTree};

/// Where a module stands, from the crate's root, which is empty: `store`, `query`.
pub(super) type ModulePath = Vec<String>;

/// One module. Two files can be the same one, under contrary conditions.
#[derive(Default)]
pub(super) struct Module {
    /// None where it is written inside its parent's file.
    pub(super) file: Option<PathBuf>,
    pub(super) defined: BTreeSet<String>,
    pub(super) mentions: Vec<Mention>,
}

impl Module {
    pub(super) fn imports<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Mention> {
        self.mentions.iter().filter(move |mention| matches!(&mention.kind, Kind::Import(own) if own == name))
    }
}

/// A path as it is written somewhere in a module: `super::Store`.
pub(super) struct Mention {
    pub(super) file: PathBuf,
    pub(super) line: usize,
    /// With [`OUTSIDE`] before the name of another crate, if that is how the path begins.
    pub(super) names: Vec<String>,
    pub(super) kind: Kind,
}

pub(super) const OUTSIDE: &str = "::";

#[derive(PartialEq, Eq)]
pub(super) enum Kind {
    /// `use`, and the name that it brings into scope.
    Import(String),
    /// `use …::*`.
    Glob,
    Code,
}

/// The modules of the library below `src`, without those that only tests have. The program beside it shares its root here.
pub(super) fn read(files: &BTreeMap<&Path, &str>, src: &Path) -> Result<BTreeMap<ModulePath, Module>> {
    let mut reader = Reader { files, modules: BTreeMap::new() };
    reader.read_file(&Vec::new(), &src.join("lib.rs"), src)?;
    let program = src.join("main.rs");
    if files.contains_key(program.as_path()) {
        reader.read_file(&Vec::new(), &program, src)?;
    }
    Ok(reader.modules)
}

pub(super) fn below(module: &[String], name: &str) -> ModulePath {
    [module, &[name.to_owned()]].concat()
}

/// Reads files and the modules that they declare.
struct Reader<'a> {
    files: &'a BTreeMap<&'a Path, &'a str>,
    modules: BTreeMap<ModulePath, Module>,
}

impl Reader<'_> {
    /// Reads the file of a module; the files of the modules in it are in `folder`.
    fn read_file(&mut self, module: &ModulePath, file: &Path, folder: &Path) -> Result<()> {
        let text = self.files.get(file).with_context(|| format!("{} is missing", file.display()))?;
        let syntax = syn::parse_file(text)
            .map_err(|error| anyhow!("{}:{}: {error}", file.display(), error.span().start().line))?;
        self.modules.entry(module.clone()).or_default().file.get_or_insert_with(|| file.to_owned());
        self.read_items(module, file, folder, &syntax.items)
    }

    fn read_items(&mut self, module: &ModulePath, file: &Path, folder: &Path, items: &[Item]) -> Result<()> {
        let mut defined = BTreeSet::new();
        let mut mentions = Mentions { file, found: Vec::new() };
        for item in items.iter().filter(|item| !is_test(attributes(item))) {
            defined.extend(name_of(item));
            match item {
                Item::Mod(child) => self.read_child(&below(module, &child.ident.to_string()), file, folder, child)?,
                item => mentions.visit_item(item),
            }
        }
        let module = self.modules.entry(module.clone()).or_default();
        module.defined.append(&mut defined);
        module.mentions.append(&mut mentions.found);
        Ok(())
    }

    fn read_child(&mut self, module: &ModulePath, file: &Path, folder: &Path, child: &ItemMod) -> Result<()> {
        let name = child.ident.to_string();
        if let Some((_, items)) = &child.content {
            return self.read_items(module, file, &folder.join(name), items);
        }
        if let Some(named) = path_attribute(&child.attrs) {
            let beside = file.parent().unwrap_or(folder);
            let file = beside.join(named);
            return self.read_file(module, &file, file.parent().unwrap_or(beside));
        }
        let folder = folder.join(name);
        let inner = folder.join("mod.rs");
        let file = if self.files.contains_key(inner.as_path()) { inner } else { folder.with_extension("rs") };
        self.read_file(module, &file, &folder)
    }
}

/// The name that an item gives to its module.
fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn attributes_of_member(member: &ImplItem) -> &[Attribute] {
    match member {
        ImplItem::Const(member) => &member.attrs,
        ImplItem::Fn(member) => &member.attrs,
        ImplItem::Type(member) => &member.attrs,
        ImplItem::Macro(member) => &member.attrs,
        _ => &[],
    }
}

/// `#[path = "…"]`.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("path") => text_of(&meta.value),
        _ => None,
    })
}

/// Whether only tests are built with what has these attributes.
fn is_test(attributes: &[Attribute]) -> bool {
    let mut conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    conditions.any(|attribute| attribute.parse_args().is_ok_and(|condition| needs_test(&condition)))
}

/// `test`, the feature with which others test, or a condition that holds with one of them alone.
fn needs_test(condition: &Meta) -> bool {
    match condition {
        Meta::Path(name) => name.is_ident("test") || name.is_ident("doctest"),
        Meta::NameValue(feature) => feature.path.is_ident("feature") && is_text(&feature.value, "testing"),
        Meta::List(list) => {
            let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
            let parts = list.parse_args_with(parse).unwrap_or_default();
            (list.path.is_ident("all") && parts.iter().any(needs_test))
                || (list.path.is_ident("any") && !parts.is_empty() && parts.iter().all(needs_test))
        }
    }
}

fn is_text(value: &Expr, text: &str) -> bool {
    text_of(value).is_some_and(|value| value == text)
}

fn text_of(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// Collects the paths that are written in one module of one file.
struct Mentions<'a> {
    file: &'a Path,
    found: Vec<Mention>,
}

impl Visit<'_> for Mentions<'_> {
    fn visit_item(&mut self, item: &Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, member: &ImplItem) {
        if !is_test(attributes_of_member(member)) {
            visit::visit_impl_item(self, member);
        }
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        self.read_use(&[], item.leading_colon.is_some(), &item.tree);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let names: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        self.mention(&names, path.leading_colon.is_some(), Kind::Code);
        visit::visit_path(self, path);
    }

    /// What macros and attributes are given.
    fn visit_token_stream(&mut self, tokens: &TokenStream) {
        self.read_tokens(tokens.clone());
    }
}

impl Mentions<'_> {
    fn mention(&mut self, names: &[&Ident], outside: bool, kind: Kind) {
        let Some(last) = names.last() else { return };
        let line = last.span().start().line;
        let first = outside.then(|| OUTSIDE.to_owned());
        let names = first.into_iter().chain(names.iter().map(ToString::to_string)).collect();
        self.found.push(Mention { file: self.file.to_owned(), line, names, kind });
    }

    fn read_use<'a>(&mut self, before: &[&'a Ident], outside: bool, tree: &'a UseTree) {
        let with = |name| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.read_use(&with(&path.ident), outside, &path.tree),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.read_use(before, outside, tree)),
            UseTree::Glob(_) => self.mention(before, outside, Kind::Glob),
            UseTree::Rename(import) => self.read_import(&with(&import.ident), outside, Some(&import.rename)),
            UseTree::Name(import) => self.read_import(&with(&import.ident), outside, None),
        }
    }

    /// `a::b`, `a::b::{self}`, `a::b as c`.
    fn read_import(&mut self, names: &[&Ident], outside: bool, renamed: Option<&Ident>) {
        let names = match names {
            [before @ .., last] if *last == "self" && !before.is_empty() => before,
            names => names,
        };
        let name = renamed.or(names.last().copied()).map(ToString::to_string).unwrap_or_default();
        self.mention(names, outside, Kind::Import(name));
    }

    /// Nobody but the macro knows what its tokens are, but names joined by `::` are a path.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let mut path = TokenPath::default();
        for token in tokens {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == ':' => path.colons += 1,
                TokenTree::Ident(name) if path.colons == 2 => path.go_on(name),
                TokenTree::Ident(name) => self.end(std::mem::replace(&mut path, TokenPath::starting(name))),
                token => {
                    self.end(std::mem::take(&mut path));
                    if let TokenTree::Group(group) = token {
                        self.read_tokens(group.stream());
                    }
                }
            }
        }
        self.end(path);
    }

    fn end(&mut self, path: TokenPath) {
        self.mention(&path.names.iter().collect::<Vec<_>>(), path.outside, Kind::Code);
    }
}

/// A path that is being read from tokens.
#[derive(Default)]
struct TokenPath {
    names: Vec<Ident>,
    /// Since the last name.
    colons: usize,
    outside: bool,
}

impl TokenPath {
    fn starting(name: Ident) -> Self {
        Self { names: vec![name], ..Self::default() }
    }

    fn go_on(&mut self, name: Ident) {
        self.outside |= self.names.is_empty();
        self.colons = 0;
        self.names.push(name);
    }
}
