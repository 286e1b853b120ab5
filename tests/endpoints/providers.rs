//! The one list of what is printed and compared.

use wx_types::Operation;

/// A crate with its endpoints.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) name: &'static str,
    pub(crate) rows: Vec<Row>,
}

/// An endpoint.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) operation: &'static Operation,
    /// The name in the envelope, where many endpoints share one path.
    pub(crate) wire_name: Option<&'static str>,
}

/// Every provider crate. A new one needs a line here, and its differences in `openapi-differences.txt`.
///
/// Where a path does not tell the endpoints apart, `named` takes the name in the envelope beside each operation.
pub(crate) fn all() -> Vec<Provider> {
    let fubei = wx_fubei::tables::ENDPOINTS.iter().map(|row| (row.method, &row.operation));
    vec![
        plain("wx-merchant", wx_merchant::tables::ENDPOINTS),
        plain("wx-payscore", wx_payscore::tables::ENDPOINTS),
        plain("wx-f2f", wx_f2f::tables::ENDPOINTS),
        plain("wx-cloudrun", wx_cloudrun::tables::ENDPOINTS),
        named("wx-fubei", fubei),
    ]
}

fn plain(name: &'static str, operations: &'static [Operation]) -> Provider {
    let row = |operation| Row { operation, wire_name: None };
    Provider { name, rows: operations.iter().map(row).collect() }
}

fn named(
    name: &'static str,
    operations: impl Iterator<Item = (&'static str, &'static Operation)>,
) -> Provider {
    let row = |(wire_name, operation)| Row { operation, wire_name: Some(wire_name) };
    Provider { name, rows: operations.map(row).collect() }
}

impl Row {
    /// The call: `POST /v3/pay/transactions/app`.
    pub(crate) fn call(&self) -> String {
        let Operation { method, path, .. } = self.operation;
        let name = self.wire_name.map(|name| format!(" {name}")).unwrap_or_default();
        format!("{} {path}{name}", method.as_str())
    }

    /// How `openapi-differences.txt` names the endpoint. Two requests of different shape may share a path, so the call
    /// alone would not do.
    pub(crate) fn heading(&self, provider: &str) -> String {
        format!("{provider} {} {}", self.operation.model.name, self.call())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_named_by_its_call_and_its_model() {
        let operation = &wx_merchant::tables::ENDPOINTS[0];
        let provider = named("wx-other", [("other.pay", operation)].into_iter());
        assert_eq!(provider.rows[0].call(), "POST /v3/pay/transactions/app other.pay");
        let provider = plain("wx-merchant", wx_merchant::tables::ENDPOINTS);
        assert_eq!(
            provider.rows[0].heading(provider.name),
            "wx-merchant AppPrepay POST /v3/pay/transactions/app"
        );
    }

    #[test]
    fn every_provider_has_endpoints() {
        assert!(all().iter().all(|provider| !provider.rows.is_empty()));
    }
}
