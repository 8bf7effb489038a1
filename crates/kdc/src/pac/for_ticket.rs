//! What of a client's PAC goes into which ticket (MS-PAC 2.4, MS-KILE 3.3.5.7).

use smallvec::SmallVec;
use xrealm_crypto::Key;
use xrealm_directory::Account;
use xrealm_names::Sid;
use xrealm_pac::{BufferType, GroupMembership, KerbValidationInfo, PacBuffer, PacDraft, SidPlace, SigningKeys};
use xrealm_trust::Organization;

use crate::asked::Asked;
use crate::{Refusal, etypes};

/// What is known of a client: its SIDs, and the buffers that travel with them. Verified, if it came with a ticket.
pub(crate) struct ClientPac<'p> {
    /// Every buffer in its place; LOGON_INFO as it came.
    pub(super) draft: PacDraft<'p>,
    pub(super) logon: KerbValidationInfo<'p>,
    /// Whether `logon` is no longer what the draft has.
    pub(super) logon_changed: bool,
    /// Whether the client wants its service tickets to have one.
    pub(super) wanted: bool,
}

/// The PAC of a ticket to be sealed, all but its signatures.
pub(crate) struct UnsignedPac<'p> {
    draft: PacDraft<'p>,
    kdc_key: &'p Key,
    /// Whether it gets the ticket and full signatures.
    covers_ticket: bool,
}

impl<'p> ClientPac<'p> {
    /// For a ticket-granting ticket, of this realm or the next.
    pub(crate) fn for_ticket_granting<'a: 'p>(mut self, asked: &Asked<'a>) -> Result<UnsignedPac<'p>, Refusal> {
        self.settle_logon();
        Ok(UnsignedPac { draft: self.draft, kdc_key: kdc_key(asked)?, covers_ticket: false })
    }

    /// For a ticket to a service of this realm; `None` if it is to have none.
    ///
    /// # Errors
    /// [`Refusal::NotAllowedToAuthenticate`] if the client is of another organization and the service's account does
    /// not let it in.
    pub(crate) fn for_service<'a: 'p>(
        mut self,
        asked: &Asked<'a>,
        service: &Account,
    ) -> Result<Option<UnsignedPac<'p>>, Refusal> {
        let (sids, local_groups) = self.add_local_groups(asked);
        if Organization::of_sids(&sids).needs_permission() {
            may_authenticate(asked, service, &sids, &local_groups)?;
        }
        if !self.wanted || service.flags.no_auth_data_required {
            return Ok(None);
        }
        self.settle_logon();
        self.draft.retain(|buffer_type| !OF_TICKET_GRANTING_TICKETS.contains(&buffer_type));
        let covers_ticket = !service.is_password_service();
        Ok(Some(UnsignedPac { draft: self.draft, kdc_key: kdc_key(asked)?, covers_ticket }))
    }

    /// Puts the domain-local groups of the service's domain in; gives the client's SIDs and what was added.
    fn add_local_groups(&mut self, asked: &Asked<'_>) -> (Vec<Sid>, Vec<u32>) {
        let placed = self.logon.sids().flatten().filter(|placed| placed.place != SidPlace::ResourceGroup);
        let sids: Vec<Sid> = placed.map(|placed| placed.sid).collect();
        let groups = asked.directory.local_groups(asked.realm, &sids);
        if let (Some(domain), false) = (asked.realm.sid(), groups.is_empty() && !self.has_resource_groups()) {
            let memberships = groups.iter().copied().map(GroupMembership::resource).collect();
            self.logon.set_resource_groups(domain.clone(), memberships);
            self.logon_changed = true;
        }
        (sids, groups)
    }

    fn has_resource_groups(&self) -> bool {
        !self.logon.resource_group_ids.is_empty()
    }

    fn settle_logon(&mut self) {
        if self.logon_changed {
            self.draft.set_octets(KerbValidationInfo::TYPE, self.logon.encode());
        }
    }
}

impl UnsignedPac<'_> {
    /// The PAC with its signatures. `server` seals the ticket; `ticket_with` gives the DER of its EncTicketPart with
    /// these octets as PAC.
    pub(crate) fn sign(mut self, server: &Key, ticket_with: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let ticket = self.covers_ticket.then(|| ticket_with(&[0]));
        self.draft.sign(&SigningKeys { server, kdc: self.kdc_key }, ticket.as_deref())
    }
}

/// Selective authentication: the Allowed-To-Authenticate right on the service's account (MS-KILE 3.3.5.7), given to the
/// client, to a group, or to everybody.
fn may_authenticate(asked: &Asked<'_>, service: &Account, sids: &[Sid], local_groups: &[u32]) -> Result<(), Refusal> {
    let local = asked
        .realm
        .sid()
        .into_iter()
        .flat_map(|domain| local_groups.iter().filter_map(|rid| domain.with_rid(*rid).ok()));
    let implied: SmallVec<[Sid; 4]> = local.chain([everyone(), authenticated_users()]).collect();
    if service.authorization().lets_authenticate(sids.iter().chain(&implied)) {
        Ok(())
    } else {
        Err(Refusal::NotAllowedToAuthenticate { service: service.name.clone() })
    }
}

fn everyone() -> Sid {
    Sid::well_known(1, 0)
}

fn authenticated_users() -> Sid {
    Sid::well_known(5, 11)
}

/// The key of the strongest type that the ticket-granting service has.
fn kdc_key<'a>(asked: &Asked<'a>) -> Result<&'a Key, Refusal> {
    let krbtgt = asked.realm.krbtgt();
    etypes::sealing_key(&krbtgt.keys, asked.realm.etypes_of(krbtgt)).ok_or(Refusal::NoServiceKey)
}

/// What services do not get to see.
const OF_TICKET_GRANTING_TICKETS: [BufferType; 4] =
    [BufferType::CREDENTIALS_INFO, BufferType::ATTRIBUTES_INFO, BufferType::REQUESTOR_SID, BufferType::REQUESTOR_GUID];
