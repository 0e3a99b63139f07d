//! Answers that are nearly those of the contract.

use proptest::{prelude::*, sample::Index};
use serde_json::Value;

/// What a service could send in place of what was meant.
fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        any::<u16>().prop_map(|number| Value::from(number.to_string())),
        proptest::collection::vec(any::<String>().prop_map(Value::from), 0..3).prop_map(Value::from),
        proptest::collection::btree_map(any::<String>(), any::<Option<bool>>().prop_map(Value::from), 0..3)
            .prop_map(|members| members.into_iter().collect()),
    ]
}

/// One of these answers with up to three of its values replaced, removed or put under a new name.
pub(crate) fn mutated(samples: Vec<Value>) -> impl Strategy<Value = Value> {
    let change = (any::<Index>(), proptest::option::of(odd_value()), proptest::option::of(".{0,6}"));
    let changes = proptest::collection::vec(change, 0..4);
    (proptest::sample::select(samples), changes).prop_map(|(mut sample, changes)| {
        for (at, value, name) in changes {
            let at = at.index(count(&sample));
            change_at(&mut sample, at, &value, name.as_deref());
        }
        sample
    })
}

/// How many values there are, itself included.
fn count(value: &Value) -> usize {
    1 + children(value).map(count).sum::<usize>()
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(members) => Box::new(members.values()),
        _ => Box::new(std::iter::empty()),
    }
}

/// Changes the value of this number, counted from the outside in.
fn change_at(value: &mut Value, at: usize, new: &Option<Value>, name: Option<&str>) {
    if at == 0 {
        let mut keep = false;
        match (value, new, name) {
            (Value::Object(members), Some(new), Some(name)) => drop(members.insert(name.to_owned(), new.clone())),
            (Value::Object(members), None, _) => members.retain(|_, _| std::mem::replace(&mut keep, true)),
            (value, new, _) => *value = new.clone().unwrap_or_default(),
        }
        return;
    }
    let mut passed = 1;
    let inner: Box<dyn Iterator<Item = &mut Value>> = match value {
        Value::Array(items) => Box::new(items.iter_mut()),
        Value::Object(members) => Box::new(members.values_mut()),
        _ => return,
    };
    for child in inner {
        let own = count(child);
        if at < passed + own {
            return change_at(child, at - passed, new, name);
        }
        passed += own;
    }
}
