//! What partner forests claim, and who gets it.

use xrealm_trust::{
    Arrival, CollisionKind, Dropped, FileTime, ForestTrustInfo, Query, Record, RecordData, RecordFlags, TrustId, route,
};

use super::*;

const NEW: u32 = RecordFlags::TLN_DISABLED_NEW;
const ADMIN: u32 = RecordFlags::TLN_DISABLED_ADMIN;
const CONFLICT: u32 = RecordFlags::TLN_DISABLED_CONFLICT;

/// The world with suffixes of B.TEST, and more forests: C.TEST, and D.TEST with a suffix below B.TEST's.
fn forests() -> Directory {
    after(
        &world(),
        &[
            suffixes("B.TEST", &["mail.example"]),
            domain("C.TEST", 5, DomainPlace::ForestRoot),
            domain("D.TEST", 6, DomainPlace::ForestRoot),
            suffixes("D.TEST", &["lab.b.test", "free.example"]),
        ],
    )
}

fn suffixes(root: &str, upn_suffixes: &[&str]) -> Change {
    let upn_suffixes = upn_suffixes.iter().map(|&suffix| suffix.into()).collect();
    Change::SetSuffixes { realm: realm(root), upn_suffixes, spn_suffixes: vec!["spn.example".into()] }
}

/// A forest trust that takes the clients of A.TEST to `partner`.
fn to(partner: &str) -> NewTrust {
    trust(NewTrustKind::Forest, partner, "A.TEST")
}

fn made(new: NewTrust) -> Change {
    Change::CreateTrust(Box::new(new))
}

fn set(partner: &str, info: ForestTrustInfo) -> Change {
    Change::SetForestTrustInfo { realm: realm("A.TEST"), partner: realm(partner), info }
}

fn refresh(partner: &str) -> Change {
    Change::RefreshForestTrustInfo { realm: realm("A.TEST"), partner: realm(partner) }
}

fn enable(partner: &str, name: &str, enabled: bool) -> Change {
    let claim = Claim::TopLevelName(name.into());
    Change::EnableClaim { realm: realm("A.TEST"), partner: realm(partner), claim, enabled }
}

fn info(directory: &Directory, own: &str, partner: &str) -> ForestTrustInfo {
    let (_, trust) = directory.realm_named(own.as_bytes()).unwrap().trust_named(partner.as_bytes()).unwrap();
    trust.tdo.forest_trust_info.clone().unwrap()
}

/// What A.TEST keeps of `partner`: `*` for what lies below too, `-` for exclusions, and flags.
fn kept(directory: &Directory, partner: &str) -> Vec<String> {
    let shown = |record: &Record| {
        let mark = ["*.", "-", "", "?", "!"][usize::from(record.record_type())];
        let flags = if record.flags.0 == 0 { String::new() } else { format!(" {:?}", record.flags) };
        format!("{mark}{}{flags}", record.dns_name().unwrap_or_default())
    };
    info(directory, "A.TEST", partner).records.iter().map(shown).collect()
}

fn flagged(name: &str, flags: u32) -> String {
    format!("{name} {:?}", RecordFlags(flags))
}

fn collisions(directory: &Directory) -> Vec<String> {
    directory.claim_collisions().iter().map(ToString::to_string).collect()
}

/// Where A.TEST refers its own clients for a service.
fn next(directory: &Directory, service: &str) -> Option<String> {
    let query = name(service);
    let decision = route(directory.realm_named(b"A.TEST").unwrap().view(), &Query::absent(&query, Arrival::Own));
    decision.verdict.next_realm().map(|realm| realm.as_str().to_owned())
}

fn tree_of(root: &str) -> DomainPlace {
    DomainPlace::TreeRoot {
        forest: realm(root),
        tree_trusts_forest: NewKeys::password("up"),
        forest_trusts_tree: NewKeys::password("down"),
    }
}

/// Row 65: tree names, UPN suffixes, SPN suffixes and SIDs.
#[test]
fn both_ends_collect_what_the_other_claims_when_the_trust_is_made() {
    let changes = [domain("TREE.EXAMPLE", 9, tree_of("B.TEST")), two_way(to("B.TEST"))];
    let directory = after(&forests(), &changes);
    let claims = info(&directory, "A.TEST", "B.TEST");
    let sid = |name: &[u8]| directory.realm_named(name).unwrap().sid().unwrap().clone();
    let dated = |record: Record| Record { timestamp: FileTime(134_344_736_000_000_000), ..record };
    let expected = [
        Record::top_level_name("b.test"),
        Record::top_level_name("tree.example"),
        Record::top_level_name("mail.example"),
        Record::top_level_name("spn.example"),
        Record::domain_info(sid(b"B.TEST"), "b.test", "B"),
        Record::domain_info(sid(b"KID.B.TEST"), "kid.b.test", "KID"),
        Record::domain_info(sid(b"TREE.EXAMPLE"), "tree.example", "TREE"),
    ];
    assert_eq!(claims, ForestTrustInfo::new(expected.map(dated).to_vec()));
    let back: Vec<_> = info(&directory, "B.TEST", "A.TEST").records.into_iter().map(|record| record.data).collect();
    assert_eq!(back[0], RecordData::TopLevelName("a.test".into()));
    assert_eq!(back.len(), 3);
    assert_eq!(collisions(&directory), [""; 0]);
}

/// Row 49.
#[test]
fn a_suffix_that_comes_later_waits_until_it_is_enabled() {
    let directory = after(&forests(), &[made(to("C.TEST")), suffixes("C.TEST", &["late.example"]), refresh("C.TEST")]);
    let waiting = [flagged("*.late.example", NEW), flagged("*.spn.example", NEW), "c.test".into()];
    assert_eq!(kept(&directory, "C.TEST")[1..], waiting);
    assert_eq!(next(&directory, "http/www.late.example"), None);
    let directory = after(&directory, &[enable("C.TEST", "late.example", true), refresh("C.TEST")]);
    assert_eq!(kept(&directory, "C.TEST")[1], "*.late.example");
    assert_eq!(next(&directory, "http/www.late.example").as_deref(), Some("C.TEST"));
}

#[test]
fn asking_again_keeps_what_administrators_and_the_scanner_said() {
    let directory = after(&forests(), &[made(to("B.TEST")), enable("B.TEST", "mail.example", false)]);
    let scanner = RecordData::ScannerInfo { sid: None, dns_name: "b.test".into(), netbios_name: "B".into() };
    let mut claims = info(&directory, "A.TEST", "B.TEST");
    claims.records.push(Record::top_level_name_ex("kid.b.test"));
    claims.records.push(Record::new(scanner).with_flags(RecordFlags(1)));
    let directory = after(&directory, &[set("B.TEST", claims.clone())]);
    assert_eq!(info(&directory, "A.TEST", "B.TEST").encode(), claims.encode());
    let directory = after(&directory, &[suffixes("B.TEST", &["mail.example"]), refresh("B.TEST")]);
    assert_eq!(info(&directory, "A.TEST", "B.TEST").encode(), claims.encode());
    assert_eq!(kept(&directory, "B.TEST")[1], flagged("*.mail.example", ADMIN));
    assert_eq!(next(&directory, "http/kid.b.test"), None);
}

#[test]
fn a_name_that_another_trust_has_is_kept_in_conflict_and_not_routed() {
    let directory = after(&forests(), &[made(to("B.TEST")), made(to("D.TEST"))]);
    assert_eq!(
        kept(&directory, "D.TEST"),
        [
            "*.d.test".to_owned(),
            flagged("*.lab.b.test", CONFLICT),
            "*.free.example".into(),
            flagged("*.spn.example", CONFLICT),
            "d.test".into()
        ]
    );
    assert_eq!(
        collisions(&directory),
        [
            "A.TEST does not route lab.b.test to D.TEST: B.TEST claims a name above it",
            "A.TEST does not route spn.example to D.TEST: B.TEST has the same name",
        ]
    );
    assert_eq!(next(&directory, "http/lab.b.test").as_deref(), Some("B.TEST"));
    assert_eq!(next(&directory, "http/www.free.example").as_deref(), Some("D.TEST"));
}

/// Row 40.
#[test]
fn a_claim_in_conflict_is_enabled_once_the_other_trust_gives_it_up() {
    let directory = after(&forests(), &[made(to("B.TEST")), made(to("D.TEST"))]);
    assert_eq!(
        refused(&directory, &enable("D.TEST", "spn.example", true)),
        "spn.example of D.TEST cannot be enabled: B.TEST has the same name"
    );
    let directory = after(&directory, &[enable("B.TEST", "spn.example", false), refresh("D.TEST")]);
    assert_eq!(next(&directory, "http/spn.example"), None);
    let directory = after(&directory, &[enable("D.TEST", "SPN.example", true)]);
    assert_eq!(next(&directory, "http/spn.example").as_deref(), Some("D.TEST"));
    assert_eq!(
        refused(&directory, &enable("B.TEST", "spn.example", true)),
        "spn.example of B.TEST cannot be enabled: D.TEST has the same name"
    );
}

#[test]
fn an_exclusion_in_the_other_trust_gives_a_name_up_too() {
    let mut directory = after(&forests(), &[made(to("B.TEST")), made(to("D.TEST"))]);
    let mut claims = info(&directory, "A.TEST", "B.TEST");
    claims.records.push(Record::top_level_name_ex("lab.b.test"));
    directory = after(&directory, &[set("B.TEST", claims), enable("D.TEST", "lab.b.test", true)]);
    assert_eq!(next(&directory, "http/x.lab.b.test").as_deref(), Some("D.TEST"));
    assert_eq!(next(&directory, "http/x.b.test").as_deref(), Some("B.TEST"));
}

#[test]
fn a_removed_trust_gives_its_names_up_but_nothing_is_enabled_by_itself() {
    let pair = TrustPair { trusting: realm("B.TEST"), trusted: realm("A.TEST") };
    let directory = after(&forests(), &[made(to("B.TEST")), made(to("D.TEST")), Change::RemoveTrust(pair)]);
    assert_eq!(kept(&directory, "D.TEST")[1], flagged("*.lab.b.test", CONFLICT));
    assert_eq!(collisions(&directory), [""; 0]);
    let directory = after(&directory, &[enable("D.TEST", "lab.b.test", true)]);
    assert_eq!(next(&directory, "http/lab.b.test").as_deref(), Some("D.TEST"));
}

#[test]
fn the_own_forest_wins_whenever_it_takes_a_name() {
    let before = after(&forests(), &[made(to("B.TEST")), made(to("D.TEST"))]);
    let takes = [suffixes("A.TEST", &["free.example"]), domain("MAIL.EXAMPLE", 9, tree_of("A.TEST"))];
    let directory = after(&before, &takes);
    assert_eq!(kept(&directory, "D.TEST")[2], flagged("*.free.example", CONFLICT));
    assert_eq!(kept(&directory, "B.TEST")[1], flagged("*.mail.example", CONFLICT));
    assert!(
        collisions(&directory)
            .contains(&"A.TEST does not route mail.example to B.TEST: MAIL.EXAMPLE has the same name".to_owned())
    );
    assert_eq!(next(&directory, "http/www.free.example"), None);
    let in_steps = after(&after(&before, &takes[..1]), &takes[1..]);
    assert_eq!(kept(&in_steps, "B.TEST"), kept(&directory, "B.TEST"));
}

#[test]
fn trusts_made_together_get_what_they_get_one_after_the_other() {
    let partners = ["C.TEST", "B.TEST", "D.TEST"];
    let changes = partners.map(|partner| made(to(partner)));
    let together = after(&forests(), &changes);
    let in_steps = changes.iter().fold(forests(), |directory, change| after(&directory, std::slice::from_ref(change)));
    for partner in partners {
        assert_eq!(info(&together, "A.TEST", partner), info(&in_steps, "A.TEST", partner));
    }
    assert_eq!(together.claim_collisions(), in_steps.claim_collisions());
    assert_eq!(collisions(&together).len(), 2);
}

#[test]
fn a_trust_made_two_way_in_two_steps_does_not_collide_with_itself() {
    let there = made(to("B.TEST"));
    let back = made(trust(NewTrustKind::Forest, "A.TEST", "B.TEST"));
    let directory = after(&forests(), &[there, back]);
    assert_eq!(collisions(&directory), [""; 0]);
    assert_eq!(next(&directory, "http/b.test").as_deref(), Some("B.TEST"));
}

#[test]
fn an_ill_formed_set_is_refused_with_every_reason() {
    let directory = after(&forests(), &[made(to("B.TEST"))]);
    let odd = ForestTrustInfo::new(vec![Record::top_level_name("a..b"), Record::top_level_name_ex("x.test")]);
    let change = set("B.TEST", odd);
    assert_eq!(
        refused(&directory, &change),
        "the names claimed by B.TEST cannot be stored: there is no top-level name; record 0 holds \"a..b\", which is no \
         DNS name; exclusion x.test of record 1 lies below no top-level name"
    );
    let refusal = directory.apply(&change, at()).unwrap_err();
    assert_eq!(refusal.nt_status(), Some(NtStatus::InvalidParameter));
    let many = (0..=ForestTrustInfo::MAX_WRITTEN_RECORDS).map(|number| Record::top_level_name(&format!("n{number}")));
    assert_eq!(
        refused(&directory, &set("B.TEST", ForestTrustInfo::new(many.collect()))),
        "the names claimed by B.TEST cannot be stored: 4001 records are more than 4000"
    );
}

#[test]
fn a_write_can_be_tried_without_storing_it() {
    let directory = after(&forests(), &[made(to("B.TEST")), made(to("C.TEST"))]);
    let names = ["c.test", "x.c.test", "new.b.test", "free.example"].map(Record::top_level_name);
    let claims = ForestTrustInfo::new(names.to_vec());
    let checked = directory.check_forest_trust_info(&realm("A.TEST"), &realm("C.TEST"), &claims).unwrap();
    assert!(matches!(checked.dropped[..], [Dropped::Redundant { record: 1, above: 0, .. }]));
    let [collision] = &checked.collisions[..] else { panic!("{checked:?}") };
    assert_eq!(
        (collision.record, collision.kind, collision.flags),
        (2, CollisionKind::CollisionTdo, RecordFlags(CONFLICT))
    );
    assert_eq!(collision.name, realm("B.TEST"));
    assert_eq!(kept(&directory, "C.TEST")[..1], ["*.c.test"]);
    let stored = after(&directory, &[set("C.TEST", claims)]);
    assert_eq!(info(&stored, "A.TEST", "C.TEST"), checked.info);
    assert_eq!(
        kept(&stored, "C.TEST"),
        ["*.c.test".to_owned(), flagged("*.new.b.test", CONFLICT), "*.free.example".into()]
    );
}

#[test]
fn what_nobody_claims_cannot_be_switched_and_who_is_not_here_cannot_be_asked() {
    let outside = NewExternalRealm {
        name: realm("OUT.TEST"),
        active_directory: Some(("OUT".into(), Sid::domain([9, 9, 9]))),
        downlevel: false,
    };
    let directory = after(&forests(), &[Change::CreateExternalRealm(outside), made(to("OUT.TEST"))]);
    assert_eq!(kept(&directory, "OUT.TEST"), ["*.out.test", "out.test"]);
    assert_eq!(refused(&directory, &enable("OUT.TEST", "x.test", true)), "OUT.TEST does not claim x.test");
    assert_eq!(refused(&directory, &enable("B.TEST", "b.test", true)), "A.TEST has no forest trust with B.TEST");
    assert_eq!(
        refused(&directory, &refresh("OUT.TEST")),
        "OUT.TEST is not served here and cannot be asked for its names"
    );
    let suffixes = |root: &str| suffixes(root, &["x.test"]);
    assert_eq!(refused(&directory, &suffixes("KID.B.TEST")), "KID.B.TEST is not the root of its forest");
    assert_eq!(refused(&directory, &suffixes("Plain.TEST")), "Plain.TEST is not an Active Directory domain");
}

#[test]
fn names_can_be_recorded_as_disabled_when_the_trust_is_made() {
    let given = |disabled: &[&str]| NewTrust {
        trusting_namespaces: Namespaces {
            disabled: disabled.iter().map(|&name| name.into()).collect(),
            ..Namespaces::default()
        },
        ..to("B.TEST")
    };
    let directory = after(&forests(), &[made(given(&["Mail.Example", "kid.b.test"]))]);
    let kept = kept(&directory, "B.TEST");
    assert!(kept.contains(&flagged("*.mail.example", ADMIN)), "{kept:?}");
    assert!(kept.contains(&flagged("kid.b.test", RecordFlags::SID_DISABLED_ADMIN)), "{kept:?}");
    assert_eq!(next(&directory, "http/mail.example"), None);
    assert_eq!(next(&directory, "krbtgt/KID.B.TEST"), None);
    assert_eq!(refused(&forests(), &made(given(&["x.test"]))), "B.TEST does not claim x.test");
}

#[test]
fn each_part_of_a_claim_that_is_disabled_is_not_routed() {
    let directory = after(&forests(), &[made(to("B.TEST"))]);
    let switch =
        |claim, enabled| Change::EnableClaim { realm: realm("A.TEST"), partner: realm("B.TEST"), claim, enabled };
    let sid = directory.realm_named(b"KID.B.TEST").unwrap().sid().unwrap().clone();
    let requests = ["http/x.kid.b.test", "krbtgt/KID.B.TEST", "krbtgt/KID"];
    let table = [
        (Claim::TopLevelName("b.test".into()), [false, false, false]),
        (Claim::Domain(sid), [true, false, false]),
        (Claim::NetbiosName("kid".into()), [true, true, false]),
    ];
    for (claim, routed) in table {
        let disabled = after(&directory, &[switch(claim.clone(), false)]);
        assert_eq!(requests.map(|request| next(&disabled, request).is_some()), routed, "{claim:?}");
        let enabled = after(&disabled, &[switch(claim, true)]);
        assert_eq!(requests.map(|request| next(&enabled, request).is_some()), [true; 3]);
    }
    for reason in [NEW, ADMIN, CONFLICT, 0x8000] {
        let mut claims = info(&directory, "A.TEST", "B.TEST");
        claims.records[0].flags = RecordFlags(reason);
        let disabled = after(&directory, &[set("B.TEST", claims)]);
        assert_eq!(next(&disabled, "http/x.b.test"), None, "{reason:#x}");
    }
    assert_eq!(directory.realm_named(b"A.TEST").unwrap().trust_named(b"B.TEST").unwrap().0, TrustId(1));
}

#[test]
fn many_partners_with_many_names_are_compared_in_no_time() {
    let changes = (0..100).flat_map(|number| {
        let root = format!("F{number}.TEST");
        let claims = (0..100).map(|suffix| format!("s{suffix}.f{}.example", number / 2).into()).collect();
        let suffixes = Change::SetSuffixes { realm: realm(&root), upn_suffixes: claims, spn_suffixes: vec![] };
        [domain(&root, 100 + number, DomainPlace::ForestRoot), suffixes, made(to(&root))]
    });
    let directory = after(&world(), &changes.collect::<Vec<_>>());
    assert_eq!(directory.claim_collisions().len(), 5000);
}
