//! Members that an object names twice. A reader keeps one of them, and not every reader the same one: which amount would
//! be paid is left open.

use std::{collections::HashSet, fmt};

use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    json::join,
    violation::{Fault, Violation},
};

/// Every repeated member of `text`, which has been read as JSON before: that bounds how deep this has to look.
pub(crate) fn find(text: &str) -> Vec<Violation> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_str(text) {
        look(value, "", &mut found);
    }
    found
}

fn look(value: &RawValue, path: &str, found: &mut Vec<Violation>) {
    let text = value.get();
    if text.starts_with('{') {
        let members = Members { path, found };
        // It has been read before, and each fault is gathered: there is no error to hand on.
        let _ = serde_json::Deserializer::from_str(text).deserialize_map(members);
    } else if text.starts_with('[') {
        let entries: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
        for (index, entry) in entries.into_iter().enumerate() {
            look(entry, &format!("{path}[{index}]"), found);
        }
    }
}

struct Members<'a> {
    path: &'a str,
    found: &'a mut Vec<Violation>,
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            let path = join(self.path, &name);
            look(members.next_value()?, &path, self.found);
            if !seen.insert(name) {
                self.found.push(Violation::new(path, Fault::Duplicate));
            }
        }
        Ok(())
    }
}
