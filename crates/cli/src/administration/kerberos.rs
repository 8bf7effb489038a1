//! Testing Kerberos over a trust: a real login in the trusted realm, real tickets on the way to the trusting one, and a
//! mutual AP exchange with its `kadmin/admin`.

use serde::Serialize;
use xrealm_admin::Verification;
use xrealm_client::{ClientError, Hop, HopFacts};
use xrealm_names::RealmName;
use xrealm_wire::error_code;

use super::credentials::CredentialSource;
use super::proof;
use super::session::{Granting, Session};
use crate::failure::Failure;

/// What was tried and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct KerberosReport {
    /// The realm that accepts.
    pub(crate) trusting: String,
    /// The realm that issues.
    pub(crate) trusted: String,
    /// What was found.
    pub(crate) result: Verification,
    /// The exchanges, in order.
    pub(crate) steps: Vec<KerberosStep>,
}

/// One exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct KerberosStep {
    /// `AS`, `TGS` or `AP`.
    pub(crate) exchange: &'static str,
    /// With whom.
    pub(crate) realm: String,
    /// Whether it came off.
    pub(crate) done: bool,
    /// In words.
    pub(crate) text: String,
    /// The ticket that came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ticket: Option<HopFacts>,
}

/// Has a user of the trusted realm log in, go over the trust, and prove who they are to `kadmin/admin` of the trusting
/// realm. What fails on the way is in the report; an error is only what kept the test from starting.
pub(crate) fn kerberos_verification(
    session: &mut Session,
    trusting: &str,
    trusted: &str,
    user: &CredentialSource,
) -> Result<KerberosReport, Failure> {
    let (trusting, trusted) = (session.realm_named(trusting)?, session.realm_named(trusted)?);
    let mut report = Report { trusting, trusted, steps: Vec::new() };
    let result = report.run(session, user)?;
    Ok(KerberosReport {
        trusting: report.trusting.to_string(),
        trusted: report.trusted.to_string(),
        result,
        steps: report.steps,
    })
}

/// Has a user log in at their own realm; the report has that one step.
pub(crate) fn kerberos_login(
    session: &mut Session,
    realm: &str,
    user: &CredentialSource,
) -> Result<KerberosReport, Failure> {
    let realm = session.realm_named(realm)?;
    let mut report = Report { trusting: realm.clone(), trusted: realm.clone(), steps: Vec::new() };
    let result = match session.granting(user, &realm)? {
        Granting::Ticket(ticket) | Granting::Service(ticket) => {
            let text = format!("{} logged in, session key {}", ticket.client, ticket.session_key.etype());
            report.done("AS", &ticket.client.realm.clone(), text, None);
            Verification::Healthy
        }
        Granting::Refused(error) => {
            report.failed("AS", &realm, format!("{user} cannot log in: {error}"));
            unreachable_or(&error, Verification::NotTestable)
        }
    };
    Ok(KerberosReport { trusting: realm.to_string(), trusted: realm.to_string(), result, steps: report.steps })
}

struct Report {
    trusting: RealmName,
    trusted: RealmName,
    steps: Vec<KerberosStep>,
}

impl Report {
    fn run(&mut self, session: &mut Session, user: &CredentialSource) -> Result<Verification, Failure> {
        let trusting = self.trusting.clone();
        let granting = match session.granting(user, &trusting)? {
            Granting::Ticket(ticket) => ticket,
            // A ticket for the service that somebody got before says nothing about the trust as it is now.
            Granting::Service(_) => return Err(Failure::TicketInCache { realm: trusting }),
            Granting::Refused(error) => {
                let text = format!("{user} cannot log in: {error}");
                self.failed("AS", &self.trusted.clone(), text);
                return Ok(unreachable_or(&error, Verification::NotTestable));
            }
        };
        let text = format!("{} logged in, session key {}", granting.client, granting.session_key.etype());
        let home = granting.client.realm.clone();
        self.done("AS", &home, text, None);
        let (hops, got) = session.tickets()?.walk(granting, &trusting);
        for hop in &hops {
            self.done("TGS", &hop.realm.clone(), told(hop), Some(hop.facts(&[])));
        }
        let crossed = hops.iter().any(|hop| hop.realm == self.trusted && hop.refers_to().as_ref() == Some(&trusting));
        let ticket = match got {
            Ok(ticket) => ticket,
            Err(error) => {
                let at = asked_last(&error).unwrap_or(&trusting).clone();
                self.failed("TGS", &at, error.to_string());
                return Ok(self.meaning(&error, crossed, &at));
            }
        };
        if !crossed {
            let text = format!("the way from {home} did not lead from {} over this trust", self.trusted);
            self.failed("TGS", &trusting, text);
            return Ok(Verification::NotTestable);
        }
        if !session.serves(&trusting)? {
            return Ok(Verification::Healthy);
        }
        let tickets = session.tickets()?;
        let now = tickets.now();
        let (initiator, ap_req) = proof::mutual(&ticket, now, tickets.rng());
        let proven = match session.prove(&trusting, ap_req)? {
            Ok(proven) => proven,
            Err(refused) => {
                self.failed("AP", &trusting, refused.text);
                return Ok(Verification::SecretMismatch);
            }
        };
        match initiator.read_reply(&proven.ap_rep.0) {
            Ok(_) => {
                let text = format!("kadmin/admin accepted {} and proved itself", proven.client);
                self.done("AP", &trusting, text, None);
                Ok(Verification::Healthy)
            }
            Err(error) => {
                self.failed("AP", &trusting, format!("the answer of kadmin/admin {error}"));
                Ok(Verification::SecretMismatch)
            }
        }
    }

    /// What a failure on the way says of the trust.
    fn meaning(&self, error: &ClientError, crossed: bool, at: &RealmName) -> Verification {
        let ClientError::Refused(refused) = error else {
            return unreachable_or(error, Verification::NotTestable);
        };
        match refused.code {
            error_code::KRB_AP_ERR_BAD_INTEGRITY
            | error_code::KRB_AP_ERR_MODIFIED
            | error_code::KRB_AP_ERR_BADKEYVER
            | error_code::KRB_AP_ERR_NOKEY
                if crossed && *at == self.trusting =>
            {
                Verification::SecretMismatch
            }
            error_code::KDC_ERR_S_PRINCIPAL_UNKNOWN | error_code::KRB_AP_ERR_NOT_US => Verification::MissingAtPartner,
            _ => Verification::NotTestable,
        }
    }

    fn done(&mut self, exchange: &'static str, realm: &RealmName, text: String, ticket: Option<HopFacts>) {
        self.steps.push(KerberosStep { exchange, realm: realm.to_string(), done: true, text, ticket });
    }

    fn failed(&mut self, exchange: &'static str, realm: &RealmName, text: String) {
        self.steps.push(KerberosStep { exchange, realm: realm.to_string(), done: false, text, ticket: None });
    }
}

fn unreachable_or(error: &ClientError, otherwise: Verification) -> Verification {
    if matches!(error, ClientError::NoReply { .. }) { Verification::PartnerUnreachable } else { otherwise }
}

fn asked_last(error: &ClientError) -> Option<&RealmName> {
    match error {
        ClientError::Refused(refused) => Some(&refused.realm),
        ClientError::NoReply { realm } => Some(realm),
        _ => None,
    }
}

fn told(hop: &Hop) -> String {
    let facts = hop.facts(&[]);
    let kvno = facts.kvno.map(|kvno| format!(", kvno {kvno}")).unwrap_or_default();
    format!("a ticket for {} under {}{kvno}", facts.server, facts.ticket_etype)
}
