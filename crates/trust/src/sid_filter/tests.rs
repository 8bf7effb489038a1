//! The matrix row by row, the rules around it, and the page that shows it.

mod page;

use proptest::prelude::*;
use xrealm_names::RealmName;

use super::*;
use crate::{ForestTrustInfo, Record, RecordFlags, TrustAttributes, TrustDirection, TrustType};

/// The domain that filters, and its sister in the same forest.
const OWN: &str = "S-1-5-21-1-1-1";
const SISTER: &str = "S-1-5-21-1-1-2";
/// The partner, and its child.
const PARTNER: &str = "S-1-5-21-2-2-1";
const CHILD: &str = "S-1-5-21-2-2-2";
/// A domain of the partner forest that an administrator disabled.
const DISABLED: &str = "S-1-5-21-2-2-3";
/// A domain that nobody speaks for.
const STRANGER: &str = "S-1-5-21-3-3-3";

fn sid(text: &str) -> Sid {
    text.parse().unwrap()
}

fn account(domain: &str, rid: u32) -> Sid {
    sid(domain).with_rid(rid).unwrap()
}

fn own_forest() -> Arc<DomainSids> {
    Arc::new(DomainSids::new(&[sid(OWN), sid(SISTER)]))
}

/// The object of a trust, with forest trust information that lists two domains enabled and one disabled.
fn object(partner: &str, attributes: u32) -> TrustedDomainObject {
    let domain = |text: &str, name: &str| Record::domain_info(sid(text), name, name);
    let records = vec![
        Record::top_level_name("partner.test"),
        domain(PARTNER, "partner.test"),
        domain(CHILD, "child.partner.test"),
        domain(DISABLED, "closed.partner.test").with_flags(RecordFlags(RecordFlags::SID_DISABLED_ADMIN)),
    ];
    TrustedDomainObject {
        trust_partner: RealmName::new("PARTNER.TEST").unwrap(),
        flat_name: "PARTNER".into(),
        security_identifier: Some(sid(partner)),
        trust_direction: TrustDirection::Outbound,
        trust_type: TrustType::Uplevel,
        trust_attributes: TrustAttributes(attributes),
        supported_encryption_types: None,
        forest_trust_info: Some(ForestTrustInfo::new(records)),
    }
}

fn over(attributes: u32) -> TrustFilter {
    let partner = if attributes & 0x20 == 0 { PARTNER } else { SISTER };
    TrustFilter::of_trust(&object(partner, attributes), &sid(OWN), own_forest())
}

/// The domain of the user whose PAC comes over this boundary.
fn home(filter: &TrustFilter) -> Sid {
    sid(if filter.boundary().is_within_forest() { SISTER } else { PARTNER })
}

/// The filters of all boundaries, in the order of the matrix.
fn all() -> [TrustFilter; 8] {
    SidBoundary::ALL.map(|boundary| match boundary {
        SidBoundary::Member | SidBoundary::WithinDomain => {
            TrustFilter::new(boundary, &sid(OWN), own_forest(), DomainSids::default())
        }
        SidBoundary::WithinForest => over(0x20),
        SidBoundary::QuarantinedWithinForest => over(0x24),
        SidBoundary::CrossForest => over(0x8),
        SidBoundary::External => over(0x0),
        SidBoundary::QuarantinedExternal => over(0x4),
        SidBoundary::Pim => over(0x448),
    })
}

/// One letter for each boundary: `-` if the SID stays, `X` if it goes.
fn fates(filters: &[TrustFilter; 8], sid: &Sid) -> String {
    let letter = |filter: &TrustFilter| if filter.for_pac(&home(filter)).fate(sid).is_kept() { '-' } else { 'X' };
    filters.iter().map(letter).collect()
}

fn check(table: &[(Sid, &str)]) {
    let filters = all();
    for (sid, expected) in table {
        assert_eq!(fates(&filters, sid), *expected, "{sid}");
    }
}

#[test]
fn what_is_always_filtered_passes_no_trust() {
    let table = ["S-1-1-0", "S-1-5-32-544", "S-1-5-18", "S-1-5-64-10", SISTER, PARTNER, "S-1-99-1"];
    check(&table.map(|text| (sid(text), "X-XXXXXX")));
}

#[test]
fn well_known_accounts_pass_from_the_domains_of_the_trust_alone() {
    for rid in [498, 500, 512, 513, 519, 999] {
        check(&[
            (account(OWN, rid), "X--XXXX-"),
            (account(SISTER, rid), "----XXX-"),
            (account(PARTNER, rid), "---X----"),
            (account(CHILD, rid), "---X-XX-"),
            (account(DISABLED, rid), "---XXXX-"),
            (account(STRANGER, rid), "---XXXX-"),
        ]);
    }
}

#[test]
fn enterprise_domain_controllers_pass_within_the_forest_alone() {
    check(&[(sid("S-1-5-9"), "----XXXX")]);
}

#[test]
fn accounts_pass_by_whose_they_are() {
    check(&[
        (account(OWN, 1105), "X--XXXX-"),
        (account(SISTER, 1105), "----XXX-"),
        (account(PARTNER, 1105), "---X----"),
        (account(CHILD, 1105), "---X--X-"),
        (account(DISABLED, 1105), "---XX-X-"),
        (account(STRANGER, 1105), "---XX-X-"),
    ]);
}

#[test]
fn what_is_never_filtered_passes_every_trust() {
    let table = ["S-1-5-15", "S-1-5-1000", "S-1-5-21-0-0-0-497", "S-1-18-1", "S-1-18-2", "S-1-10-4", "S-1-4-7"];
    check(&table.map(|text| (sid(text), "--------")));
}

#[test]
fn up_to_2008_r2_well_known_accounts_fell_under_d1_and_d2() {
    let filters = all().map(|filter| filter.in_edition(FilterEdition::Until2008R2));
    for (sid, expected) in [
        (account(OWN, 512), "X-XXXXXX"),
        (account(SISTER, 512), "X---XXXX"),
        (account(PARTNER, 512), "--XX----"),
        (account(CHILD, 512), "X-XXXXXX"),
        (account(PARTNER, 498), "---X----"),
        (account(PARTNER, 1105), "---X----"),
        (sid("S-1-5-21-0-0-0-497"), "---XXXX-"),
    ] {
        assert_eq!(fates(&filters, &sid), expected, "{sid}");
    }
    let user = sid(OWN);
    let fate = filters[4].for_pac(&user).fate(&account(OWN, 512));
    assert_eq!(fate.to_string(), "removed: DomainSpecific, of the own domain (D1)");
    let stranger = sid(STRANGER);
    let refused = filters[6].for_pac(&stranger).authentication(&account(STRANGER, 500));
    assert!(matches!(refused, Err(SidRefusal::IdentityRemoved { .. })), "{refused:?}");
}

/// Acceptance row 38.
#[test]
fn quarantine_leaves_the_directly_trusted_domain_alone() {
    let history = [account(CHILD, 1200), account(STRANGER, 1200), account(SISTER, 1200)];
    let pass = |attributes| {
        let (filter, home) = (over(attributes), sid(PARTNER));
        history.clone().map(|sid| filter.for_pac(&home).fate(&sid).is_kept())
    };
    assert_eq!(pass(0x4), [false, false, false]);
    assert_eq!(pass(0x0), [true, true, false]);
    assert_eq!(pass(0xC), [false, false, false]);
}

/// Acceptance row 41.
#[test]
fn sid_history_crosses_a_forest_trust_only_where_it_is_enabled() {
    let (filtered, enabled, home) = (over(0x8), over(0x48), sid(CHILD));
    let history = account(STRANGER, 1200);
    assert_eq!(filtered.for_pac(&home).fate(&history), Fate::Removed(RemovalRule::Row(MatrixRow::ForeignAccount)));
    assert!(enabled.for_pac(&home).fate(&history).is_kept());
    assert!(enabled.for_pac(&home).fate(&account(CHILD, 513)).is_kept(), "its forest is brought as before");
    assert!(!enabled.for_pac(&home).fate(&account(STRANGER, 513)).is_kept(), "well-known groups of others are not");
    assert!(!enabled.for_pac(&home).fate(&account(OWN, 1200)).is_kept(), "nor is the own forest");
}

/// Acceptance row 47.
#[test]
fn only_a_pim_trust_brings_sids_of_the_own_forest() {
    let home = sid(PARTNER);
    for rid in [512, 519, 1105] {
        for attributes in [0x0, 0x4, 0x8, 0xC, 0x48, 0x408, 0x44C] {
            assert!(!over(attributes).for_pac(&home).fate(&account(SISTER, rid)).is_kept(), "{attributes:#x} {rid}");
        }
        assert!(over(0x448).for_pac(&home).fate(&account(SISTER, rid)).is_kept(), "{rid}");
    }
}

#[test]
fn a_user_of_the_own_forest_cannot_come_from_outside() {
    for attributes in [0x0, 0x4, 0x8, 0xC, 0x48, 0x448] {
        let filter = over(attributes);
        for (domain, user) in [(OWN, OWN), (SISTER, SISTER), (SISTER, PARTNER), (PARTNER, SISTER)] {
            for rid in [500, 1105] {
                let (domain, user) = (sid(domain), account(user, rid));
                let refused = filter.for_pac(&domain).authentication(&user);
                assert!(matches!(refused, Err(SidRefusal::OwnForestIdentity { .. })), "{attributes:#x} {user}");
            }
        }
    }
}

#[test]
fn a_user_whose_own_sid_is_removed_is_refused() {
    let (strangers, filter) = (sid(STRANGER), over(0x8));
    for rid in [500, 1105] {
        let refusal = filter.for_pac(&strangers).authentication(&account(STRANGER, rid)).unwrap_err();
        assert_eq!(refusal.nt_status(), Some(0xC000_035E));
    }
    let refusal = filter.for_pac(&strangers).authentication(&account(STRANGER, 1105)).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "SID filtering (CrossForest) removes the user's own identity S-1-5-21-3-3-3-1105: account, any other domain does \
         not pass"
    );
    let closed = sid(DISABLED);
    assert!(filter.for_pac(&closed).authentication(&account(DISABLED, 1105)).is_err());
    let (child, quarantined) = (sid(CHILD), over(0x4));
    assert!(quarantined.for_pac(&child).authentication(&account(CHILD, 1105)).is_err());
    let (own, quarantined) = (sid(OWN), over(0x24));
    assert!(quarantined.for_pac(&own).authentication(&account(OWN, 1105)).is_err());
}

#[test]
fn a_user_without_a_domain_passes_no_filter_that_goes_by_domains() {
    let home = sid(PARTNER);
    for attributes in [0x4, 0x8] {
        assert!(over(attributes).for_pac(&home).authentication(&sid("S-1-18-1")).is_err(), "{attributes:#x}");
    }
}

#[test]
fn users_of_the_trust_are_let_in_with_every_kind_of_account() {
    for filter in all() {
        let home = home(&filter);
        for rid in [500, 501, 1105, u32::MAX] {
            let user = home.with_rid(rid).unwrap();
            assert_eq!(filter.for_pac(&home).authentication(&user), Ok(()), "{} {user}", filter.boundary());
        }
    }
    let (child, filter) = (sid(CHILD), over(0x8));
    assert_eq!(filter.for_pac(&child).authentication(&account(CHILD, 1105)), Ok(()));
}

#[test]
fn no_claim_of_a_partner_brings_a_domain_of_the_own_forest() {
    for attributes in [0x0, 0x4, 0x8, 0x48] {
        let mut object = object(SISTER, attributes);
        let record = Record::domain_info(sid(OWN), "own.partner.test", "OWN");
        object.forest_trust_info.as_mut().unwrap().records.push(record);
        let filter = TrustFilter::of_trust(&object, &sid(OWN), own_forest());
        assert!(!filter.brought().contains(&sid(SISTER)) && !filter.brought().contains(&sid(OWN)), "{attributes:#x}");
    }
}

#[test]
fn forest_trust_information_counts_for_transitive_forest_trusts_alone() {
    let brought = |attributes| over(attributes).brought().iter().collect::<Vec<_>>();
    assert_eq!(brought(0x8), [sid(PARTNER), sid(CHILD)]);
    assert_eq!(brought(0x48), [sid(PARTNER), sid(CHILD)]);
    for attributes in [0x0, 0x4, 0x9, 0xC, 0x40] {
        assert_eq!(brought(attributes), [sid(PARTNER)], "{attributes:#x}");
    }
    assert_eq!(brought(0x20), [sid(SISTER)]);
}

#[test]
fn a_partner_is_brought_unless_its_own_record_is_disabled() {
    let mut object = object(PARTNER, 0x8);
    let brings = |object: &TrustedDomainObject| {
        TrustFilter::of_trust(object, &sid(OWN), own_forest()).brought().contains(&sid(PARTNER))
    };
    object.forest_trust_info = Some(ForestTrustInfo::default());
    assert!(brings(&object));
    let record = Record::domain_info(sid(PARTNER), "partner.test", "PARTNER");
    let disabled = record.with_flags(RecordFlags(RecordFlags::SID_DISABLED_CONFLICT));
    object.forest_trust_info = Some(ForestTrustInfo::new(vec![disabled]));
    assert!(!brings(&object));
}

#[test]
fn a_realm_without_a_sid_brings_no_domain() {
    let object = TrustedDomainObject { security_identifier: None, trust_type: TrustType::Mit, ..object(PARTNER, 0) };
    let filter = TrustFilter::of_trust(&object, &sid(OWN), own_forest());
    assert_eq!(filter.brought(), &DomainSids::default());
}

/// From the child of the partner forest to the child of the own one: four domains, three boundaries.
#[test]
fn every_hop_takes_out_what_its_boundary_forbids_and_nothing_comes_back() {
    let within = |own: &str, partner: &str, forest: [&str; 2]| {
        let object = TrustedDomainObject { security_identifier: Some(sid(partner)), ..object(partner, 0x20) };
        TrustFilter::of_trust(&object, &sid(own), Arc::new(DomainSids::new(&forest.map(sid))))
    };
    let hops = [within(PARTNER, CHILD, [PARTNER, CHILD]), over(0x8), within(SISTER, OWN, [OWN, SISTER])];
    let sids = [
        account(CHILD, 1105),
        account(CHILD, 513),
        account(PARTNER, 519),
        account(STRANGER, 1200),
        account(SISTER, 512),
        sid("S-1-5-9"),
        sid("S-1-5-32-544"),
        sid("S-1-18-1"),
    ];
    let home = sid(CHILD);
    let mut left: Vec<&Sid> = sids.iter().collect();
    let counts = hops.each_ref().map(|hop| {
        let filter = hop.for_pac(&home);
        assert_eq!(filter.authentication(&sids[0]), Ok(()), "{}", hop.boundary());
        left.retain(|sid| filter.fate(sid).is_kept());
        left.len()
    });
    assert_eq!(counts, [7, 4, 4]);
    assert_eq!(left, [&sids[0], &sids[1], &sids[2], &sids[7]]);
}

#[test]
fn reasons_are_told_in_words() {
    let (filter, home) = (over(0x8), sid(PARTNER));
    let told = |sid: &Sid| filter.for_pac(&home).fate(sid).to_string();
    assert_eq!(told(&sid("S-1-5-32-544")), "removed: AlwaysFilter does not pass");
    assert_eq!(told(&account(PARTNER, 513)), "kept: ForestSpecific, of a domain that the trust brings");
    assert_eq!(told(&account(STRANGER, 512)), "removed: ForestSpecific, of a domain that the trust does not bring");
    assert_eq!(told(&account(OWN, 1105)), "removed: account, domain of the own forest does not pass");
    assert_eq!(told(&sid("S-1-18-1")), "kept: NeverFilter passes");
}

fn any_sid() -> impl Strategy<Value = Sid> {
    let domain = prop::sample::select(vec![OWN, SISTER, PARTNER, CHILD, DISABLED, STRANGER]);
    prop_oneof![
        (domain, any::<u32>()).prop_map(|(domain, rid)| account(domain, rid % 2000)),
        (0_u64..20, prop::collection::vec(0_u32..1100, 0..8))
            .prop_map(|(authority, parts)| Sid::new(authority, &parts).unwrap()),
    ]
}

proptest! {
    /// What tightens a trust never lets a SID through that was removed before.
    #[test]
    fn quarantine_only_ever_removes_more(sid in any_sid(), attributes in 0_u32..0x1000) {
        let open = attributes & !0x4;
        let (open, quarantined) = (over(open), over(open | 0x4));
        let home = home(&open);
        let kept = |filter: &TrustFilter| filter.for_pac(&home).fate(&sid).is_kept();
        prop_assert!(!kept(&quarantined) || kept(&open));
    }

    /// Nothing of the own forest comes from outside, but for a PIM trust.
    #[test]
    fn no_account_of_the_own_forest_comes_from_outside(rid in any::<u32>(), attributes in 0_u32..0x1000) {
        let filter = over(attributes & !0x20);
        let home = home(&filter);
        for domain in [OWN, SISTER] {
            let kept = filter.for_pac(&home).fate(&account(domain, rid)).is_kept();
            prop_assert_eq!(kept, filter.boundary() == SidBoundary::Pim);
        }
    }
}
