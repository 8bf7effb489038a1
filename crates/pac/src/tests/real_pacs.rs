//! PACs of Windows and Samba: read as they were decoded by others, written as they were read.

use serde_json::{Value, json};

use super::vectors;
use crate::*;

#[test]
fn real_pacs_are_written_as_they_were_read() {
    for vector in vectors::pacs() {
        let octets = vector.hex("pac_hex");
        let pac = Pac::decode(&octets).unwrap();
        assert!(!pac.has_duplicates());
        assert_eq!(pac.to_draft().encode(), octets, "{}", vector.name());
    }
}

#[test]
fn real_pacs_have_the_buffers_that_were_found_in_them() {
    for vector in vectors::pacs() {
        let octets = vector.hex("pac_hex");
        let pac = Pac::decode(&octets).unwrap();
        let mut found: Vec<_> = pac.buffers().collect();
        assert_eq!(found.len(), vector.decoded().len(), "{}", vector.name());
        for expected in vector.decoded() {
            let place = found.iter().position(|buffer| expected["type"] == buffer.buffer_type.0).unwrap();
            let buffer = found.remove(place);
            assert_eq!(buffer.octets.len(), expected["size"], "{} {}", vector.name(), buffer.buffer_type);
            let offset = buffer.octets.as_ptr() as usize - octets.as_ptr() as usize;
            assert_eq!(offset, expected["offset"], "{} {}", vector.name(), buffer.buffer_type);
            assert!(buffer.buffer_type.name().is_some());
        }
    }
}

#[test]
fn real_buffers_say_what_their_decodings_say() {
    for vector in vectors::pacs() {
        let octets = vector.hex("pac_hex");
        let pac = Pac::decode(&octets).unwrap();
        for expected in vector.decoded() {
            let buffer_type = BufferType(expected["type"].as_u64().unwrap() as u32);
            match buffer_type {
                BufferType::LOGON_INFO => {
                    check_logon_info(&pac.logon_info().unwrap().unwrap(), &expected["KERB_VALIDATION_INFO"]);
                }
                BufferType::CLIENT_INFO => check_client_info(&pac.client_info().unwrap().unwrap(), expected),
                BufferType::UPN_DNS_INFO => check_upn_dns_info(&pac.upn_dns_info().unwrap().unwrap(), expected),
                _ => check_signature(&pac, buffer_type, expected),
            }
        }
    }
}

#[test]
fn every_real_logon_info_is_written_as_it_was_read() {
    for vector in vectors::pacs() {
        let octets = vector.hex("pac_hex");
        let buffer = Pac::decode(&octets).unwrap().buffer(BufferType::LOGON_INFO).unwrap();
        assert_eq!(KerbValidationInfo::decode(buffer).unwrap().encode(), buffer, "{}", vector.name());
    }
}

#[test]
fn a_logon_info_that_crossed_a_trust_reads_and_writes() {
    let vector = vectors::named("gokrb5-kvi-across-trust");
    let octets = vector.hex("buffer_hex");
    let info = KerbValidationInfo::decode(&octets).unwrap();
    check_logon_info(&info, &vector.0["decoded"]);
    assert_eq!(info.encode(), octets);
}

#[test]
fn every_real_client_info_is_written_as_it_was_read() {
    for vector in vectors::pacs() {
        let octets = vector.hex("pac_hex");
        let buffer = Pac::decode(&octets).unwrap().buffer(BufferType::CLIENT_INFO).unwrap();
        assert_eq!(ClientInfo::decode(buffer).unwrap().encode(), buffer, "{}", vector.name());
    }
}

#[test]
fn upn_dns_info_of_windows_is_written_as_it_was_read_and_that_of_samba_says_the_same() {
    for vector in vectors::pacs() {
        let octets = vector.hex("pac_hex");
        let Some(buffer) = Pac::decode(&octets).unwrap().buffer(BufferType::UPN_DNS_INFO) else { continue };
        let info = UpnDnsInfo::decode(buffer).unwrap();
        let written = info.encode();
        assert_eq!(UpnDnsInfo::decode(&written).unwrap(), info, "{}", vector.name());
        if !vector.is_sambas() {
            assert_eq!(written, buffer, "{}", vector.name());
        }
    }
}

#[test]
fn a_pac_built_of_its_parts_is_the_one_that_windows_wrote() {
    for vector in vectors::pacs().iter().filter(|vector| !vector.is_sambas()) {
        let octets = vector.hex("pac_hex");
        let pac = Pac::decode(&octets).unwrap();
        let logon = pac.logon_info().unwrap().unwrap();
        let client = pac.client_info().unwrap().unwrap();
        let upn = pac.upn_dns_info().unwrap();
        let mut draft = pac.to_draft();
        draft.set(&logon).set(&client);
        if let Some(upn) = &upn {
            draft.set(upn);
        }
        assert_eq!(draft.encode(), octets, "{}", vector.name());
    }
}

#[test]
fn the_example_of_ms_pac_sits_in_its_authorization_data() {
    let vector = vectors::named("ms-pac-section3");
    let pac = vector.hex("pac_hex");
    let placed = [vector.hex("ad_if_relevant_prefix_hex"), pac].concat();
    assert_eq!(placed, vector.hex("authorization_data_hex"));
}

#[test]
fn real_claims_are_carried_octet_for_octet() {
    for vector in vectors::buffers().iter().filter(|vector| vector.0["buffer_type"] == 13) {
        let octets = vector.hex("buffer_hex");
        let claims = ClaimsInfo { whose: ClaimsOf::Client, octets: &octets };
        let mut draft = PacDraft::new();
        let written = draft.set(&claims).encode();
        assert_eq!(Pac::decode(&written).unwrap().claims(ClaimsOf::Client), Some(claims), "{}", vector.name());
    }
}

fn check_logon_info(info: &KerbValidationInfo<'_>, expected: &Value) {
    let numbers = [
        ("LogonTime", info.logon_time.0),
        ("LogoffTime", info.logoff_time.0),
        ("KickOffTime", info.kick_off_time.0),
        ("PasswordLastSet", info.password_last_set.0),
        ("PasswordCanChange", info.password_can_change.0),
        ("PasswordMustChange", info.password_must_change.0),
        ("LogonCount", info.logon_count.into()),
        ("BadPasswordCount", info.bad_password_count.into()),
        ("UserId", info.user_id.into()),
        ("PrimaryGroupId", info.primary_group_id.into()),
        ("GroupCount", info.group_ids.len() as u64),
        ("UserFlags", info.user_flags.0.into()),
        ("UserAccountControl", info.user_account_control.into()),
        ("SubAuthStatus", info.sub_auth_status.into()),
        ("LastSuccessfulILogon", info.last_successful_i_logon.0),
        ("LastFailedILogon", info.last_failed_i_logon.0),
        ("FailedILogonCount", info.failed_i_logon_count.into()),
        ("SidCount", info.extra_sids.len() as u64),
        ("ResourceGroupCount", info.resource_group_ids.len() as u64),
    ];
    for (field, number) in numbers {
        assert_eq!(expected[field], number, "{field}");
    }
    let texts = [
        ("EffectiveName", &info.effective_name),
        ("FullName", &info.full_name),
        ("LogonScript", &info.logon_script),
        ("ProfilePath", &info.profile_path),
        ("HomeDirectory", &info.home_directory),
        ("HomeDirectoryDrive", &info.home_directory_drive),
        ("LogonServer", &info.logon_server),
        ("LogonDomainName", &info.logon_domain_name),
    ];
    for (field, text) in texts {
        assert_eq!(expected[field], text.to_string(), "{field}");
    }
    let memberships = |groups: &[GroupMembership]| {
        groups.iter().map(|group| json!([group.relative_id, group.attributes.0])).collect::<Vec<_>>()
    };
    let extra: Vec<_> = info.extra_sids.iter().map(|e| json!([e.sid.to_string(), e.attributes.0])).collect();
    assert_eq!(list(&expected["GroupIds"]), memberships(&info.group_ids));
    assert_eq!(list(&expected["ExtraSids"]), extra);
    assert_eq!(list(&expected["ResourceGroupIds"]), memberships(&info.resource_group_ids));
    assert_eq!(expected["LogonDomainId"], info.logon_domain_id.to_string());
    assert_eq!(
        expected["ResourceGroupDomainSid"].as_str().map(str::to_owned),
        info.resource_group_domain_sid.as_ref().map(ToString::to_string)
    );
    assert_eq!(vectors::hex(expected["UserSessionKey"].as_str().unwrap()), info.user_session_key);
    assert_eq!((info.reserved1, info.reserved3), ([0; 2], 0));
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn check_client_info(info: &ClientInfo<'_>, expected: &Value) {
    assert_eq!(expected["ClientId"], info.client_id.0);
    assert_eq!(expected["Name"], info.name.to_string());
    assert_eq!(FileTime::from(info.client_id.timestamp()), info.client_id, "authtime has whole seconds");
}

fn check_upn_dns_info(info: &UpnDnsInfo<'_>, expected: &Value) {
    assert_eq!(expected["Upn"], info.upn.to_string());
    assert_eq!(expected["DnsDomainName"], info.dns_domain_name.to_string());
    let flags = expected["Flags"].as_u64().unwrap();
    assert_eq!((info.upn_is_constructed, info.other_flags), (flags & 1 != 0, 0));
    assert_eq!(info.extension.is_some(), flags & 2 != 0);
    if let Some(extension) = &info.extension {
        assert_eq!(expected["SamName"], extension.sam_name.to_string());
        assert_eq!(expected["Sid"], extension.sid.to_string());
    }
}

fn check_signature(pac: &Pac<'_>, buffer_type: BufferType, expected: &Value) {
    let kind = SignatureKind::ALL.into_iter().find(|kind| kind.buffer_type() == buffer_type).unwrap();
    let signature = pac.signature(kind).unwrap().unwrap();
    assert_eq!(expected["signature_type"], signature.signature_type);
    assert_eq!(vectors::hex(expected["signature_hex"].as_str().unwrap()), signature.signature);
    assert_eq!(signature.rodc_identifier, None);
}
