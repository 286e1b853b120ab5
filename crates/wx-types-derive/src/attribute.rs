//! Reads the struct: its fields and what `#[wx(..)]` says of each.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprRange, Fields, Ident, LitStr, RangeLimits, Type, ext::IdentExt,
    meta::ParseNestedMeta, spanned::Spanned,
};

/// One field with what is written beside it.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) docs: Vec<Attribute>,
    /// The name on the wire.
    pub(crate) name: String,
    pub(crate) place: Place,
    /// The rules as constant expressions.
    pub(crate) rules: Vec<TokenStream>,
    /// What the field's type must be able to do, as constant assertions.
    pub(crate) demands: Vec<TokenStream>,
    /// Whether a rule measures the value as JSON.
    pub(crate) measured: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Body,
    Path,
    Query,
}

impl Field {
    /// The type inside `Option<..>`, if it is one.
    pub(crate) fn optional(&self) -> Option<&Type> {
        let Type::Path(path) = &self.ty else { return None };
        let last = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
        match &last.arguments {
            syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
                Some(syn::GenericArgument::Type(inner)) => Some(inner),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The fields of a struct, each with its attribute; every fault of the input is reported at once.
pub(crate) fn fields(input: &DeriveInput) -> syn::Result<Vec<Field>> {
    let named = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => named,
            Fields::Unnamed(_) | Fields::Unit => {
                return Err(syn::Error::new(input.span(), "a model is a struct with named fields"));
            }
        },
        _ => return Err(syn::Error::new(input.span(), "a model is a struct with named fields")),
    };
    if let Some(generic) = input.generics.params.first() {
        return Err(syn::Error::new(generic.span(), "a model has no type parameters"));
    }
    let mut fields = Vec::new();
    let mut faults: Option<syn::Error> = None;
    for field in &named.named {
        match read(field) {
            Ok(field) => fields.push(field),
            Err(fault) => match &mut faults {
                Some(all) => all.combine(fault),
                None => faults = Some(fault),
            },
        }
    }
    faults.map_or(Ok(fields), Err)
}

fn read(field: &syn::Field) -> syn::Result<Field> {
    let Some(ident) = field.ident.clone() else {
        return Err(syn::Error::new(field.span(), "a model is a struct with named fields"));
    };
    let mut attributes = field.attrs.iter().filter(|attribute| attribute.path().is_ident("wx"));
    let Some(attribute) = attributes.next() else {
        return Err(syn::Error::new(
            ident.span(),
            format!(
                "field `{ident}` has no #[wx(..)]: write its documented rules, or #[wx(any)] where there are none"
            ),
        ));
    };
    if let Some(second) = attributes.next() {
        return Err(syn::Error::new(second.span(), "one #[wx(..)] per field"));
    }
    let mut read = Field {
        name: wire_name(field)?.unwrap_or_else(|| ident.unraw().to_string()),
        ident,
        ty: field.ty.clone(),
        docs: field.attrs.iter().filter(|a| a.path().is_ident("doc")).cloned().collect(),
        place: Place::Body,
        rules: Vec::new(),
        demands: Vec::new(),
        measured: false,
    };
    let mut said_anything = false;
    attribute.parse_nested_meta(|meta| {
        said_anything = true;
        item(&meta, &mut read)
    })?;
    if !said_anything {
        return Err(syn::Error::new(
            attribute.span(),
            "empty #[wx()]: write #[wx(any)] where the page gives no limit",
        ));
    }
    Ok(read)
}

/// The name in `#[serde(rename = "..")]`, if there is one.
fn wire_name(field: &syn::Field) -> syn::Result<Option<String>> {
    let mut name = None;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<Expr>()?;
            }
            Ok(())
        })?;
    }
    Ok(name)
}

/// One item of `#[wx(..)]`.
fn item(meta: &ParseNestedMeta<'_>, field: &mut Field) -> syn::Result<()> {
    let Some(word) = meta.path.get_ident().map(ToString::to_string) else {
        return Err(meta.error("unknown rule"));
    };
    let ty = &field.ty;
    match word.as_str() {
        "any" => {}
        "path" => field.place = Place::Path,
        "query" => field.place = Place::Query,
        "typed" => field.demands.push(quote! {
            assert!(
                !<#ty as ::wx_types::Value>::LENT.is_empty(),
                "#[wx(typed)]: the field's type brings no rules along"
            );
        }),
        "nested" => field.demands.push(quote! {
            assert!(
                matches!(
                    <#ty as ::wx_types::Value>::KIND,
                    ::wx_types::Kind::Object(_) | ::wx_types::Kind::List(::wx_types::Kind::Object(_))
                ),
                "#[wx(nested)]: the field's type is neither a model nor a list of them"
            );
        }),
        "chars" => field.rules.push(bounds(meta, "Chars", "usize")?),
        "bytes" => field.rules.push(bounds(meta, "Bytes", "usize")?),
        "items" => field.rules.push(bounds(meta, "Items", "usize")?),
        "range" => field.rules.push(bounds(meta, "Range", "i64")?),
        "json_bytes" => {
            let max: Expr = meta.value()?.parse()?;
            field.measured = true;
            field.rules.push(quote!(::wx_types::Rule::JsonBytes { max: #max }));
        }
        "charset" => {
            let charset: Expr = meta.value()?.parse()?;
            field.rules.push(quote!(::wx_types::Rule::Charset(#charset)));
        }
        "form" => {
            let form: Expr = meta.value()?.parse()?;
            field.rules.push(quote!(::wx_types::Rule::Form(#form)));
        }
        "one_of" => {
            let values: Expr = meta.value()?.parse()?;
            field.rules.push(quote!(::wx_types::Rule::OneOf(&#values)));
        }
        "basic_plane" => field.rules.push(quote!(::wx_types::Rule::BasicPlane)),
        _ => return Err(meta.error(format!("unknown rule `{word}`"))),
    }
    Ok(())
}

/// `min..=max`, or `min..` where no page gives an upper limit.
fn bounds(meta: &ParseNestedMeta<'_>, rule: &str, of: &str) -> syn::Result<TokenStream> {
    let range: ExprRange = meta.value()?.parse()?;
    let (rule, of) = (Ident::new(rule, range.span()), Ident::new(of, range.span()));
    let Some(min) = &range.start else {
        return Err(syn::Error::new(range.span(), "write the lower limit: `1..=127`"));
    };
    match (&range.limits, &range.end) {
        (RangeLimits::Closed(_), Some(max)) => Ok(quote!(::wx_types::Rule::#rule { min: #min, max: #max })),
        (RangeLimits::HalfOpen(_), None) => Ok(quote!(::wx_types::Rule::#rule { min: #min, max: #of::MAX })),
        _ => {
            Err(syn::Error::new(range.span(), "write the limits as the page does, both included: `1..=127`"))
        }
    }
}
