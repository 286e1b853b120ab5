use proptest::prelude::*;
use wx_types::{Fault, Kind, Model, Value};

use crate::models::{Channel, flawless};

#[test]
fn documented_values_are_variants() {
    assert_eq!(Channel::KNOWN, ["ORIGINAL", "BALANCE"]);
    for (variant, wire) in [(Channel::Original, "ORIGINAL"), (Channel::Balance, "BALANCE")] {
        let json = format!("\"{wire}\"");
        assert_eq!(serde_json::to_string(&variant).unwrap(), json);
        assert_eq!(serde_json::from_str::<Channel>(&json).unwrap(), variant);
        assert_eq!((variant.as_str(), variant.to_string()), (wire, wire.to_owned()));
        assert_eq!(variant.wire_text().as_deref(), Some(wire));
    }
    assert!(matches!(Channel::KIND, Kind::Text));
    for json in ["1", "null", "[]", "{\"ORIGINAL\":1}"] {
        assert!(serde_json::from_str::<Channel>(json).is_err(), "{json}");
    }
}

proptest! {
    #[test]
    fn other_values_are_kept(text in "\\PC{0,20}|original|ORIGINAL |BALANC|BALANCES") {
        prop_assume!(!Channel::KNOWN.contains(&text.as_str()));
        let json = serde_json::to_string(&text).unwrap();
        let read: Channel = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &Channel::Other(text.as_str().into()));
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }

    #[test]
    fn other_values_are_refused_in_a_request(text in "[A-Z_]{0,12}") {
        let channel = Channel::from(text.as_str());
        let documented = Channel::KNOWN.contains(&text.as_str());
        let outcome = flawless().with_channel(channel.clone()).with_channels(vec![Channel::Original, channel]).validate();
        if documented {
            prop_assert_eq!(outcome, Ok(()));
        } else {
            let violations = outcome.unwrap_err();
            let paths: Vec<_> = violations.iter().map(|v| v.path()).collect();
            prop_assert_eq!(paths, ["channel", "channels[1]"]);
            let fault = Fault::OneOf { allowed: Channel::KNOWN };
            prop_assert!(violations.iter().all(|v| *v.fault() == fault));
        }
    }
}
