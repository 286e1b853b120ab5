//! `#[derive(Model)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{DeriveInput, Ident, Type};

use crate::attribute::{self, Field, Place};

pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let fields = attribute::fields(input)?;
    let name = &input.ident;
    let table = table(name, &fields);
    let constructors = constructors(input, &fields);
    let serialize = serialize(name, &fields);
    Ok(quote!(#table #constructors #serialize))
}

/// The table, the walk over it, and what lets the model be a field of another one.
fn table(name: &Ident, fields: &[Field]) -> TokenStream {
    let text = name.to_string();
    let rows = fields.iter().map(|field| {
        let Field { name, ty, rules, .. } = field;
        let place = match field.place {
            Place::Body => quote!(Body),
            Place::Path => quote!(Path),
            Place::Query => quote!(Query),
        };
        quote! {
            ::wx_types::Field {
                name: #name,
                place: ::wx_types::Place::#place,
                required: <#ty as ::wx_types::Value>::REQUIRED,
                kind: <#ty as ::wx_types::Value>::KIND,
                rules: &[#(#rules),*],
                lent: <#ty as ::wx_types::Value>::LENT,
            }
        }
    });
    let idents: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let walks = fields.iter().map(|field| {
        let ident = &field.ident;
        let row = format_ident!("__row_{}", ident);
        let size = field.measured.then(|| {
            let Field { name, .. } = field;
            quote! {
                __checker.measure(#name, #row.rules, #ident);
            }
        });
        quote!(__checker.field(#row, #ident); #size)
    });
    let row_names: Vec<_> = fields.iter().map(|field| format_ident!("__row_{}", field.ident)).collect();
    let demands = fields.iter().flat_map(|field| &field.demands);
    quote! {
        #(const _: () = { #demands };)*

        #[automatically_derived]
        impl ::wx_types::Model for #name {
            const INFO: &'static ::wx_types::ModelInfo =
                &::wx_types::ModelInfo { name: #text, fields: &[#(#rows),*] };

            fn check_fields(&self, __checker: &mut ::wx_types::Checker) {
                let Self { #(#idents),* } = self;
                if let [#(#row_names),*] = Self::INFO.fields {
                    #(#walks)*
                }
            }
        }

        #[automatically_derived]
        impl ::wx_types::Value for #name {
            const KIND: ::wx_types::Kind = ::wx_types::Kind::Object(<#name as ::wx_types::Model>::INFO);

            fn check(&self, _rules: &[::wx_types::Rule], checker: &mut ::wx_types::Checker) {
                ::wx_types::Model::check_fields(self, checker);
            }
        }
    }
}

/// `new` with the required fields in their order, `with_*` for each optional one.
fn constructors(input: &DeriveInput, fields: &[Field]) -> TokenStream {
    let DeriveInput { ident: name, vis, .. } = input;
    let (optional, required): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.optional().is_some());
    let arguments = required.iter().map(|Field { ident, ty, .. }| match into_string(ty) {
        true => quote!(#ident: impl ::core::convert::Into<::std::string::String>),
        false => quote!(#ident: #ty),
    });
    let given = required.iter().map(|Field { ident, ty, .. }| match into_string(ty) {
        true => quote!(#ident: #ident.into()),
        false => quote!(#ident),
    });
    let absent = optional.iter().map(|Field { ident, .. }| quote!(#ident: ::core::option::Option::None));
    let setters = optional.iter().filter_map(|field| {
        let (ident, docs, inner) = (&field.ident, &field.docs, field.optional()?);
        let setter = format_ident!("with_{}", ident);
        let (argument, value) = if into_string(inner) {
            (quote!(impl ::core::convert::Into<::std::string::String>), quote!(value.into()))
        } else {
            (quote!(#inner), quote!(value))
        };
        Some(quote! {
            #(#docs)*
            #[must_use]
            #vis fn #setter(mut self, value: #argument) -> Self {
                self.#ident = ::core::option::Option::Some(#value);
                self
            }
        })
    });
    let doc = format!("A `{name}` with its required fields, in the order of the official page.");
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #name {
            #[doc = #doc]
            #[must_use]
            #[allow(clippy::too_many_arguments)]
            #vis fn new(#(#arguments),*) -> Self {
                Self { #(#given,)* #(#absent,)* }
            }

            #(#setters)*
        }
    }
}

fn into_string(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("String"))
}

/// The body: fields in their order, absent options left out, path and query fields elsewhere.
fn serialize(name: &Ident, fields: &[Field]) -> TokenStream {
    let text = name.to_string();
    let body: Vec<_> = fields.iter().filter(|field| field.place == Place::Body).collect();
    let count = body.len();
    let members = body.iter().map(|field| {
        let Field { ident, name, .. } = field;
        let written = quote!(SerializeStruct::serialize_field(&mut members, #name, value)?);
        if field.optional().is_some() {
            quote! {
                match &self.#ident {
                    ::core::option::Option::Some(value) => #written,
                    ::core::option::Option::None => SerializeStruct::skip_field(&mut members, #name)?,
                }
            }
        } else {
            quote! {
                {
                    let value = &self.#ident;
                    #written
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl ::wx_types::__private::serde::Serialize for #name {
            fn serialize<S: ::wx_types::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                use ::wx_types::__private::serde::ser::SerializeStruct;
                #[allow(unused_mut)]
                let mut members = serializer.serialize_struct(#text, #count)?;
                #(#members)*
                SerializeStruct::end(members)
            }
        }
    }
}
