//! Verbs about accounts.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Subcommand, ValueEnum};
use thiserror::Error;
use xrealm_names::EncryptionType;

use super::administration::{Asking, Changing, YesNo};

/// Users, computers and services of a running daemon: their passwords, keys, names and groups
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm account add user9@contoso.com --out run\n  xrealm account keytab export 'FILESERVER1$@contoso.com' fileserver1.keytab --out run"
)]
pub(crate) struct Account {
    #[command(subcommand)]
    pub(crate) verb: AccountVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountVerb {
    /// List the accounts of a realm
    #[command(after_help = "Example:\n  xrealm account list contoso.com --out run")]
    List {
        /// The realm
        realm: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// Show one account
    #[command(after_help = "Example:\n  xrealm account show user1@contoso.com --out run")]
    Show {
        /// The account
        #[arg(value_name = "NAME@REALM")]
        account: AccountName,
        #[command(flatten)]
        asking: Asking,
    },
    Add(AccountAdd),
    Set(AccountSet),
    Passwd(AccountPasswd),
    /// Let an account be used again
    #[command(after_help = "Example:\n  xrealm account enable user1@contoso.com --out run")]
    Enable(OneAccount),
    /// Let an account not be used
    #[command(after_help = "Example:\n  xrealm account disable user1@contoso.com --out run")]
    Disable(OneAccount),
    /// Let in an account that was shut out after wrong passwords
    #[command(after_help = "Example:\n  xrealm account unlock user1@contoso.com --out run")]
    Unlock(OneAccount),
    /// Delete an account
    #[command(after_help = "Example:\n  xrealm account delete user9@contoso.com --out run")]
    Delete(OneAccount),
    Spn(AccountSpn),
    Groups(AccountGroups),
    Group(AccountGroup),
    Keytab(AccountKeytab),
    Policy(AccountPolicy),
}

/// An account and its realm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountName {
    pub(crate) name: String,
    pub(crate) realm: String,
}

#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("an account is written NAME@REALM")]
pub(crate) struct NoAccountName;

impl FromStr for AccountName {
    type Err = NoAccountName;

    fn from_str(text: &str) -> Result<Self, NoAccountName> {
        match text.rsplit_once('@') {
            Some((name, realm)) if !name.is_empty() && !realm.is_empty() => {
                Ok(Self { name: name.to_owned(), realm: realm.to_owned() })
            }
            Some(_) | None => Err(NoAccountName),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct OneAccount {
    /// The account
    #[arg(value_name = "NAME@REALM")]
    pub(crate) account: AccountName,
    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Where a new password comes from. With nothing said the terminal is asked, twice.
#[derive(Debug, Clone, Default, Args)]
#[group(multiple = false)]
#[command(next_help_heading = "Password")]
pub(crate) struct NewPassword {
    /// Read it from the first line of this file
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Read it from the first line of standard input
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// A random one, which is printed
    #[arg(long)]
    pub(crate) random_password: bool,
}

/// Create an account
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm account add user9@contoso.com --upn u9@contoso.example --group 'Domain Admins' --out run\n  xrealm account add 'WEB1$@contoso.com' --kind computer --spn http/web1.contoso.com --random-password --out run\n  xrealm account add host/db.athena.example@ATHENA.EXAMPLE --kind service --random-password --out run"
)]
pub(crate) struct AccountAdd {
    /// The account: a logon name in a domain, a principal in a realm
    #[arg(value_name = "NAME@REALM")]
    pub(crate) account: AccountName,
    /// What it is
    #[arg(long, value_enum, default_value = "user")]
    pub(crate) kind: Kind,
    /// userPrincipalName
    #[arg(long, value_name = "NAME")]
    pub(crate) upn: Option<String>,
    /// servicePrincipalName. May be given more than once
    #[arg(long, value_name = "SPN")]
    pub(crate) spn: Vec<String>,
    /// A group it is in, NAME or NAME@REALM. May be given more than once
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Vec<String>,
    /// Encryption types it asks for, preferred first [default: those of the realm]
    #[arg(long, value_name = "ETYPE,...", value_delimiter = ',')]
    pub(crate) etypes: Vec<EncryptionType>,
    #[command(flatten)]
    pub(crate) password: NewPassword,
    #[command(flatten)]
    pub(crate) changing: Changing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    User,
    Computer,
    Service,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Computer => "computer",
            Self::Service => "service",
        }
    }
}

/// Set other attributes of an account; what is not given stays
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm account set user1@contoso.com --must-change yes --out run\n  xrealm account set user1@contoso.com --expires 2027-01-01T00:00:00Z --out run"
)]
pub(crate) struct AccountSet {
    /// The account
    #[arg(value_name = "NAME@REALM")]
    pub(crate) account: AccountName,
    /// Whether the password has to be changed before anything else
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) must_change: Option<YesNo>,
    /// Whether the password does not grow too old
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) password_never_expires: Option<YesNo>,
    /// Whether a login needs pre-authentication
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) preauth: Option<YesNo>,
    /// Whether its tickets may be forwarded
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) forwardable: Option<YesNo>,
    /// Whether clients may hand it their tickets (ok-as-delegate)
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) trusted_for_delegation: Option<YesNo>,
    /// Whether it may have tickets to itself for clients who did not log in with Kerberos, and pass them on
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) trusted_to_auth_for_delegation: Option<YesNo>,
    /// Whether tickets for it carry authorization data (a PAC)
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) auth_data: Option<YesNo>,
    /// displayName; empty for none
    #[arg(long, value_name = "TEXT")]
    pub(crate) full_name: Option<String>,
    /// userPrincipalName; empty for none
    #[arg(long, value_name = "NAME")]
    pub(crate) upn: Option<String>,
    /// When it stops working, such as 2027-01-01T00:00:00Z, or `never`
    #[arg(long, value_name = "TIME")]
    pub(crate) expires: Option<String>,
    /// Encryption types it asks for, preferred first, or `default` for those of the realm
    #[arg(long, value_name = "ETYPE,...")]
    pub(crate) etypes: Option<EtypeList>,
    #[command(flatten)]
    pub(crate) changing: Changing,
    #[command(flatten)]
    pub(crate) authorization: AccountAuthorization,
}

/// Each replaces what was said; one empty value takes it all away
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Authorization")]
pub(crate) struct AccountAuthorization {
    /// A service it may reach on behalf of its clients. May be given more than once
    #[arg(long, value_name = "SPN")]
    pub(crate) delegate_to: Vec<String>,
    /// An account or group that may reach it on behalf of clients. May be given more than once
    #[arg(long, value_name = "NAME|SID")]
    pub(crate) delegated_by: Vec<String>,
    /// An account or group that is let in over trusts with selective authentication. May be given more than once
    #[arg(long, value_name = "NAME|SID")]
    pub(crate) authenticated_by: Vec<String>,
    /// altSecurityIdentities, such as Kerberos:name@REALM. May be given more than once
    #[arg(long, value_name = "IDENTITY")]
    pub(crate) identity: Vec<String>,
    /// A SID it had before. May be given more than once
    #[arg(long, value_name = "SID")]
    pub(crate) sid_history: Vec<String>,
}

/// Encryption types; empty for those of the realm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EtypeList(pub(crate) Vec<EncryptionType>);

impl FromStr for EtypeList {
    type Err = <EncryptionType as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "default" => Ok(Self(Vec::new())),
            _ => text.split(',').map(str::parse).collect::<Result<_, _>>().map(Self),
        }
    }
}

/// Give an account a new password
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm account passwd user1@contoso.com --out run\n  xrealm account passwd 'WEB1$@contoso.com' --random-password --out run"
)]
pub(crate) struct AccountPasswd {
    /// The account
    #[arg(value_name = "NAME@REALM")]
    pub(crate) account: AccountName,
    #[command(flatten)]
    pub(crate) password: NewPassword,
    /// It has to be changed before anything else
    #[arg(long, help_heading = None::<&str>)]
    pub(crate) must_change: bool,
    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Add and remove service principal names
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm account spn 'WEB1$@contoso.com' --add http/www.contoso.com --out run")]
pub(crate) struct AccountSpn {
    /// The account
    #[arg(value_name = "NAME@REALM")]
    pub(crate) account: AccountName,
    /// One that is added. May be given more than once
    #[arg(long, value_name = "SPN", required_unless_present = "remove")]
    pub(crate) add: Vec<String>,
    /// One that is removed. May be given more than once
    #[arg(long, value_name = "SPN")]
    pub(crate) remove: Vec<String>,
    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Add an account, a group, or a SID from elsewhere, to groups and remove it from others
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm account groups user1@contoso.com --add 'Domain Admins' --out run\n  xrealm account groups 'Domain Users@contoso.com' --add Readers@emea.contoso.com --out run"
)]
pub(crate) struct AccountGroups {
    /// The account
    #[arg(value_name = "NAME@REALM")]
    pub(crate) account: AccountName,
    /// A group it is added to, NAME or NAME@REALM. May be given more than once
    #[arg(long, value_name = "GROUP", required_unless_present = "remove")]
    pub(crate) add: Vec<String>,
    /// A group it is removed from, NAME or NAME@REALM. May be given more than once
    #[arg(long, value_name = "GROUP")]
    pub(crate) remove: Vec<String>,
    #[command(flatten)]
    pub(crate) changing: Changing,
}

/// Groups of a domain
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm account group add Readers@contoso.com --scope domain-local --out run")]
pub(crate) struct AccountGroup {
    #[command(subcommand)]
    pub(crate) verb: GroupVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GroupVerb {
    /// List the groups of a domain with their members
    #[command(after_help = "Example:\n  xrealm account group list contoso.com --out run")]
    List {
        /// The domain
        realm: String,
        #[command(flatten)]
        asking: Asking,
    },
    /// Create a group
    #[command(after_help = "Example:\n  xrealm account group add Readers@contoso.com --scope domain-local --out run")]
    Add {
        /// The group
        #[arg(value_name = "NAME@REALM")]
        group: AccountName,
        /// Who can belong to it, and where it counts
        #[arg(long, value_enum, default_value = "global")]
        scope: Scope,
        /// Relative identifier [default: the next one]
        #[arg(long, value_name = "N")]
        rid: Option<u32>,
        #[command(flatten)]
        changing: Changing,
    },
    /// Delete a group. Nobody belongs to it any more
    #[command(after_help = "Example:\n  xrealm account group delete Readers@contoso.com --out run")]
    Delete(OneAccount),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scope {
    Global,
    Universal,
    DomainLocal,
}

impl Scope {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Universal => "universal",
            Self::DomainLocal => "domain-local",
        }
    }
}

/// Keys as keytabs, for MIT's and Heimdal's programs
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  xrealm account keytab export 'WEB1$@contoso.com' web1.keytab --out run && klist -ket web1.keytab"
)]
pub(crate) struct AccountKeytab {
    #[command(subcommand)]
    pub(crate) verb: KeytabVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeytabVerb {
    /// Write the keys of an account into a new keytab, for its owner only
    #[command(after_help = "Example:\n  xrealm account keytab export 'WEB1$@contoso.com' web1.keytab --out run")]
    Export {
        /// The account
        #[arg(value_name = "NAME@REALM")]
        account: AccountName,
        /// The keytab
        file: PathBuf,
        /// The previous keys too
        #[arg(long)]
        previous: bool,
        /// Replace a file that is there
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        asking: Asking,
    },
    /// Make the keys in a keytab the keys of an account
    #[command(after_help = "Example:\n  xrealm account keytab import 'WEB1$@contoso.com' web1.keytab --out run")]
    Import {
        /// The account
        #[arg(value_name = "NAME@REALM")]
        account: AccountName,
        /// The keytab
        file: PathBuf,
        #[command(flatten)]
        changing: Changing,
    },
}

/// Show the password policy of a realm, or set another; what is not given stays
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  xrealm account policy contoso.com --min-length 12 --complexity yes --out run")]
pub(crate) struct AccountPolicy {
    /// The realm
    pub(crate) realm: String,
    /// Shortest password, in characters
    #[arg(long, value_name = "N")]
    pub(crate) min_length: Option<u32>,
    /// Whether three of four kinds of characters are needed
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) complexity: Option<YesNo>,
    /// How many old passwords cannot be used again
    #[arg(long, value_name = "N")]
    pub(crate) history: Option<u32>,
    /// How long a password is good, in days; 0 for ever
    #[arg(long, value_name = "DAYS")]
    pub(crate) max_age_days: Option<u32>,
    #[command(flatten)]
    pub(crate) changing: Changing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_a_name_and_a_realm() {
        let read = |text: &str| text.parse::<AccountName>().map(|read| (read.name, read.realm));
        assert_eq!(read("WEB1$@contoso.com"), Ok(("WEB1$".to_owned(), "contoso.com".to_owned())));
        assert_eq!(read("u@toys.example@CONTOSO"), Ok(("u@toys.example".to_owned(), "CONTOSO".to_owned())));
        for wrong in ["user1", "@A.TEST", "user1@", ""] {
            assert_eq!(read(wrong), Err(NoAccountName), "{wrong}");
        }
    }

    #[test]
    fn encryption_types_can_be_put_back() {
        assert_eq!("default".parse::<EtypeList>().unwrap().0, []);
        assert_eq!("rc4-hmac".parse::<EtypeList>().unwrap().0, [EncryptionType::Rc4Hmac]);
        assert!("".parse::<EtypeList>().is_err());
    }
}
