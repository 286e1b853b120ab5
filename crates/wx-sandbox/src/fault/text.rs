//! Plans and rules as JSON, and rules in the short form of the command line.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value, json};

use super::{Fault, Place, Plan, Rule, When};

/// A plan or a rule that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanError {
    item: String,
    problem: &'static str,
}

impl PlanError {
    pub(super) fn new(item: impl Into<String>, problem: &'static str) -> Self {
        Self { item: item.into(), problem }
    }

    fn inside(self, rule: usize) -> Self {
        Self { item: format!("rules/{rule}/{}", self.item), ..self }
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.item, self.problem)
    }
}

impl std::error::Error for PlanError {}

const HOSTS: [&str; 4] = ["primary", "backup", "weixin", "fubei"];

impl Plan {
    /// Reads `{"seed": 7, "rules": [..]}`; the seed may be left out and is 0 then.
    ///
    /// # Errors
    /// If a member is unknown or not of its kind. The error names it.
    pub fn from_json(text: &[u8]) -> Result<Self, PlanError> {
        let body = serde_json::from_slice(text).map_err(|_| PlanError::new("the plan", "is not JSON"))?;
        let members = Members::of(&body, "the plan", &["seed", "rules"])?;
        let seed = match members.get("seed") {
            Some(seed) => seed.as_u64().ok_or_else(|| PlanError::new("seed", "must be a whole number"))?,
            None => 0,
        };
        let rules = members.get("rules").and_then(Value::as_array);
        let rules = rules.ok_or_else(|| PlanError::new("rules", "must be a list"))?;
        let rules = rules.iter().enumerate().map(|(at, rule)| Rule::read(rule).map_err(|e| e.inside(at)));
        Ok(Self { seed, rules: rules.collect::<Result<_, _>>()? })
    }

    /// What [`Plan::from_json`] reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.write().to_string()
    }

    pub(crate) fn write(&self) -> Value {
        json!({ "seed": self.seed, "rules": self.rules.iter().map(Rule::write).collect::<Vec<_>>() })
    }
}

impl Rule {
    /// Reads one rule: `{"fault": "truncated=17", "host": .., "method": .., "path": .., "operation": ..,
    /// "on": "notifications", "next": 3 or "every": 5 or "ppm": 20000, "times": 10}`. All but `fault` may be left out.
    ///
    /// # Errors
    /// As for [`Plan::from_json`].
    pub fn from_json(text: &[u8]) -> Result<Self, PlanError> {
        Self::read(&serde_json::from_slice(text).map_err(|_| PlanError::new("the rule", "is not JSON"))?)
    }

    fn read(body: &Value) -> Result<Self, PlanError> {
        const KNOWN: [&str; 10] =
            ["fault", "host", "method", "path", "operation", "on", "next", "every", "ppm", "times"];
        let members = Members::of(body, "the rule", &KNOWN)?;
        let fault = members.text("fault")?.ok_or_else(|| PlanError::new("fault", "is missing"))?;
        let mut rule = Self::new(fault.parse()?);
        rule.host = members.text("host")?;
        rule.method = members.text("method")?;
        rule.path = members.text("path")?;
        rule.operation = members.text("operation")?;
        rule.times = members.count("times")?;
        rule.notifications = match members.text("on")?.as_deref() {
            None | Some("answers") => false,
            Some("notifications") => true,
            Some(_) => return Err(PlanError::new("on", "must be answers or notifications")),
        };
        rule.when = match (members.count("next")?, members.count("every")?, members.count("ppm")?) {
            (None, None, None) => When::Next(1),
            (Some(count), None, None) => When::Next(count),
            (None, Some(interval), None) => When::Every(interval),
            (None, None, Some(chance)) => When::Chance(chance),
            _ => return Err(PlanError::new("next, every, ppm", "exclude each other")),
        };
        rule.check()
    }

    /// A rule that can never strike is a mistake of whoever wrote it.
    fn check(self) -> Result<Self, PlanError> {
        if self.host.as_deref().is_some_and(|host| !HOSTS.contains(&host)) {
            return Err(PlanError::new("host", "must be primary, backup, weixin or fubei"));
        }
        let place = self.place();
        if place == Place::Connection
            && (self.path.is_some() || self.method.is_some() || self.operation.is_some())
        {
            return Err(PlanError::new(
                "fault",
                "strikes connections, which have no path, method or operation",
            ));
        }
        let told = matches!(place, Place::Notification | Place::NotificationSignature);
        if told && (self.host.is_some() || self.method.is_some() || self.operation.is_some()) {
            return Err(PlanError::new(
                "fault",
                "strikes notifications, which have only an event type as path",
            ));
        }
        if self.notifications && !told {
            return Err(PlanError::new("on", "is for faults of signatures"));
        }
        Ok(self)
    }

    pub(super) fn write(&self) -> Value {
        let mut members = Map::new();
        members.insert("fault".to_owned(), json!(self.fault.to_string()));
        for (name, text) in [
            ("host", &self.host),
            ("method", &self.method),
            ("path", &self.path),
            ("operation", &self.operation),
        ] {
            if let Some(text) = text {
                members.insert(name.to_owned(), json!(text));
            }
        }
        if self.notifications {
            members.insert("on".to_owned(), json!("notifications"));
        }
        let (name, number) = match self.when {
            When::Next(count) => ("next", count),
            When::Every(interval) => ("every", interval),
            When::Chance(chance) => ("ppm", chance),
        };
        members.insert(name.to_owned(), json!(number));
        if let Some(times) = self.times {
            members.insert("times".to_owned(), json!(times));
        }
        Value::Object(members)
    }
}

impl FromStr for Rule {
    type Err = PlanError;

    /// Reads `name@path:n`: the fault, the path it strikes, and how many of the next requests. Path and number may be
    /// left out: `reset-after`, `truncated=17@/v3/pay/*`, `stale:3`.
    fn from_str(text: &str) -> Result<Self, PlanError> {
        let (text, count) = match text.rsplit_once(':') {
            Some((text, count)) => {
                let count = count.parse().map_err(|_| PlanError::new("the number", "must be whole"))?;
                (text, count)
            }
            None => (text, 1),
        };
        let (fault, path) = text.split_once('@').map_or((text, None), |(fault, path)| (fault, Some(path)));
        let rule = Self::new(fault.parse::<Fault>()?).next(count);
        path.map_or(rule.clone(), |path| rule.at_path(path)).check()
    }
}

/// An object without unknown members.
struct Members<'a>(&'a Map<String, Value>);

impl<'a> Members<'a> {
    fn of(body: &'a Value, item: &str, known: &[&str]) -> Result<Self, PlanError> {
        let members = body.as_object().ok_or_else(|| PlanError::new(item, "must be an object"))?;
        match members.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(PlanError::new(name.as_str(), "is not known")),
            None => Ok(Self(members)),
        }
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    fn text(&self, name: &str) -> Result<Option<String>, PlanError> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let wrong = || PlanError::new(name, "must be a text");
        self.get(name).map(|value| text(value).ok_or_else(wrong)).transpose()
    }

    fn count(&self, name: &str) -> Result<Option<u32>, PlanError> {
        let count = |value: &Value| value.as_u64().and_then(|count| u32::try_from(count).ok());
        let wrong = || PlanError::new(name, "must be a whole number of at most 32 bits");
        self.get(name).map(|value| count(value).ok_or_else(wrong)).transpose()
    }
}
