//! The pages that stand in both languages say the same.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What stands in one language alone: in English for who looks a command up or what changed, and for both languages at once.
const ALONE: [&str; 3] = ["README.md", "CHANGELOG.md", "TERMS.md"];

/// What a page is made of, line by line: headings by their depth, code by its language, lists, and tables by their rows.
fn outline(page: &str) -> Vec<String> {
    let (mut outline, mut in_code) = (Vec::new(), false);
    for line in page.lines() {
        if let Some(language) = line.strip_prefix("```") {
            in_code = !in_code;
            outline.extend(in_code.then(|| format!("```{language}")));
        } else if !in_code {
            let begin = line.split(' ').next().unwrap();
            let is_part = begin.starts_with('#') || ["|", "-", "*", "1."].contains(&begin);
            outline.extend(is_part.then(|| begin.to_owned()));
        }
    }
    outline
}

/// The names of members and files that stand in code.
fn names(page: &str) -> BTreeSet<&str> {
    let is_name = |text: &&str| {
        text.contains(['_', '.', '/']) && text.chars().all(|it| it.is_ascii_lowercase() || "_./0123456789".contains(it))
    };
    page.split('`').skip(1).step_by(2).filter(is_name).filter(|name| !name.ends_with('/')).collect()
}

fn pages(ending: &str) -> impl Iterator<Item = PathBuf> {
    let files = fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap().map(|entry| entry.unwrap().path());
    files.filter(move |path| path.to_str().unwrap().ends_with(ending))
}

fn file_name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[test]
fn each_page_has_the_same_parts_and_names_in_both_languages() {
    let english = pages(".md").filter(|path| !file_name(path).contains(".pt-BR.") && !ALONE.contains(&file_name(path)));
    let english: Vec<_> = english.collect();
    assert_eq!(english.len(), pages(".pt-BR.md").count());
    for path in english {
        let other = path.with_extension("pt-BR.md");
        let (page, theirs) = (fs::read_to_string(&path).unwrap(), fs::read_to_string(&other).unwrap());
        assert!(page.contains(&format!("[Em português]({})", file_name(&other))), "{path:?} leads to no {other:?}");
        assert!(theirs.contains(&format!("[Read this in English]({})", file_name(&path))), "{other:?}");
        assert_eq!(outline(&theirs), outline(&page), "{other:?} has other parts than {path:?}");
        let missing: Vec<_> = names(&page).into_iter().filter(|name| !names(&theirs).contains(name)).collect();
        let own: Vec<_> = missing.iter().filter(|name| !IN_ENGLISH.contains(name)).collect();
        assert!(own.is_empty(), "{other:?} does not name {own:?}");
    }
}

/// Files that a page calls by an English name, and its Portuguese edition by a Portuguese one.
const IN_ENGLISH: [&str; 3] = ["review.xlsx", "locales/en/findings.ftl", "en.ftl"];

#[cfg(repository)]
#[test]
fn every_link_to_a_page_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let front = ["README.md", "README.pt-BR.md"].map(|name| root.join(name));
    for path in pages(".md").chain(front) {
        let page = fs::read_to_string(&path).unwrap();
        for link in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            if link.contains("://") {
                continue;
            }
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            // Pictures are made by a script of their own.
            assert!(target.exists() || file.contains("pictures/"), "{path:?} leads to {link}");
            if !anchor.is_empty() {
                assert!(anchors(&fs::read_to_string(&target).unwrap()).contains(anchor), "{path:?} leads to {link}");
            }
        }
    }
}

/// What a heading is called in a link: in lower case, without what is no letter, and with hyphens for blanks.
#[cfg(repository)]
fn anchors(page: &str) -> BTreeSet<String> {
    let letter = |it: char| match it {
        ' ' => Some('-'),
        it if it.is_alphanumeric() || "-_".contains(it) => Some(it),
        _ => None,
    };
    let headings = page.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    headings.map(|heading| heading.to_lowercase().chars().filter_map(letter).collect()).collect()
}
