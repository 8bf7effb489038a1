//! Buffers that no vector shows: what is written is read again, and laid out as the structure says.

use proptest::prelude::*;
use xrealm_names::Sid;

use super::vectors::hex;
use crate::*;

fn sid(text: &str) -> Sid {
    text.parse().unwrap()
}

fn text(text: &str) -> WideText<'_> {
    WideText::new(text).unwrap()
}

#[test]
fn delegation_info_is_laid_out_as_its_structure_says() {
    let info = DelegationInfo { s4u2proxy_target: text("a/b"), s4u_transited_services: vec![text("c"), text("de")] };
    let expected = hex(concat!(
        "01100800cccccccc",
        "6000000000000000",
        "00000200", // headers, pointer to the structure
        "0600060004000200",
        "02000000",
        "08000200", // target, two services, where they are
        "03000000",
        "00000000",
        "03000000",
        "61002f006200",
        "0000", // the target
        "02000000",
        "020002000c000200",
        "0400040010000200", // both services
        "01000000",
        "00000000",
        "01000000",
        "6300",
        "0000", // the first
        "02000000",
        "00000000",
        "02000000",
        "64006500",
        "00000000", // the second, padded
    ));
    assert_eq!(info.encode(), expected);
    assert_eq!(DelegationInfo::decode(&expected), Ok(info));
}

#[test]
fn device_info_is_written_as_it_was_read() {
    let info = device_info();
    let octets = info.encode();
    assert_eq!(DeviceInfo::decode(&octets), Ok(info));
}

#[test]
fn a_device_without_groups_is_written_as_it_was_read() {
    let info = DeviceInfo { account_group_ids: vec![], extra_sids: vec![], domain_groups: vec![], ..device_info() };
    let octets = info.encode();
    assert_eq!(DeviceInfo::decode(&octets), Ok(info));
}

#[test]
fn sealed_credentials_are_carried() {
    let info = CredentialsInfo { encryption_type: 18, ciphertext: b"sealed" };
    let octets = info.encode();
    assert_eq!(octets, hex("0000000012000000").into_iter().chain(*b"sealed").collect::<Vec<_>>());
    assert_eq!(CredentialsInfo::decode(&octets), Ok(info));
    assert_eq!(CredentialsInfo::decode(&[1; 8]), Err(DecodeError::CredentialsVersion(0x0101_0101)));
}

#[test]
fn attributes_and_requestors_are_laid_out_as_specified() {
    let attributes = AttributesInfo::new(AttributesInfo::PAC_WAS_REQUESTED);
    assert_eq!(attributes.encode(), hex("0200000001000000"));
    assert_eq!(AttributesInfo::decode(&attributes.encode()), Ok(attributes));
    assert!(attributes.wants_pac() && !AttributesInfo::new(0).wants_pac());
    let requestor = RequestorSid(sid("S-1-5-21-1-2-3-500"));
    assert_eq!(requestor.encode(), requestor.0.to_bytes());
    assert_eq!(RequestorSid::decode(&requestor.encode()), Ok(requestor));
    let guid = RequestorGuid([9; 16]);
    assert_eq!(RequestorGuid::decode(&guid.encode()), Ok(guid));
}

#[test]
fn five_thousand_groups_are_written_as_they_were_read() {
    let mut info = KerbValidationInfo::new(sid("S-1-5-21-1-2-3"), 1105);
    for rid in 0..5000 {
        info.group_ids.push(GroupMembership::enabled(1000 + rid));
        let group = sid("S-1-5-21-4-5-6-7").with_rid(rid).unwrap();
        info.extra_sids.push(SidAndAttributes { sid: group, attributes: GroupAttributes::ENABLED_GROUP });
    }
    let mut draft = PacDraft::new();
    let octets = draft.set(&info).encode();
    assert_eq!(Pac::decode(&octets).unwrap().logon_info(), Ok(Some(info.clone())));
}

#[test]
fn texts_of_the_greatest_length_fit_every_buffer() {
    let long = "x".repeat(MAX_TEXT_BYTES / 2);
    let info = UpnDnsInfo {
        upn: text(&long),
        dns_domain_name: text(&long),
        upn_is_constructed: true,
        extension: Some(UpnDnsInfoExtension { sam_name: text(&long), sid: Sid::new(5, &[1; 15]).unwrap() }),
        other_flags: 0,
    };
    assert_eq!(UpnDnsInfo::decode(&info.encode()), Ok(info));
    let client = ClientInfo { client_id: FileTime::ZERO, name: text(&long) };
    assert_eq!(ClientInfo::decode(&client.encode()), Ok(client));
    let mut logon = KerbValidationInfo::new(sid("S-1-5-21-1-2-3"), 1);
    logon.logon_server = text(&long);
    assert_eq!(KerbValidationInfo::decode(&logon.encode()), Ok(logon));
}

proptest! {
    #[test]
    fn any_logon_info_is_read_as_it_was_written(info in any_logon_info()) {
        let octets = info.encode();
        prop_assert!(octets.len().is_multiple_of(8));
        prop_assert_eq!(KerbValidationInfo::decode(&octets), Ok(info));
    }
}

fn device_info() -> DeviceInfo {
    DeviceInfo {
        user_id: 1106,
        primary_group_id: 515,
        account_domain_id: sid("S-1-5-21-1-2-3"),
        account_group_ids: vec![GroupMembership::enabled(515)],
        extra_sids: vec![SidAndAttributes { sid: sid("S-1-18-1"), attributes: GroupAttributes::ENABLED_GROUP }],
        domain_groups: vec![
            DomainGroupMembership {
                domain_id: sid("S-1-5-21-0-0-0"),
                group_ids: vec![GroupMembership::enabled(497), GroupMembership::resource(1)],
            },
            DomainGroupMembership { domain_id: sid("S-1-5-21-4-5-6"), group_ids: vec![] },
        ],
    }
}

fn any_logon_info() -> impl Strategy<Value = KerbValidationInfo<'static>> {
    let texts = prop::array::uniform8("\\PC{0,12}");
    let groups = || prop::collection::vec((any::<u32>(), any::<u32>()), 0..6);
    let extra = prop::collection::vec((any_sid(), any::<u32>()), 0..6);
    let resource = prop::option::of((any_sid(), groups()));
    (texts, groups(), extra, resource, any_sid(), any::<[u64; 8]>(), any::<[u32; 8]>(), any::<[u16; 2]>()).prop_map(
        |(texts, group_ids, extra, resource, domain, times, numbers, counts)| {
            let mut info = KerbValidationInfo::new(domain, numbers[0]);
            let [name, full, script, profile, home, drive, server, domain_name] =
                texts.map(|text| WideText::new(text).unwrap());
            (info.effective_name, info.full_name, info.logon_script, info.profile_path) = (name, full, script, profile);
            (info.home_directory, info.home_directory_drive) = (home, drive);
            (info.logon_server, info.logon_domain_name) = (server, domain_name);
            let [t0, t1, t2, t3, t4, t5, t6, t7] = times.map(FileTime);
            (info.logon_time, info.logoff_time, info.kick_off_time, info.password_last_set) = (t0, t1, t2, t3);
            (info.password_can_change, info.password_must_change) = (t4, t5);
            (info.last_successful_i_logon, info.last_failed_i_logon) = (t6, t7);
            let [_, primary, flags, control, status, failed, low, high] = numbers;
            (info.primary_group_id, info.user_flags, info.user_account_control) = (primary, UserFlags(flags), control);
            (info.sub_auth_status, info.failed_i_logon_count, info.reserved1) = (status, failed, [low, high]);
            [info.logon_count, info.bad_password_count] = counts;
            info.group_ids = memberships(group_ids);
            info.extra_sids = extra
                .into_iter()
                .map(|(sid, attributes)| SidAndAttributes { sid, attributes: GroupAttributes(attributes) })
                .collect();
            if let Some((domain, groups)) = resource {
                info.resource_group_domain_sid = Some(domain);
                info.resource_group_ids = memberships(groups);
            }
            info
        },
    )
}

fn memberships(groups: Vec<(u32, u32)>) -> Vec<GroupMembership> {
    groups
        .into_iter()
        .map(|(relative_id, attributes)| GroupMembership { relative_id, attributes: GroupAttributes(attributes) })
        .collect()
}

fn any_sid() -> impl Strategy<Value = Sid> {
    (0_u64..1 << 48, prop::collection::vec(any::<u32>(), 0..=15))
        .prop_map(|(authority, parts)| Sid::new(authority, &parts).unwrap())
}
