//! Reads the struct: its fields and what `#[wx(..)]` says of each.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    Attribute, Data, DataStruct, DeriveInput, Expr, ExprRange, Fields, Ident, LitStr, RangeLimits, Token,
    Type, ext::IdentExt, meta::ParseNestedMeta, spanned::Spanned,
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
    /// What must hold of the field's type and limits, as constant assertions.
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

    /// Has the compiler ask whether `ty` is what it `must` be.
    fn demand(&mut self, ty: &Type, must: &str, words: &str) {
        let (must, words) = (Ident::new(must, ty.span()), format!("field `{}`: {words}", self.name));
        self.demands
            .push(quote_spanned!(ty.span()=> assert!(::wx_types::__private::#must::<#ty>(), #words);));
    }

    /// `min..=max`, or `min..` where no page gives an upper limit.
    fn bounds(&mut self, meta: &ParseNestedMeta<'_>, rule: &str, of: &str) -> syn::Result<()> {
        let range: Expr = meta.value()?.parse()?;
        let (rule, of) = (Ident::new(rule, range.span()), Ident::new(of, range.span()));
        let (min, max) = match &range {
            Expr::Range(ExprRange {
                start: Some(min),
                limits: RangeLimits::Closed(_),
                end: Some(max),
                ..
            }) => (min, quote!(#max)),
            Expr::Range(ExprRange { start: Some(min), end: None, .. }) => (min, quote!(#of::MAX)),
            _ => {
                return Err(syn::Error::new(
                    range.span(),
                    "write the limits as the page does, both included: `1..=127`, or `1..` where it gives no upper one",
                ));
            }
        };
        let words = format!("field `{}`: no value lies between these limits", self.name);
        self.demands.push(quote_spanned!(range.span()=> {
            let (min, max): (#of, #of) = (#min, #max);
            assert!(min <= max, #words);
        }));
        self.rules.push(quote!(::wx_types::Rule::#rule { min: #min, max: #max }));
        Ok(())
    }
}

/// The fields of a struct, each with its attribute; every fault of the input is reported at once.
pub(crate) fn fields(input: &DeriveInput) -> syn::Result<Vec<Field>> {
    let Data::Struct(DataStruct { fields: Fields::Named(named), .. }) = &input.data else {
        return Err(syn::Error::new(input.ident.span(), "a model is a struct with named fields"));
    };
    if let Some(generic) = input.generics.params.first() {
        return Err(syn::Error::new(
            generic.span(),
            "a model has no generic parameters: its table is one constant",
        ));
    }
    wire_name(&input.attrs)?;
    let mut fields = Vec::<Field>::new();
    let mut faults: Option<syn::Error> = None;
    for field in &named.named {
        let field = read(field).and_then(|field| match fields.iter().any(|other| other.name == field.name) {
            true => {
                Err(syn::Error::new(field.ident.span(), format!("two fields are called `{}`", field.name)))
            }
            false => Ok(field),
        });
        match (field, &mut faults) {
            (Ok(field), _) => fields.push(field),
            (Err(fault), Some(all)) => all.combine(fault),
            (Err(fault), None) => faults = Some(fault),
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
        name: wire_name(&field.attrs)?.unwrap_or_else(|| ident.unraw().to_string()),
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
    let ty = read.optional().unwrap_or(&read.ty).clone();
    read.demand(&ty, "is_present", "write an option as `Option<..>` itself, once, around the whole type");
    Ok(read)
}

/// The name in `#[serde(rename = "..")]`, if there is one. Attributes that would have the body differ from the table are
/// refused.
fn wire_name(attributes: &[Attribute]) -> syn::Result<Option<String>> {
    let mut name = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            let heeded = ["default", "deserialize_with", "deny_unknown_fields"];
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if !heeded.iter().any(|word| meta.path.is_ident(word)) {
                return Err(meta.error(
                    "the table and the body do not follow this: beside #[wx(..)] stand rename = \"..\", default and \
                     deserialize_with (options are left out anyway)",
                ));
            } else if meta.input.peek(Token![=]) {
                meta.value()?.parse::<Expr>()?;
            }
            Ok(())
        })?;
    }
    Ok(name)
}

/// One item of `#[wx(..)]`: its rule, and what the field's type must be for the rule to be heard.
fn item(meta: &ParseNestedMeta<'_>, field: &mut Field) -> syn::Result<()> {
    let word = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
    let (must, words) = match word.as_str() {
        "any" => return Ok(()),
        "path" => {
            field.place = Place::Path;
            field.rules.push(quote!(::wx_types::Rule::Form(::wx_types::rule::TextForm::PathSegment)));
            ("is_scalar", "a text, a number or a boolean")
        }
        "query" => {
            field.place = Place::Query;
            ("is_scalar", "a text, a number or a boolean")
        }
        "typed" => ("lends", "a type that brings rules along"),
        "nested" => ("is_model", "a model without path and query fields, or a list of them"),
        "chars" => {
            field.bounds(meta, "Chars", "usize")?;
            ("is_text", "a text")
        }
        "bytes" => {
            field.bounds(meta, "Bytes", "usize")?;
            ("is_text", "a text")
        }
        "items" => {
            field.bounds(meta, "Items", "usize")?;
            ("is_list", "a list")
        }
        "range" => {
            field.bounds(meta, "Range", "i64")?;
            ("is_number", "a number")
        }
        "json_bytes" => {
            let max: Expr = meta.value()?.parse()?;
            field.measured = true;
            field.rules.push(quote!(::wx_types::Rule::JsonBytes { max: #max }));
            return Ok(());
        }
        "charset" => {
            let charset: Expr = meta.value()?.parse()?;
            field.rules.push(quote!(::wx_types::Rule::Charset(#charset)));
            ("is_text", "a text")
        }
        "form" => {
            let form: Expr = meta.value()?.parse()?;
            field.rules.push(quote!(::wx_types::Rule::Form(#form)));
            ("is_text", "a text")
        }
        "one_of" => {
            let values: Expr = meta.value()?.parse()?;
            field.rules.push(quote!(::wx_types::Rule::OneOf(&#values)));
            ("is_text", "a text")
        }
        "basic_plane" => {
            field.rules.push(quote!(::wx_types::Rule::BasicPlane));
            ("is_text", "a text")
        }
        _ => {
            return Err(meta.error(
                "unknown rule: there are chars, bytes, range, items, json_bytes, charset, one_of, form, basic_plane, \
                 typed, nested, any, path and query",
            ));
        }
    };
    let needs = format!("#[wx({word})] needs {words}");
    field.demand(&field.ty.clone(), must, &needs);
    Ok(())
}
