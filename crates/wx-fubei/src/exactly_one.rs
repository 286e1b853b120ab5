use wx_types::Checker;

/// Reports `rule` at `path` unless exactly one of the fields is `given`: where there are more, no page says which one would
/// count.
pub(crate) fn exactly_one(given: &[bool], path: &str, rule: &'static str, checker: &mut Checker) {
    if given.iter().filter(|given| **given).count() != 1 {
        checker.report(path, rule);
    }
}
