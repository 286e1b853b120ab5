//! How rules and faults read. These lines end up in front of people, so a change of them is a change.

use wx_types::{Fault, Rule, Unit, Violation, Violations, charset::Charset, rule::TextForm};

#[track_caller]
fn check_rule(rule: Rule, words: &str) {
    assert_eq!(rule.to_string(), words);
}

#[track_caller]
fn check_fault(fault: Fault, words: &str) {
    assert_eq!(fault.to_string(), words);
    assert_eq!(Violation::new("a.b[3].c", fault.clone()).to_string(), format!("a.b[3].c: {words}"));
    assert_eq!(Violation::new("", fault).to_string(), words);
}

#[test]
fn rules() {
    check_rule(Rule::Chars { min: 6, max: 32 }, "6 to 32 characters");
    check_rule(Rule::Chars { min: 1, max: usize::MAX }, "at least 1 characters");
    check_rule(Rule::Bytes { min: 0, max: 127 }, "at most 127 bytes");
    check_rule(Rule::Bytes { min: 32, max: 32 }, "32 bytes");
    check_rule(Rule::Range { min: 1, max: i64::MAX }, "at least 1");
    check_rule(Rule::Range { min: i64::MIN, max: 5 }, "at most 5");
    check_rule(Rule::Range { min: 0, max: 100 }, "0 to 100");
    check_rule(Rule::Items { min: 1, max: 6000 }, "1 to 6000 entries");
    check_rule(Rule::JsonBytes { max: 6144 }, "at most 6144 bytes of JSON");
    check_rule(Rule::Charset(Charset::DIGITS), "digits");
    check_rule(Rule::OneOf(&["CNY", "HKD"]), "one of CNY, HKD");
    check_rule(Rule::Form(TextForm::IpAddress), "an IPv4 or IPv6 address");
    check_rule(
        Rule::Form(TextForm::Trimmed),
        "a text without control characters and without blanks before or after it",
    );
    check_rule(
        Rule::Form(TextForm::ServiceStart),
        "a time such as 20091225091010, a day such as 20091225, or OnAccept",
    );
    check_rule(Rule::Form(TextForm::ServiceEnd), "a time such as 20091225121010 or a day such as 20091225");
    check_rule(Rule::BasicPlane, "characters of one to three bytes");
}

#[test]
fn faults() {
    let length = |unit, min, max, found| Fault::Length { unit, min, max, found };
    check_fault(Fault::Missing, "is required");
    check_fault(Fault::Null, "must be left out instead of null");
    check_fault(Fault::Duplicate, "must be given once");
    check_fault(Fault::UnknownMember, "is not a documented member");
    check_fault(Fault::Type { expected: "a string", found: "a list" }, "must be a string (found a list)");
    check_fault(length(Unit::Characters, 6, 32, 2), "must be 6 to 32 characters (found 2)");
    check_fault(length(Unit::Bytes, 1, usize::MAX, 0), "must be at least 1 bytes (found 0)");
    check_fault(length(Unit::JsonBytes, 0, 6144, 6145), "must be at most 6144 bytes of JSON (found 6145)");
    check_fault(length(Unit::Entries, 2, 2, 1), "must be 2 entries (found 1)");
    check_fault(Fault::Range { min: 1, max: i64::MAX, found: 0 }, "must be at least 1 (found 0)");
    check_fault(Fault::Range { min: 1, max: 9, found: 10 }, "must be 1 to 9 (found 10)");
    check_fault(
        Fault::Charset { allowed: Charset::ORDER_NUMBER, position: 3 },
        "may hold digits, letters and _-|*; character 3 is another one",
    );
    check_fault(Fault::OneOf { allowed: &["CNY"] }, "must be one of CNY");
    check_fault(
        Fault::FourByteCharacter { position: 0 },
        "may hold characters of one to three UTF-8 bytes; character 0 needs four",
    );
    check_fault(Fault::Across { rule: "this or that, not both" }, "this or that, not both");
    check_fault(
        Fault::Unreadable { expected: "one JSON object in UTF-8" },
        "must be one JSON object in UTF-8",
    );
}

#[test]
fn violations_are_one_line_and_never_none() {
    assert_eq!(Violations::none(Vec::new()), Ok(()));
    let both = vec![Violation::new("a", Fault::Missing), Violation::new("b", Fault::Null)];
    let violations = Violations::none(both.clone()).unwrap_err();
    assert_eq!(violations.to_string(), "a: is required; b: must be left out instead of null");
    assert_eq!(violations.len(), 2);
    assert!(violations.names("a") && !violations.names("c"));
    assert_eq!(violations.into_iter().collect::<Vec<_>>(), both);
    assert_eq!(Violations::from(both[0].clone()).len(), 1);
}
