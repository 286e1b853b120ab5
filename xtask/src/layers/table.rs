//! The layers of the workspace. `ARCHITECTURE.md` tells the reasons.

/// What one crate may depend on inside the workspace, in a build without tests.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) name: &'static str,
    /// A leaf knows no other crate of ours, not even in its tests.
    pub(super) leaf: bool,
    pub(super) may_use: &'static [&'static str],
    /// Outside crates that must not be a direct dependency.
    pub(super) never: &'static [&'static str],
}

const fn layer(name: &'static str, may_use: &'static [&'static str]) -> Layer {
    Layer { name, leaf: false, may_use, never: &[] }
}

const fn leaf(name: &'static str, may_use: &'static [&'static str], never: &'static [&'static str]) -> Layer {
    Layer { name, leaf: true, may_use, never }
}

#[rustfmt::skip]
pub(super) const LAYERS: &[Layer] = &[
    leaf("wx-types-derive", &[], &[]),
    leaf("wx-types", &["wx-types-derive"], &["http", "hyper", "reqwest", "tokio"]),
    leaf("wx-sign", &[], &["getrandom", "http", "hyper", "jiff", "reqwest", "serde", "serde_json", "tokio"]),
    leaf("wx-transport", &[], &["serde", "serde_json"]),
    leaf("wx-inbox", &[], &["bytes", "http", "serde", "serde_json", "tokio"]),

    layer("wx-apiv3", &["wx-types", "wx-sign", "wx-transport", "wx-inbox"]),

    layer("wx-store", &["wx-inbox", "wx-transport"]),

    layer("wx-merchant", &["wx-types", "wx-apiv3"]),
    layer("wx-payscore", &["wx-types", "wx-apiv3"]),
    layer("wx-f2f", &["wx-types", "wx-transport", "wx-apiv3"]),
    layer("wx-cloudrun", &["wx-types", "wx-transport", "wx-inbox"]),
    layer("wx-fubei", &["wx-types", "wx-sign", "wx-transport", "wx-inbox"]),
    layer("wx-v2", &["wx-types", "wx-sign", "wx-transport"]),

    layer("wx-payments", &[
        "wx-types", "wx-sign", "wx-transport", "wx-apiv3",
        "wx-inbox", "wx-store", "wx-merchant", "wx-payscore", "wx-f2f", "wx-cloudrun", "wx-fubei", "wx-v2",
    ]),
    // The other side of the wire shares nothing with this one: a mistake in common would agree with itself.
    layer("wx-sandbox", &[]),
    layer("wxpay-cli", &["wx-payments", "wx-sandbox"]),
    // The real client, with nothing but the seams replaced.
    layer("wx-sim", &["wx-types", "wx-sign", "wx-transport", "wx-apiv3", "wx-merchant"]),
];

/// Outside crates that only few of ours may name directly.
pub(super) const RESERVED: &[(&str, &[&str])] = &[
    ("axum-core", &["wx-apiv3"]),
    ("redb", &["wx-store"]),
    ("reqwest", &["wx-transport"]),
    ("aes-gcm", &["wx-sign", "wx-sandbox"]),
    ("aws-lc-rs", &["wx-sign"]),
    ("hmac", &["wx-sign", "wx-sandbox"]),
    ("md-5", &["wx-sign", "wx-sandbox"]),
    ("ring", &[]),
    ("rsa", &["wx-sign", "wx-sandbox"]),
    ("sha1", &["wx-sign", "wx-sandbox"]),
    ("sha2", &["wx-sign", "wx-transport", "wx-sandbox"]),
    ("syn", &["wx-types-derive"]),
];

/// With which features a dependency tree is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Features {
    Default,
    All,
    None,
}

/// What must not appear anywhere in the dependency tree of a package.
#[derive(Debug)]
pub(super) struct Absence {
    pub(super) package: &'static str,
    pub(super) features: Features,
    pub(super) absent: &'static [&'static str],
}

#[rustfmt::skip]
pub(super) const ABSENCES: &[Absence] = &[
    // Bytes in, bytes out: no network, no runtime, no clock, no JSON.
    Absence { package: "wx-sign", features: Features::All,
        absent: &["http", "hyper", "jiff", "reqwest", "serde", "serde_json", "tokio"] },
    // A vocabulary: it opens no socket and signs nothing.
    Absence { package: "wx-types", features: Features::All,
        absent: &["aes-gcm", "aws-lc-rs", "http", "hyper", "md-5", "reqwest", "ring", "rsa", "sha2", "tokio"] },
    // The trait and the plan without any implementation.
    Absence { package: "wx-transport", features: Features::None,
        absent: &["hyper", "reqwest", "rustls", "serde", "tokio"] },
    // RUSTSEC-2023-0071 stays out of what people get without asking.
    Absence { package: "wx-payments", features: Features::Default, absent: &["axum-core", "rsa"] },
    // Somebody with an own HTTP stack and an own signer gets neither of ours.
    Absence { package: "wx-payments", features: Features::None,
        absent: &["aws-lc-rs", "reqwest", "rsa", "tokio"] },
];

/// What makes a line of the facade logic: it decides or repeats.
pub(super) const FACADE_NEVER: &[&str] = &["match", "for", "while", "loop"];
