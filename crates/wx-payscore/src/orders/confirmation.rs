use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wx_types::{Checker, Kind, Rule, Value};

/// `need_user_confirm`: whether the user is asked before the service begins.
///
/// Left out it means `false` here and `true` in the family of direct merchants, so that it is always sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserConfirmation {
    /// `true`: the order waits in `CREATED`, and the answer carries the `package` with which the user is asked.
    Required,
    /// `false`: the order begins at once, for a user who gave the authorisation before and whose openid is known.
    Waived,
}

impl Serialize for UserConfirmation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(matches!(self, Self::Required))
    }
}

impl<'de> Deserialize<'de> for UserConfirmation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        bool::deserialize(deserializer).map(|needed| if needed { Self::Required } else { Self::Waived })
    }
}

impl Value for UserConfirmation {
    const KIND: Kind = Kind::Boolean;

    fn check(&self, _rules: &[Rule], _checker: &mut Checker) {}
}
