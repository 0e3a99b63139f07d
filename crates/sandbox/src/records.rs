//! What a service keeps: records of one kind of thing after another, and what was written since the start.
//!
//! The first records follow from their number, as the company's people do, so that a million of them cost nothing. A record
//! that is changed or created is kept, and stands for the first one from then on.

use std::borrow::Borrow;
use std::collections::HashMap;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::company::{Company, Kind};

/// One kind of thing that a service keeps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resource {
    /// By this name, samples of other kinds refer to it: `@loan`.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) form: IdForm,
    pub(crate) first: First,
}

/// How an id is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum IdForm {
    /// 24 hexadecimal digits after a prefix.
    Prefixed(&'static str),
    /// 32 hexadecimal digits.
    Hex32,
    /// A GUID.
    Guid,
}

/// The records that are there from the start.
#[derive(Debug, Clone, Copy)]
pub(crate) enum First {
    /// So many copies of the sample that has the resource's name.
    Samples(usize),
    /// As many as the company has, each made from its number.
    Made { count: fn(Company) -> usize, make: fn(Company, usize) -> Value },
}

impl Resource {
    pub(crate) fn id(&self, index: usize) -> String {
        match self.form {
            IdForm::Prefixed(prefix) => format!("{prefix}{}", self.kind.hex24(index)),
            IdForm::Hex32 => self.kind.hex32(index),
            IdForm::Guid => self.kind.guid(index),
        }
    }
}

/// The records of one service.
#[derive(Debug)]
pub(crate) struct Records {
    company: Company,
    resources: &'static [Resource],
    samples: Map<String, Value>,
    /// The moment of this number, as the service writes moments.
    moment: fn(usize) -> String,
    created: HashMap<&'static str, usize>,
    /// `None` is a record that was deleted.
    written: HashMap<(&'static str, usize), Option<Value>>,
    writes: usize,
}

/// So many moments lie before the first write, so that it is later than whatever was there.
const BEFORE_THE_FIRST_WRITE: usize = 2_000_000;

impl Records {
    /// `samples` is a JSON object with a sample for each resource that has [`First::Samples`].
    pub(crate) fn new(
        company: Company,
        resources: &'static [Resource],
        samples: &str,
        moment: fn(usize) -> String,
    ) -> Self {
        let samples = serde_json::from_str(samples).unwrap_or_default();
        let (created, written) = (HashMap::new(), HashMap::new());
        Self { company, resources, samples, moment, created, written, writes: 0 }
    }

    pub(crate) fn company(&self) -> Company {
        self.company
    }

    /// How many records were there on the first day.
    pub(crate) fn first(&self, resource: &Resource) -> usize {
        match resource.first {
            First::Samples(count) => count,
            First::Made { count, .. } => count(self.company),
        }
    }

    /// How many numbers are taken, those of deleted records included.
    pub(crate) fn count(&self, resource: &Resource) -> usize {
        self.first(resource) + self.created.get(resource.name).copied().unwrap_or_default()
    }

    /// The number of the record with this id.
    pub(crate) fn find(&self, resource: &Resource, id: &str) -> Option<usize> {
        let index = resource.kind.find(id, self.count(resource), |index| resource.id(index))?;
        (self.written.get(&(resource.name, index)) != Some(&None)).then_some(index)
    }

    /// The record of this number, unless it was deleted.
    pub(crate) fn get(&self, resource: &Resource, index: usize) -> Option<Value> {
        match self.written.get(&(resource.name, index)) {
            Some(written) => written.clone(),
            None => (index < self.first(resource)).then(|| self.made(resource, index)),
        }
    }

    /// Keeps the record under the next number.
    pub(crate) fn create(&mut self, resource: &Resource, record: impl FnOnce(&Self, usize) -> Value) -> (usize, Value) {
        let index = self.count(resource);
        self.writes += 1;
        let record = record(self, index);
        *self.created.entry(resource.name).or_default() += 1;
        self.written.insert((resource.name, index), Some(record.clone()));
        (index, record)
    }

    pub(crate) fn delete(&mut self, resource: &Resource, index: usize) {
        self.writes += 1;
        self.written.insert((resource.name, index), None);
    }

    /// Keeps the record in place of the one that has this number.
    pub(crate) fn put(&mut self, resource: &Resource, index: usize, record: Value) {
        self.writes += 1;
        self.written.insert((resource.name, index), Some(record));
    }

    /// The record of this number as it was on the first day, or would have been.
    pub(crate) fn made(&self, resource: &Resource, index: usize) -> Value {
        match resource.first {
            First::Made { make, .. } => make(self.company, index),
            First::Samples(_) => {
                let sample = self.samples.get(resource.name).cloned().unwrap_or_default();
                self.filled(sample, &Blanks { resource, index, given: &Map::new() }).unwrap_or_default()
            }
        }
    }

    /// A record of this number with the members of the very first.
    pub(crate) fn like_the_first(&self, resource: &Resource, index: usize) -> Value {
        let mut record = self.made(resource, 0);
        set(&mut record, "id", resource.id(index));
        for name in ["createdAt", "updatedAt"].into_iter().filter(|name| record.get(name).is_some()).collect::<Vec<_>>()
        {
            set(&mut record, name, (self.moment)(index));
        }
        record
    }

    /// The members that a record can have: those of the resource's sample, or of the very first record.
    pub(crate) fn shape(&self, resource: &Resource) -> Value {
        self.samples.get(resource.name).cloned().unwrap_or_else(|| self.made(resource, 0))
    }

    /// The moment of the last write.
    pub(crate) fn now(&self) -> String {
        (self.moment)(BEFORE_THE_FIRST_WRITE + self.writes)
    }

    /// The template with its blanks filled in; what stands for nothing is left out.
    ///
    /// A text that begins with `@` stands for the record's `@id`, its first moment `@time`, the moment `@now`, or the id of
    /// the record of the same number of the resource with this name; with `$`, for what was given under this name. A `#` in any
    /// other text is the record's number.
    pub(crate) fn filled(&self, template: Value, blanks: &Blanks<'_>) -> Option<Value> {
        match template {
            Value::String(text) => match (text.strip_prefix('@'), text.strip_prefix('$')) {
                (Some(name), _) => self.stands_for(name, blanks).map(Value::String),
                (_, Some(name)) => blanks.given.get(name).cloned(),
                _ => Some(text.replace('#', &(blanks.index + 1).to_string()).into()),
            },
            Value::Array(items) => Some(items.into_iter().filter_map(|item| self.filled(item, blanks)).collect()),
            Value::Object(members) => {
                let filled = |(name, value)| Some((name, self.filled(value, blanks)?));
                Some(Value::Object(members.into_iter().filter_map(filled).collect()))
            }
            other => Some(other),
        }
    }

    fn stands_for(&self, name: &str, blanks: &Blanks<'_>) -> Option<String> {
        Some(match name {
            "id" => blanks.resource.id(blanks.index),
            "person" => self.company.person(blanks.index).name,
            "email" => self.company.person(blanks.index).email,
            "today" => self.now().chars().take(10).collect(),
            "time" => (self.moment)(blanks.index),
            "now" => self.now(),
            _ => {
                let other = self.resources.iter().find(|other| other.name == name)?;
                other.id(blanks.index % self.first(other).max(1))
            }
        })
    }
}

/// What a template's blanks are filled with.
pub(crate) struct Blanks<'a> {
    pub(crate) resource: &'a Resource,
    pub(crate) index: usize,
    /// What the request gave, by name.
    pub(crate) given: &'a Map<String, Value>,
}

/// What no caller sets.
const OWN: [&str; 6] = ["id", "createdAt", "updatedAt", "createdBy", "updatedBy", "deleted"];

/// Sets what was given, where the shape has a member of the same name and the same JSON type, or of any where it is null.
pub(crate) fn take_over(record: &mut Value, shape: &Value, given: &Map<String, Value>) {
    let Some(members) = record.as_object_mut() else {
        return;
    };
    for (name, value) in given {
        let is_theirs = !OWN.contains(&name.as_str());
        if is_theirs && shape.get(name).is_some_and(|own| own.is_null() || same_type(own, value)) {
            members.insert(name.clone(), value.clone());
        }
    }
}

/// Sets or adds a member.
pub(crate) fn set(record: &mut Value, name: &str, value: impl Into<Value>) {
    if let Some(members) = record.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
}

/// Sets or adds members.
pub(crate) fn merge(record: &mut Value, members: Value) {
    if let (Value::Object(own), Value::Object(members)) = (record, members) {
        own.extend(members);
    }
}

fn same_type(one: &Value, other: &Value) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// A record whose members are written in this order, those that it doesn't name at the end, as the vendor's samples have it.
pub(crate) struct InOrder<V>(pub(crate) V, pub(crate) &'static [&'static str]);

impl<V: Borrow<Value>> Serialize for InOrder<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, order) = self;
        match value.borrow() {
            Value::Array(items) => serializer.collect_seq(items.iter().map(|item| InOrder(item, order))),
            Value::Object(members) => {
                let known = order.iter().filter_map(|name| members.get_key_value(*name));
                let rest = members.iter().filter(|(name, _)| !order.contains(&name.as_str()));
                serializer.collect_map(known.chain(rest).map(|(name, value)| (name, InOrder(value, order))))
            }
            other => other.serialize(serializer),
        }
    }
}
