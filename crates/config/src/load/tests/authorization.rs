//! Groups in groups, and who may do what in the name of accounts.

use xrealm_directory::{Authorization, Realm};

use super::*;

const TEXT: &str = "
[[domain]]
name = 'a.test'
groups = [
  { name = 'Staff', members = ['Team@kid.a.test', 'Domain Admins'], scope = 'universal' },
  { name = 'Readers', scope = 'domain-local', groups = ['Administrators'], members = ['staff', 'S-1-5-21-9-9-9-1000'] },
  { name = 'Writers', scope = 'domain-local', members = ['Domain Users@b.test', 'S-1-5-21-9-9-9-1000'] },
]
users = [{ name = 'bob', password = 'x', full_name = 'Bob Example', sid_history = ['S-1-5-21-9-9-9-1001'] }]
computers = [{ name = 'WEB', allowed_to_act_on_behalf = ['front@kid.a.test', 'Staff'], no_auth_data_required = true }]
[[domain]]
name = 'kid.a.test'
parent = 'a.test'
groups = ['Team']
users = [{ name = 'alice', password = 'x', groups = ['Team'], alt_security_identities = ['Kerberos:alice@ATHENA'] }]
services = [{ name = 'front', allowed_to_delegate_to = ['http/web.a.test'], trusted_to_auth_for_delegation = true,
  allowed_to_authenticate = ['S-1-5-11', 'Domain Users@b.test', 'bob@a.test'] }]
[[domain]]
name = 'b.test'
users = [{ name = 'eve', password = 'x' }]
[[realm]]
name = 'ATHENA'
";

fn domain<'t>(topology: &'t Topology, name: &str) -> &'t Realm {
    topology.directory.realm_named(name.as_bytes()).unwrap()
}

fn local(topology: &Topology, login: &str, own: &str) -> usize {
    let own = domain(topology, own);
    let token = topology.directory.token(own, own.client(&name(login)).unwrap()).unwrap();
    let sids: Vec<_> = token.sids(own.sid().unwrap()).collect();
    topology.directory.local_groups(domain(topology, "a.test"), &sids).len()
}

#[test]
fn groups_belong_to_groups_whichever_of_the_two_says_so() {
    let map = topology(TEXT);
    let counts = [("alice", "kid.a.test", 1), ("bob", "a.test", 0), ("eve", "b.test", 1)];
    for (login, own, count) in counts {
        assert_eq!(local(&map, login, own), count, "{login}");
    }
    let (sid, groups) = domain(&map, "a.test").foreign_members().next().unwrap();
    assert_eq!((sid.to_string().as_str(), groups.len()), ("S-1-5-21-9-9-9-1000", 2));
    let kid = domain(&map, "kid.a.test");
    let alice = kid.client(&name("alice")).unwrap();
    assert!(map.directory.belongs_to(kid, alice, domain(&map, "a.test"), "Readers"));
}

#[test]
fn accounts_say_who_may_do_what_in_their_name() {
    let map = topology(TEXT);
    let (root, kid) = (domain(&map, "a.test"), domain(&map, "kid.a.test"));
    let [bob, web] = ["bob", "web"].map(|login| root.client(&name(login)).unwrap());
    let front = kid.client(&name("front")).unwrap();
    assert_eq!((bob.full_name.as_deref(), bob.authorization().sid_history.len()), (Some("Bob Example"), 1));
    assert!(web.flags.no_auth_data_required && front.flags.trusted_to_auth_for_delegation);
    assert!(web.authorization().lets_act_on_behalf([&kid.account_sid(front).unwrap()]));
    assert!(front.authorization().may_delegate_to(&name("HTTP/web.a.test")));
    assert!(front.authorization().lets_authenticate([&root.account_sid(bob).unwrap()]));
    assert_eq!(kid.mapped_account(&name("alice"), &RealmName::new("ATHENA").unwrap()).unwrap().name, name("alice"));
    let eve = domain(&map, "b.test").client(&name("eve")).unwrap();
    assert_eq!(eve.authorization(), &Authorization::none());
}

#[test]
fn what_does_not_fit_is_reported_where_it_stands() {
    let text = "
[[domain]]
name = 'a.test'
groups = [
  { name = 'Own', members = ['Domain Users@b.test', 'Nobody'] },
  { name = 'All', members = ['S-1-1-0'] },
]
users = [
  { name = 'u', password = 'x', allowed_to_authenticate = ['nobody', 'x@c.test'] },
  { name = 'v', password = 'x', alt_security_identities = ['Kerberos:v'], sid_history = ['x'] },
]
[[domain]]
name = 'b.test'
";
    assert_eq!(
        findings(text),
        [
            "5:30: Domain Users of B.TEST, a global group, cannot be in Own of A.TEST, a global group",
            "5:53: A.TEST has no group Nobody",
            "6:30: All of A.TEST takes no foreign SID such as S-1-1-0: only domain-local and built-in groups do",
            "9:12: A.TEST has no account or group nobody",
            "9:70: there is no realm or domain x@c.test; did you mean a.test?",
            "10:12: Kerberos:v names no principal: it is written Kerberos:name@REALM",
            "10:90: \"x\" is no SID: a SID is written S-1-5-21-1-2-3",
        ]
    );
}
