//! `#[derive(Endpoint)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    DeriveInput, Expr, ExprCall, Ident, Lit, LitStr, Path, Token, Type,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

use crate::attribute::{self, Field, Place};

pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let fields = attribute::fields(input)?;
    let Some(attribute) = input.attrs.iter().find(|attribute| attribute.path().is_ident("endpoint")) else {
        return Err(syn::Error::new(
            input.ident.span(),
            "write #[endpoint(GET \"/path\", reply = .., repeat = .., page = \"..\", read = \"..\")]",
        ));
    };
    let described: Described = attribute.parse_args()?;
    let target = target(&described, &fields)?;
    let number = number(&described, &fields)?;
    let addressed = addressed(&fields);
    let Described { method, path, reply, repeat, page, read, check, asks_when_busy } = &described;
    let name = &input.ident;
    let repeat = match repeat {
        RepeatRule::Safe => quote!(Safe),
        RepeatRule::SameKey(field) => quote!(SameKey(#field)),
        RepeatRule::Once(field) => quote!(Once(#field)),
    };
    let check = check.as_ref().map(|check| {
        quote! {
            fn check_across(&self, checker: &mut ::wx_types::Checker) {
                #check(self, checker);
            }
        }
    });
    Ok(quote! {
        #[automatically_derived]
        impl ::wx_types::Endpoint for #name {
            type Reply = #reply;

            const OPERATION: ::wx_types::Operation = ::wx_types::Operation {
                method: ::wx_types::Method::#method,
                path: #path,
                repeat: ::wx_types::Repeat::#repeat,
                page: #page,
                read: #read,
                model: <#name as ::wx_types::Model>::INFO,
                empty_reply: <#reply as ::wx_types::Reply>::EMPTY,
            };

            const ASKS_WHEN_BUSY: bool = #asks_when_busy;

            fn target(&self) -> ::std::string::String {
                #target
            }

            fn business_number(&self) -> ::core::option::Option<::wx_types::BusinessNumber> {
                #number
            }

            fn addressed(&self) -> ::std::vec::Vec<(&'static str, ::std::string::String)> {
                #addressed
            }

            #check
        }
    })
}

/// What `#[endpoint(..)]` says.
struct Described {
    method: Ident,
    path: LitStr,
    reply: Type,
    repeat: RepeatRule,
    page: LitStr,
    read: LitStr,
    check: Option<Path>,
    asks_when_busy: bool,
}

enum RepeatRule {
    Safe,
    SameKey(LitStr),
    Once(LitStr),
}

impl Parse for Described {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let method: Ident = input.parse()?;
        let method = match method.to_string().as_str() {
            "GET" => Ident::new("Get", method.span()),
            "POST" => Ident::new("Post", method.span()),
            _ => return Err(syn::Error::new(method.span(), "the method is GET or POST")),
        };
        let path: LitStr = input.parse()?;
        let (mut reply, mut repeat, mut page, mut read, mut check) = (None, None, None, None, None);
        let mut asks_when_busy = false;
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let word: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            match word.to_string().as_str() {
                "reply" => reply = Some(input.parse()?),
                "repeat" => repeat = Some(input.parse()?),
                "page" => page = Some(input.parse()?),
                "read" => read = Some(input.parse()?),
                "check" => check = Some(input.parse()?),
                "busy" => asks_when_busy = asks(&input.parse()?)?,
                _ => {
                    return Err(syn::Error::new(
                        word.span(),
                        "expected reply, repeat, page, read, check or busy",
                    ));
                }
            }
        }
        let missing = |what: &str| syn::Error::new(path.span(), what);
        if let Some(read) = read.as_ref().filter(|read| !is_date(&LitStr::value(read))) {
            return Err(syn::Error::new(read.span(), "write the day as YYYY-MM-DD"));
        }
        Ok(Self {
            reply: reply.ok_or_else(|| missing("`reply = ..` is missing: what does a successful answer hold?"))?,
            repeat: repeat.ok_or_else(|| {
                missing(
                    "`repeat = ..` is missing: what happens if this is sent twice? Safe (it only reads), \
                     SameKey(\"field\") (identical repetition is documented) or Once(\"field\") (ask for the outcome)",
                )
            })?,
            page: page.ok_or_else(|| missing("`page = ..` is missing: which official page describes it?"))?,
            read: read.ok_or_else(|| missing("`read = ..` is missing: when was the page read?"))?,
            method,
            path,
            check,
            asks_when_busy,
        })
    }
}

/// What `busy = ..` says.
fn asks(word: &Ident) -> syn::Result<bool> {
    if word == "Ask" {
        Ok(true)
    } else {
        Err(syn::Error::new(word.span(), "expected Ask, or no `busy` at all"))
    }
}

fn is_date(text: &str) -> bool {
    let digit_or_dash = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 10 && text.bytes().enumerate().all(digit_or_dash)
}

impl Parse for RepeatRule {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let expression: Expr = input.parse()?;
        let unknown =
            || syn::Error::new(expression.span(), "expected Safe, SameKey(\"field\") or Once(\"field\")");
        match &expression {
            Expr::Path(path) if path.path.is_ident("Safe") => Ok(Self::Safe),
            Expr::Call(ExprCall { func, args, .. }) => {
                let (Expr::Path(func), Some(Expr::Lit(argument))) = (&**func, args.first()) else {
                    return Err(unknown());
                };
                match &argument.lit {
                    Lit::Str(field) if func.path.is_ident("SameKey") => Ok(Self::SameKey(field.clone())),
                    Lit::Str(field) if func.path.is_ident("Once") => Ok(Self::Once(field.clone())),
                    _ => Err(unknown()),
                }
            }
            _ => Err(unknown()),
        }
    }
}

/// The path with its parameters filled in, then the query.
fn target(described: &Described, fields: &[Field]) -> syn::Result<TokenStream> {
    let path = described.path.value();
    let fault = |what: String| Err(syn::Error::new(described.path.span(), what));
    if !path.starts_with('/') {
        return fault("the path starts with `/`: the host is not part of it".to_owned());
    }
    if let Some(other) = path.chars().find(|c| !c.is_ascii_alphanumeric() && !"-._~/{}".contains(*c)) {
        return fault(format!(
            "the path holds `{other}`: a query is written by fields with #[wx(query, ..)]"
        ));
    }
    let mut pieces = Vec::new();
    let mut rest = path.as_str();
    let mut filled = Vec::new();
    while let Some((literal, tail)) = rest.split_once('{') {
        let Some((name, tail)) = tail.split_once('}') else {
            return fault("a `{` without its `}`".to_owned());
        };
        let Some(field) = fields.iter().find(|field| field.place == Place::Path && field.name == name) else {
            return fault(format!("no field `{name}` with #[wx(path, ..)] fills `{{{name}}}`"));
        };
        let ident = &field.ident;
        pieces.push(quote!(.literal(#literal).segment(::wx_types::Value::wire_text(&self.#ident))));
        filled.push(name);
        rest = tail;
    }
    pieces.push(quote!(.literal(#rest)));
    for field in fields {
        let Field { ident, name, .. } = field;
        match field.place {
            Place::Path if !filled.contains(&name.as_str()) => {
                return Err(syn::Error::new(ident.span(), format!("the path has no `{{{name}}}`")));
            }
            Place::Path if field.optional().is_some() => {
                return Err(syn::Error::new(ident.span(), "a path field cannot be optional"));
            }
            Place::Query => pieces.push(quote!(.query(#name, ::wx_types::Value::wire_text(&self.#ident)))),
            Place::Body if described.method == "Get" => {
                return Err(syn::Error::new(
                    ident.span(),
                    "a GET request has no body: write #[wx(query, ..)] or #[wx(path, ..)]",
                ));
            }
            Place::Path | Place::Body => {}
        }
    }
    Ok(quote!(::wx_types::__private::Target::default() #(#pieces)* .finish()))
}

/// The values of the fields in path and query.
fn addressed(fields: &[Field]) -> TokenStream {
    let addressed: Vec<_> = fields
        .iter()
        .filter(|field| field.place != Place::Body)
        .map(|Field { ident, name, .. }| quote!((#name, ::wx_types::Value::wire_text(&self.#ident))))
        .collect();
    let count = addressed.len();
    quote! {
        let found: [(&'static str, ::core::option::Option<::std::string::String>); #count] = [#(#addressed),*];
        found.into_iter().filter_map(|(name, value)| ::core::option::Option::Some((name, value?))).collect()
    }
}

/// The business number, from the field that `repeat` names.
fn number(described: &Described, fields: &[Field]) -> syn::Result<TokenStream> {
    let (RepeatRule::SameKey(named) | RepeatRule::Once(named)) = &described.repeat else {
        return Ok(quote!(::core::option::Option::None));
    };
    let Some(field) = fields.iter().find(|field| field.name == named.value()) else {
        return Err(syn::Error::new(named.span(), format!("there is no field `{}`", named.value())));
    };
    if field.optional().is_some() {
        let what = format!("`{}` is optional: without it nobody could tell a repetition", field.name);
        return Err(syn::Error::new(named.span(), what));
    }
    let Field { ident, name, ty, .. } = field;
    let words = format!("field `{name}`: a business number is a text or a number");
    Ok(quote_spanned! {named.span()=>
        const _: () = assert!(::wx_types::__private::is_scalar::<#ty>(), #words);
        ::wx_types::Value::wire_text(&self.#ident).map(|value| ::wx_types::BusinessNumber::new(#name, value))
    })
}
