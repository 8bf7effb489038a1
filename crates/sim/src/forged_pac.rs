//! PACs that no KDC issued, and reading those of tickets.

use xrealm_crypto::Key;
use xrealm_directory::{Account, Directory};
use xrealm_names::{Principal, Sid, Timestamp};
use xrealm_pac::{
    AttributesInfo, BufferType, ClientInfo, GroupAttributes, GroupMembership, KerbValidationInfo, PacBuffer, PacDraft,
    RequestorSid, SigningKeys, UpnDnsInfo, UpnDnsInfoExtension, WideText,
};
use xrealm_wire::{AuthDataElement, AuthorizationData, EncTicketPart, ad_type};

use crate::ServerKey;

/// A PAC in the making. Everything in it may lie, and whoever has the keys signs the lie.
#[derive(Debug, Clone)]
pub struct ForgedPac {
    /// LOGON_INFO.
    pub logon: KerbValidationInfo<'static>,
    /// The name in CLIENT_INFO; `None` is the ticket's.
    pub name: Option<String>,
    /// The time in CLIENT_INFO; `None` is the ticket's.
    pub client_id: Option<Timestamp>,
    /// The account in UPN_DNS_INFO; `None` is that of LOGON_INFO.
    pub upn_sid: Option<Sid>,
    /// REQUESTOR_SID; `None` is the account of LOGON_INFO.
    pub requestor: Option<Sid>,
    /// Buffers that are left out. The server signature is made again, unless it or the KDC signature is one of them; the
    /// ticket and full signatures go together.
    pub without: Vec<BufferType>,
    /// Buffers that are added at the end.
    pub also: Vec<(BufferType, Vec<u8>)>,
    /// The key of the server signature; `None` is the one that seals the ticket.
    pub server_key: Option<Key>,
    /// The key of the KDC signature.
    pub kdc_key: Key,
    /// Whether it has the ticket and full signatures, as one in a ticket for a service.
    pub covers_ticket: bool,
    /// An octet of the signed PAC to be changed, and what by.
    pub flipped: Option<(usize, u8)>,
}

impl ForgedPac {
    /// What the issuer of a ticket for `server` would say of `client`: the truth if it is an account here, otherwise that
    /// it is an ordinary user of the issuer. `None` if the issuer is a plain realm.
    #[must_use]
    pub fn of(directory: &Directory, client: &Principal, server: &Principal, key: &ServerKey) -> Option<ForgedPac> {
        let issuer = directory.realm_named(server.realm.as_str().as_bytes());
        let external = directory.external_realms().find(|external| external.name == server.realm);
        let domain = match (issuer, external) {
            (Some(issuer), _) => issuer.sid()?,
            (None, external) => &external?.active_directory.as_ref()?.1,
        };
        let krbtgt = issuer.and_then(|issuer| {
            let keys = &issuer.krbtgt().keys;
            issuer.etypes_of(issuer.krbtgt()).find_map(|etype| keys.key(etype)).cloned()
        });
        let logon = known(directory, client).unwrap_or_else(|| KerbValidationInfo::new(domain.clone(), STRANGER));
        let own = server.name.ticket_granting_realm().is_none();
        Some(ForgedPac::new(logon, krbtgt.unwrap_or_else(|| key.key.clone()), own))
    }

    /// One that says `logon` and nothing strange beside.
    #[must_use]
    pub fn new(logon: KerbValidationInfo<'static>, kdc_key: Key, covers_ticket: bool) -> ForgedPac {
        ForgedPac {
            logon,
            name: None,
            client_id: None,
            upn_sid: None,
            requestor: None,
            without: Vec::new(),
            also: Vec::new(),
            server_key: None,
            kdc_key,
            covers_ticket,
            flipped: None,
        }
    }

    /// Adds a SID to ExtraSids.
    pub fn claim(&mut self, sid: Sid) {
        self.logon.add_extra_sid(sid, GroupAttributes::ENABLED_GROUP);
    }

    /// The octets of `part` with this PAC in front of its authorization data.
    pub(crate) fn put_into(&self, part: EncTicketPart<'_>, seals: &Key) -> Vec<u8> {
        let with = |pac: &[u8]| {
            let authorization_data = in_front(pac, part.authorization_data);
            EncTicketPart { authorization_data: Some(&authorization_data), ..part.clone() }.to_vec()
        };
        let mut draft = self.draft(&part);
        let keys = SigningKeys { server: self.server_key.as_ref().unwrap_or(seals), kdc: &self.kdc_key };
        let ticket = self.covers_ticket.then(|| with(&[0]));
        let mut pac = draft.sign(&keys, ticket.as_deref());
        if let Some(octet) = self.flipped.and_then(|(at, _)| pac.get_mut(at)) {
            *octet ^= self.flipped.map_or(0, |(_, by)| by);
        }
        if !self.without.is_empty() || !self.also.is_empty() {
            pac = self.rearranged(&pac, &keys, ticket.as_deref());
        }
        with(&pac)
    }

    fn draft(&self, part: &EncTicketPart<'_>) -> PacDraft<'static> {
        let cname: Vec<_> = part.cname.name_string.iter().map(|name| String::from_utf8_lossy(name)).collect();
        let name = self.name.clone().unwrap_or_else(|| cname.join("/"));
        let user = self.logon.user_sid().unwrap_or_else(|_| self.logon.logon_domain_id.clone());
        let client_id = self.client_id.unwrap_or(part.authtime).into();
        let upn = UpnDnsInfo {
            upn: wide(&name),
            dns_domain_name: WideText::EMPTY,
            upn_is_constructed: true,
            extension: Some(UpnDnsInfoExtension {
                sam_name: wide(&name),
                sid: self.upn_sid.clone().unwrap_or_else(|| user.clone()),
            }),
            other_flags: 0,
        };
        let attributes = AttributesInfo::new(AttributesInfo::PAC_WAS_REQUESTED);
        let requestor = RequestorSid(self.requestor.clone().unwrap_or(user));
        let client_info = ClientInfo { client_id, name: wide(&name) };
        let mut draft = PacDraft::new();
        let buffers: [&dyn PacBuffer; 5] = [&self.logon, &client_info, &upn, &attributes, &requestor];
        for buffer in buffers {
            draft.set_octets(buffer.buffer_type(), buffer.encode());
        }
        draft
    }

    /// The PAC with buffers left out or added, signed again as far as its signatures are still there.
    fn rearranged(&self, pac: &[u8], keys: &SigningKeys<'_>, ticket: Option<&[u8]>) -> Vec<u8> {
        let Ok(whole) = xrealm_pac::Pac::decode(pac) else { return pac.to_vec() };
        let mut draft = whole.to_draft();
        for (buffer_type, octets) in &self.also {
            draft.push_octets(*buffer_type, octets.clone());
        }
        let signed = draft.sign(keys, ticket);
        if self.without.is_empty() {
            return signed;
        }
        let Ok(whole) = xrealm_pac::Pac::decode(&signed) else { return signed };
        let mut draft = whole.to_draft();
        draft.retain(|buffer_type| !self.without.contains(&buffer_type));
        let lacks = |buffer_type| self.without.contains(&buffer_type);
        if lacks(BufferType::SERVER_CHECKSUM) || lacks(BufferType::KDC_CHECKSUM) {
            draft.encode()
        } else if lacks(BufferType::TICKET_CHECKSUM) || lacks(BufferType::FULL_CHECKSUM) {
            draft.sign(keys, None)
        } else {
            draft.sign(keys, ticket)
        }
    }
}

/// The octets of the PAC in an encoded AuthorizationData.
#[must_use]
pub fn ticket_pac(authorization_data: &[u8]) -> Option<Vec<u8>> {
    let list = AuthorizationData::decode(authorization_data).ok()?;
    let inner = AuthorizationData::decode(list.find(ad_type::IF_RELEVANT)?).ok()?;
    inner.find(ad_type::WIN2K_PAC).map(<[u8]>::to_vec)
}

/// What the directory says of an account.
fn known(directory: &Directory, client: &Principal) -> Option<KerbValidationInfo<'static>> {
    let realm = directory.realm_named(client.realm.as_str().as_bytes())?;
    let account: &Account = realm.client(&client.name)?;
    let token = directory.token(realm, account)?;
    let mut logon = KerbValidationInfo::new(realm.sid()?.clone(), token.rid);
    logon.effective_name = wide(account.sam_account_name());
    logon.logon_domain_name = wide(realm.netbios_name().unwrap_or_default());
    logon.primary_group_id = token.primary_group;
    logon.group_ids = token.groups.into_iter().map(GroupMembership::enabled).collect();
    for sid in token.other_sids {
        logon.add_extra_sid(sid, GroupAttributes::ENABLED_GROUP);
    }
    Some(logon)
}

fn in_front(pac: &[u8], others: Option<&[u8]>) -> Vec<u8> {
    let inner =
        AuthorizationData(std::iter::once(AuthDataElement { ad_type: ad_type::WIN2K_PAC, ad_data: pac }).collect());
    let inner = inner.to_vec();
    let mut all: Vec<AuthDataElement<'_>> = vec![AuthDataElement { ad_type: ad_type::IF_RELEVANT, ad_data: &inner }];
    let others = others.and_then(|others| AuthorizationData::decode(others).ok());
    all.extend(others.iter().flat_map(|list| list.0.iter().copied()));
    AuthorizationData(all.into_iter().collect()).to_vec()
}

fn wide(text: &str) -> WideText<'static> {
    WideText::new(text.to_owned()).unwrap_or_default()
}

/// The RID of somebody whom the directory does not know.
const STRANGER: u32 = 1999;
