//! How names are written to files and to other programs: as their text.
//!
//! Reading goes through the same checks as any other text, so nothing invalid comes in. A principal name whose text
//! does not tell its type, or that holds control characters, is written in parts.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    EncryptionType, NameError, NameType, Principal, PrincipalName, RealmName, ServicePrincipalName, Sid, Timestamp,
};

/// Stored as its text, and read by its own parser.
macro_rules! as_text {
    ($type:ty, $expecting:literal, $parse:expr) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Text { expecting: $expecting, parse: $parse, read: PhantomData })
            }
        }
    };
}

as_text!(RealmName, "a realm name", RealmName::new);
as_text!(ServicePrincipalName, "a service principal name", ServicePrincipalName::parse);
as_text!(Sid, "a SID", str::parse::<Sid>);
as_text!(EncryptionType, "an encryption type", str::parse::<EncryptionType>);
as_text!(Timestamp, "a time", str::parse::<Timestamp>);

impl Serialize for PrincipalName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if says_all(self) { serializer.collect_str(self) } else { Parts::of(self, None).serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for PrincipalName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Stored::deserialize(deserializer)? {
            Stored::Text(text) => PrincipalName::parse(&text).map_err(|error| bad(&text, &error)),
            Stored::Parts(Parts { realm: Some(_), .. }) => Err(D::Error::custom("a principal name has no realm")),
            Stored::Parts(parts) => parts.name().map_err(D::Error::custom),
        }
    }
}

impl Serialize for Principal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plain_realm = !self.realm.as_str().contains('\\');
        if says_all(&self.name) && plain_realm {
            serializer.collect_str(self)
        } else {
            Parts::of(&self.name, Some(self.realm.clone())).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Principal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Stored::deserialize(deserializer)? {
            Stored::Text(text) => Principal::parse(&text).map_err(|error| bad(&text, &error)),
            Stored::Parts(parts) => {
                let name = parts.name().map_err(D::Error::custom)?;
                Ok(Principal::new(name, parts.realm.ok_or_else(|| D::Error::missing_field("realm"))?))
            }
        }
    }
}

/// A name in either form.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a principal name: text, or name_type and components")]
enum Stored {
    Text(String),
    Parts(Parts),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    name_type: NameType,
    components: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    realm: Option<RealmName>,
}

impl Parts {
    fn of(name: &PrincipalName, realm: Option<RealmName>) -> Parts {
        Parts { name_type: name.name_type, components: name.components().map(str::to_owned).collect(), realm }
    }

    fn name(&self) -> Result<PrincipalName, NameError> {
        PrincipalName::new(self.name_type, self.components.iter().map(String::as_str))
    }
}

/// Whether the text of `name` is read as the very same name, its type included.
fn says_all(name: &PrincipalName) -> bool {
    let read = PrincipalName::parse(&name.to_string());
    read.is_ok_and(|read| read == *name && read.name_type == name.name_type)
}

fn bad<E: Error>(text: &str, error: &NameError) -> E {
    E::custom(format_args!("{text:?}: {error}"))
}

struct Text<T, E> {
    expecting: &'static str,
    parse: fn(&str) -> Result<T, E>,
    read: PhantomData<T>,
}

impl<T, E: fmt::Display> Visitor<'_> for Text<T, E> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<F: Error>(self, text: &str) -> Result<T, F> {
        (self.parse)(text).map_err(|error| F::custom(format_args!("{text:?}: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use serde::de::DeserializeOwned;

    use super::*;
    use crate::Moment;

    fn returns<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, stored: &str) {
        assert_eq!(serde_json::to_string(value).unwrap(), stored);
        assert_eq!(serde_json::from_str::<T>(stored).unwrap(), *value);
    }

    #[test]
    fn names_are_stored_as_their_text() {
        returns(&RealmName::new("A.TEST").unwrap(), r#""A.TEST""#);
        returns(&ServicePrincipalName::parse("host/a.test:80").unwrap(), r#""host/a.test:80""#);
        returns(&Sid::domain([1, 2, 3]), r#""S-1-5-21-1-2-3""#);
        returns(&EncryptionType::Rc4Hmac, r#""rc4-hmac""#);
        returns(&Timestamp::EPOCH, r#""1970-01-01T00:00:00Z""#);
        returns(&Moment { time: Timestamp::EPOCH, micros: 7 }, r#"{"time":"1970-01-01T00:00:00Z","micros":7}"#);
        returns(&PrincipalName::parse("a/b\\@c").unwrap(), r#""a/b\\@c""#);
        returns(&Principal::parse("alice@A.TEST").unwrap(), r#""alice@A.TEST""#);
    }

    #[test]
    fn a_type_that_the_shape_does_not_tell_is_stored_too() {
        let enterprise = PrincipalName::enterprise("a@b").unwrap();
        let stored = serde_json::to_string(&enterprise).unwrap();
        assert_eq!(stored, r#"{"name_type":10,"components":["a@b"]}"#);
        let read: PrincipalName = serde_json::from_str(&stored).unwrap();
        assert_eq!((read.name_type, &read), (NameType::ENTERPRISE, &enterprise));
        let odd =
            Principal::new(PrincipalName::new(NameType::PRINCIPAL, ["a\nb"]).unwrap(), RealmName::new("A").unwrap());
        returns(&odd, r#"{"name_type":1,"components":["a\nb"],"realm":"A"}"#);
    }

    #[test]
    fn what_is_no_name_is_refused_with_the_reason() {
        let refused = |result: Result<(), serde_json::Error>| result.unwrap_err().to_string();
        let realm = refused(serde_json::from_str::<RealmName>(r#""a@b""#).map(drop));
        assert!(realm.contains("'@'"), "{realm}");
        let time = refused(serde_json::from_str::<Timestamp>(r#""yesterday""#).map(drop));
        assert!(time.contains("YYYYMMDD"), "{time}");
        let name = refused(serde_json::from_str::<PrincipalName>(r#""a//b""#).map(drop));
        assert!(name.contains("empty part"), "{name}");
        for text in [r#"{"name_type":1,"components":[]}"#, r#"{"name_type":1,"components":["a"],"x":1}"#, "7"] {
            refused(serde_json::from_str::<PrincipalName>(text).map(drop));
        }
        refused(serde_json::from_str::<Moment>(r#"{"time":"1970-01-01T00:00:00Z","micros":1000000}"#).map(drop));
    }
}
