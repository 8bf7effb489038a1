//! `xrealm trust new`.

use std::io::{IsTerminal, stdin};

use xrealm_admin::{CreateTrust, SecretText, TrustEnds, TrustOperation};

use super::{act, wizard_terminal};
use crate::administration::both_sides;
use crate::args::{self, End, TrustKind, YesNo};
use crate::failure::Failure;
use crate::password;

pub(super) fn run(args: &args::TrustNew) -> Result<u8, Failure> {
    let (Some(trusting), Some(trusted)) = (&args.trusting, &args.trusted) else {
        return if stdin().is_terminal() { wizard_terminal::run(&args.acting) } else { Err(no_terminal()) };
    };
    let (own, other) = match args.one_side {
        Some(End::Trusted) => (trusted, trusting),
        Some(End::Trusting) | None => (trusting, trusted),
    };
    let credentials = both_sides(&args.acting.credentials, own, &args.partner, other)?;
    let shared = args.one_side.is_some() || args.kind == Some(TrustKind::Realm);
    let create = CreateTrust {
        ends: TrustEnds { trusting: trusting.clone(), trusted: trusted.clone() },
        kind: args.kind.map(Into::into),
        two_way: args.two_way,
        side: args.one_side.map(Into::into),
        transitive: args.transitive.map(YesNo::is_yes),
        password: trust_password(&args.password, shared)?,
        trusting_authentication: args.trusting_authentication.into(),
        trusted_authentication: args.trusted_authentication.into(),
        quarantine: args.quarantine.map(YesNo::is_yes),
        forest_transitive: args.forest_transitive,
        etypes: (!args.etypes.is_empty()).then(|| args.etypes.clone()),
        confirm: args.confirm,
        confirm_reverse: args.confirm_reverse,
    };
    act(TrustOperation::Create(Box::new(create)), &args.acting, &credentials)
}

fn no_terminal() -> Failure {
    Failure::Usage {
        what: "the New Trust Wizard needs a terminal".to_owned(),
        help: "without one give `xrealm trust new TRUSTING TRUSTED` with --kind, --two-way or --one-side, --user and \
               --partner-user with their passwords, and --trust-password-file where the other end is made elsewhere"
            .to_owned(),
    }
}

/// The password that both ends share; where it is needed and not given the terminal is asked, twice.
pub(super) fn trust_password(given: &args::TrustPassword, needed: bool) -> Result<Option<SecretText>, Failure> {
    if let Some(path) = &given.trust_password_file {
        return password::of_file(path).map(Some);
    }
    if given.trust_password_stdin {
        return password::next_of_stdin().map(Some);
    }
    if !(needed || given.trust_password) {
        return Ok(None);
    }
    match password::ask_twice("Trust password") {
        Err(Failure::NoPassword) => Err(Failure::Usage {
            what: "a trust whose other end is made elsewhere needs a trust password".to_owned(),
            help: "give --trust-password-file or --trust-password-stdin where there is no terminal".to_owned(),
        }),
        asked => asked.map(Some),
    }
}
