use super::*;
use crate::RecordData;

fn collected(domains: &[(&str, bool)], suffixes: &[&str]) -> Vec<String> {
    let sids: Vec<Sid> = (0..domains.len()).map(|number| Sid::domain([1, 2, number as u32])).collect();
    let own = domains.iter().zip(&sids).map(|(&(dns_name, is_tree_root), sid)| OwnDomain {
        dns_name,
        netbios_name: "NAME",
        sid,
        is_tree_root,
    });
    let info = ForestTrustInfo::collect(own, suffixes.iter().copied());
    assert!(info.records.iter().all(|record| record.flags.0 == 0 && record.timestamp.0 == 0));
    info.records
        .iter()
        .map(|record| match &record.data {
            RecordData::TopLevelName(name) => format!("*.{name}"),
            RecordData::DomainInfo { dns_name, .. } => dns_name.to_string(),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn tree_roots_are_names_and_every_domain_is_told() {
    assert_eq!(
        collected(&[("a.test", true), ("x.a.test", false), ("tree.example", true)], &[]),
        ["*.a.test", "*.tree.example", "a.test", "x.a.test", "tree.example"]
    );
}

#[test]
fn further_suffixes_are_names_unless_another_name_covers_them() {
    assert_eq!(
        collected(&[("a.test", true)], &["upn.example", "x.a.test", "UPN.example", "single", "no..name", ""]),
        ["*.a.test", "*.upn.example", "*.single", "a.test"]
    );
}

#[test]
fn a_suffix_above_a_tree_root_stands_for_it() {
    assert_eq!(collected(&[("a.test", true)], &["test"]), ["*.test", "a.test"]);
}

#[test]
fn a_domain_that_no_name_covers_is_left_out() {
    assert_eq!(collected(&[("a.test", false), ("x.a.test", false)], &["x.a.test"]), ["*.x.a.test", "x.a.test"]);
}
