//! /Verify /Kerberos: both users log in, and over each direction there is one goes as clients do.

use std::fmt::Write as _;

use xrealm_admin::netdom::{Told, TrustCommand};
use xrealm_admin::{Answer, Operation, Surface, TrustOperation, Verification, VerificationFacts};

use super::source;
use super::stop::Stop;
use crate::administration::{
    CredentialSource, Credentials, KerberosReport, Session, kerberos_login, kerberos_verification,
};
use crate::failure::Failure;

/// Tests Kerberos between the two domains and tells every exchange.
pub(super) fn verify(session: &mut Session, command: &TrustCommand, joined: Option<&str>) -> Result<Told, Stop> {
    let (trusting, trusted) = command.trust(joined)?;
    let trusted_user = source("/UserD", trusted, &command.trusted_login);
    let trusting_user = source("/UserO", trusting, &command.trusting_login);
    let mut reports = vec![kerberos_verification(session, trusting, trusted, &trusted_user)?];
    reports.push(other_direction(session, trusting, trusted, &trusting_user)?);
    let mut told =
        command.present(&Answer::Verified(reports.iter().filter(|report| is_trust(report)).map(facts).collect()));
    let steps: String = reports.iter().map(steps).collect();
    told.text = format!("{steps}\n{}", told.text);
    let login = reports.iter().find(|report| !is_trust(report) && report.result != Verification::Healthy);
    if let Some(login) = login {
        let status = match login.result {
            Verification::PartnerUnreachable => xrealm_admin::Win32Status::NO_LOGON_SERVERS,
            Verification::Healthy
            | Verification::SecretMismatch
            | Verification::MissingAtPartner
            | Verification::NotTestable => xrealm_admin::Win32Status::LOGON_FAILURE,
        };
        let failed = xrealm_admin::netdom::refused(&format!("{steps}\n{}", last(login)), status);
        return Ok(failed);
    }
    Ok(told)
}

/// Over the other direction if there is one; otherwise the user of the trusting domain logs in at home.
fn other_direction(
    session: &mut Session,
    trusting: &str,
    trusted: &str,
    user: &CredentialSource,
) -> Result<KerberosReport, Stop> {
    let show = TrustOperation::Show { realm: trusting.to_owned(), partner: trusted.to_owned() };
    let credentials = Credentials::default();
    let Answer::Trust(end) = session.perform(&Operation::Trust(show), false, Surface::Netdom, &credentials)? else {
        return Err(Failure::AnotherAnswer.into());
    };
    if end.direction_value == TWO_WAY && end.partner_served_here {
        return Ok(kerberos_verification(session, trusted, trusting, user)?);
    }
    Ok(kerberos_login(session, trusting, user)?)
}

/// trustDirection of a trust both ways.
const TWO_WAY: u32 = 3;

fn is_trust(report: &KerberosReport) -> bool {
    report.trusting != report.trusted
}

fn facts(report: &KerberosReport) -> VerificationFacts {
    VerificationFacts {
        trusting: report.trusting.clone(),
        trusted: report.trusted.clone(),
        result: report.result,
        text: last(report).to_owned(),
    }
}

fn last(report: &KerberosReport) -> &str {
    report.steps.last().map_or("", |step| step.text.as_str())
}

fn steps(report: &KerberosReport) -> String {
    let mut text = String::new();
    for step in &report.steps {
        let mark = if step.done { "ok" } else { "failed" };
        let _ = writeln!(text, "{:<3} {:<6} {}: {}", step.exchange, mark, step.realm, step.text);
    }
    text
}
