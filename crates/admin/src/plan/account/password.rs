//! New passwords: those that are given, and random ones.

use rand_core::CryptoRng;
use xrealm_directory::{Account, AccountFlags, AccountKind, Change, NewKeys, Realm};
use xrealm_names::PrincipalName;
use zeroize::Zeroizing;

use super::{told, write};
use crate::plan::{Means, Plan};
use crate::{OperationRefusal, SecretText};

pub(super) fn plan(
    realm: &Realm,
    account: &Account,
    password: Option<&SecretText>,
    must_change: bool,
    means: &mut Means<'_>,
) -> Result<Plan, OperationRefusal> {
    let (secret, random) = chosen(realm, &account.name, account.kind, password, means.rng)?;
    let (realm_name, name) = (realm.name().clone(), account.name.clone());
    let keys = NewKeys::password(secret.expose());
    let mut changes = vec![Change::SetKeys { realm: realm_name.clone(), name: name.clone(), keys }];
    if must_change {
        let flags = AccountFlags { password_expired: true, ..account.flags };
        changes.push(Change::SetAccountFlags { realm: realm_name.clone(), name: name.clone(), flags });
    }
    let words = format!("new password for {name}@{realm_name}");
    let before = format!("secret of version {}, set at {}", account.keys.kvno(), account.password_last_set);
    write(words, changes, vec![before], told(realm, account, random), means)
}

/// The password that was given, or a random one, which is given back a second time to be told.
pub(super) fn chosen(
    realm: &Realm,
    name: &PrincipalName,
    kind: AccountKind,
    given: Option<&SecretText>,
    rng: &mut dyn CryptoRng,
) -> Result<(SecretText, Option<SecretText>), OperationRefusal> {
    if let Some(given) = given {
        realm.check_password(name, kind, given.expose())?;
        return Ok((given.clone(), None));
    }
    let length = (realm.settings().password_policy.min_length as usize).max(RANDOM_CHARACTERS);
    let mut password = random(length, rng);
    // A random password is too uniform once in a long while.
    for _ in 0..MAX_DRAWS {
        if realm.check_password(name, kind, password.expose()).is_ok() {
            break;
        }
        password = random(length, rng);
    }
    realm.check_password(name, kind, password.expose())?;
    Ok((password.clone(), Some(password)))
}

/// Letters, digits, `-` and `_`: six bits each.
fn random(length: usize, rng: &mut dyn CryptoRng) -> SecretText {
    let mut octets = Zeroizing::new(vec![0; length]);
    rng.fill_bytes(&mut octets);
    SecretText::from(octets.iter().map(|octet| character(octet & 0x3F)).collect::<String>())
}

fn character(bits: u8) -> char {
    char::from(match bits {
        0..26 => b'A' + bits,
        26..52 => b'a' + (bits - 26),
        52..62 => b'0' + (bits - 52),
        62 => b'-',
        _ => b'_',
    })
}

/// 192 bits.
const RANDOM_CHARACTERS: usize = 32;
/// Some draw in eight hundred has neither a digit nor a sign; so many in a row do not happen.
const MAX_DRAWS: usize = 20;
