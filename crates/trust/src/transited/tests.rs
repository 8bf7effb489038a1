use proptest::prelude::*;

use super::*;

fn realms(names: &[&str]) -> Vec<RealmName> {
    names.iter().map(|name| RealmName::new(name).unwrap()).collect()
}

fn realm(name: &str) -> RealmName {
    RealmName::new(name).unwrap()
}

/// The examples of RFC 4120 §3.3.3.2, then those of MIT's own tests. Order does not matter to the meaning.
#[test]
fn published_examples_expand_as_published() {
    let any = ("START.TEST", "END.TEST");
    let table: [((&str, &str), &str, &[&str]); 9] = [
        (
            any,
            "EDU,MIT.,ATHENA.,WASHINGTON.EDU,CS.",
            &["EDU", "MIT.EDU", "ATHENA.MIT.EDU", "WASHINGTON.EDU", "CS.WASHINGTON.EDU"],
        ),
        (any, "EDU,MIT.,WASHINGTON.EDU", &["EDU", "MIT.EDU", "WASHINGTON.EDU"]),
        (any, "/COM,/HP,/APOLLO, /COM/DEC", &["/COM", "/COM/HP", "/COM/HP/APOLLO", "/COM/DEC"]),
        (
            ("ATHENA.MIT.EDU", "HACK.FOOBAR.COM"),
            ",EDU,BLORT.COM,COM,",
            &["MIT.EDU", "EDU", "BLORT.COM", "COM", "FOOBAR.COM"],
        ),
        (("ATHENA.MIT.EDU", "EDU"), ",", &["MIT.EDU"]),
        (("EDU", "ATHENA.MIT.EDU"), ",", &["MIT.EDU"]),
        (("ATHENA.MIT.EDU", "/COM/HP/APOLLO"), ",EDU, /COM,", &["EDU", "MIT.EDU", "/COM", "/COM/HP"]),
        (("ATHENA.MIT.EDU", "CS.CMU.EDU"), ",EDU,", &["EDU", "MIT.EDU", "CMU.EDU"]),
        (
            ("XYZZY.ATHENA.MIT.EDU", "XYZZY.CS.CMU.EDU"),
            ",EDU,",
            &["EDU", "MIT.EDU", "ATHENA.MIT.EDU", "CMU.EDU", "CS.CMU.EDU"],
        ),
    ];
    for ((client, server), contents, expected) in table {
        let mut found = decode(contents.as_bytes(), &realm(client), &realm(server)).unwrap();
        let mut expected = realms(expected);
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{contents}");
    }
}

#[test]
fn a_slash_without_a_space_joins_and_leaves_a_gap_that_cannot_be_filled() {
    let refused = decode(b",EDU,/COM,", &realm("ATHENA.MIT.EDU"), &realm("/COM/HP/APOLLO"));
    assert_eq!(refused, Err(TransitedError::Gap { from: "EDU/COM".into(), to: "/COM/HP/APOLLO".into() }));
}

#[test]
fn lists_are_written_as_the_rfc_shortens_them() {
    for contents in ["", "EDU,MIT.,ATHENA.,WASHINGTON.EDU,CS.", "/COM,/HP,/APOLLO, /COM/DEC", r"A\,B,C\\D,\ E,F\."] {
        let list = decode(contents.as_bytes(), &realm("START"), &realm("END")).unwrap();
        assert_eq!(encode(&list), contents.as_bytes());
    }
}

#[test]
fn quoted_characters_are_letters() {
    let list = decode(br"A\,B,C\\D,\ E,F\.,\/G", &realm("START"), &realm("END")).unwrap();
    assert_eq!(list, realms(&["A,B", r"C\D", " E", "F.", "/G"]));
}

#[test]
fn a_list_grows_by_the_realm_the_ticket_came_from() {
    let (client, mut contents) = (realm("A"), Vec::new());
    let path = realms(&["A", "B", "C", "D"]);
    // The KDC of each realm adds the issuer of the ticket it is shown; the client's own realm is never listed.
    for pair in path.windows(2) {
        contents = add(&contents, &pair[0], &client, &pair[1]).unwrap();
    }
    assert_eq!(contents, b"B,C");
    assert_eq!(add(&contents, &realm("C"), &client, &realm("D")).unwrap(), b"B,C");
}

#[test]
fn forged_lists_are_refused_before_they_grow() {
    let (client, server) = (realm("A.TEST"), realm("B.TEST"));
    let decoded = |contents: &[u8]| decode(contents, &client, &server);
    assert_eq!(decoded(b"\xFF"), Err(TransitedError::NotUtf8));
    assert_eq!(decoded(b"A\\"), Err(TransitedError::Name));
    assert_eq!(decoded(b"A."), Err(TransitedError::Name));
    assert_eq!(decoded(b"A\0B"), Err(TransitedError::Name));
    assert_eq!(decoded("A.,".repeat(30_000).as_bytes()), Err(TransitedError::Name));
    let growing = format!("A{}", ",A.".repeat(30_000));
    assert_eq!(decoded(growing.as_bytes()), Err(TransitedError::Name));
    let many: Vec<String> = (0..2000).map(|number| format!("R{number}")).collect();
    assert_eq!(decoded(many.join(",").as_bytes()), Err(TransitedError::TooMany));
    assert_eq!(decoded(&b",".repeat(60_000)), Err(TransitedError::Gap { from: "A.TEST".into(), to: "B.TEST".into() }));
}

#[test]
fn the_path_is_checked_against_the_hierarchy_or_the_configuration() {
    let checked = |client, server, list: &[&str], capaths: &Capaths| {
        check(&realm(client), &realm(server), &realms(list), capaths).map_err(|refused| refused.realm.to_string())
    };
    let none = Capaths::new();
    assert_eq!(checked("A.X", "B.X", &["X"], &none), Ok(()));
    assert_eq!(checked("A.X", "B.X", &[], &none), Ok(()));
    assert_eq!(checked("A.X", "B.X", &["X", "EVIL"], &none), Err("EVIL".into()));
    assert_eq!(checked("A", "D", &["B"], &none), Err("B".into()));

    let mut capaths = Capaths::new();
    capaths.insert(&realm("A"), &realm("D"), realms(&["B", "C"]));
    capaths.insert(&realm("A.X"), &realm("B.X"), Vec::new());
    assert_eq!(checked("A", "D", &["C", "B"], &capaths), Ok(()));
    assert_eq!(checked("D", "A", &["C", "B"], &capaths), Err("C".into()));
    assert_eq!(checked("A.X", "B.X", &["X"], &capaths), Err("X".into()));
}

fn names() -> impl Strategy<Value = RealmName> {
    r"[A-C/., \\]{1,8}".prop_map(|name| realm(&name))
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(mut list in prop::collection::vec(names(), 0..6)) {
        let mut seen = std::collections::HashSet::new();
        list.retain(|realm| seen.insert(realm.clone()));
        let contents = encode(&list);
        prop_assert_eq!(decode(&contents, &realm("START"), &realm("END")), Ok(list), "{}", String::from_utf8_lossy(&contents));
    }

    #[test]
    fn arbitrary_contents_are_read_or_refused(contents in prop::collection::vec(any::<u8>(), 0..64), text in r"[AB./, \\]{0,40}") {
        for contents in [contents.as_slice(), text.as_bytes()] {
            if let Ok(list) = decode(contents, &realm("A.B"), &realm("B")) {
                prop_assert_eq!(decode(&encode(&list), &realm("A.B"), &realm("B")), Ok(list));
            }
        }
    }
}
