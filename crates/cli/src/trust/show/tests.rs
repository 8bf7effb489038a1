use super::*;

fn end() -> TrustEndFacts {
    TrustEndFacts {
        realm: "CONTOSO.COM".to_owned(),
        partner: "FABRIKAM.COM".to_owned(),
        partner_dns_name: "fabrikam.com".to_owned(),
        flat_name: "FABRIKAM".to_owned(),
        sid: Some("S-1-5-21-1-2-3".to_owned()),
        direction: "two-way".to_owned(),
        direction_value: 3,
        trust_type: "uplevel".to_owned(),
        type_value: 2,
        kind: "forest".to_owned(),
        transitive: true,
        attributes: vec!["FOREST_TRANSITIVE".to_owned()],
        attributes_value: 8,
        supported_encryption_types: Some(0x18),
        etypes: vec!["aes256-cts-hmac-sha1-96".to_owned()],
        posix_offset: 0,
        partner_served_here: true,
        incoming: Some(secret(Some("2026-11-20T10:44:00Z"))),
        outgoing: Some(secret(None)),
        suffixes: Some(vec![SuffixFacts {
            number: 1,
            kind: "top-level-name".to_owned(),
            name: "toys.example".to_owned(),
            netbios_name: None,
            sid: None,
            enabled: false,
            status: "conflict".to_owned(),
            conflict_with: Some("ADATUM.COM".to_owned()),
            flags: 4,
        }]),
    }
}

fn secret(confirmed: Option<&str>) -> SecretFacts {
    SecretFacts {
        kvno: 2,
        previous_kvno: Some(1),
        changed: "2026-11-20T10:00:00Z".to_owned(),
        confirmed: confirmed.map(str::to_owned),
        seal_with_previous_until: None,
    }
}

#[test]
fn every_attribute_is_decoded() {
    let shown = text(&end(), Style::none());
    for line in [
        "CONTOSO.COM with FABRIKAM.COM",
        "  trustPartner                   fabrikam.com",
        "  trustDirection                 3 (two-way: users of each get in at the other)",
        "  trustType                      2 (uplevel)",
        "  trustAttributes                0x8 (FOREST_TRANSITIVE)",
        "  msDS-SupportedEncryptionTypes  0x18",
        "  trustAuthIncoming              kvno 2, previous 1, set 2026-11-20T10:00:00Z",
        "                                 not confirmed",
        "    1. top-level-name toys.example: conflict with ADATUM.COM, not routed (0x4)",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
}

#[test]
fn an_end_is_confirmed_when_every_secret_is() {
    let mut end = end();
    assert!(end_line(&end).ends_with("two-way, forest, transitive, not confirmed"));
    end.outgoing = None;
    assert!(end_line(&end).ends_with("two-way, forest, transitive"));
}
