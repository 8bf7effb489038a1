//! Where the KDCs are and who is meant.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use xrealm_client::{KdcAddresses, krb5_conf, topology_json};
use xrealm_names::{NameError, Principal, PrincipalName, RealmName};

use crate::args;
use crate::failure::Failure;

/// The addresses of KDCs, and the file to name if something is missing there.
pub(super) fn read(args: &args::Walk) -> Result<(KdcAddresses, PathBuf), Failure> {
    if let Some(path) = &args.topology_json {
        let text = read_text(path)?;
        let parsed = topology_json::parse(&text);
        let addresses = parsed.map_err(|source| Failure::TopologyJson { path: path.clone(), source })?;
        return Ok((addresses, path.clone()));
    }
    let named = args.krb5_conf.clone().map(PathBuf::into_os_string);
    let list = named.or_else(|| std::env::var_os("KRB5_CONFIG")).unwrap_or_else(|| "/etc/krb5.conf".into());
    let text = read_list(&list)?;
    let path = PathBuf::from(list);
    let addresses = krb5_conf::parse(&text).map_err(|source| Failure::Krb5Conf { path: path.clone(), source })?;
    Ok((addresses, path))
}

/// The realm that this computer belongs to, as Kerberos clients see it: `default_realm`.
pub(crate) fn default_realm() -> Option<RealmName> {
    let list = std::env::var_os("KRB5_CONFIG").unwrap_or_else(|| "/etc/krb5.conf".into());
    krb5_conf::parse(&read_list(&list).ok()?).ok()?.default_realm
}

/// The client as it was meant: an enterprise name is one component, `@` and all, in the default realm.
pub(super) fn client(args: &args::Walk, default: Option<&RealmName>, source: &Path) -> Result<Principal, Failure> {
    let bad = |error| Failure::Name { what: args.client.clone(), source: error };
    let in_default_realm = |name| {
        let missing = || Failure::NoDefaultRealm { name: args.client.clone(), path: source.to_owned() };
        default.map(|realm| Principal::new(name, realm.clone())).ok_or_else(missing)
    };
    if args.enterprise {
        return in_default_realm(PrincipalName::enterprise(&args.client).map_err(bad)?);
    }
    match PrincipalName::parse(&args.client) {
        Ok(name) => in_default_realm(name),
        Err(NameError::Character { found: '@' }) => Principal::parse(&args.client).map_err(bad),
        Err(error) => Err(bad(error)),
    }
}

/// The service, and its realm if that was given.
pub(super) fn service(text: &str) -> Result<(PrincipalName, Option<RealmName>), Failure> {
    let bad = |source| Failure::Name { what: text.to_owned(), source };
    match PrincipalName::parse(text) {
        Ok(name) => Ok((name, None)),
        Err(NameError::Character { found: '@' }) => {
            let principal = Principal::parse(text).map_err(bad)?;
            Ok((principal.name, Some(principal.realm)))
        }
        Err(error) => Err(bad(error)),
    }
}

/// The files of a colon-separated list, as KRB5_CONFIG has it. Of a setting made twice the first file's counts, and
/// the parser takes the last it reads, so the first file is read last.
fn read_list(list: &OsStr) -> Result<String, Failure> {
    let Some(text) = list.to_str() else { return read_text(Path::new(list)) };
    let texts: Vec<String> = text
        .split(':')
        .rev()
        .filter(|path| !path.is_empty())
        .map(|path| read_text(Path::new(path)))
        .collect::<Result<_, _>>()?;
    Ok(texts.join("\n"))
}

fn read_text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|source| Failure::Read { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_may_come_with_its_realm() {
        let (name, realm) = service("cifs/a.b@C.TEST").unwrap();
        assert_eq!((name.to_string().as_str(), realm.unwrap().as_str()), ("cifs/a.b", "C.TEST"));
        assert_eq!(service("cifs/a.b").unwrap().1, None);
        assert!(service("").is_err());
    }
}
