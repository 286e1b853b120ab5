use serde::{Deserialize, Deserializer};

/// `null` is as good as absent: the pages disagree on which of the two an answer holds, and neither may keep a paid order
/// from being read.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
