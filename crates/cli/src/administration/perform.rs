//! One operation from the command line: connect, have it done, and say it in JSON too if it is not.

use std::io::{Write, stdout};

use serde_json::json;
use xrealm_admin::{Answer, Operation, Surface};

use super::credentials::cache_named;
use super::{CredentialSource, Credentials, Means, Session};
use crate::args;
use crate::failure::Failure;

/// Has an operation done that changes nothing.
pub(crate) fn ask(asking: &args::Asking, operation: &Operation) -> Result<Answer, Failure> {
    perform(asking, operation, false, &Credentials::default())
}

/// Has an operation done that needs no more than the daemon's socket or token.
pub(crate) fn change(changing: &args::Changing, operation: &Operation) -> Result<Answer, Failure> {
    perform(&changing.asking, operation, changing.dry_run, &Credentials::default())
}

/// Has an operation done, by whoever proves to be allowed to.
pub(crate) fn perform(
    asking: &args::Asking,
    operation: &Operation,
    dry_run: bool,
    credentials: &Credentials,
) -> Result<Answer, Failure> {
    let mut session = Session::open(&asking.daemon)?;
    telling_json(asking, session.perform(operation, dry_run, Surface::Cli, credentials))
}

/// With --json a refusal is said in JSON as well.
pub(crate) fn telling_json<T>(asking: &args::Asking, ended: Result<T, Failure>) -> Result<T, Failure> {
    if let (true, Err(Failure::NotDone(refused))) = (asking.json, &ended) {
        writeln!(stdout(), "{:#}", json!({ "error": refused })).map_err(Failure::Print)?;
    }
    ended
}

/// Who asks at this side, in whose realm `home` a bare name is, and at the other side `partner`.
pub(crate) fn both_sides(
    own: &args::Credentials,
    home: &str,
    other: &args::PartnerCredentials,
    partner: &str,
) -> Result<Credentials, Failure> {
    let own = CredentialSource { option: "--user", realm: None, home: home.to_owned(), means: means(own)? };
    let Some(means) = partner_means(other)? else { return Ok(Credentials::new([own])) };
    let realm = Some(partner.to_owned());
    Ok(Credentials::new([own, CredentialSource { option: "--partner-user", realm, home: partner.to_owned(), means }]))
}

/// Who asks at the one side there is.
pub(crate) fn one_side(own: &args::Credentials, home: &str) -> Result<Credentials, Failure> {
    both_sides(own, home, &args::PartnerCredentials::default(), "")
}

/// What `--user` and its like give.
pub(crate) fn means(given: &args::Credentials) -> Result<Means, Failure> {
    let named = Named {
        user: given.user.as_deref(),
        file: given.password_file.as_deref(),
        stdin: given.password_stdin,
        cache: given.ccache.as_deref(),
    };
    Ok(named.means()?.unwrap_or(Means::Whoever))
}

/// What `--partner-user` and its like give.
pub(crate) fn partner_means(given: &args::PartnerCredentials) -> Result<Option<Means>, Failure> {
    let named = Named {
        user: given.partner_user.as_deref(),
        file: given.partner_password_file.as_deref(),
        stdin: given.partner_password_stdin,
        cache: given.partner_ccache.as_deref(),
    };
    named.means()
}

struct Named<'a> {
    user: Option<&'a str>,
    file: Option<&'a std::path::Path>,
    stdin: bool,
    cache: Option<&'a std::path::Path>,
}

impl Named<'_> {
    fn means(&self) -> Result<Option<Means>, Failure> {
        let Some(user) = self.user.map(str::to_owned) else {
            let file = |path: &std::path::Path| path.to_str().map_or_else(|| Ok(path.to_owned()), cache_named);
            return Ok(self.cache.map(file).transpose()?.map(Means::Cache));
        };
        let password = match self.file {
            Some(path) => crate::password::of_file(path)?,
            None if self.stdin => crate::password::next_of_stdin()?,
            None => return Ok(Some(Means::Prompt { user })),
        };
        Ok(Some(Means::Password { user, password }))
    }
}
