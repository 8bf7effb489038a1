//! Default salts of password keys (RFC 4120 §4, MS-KILE 3.1.1.2).
//!
//! A salt is part of the key: the same password under another salt is another AES key. RC4 ignores it.

use xrealm_names::{PrincipalName, RealmName};

/// The salt of RFC 4120: the realm and the components of the name, with nothing between them, in the given case.
#[must_use]
pub fn principal(realm: &RealmName, name: &PrincipalName) -> String {
    let mut salt = realm.as_str().to_owned();
    salt.extend(name.components());
    salt
}

/// The salt of an Active Directory user: the realm in upper case and the account name as it is stored.
#[must_use]
pub fn ad_user(realm: &RealmName, sam_account_name: &str) -> String {
    realm.as_str().to_uppercase() + sam_account_name
}

/// The salt of an Active Directory computer: `REALM` `host` `name` `.` `realm`, the name in lower case and without `$`.
#[must_use]
pub fn ad_computer(realm: &RealmName, sam_account_name: &str) -> String {
    let name = sam_account_name.strip_suffix('$').unwrap_or(sam_account_name).to_lowercase();
    format!("{}host{name}.{}", realm.as_str().to_uppercase(), realm.as_str().to_lowercase())
}

/// The salt of the key of `krbtgt/TARGET@ISSUER`, for trusts within and between forests and with plain realms.
///
/// This is the ordinary salt of that name, which Samba and MIT use against Windows. MS-KILE 3.3.5.6.2 read literally
/// has the two realms the other way round.
#[must_use]
pub fn trust(issuer: &RealmName, target: &RealmName) -> String {
    format!("{}krbtgt{}", issuer.as_str().to_uppercase(), target.as_str().to_uppercase())
}

/// The salt of the interdomain trust account `PARTNER$` in `realm`, under which a partner logs in.
#[must_use]
pub fn trust_account(realm: &RealmName, sam_account_name: &str) -> String {
    let partner = sam_account_name.strip_suffix('$').unwrap_or(sam_account_name);
    format!("{}krbtgt{}", realm.as_str().to_uppercase(), partner.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn realm(name: &str) -> RealmName {
        RealmName::new(name).unwrap()
    }

    #[test]
    fn a_principals_salt_joins_realm_and_components() {
        let name = PrincipalName::parse("host/db.athena.mit.edu").unwrap();
        assert_eq!(principal(&realm("ATHENA.MIT.EDU"), &name), "ATHENA.MIT.EDUhostdb.athena.mit.edu");
        assert_eq!(principal(&realm("Mixed.Case"), &PrincipalName::parse("Raeburn").unwrap()), "Mixed.CaseRaeburn");
    }

    #[test]
    fn a_users_salt_keeps_the_case_of_the_account_name() {
        assert_eq!(ad_user(&realm("corp.example"), "Alice"), "CORP.EXAMPLEAlice");
    }

    #[test]
    fn a_computers_salt_is_its_host_name() {
        assert_eq!(
            ad_computer(&realm("USA.WINGTIPTOYS.COM"), "FILESERVER1$"),
            "USA.WINGTIPTOYS.COMhostfileserver1.usa.wingtiptoys.com"
        );
    }

    #[test]
    fn a_trust_has_one_salt_for_each_direction() {
        let (a, b) = (realm("A.EXAMPLE"), realm("B.EXAMPLE"));
        assert_eq!(trust(&a, &b), "A.EXAMPLEkrbtgtB.EXAMPLE");
        assert_eq!(trust(&b, &a), "B.EXAMPLEkrbtgtA.EXAMPLE");
        assert_eq!(trust(&a, &b), principal(&a, &PrincipalName::krbtgt(&b)));
    }

    #[test]
    fn a_trust_account_is_salted_with_the_partners_short_name() {
        assert_eq!(trust_account(&realm("a.example"), "Partner$"), "A.EXAMPLEkrbtgtPARTNER");
    }
}
