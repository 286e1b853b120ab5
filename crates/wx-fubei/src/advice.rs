//! What is worth a warning and not a refusal.

use wx_types::{Endpoint, Fault, Field, Rule, Unit, Violation};

/// The texts of `request` that are within their limit as characters and beyond it as bytes of UTF-8.
///
/// The official pages give lengths without a unit. Characters are the limit that [`Client::send`](crate::Client::send)
/// enforces; whoever wants to be safe under the other reading shortens what is listed here.
///
/// ```
/// use wx_fubei::{MerchantOrderSn, MinaOrder, SubOpenid, byte_warnings};
/// use wx_types::{Endpoint, Fen};
///
/// let order = MinaOrder::new(
///     MerchantOrderSn::new("T20240101000001")?,
///     SubOpenid::new("oEXAMPLE0000000000000000001")?,
///     Fen::new(1).to_yuan(),
///     1001,
/// )
/// .with_body("茶".repeat(100));
/// assert!(order.check().is_ok());
/// assert_eq!(byte_warnings(&order)[0].to_string(), "body: must be 1 to 128 bytes (found 300)");
/// # Ok::<(), wx_types::Violation>(())
/// ```
#[must_use]
pub fn byte_warnings<E: Endpoint>(request: &E) -> Vec<Violation> {
    let Ok(value) = serde_json::to_value(request) else {
        return Vec::new();
    };
    let warning = |field: &Field| {
        let found = value.get(field.name)?.as_str()?.len();
        field.all_rules().find_map(|rule| match *rule {
            Rule::Chars { min, max } if found > max => {
                Some(Violation::new(field.name, Fault::Length { unit: Unit::Bytes, min, max, found }))
            }
            _ => None,
        })
    };
    E::OPERATION.model.fields.iter().filter_map(warning).collect()
}
