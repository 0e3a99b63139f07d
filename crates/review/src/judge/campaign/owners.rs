//! Who answers for what: the files of owners and of heads of departments, which people keep as CSV.

use std::{cell::Cell, collections::HashMap, io::Cursor, path::Path};

use csv::StringRecord;

use crate::{
    judge::roster::{Bad, cell, not_utf8, read, reader, refused, unreadable},
    model::{Failure, Lang, Sentence, caseless, email_key, fold, name_of_resource, sha256},
    store::GrantRow,
};

/// How many answers to "who owns this?" are kept: many accesses have the same.
const ANSWERS: usize = 10_000;

/// What people write for whoever is to review.
const REVIEWER: [&str; 8] =
    ["reviewer", "owner", "email", "revisor", "revisora", "responsavel", "emaildoresponsavel", "emaildorevisor"];

/// The owners: lines of which the first one that matches an access says who reviews it.
#[derive(Debug, Default)]
pub struct Owners {
    lines: Vec<Line>,
    /// SHA-256 of the file, as evidence of which one it was.
    pub(super) sha256: String,
}

/// One line of the owners.
#[derive(Debug)]
struct Line {
    number: u64,
    /// As they are compared; a star stands for anything.
    service: String,
    resource: String,
    permission: String,
    reviewer: String,
    matched: Cell<bool>,
}

impl Owners {
    /// Reads the CSV: `service`, `resource`, `permission` and `reviewer`, or the same in Portuguese. A column of the first
    /// three that is missing is a star on every line.
    ///
    /// # Errors
    /// [`Failure::usage`] for a file that can't be read or names nobody, and for a line that can't be right.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let bytes = read(path)?;
        let lines = Self::from_csv(&bytes).map_err(|bad| refused("failure-owners", path, bad))?;
        Ok(Self { lines, sha256: sha256(&bytes) })
    }

    fn from_csv(bytes: &[u8]) -> Result<Vec<Line>, Bad> {
        let names: [&[&str]; 4] = [
            &["service", "servico", "sistema"],
            &["resource", "recurso", "local", "onde"],
            &["permission", "access", "permissao", "acesso"],
            &REVIEWER,
        ];
        let (mut lines, mut reader) = (Vec::new(), rows(bytes)?);
        let columns = columns(reader.headers().map_err(unreadable)?, names)?;
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            let number = record.position().map(csv::Position::line).unwrap_or_default();
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let [service, resource, permission, reviewer] = columns;
            let pattern = |column| pattern(&record, column).map_err(|what| (Some(number), what));
            lines.push(Line {
                number,
                service: pattern(service)?,
                resource: pattern(resource)?,
                permission: pattern(permission)?,
                reviewer: reviewer_of(&record, reviewer).map_err(|what| (Some(number), what))?,
                matched: Cell::new(false),
            });
        }
        if lines.is_empty() { Err((None, Sentence::new("mistake-no-reviewer-named", &[]))) } else { Ok(lines) }
    }

    /// The first line that matches an access.
    fn find(&self, grant: &GrantRow) -> Option<usize> {
        let service = [caseless(grant.service.as_str()), caseless(&grant.service.name())];
        let permission = [caseless(&grant.permission)];
        let mut resource = vec![caseless(&grant.resource)];
        if let Some(name) = &grant.resource_name {
            resource
                .extend(Lang::ALL.map(|lang| caseless(&name_of_resource(grant.service, &grant.resource, name, lang))));
        }
        let is_like = |pattern: &str, texts: &[String]| texts.iter().any(|text| is_like(pattern, text));
        self.lines.iter().position(|line| {
            is_like(&line.service, &service)
                && is_like(&line.resource, &resource)
                && is_like(&line.permission, &permission)
        })
    }
}

/// Who asks the owners, and what they answered before.
#[derive(Debug)]
pub(super) struct Asking<'a> {
    owners: &'a Owners,
    answers: HashMap<[String; 3], Option<usize>>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(owners: &'a Owners) -> Self {
        Self { owners, answers: HashMap::new() }
    }

    /// The address, as it is compared, that the first line names that matches an access.
    pub(super) fn owner_of(&mut self, grant: &GrantRow) -> Option<&'a str> {
        let key = [grant.service.as_str().to_owned(), grant.resource.clone(), grant.permission.clone()];
        let place = match self.answers.get(&key) {
            Some(known) => *known,
            None => {
                let found = self.owners.find(grant);
                if self.answers.len() >= ANSWERS {
                    self.answers.clear();
                }
                self.answers.insert(key, found);
                found
            }
        };
        let line = self.owners.lines.get(place?)?;
        line.matched.set(true);
        Some(&line.reviewer)
    }

    /// The numbers of the lines that no access matched, or that others before them left nothing.
    pub(super) fn idle_lines(&self) -> Vec<u64> {
        let idle = self.owners.lines.iter().filter(|line| !line.matched.get());
        idle.map(|line| line.number).collect()
    }
}

/// The heads of departments.
#[derive(Debug, Default)]
pub struct Departments {
    /// By the department's name, as it is compared.
    heads: HashMap<String, String>,
    /// SHA-256 of the file, as evidence of which one it was.
    pub(super) sha256: String,
}

impl Departments {
    /// Reads the CSV: `department` and `reviewer`, or the same in Portuguese.
    ///
    /// # Errors
    /// [`Failure::usage`] for a file that can't be read or names nobody, and for a line that can't be right.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let bytes = read(path)?;
        let heads = Self::from_csv(&bytes).map_err(|bad| refused("failure-departments", path, bad))?;
        Ok(Self { heads, sha256: sha256(&bytes) })
    }

    fn from_csv(bytes: &[u8]) -> Result<HashMap<String, String>, Bad> {
        let names: [&[&str]; 2] = [&["department", "departamento", "setor", "area"], &REVIEWER];
        let (mut heads, mut reader) = (HashMap::new(), rows(bytes)?);
        let columns = columns(reader.headers().map_err(unreadable)?, names)?;
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            let number = record.position().map(csv::Position::line);
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let [department, reviewer] = columns;
            let name = department.and_then(|column| cell(&record, column)).map(fold).filter(|name| !name.is_empty());
            let name = name.ok_or_else(|| (number, Sentence::new("mistake-no-department", &[])))?;
            let head = reviewer_of(&record, reviewer).map_err(|what| (number, what))?;
            if heads.insert(name, head).is_some() {
                return Err((number, Sentence::new("mistake-department-again", &[])));
            }
        }
        if heads.is_empty() { Err((None, Sentence::new("mistake-no-reviewer-named", &[]))) } else { Ok(heads) }
    }

    /// The address, as it is compared, of the head of a department.
    pub(super) fn head_of(&self, department: &str) -> Option<&str> {
        self.heads.get(&fold(department)).map(String::as_str)
    }
}

fn rows(bytes: &[u8]) -> Result<csv::Reader<Cursor<String>>, Bad> {
    Ok(reader(std::str::from_utf8(bytes).map_err(not_utf8)?))
}

/// Where each column is, by its names. A heading that is none of them is refused: a misspelt one would say less than it means.
fn columns<const N: usize>(headings: &StringRecord, names: [&[&str]; N]) -> Result<[Option<usize>; N], Bad> {
    let mut columns = [None; N];
    let refused = |id, heading: &str| (Some(1), Sentence::new(id, &[("heading", &format!("{:?}", heading.trim()))]));
    for (place, heading) in headings.iter().enumerate() {
        let word = fold(heading);
        let named = names.iter().zip(&mut columns).find(|(names, _)| names.contains(&word.as_str()));
        match named {
            Some((_, column)) if column.is_none() => *column = Some(place),
            Some(_) => return Err(refused("mistake-same-column", heading)),
            None if word.is_empty() => {}
            None => return Err(refused("mistake-useless-column", heading)),
        }
    }
    if columns.last().is_some_and(Option::is_none) {
        let headings = format!("{:?}", headings.iter().collect::<Vec<_>>());
        return Err((Some(1), Sentence::new("mistake-no-reviewer-column", &[("headings", &headings)])));
    }
    Ok(columns)
}

/// What a cell has to be like. An empty one may be a mistake: whoever means all of them says so.
fn pattern(record: &StringRecord, column: Option<usize>) -> Result<String, Sentence> {
    let Some(column) = column else { return Ok("*".to_owned()) };
    let text = cell(record, column).map(caseless);
    text.ok_or_else(|| Sentence::new("mistake-empty-pattern", &[]))
}

fn reviewer_of(record: &StringRecord, column: Option<usize>) -> Result<String, Sentence> {
    let address = column.and_then(|column| cell(record, column)).and_then(email_key);
    address.ok_or_else(|| Sentence::new("mistake-reviewer-address", &[]))
}

/// Whether a text is like a pattern, in which a star stands for anything. Both are as they are compared.
fn is_like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text) in [
            ("*", ""),
            ("*", "*"),
            ("approver", "approver"),
            ("app*", "approver"),
            ("*er", "approver"),
            ("a*o*r", "approver"),
            ("a**r", "approver"),
            ("padaria *", "padaria sol"),
        ] {
            assert!(is_like(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("", "a"), ("a", ""), ("approve", "approver"), ("a*a", "a"), ("*x*", "approver"), ("r*a", "ra r")]
        {
            assert!(!is_like(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn a_brazilian_spreadsheet_is_understood() {
        let text = "\u{feff}Serviço;Recurso;Permissão;Responsável\r\nBase39;Padaria *;*;Ana@Casa.example\r\n;;;\r\n";
        let [line] = Owners::from_csv(text.as_bytes()).unwrap().try_into().unwrap();
        assert_eq!(
            (
                line.number,
                line.service.as_str(),
                line.resource.as_str(),
                line.permission.as_str(),
                line.reviewer.as_str()
            ),
            (2, "base39", "padaria *", "*", "ana@casa.example")
        );
        let heads = Departments::from_csv("Área;E-mail\nContas a pagar;bia@casa.example\n".as_bytes()).unwrap();
        assert_eq!(Departments { heads, sha256: String::new() }.head_of("CONTAS A PAGAR"), Some("bia@casa.example"));
    }

    #[test]
    fn a_file_that_can_t_be_right_is_refused_by_its_line() {
        for (text, line, about) in [
            ("service,reviewer\nbase39,ana\n", Some(2), "no e-mail address"),
            ("service,reviewer\nbase39,\n", Some(2), "no e-mail address"),
            ("service,reviewer\n,ana@casa.example\n", Some(2), "* stands for all"),
            ("service,reviewer\nbase39,ana@casa.example,x\n", Some(2), "3 cells"),
            ("service,resource\nbase39,*\n", Some(1), "no column `reviewer`"),
            ("servce,reviewer\nbase39,ana@casa.example\n", Some(1), "no use for a column \"servce\""),
            ("reviewer,owner\na@x.example,b@x.example\n", Some(1), "means the same"),
            ("service,reviewer\n", None, "names a reviewer"),
            ("", Some(1), "no column `reviewer`"),
        ] {
            let (found, what) = Owners::from_csv(text.as_bytes()).unwrap_err();
            assert!(found == line && what.to_string().contains(about), "{text:?}: {found:?} {what}");
        }
        for (text, about) in [
            ("department,reviewer\n,ana@casa.example\n", "no department"),
            ("department,reviewer\nContas,ana@casa.example\nCONTAS,bia@casa.example\n", "on a line before"),
            ("department,reviewer\nContas,Ana\n", "no e-mail address"),
        ] {
            let (_, what) = Departments::from_csv(text.as_bytes()).unwrap_err();
            assert!(what.to_string().contains(about), "{text:?}: {what}");
        }
        assert!(Owners::from_csv(b"reviewer\n\xe3@x.example\n").unwrap_err().1.to_string().contains("not UTF-8"));
        let nowhere = Owners::open(Path::new("/nowhere/owners.csv")).unwrap_err().to_string();
        assert!(nowhere.starts_with("/nowhere/owners.csv can't be read"), "{nowhere}");
    }
}
