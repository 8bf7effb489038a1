//! Which sockets a daemon opens: those of its bind table in `docs/daemon.md`, and no others.

use std::collections::BTreeSet;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use xrealm_tests::{Daemon, DaemonOptions, Scratch};

const TOPOLOGY: &str = r#"
[[domain]]
name = "contoso.com"
controllers = ["DC1", { name = "DC2", listen = "127.0.0.1:0" }]

[[realm]]
name = "ATHENA"
listen = "[::1]:0"
"#;

/// Acceptance row 76.
#[test]
fn nothing_is_open_but_what_the_bind_table_lists() {
    let scratch = Scratch::new("ports");
    let file = scratch.join("realms.toml");
    fs::write(&file, TOPOLOGY).expect("a scratch folder is writable");

    let daemon = DaemonOptions::topology(&file).start();

    let ready = daemon.stdout();
    let shared = daemon.address_of("CONTOSO.COM");
    let own = daemon.address_of("ATHENA");
    assert!(ready.contains(&format!("udp={shared}")), "{ready}");
    let udp = open(&daemon, "udp");
    assert_eq!(udp.len(), 3, "all realms, ATHENA and DC2: {udp:?}");
    assert!(udp.contains(&shared) && udp.contains(&own), "{udp:?}");
    assert_eq!(open(&daemon, "tcp"), udp, "the same addresses by TCP");
    assert!(udp.iter().all(|address| address.ip().is_loopback()), "{udp:?}");
}

/// Acceptance row 76: HTTP is open only if it was asked for, and where.
#[test]
fn administrators_get_one_more_tcp_socket_if_they_ask_for_http() {
    let daemon = DaemonOptions::fixture("single-realm.toml").arg("--admin-http").arg("127.0.0.1:0").start();
    let (udp, tcp) = (open(&daemon, "udp"), open(&daemon, "tcp"));
    let http: SocketAddr = daemon.admin_url().trim_start_matches("http://").parse().expect("an address");
    assert_eq!(udp.len(), 1);
    assert_eq!(tcp, udp.iter().copied().chain([http]).collect());
}

/// The addresses at which the daemon hears by this protocol.
fn open(daemon: &Daemon, protocol: &str) -> BTreeSet<SocketAddr> {
    let held = sockets_of(daemon.pid());
    let mut addresses = BTreeSet::new();
    for table in [protocol.to_owned(), format!("{protocol}6")] {
        let table = fs::read_to_string(format!("/proc/{}/net/{table}", daemon.pid())).unwrap_or_default();
        for line in table.lines().skip(1) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let hears = protocol == "udp" || fields[3] == LISTENING;
            if hears && held.contains(fields[9]) {
                addresses.insert(address(fields[1]));
            }
        }
    }
    addresses
}

/// How `/proc/net/tcp` writes the state.
const LISTENING: &str = "0A";

/// The numbers of the sockets that a process has.
fn sockets_of(pid: u32) -> BTreeSet<String> {
    let descriptors = fs::read_dir(format!("/proc/{pid}/fd")).expect("a running process of ours");
    let links = descriptors.flatten().filter_map(|descriptor| fs::read_link(descriptor.path()).ok());
    let names = links.map(|link| link.display().to_string());
    names.filter_map(|name| Some(name.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())).collect()
}

/// `0100007F:1F90` as an address: words of the machine's order in hexadecimal.
fn address(text: &str) -> SocketAddr {
    let (host, port) = text.split_once(':').expect("HOST:PORT");
    let words: Vec<[u8; 4]> = host
        .as_bytes()
        .chunks(8)
        .map(|word| std::str::from_utf8(word).expect("digits"))
        .map(|word| u32::from_str_radix(word, 16).expect("hexadecimal").to_ne_bytes())
        .collect();
    let octets = words.concat();
    let host = match <[u8; 16]>::try_from(octets.as_slice()) {
        Ok(octets) => IpAddr::V6(Ipv6Addr::from(octets)),
        Err(_) => IpAddr::V4(Ipv4Addr::from(words[0])),
    };
    SocketAddr::new(host, u16::from_str_radix(port, 16).expect("hexadecimal"))
}
