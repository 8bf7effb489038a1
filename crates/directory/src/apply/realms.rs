//! Creating realms and domains, and their settings.

use std::sync::Arc;

use xrealm_names::{NameType, PrincipalName, RealmName, Sid};
use xrealm_trust::{DomainId, TrustAttributes, TrustType};

use super::Draft;
use super::trusts::Link;
use crate::account_table::AccountTable;
use crate::directory::{ExternalRealm, NameOwner};
use crate::folded_name::FoldedName;
use crate::name_map::NameMap;
use crate::realm::{Body, Domain, PlainRealm, initial_view};
use crate::refusal::ManagedLimit;
use crate::{
    Account, AccountFlags, AccountKind, ChangeRefusal, DomainPlace, KeySet, NewDomain, NewExternalRealm, NewKeys,
    NewRealm, Realm, RealmId, Settings,
};

impl Draft {
    pub(super) fn create_domain(&mut self, new: &NewDomain) -> Result<(), ChangeRefusal> {
        refuse_unmanaged_suffixes(new)?;
        let (forest, _) = self.enter_domain(new)?;
        self.rename(forest);
        self.bind_to_forest(new)
    }

    /// The domain without any trust; gives its forest and its place in the directory.
    pub(super) fn enter_domain(&mut self, new: &NewDomain) -> Result<(usize, RealmId), ChangeRefusal> {
        self.refuse_taken_name(&new.name)?;
        refuse_bad_netbios_name(new)?;
        self.refuse_bad_sid(&new.name, &new.sid)?;
        refuse_unusable(&new.name, &new.settings)?;
        let (forest, parent) = self.place(new)?;
        let id = self.next_realm_id();
        let domain = self.join(forest, new, id)?;
        let body = Body::ActiveDirectory(Domain {
            forest,
            id: domain,
            parent,
            dns_name: new.name.to_dns().into(),
            netbios_name: new.netbios_name.clone(),
            sid: new.sid.clone(),
            next_rid: FIRST_RID,
            groups: Box::default(),
            identities: NameMap::default(),
            catalog: Arc::default(),
        });
        self.add_realm(id, &new.name, body, &new.settings, &new.krbtgt_keys)?;
        let netbios_name = FoldedName::folded(&new.netbios_name);
        self.directory.netbios_names.update(netbios_name.as_bytes(), |ids| ids.push(id));
        self.directory.sids.insert(&new.sid.to_bytes(), NameOwner::Served(id));
        self.stale_forests.insert(forest);
        self.stale_catalogs.insert(forest);
        Ok((forest, id))
    }

    pub(super) fn create_realm(&mut self, new: &NewRealm) -> Result<(), ChangeRefusal> {
        self.refuse_taken_name(&new.name)?;
        refuse_unusable(&new.name, &new.settings)?;
        let id = self.next_realm_id();
        let body = Body::Kerberos(Box::new(PlainRealm {
            host_to_realm: new.host_to_realm.clone(),
            capaths: Arc::clone(&new.capaths),
            default_referral_realm: new.default_referral_realm.clone(),
        }));
        self.add_realm(id, &new.name, body, &new.settings, &new.krbtgt_keys)?;
        self.stale_realms.insert(id);
        Ok(())
    }

    pub(super) fn create_external_realm(&mut self, new: &NewExternalRealm) -> Result<(), ChangeRefusal> {
        self.refuse_taken_name(&new.name)?;
        let owner = NameOwner::External(self.directory.externals.len());
        if let Some((_, sid)) = &new.active_directory {
            self.refuse_bad_sid(&new.name, sid)?;
            self.directory.sids.insert(&sid.to_bytes(), owner);
        }
        self.directory.names.insert(FoldedName::folded(new.name.as_str()).as_bytes(), owner);
        let external = ExternalRealm {
            name: new.name.clone(),
            active_directory: new.active_directory.clone(),
            downlevel: new.downlevel,
        };
        self.directory.externals.push(Arc::new(external));
        Ok(())
    }

    pub(super) fn describe_external_realm(
        &mut self,
        name: &RealmName,
        netbios_name: &str,
        sid: &Sid,
    ) -> Result<(), ChangeRefusal> {
        let owner = self.directory.names.get(FoldedName::folded(name.as_str()).as_bytes()).copied();
        let Some(owner @ NameOwner::External(index)) = owner else {
            return Err(ChangeRefusal::UnknownRealm { name: name.clone() });
        };
        self.refuse_bad_sid(name, sid)?;
        match self.directory.externals.get_mut(index) {
            Some(external) if external.name == *name && external.active_directory.is_none() => {
                Arc::make_mut(external).active_directory = Some((netbios_name.into(), sid.clone()));
                self.directory.sids.insert(&sid.to_bytes(), owner);
                Ok(())
            }
            Some(_) => Err(ChangeRefusal::RealmExists { name: name.clone() }),
            None => Err(ChangeRefusal::UnknownRealm { name: name.clone() }),
        }
    }

    pub(super) fn set_settings(&mut self, name: &RealmName, settings: &Settings) -> Result<(), ChangeRefusal> {
        refuse_unusable(name, settings)?;
        let id = self.served(name)?.id;
        if let Some(realm) = self.realm_mut(id) {
            realm.settings = Arc::new(settings.clone());
        }
        self.touch(id);
        Ok(())
    }

    fn refuse_taken_name(&self, name: &RealmName) -> Result<(), ChangeRefusal> {
        if self.directory.names.contains(FoldedName::folded(name.as_str()).as_bytes()) {
            return Err(ChangeRefusal::RealmExists { name: name.clone() });
        }
        Ok(())
    }

    fn refuse_bad_sid(&self, name: &RealmName, sid: &Sid) -> Result<(), ChangeRefusal> {
        if sid.authority() != 5 || !matches!(sid.sub_authorities(), [21, _, _, _]) {
            return Err(ChangeRefusal::BadSid { name: name.clone(), sid: sid.clone() });
        }
        match self.directory.sids.get(&sid.to_bytes()).and_then(|owner| self.directory.name_of(*owner)) {
            Some(holder) => {
                Err(ChangeRefusal::SidTaken { name: name.clone(), sid: sid.clone(), holder: holder.clone() })
            }
            None => Ok(()),
        }
    }

    /// The forest of a new domain, made if need be, and its parent there.
    fn place(&mut self, new: &NewDomain) -> Result<(usize, Option<DomainId>), ChangeRefusal> {
        match &new.place {
            DomainPlace::ForestRoot => {
                self.directory.forests.push(Arc::default());
                Ok((self.directory.forests.len() - 1, None))
            }
            DomainPlace::Child { parent, .. } => {
                let parent = self.served(parent)?;
                if !new.name.is_at_or_below(parent.name()) {
                    return Err(ChangeRefusal::NotBelowParent { name: new.name.clone(), parent: parent.name.clone() });
                }
                let domain = as_domain(parent)?;
                Ok((domain.forest, Some(domain.id)))
            }
            DomainPlace::TreeRoot { forest, .. } => {
                let root = self.served(forest)?;
                match as_domain(root)? {
                    Domain { id: DomainId(0), forest, .. } => Ok((*forest, None)),
                    _ => Err(ChangeRefusal::NotAForestRoot { name: root.name.clone() }),
                }
            }
        }
    }

    /// Enters a new domain into its forest's lists and gives it its place there.
    fn join(&mut self, forest: usize, new: &NewDomain, id: RealmId) -> Result<DomainId, ChangeRefusal> {
        self.refuse_taken_netbios_name(forest, new)?;
        let Some(members) = self.forest_mut(forest) else { return Ok(DomainId(0)) };
        let domain = DomainId(u32::try_from(members.domains.len()).unwrap_or(u32::MAX));
        members.domains.push(id);
        members.upn_suffixes.extend_from_slice(&new.upn_suffixes);
        members.spn_suffixes.extend_from_slice(&new.spn_suffixes);
        Arc::make_mut(&mut members.catalog).add_domain(new.name.as_str(), &new.netbios_name, domain);
        Ok(domain)
    }

    fn refuse_taken_netbios_name(&self, forest: usize, new: &NewDomain) -> Result<(), ChangeRefusal> {
        let members = self.directory.forests.get(forest);
        let holder = members.and_then(|members| {
            let DomainId(position) = members.catalog.domain(&new.netbios_name)?;
            self.directory.realm(*members.domains.get(position as usize)?)
        });
        match holder {
            Some(holder) => Err(ChangeRefusal::NetbiosNameTaken {
                name: new.name.clone(),
                netbios_name: new.netbios_name.clone(),
                holder: holder.name.clone(),
            }),
            None => Ok(()),
        }
    }

    fn add_realm(
        &mut self,
        id: RealmId,
        name: &RealmName,
        body: Body,
        settings: &Settings,
        krbtgt_keys: &NewKeys,
    ) -> Result<(), ChangeRefusal> {
        let krbtgt = self.krbtgt(name, &body, krbtgt_keys)?;
        let [password_service, admin_service] =
            ["changepw", "admin"].map(|name| Arc::new(built_in_service(name, &krbtgt)));
        self.directory.names.insert(FoldedName::folded(name.as_str()).as_bytes(), NameOwner::Served(id));
        self.directory.realms.push(Arc::new(Realm {
            id,
            name: name.clone(),
            body,
            settings: Arc::new(settings.clone()),
            krbtgt: Arc::new(krbtgt),
            password_service,
            admin_service,
            accounts: AccountTable::default(),
            names: NameMap::default(),
            trusts: Vec::new(),
            controllers: None,
            partners: NameMap::default(),
            view: initial_view(name, settings),
        }));
        Ok(())
    }

    fn krbtgt(&self, realm: &RealmName, body: &Body, keys: &NewKeys) -> Result<Account, ChangeRefusal> {
        keys.refuse_if_empty()?;
        let name = PrincipalName::krbtgt(realm);
        let rid = match body {
            Body::ActiveDirectory(_) => Some(KRBTGT_RID),
            Body::Kerberos(_) => None,
        };
        Ok(Account {
            kind: AccountKind::Krbtgt,
            full_name: None,
            user_principal_name: None,
            service_principal_names: Vec::new(),
            aliases: Vec::new(),
            dns_host_name: None,
            rid,
            flags: AccountFlags::default(),
            account_expires: None,
            password_expires: None,
            password_last_set: self.at.time,
            etypes: None,
            max_ticket_life_seconds: None,
            member_of: Vec::new(),
            authorization: None,
            password_history: Vec::new(),
            keys: keys.key_set(None, || xrealm_crypto::salt::principal(realm, &name)),
            previous_keys: None,
            name,
        })
    }

    /// The automatic two-way trust with the parent or the forest root.
    fn bind_to_forest(&mut self, new: &NewDomain) -> Result<(), ChangeRefusal> {
        let (other, own_trusts_other, other_trusts_own) = match &new.place {
            DomainPlace::ForestRoot => return Ok(()),
            DomainPlace::Child { parent, child_trusts_parent, parent_trusts_child } => {
                (parent, child_trusts_parent, parent_trusts_child)
            }
            DomainPlace::TreeRoot { forest, tree_trusts_forest, forest_trusts_tree } => {
                (forest, tree_trusts_forest, forest_trusts_tree)
            }
        };
        self.link(&Link {
            trusting: &new.name,
            trusted: other,
            trust_type: TrustType::Uplevel,
            attributes: TrustAttributes::WITHIN_FOREST,
            side: None,
            confirmed: true,
            keys: own_trusts_other,
            reverse_keys: Some(other_trusts_own),
            etypes: None,
            trusting_names: None,
            trusted_names: None,
        })
    }

    pub(super) fn next_realm_id(&self) -> RealmId {
        RealmId(u32::try_from(self.directory.realms.len()).unwrap_or(u32::MAX))
    }
}

pub(super) fn as_domain(realm: &Realm) -> Result<&Domain, ChangeRefusal> {
    realm.domain().ok_or_else(|| ChangeRefusal::NotADomain { name: realm.name.clone() })
}

/// `kadmin/NAME`, under keys made from those of the ticket-granting service. Under the same keys a ticket for it could be
/// passed off as a ticket-granting ticket by writing another name on it, and `kadmin/changepw` opens to an expired
/// password.
pub(super) fn built_in_service(name: &str, krbtgt: &Account) -> Account {
    let purpose = format!("kadmin/{name}");
    let derived = |keys: &KeySet| keys.derived_for(&purpose);
    Account {
        name: PrincipalName::new(NameType::SRV_INST, ["kadmin", name]).unwrap_or_else(|_| krbtgt.name.clone()),
        kind: AccountKind::Service,
        rid: None,
        flags: AccountFlags::default(),
        keys: derived(&krbtgt.keys),
        previous_keys: krbtgt.previous_keys.as_ref().map(derived),
        ..krbtgt.clone()
    }
}

fn refuse_bad_netbios_name(new: &NewDomain) -> Result<(), ChangeRefusal> {
    let name = &new.netbios_name;
    let special = |c: char| c.is_control() || c.is_whitespace() || r#"\/:*?"<>|."#.contains(c);
    if name.is_empty() || name.chars().count() > MAX_NETBIOS_CHARACTERS || name.contains(special) {
        return Err(ChangeRefusal::BadNetbiosName { name: new.name.clone(), netbios_name: name.clone() });
    }
    Ok(())
}

fn refuse_unmanaged_suffixes(new: &NewDomain) -> Result<(), ChangeRefusal> {
    if new.settings.managed && !new.upn_suffixes.is_empty() {
        return Err(ChangeRefusal::ManagedDomain { name: new.name.clone(), limit: ManagedLimit::UpnSuffixes });
    }
    Ok(())
}

fn refuse_unusable(name: &RealmName, settings: &Settings) -> Result<(), ChangeRefusal> {
    if settings.etypes.is_empty() {
        return Err(ChangeRefusal::NoEncryptionType { name: name.clone() });
    }
    Ok(())
}

/// A NetBIOS name has 16 octets, the last of which tells what has the name.
const MAX_NETBIOS_CHARACTERS: usize = 15;
/// DOMAIN_USER_RID_KRBTGT (MS-DTYP 2.4.2.4).
const KRBTGT_RID: u32 = 502;
/// Where a new domain's accounts begin in practice: 1000 to 1102 go to its first controller and its groups.
const FIRST_RID: u32 = 1103;
