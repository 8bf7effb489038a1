//! Verbs about trusts.

use std::path::PathBuf;

use clap::{ArgAction, Args, Subcommand, ValueEnum};
use xrealm_admin::{Authentication, SuffixName, TrustSwitch};
use xrealm_directory::{NewTrustKind, TrustSide};
use xrealm_names::EncryptionType;

use super::administration::{Acting, Asking, PartnerCredentials, YesNo};

/// Create, show, test and change the trusts of a running daemon
///
/// TRUSTING owns the resources, TRUSTED the accounts: users of TRUSTED reach services of TRUSTING. REALM and PARTNER are
/// the two ends of a trust in either order: the end that is looked at or changed, and the other. Names are DNS or NetBIOS
/// names, in any case. What changes a trust is done by an administrator of each end, who proves it by Kerberos.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm trust new usa.wingtiptoys.com europe.tailspintoys.com --two-way --user Administrator --partner-user Administrator --out run\n  xrealm trust list --out run"
)]
pub(crate) struct Trust {
    #[command(subcommand)]
    pub(crate) verb: TrustVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TrustVerb {
    New(Box<TrustNew>),
    List(TrustList),
    Show(TrustShow),
    Verify(TrustVerify),
    Reset(TrustReset),
    Rotate(TrustRotate),
    Remove(TrustRemove),
    Set(TrustSet),
    Suffixes(Suffixes),
    Scan(TrustScan),
}

/// Create a trust; without names the New Trust Wizard
///
/// Both ends are created, or none: a wrong password of the other side, or a side that cannot be reached, leaves nothing
/// behind. With --one-side only one end is, with a password that the other side's administrator gives too. --user is the
/// administrator of TRUSTING and --partner-user that of TRUSTED; with --one-side only --user is asked.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm trust new\n  xrealm trust new contoso.com fabrikam.com --two-way --user Administrator --partner-user Administrator --confirm --out run\n  xrealm trust new contoso.com ATHENA.EXAMPLE --kind realm --transitive no --trust-password-file secret --user Administrator --out run"
)]
pub(crate) struct TrustNew {
    /// Owns the resources
    #[arg(requires = "trusted")]
    pub(crate) trusting: Option<String>,
    /// Owns the accounts
    pub(crate) trusted: Option<String>,
    /// What kind [default: realm if an end is a plain realm, shortcut inside a forest, else external]
    #[arg(long, value_enum)]
    pub(crate) kind: Option<TrustKind>,
    /// A trust in the other direction too
    #[arg(long)]
    pub(crate) two_way: bool,
    /// Create this end only; needs a trust password
    #[arg(long, value_name = "END", value_enum)]
    pub(crate) one_side: Option<End>,
    /// Whether a realm trust is transitive [default: no]
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) transitive: Option<YesNo>,
    /// Who of TRUSTED gets in at TRUSTING
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t)]
    pub(crate) trusting_authentication: Level,
    /// Of a two-way trust, who of TRUSTING gets in at TRUSTED
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t, requires = "two_way")]
    pub(crate) trusted_authentication: Level,
    /// SID filter quarantining [default: yes for an external trust]
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) quarantine: Option<YesNo>,
    /// A realm trust for all suffixes that the realm is said to have
    #[arg(long)]
    pub(crate) forest_transitive: bool,
    /// Encryption types agreed for it, preferred first [default: those of the realms]
    #[arg(long, value_name = "ETYPE,...", value_delimiter = ',')]
    pub(crate) etypes: Vec<EncryptionType>,
    /// Confirm at once that TRUSTING accepts the tickets of TRUSTED
    #[arg(long)]
    pub(crate) confirm: bool,
    /// Of a two-way trust, confirm the other direction too
    #[arg(long, requires = "two_way")]
    pub(crate) confirm_reverse: bool,
    #[command(flatten)]
    pub(crate) password: TrustPassword,
    #[command(flatten)]
    pub(crate) acting: Acting,
    #[command(flatten)]
    pub(crate) partner: PartnerCredentials,
}

/// The password that both ends of a trust share.
#[derive(Debug, Clone, Default, Args)]
#[group(multiple = false)]
#[command(next_help_heading = "Trust password")]
pub(crate) struct TrustPassword {
    /// Ask for the trust password on the terminal, twice
    #[arg(long)]
    pub(crate) trust_password: bool,
    /// Read the trust password from the first line of this file
    #[arg(long, value_name = "FILE")]
    pub(crate) trust_password_file: Option<PathBuf>,
    /// Read the trust password from standard input: the line after those of the users
    #[arg(long)]
    pub(crate) trust_password_stdin: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TrustKind {
    Forest,
    External,
    Realm,
    Shortcut,
}

impl From<TrustKind> for NewTrustKind {
    fn from(kind: TrustKind) -> Self {
        match kind {
            TrustKind::Forest => Self::Forest,
            TrustKind::External => Self::External,
            TrustKind::Realm => Self::Realm,
            TrustKind::Shortcut => Self::Shortcut,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum End {
    Trusting,
    Trusted,
}

impl From<End> for TrustSide {
    fn from(end: End) -> Self {
        match end {
            End::Trusting => Self::Trusting,
            End::Trusted => Self::Trusted,
        }
    }
}

/// The authentication level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Level {
    /// All users, to everything
    #[default]
    Wide,
    /// Only where they were allowed to authenticate
    Selective,
}

impl From<Level> for Authentication {
    fn from(level: Level) -> Self {
        match level {
            Level::Wide => Self::Wide,
            Level::Selective => Self::Selective,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table on a terminal, lines elsewhere
    Text,
    /// JSON in the shape of Get-ADTrust
    Ad,
}

/// List the ends of trusts
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm trust list contoso.com --out run\n  xrealm trust list --format ad --out run"
)]
pub(crate) struct TrustList {
    /// Those that this realm keeps [default: all]
    pub(crate) realm: Option<String>,
    /// How to print them
    #[arg(long, value_enum, default_value = "text", conflicts_with = "json")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// Show every attribute of one end of a trust, and the names that the partner claims
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm trust show contoso.com fabrikam.com --out run")]
pub(crate) struct TrustShow {
    /// The end
    pub(crate) realm: String,
    /// The other end
    pub(crate) partner: String,
    /// How to print it
    #[arg(long, value_enum, default_value = "text", conflicts_with = "json")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// Test whether both ends of a trust hold the same secret
///
/// With --kerberos a user of TRUSTED logs in, gets a ticket over the trust and proves who they are in TRUSTING; each
/// exchange is reported. Exit status: 0 healthy, 3 the secrets differ, 4 the other end is missing or cannot be reached,
/// 5 cannot be tested from here, 1 refused.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm trust verify contoso.com fabrikam.com --two-way --user Administrator --out run\n  xrealm trust verify contoso.com fabrikam.com --kerberos --user user1@FABRIKAM.COM --out run"
)]
pub(crate) struct TrustVerify {
    #[command(flatten)]
    pub(crate) ends: Ends,
    /// The other direction too
    #[arg(long)]
    pub(crate) two_way: bool,
    /// By a real login in TRUSTED; --user is a user there, and --partner-user one of TRUSTING for the other direction
    #[arg(long)]
    pub(crate) kerberos: bool,
    #[command(flatten)]
    pub(crate) asking: Asking,
    #[command(flatten)]
    pub(crate) credentials: super::Credentials,
    #[command(flatten)]
    pub(crate) partner: PartnerCredentials,
}

/// The two ends of a trust.
#[derive(Debug, Args)]
pub(crate) struct Ends {
    /// Owns the resources
    pub(crate) trusting: String,
    /// Owns the accounts
    pub(crate) trusted: String,
}

/// Give a trust a new secret, at both ends at once
///
/// Tickets over the trust that were made with the old one stay good until they end. With --one-side only one end gets it,
/// with a password that the other side's administrator sets too.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm trust reset contoso.com fabrikam.com --two-way --user Administrator --partner-user Administrator --out run"
)]
pub(crate) struct TrustReset {
    #[command(flatten)]
    pub(crate) ends: Ends,
    /// The other direction too
    #[arg(long)]
    pub(crate) two_way: bool,
    /// Set it at this end only; needs a trust password
    #[arg(long, value_name = "END", value_enum)]
    pub(crate) one_side: Option<End>,
    #[command(flatten)]
    pub(crate) password: TrustPassword,
    #[command(flatten)]
    pub(crate) acting: Acting,
    #[command(flatten)]
    pub(crate) partner: PartnerCredentials,
}

/// Start the regular change of a trust's secret now, as the PDC of TRUSTING does every thirty days
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm trust rotate contoso.com fabrikam.com --user Administrator --out run")]
pub(crate) struct TrustRotate {
    #[command(flatten)]
    pub(crate) ends: Ends,
    #[command(flatten)]
    pub(crate) acting: Acting,
    #[command(flatten)]
    pub(crate) partner: PartnerCredentials,
}

/// Remove a trust
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm trust remove contoso.com fabrikam.com --two-way --user Administrator --partner-user Administrator --out run"
)]
pub(crate) struct TrustRemove {
    #[command(flatten)]
    pub(crate) ends: Ends,
    /// Both directions
    #[arg(long)]
    pub(crate) two_way: bool,
    /// Remove this end only
    #[arg(long, value_name = "END", value_enum)]
    pub(crate) one_side: Option<End>,
    /// Also a domain that is gone: its cross-reference goes with the trust. Wants full DNS names
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) acting: Acting,
    #[command(flatten)]
    pub(crate) partner: PartnerCredentials,
}

/// Switch something at one end of a trust
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm trust set contoso.com fabrikam.com selective-auth=yes --user Administrator --out run",
    after_long_help = switches_and_example()
)]
pub(crate) struct TrustSet {
    /// The end
    pub(crate) realm: String,
    /// The other end
    pub(crate) partner: String,
    /// What, as SWITCH=yes or SWITCH=no
    #[arg(required = true, value_name = "SWITCH=yes|no", value_parser = setting)]
    pub(crate) settings: Vec<xrealm_admin::Setting>,
    /// With auth-target-validation: the child domain that is meant
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) child_domain: Option<String>,
    #[command(flatten)]
    pub(crate) acting: Acting,
}

/// The switches, by their names here, and what each is about.
const SWITCHES: [(&str, TrustSwitch, &str); 9] = [
    ("transitive", TrustSwitch::Transitive, "realms beyond the partner may use it; realm trusts only"),
    ("quarantine", TrustSwitch::Quarantine, "only SIDs of the partner itself get in"),
    ("forest-transitive", TrustSwitch::ForestTransitive, "the partner speaks for a forest"),
    ("selective-auth", TrustSwitch::SelectiveAuth, "users get in only where they are allowed to authenticate"),
    ("sid-history", TrustSwitch::SidHistory, "SID history gets in; outbound forest trusts only"),
    ("tgt-delegation", TrustSwitch::TgtDelegation, "services there may be given users' tickets"),
    ("pim-trust", TrustSwitch::PimTrust, "the partner may name own SIDs; forest-transitive trusts only"),
    ("auth-target-validation", TrustSwitch::AuthTargetValidation, "where NTLM logons go is checked"),
    ("rc4", TrustSwitch::Rc4, "RC4 is used; realm trusts only"),
];

fn setting(text: &str) -> Result<xrealm_admin::Setting, String> {
    let (name, value) = text.split_once('=').ok_or("written SWITCH=yes or SWITCH=no")?;
    let known = SWITCHES.iter().find(|known| known.0.eq_ignore_ascii_case(name));
    let names = || SWITCHES.map(|(name, _, _)| name).join(", ");
    let (_, switch, _) = known.ok_or_else(|| format!("there is no switch {name}; there are {}", names()))?;
    let on = match value.to_ascii_lowercase().as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(format!("{name} is yes or no, not {value}")),
    };
    Ok(xrealm_admin::Setting { switch: *switch, on })
}

fn switches_and_example() -> String {
    let example =
        "Example:\n  xrealm trust set contoso.com fabrikam.com selective-auth=yes --user Administrator --out run";
    let switches: String = SWITCHES.iter().map(|(name, _, about)| format!("  {name:24}{about}\n")).collect();
    format!("{example}\n\nSwitches:\n{switches}")
}

/// The names that a partner claims: list them, and say which are believed
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm trust suffixes list contoso.com fabrikam.com --out run\n  xrealm trust suffixes toggle contoso.com fabrikam.com 2 --user Administrator --out run"
)]
pub(crate) struct Suffixes {
    #[command(subcommand)]
    pub(crate) verb: SuffixVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SuffixVerb {
    /// List them with numbers, kinds and states
    #[command(after_help = "Example:\n  xrealm trust suffixes list contoso.com fabrikam.com --out run")]
    List {
        #[command(flatten)]
        trust: OneEnd,
        #[command(flatten)]
        asking: Asking,
    },
    /// List the names that the forest of a realm would tell a partner, or change its own suffixes
    #[command(
        after_help = "Example:\n  xrealm trust suffixes own contoso.com --out run\n  xrealm trust suffixes own contoso.com --add-upn toys.example --user Administrator --out run"
    )]
    Own(OwnSuffixes),
    /// Enable what is disabled, disable what is enabled
    #[command(
        after_help = "Example:\n  xrealm trust suffixes toggle contoso.com fabrikam.com 2 --user Administrator --out run"
    )]
    Toggle(SuffixRecord),
    /// Route to a name
    #[command(
        after_help = "Example:\n  xrealm trust suffixes enable contoso.com fabrikam.com toys.example --user Administrator --out run"
    )]
    Enable(SuffixRecord),
    /// Route to a name no more
    #[command(
        after_help = "Example:\n  xrealm trust suffixes disable contoso.com fabrikam.com toys.example --user Administrator --out run"
    )]
    Disable(SuffixRecord),
    /// Add a name; only on a forest-transitive realm trust
    #[command(
        after_help = "Example:\n  xrealm trust suffixes add contoso.com ATHENA.EXAMPLE athena.example --user Administrator --out run"
    )]
    Add(SuffixText),
    /// Remove a name; only on a forest-transitive realm trust
    #[command(
        after_help = "Example:\n  xrealm trust suffixes remove contoso.com ATHENA.EXAMPLE athena.example --user Administrator --out run"
    )]
    Remove(SuffixText),
    /// Except what is at or below a name
    #[command(
        after_help = "Example:\n  xrealm trust suffixes exclude contoso.com fabrikam.com lab.fabrikam.com --user Administrator --out run"
    )]
    Exclude(SuffixText),
    /// Except it no more
    #[command(
        after_help = "Example:\n  xrealm trust suffixes include contoso.com fabrikam.com lab.fabrikam.com --user Administrator --out run"
    )]
    Include(SuffixText),
    /// Ask the partner again; new names arrive disabled
    #[command(
        after_help = "Example:\n  xrealm trust suffixes refresh contoso.com fabrikam.com --user Administrator --out run"
    )]
    Refresh {
        #[command(flatten)]
        trust: OneEnd,
        #[command(flatten)]
        acting: Acting,
    },
}

/// The suffixes of the own forest.
#[derive(Debug, Args)]
pub(crate) struct OwnSuffixes {
    /// A domain of the forest
    pub(crate) realm: String,
    /// Let names of users end in it. May be given more than once
    #[arg(long, value_name = "SUFFIX", action = ArgAction::Append)]
    pub(crate) add_upn: Vec<String>,
    /// Let names of users end in it no more. May be given more than once
    #[arg(long, value_name = "SUFFIX", action = ArgAction::Append)]
    pub(crate) remove_upn: Vec<String>,
    /// Let names of hosts end in it. May be given more than once
    #[arg(long, value_name = "SUFFIX", action = ArgAction::Append)]
    pub(crate) add_spn: Vec<String>,
    /// Let names of hosts end in it no more. May be given more than once
    #[arg(long, value_name = "SUFFIX", action = ArgAction::Append)]
    pub(crate) remove_spn: Vec<String>,
    #[command(flatten)]
    pub(crate) acting: Acting,
}

/// One end of a trust.
#[derive(Debug, Args)]
pub(crate) struct OneEnd {
    /// The end that keeps the names
    pub(crate) realm: String,
    /// The partner that claims them
    pub(crate) partner: String,
}

/// One of the names there are.
#[derive(Debug, Args)]
pub(crate) struct SuffixRecord {
    #[command(flatten)]
    pub(crate) trust: OneEnd,
    /// Its number in the list, or its DNS name; of a domain also its NetBIOS name or SID
    #[arg(value_parser = suffix_name)]
    pub(crate) name: SuffixName,
    #[command(flatten)]
    pub(crate) acting: Acting,
}

/// A name.
#[derive(Debug, Args)]
pub(crate) struct SuffixText {
    #[command(flatten)]
    pub(crate) trust: OneEnd,
    /// A DNS name
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) acting: Acting,
}

fn suffix_name(text: &str) -> Result<SuffixName, String> {
    let digits = text.trim_start_matches('#');
    Ok(digits.parse().map_or_else(|_| SuffixName::Name(text.to_owned()), SuffixName::Number))
}

/// Run the trust scanner: fetch the partners' domains
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm trust scan contoso.com --user Administrator --out run")]
pub(crate) struct TrustScan {
    /// The forest root whose trusts are scanned
    pub(crate) realm: String,
    /// The one partner that is asked [default: all]
    pub(crate) partner: Option<String>,
    #[command(flatten)]
    pub(crate) acting: Acting,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_a_switch_and_yes_or_no() {
        assert_eq!(
            setting("Quarantine=no").unwrap(),
            xrealm_admin::Setting { switch: TrustSwitch::Quarantine, on: false }
        );
        assert_eq!(setting("quarantine").unwrap_err(), "written SWITCH=yes or SWITCH=no");
        assert_eq!(setting("quarantine=maybe").unwrap_err(), "quarantine is yes or no, not maybe");
        assert!(setting("colour=yes").unwrap_err().starts_with("there is no switch colour; there are transitive, "));
    }

    #[test]
    fn every_switch_has_the_name_that_files_and_sockets_use() {
        for (name, switch, _) in SWITCHES {
            assert_eq!(serde_json::to_string(&switch).unwrap(), format!("{name:?}"));
        }
    }

    #[test]
    fn a_suffix_is_named_by_number_or_by_name() {
        assert_eq!(suffix_name("2"), Ok(SuffixName::Number(2)));
        assert_eq!(suffix_name("#2"), Ok(SuffixName::Number(2)));
        assert_eq!(suffix_name("toys.example"), Ok(SuffixName::Name("toys.example".to_owned())));
    }
}
