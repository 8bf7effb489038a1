//! A `krb5.conf` that MIT's and Heimdal's clients both read.
//!
//! A KDC is written `host:port` without a transport: MIT knows no `udp/`, Heimdal takes a bare address for both
//! transports, and UDP and TCP share the port. Nothing is left to DNS, for the realms of a topology are not in it.

use std::fmt::{self, Display};

use xrealm_names::RealmName;

/// What is to be written.
#[derive(Debug, Default)]
pub(crate) struct Krb5Conf {
    pub(crate) default_realm: Option<RealmName>,
    /// Each realm with the addresses of its KDCs.
    pub(crate) realms: Vec<(RealmName, Vec<String>)>,
    /// Hosts, or with a leading dot domains, and the realm they are in.
    pub(crate) hosts: Vec<(String, RealmName)>,
    /// Client realm, server realm and the realms between them.
    pub(crate) capaths: Vec<(RealmName, RealmName, Vec<RealmName>)>,
    /// Whether some realm uses RC4, which recent clients have to be allowed.
    pub(crate) rc4: bool,
}

impl Display for Krb5Conf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# Written by xrealm when it was started; overwritten the next time.")?;
        self.libdefaults(f)?;
        self.realms(f)?;
        self.domain_realm(f)?;
        self.capaths(f)
    }
}

impl Krb5Conf {
    fn libdefaults(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "[libdefaults]")?;
        if let Some(realm) = &self.default_realm {
            writeln!(f, "    default_realm = {realm}")?;
        }
        for line in LIBDEFAULTS {
            writeln!(f, "    {line}")?;
        }
        if self.rc4 {
            writeln!(f, "    allow_rc4 = true")?;
        }
        Ok(())
    }

    fn realms(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n[realms]")?;
        for (realm, kdcs) in &self.realms {
            writeln!(f, "    {realm} = {{")?;
            for kdc in kdcs {
                writeln!(f, "        kdc = {kdc}")?;
            }
            writeln!(f, "    }}")?;
        }
        Ok(())
    }

    fn domain_realm(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.hosts.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n[domain_realm]")?;
        self.hosts.iter().try_for_each(|(host, realm)| writeln!(f, "    {host} = {realm}"))
    }

    fn capaths(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.capaths.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n[capaths]")?;
        // Relations of one client realm have to stand in one block: of two blocks MIT merges, Heimdal takes the first.
        let mut rest = self.capaths.as_slice();
        while let Some((client, ..)) = rest.first() {
            let same = rest.iter().take_while(|(other, ..)| other == client).count();
            let (block, behind) = rest.split_at_checked(same).unwrap_or((rest, &[]));
            writeln!(f, "    {client} = {{")?;
            for (_, server, between) in block {
                if between.is_empty() {
                    writeln!(f, "        {server} = .")?;
                }
                for realm in between {
                    writeln!(f, "        {server} = {realm}")?;
                }
            }
            writeln!(f, "    }}")?;
            rest = behind;
        }
        Ok(())
    }
}

/// Names are taken as they are written: a canonical name from DNS would be one that no account has.
const LIBDEFAULTS: [&str; 5] = [
    "dns_lookup_kdc = false",
    "dns_lookup_realm = false",
    "dns_canonicalize_hostname = false",
    "rdns = false",
    "qualify_shortname = \"\"",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn realm(name: &str) -> RealmName {
        RealmName::new(name).unwrap()
    }

    #[test]
    fn realms_are_written_with_every_address() {
        let conf = Krb5Conf {
            default_realm: Some(realm("A.TEST")),
            realms: vec![(realm("A.TEST"), vec!["127.0.0.1:1088".into(), "[::1]:1088".into()])],
            ..Krb5Conf::default()
        };
        let text = conf.to_string();
        assert!(text.contains("[libdefaults]\n    default_realm = A.TEST\n    dns_lookup_kdc = false\n"), "{text}");
        assert!(
            text.ends_with(
                "\n[realms]\n    A.TEST = {\n        kdc = 127.0.0.1:1088\n        kdc = [::1]:1088\n    }\n"
            )
        );
        assert!(!text.contains("domain_realm") && !text.contains("capaths") && !text.contains("allow_rc4"));
    }

    #[test]
    fn hosts_stand_under_their_realm() {
        let conf = Krb5Conf { hosts: vec![(".a.test".into(), realm("A.TEST"))], ..Krb5Conf::default() };
        assert!(conf.to_string().ends_with("\n[domain_realm]\n    .a.test = A.TEST\n"));
    }

    #[test]
    fn paths_of_one_client_realm_share_a_block() {
        let conf = Krb5Conf {
            capaths: vec![
                (realm("A"), realm("B"), vec![]),
                (realm("A"), realm("D"), vec![realm("B"), realm("C")]),
                (realm("B"), realm("D"), vec![realm("C")]),
            ],
            ..Krb5Conf::default()
        };
        assert!(conf.to_string().ends_with(
            "\n[capaths]\n    A = {\n        B = .\n        D = B\n        D = C\n    }\n    B = {\n        D = C\n    }\n"
        ));
    }
}
