//! Values of a body as somebody sent them. A value of the wrong type must not make the whole body unreadable: it is
//! a fault of that field, told together with the others.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Map, Value};
use vibeslop_domain::{Invalid, Violations};

/// One value of a body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// Not sent.
    #[default]
    Absent,
    /// Sent as `null`.
    Null,
    /// Sent with another type.
    Wrong,
    /// Sent.
    Given(T),
}

impl<T> Field<T> {
    /// The value; a wrong one is noted under `name`. `null` is as good as nothing.
    pub fn take(self, wrong: &mut Violations, name: impl Into<Cow<'static, str>>) -> Option<T> {
        self.clearable(wrong, name).flatten()
    }

    /// The value, or `Some(None)` for `null`, where that is a wish of its own.
    #[expect(clippy::option_option, reason = "drafts tell the three cases apart in this way")]
    pub fn clearable(self, wrong: &mut Violations, name: impl Into<Cow<'static, str>>) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Given(value) => Some(Some(value)),
            Self::Wrong => {
                wrong.add(name, Invalid::FORM);
                None
            }
        }
    }

    /// The value, if there is a right one.
    pub fn given(self) -> Option<T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Null | Self::Wrong => None,
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::Null,
            value => T::deserialize(value).map_or(Self::Wrong, Self::Given),
        })
    }
}

/// A JSON object. Serde takes a list for a struct too, by the order of its members, which no caller means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object<T>(pub T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Map::deserialize(deserializer)?;
        T::deserialize(Value::Object(members)).map(Self).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Draft {
        name: Field<String>,
        tags: Field<Vec<String>>,
    }

    fn read(json: &str) -> Draft {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_wrong_type_is_a_fault_of_its_field_alone() {
        let draft = read(r#"{"name": 5, "tags": ["a", null], "unknown": {}}"#);
        let mut wrong = Violations::default();
        assert_eq!(draft.name.take(&mut wrong, "name"), None);
        assert_eq!(draft.tags.take(&mut wrong, "tags"), None);
        assert_eq!(wrong.of_field("name"), [Invalid::FORM]);
        assert_eq!(wrong.of_field("tags"), [Invalid::FORM]);
    }

    #[test]
    fn null_and_absence_can_be_told_apart() {
        let mut wrong = Violations::default();
        assert_eq!(read(r#"{"name": null}"#).name.clearable(&mut wrong, "name"), Some(None));
        assert_eq!(read("{}").name.clearable(&mut wrong, "name"), None);
        assert_eq!(read(r#"{"name": "x"}"#).name.clearable(&mut wrong, "name"), Some(Some("x".to_owned())));
        assert!(wrong.is_empty());
    }

    #[test]
    fn a_list_is_no_object() {
        assert!(serde_json::from_str::<Object<Draft>>(r#"["x"]"#).is_err());
        assert!(serde_json::from_str::<Object<Draft>>(r#"{"name": "x"}"#).is_ok());
    }
}
