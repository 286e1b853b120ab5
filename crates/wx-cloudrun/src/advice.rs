//! What is worth a warning and not a refusal.

use serde_json::Value;
use wx_types::{Endpoint, Fault, Kind, ModelInfo, Rule, Unit, Violation};

/// From how many characters on a callback's path was reported to fail, although 64 are documented.
const PATH: usize = 20;

/// What [`Client::send`](crate::Client::send) does not refuse and might yet fail:
///
/// - texts within their limit as characters and beyond it as bytes of UTF-8, since the pages give lengths without a unit
/// - a container's path of more than 20 characters, since one report has those fail
///
/// ```
/// use wx_cloudrun::{Callback, Openid, OutTradeNo, Payer, UnifiedOrder, warnings};
/// use wx_types::{Endpoint, Fen, Mchid};
///
/// let order = UnifiedOrder::place(
///     Callback::container("prod-1", "pay", "/payment/result/of/mini"),
///     Payer::Openid(Openid::new("oEXAMPLE0000000000000000001")?),
///     Mchid::new("1900000109")?,
///     "茶".repeat(100),
///     OutTradeNo::new("2021WERUN1647840687637")?,
///     Fen::new(1),
///     "59.37.125.120",
/// );
/// assert!(order.check().is_ok());
/// let warnings: Vec<_> = warnings(&order).iter().map(ToString::to_string).collect();
/// assert_eq!(
///     warnings,
///     ["container.path: must be 1 to 20 characters (found 23)", "body: must be 1 to 128 bytes (found 300)"]
/// );
/// # Ok::<(), wx_types::Violation>(())
/// ```
#[must_use]
pub fn warnings<E: Endpoint>(request: &E) -> Vec<Violation> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::to_value(request) {
        look(E::OPERATION.model, &value, "", &mut found);
    }
    found
}

fn look(model: &ModelInfo, value: &Value, path: &str, found: &mut Vec<Violation>) {
    for field in model.fields {
        let Some(member) = value.get(field.name) else { continue };
        let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        if let Kind::Object(inner) = field.kind {
            look(inner, member, &path, found);
        }
        let Some(text) = member.as_str() else { continue };
        for rule in field.all_rules() {
            match *rule {
                Rule::Chars { min, max } if text.len() > max && text.chars().count() <= max => {
                    let fault = Fault::Length { unit: Unit::Bytes, min, max, found: text.len() };
                    found.push(Violation::new(path.as_str(), fault));
                }
                _ => {}
            }
        }
        let characters = text.chars().count();
        if path == "container.path" && characters > PATH {
            let fault = Fault::Length { unit: Unit::Characters, min: 1, max: PATH, found: characters };
            found.push(Violation::new(path, fault));
        }
    }
}
