//! Path and query as they are signed and sent.

use wx_types::percent_encode;

use crate::token::AccessToken;

/// `path` with the token in its query, encoded. The path may have a query of its own.
pub(crate) fn with_token(path: &str, token: Option<&AccessToken>) -> String {
    let mut target = path.to_owned();
    if let Some(token) = token {
        target.push_str(if path.contains('?') { "&access_token=" } else { "?access_token=" });
        target.push_str(&percent_encode(token.secret()));
    }
    target
}

/// The path without its query, for errors.
pub(crate) fn path_of(target: &str) -> &str {
    target.split_once('?').map_or(target, |(path, _)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, token: &str, expected: &str) {
        assert_eq!(with_token(path, Some(&AccessToken::new(token))), expected);
    }

    #[test]
    fn the_token_is_encoded() {
        check("/a/b", "72_aB-~.9", "/a/b?access_token=72_aB-~.9");
        check("/a/b", "a b&c=d#%中/+", "/a/b?access_token=a%20b%26c%3Dd%23%25%E4%B8%AD%2F%2B");
        check("/a/b?from_appid=wx1", "T", "/a/b?from_appid=wx1&access_token=T");
    }

    #[test]
    fn without_a_token_the_path_stays_as_it_is() {
        assert_eq!(with_token("/a/b", None), "/a/b");
        assert_eq!((path_of("/a/b?c=d"), path_of("/a/b")), ("/a/b", "/a/b"));
    }
}
