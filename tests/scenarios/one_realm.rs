//! One domain with an account for each case.

use xrealm_client::{ClientError, Hop, LoginOptions, Secret};
use xrealm_sim::{Net, NetError};

use crate::two_forests::{principal, topology};

pub(crate) const CORP: &str = r#"
    [[domain]]
    name = "corp.test"
    upn_suffixes = ["corp.example"]
    users = [
        { name = "alice", password = "Secret-1", upn = "alice.liddell@corp.example", aliases = ["al"] },
        { name = "bob", password = "Secret-2" },
        { name = "open", password = "Secret-3", preauth = false },
        { name = "disabled", password = "Secret-4", disabled = true },
        { name = "locked", password = "Secret-5", locked_out = true },
        { name = "expired", password = "Secret-6", account_expires = 2026-11-20T10:43:59Z },
        { name = "stale", password = "Secret-7", password_expires = 2026-11-20T10:43:59Z },
    ]
    services = [{ name = "changepw", password = "Secret-8", aliases = ["kadmin/changepw"] }]
    computers = [{ name = "WEB", spns = ["host/web.corp.test"] }]
"#;

pub(crate) fn corp() -> Net {
    topology(CORP)
}

/// A login of a user of the domain with a password.
pub(crate) fn login(net: &mut Net, user: &str, password: &str, options: LoginOptions) -> Result<Hop, NetError> {
    net.login_with(principal(&format!("{user}@CORP.TEST")), Secret::password(password), options)
}

/// The code of the KRB-ERROR that ended an exchange.
#[track_caller]
pub(crate) fn code(result: Result<Hop, NetError>) -> i32 {
    match result {
        Err(NetError::Client(ClientError::Refused(refused))) => refused.code,
        other => panic!("not refused by a KDC: {other:?}"),
    }
}
