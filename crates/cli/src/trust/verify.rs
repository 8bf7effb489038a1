//! `xrealm trust verify`.

use std::fmt::Write as _;
use std::io::{Write as _, stdout};

use serde_json::json;
use xrealm_admin::{Answer, Operation, TrustEnds, TrustOperation, Verification, VerificationFacts};

use crate::administration::{
    CredentialSource, Credentials, KerberosReport, Means, Session, both_sides, kerberos_verification, means,
    partner_means, perform,
};
use crate::args;
use crate::done::{found, status, verified_line};
use crate::failure::Failure;
use crate::terminal::Style;

pub(super) fn run(args: &args::TrustVerify) -> Result<u8, Failure> {
    if args.kerberos {
        return by_kerberos(args);
    }
    let args::Ends { trusting, trusted } = &args.ends;
    let credentials = both_sides(&args.credentials, trusting, &args.partner, trusted)?;
    let verified = by_comparison(args, &credentials)?;
    let text = if args.asking.json {
        format!("{:#}\n", json!(verified))
    } else {
        verified.iter().map(|facts| format!("{}\n", verified_line(facts))).collect()
    };
    stdout().write_all(text.as_bytes()).map_err(Failure::Print)?;
    Ok(status(verified.iter().map(|facts| facts.result)))
}

fn by_comparison(args: &args::TrustVerify, credentials: &Credentials) -> Result<Vec<VerificationFacts>, Failure> {
    let operation = TrustOperation::Verify { ends: TrustEnds::from(&args.ends), two_way: args.two_way };
    match perform(&args.asking, &Operation::Trust(operation), false, credentials)? {
        Answer::Verified(verified) => Ok(verified),
        Answer::Done(done) => Ok(done.verified),
        _ => Err(Failure::AnotherAnswer),
    }
}

fn by_kerberos(args: &args::TrustVerify) -> Result<u8, Failure> {
    let args::Ends { trusting, trusted } = &args.ends;
    let mut session = Session::open(&args.asking.daemon)?;
    let user = user("--user", trusted, means(&args.credentials)?);
    let mut reports = vec![kerberos_verification(&mut session, trusting, trusted, &user)?];
    if args.two_way {
        let means = partner_means(&args.partner)?.ok_or_else(|| Failure::Usage {
            what: format!("--two-way --kerberos needs a user of {trusting} too"),
            help: "give --partner-user".to_owned(),
        })?;
        let user = self::user("--partner-user", trusting, means);
        reports.push(kerberos_verification(&mut session, trusted, trusting, &user)?);
    }
    let text = if args.asking.json {
        format!("{:#}\n", json!(reports))
    } else {
        reports.iter().map(|report| shown(report, Style::of_stdout())).collect()
    };
    stdout().write_all(text.as_bytes()).map_err(Failure::Print)?;
    if reports.iter().any(has_refused_login) {
        return Ok(1);
    }
    Ok(status(reports.iter().map(|report| report.result)))
}

/// A user who cannot log in says nothing of the trust: that is a refusal.
fn has_refused_login(report: &KerberosReport) -> bool {
    let refused = report.steps.iter().any(|step| step.exchange == "AS" && !step.done);
    refused && report.result == Verification::NotTestable
}

fn user(option: &'static str, home: &str, means: Means) -> CredentialSource {
    CredentialSource { option, realm: None, home: home.to_owned(), means }
}

fn shown(report: &KerberosReport, style: Style) -> String {
    let KerberosReport { trusting, trusted, result, steps } = report;
    let mut out = format!("{trusting} trusts {trusted}: {}\n", style.strong(found(*result)));
    for step in steps {
        let mark = if step.done { style.good("done") } else { style.bad("failed") };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {:3} {}: {mark}: {}", step.exchange, step.realm, step.text);
    }
    out
}
