//! Every shipped topology loads and is what it says it is.

use xrealm_directory::{AccountKind, ServiceLookup};
use xrealm_trust::{Arrival, CatalogAnswer, DomainId, Query, route};

use super::*;

const TWO_FORESTS: &str = include_str!("../../../../../fixtures/realms/two-forests.toml");
const SINGLE_REALM: &str = include_str!("../../../../../fixtures/realms/single-realm.toml");
const CHAIN: &str = include_str!("../../../../../fixtures/realms/chain.toml");
const FTINFO_CONFLICTS: &str = include_str!("../../../../../fixtures/realms/ftinfo-conflicts.toml");
const FTINFO_EXCLUDED: &str = include_str!("../../../../../fixtures/realms/ftinfo-excluded.toml");
const TREE_WITH_SHORTCUT: &str = include_str!("../../../../../fixtures/realms/tree-with-shortcut.toml");

#[test]
fn two_forests_has_the_names_of_the_ten_steps() {
    let loaded = topology(TWO_FORESTS);
    let realm = |name: &[u8]| loaded.directory.realm_named(name).unwrap();
    let europe = realm(b"europe.tailspintoys.com");
    for login in ["user1", "USER1", "WORKSTATION1", "workstation1$"] {
        assert!(europe.client(&name(login)).is_some(), "{login}");
    }
    for upn in ["user1@toys.example", "user1@europe.tailspintoys.com", "USER1@EUROPE"] {
        let user = europe.client(&PrincipalName::enterprise(upn).unwrap()).unwrap();
        assert_eq!(user.sam_account_name(), "user1", "{upn}");
    }
    let root = realm(b"TAILSPINTOYS.COM");
    let upn = PrincipalName::enterprise("user1@toys.example").unwrap();
    assert!(root.client(&upn).is_none());
    assert_eq!(root.catalog_client(&upn), CatalogAnswer::Domain(DomainId(1)));

    let file_server = name("cifs/FILESERVER1.usa.wingtiptoys.com");
    assert_eq!(europe.catalog_service(&file_server), CatalogAnswer::Absent);
    assert_eq!(realm(b"WINGTIPTOYS").catalog_service(&file_server), CatalogAnswer::Domain(DomainId(1)));
    let usa = realm(b"usa.wingtiptoys.com");
    for service in ["cifs/fileserver1", "host/fileserver1", "http/fileserver1.usa.wingtiptoys.com:8080"] {
        let ServiceLookup::Held(account) = usa.service(&name(service)) else { panic!("{service}") };
        assert_eq!((account.sam_account_name(), account.kind), ("FILESERVER1$", AccountKind::Computer));
    }
    assert!(matches!(europe.service(&name("http/twin.europe.tailspintoys.com")), ServiceLookup::NotUnique));
}

#[test]
fn two_forests_trust_each_other_at_their_roots() {
    let loaded = topology(TWO_FORESTS);
    let root = loaded.directory.realm_named(b"tailspintoys.com").unwrap();
    let (_, trust) = root.trust_named(b"WINGTIPTOYS").unwrap();
    let records = &trust.tdo.forest_trust_info.as_ref().unwrap().records;
    let names: Vec<_> = records.iter().filter_map(xrealm_trust::Record::dns_name).collect();
    assert_eq!(names, ["wingtiptoys.com", "wingtiptoys.com", "usa.wingtiptoys.com"]);
    let partner = loaded.directory.realm_named(b"wingtiptoys.com").unwrap();
    let (_, back) = partner.trust_named(b"TAILSPINTOYS.COM").unwrap();
    let etype = EncryptionType::Aes256CtsHmacSha196;
    let key = |secret: &Option<xrealm_directory::TrustSecret>| secret.as_ref().unwrap().current.key(etype).cloned();
    assert_eq!(key(&trust.incoming), key(&back.outgoing));
    assert_eq!(key(&trust.outgoing), key(&back.incoming));
    assert_ne!(key(&trust.incoming), key(&trust.outgoing));
    let claimed = &back.tdo.forest_trust_info.as_ref().unwrap().records;
    assert!(claimed.iter().any(|record| record.dns_name() == Some("toys.example")));
}

#[test]
fn two_forests_warns_of_the_name_that_two_accounts_hold() {
    let loaded = topology(TWO_FORESTS);
    let [warning] = loaded.warnings.as_slice() else { panic!("{:?}", loaded.warnings) };
    assert!(matches!(warning.problem, Problem::SharedServicePrincipalName { .. }), "{warning}");
}

#[test]
fn the_single_realm_compares_names_exactly() {
    let loaded = topology(SINGLE_REALM);
    assert!(loaded.directory.realm_named(b"example.test").is_none());
    let realm = loaded.directory.realm_named(b"EXAMPLE.TEST").unwrap();
    assert!(realm.client(&name("Alice")).is_none());
    assert_eq!(realm.client(&name("alice.liddell")).unwrap().name, name("alice"));
    assert_eq!(realm.client(&name("bob")).unwrap().keys.kvno(), 7);
    let ServiceLookup::Held(mail) = realm.service(&name("imap/mail.example.test")) else { panic!("imap") };
    assert_eq!((mail.keys.kvno(), mail.previous_keys.as_ref().unwrap().kvno()), (2, 1));
    let hashed = realm.client(&name("hashed")).unwrap();
    assert_eq!(hashed.keys.etypes().collect::<Vec<_>>(), [EncryptionType::Rc4Hmac]);
    assert!(matches!(realm.service(&name("kadmin/changepw")), ServiceLookup::Held(_)));
}

#[test]
fn the_chain_has_twelve_realms_and_each_end_knows_the_way() {
    let loaded = topology(CHAIN);
    assert_eq!(loaded.directory.realms().len(), 12);
    let first = loaded.directory.realm_named(b"R1.TEST").unwrap();
    let view = first.view().kerberos_realm().unwrap();
    assert_eq!(view.capaths.between("R1.TEST", "R12.TEST").unwrap().len(), 10);
    assert_eq!(view.host_to_realm.realm_of("server.r12.test").unwrap().as_str(), "R12.TEST");
    let trusts = |realm: &[u8]| loaded.directory.realm_named(realm).unwrap().trusts().count();
    assert_eq!((trusts(b"R1.TEST"), trusts(b"R6.TEST"), trusts(b"R12.TEST")), (1, 2, 1));
    assert!(first.trusts().all(|(_, trust)| trust.tdo.is_transitive()));
}

#[test]
fn the_shortcut_shortens_one_direction_only() {
    let loaded = topology(TREE_WITH_SHORTCUT);
    let domain = |name: &[u8]| loaded.directory.realm_named(name).unwrap().view().domain().unwrap();
    let (forest, sales) = domain(b"sales.europe.fabrikam.test");
    let (_, lab) = domain(b"lab.research.fabrikam.test");
    let (_, research) = domain(b"research.fabrikam.test");
    assert_eq!(forest.next_hop(sales, lab).unwrap().domain, lab);
    assert_eq!(forest.next_hop(lab, sales).unwrap().domain, research);
    let contoso = loaded.directory.realm_named(b"contoso.test").unwrap();
    assert_eq!(contoso.trusts().count(), 1);
}

/// The partner to which corp.test refers its own clients for a service.
fn next(loaded: &Topology, service: &str) -> Option<String> {
    let corp = loaded.directory.realm_named(b"corp.test").unwrap();
    let query = name(service);
    let decision = route(corp.view(), &Query::absent(&query, Arrival::Own));
    decision.verdict.next_realm().map(|realm| realm.as_str().to_owned())
}

#[test]
fn what_is_in_conflict_is_told_at_the_trust_that_came_later() {
    let loaded = topology(FTINFO_CONFLICTS);
    let warnings: Vec<_> = loaded.warnings.iter().map(ToString::to_string).collect();
    let advice = "; the trust that stands first has it, unless the name is disabled or excluded there";
    assert_eq!(
        warnings,
        [
            format!(
                "37:1: CORP.TEST does not route lab.example.test to IPA.TEST: EXAMPLE.TEST claims a name above it{advice}"
            ),
            "37:1: CORP.TEST does not route mail.example to IPA.TEST: CORP.TEST has the same name".to_owned(),
            "37:1: IPA.TEST does not route mail.example to CORP.TEST: IPA.TEST has the same name".to_owned(),
            format!(
                "43:1: CORP.TEST does not route the NetBIOS name of eu.partner.test to PARTNER.TEST: EXAMPLE.TEST has a domain with the same NetBIOS name{advice}"
            ),
        ]
    );
    assert_eq!(next(&loaded, "cifs/files.eu.example.test").as_deref(), Some("EXAMPLE.TEST"));
    assert_eq!(next(&loaded, "http/web.lab.example.test").as_deref(), Some("EXAMPLE.TEST"));
    assert_eq!(next(&loaded, "http/web.free.test").as_deref(), Some("IPA.TEST"));
    assert_eq!(next(&loaded, "http/web.mail.example"), None);
    assert_eq!(next(&loaded, "http/web.closed.test"), None);
    assert_eq!(next(&loaded, "http/web.eu.partner.test").as_deref(), Some("PARTNER.TEST"));
}

#[test]
fn an_excluded_name_leads_to_the_partner_that_claims_it() {
    let loaded = topology(FTINFO_EXCLUDED);
    assert_eq!(loaded.warnings, []);
    assert_eq!(next(&loaded, "http/web.lab.example.test").as_deref(), Some("IPA.TEST"));
    assert_eq!(next(&loaded, "http/web.example.test").as_deref(), Some("EXAMPLE.TEST"));
}

#[test]
fn the_examples_of_the_documentation_load() {
    let documentation = include_str!("../../../../../docs/topology.md");
    let examples: Vec<_> =
        documentation.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(examples.len(), 2);
    for example in examples {
        assert!(topology(example).warnings.is_empty());
    }
}

#[test]
fn the_six_causes_of_a_policy_refusal_load_and_nothing_in_them_is_doubtful() {
    for text in POLICY {
        let loaded = topology(text);
        assert!(loaded.warnings.is_empty(), "{:?}\n{text}", loaded.warnings);
    }
}

const POLICY: [&str; 6] = [
    include_str!("../../../../../fixtures/realms/policy-third-forest.toml"),
    include_str!("../../../../../fixtures/realms/policy-excluded-domain.toml"),
    include_str!("../../../../../fixtures/realms/policy-turned-trust.toml"),
    include_str!("../../../../../fixtures/realms/policy-off-path.toml"),
    include_str!("../../../../../fixtures/realms/policy-login-only.toml"),
    include_str!("../../../../../fixtures/realms/policy-not-transitive.toml"),
];
