use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wx_types::{Checker, Fault, Kind, Model, Rule, Value};

/// `scene_info`: where the sale takes place, as **JSON carried in a text** of 1 to 256 characters.
///
/// The page types it as a string and shows the JSON object that it holds; its sample value `Y` was copied from another row.
/// The documented object names the store; a merchant may report other members too.
///
/// ```
/// use wx_cloudrun::{SceneInfo, StoreInfo};
///
/// let scene = SceneInfo::of_store(StoreInfo::new().with_id("SZTX001"));
/// assert_eq!(scene.as_str(), r#"{"store_info":{"id":"SZTX001"}}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneInfo(Box<str>);

impl SceneInfo {
    /// The documented object.
    #[must_use]
    pub fn of_store(store: StoreInfo) -> Self {
        // A model of texts can always be written; the empty text would be reported by the check.
        Self(serde_json::to_string(&Scene::new().with_store_info(store)).unwrap_or_default().into())
    }

    /// JSON of one's own. It is sent as it stands; that it is an object is checked with the request.
    #[must_use]
    pub fn from_json_text(text: impl Into<String>) -> Self {
        Self(text.into().into())
    }

    /// The text as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for SceneInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SceneInfo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from_json_text)
    }
}

impl Value for SceneInfo {
    const KIND: Kind = Kind::Text;
    const LENT: &'static [Rule] = &[Rule::Chars { min: 1, max: 256 }];

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.text(rules, &self.0);
        checker.text(Self::LENT, &self.0);
        match serde_json::from_str::<Scene>(&self.0) {
            // A list would be read as a struct too.
            Ok(scene) if self.0.trim_start().starts_with('{') => scene.check_fields(checker),
            _ => checker.fault(Fault::Form {
                expected: "a JSON object in a text, its store_info an object of texts",
            }),
        }
    }

    fn wire_text(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}

/// What the text holds.
#[derive(Model, Deserialize)]
struct Scene {
    /// The store.
    #[wx(nested)]
    #[serde(default)]
    store_info: Option<StoreInfo>,
}

/// `store_info`: the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct StoreInfo {
    /// The merchant's own number of the store. 1 to 32 characters.
    #[wx(chars = 1..=32)]
    pub id: Option<String>,
    /// Its name. 1 to 64 characters.
    #[wx(chars = 1..=64)]
    pub name: Option<String>,
    /// The code of its administrative area. 1 to 6 characters.
    #[wx(chars = 1..=6)]
    pub area_code: Option<String>,
    /// Its address. 1 to 128 characters.
    #[wx(chars = 1..=128)]
    pub address: Option<String>,
}
