//! Which way things flow in the tool's house: from crate to crate, from room to room, from file to file.
//!
//! Whoever opens a file wants to understand it with what stands below it, not with the whole house. So nothing that a
//! file uses leads back to it, and a lower room knows nothing of those above. A file and those in its folder are one
//! (a parent lends its children what they share, and says what of theirs others see), a re-export stands for what it
//! re-exports, and tests may use what they like.

mod modules;
mod reading;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use modules::{Arrow, Modules};
use reading::{Mention, ModulePath};

/// A crate of the house, and what it may not know.
struct Crate {
    folder: &'static str,
    /// The libraries of the crates that stand on it.
    above: &'static [&'static str],
    /// Its top modules, from the top down. Empty if it has no rooms.
    rooms: &'static [&'static str],
    /// The one of them that speaks SQL.
    speaks_sql: Option<&'static str>,
}

const ACESSO: Crate = Crate { folder: "crates/acesso", above: &[], rooms: &[], speaks_sql: None };
const FORMS: Crate = Crate { folder: "crates/forms", above: &["acesso"], rooms: &[], speaks_sql: None };
const REVIEW: Crate = Crate {
    folder: "crates/review",
    above: &["acesso_forms", "acesso"],
    rooms: &["evidence", "judge", "source", "store", "model"],
    speaks_sql: Some("store"),
};
const SQL: &str = "rusqlite";

/// Every arrow that runs the wrong way in the house.
pub(crate) fn breaches(files: &[(PathBuf, String)]) -> Vec<String> {
    [ACESSO, FORMS, REVIEW].iter().flat_map(|part| breaches_in(files, part)).collect()
}

fn breaches_in(files: &[(impl AsRef<Path>, String)], part: &Crate) -> Vec<String> {
    let files = files.iter().map(|(path, text)| (path.as_ref(), text.as_str())).collect();
    let src = Path::new(part.folder).join("src");
    let modules = match Modules::read(&files, &src) {
        Ok(modules) => modules,
        Err(problem) => return vec![format!("the arrows of {} cannot be followed: {problem}", part.folder)],
    };
    let arrows = modules.arrows();
    let mut breaches = names_from_above(&modules, part);
    breaches.extend(names_of_sql(&modules, part));
    breaches.extend(outside_of_rooms(&modules, part));
    breaches.extend(upward(&arrows, part, &src));
    breaches.extend(circles(&arrows, &src));
    // Several names of one line.
    breaches.dedup();
    breaches
}

fn names_from_above(modules: &Modules, part: &Crate) -> Vec<String> {
    let why = format!("which stands on {}: pass it in as a value", part.folder);
    let told = |library: &&str| modules.naming(library).map(|(_, at)| named(library, at, &why)).collect::<Vec<_>>();
    part.above.iter().flat_map(told).collect()
}

fn names_of_sql(modules: &Modules, part: &Crate) -> Vec<String> {
    let why = "which is the store's business: ask the store for rows";
    let speaks_sql = |module: &ModulePath| module.first().is_some_and(|top| Some(top.as_str()) == part.speaks_sql);
    let elsewhere = modules.naming(SQL).filter(|(module, _)| !speaks_sql(module));
    elsewhere.map(|(_, at)| named(SQL, at, why)).collect()
}

fn named(library: &str, at: &Mention, why: &str) -> String {
    format!("{}:{}: names {library}, {why}", at.file.display(), at.line)
}

fn outside_of_rooms(modules: &Modules, part: &Crate) -> Vec<String> {
    let is_outside = |module: &ModulePath| matches!(module.as_slice(), [top] if room(part, top).is_none());
    let rooms = part.rooms.join(", ");
    let outside = modules.files().filter(|(module, _)| !part.rooms.is_empty() && is_outside(module));
    outside
        .map(|(_, file)| format!("{}: is no room of the house: move it into one of {rooms}", file.display()))
        .collect()
}

/// How far below the top a room is.
fn room(part: &Crate, name: &str) -> Option<usize> {
    part.rooms.iter().position(|room| *room == name)
}

fn upward(arrows: &[Arrow], part: &Crate, src: &Path) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut breaches = Vec::new();
    for arrow in arrows {
        let Step { above, from, to } = step(arrow);
        let is_upward = above.is_empty() && room(part, from) > room(part, to) && room(part, to).is_some();
        if is_upward && seen.insert((&arrow.file, &arrow.used)) {
            let arrow = in_words(arrow, src);
            let advice = "pass it in as a value, or move it down";
            breaches.push(format!("{}: {arrow}, upward from {from} to {to}: {advice}", src.display()));
        }
    }
    breaches
}

/// An arrow as the nearest common parent of its ends sees it: from one child to another, each with all below it.
struct Step<'a> {
    above: &'a [String],
    from: &'a str,
    to: &'a str,
}

fn step(arrow: &Arrow) -> Step<'_> {
    let shared = arrow.from.iter().zip(&arrow.to).take_while(|(from, to)| from == to).count();
    Step {
        above: arrow.from.get(..shared).unwrap_or_default(),
        from: arrow.from.get(shared).map_or("", String::as_str),
        to: arrow.to.get(shared).map_or("", String::as_str),
    }
}

/// `store/query.rs:7 uses store/runs.rs`.
fn in_words(arrow: &Arrow, src: &Path) -> String {
    let short = |file: &Path| file.strip_prefix(src).unwrap_or(file).display().to_string();
    format!("{}:{} uses {}", short(&arrow.file), arrow.line, short(&arrow.used))
}

/// Who uses whom among the children of one module, with one arrow for each.
type Uses<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a Arrow>>;

/// For each module the shortest way back to itself, among its siblings.
fn circles(arrows: &[Arrow], src: &Path) -> Vec<String> {
    let mut levels: BTreeMap<&[String], Uses<'_>> = BTreeMap::new();
    for arrow in arrows {
        let Step { above, from, to } = step(arrow);
        levels.entry(above).or_default().entry(from).or_default().entry(to).or_insert(arrow);
    }
    let mut breaches = Vec::new();
    for uses in levels.values() {
        let mut seen = BTreeSet::new();
        for circle in uses.keys().filter_map(|start| way_back(uses, start)) {
            let modules: BTreeSet<&str> = circle.iter().map(|arrow| step(arrow).from).collect();
            if seen.insert(modules) {
                breaches.push(circle_in_words(&circle, src));
            }
        }
    }
    breaches
}

fn circle_in_words(circle: &[&Arrow], src: &Path) -> String {
    let arrows: Vec<String> = circle.iter().map(|arrow| in_words(arrow, src)).collect();
    let advice = "a circle: move what both need into a file that uses neither";
    format!("{}: {}: {advice}", src.display(), arrows.join("; "))
}

/// The fewest arrows that lead from `start` to `start`.
fn way_back<'a>(uses: &Uses<'a>, start: &'a str) -> Option<Vec<&'a Arrow>> {
    let mut ways = VecDeque::from([(start, Vec::new())]);
    let mut seen = BTreeSet::new();
    while let Some((at, way)) = ways.pop_front() {
        for (next, arrow) in uses.get(at).into_iter().flatten() {
            let way = [way.as_slice(), &[*arrow]].concat();
            if *next == start {
                return Some(way);
            }
            if seen.insert(*next) {
                ways.push_back((*next, way));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [&str; 0] = [];

    /// What is said of a crate with these files below `src`.
    fn said(part: &Crate, files: &[(&str, &str)]) -> Vec<String> {
        let below_src = |(file, text): &(&str, &str)| (format!("{}/src/{file}", part.folder), String::from(*text));
        breaches_in(&files.iter().map(below_src).collect::<Vec<_>>(), part)
    }

    /// The circles in a crate without rooms, without what is said around them.
    fn circles_in(files: &[(&str, &str)]) -> Vec<String> {
        let before = "crates/forms/src: ";
        let after = ": a circle: move what both need into a file that uses neither";
        let bare = |breach: String| breach.trim_start_matches(before).trim_end_matches(after).to_owned();
        said(&FORMS, files).into_iter().map(bare).collect()
    }

    /// What is said if `a.rs` and `b.rs` hold this.
    fn a_and_b(a: &str, b: &str) -> Vec<String> {
        circles_in(&[("lib.rs", "mod a;\nmod b;\n"), ("a.rs", a), ("b.rs", b)])
    }

    const USES_A: &str = "pub struct B;\nuse crate::a::A;\n";
    const A_AND_B: [&str; 1] = ["a.rs:2 uses b.rs; b.rs:2 uses a.rs"];

    #[test]
    fn what_only_runs_down_is_fine() {
        let house = [
            ("lib.rs", "mod evidence;\nmod judge;\nmod model;\nmod source;\nmod store;\npub use judge::review;\n"),
            ("evidence.rs", "use crate::{judge, model::Hash, store::Store};\n"),
            ("judge.rs", "mod model;\nmod source;\nuse crate::source::Source;\npub fn review() {}\n"),
            ("judge/model.rs", "use super::source::Asked;\n"),
            ("judge/source.rs", "pub struct Asked;\n"),
            ("source.rs", "mod base39;\nuse crate::store;\npub trait Source {}\n"),
            ("source/base39.rs", "use super::Source;\nuse crate::model::Hash;\n"),
            ("store.rs", "mod query;\npub use query::Row;\nuse rusqlite::Connection;\npub struct Store;\n"),
            ("store/query.rs", "use super::Store;\nuse rusqlite::Row as Read;\npub struct Row;\n"),
            ("model.rs", "pub struct Hash;\n"),
        ];
        assert_eq!(said(&REVIEW, &house), NONE);
    }

    #[test]
    fn two_files_that_use_each_other_are_a_circle() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\n"),
            ("a.rs", "pub struct A;\n\nuse crate::b::B;\n"),
            ("b.rs", "pub struct B(crate::a::A);\n"),
        ];
        let expected = "crates/forms/src: a.rs:3 uses b.rs; b.rs:1 uses a.rs: a circle: move what both need into a file \
                        that uses neither";
        assert_eq!(said(&FORMS, &files), [expected]);
    }

    #[test]
    fn three_files_are_a_circle_and_the_file_that_only_uses_them_is_no_part_of_it() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\nmod c;\nmod d;\n"),
            ("a.rs", "use crate::b::B;\npub struct A;\n"),
            ("b.rs", "use crate::c::C;\npub struct B;\n"),
            ("c.rs", "use crate::a::A;\npub struct C;\n"),
            ("d.rs", "use crate::{a::A, b::B, c::C};\n"),
        ];
        assert_eq!(circles_in(&files), ["a.rs:1 uses b.rs; b.rs:1 uses c.rs; c.rs:1 uses a.rs"]);
    }

    #[test]
    fn every_file_in_a_circle_is_told_and_no_circle_twice() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\nmod c;\n"),
            ("a.rs", "use crate::b::B;\npub struct A;\n"),
            ("b.rs", "use crate::{a::A, c::C};\npub struct B;\n"),
            ("c.rs", "use crate::b::B;\npub struct C;\n"),
        ];
        let expected = ["a.rs:1 uses b.rs; b.rs:1 uses a.rs", "c.rs:1 uses b.rs; b.rs:1 uses c.rs"];
        assert_eq!(circles_in(&files), expected);
    }

    #[test]
    fn a_folder_stands_for_all_that_is_in_it() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\n"),
            ("a.rs", "mod one;\nmod two;\n"),
            ("a/one.rs", "use crate::b::one::B;\n"),
            ("a/two.rs", "pub struct A;\n"),
            ("b.rs", "pub mod one;\nmod two;\n"),
            ("b/one.rs", "pub struct B;\n"),
            ("b/two.rs", "use crate::a::two::A;\n"),
        ];
        assert_eq!(circles_in(&files), ["a/one.rs:1 uses b/one.rs; b/two.rs:1 uses a/two.rs"]);
    }

    #[test]
    fn parent_and_child_are_one() {
        let files = [
            ("lib.rs", "mod a;\npub struct Root;\n"),
            ("a.rs", "mod b;\nuse b::B;\npub struct A(b::c::C);\n"),
            ("a/b.rs", "pub mod c;\nuse super::A;\npub struct B;\n"),
            ("a/b/c.rs", "use crate::{Root, a::{A, b::B}};\npub struct C;\n"),
        ];
        assert_eq!(circles_in(&files), NONE);
    }

    /// A folder whose parent re-exports what one child defines, and what the two children hold besides.
    fn siblings(one: &str, two: &str) -> Vec<String> {
        let one = format!("pub struct One;\n{one}\n");
        circles_in(&[
            ("lib.rs", "mod a;\n"),
            ("a.rs", "mod one;\nmod two;\npub use one::One;\npub struct A;\n"),
            ("a/one.rs", &one),
            ("a/two.rs", two),
        ])
    }

    #[test]
    fn siblings_that_use_each_other_are_a_circle() {
        let circle = ["a/one.rs:2 uses a/two.rs; a/two.rs:1 uses a/one.rs"];
        assert_eq!(siblings("use super::two::Two;", "use super::one::One;\npub struct Two;"), circle);
        assert_eq!(siblings("", "use super::one::One;"), NONE);
    }

    #[test]
    fn a_re_export_stands_for_what_it_re_exports() {
        let circle = ["a/one.rs:2 uses a/two.rs; a/two.rs:1 uses a/one.rs"];
        for two in [
            "use super::One;",
            "use crate::a::One;",
            "fn f(_: super::One) {}",
            "use super::*; fn f(_: One) {}",
            "use super::*; fn f() { m!(One) }",
            "use crate::{a::{self}}; fn f(_: a::One) {}",
        ] {
            assert_eq!(siblings("use super::two::Two;", &format!("{two}\npub struct Two;")), circle, "{two}");
        }
        assert_eq!(siblings("use super::two::Two;", "use super::A;\npub struct Two;"), NONE);
    }

    #[test]
    fn re_exports_are_followed_over_several_steps_and_through_globs() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\npub use a::*;\n"),
            ("a.rs", "mod one;\npub use one::Inner as Outer;\n"),
            ("a/one.rs", "pub struct Inner;\nuse crate::b::B;\n"),
            ("b.rs", "use crate::Outer;\npub struct B;\n"),
        ];
        assert_eq!(circles_in(&files), ["a/one.rs:2 uses b.rs; b.rs:1 uses a/one.rs"]);
    }

    #[test]
    fn imports_that_lead_back_to_themselves_lead_nowhere() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\nuse tomticket;\n"),
            ("a.rs", "pub use crate::b::*;\nuse tomticket::tomticket;\nfn f() { tomticket::get(Nothing) }\n"),
            ("b.rs", "pub use crate::a::*;\n"),
        ];
        assert_eq!(circles_in(&files), ["a.rs:1 uses b.rs; b.rs:1 uses a.rs"]);
    }

    #[test]
    fn every_way_to_name_a_thing_is_a_use() {
        for way in [
            "use crate::b;",
            "use crate::b::*;",
            "use crate::b::B as Other;",
            "use crate::{self, b::{self, Nothing}};",
            "use std::{io, fs}; use crate::{model::{One, Two}, b::{c::{D, B}}};",
            "use super::b::B;",
            "pub use crate::b::B;",
            "fn f() { crate::b::f(); }",
            "fn f() { use crate::b::B; }",
            "fn f(b: &super::b::B<u8>) {}",
            "fn f() -> Vec<crate::b::B> { vec![] }",
            "fn f(x: u8) -> bool { matches!(x, crate::b::B) }",
            "fn f() { println!(\"{}\", g(1, [super::b::f::<u8>()])); }",
            "fn f(x: T) { match x { crate::b::B { .. } => {} } }",
            "impl crate::b::Trait for A {}",
            "impl A { fn f() { let x = <Self as crate::b::Trait>::x; } }",
            "#[arg(default_value_t = crate::b::DEFAULT)] struct C;",
            "macro_rules! m { () => { $crate::b::f() } }",
            "mod inner { use crate::b::B; }",
        ] {
            assert_eq!(a_and_b(&format!("pub struct A;\n{way}"), USES_A), A_AND_B, "{way}");
        }
    }

    #[test]
    fn a_name_in_scope_is_what_it_was_imported_as() {
        for way in ["there::f();", "m!(there::f());", "there::f::<u8>();", "let x: there::B;"] {
            let a =
                format!("use super as up; use crate as root; use up::b as there; fn g() {{\n{way} }} pub struct A;");
            let lines = a_and_b(&a, USES_A);
            assert_eq!(lines, ["a.rs:1 uses b.rs; b.rs:2 uses a.rs"], "{way}");
        }
        // Through a parent that imports it for itself.
        let files = [
            ("lib.rs", "mod a;\nmod b;\n"),
            ("a.rs", "mod one;\nuse crate::b;\n"),
            ("a/one.rs", "pub struct A;\nfn f() { super::b::f() }\n"),
            ("b.rs", "use crate::a::one::A;\npub fn f() {}\n"),
        ];
        assert_eq!(circles_in(&files), ["a.rs:2 uses b.rs; b.rs:1 uses a/one.rs"]);
    }

    #[test]
    fn what_only_looks_like_a_path_to_a_file_is_no_use() {
        for way in [
            "use ::b::B;",
            "use b::B;",
            "fn f(b: u8) -> u8 { b }",
            "fn f() { let b = 1; println!(\"{b}\", b); }",
            "fn f() { m!(x<T>::b::f, self.b); }",
            "// crate::b::B\n/// [`crate::b::B`]\nfn f() { g(\"crate::b::B\"); }",
        ] {
            assert_eq!(a_and_b(&format!("pub struct A;\n{way}"), USES_A), NONE, "{way}");
        }
        // Where `one` is a module in scope.
        for way in [
            "fn f(one: u8) -> u8 { one }",
            "use ::one::One; fn f(_: One) {}",
            "fn f() { ::one::f(m!(::one::f, x<T>::one::f)) }",
        ] {
            let two = format!("use super::*;\npub struct Two;\n{way}");
            assert_eq!(siblings("use super::two::Two;", &two), NONE, "{way}");
        }
    }

    #[test]
    fn one_name_can_be_a_module_and_a_function() {
        let with_two = |two: &str| {
            circles_in(&[
                ("lib.rs", "mod a;\n"),
                ("a.rs", "mod run;\nmod two;\npub use run::*;\npub fn run() {}\n"),
                ("a/run.rs", "use super::two::Two;\npub fn one() {}\n"),
                ("a/two.rs", &format!("pub struct Two;\n{two}")),
            ])
        };
        for the_function in ["fn f() { super::run(); }", "use super::run;"] {
            assert_eq!(with_two(the_function), NONE, "{the_function}");
        }
        let circle = ["a/run.rs:1 uses a/two.rs; a/two.rs:2 uses a/run.rs"];
        for the_module in ["fn f() { super::run::one(); }", "use super::run::*;", "use super::one;"] {
            assert_eq!(with_two(the_module), circle, "{the_module}");
        }
    }

    #[test]
    fn tests_do_not_count() {
        for test in [
            "#[cfg(test)]\nmod tests;",
            "#[cfg(test)]\nmod tests { use crate::b::B; }",
            "#[cfg(test)]\nuse crate::b::B;",
            "#[cfg(all(test, unix))]\nfn f() { crate::b::f() }",
            "#[cfg(any(test, feature = \"testing\"))]\nmod tests { use crate::b::B; }",
            "impl A { #[cfg(test)] fn f() { crate::b::f() } }",
            "fn f() { #[cfg(test)] use crate::b::B; }",
            "#[cfg(all(doctest, unix))]\nuse crate::b::B;",
        ] {
            assert_eq!(a_and_b(&format!("pub struct A;\n{test}"), USES_A), NONE, "{test}");
        }
        for code in ["#[cfg(unix)]\n", "#[cfg(not(test))]\n", "#[cfg(any(test, unix))]\n", "#[cfg(feature = \"b\")]\n"]
        {
            let circle = a_and_b(&format!("{code}use crate::b::B; pub struct A;\n"), USES_A);
            assert_eq!(circle, A_AND_B, "{code}");
        }
    }

    #[test]
    fn modules_are_found_where_the_compiler_finds_them() {
        let files = [
            ("lib.rs", "mod a;\n#[path = \"other/place.rs\"]\nmod b;\nmod c { pub mod d; }\n"),
            ("a/mod.rs", "mod one;\n"),
            ("a/one.rs", "pub struct One;\nuse crate::b::B;\n"),
            ("other/place.rs", "mod inner;\npub struct B;\n"),
            ("other/inner.rs", "use crate::c::d::D;\n"),
            ("c/d.rs", "use crate::a::one::One;\npub struct D;\n"),
        ];
        let circle = "a/one.rs:2 uses other/place.rs; other/inner.rs:1 uses c/d.rs; c/d.rs:1 uses a/one.rs";
        assert_eq!(circles_in(&files), [circle]);
    }

    #[test]
    fn modules_within_one_file_are_that_file() {
        let a = "mod x { use super::y::Y; pub struct X; }\nmod y { use super::x::X; pub struct Y; }\n";
        assert_eq!(a_and_b(a, ""), NONE);
        let files = [
            ("lib.rs", "mod a;\n"),
            ("a.rs", "mod one;\npub mod inner { use super::one::One; pub struct Inner; }\n"),
            ("a/one.rs", "use super::inner::Inner;\npub struct One;\n"),
        ];
        assert_eq!(circles_in(&files), NONE);
    }

    #[test]
    fn one_module_may_have_two_files() {
        let files = [
            ("lib.rs", "mod a;\n#[cfg(unix)]\nmod b;\n#[cfg(not(unix))]\n#[path = \"other.rs\"]\nmod b;\n"),
            ("a.rs", "use crate::b::B;\npub struct A;\n"),
            ("b.rs", "pub struct B;\n"),
            ("other.rs", "pub struct B(crate::a::A);\n"),
        ];
        assert_eq!(circles_in(&files), ["a.rs:1 uses b.rs; other.rs:1 uses a.rs"]);
    }

    /// What is said of the review's rooms if one of the store's files holds this.
    fn in_the_store(query: &str) -> Vec<String> {
        said(
            &REVIEW,
            &[
                ("lib.rs", "mod judge;\nmod model;\nmod store;\n"),
                ("judge.rs", "pub mod decisions;\n"),
                ("judge/decisions.rs", "pub struct Decided;\n"),
                ("model.rs", "pub struct Hash;\n"),
                ("store.rs", "mod query;\n"),
                ("store/query.rs", query),
            ],
        )
    }

    #[test]
    fn a_lower_room_that_uses_a_higher_one_is_found_once_a_file() {
        assert_eq!(in_the_store("use crate::model::Hash;"), NONE);
        let query = "//! Reads.\nuse crate::judge::decisions::Decided;\nfn f() { crate::judge::decisions::f() }\n";
        let expected = "crates/review/src: store/query.rs:2 uses judge/decisions.rs, upward from store to judge: pass it \
                        in as a value, or move it down";
        assert_eq!(in_the_store(query), [expected]);
    }

    #[test]
    fn a_module_that_is_no_room_is_found() {
        let files = [("lib.rs", "mod model;\nmod words;\nmod inner {}\n"), ("model.rs", ""), ("words.rs", "")];
        let expected = "crates/review/src/words.rs: is no room of the house: move it into one of evidence, judge, \
                        source, store, model";
        assert_eq!(said(&REVIEW, &files), [expected]);
        assert_eq!(said(&FORMS, &files), NONE);
    }

    #[test]
    fn a_crate_that_names_one_above_it_is_found() {
        let files = [
            ("lib.rs", "mod model;\npub fn f() { acesso_forms::write(); }\n"),
            (
                "model.rs",
                "use ::acesso::main;\nuse acesso_core::Error;\n#[cfg(test)]\nmod tests { use acesso_forms::X; }\n",
            ),
        ];
        let expected = [
            "crates/review/src/lib.rs:2: names acesso_forms, which stands on crates/review: pass it in as a value",
            "crates/review/src/model.rs:1: names acesso, which stands on crates/review: pass it in as a value",
        ];
        assert_eq!(said(&REVIEW, &files), expected);
        assert_eq!(said(&ACESSO, &files), NONE);

        let own = "mod acesso;\nuse acesso::Own;\nuse ::acesso::main;\n";
        let variable = "pub struct Own;\nfn f(acesso: u8) { println!(\"acesso\", acesso) }\n";
        let expected = "crates/forms/src/lib.rs:3: names acesso, which stands on crates/forms: pass it in as a value";
        assert_eq!(said(&FORMS, &[("lib.rs", own), ("acesso.rs", variable)]), [expected]);
    }

    #[test]
    fn sql_anywhere_but_in_the_store_is_found() {
        let sql = "use rusqlite::{Connection, params};\nfn f() { rusqlite::open() }\n";
        let files = [("lib.rs", "mod model;\nmod store;\n"), ("store.rs", sql), ("model.rs", sql)];
        let told = |folder: &str, file: &str, line: u8| {
            let advice = "ask the store for rows";
            format!("crates/{folder}/src/{file}:{line}: names rusqlite, which is the store's business: {advice}")
        };
        let in_model = [1, 2].map(|line| told("review", "model.rs", line));
        assert_eq!(said(&REVIEW, &files), in_model);
        let in_program = [("lib.rs", ""), ("main.rs", "fn main() -> rusqlite::Result<()> {}\n")];
        assert_eq!(said(&ACESSO, &in_program), [told("acesso", "main.rs", 1)]);
    }

    #[test]
    fn what_cannot_be_read_is_no_house_without_circles() {
        let told = |what: &str| format!("the arrows of crates/forms cannot be followed: crates/forms/src/{what}");
        assert_eq!(said(&FORMS, &[]), [told("lib.rs is missing")]);
        assert_eq!(said(&FORMS, &[("lib.rs", "mod a;")]), [told("a.rs is missing")]);
        assert_eq!(breaches(&[]).len(), 3, "one for each crate");
        let breaches = said(&FORMS, &[("lib.rs", "mod a;"), ("a.rs", "\nfn f( {}")]);
        assert!(breaches.iter().any(|breach| breach.starts_with(&told("a.rs:2: "))), "{breaches:?}");
    }
}
