//! Service classes that `host/` stands for.

/// Whether a `host/NAME` registration also answers for `class/NAME` (sPNMappings, MS-ADTS 6.1.1.2.4.1.1).
pub(crate) fn is_mapped_to_host(class: &str) -> bool {
    MAPPED_TO_HOST.iter().any(|mapped| mapped.eq_ignore_ascii_case(class))
}

/// The class that the others map to.
pub(crate) const HOST: &str = "host";

/// The value every new forest starts with.
const MAPPED_TO_HOST: [&str; 53] = [
    "alerter",
    "appmgmt",
    "cisvc",
    "clipsrv",
    "browser",
    "dhcp",
    "dnscache",
    "replicator",
    "eventlog",
    "eventsystem",
    "policyagent",
    "oakley",
    "dmserver",
    "dns",
    "mcsvc",
    "fax",
    "msiserver",
    "ias",
    "messenger",
    "netlogon",
    "netman",
    "netdde",
    "netddedsm",
    "nmagent",
    "plugplay",
    "protectedstorage",
    "rasman",
    "rpclocator",
    "rpc",
    "rpcss",
    "remoteaccess",
    "rsvp",
    "samss",
    "scardsvr",
    "scesrv",
    "seclogon",
    "scm",
    "dcom",
    "cifs",
    "spooler",
    "snmp",
    "schedule",
    "tapisrv",
    "trksvr",
    "trkwks",
    "ups",
    "time",
    "wins",
    "www",
    "http",
    "w3svc",
    "iisadmin",
    "msdtc",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cifs_and_http_are_host_but_databases_are_not() {
        assert!(is_mapped_to_host("CIFS") && is_mapped_to_host("http"));
        assert!(!is_mapped_to_host("MSSQLSvc") && !is_mapped_to_host("ldap"));
    }
}
