use wx_types::charset::Charset;

#[track_caller]
fn check(charset: Charset, members: &str, words: &str) {
    assert_eq!(charset.members().collect::<String>(), members);
    assert_eq!(charset.to_string(), words);
    for character in (0..=0x2ff).filter_map(char::from_u32).chain(['中', '１', 'Ａ', '😀', '\u{200b}']) {
        assert_eq!(charset.contains(character), members.contains(character), "{character:?}");
    }
}

#[test]
fn members_are_what_is_contained() {
    const ALPHANUMERIC: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    check(Charset::DIGITS, "0123456789", "digits");
    check(Charset::ORDER_NUMBER, &format!("{ALPHANUMERIC}_-|*"), "digits, letters and _-|*");
    check(Charset::REFUND_NUMBER, &format!("{ALPHANUMERIC}_-|*@"), "digits, letters and _-|*@");
    check(Charset::GOODS_ID, &format!("{ALPHANUMERIC}-_"), "digits, letters and -_");
    check(Charset { digits: true, letters: true, also: "" }, ALPHANUMERIC, "digits and letters");
    check(Charset { digits: true, letters: false, also: "." }, "0123456789.", "digits and .");
    check(Charset { digits: false, letters: true, also: "" }, &ALPHANUMERIC[10..], "letters");
    check(Charset { digits: false, letters: false, also: "-_" }, "-_", "only -_");
    check(Charset { digits: false, letters: false, also: "" }, "", "no character");
}

#[test]
fn visible_is_ascii_without_blanks_and_controls() {
    for character in (0..=0x2ff).filter_map(char::from_u32) {
        assert_eq!(Charset::VISIBLE.contains(character), character.is_ascii_graphic(), "{character:?}");
    }
    assert_eq!(Charset::VISIBLE.members().count(), 94);
    assert_eq!(Charset::VISIBLE.to_string(), "visible ASCII characters");
}
