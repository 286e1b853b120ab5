//! Strict reading of bodies.

use serde_json::Value;

use super::answer::Failure;
use crate::gateway::Gateway;
use crate::schema::{
    Fault, FieldSpec, Form, Kind, Rule, Schema, check, formed, object, optional, required, text,
};

/// Where a callback goes, as far as its shape is concerned.
pub(crate) const CONTAINER: Kind =
    object(&[required("service", text(1, 64)), required("path", formed(1, 64, Form::Path))]);

pub(crate) const CALLBACK_TYPE: Kind = Kind::Int { min: 1, max: 2 };
pub(crate) const SUB_MCH_ID: FieldSpec = required("sub_mch_id", formed(1, 32, Form::Digits));
pub(crate) const NONCE: FieldSpec = optional("nonce_str", text(1, 32));
pub(crate) const OUT_TRADE_NO: Kind = formed(1, 32, Form::RefundNumber);
pub(crate) const TRANSACTION_ID: FieldSpec = optional("transaction_id", text(1, 32));

/// Checks a body by its table; faults are told by the inner layer, a strange `sub_mch_id` by the one above.
pub(crate) fn obey(
    gateway: &Gateway,
    schema: &Schema,
    body: &Value,
    between: impl FnOnce(&Value) -> Vec<Fault>,
) -> Result<(), Failure> {
    let mut faults = check(schema, body);
    faults.retain(|fault| fault.rule != Rule::FourBytes);
    if faults.is_empty() {
        faults = between(body);
    }
    if !faults.is_empty() {
        let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let only_lacks = faults.iter().all(|fault| fault.rule == Rule::Missing);
        let code = if only_lacks { "LACK_PARAMS" } else { "PARAM_ERROR" };
        return Err(Failure::inner(code, list.join("; ")));
    }
    match text_of(body, "sub_mch_id") {
        Some(sub_mch_id) if sub_mch_id != gateway.credentials.mchid() => {
            Err(Failure::Return("受理关系不存在", None))
        }
        Some(_) | None => Ok(()),
    }
}

/// Type 1 goes to a function and type 2 to a container; each has its own members and not the other's.
pub(crate) fn callback_faults(body: &Value) -> Vec<Fault> {
    let (wanted, unwanted, why) = match body.get("callback_type").and_then(Value::as_i64) {
        Some(1) => ("function_name", "container", "is only for callback_type 2"),
        Some(2) => ("container", "function_name", "is only for callback_type 1"),
        _ => return Vec::new(),
    };
    let mut faults: Vec<Fault> = ["env_id", wanted]
        .into_iter()
        .filter(|name| body.get(name).is_none())
        .map(|name| Fault { pointer: format!("/{name}"), rule: Rule::Missing })
        .collect();
    if body.get(unwanted).is_some() {
        faults.push(cross(&format!("/{unwanted}"), why));
    }
    faults
}

/// One of two members must be there.
pub(crate) fn one_of(body: &Value, names: &[&str], rule: &'static str) -> Vec<Fault> {
    if names.iter().any(|name| body.get(name).is_some()) { Vec::new() } else { vec![cross("", rule)] }
}

pub(crate) fn cross(pointer: &str, rule: &'static str) -> Fault {
    Fault { pointer: pointer.to_owned(), rule: Rule::Cross(rule) }
}

pub(crate) fn text_of<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str)
}

pub(crate) fn int_of(body: &Value, name: &str) -> i64 {
    body.get(name).and_then(Value::as_i64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::callback_faults;

    #[track_caller]
    fn check(body: &Value, expected: &[&str]) {
        let found: Vec<String> = callback_faults(body).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{body}");
    }

    #[test]
    fn each_type_has_its_own_members() {
        let container = json!({ "service": "pay", "path": "/" });
        check(&json!({ "callback_type": 2, "env_id": "e", "container": container }), &[]);
        check(&json!({ "callback_type": 1, "env_id": "e", "function_name": "f" }), &[]);
        check(
            &json!({ "callback_type": 2, "function_name": "f" }),
            &["/env_id is required", "/container is required", "/function_name is only for callback_type 1"],
        );
        check(
            &json!({ "callback_type": 1, "env_id": "e", "container": container }),
            &["/function_name is required", "/container is only for callback_type 2"],
        );
    }
}
