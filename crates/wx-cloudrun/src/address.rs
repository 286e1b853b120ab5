use wx_types::{AppId, Endpoint};

use crate::orders::UnifiedOrder;

/// How the endpoints are addressed. The default is what the page says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Address {
    /// Which mini program the call is made for, where the container serves another one than its owner's.
    pub from_appid: Option<AppId>,
    /// How the first endpoint is spelled.
    pub order_path: OrderPath,
}

/// The two spellings of the first endpoint; both are in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OrderPath {
    /// `/_/pay/unifiedorder`: the page.
    #[default]
    Lower,
    /// `/_/pay/unifiedOrder`: the official samples.
    Camel,
}

impl Address {
    /// The same for calls on behalf of another mini program: `?from_appid=` is added.
    #[must_use]
    pub fn with_from_appid(self, appid: AppId) -> Self {
        Self { from_appid: Some(appid), ..self }
    }

    /// The same with this spelling.
    #[must_use]
    pub fn with_order_path(self, order_path: OrderPath) -> Self {
        Self { order_path, ..self }
    }

    /// Path and query of `request`.
    pub(crate) fn target<E: Endpoint>(&self, request: &E) -> String {
        let mut target = request.target();
        if self.order_path == OrderPath::Camel && target == UnifiedOrder::OPERATION.path {
            "/_/pay/unifiedOrder".clone_into(&mut target);
        }
        if let Some(appid) = &self.from_appid {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str("from_appid=");
            encode(appid.as_str(), &mut target);
        }
        target
    }
}

fn encode(text: &str, target: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            target.push(char::from(byte));
        } else {
            target.push_str(&format!("%{byte:02X}"));
        }
    }
}
