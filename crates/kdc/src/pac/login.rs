//! What the directory says of a client, as its first PAC has it (MS-KILE 3.3.5.6.4).

use xrealm_directory::{Account, Realm, Token};
use xrealm_names::{Sid, Timestamp};
use xrealm_pac::{
    AttributesInfo, ClientInfo, FileTime, GroupAttributes, GroupMembership, KerbValidationInfo, PacBuffer, PacDraft,
    RequestorSid, UpnDnsInfo, UpnDnsInfoExtension, WideText,
};
use xrealm_wire::PrincipalName;

use super::{ClientPac, joined};
use crate::Refusal;
use crate::asked::Asked;

/// The PAC of `account`, which logged in as `cname` at `authtime` and said about PACs what `requested` has; `None` in a
/// plain realm.
///
/// # Errors
/// [`Refusal::NoClientName`] for a name that no PAC can hold.
pub(crate) fn of_account<'a>(
    asked: &Asked<'a>,
    account: &'a Account,
    cname: &PrincipalName<'_>,
    authtime: Timestamp,
    requested: Option<bool>,
) -> Result<Option<ClientPac<'a>>, Refusal> {
    let realm = asked.realm;
    let (Some(domain), Some(token)) = (realm.sid(), asked.directory.token(realm, account)) else { return Ok(None) };
    let user = domain.with_rid(token.rid).map_err(|_| Refusal::NoClientName)?;
    let name = joined(cname).and_then(|name| WideText::new(name).ok()).ok_or(Refusal::NoClientName)?;
    let attributes = AttributesInfo::new(match requested {
        Some(true) => AttributesInfo::PAC_WAS_REQUESTED,
        Some(false) => 0,
        None => AttributesInfo::PAC_WAS_GIVEN_IMPLICITLY,
    });
    let mut draft = PacDraft::new();
    // LOGON_INFO comes in front, once it is settled what the ticket is for.
    draft.set_octets(KerbValidationInfo::TYPE, Vec::new());
    for buffer in [
        &ClientInfo { client_id: authtime.into(), name } as &dyn PacBuffer,
        &upn_dns_info(realm, account, user.clone()),
        &attributes,
        &RequestorSid(user),
    ] {
        draft.set_octets(buffer.buffer_type(), buffer.encode());
    }
    let logon = logon_info(asked, account, domain, token);
    Ok(Some(ClientPac { draft, logon, logon_changed: true, wanted: attributes.wants_pac() }))
}

fn logon_info<'a>(asked: &Asked<'a>, account: &'a Account, domain: &Sid, token: Token) -> KerbValidationInfo<'a> {
    let realm = asked.realm;
    let mut logon = KerbValidationInfo::new(domain.clone(), token.rid);
    logon.logon_time = asked.now.into();
    logon.password_last_set = account.password_last_set.into();
    // No realm has a least age of passwords.
    logon.password_can_change = logon.password_last_set;
    logon.password_must_change = realm.password_expires(account).map_or(FileTime::NEVER, FileTime::from);
    logon.effective_name = text(account.sam_account_name());
    logon.full_name = text(account.full_name.as_deref().unwrap_or_default());
    logon.primary_group_id = token.primary_group;
    logon.group_ids = token.groups.into_iter().map(GroupMembership::enabled).collect();
    logon.logon_server = text(realm.controllers().first().map_or("", |controller| &controller.name));
    logon.logon_domain_name = text(realm.netbios_name().unwrap_or_default());
    logon.user_account_control = realm.user_account_control(account);
    if realm.is_domain_controller(account) {
        logon.add_extra_sid(Sid::well_known(5, ENTERPRISE_DOMAIN_CONTROLLERS), GroupAttributes::ENABLED_GROUP);
    }
    logon.extra_sids.reserve(token.other_sids.len() + 1);
    for sid in token.other_sids {
        logon.add_extra_sid(sid, GroupAttributes::ENABLED_GROUP);
    }
    logon.add_extra_sid(authentication_authority_asserted(), GroupAttributes::ENABLED_GROUP);
    logon
}

fn upn_dns_info<'a>(realm: &'a Realm, account: &'a Account, sid: Sid) -> UpnDnsInfo<'a> {
    let sam_name = account.sam_account_name();
    let upn = match &account.user_principal_name {
        Some(upn) => text(upn),
        None => WideText::new(format!("{sam_name}@{}", realm.dns_name().unwrap_or_default())).unwrap_or_default(),
    };
    UpnDnsInfo {
        upn,
        dns_domain_name: text(realm.name().as_str()),
        upn_is_constructed: account.user_principal_name.is_none(),
        extension: Some(UpnDnsInfoExtension { sam_name: text(sam_name), sid }),
        other_flags: 0,
    }
}

/// No name that a directory holds is too long for a PAC.
fn text(text: &str) -> WideText<'_> {
    WideText::new(text).unwrap_or_default()
}

/// S-1-18-1: the client proved itself to a KDC.
fn authentication_authority_asserted() -> Sid {
    Sid::well_known(18, 1)
}

const ENTERPRISE_DOMAIN_CONTROLLERS: u32 = 9;
