//! Hosts and targets.

use wx_transport::{Host, HostError, Hosts, danger};

#[track_caller]
fn accepts(text: &str, base: &str) {
    let host = Host::parse(text).unwrap();
    assert_eq!(host.base(), base);
    assert_eq!(host.to_string(), base);
    assert_eq!(format!("{host:?}"), base);
    assert_eq!(host.authority(), base.split_once("://").unwrap().1);
}

#[track_caller]
fn refuses(text: &str, word: &str) {
    refused(Host::parse(text), word);
}

#[track_caller]
fn refused(result: Result<Host, HostError>, word: &str) {
    let message = result.unwrap_err().to_string();
    assert!(message.contains(word), "{message:?} does not say {word:?}");
    assert!(message.contains(';'), "{message:?} names no fix");
    assert!(!message.contains("secret"), "{message:?} repeats the text");
}

#[test]
fn https_hosts() {
    accepts("https://api.mch.weixin.qq.com", "https://api.mch.weixin.qq.com");
    accepts("https://api.mch.weixin.qq.com:8443", "https://api.mch.weixin.qq.com:8443");
    accepts("HTTPS://API.mch.Weixin.QQ.com", "https://api.mch.weixin.qq.com");
    accepts("https://192.0.2.7", "https://192.0.2.7");
    accepts("https://[2001:db8::1]:443", "https://[2001:db8::1]:443");
    accepts("https://xn--fiqs8s.example", "https://xn--fiqs8s.example");
}

#[test]
fn plain_http_on_this_machine() {
    accepts("http://localhost:8080", "http://localhost:8080");
    accepts("http://LOCALHOST", "http://localhost");
    accepts("http://127.0.0.1:80", "http://127.0.0.1:80");
    accepts("http://127.9.8.7", "http://127.9.8.7");
    accepts("http://[::1]:9", "http://[::1]:9");
}

#[test]
fn plain_http_elsewhere() {
    for text in [
        "http://api.mch.weixin.qq.com",
        "http://128.0.0.1",
        "http://0.0.0.0",
        "http://127.1",
        "http://2130706433",
        "http://[::2]",
        "http://[::ffff:127.0.0.1]",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
    ] {
        refuses(text, "plain http");
    }
    assert_eq!(danger::plain_http("pay.example.com:81").unwrap().base(), "http://pay.example.com:81");
    assert_eq!(danger::plain_http("pay.example.com").unwrap().uri("/a").unwrap(), "http://pay.example.com/a");
    refused(danger::plain_http("http://pay.example.com"), "path");
    refused(danger::plain_http("u:secret@pay.example.com"), "user name");
    refused(danger::plain_http(""), "no name");
}

#[test]
fn each_mistake_has_its_own_message() {
    refuses("", "empty");
    refuses("api.mch.weixin.qq.com", "no scheme");
    refuses("//api.mch.weixin.qq.com", "no scheme");
    refuses("ftp://api.mch.weixin.qq.com", "scheme other");
    refuses(" https://api.mch.weixin.qq.com", "scheme other");
    refuses("https://user:secret@api.example.com", "user name");
    refuses("https://user:secret@api.example.com/x?y#z", "user name");
    refuses("https://api.example.com/", "path");
    refuses("https://api.example.com/v3", "path");
    refuses("https://api.example.com?token=secret", "query");
    refuses("https://api.example.com#secret", "fragment");
    refuses("https://", "no name");
    refuses("https://:443", "no name");
    refuses("https://支付.example", "ASCII");
    refuses("https://api example.com", "spaces");
    refuses("https://api..example.com", "labels");
    refuses("https://api.example.com.", "labels");
    refuses("https://-api.example.com", "labels");
    refuses("https://api\\example.com", "labels");
    refuses(&format!("https://{}.example", "a".repeat(64)), "labels");
    refuses(&format!("https://{}", ["abcdefghi"; 26].join(".")), "labels");
    refuses("https://[::1", "IPv6");
    refuses("https://[::g]", "IPv6");
    refuses("https://[::1]x", "port");
    for port in ["", "0", "65536", "+80", "8o", "80:80"] {
        refuses(&format!("https://api.example.com:{port}"), "port");
    }
}

#[test]
fn a_target_is_joined_verbatim() {
    let host = Host::parse("https://api.example.com:8443").unwrap();
    for target in ["/", "/v3/a?b=c&d=%E4%BD%A0", "/a//b", "//evil.example/x", "/a?b?c", "/a/?"] {
        assert_eq!(host.uri(target).unwrap().to_string(), format!("https://api.example.com:8443{target}"));
    }
}

#[test]
fn a_target_that_would_not_arrive_as_it_is() {
    let host = Host::parse("https://api.example.com").unwrap();
    for (target, word) in [
        ("", "start with /"),
        ("v3/a", "start with /"),
        ("@evil.example/", "start with /"),
        ("https://evil.example/", "start with /"),
        ("/a#b", "fragment"),
        ("/a b", "percent-encode"),
        ("/你", "percent-encode"),
        ("/a\r\nX: y", "percent-encode"),
    ] {
        let message = host.uri(target).unwrap_err().to_string();
        assert!(message.contains(word), "{target:?}: {message:?} does not say {word:?}");
    }
}

#[test]
fn hosts_keep_their_order() {
    let host = |name: &str| Host::parse(&format!("https://{name}.example")).unwrap();
    let hosts = Hosts::new(host("a")).with_backup(host("b")).with_backup(host("c"));
    assert_eq!(hosts.len(), 3);
    assert_eq!(*hosts.primary(), host("a"));
    assert_eq!(hosts.iter().cloned().collect::<Vec<_>>(), [host("a"), host("b"), host("c")]);
    assert_eq!(Hosts::from(host("a")).len(), 1);
}
