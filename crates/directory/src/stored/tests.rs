use serde::de::DeserializeOwned;
use serde_json::json;
use xrealm_names::RealmName;

use super::*;
use crate::{Change, KeyMaterial, NewKeys};

fn refused<T: DeserializeOwned>(stored: serde_json::Value) -> String {
    serde_json::from_value::<T>(stored).map(drop).unwrap_err().to_string()
}

fn set_keys(keys: NewKeys) -> Change {
    let (realm, name) = (RealmName::new("A.TEST").unwrap(), xrealm_names::PrincipalName::parse("alice").unwrap());
    Change::SetKeys { realm, name, keys }
}

#[test]
fn a_change_is_stored_with_its_secret_and_shown_without() {
    let change = set_keys(NewKeys::password("Secret-1"));
    let stored = serde_json::to_value(&change).unwrap();
    let password = json!({"password": {"password": "Secret-1", "salt": null}});
    assert_eq!(
        stored,
        json!({"set-keys": {"realm": "A.TEST", "name": "alice", "keys": {"kvno": null, "material": password}}})
    );
    assert_eq!(serde_json::from_value::<Change>(stored).unwrap(), change);
    assert!(!format!("{change:?}").contains("Secret-1"));
}

#[test]
fn a_key_is_stored_with_its_type_and_salt() {
    let key = Key::new(EncryptionType::Rc4Hmac, &[7; 16]).unwrap();
    let stored = json!({"etype": "rc4-hmac", "key": "BwcHBwcHBwcHBwcHBwcHBw==", "salt": "x"});
    let salted = SaltedKey { key, salt: Some("x".into()) };
    assert_eq!(serde_json::to_value(&salted).unwrap(), stored);
    assert_eq!(serde_json::from_value::<SaltedKey>(stored).unwrap(), salted);
    let change = set_keys(NewKeys { kvno: Some(3), material: KeyMaterial::Keys(vec![salted]) });
    let text = serde_json::to_string(&change).unwrap();
    assert_eq!(serde_json::from_str::<Change>(&text).unwrap(), change);
}

#[test]
fn what_is_no_key_or_no_change_is_refused_with_the_reason() {
    let short = refused::<SaltedKey>(json!({"etype": "rc4-hmac", "key": "Bwc="}));
    assert!(short.contains("has 16 octets, not 2"), "{short}");
    let garbled = refused::<SaltedKey>(json!({"etype": "rc4-hmac", "key": "?"}));
    assert!(garbled.contains("not base64"), "{garbled}");
    let unknown = refused::<Change>(json!({"delete-account": {"realm": "A.TEST", "name": "alice", "more": 1}}));
    assert!(unknown.contains("unknown field"), "{unknown}");
    let realm = refused::<Change>(json!({"delete-account": {"realm": "a@b", "name": "alice"}}));
    assert!(realm.contains("'@'"), "{realm}");
}
