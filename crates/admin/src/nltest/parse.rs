//! From the words of a command line to a verb.

use super::{Listed, Nltest, NltestError, Verb};

/// The verbs, as they are shown in messages.
const VERBS: &[&str] = &[
    "/DOMAIN_TRUSTS",
    "/TRUSTED_DOMAINS",
    "/SC_QUERY",
    "/SC_VERIFY",
    "/SC_RESET",
    "/SC_CHANGE_PWD",
    "/DSGETDC",
    "/DSGETFTI",
    "/PARENTDOMAIN",
    "/DCLIST",
];

/// The switches and the verbs they belong to. Those of /DSGETDC that only say what every controller is are taken and
/// mean nothing.
const SWITCHES: &[(&str, &str)] = &[
    ("/PRIMARY", "/DOMAIN_TRUSTS"),
    ("/FOREST", "/DOMAIN_TRUSTS"),
    ("/DIRECT_OUT", "/DOMAIN_TRUSTS"),
    ("/DIRECT_IN", "/DOMAIN_TRUSTS"),
    ("/ALL_TRUSTS", "/DOMAIN_TRUSTS"),
    ("/V", "/DOMAIN_TRUSTS"),
    ("/PDC", "/DSGETDC"),
    ("/KDC", "/DSGETDC"),
    ("/WRITABLE", "/DSGETDC"),
    ("/FORCE", "/DSGETDC"),
    ("/DNS", "/DSGETDC"),
    ("/NETBIOS", "/DSGETDC"),
    ("/RET_DNS", "/DSGETDC"),
    ("/UPDATE_TDO", "/DSGETFTI"),
];

/// Reads what follows `nltest`, in any case, with `/` or `-`.
///
/// # Errors
/// [`NltestError`].
pub fn parse<S: AsRef<str>>(words: &[S]) -> Result<Nltest, NltestError> {
    let mut server = None;
    let mut verb: Option<(&'static str, Option<String>)> = None;
    let mut switches: Vec<(&'static str, &'static str)> = Vec::new();
    for word in words.iter().map(AsRef::as_ref) {
        let Some(body) = word.strip_prefix(['/', '-']) else {
            return Err(NltestError::Unknown { given: word.to_owned() });
        };
        let (name, value) = body.split_once(':').map_or((body, None), |(name, value)| (name, Some(value)));
        let value = value.filter(|value| !value.is_empty()).map(str::to_owned);
        let is = |known: &str| known.strip_prefix('/').is_some_and(|known| known.eq_ignore_ascii_case(name));
        if name == "?" || is("/HELP") {
            return Ok(Nltest::Help);
        }
        if is("/SERVER") {
            server = value;
        } else if let Some(known) = VERBS.iter().find(|known| is(known)) {
            if let Some((one, _)) = verb {
                return Err(NltestError::NotTogether { one, other: word.to_owned() });
            }
            verb = Some((known, value));
        } else if let Some(switch) = SWITCHES.iter().find(|(known, _)| is(known)) {
            switches.push(*switch);
        } else {
            return Err(NltestError::Unknown { given: word.to_owned() });
        }
    }
    let (name, value) = verb.ok_or(NltestError::NoVerb)?;
    if let Some((switch, with)) = switches.iter().find(|(_, with)| *with != name) {
        return Err(NltestError::OnlyWith { switch, with });
    }
    let has = |wanted: &str| switches.iter().any(|(switch, _)| *switch == wanted);
    Ok(Nltest::Ask { server, verb: verb_of(name, value, &has)? })
}

fn verb_of(name: &'static str, value: Option<String>, has: &dyn Fn(&str) -> bool) -> Result<Verb, NltestError> {
    let needed = || value.clone().ok_or(NltestError::DomainNeeded { verb: name });
    Ok(match name {
        "/DOMAIN_TRUSTS" => {
            let listed = Listed {
                primary: has("/PRIMARY"),
                forest: has("/FOREST"),
                direct_out: has("/DIRECT_OUT"),
                direct_in: has("/DIRECT_IN"),
            };
            let listed = if has("/ALL_TRUSTS") { Listed::default() } else { listed };
            Verb::DomainTrusts { listed, verbose: has("/V") }
        }
        "/TRUSTED_DOMAINS" => Verb::TrustedDomains,
        "/SC_QUERY" => Verb::ScQuery { domain: needed()? },
        "/SC_VERIFY" => Verb::ScVerify { domain: needed()? },
        "/SC_RESET" => {
            let given = needed()?;
            match given.split_once('\\') {
                Some((domain, controller)) => Verb::ScReset {
                    domain: domain.to_owned(),
                    controller: Some(controller.trim_start_matches('\\').to_owned()),
                },
                None => Verb::ScReset { domain: given, controller: None },
            }
        }
        "/SC_CHANGE_PWD" => Verb::ScChangePwd { domain: needed()? },
        "/DSGETDC" => Verb::DsGetDc { domain: value, pdc: has("/PDC") },
        "/DSGETFTI" => Verb::DsGetFti { domain: value, update: has("/UPDATE_TDO") },
        "/DCLIST" => Verb::DcList { domain: needed()? },
        "/PARENTDOMAIN" => Verb::ParentDomain,
        other => return Err(NltestError::Unknown { given: other.to_owned() }),
    })
}
