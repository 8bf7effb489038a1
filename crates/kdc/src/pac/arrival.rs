//! The PAC of a presented ticket: found, verified, filtered (MS-KILE 3.3.5.7, MS-PAC 4.1).

use xrealm_crypto::Key;
use xrealm_directory::{Account, ServiceLookup, Trust};
use xrealm_names::RealmName;
use xrealm_pac::{AttributesInfo, BufferType, KerbValidationInfo, Pac, PacDraft, SignatureKind, VerifyError};
use xrealm_trust::{TrustAttributes, TrustId, TrustType};
use xrealm_wire::EncTicketPart;

use super::{ClientPac, CrossedSids, PacFault, crossing, joined, of_account};
use crate::asked::Asked;
use crate::tgs_exchange::{Issuer, Opened, Verified};
use crate::{Refusal, authorization_data};

/// What the presented ticket says of its client, as far as it is to be believed; what became of its SIDs, if it came
/// over a trust. In a plain realm nothing, and nothing of clients of plain realms that no account is mapped to.
///
/// # Errors
/// [`Refusal::Pac`], [`Refusal::Sids`].
pub(crate) fn arrived<'a: 'p, 'p>(
    asked: &Asked<'a>,
    opened: &'p Opened,
    verified: &Verified<'p>,
    crealm: &RealmName,
) -> Result<(Option<ClientPac<'p>>, Option<CrossedSids>), Refusal> {
    if asked.realm.sid().is_none() {
        return Ok((None, None));
    }
    match opened.issuer {
        Issuer::Own => Ok((own(asked, opened, verified, crealm)?, None)),
        Issuer::Partner(id) => partner(asked, opened, verified, crealm, id),
    }
}

/// Of a ticket of this realm.
fn own<'p>(
    asked: &Asked<'_>,
    opened: &Opened,
    verified: &Verified<'p>,
    crealm: &RealmName,
) -> Result<Option<ClientPac<'p>>, Refusal> {
    let part = &verified.part;
    let ticket_granting = opened.sname.ticket_granting_realm().is_some();
    let Some(pac) = find(part)? else {
        // Service tickets have none if the client or the service wants none.
        return if ticket_granting { lacking(asked, crealm).map(|()| None) } else { Ok(None) };
    };
    pac.verify_server(&opened.sealed_with).map_err(PacFault::from)?;
    by_krbtgt(asked, &pac, SignatureKind::Kdc, |key| pac.verify_kdc(key))?;
    if !ticket_granting && has_ticket_signature(asked, opened) {
        let covered = covered_by_ticket_signature(part)?;
        by_krbtgt(asked, &pac, SignatureKind::Ticket, |key| pac.verify_ticket(key, &covered))?;
        by_krbtgt(asked, &pac, SignatureKind::Full, |key| pac.verify_full(key))?;
    }
    is_of_ticket(&pac, part)?;
    if ticket_granting && asked.realm.answers_to(crealm.as_str()) {
        let account = asked.realm.client(&verified.client).ok_or(Refusal::ClientDeleted)?;
        is_of_account(asked, &pac, account)?;
    }
    let logon = logon_info(&pac)?;
    client_pac(&pac, logon, false).map(Some)
}

/// Of a ticket that came over a trust.
fn partner<'a: 'p, 'p>(
    asked: &Asked<'a>,
    opened: &Opened,
    verified: &Verified<'p>,
    crealm: &RealmName,
    id: TrustId,
) -> Result<(Option<ClientPac<'p>>, Option<CrossedSids>), Refusal> {
    let part = &verified.part;
    let Some(trust) = asked.realm.trust(id) else { return Ok((None, None)) };
    if trust.tdo.trust_type == TrustType::Mit {
        return mapped(asked, verified, crealm, trust).map(|client| (client, None));
    }
    let Some(pac) = find(part)? else {
        // Clients of plain realms walk down a forest without one.
        let within_forest = trust.tdo.trust_attributes.contains(TrustAttributes::WITHIN_FOREST);
        return if within_forest {
            lacking(asked, crealm).map(|()| (None, None))
        } else {
            Err(PacFault::Missing.into())
        };
    };
    pac.verify_server(&opened.sealed_with).map_err(PacFault::from)?;
    is_of_ticket(&pac, part)?;
    let mut logon = logon_info(&pac)?;
    is_of_one_account(&pac, &logon)?;
    let crossed = crossing::filter(asked.realm, trust, &mut logon)?;
    let mut client = client_pac(&pac, logon, true)?;
    if let Some(crossed) = &crossed {
        crossing::filter_buffers(crossed.boundary, &mut client.draft);
    }
    Ok((Some(client), crossed))
}

/// Of a client of a plain realm: the account that it is mapped to (MS-KILE 3.3.5.7.2).
fn mapped<'a>(
    asked: &Asked<'a>,
    verified: &Verified<'_>,
    crealm: &RealmName,
    trust: &Trust,
) -> Result<Option<ClientPac<'a>>, Refusal> {
    let Some(account) = asked.realm.mapped_account(&verified.client, crealm) else { return Ok(None) };
    let mut client = of_account(asked, account, &verified.part.cname, verified.part.authtime, None)?;
    if let Some(client) = &mut client {
        crossing::mark(trust, &mut client.logon);
    }
    Ok(client)
}

/// A ticket-granting ticket may lack a PAC only if its client is of no domain: it came from a plain realm.
fn lacking(asked: &Asked<'_>, crealm: &RealmName) -> Result<(), Refusal> {
    let forest = asked.realm.view().domain();
    match forest.and_then(|(forest, _)| forest.domain_named(crealm.as_str())) {
        Some(_) => Err(PacFault::Missing.into()),
        None => Ok(()),
    }
}

/// The PAC of a ticket, if it has one.
fn find<'p>(part: &EncTicketPart<'p>) -> Result<Option<Pac<'p>>, Refusal> {
    let Some(octets) = part.authorization_data else { return Ok(None) };
    let octets = match authorization_data::pacs(octets)?.as_slice() {
        [] => return Ok(None),
        [octets] => *octets,
        [_, _, ..] => return Err(PacFault::Several.into()),
    };
    let pac = Pac::decode(octets).map_err(PacFault::from)?;
    if pac.has_duplicates() { Err(PacFault::Doubled.into()) } else { Ok(Some(pac)) }
}

/// Verifies a signature with those keys of this realm's ticket-granting service that make its type.
fn by_krbtgt(
    asked: &Asked<'_>,
    pac: &Pac<'_>,
    kind: SignatureKind,
    verify: impl Fn(&Key) -> Result<(), VerifyError>,
) -> Result<(), Refusal> {
    let krbtgt = asked.realm.krbtgt();
    let missing = || PacFault::Signature(VerifyError::Missing(kind));
    let signature = pac.signature(kind).map_err(PacFault::from)?.ok_or_else(missing)?;
    let keys = krbtgt.key_sets().flat_map(|keys| asked.realm.etypes_of(krbtgt).filter_map(|etype| keys.key(etype)));
    let mut outcome = Err(VerifyError::Mismatch(kind));
    for key in keys.filter(|key| key.checksum_type() == signature.signature_type) {
        outcome = verify(key);
        if outcome.is_ok() {
            break;
        }
    }
    Ok(outcome.map_err(PacFault::from)?)
}

/// Whether it is a ticket of which the PAC covers the rest: all services' but those of the password service.
fn has_ticket_signature(asked: &Asked<'_>, opened: &Opened) -> bool {
    match asked.realm.service(&opened.sname) {
        ServiceLookup::Held(account) => !account.is_password_service(),
        ServiceLookup::Absent | ServiceLookup::NotUnique => true,
    }
}

fn covered_by_ticket_signature(part: &EncTicketPart<'_>) -> Result<Vec<u8>, Refusal> {
    let blank = part.authorization_data.map(authorization_data::with_blank_pacs).transpose()?;
    Ok(EncTicketPart { authorization_data: blank.as_deref(), ..part.clone() }.to_vec())
}

/// Whether CLIENT_INFO names the client and the login that the ticket does. Names of domains compare in any case.
fn is_of_ticket(pac: &Pac<'_>, part: &EncTicketPart<'_>) -> Result<(), Refusal> {
    let lacking = PacFault::Lacks(BufferType::CLIENT_INFO);
    let info = pac.client_info().map_err(PacFault::from)?.ok_or(lacking)?;
    let named = joined(&part.cname).is_some_and(|name| xrealm_names::eq_ignore_case(&name, &info.name.to_text()));
    if !named {
        return Err(PacFault::OtherClient.into());
    }
    if info.client_id == part.authtime.into() { Ok(()) } else { Err(PacFault::OtherLogin.into()) }
}

/// Whether the account that logged in is the one which the client's name means today.
fn is_of_account(asked: &Asked<'_>, pac: &Pac<'_>, account: &Account) -> Result<(), Refusal> {
    let lacking = PacFault::Lacks(BufferType::REQUESTOR_SID);
    let requestor = pac.requestor_sid().map_err(PacFault::from)?.ok_or(lacking)?.0;
    let own = asked.realm.sid().zip(account.rid).and_then(|(domain, rid)| domain.with_rid(rid).ok());
    if own.as_ref() == Some(&requestor) { Ok(()) } else { Err(PacFault::Requestor { requestor }.into()) }
}

/// Whether UPN_DNS_INFO speaks of the account that LOGON_INFO does: no trust filters what it says.
fn is_of_one_account(pac: &Pac<'_>, logon: &KerbValidationInfo<'_>) -> Result<(), Refusal> {
    let extension = pac.upn_dns_info().map_err(PacFault::from)?.and_then(|info| info.extension);
    match extension {
        Some(extension) if logon.user_sid().ok().as_ref() != Some(&extension.sid) => Err(PacFault::TwoAccounts.into()),
        Some(_) | None => Ok(()),
    }
}

fn logon_info<'p>(pac: &Pac<'p>) -> Result<KerbValidationInfo<'p>, Refusal> {
    Ok(pac.logon_info().map_err(PacFault::from)?.ok_or(PacFault::Lacks(BufferType::LOGON_INFO))?)
}

fn client_pac<'p>(pac: &Pac<'p>, logon: KerbValidationInfo<'p>, logon_changed: bool) -> Result<ClientPac<'p>, Refusal> {
    let attributes = pac.attributes_info().map_err(PacFault::from)?;
    let draft: PacDraft<'p> = pac.to_draft();
    Ok(ClientPac { draft, logon, logon_changed, wanted: attributes.is_none_or(AttributesInfo::wants_pac) })
}
