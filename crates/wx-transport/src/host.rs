//! Scheme and authority of a gateway, and the targets joined to it.

use std::{
    error::Error,
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use http::{
    Uri,
    uri::{Authority, PathAndQuery, Scheme},
};

/// Scheme and authority of a gateway, such as `https://api.mch.weixin.qq.com`. Cheap to clone.
///
/// ```
/// use wx_transport::Host;
///
/// let host = Host::parse("https://api.mch.weixin.qq.com")?;
/// assert_eq!(host.authority(), "api.mch.weixin.qq.com");
///
/// let sandbox = Host::parse("http://127.0.0.1:8080")?;
/// assert_eq!(sandbox.base(), "http://127.0.0.1:8080");
///
/// assert!(Host::parse("http://api.mch.weixin.qq.com").is_err());
/// # Ok::<(), wx_transport::HostError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Host {
    base: Arc<str>,
    scheme: Scheme,
    authority: Authority,
}

impl Host {
    /// Reads `https://name` or `https://name:port`.
    ///
    /// Plain `http` is accepted for this machine only: `localhost`, `127.0.0.0/8` and `[::1]`. Letters of the name
    /// are lowered; nothing else is changed.
    ///
    /// # Errors
    ///
    /// [`HostError`] names what is wrong with the text and what to write instead, without repeating the text.
    pub fn parse(text: &str) -> Result<Self, HostError> {
        if text.is_empty() {
            return Err(HostError(Fault::Empty));
        }
        let (scheme, authority) = text.split_once("://").ok_or(HostError(Fault::NoScheme))?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "https" => Scheme::HTTPS,
            "http" => Scheme::HTTP,
            _ => return Err(HostError(Fault::OtherScheme)),
        };
        let host = from_parts(scheme, authority)?;
        if host.scheme == Scheme::HTTP && !is_loopback(host.authority.host()) {
            return Err(HostError(Fault::PlainHttp));
        }
        Ok(host)
    }

    /// Scheme and authority, without a final slash.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Name or address, with the port if one was given.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.authority.as_str()
    }

    /// The absolute URI of a path and query on this host, joined without changing a character.
    ///
    /// # Errors
    ///
    /// [`TargetError`] if the target does not start with `/`, has a fragment, or holds a character that must be
    /// percent-encoded.
    pub fn uri(&self, target: &str) -> Result<Uri, TargetError> {
        if !target.starts_with('/') {
            return Err(TargetError(TargetFault::NoSlash));
        }
        if target.contains('#') {
            return Err(TargetError(TargetFault::Fragment));
        }
        if !target.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TargetError(TargetFault::Character));
        }
        let path = PathAndQuery::try_from(target).map_err(|_| TargetError(TargetFault::Character))?;
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(path)
            .build()
            .map_err(|_| TargetError(TargetFault::Character))
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

/// The text does not name a host.
///
/// The message says what is wrong and what to write instead. It does not repeat the text, which may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostError(Fault);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Empty,
    NoScheme,
    OtherScheme,
    PlainHttp,
    UserInfo,
    Fragment,
    Query,
    Path,
    NoName,
    NonAscii,
    Name,
    Address,
    Port,
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Fault::Empty => "the host is empty; write it as https://name",
            Fault::NoScheme => "the host has no scheme; put https:// before the name",
            Fault::OtherScheme => "the host has a scheme other than https; put https:// before the name",
            Fault::PlainHttp => {
                "plain http is for this machine only (localhost, 127.0.0.0/8, [::1]); write https, \
                 or use danger::plain_http if the gateway offers nothing else"
            }
            Fault::UserInfo => "the host has a user name or password; remove everything up to the @",
            Fault::Fragment => "the host has a fragment; remove everything from the # on",
            Fault::Query => "the host has a query; remove everything from the ? on",
            Fault::Path => "the host has a path; remove everything from the / after the name on",
            Fault::NoName => "the host has no name; write it as https://name",
            Fault::NonAscii => {
                "the host name holds characters beyond ASCII; write it in its xn-- form, without spaces"
            }
            Fault::Name => {
                "the host name is not valid; it consists of labels of 1 to 63 letters, digits or -"
            }
            Fault::Address => "the address in brackets is not an IPv6 address; write it like [::1]",
            Fault::Port => "the port is not a number from 1 to 65535; correct it or leave it out",
        })
    }
}

impl Error for HostError {}

/// The text is not a path and query that can be sent as it stands. It is not repeated, since a query may hold a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetError(TargetFault);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TargetFault {
    NoSlash,
    Fragment,
    Character,
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            TargetFault::NoSlash => "the target does not start with /; write it as /path?query",
            TargetFault::Fragment => "the target has a fragment, which is never sent; percent-encode the #",
            TargetFault::Character => "the target holds a character that cannot be sent; percent-encode it",
        })
    }
}

impl Error for TargetError {}

/// A host of this scheme, whatever the scheme allows.
pub(crate) fn from_parts(scheme: Scheme, authority: &str) -> Result<Host, HostError> {
    for (mark, fault) in
        [('@', Fault::UserInfo), ('#', Fault::Fragment), ('?', Fault::Query), ('/', Fault::Path)]
    {
        if authority.contains(mark) {
            return Err(HostError(fault));
        }
    }
    let (name, port) = split_port(authority)?;
    check_name(name)?;
    if let Some(port) = port {
        check_port(port)?;
    }
    let authority =
        Authority::try_from(authority.to_ascii_lowercase()).map_err(|_| HostError(Fault::Name))?;
    Ok(Host { base: format!("{scheme}://{authority}").into(), scheme, authority })
}

/// Name and port; an IPv6 address keeps its brackets, because its colons are not the port's.
fn split_port(authority: &str) -> Result<(&str, Option<&str>), HostError> {
    if !authority.starts_with('[') {
        return Ok(match authority.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (authority, None),
        });
    }
    let end = authority.find(']').ok_or(HostError(Fault::Address))?.saturating_add(1);
    let (name, rest) = authority.split_at_checked(end).ok_or(HostError(Fault::Address))?;
    match rest.strip_prefix(':') {
        Some(port) => Ok((name, Some(port))),
        None if rest.is_empty() => Ok((name, None)),
        None => Err(HostError(Fault::Port)),
    }
}

fn check_name(name: &str) -> Result<(), HostError> {
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let fault = match name {
        "" => Fault::NoName,
        _ if !name.bytes().all(|byte| byte.is_ascii_graphic()) => Fault::NonAscii,
        _ if name.starts_with('[') => match ipv6(name) {
            Some(_) => return Ok(()),
            None => Fault::Address,
        },
        _ if name.len() <= 253 && name.split('.').all(label_ok) => return Ok(()),
        _ => Fault::Name,
    };
    Err(HostError(fault))
}

fn check_port(port: &str) -> Result<(), HostError> {
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    match port.parse::<u16>() {
        Ok(1..) if digits => Ok(()),
        _ => Err(HostError(Fault::Port)),
    }
}

/// Whether this name certainly means this machine. `127.1` and the like do not count: they mean what a parser makes of
/// them.
fn is_loopback(name: &str) -> bool {
    name == "localhost"
        || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || ipv6(name).is_some_and(|address| address.is_loopback())
}

fn ipv6(name: &str) -> Option<Ipv6Addr> {
    name.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}
