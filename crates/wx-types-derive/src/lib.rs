#![doc = include_str!("../README.md")]

use proc_macro::TokenStream;

mod attribute;
mod endpoint;
mod model;

/// Writes `wx_types::Model`, `wx_types::Value`, `serde::Serialize`, `new` and `with_*` for a struct of named fields.
///
/// Documented at `wx_types::Model`.
#[proc_macro_derive(Model, attributes(wx, serde))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    model::derive(&syn::parse_macro_input!(input)).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Writes `wx_types::Endpoint` for a struct that also derives `Model`.
///
/// Documented at `wx_types::Endpoint`.
#[proc_macro_derive(Endpoint, attributes(endpoint, wx))]
pub fn derive_endpoint(input: TokenStream) -> TokenStream {
    endpoint::derive(&syn::parse_macro_input!(input)).unwrap_or_else(|error| error.to_compile_error()).into()
}
