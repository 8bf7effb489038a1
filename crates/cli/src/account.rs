//! `xrealm account`: users, computers and services.

mod keytab;
mod show;

use std::io::{Write, stdout};

use serde_json::json;
use xrealm_admin::{AccountOperation, AccountWish, Answer, AuthorizationWish, NewAccountWish, Operation, SecretText};

use crate::administration::{ask, change};
use crate::args::{self, AccountName, AccountVerb, Changing, Kind, NewPassword, YesNo};
use crate::failure::Failure;
use crate::terminal::Style;
use crate::{done, password};

pub(crate) fn run(args: &args::Account) -> miette::Result<()> {
    match &args.verb {
        AccountVerb::List { realm, asking } => list(realm, asking)?,
        AccountVerb::Show { account, asking } => show(account, asking)?,
        AccountVerb::Add(args) => add(args)?,
        AccountVerb::Set(args) => set(args)?,
        AccountVerb::Passwd(args) => passwd(args)?,
        AccountVerb::Enable(args) => one(args, |wish| wish.disabled = Some(false))?,
        AccountVerb::Disable(args) => one(args, |wish| wish.disabled = Some(true))?,
        AccountVerb::Unlock(args) => one(args, |wish| wish.locked_out = Some(false))?,
        AccountVerb::Delete(args) => {
            let AccountName { name, realm } = args.account.clone();
            act(AccountOperation::Delete { realm, name }, &args.changing)?;
        }
        AccountVerb::Spn(args) => {
            let AccountName { name, realm } = args.account.clone();
            let (add, remove) = (args.add.clone(), args.remove.clone());
            act(AccountOperation::ServicePrincipalNames { realm, name, add, remove }, &args.changing)?;
        }
        AccountVerb::Groups(args) => {
            let AccountName { name, realm } = args.account.clone();
            let (add, remove) = (args.add.clone(), args.remove.clone());
            act(AccountOperation::Groups { realm, name, add, remove }, &args.changing)?;
        }
        AccountVerb::Group(args) => group(&args.verb)?,
        AccountVerb::Keytab(args) => keytab::run(&args.verb)?,
        AccountVerb::Policy(args) => policy(args)?,
    }
    Ok(())
}

fn list(realm: &str, asking: &args::Asking) -> Result<(), Failure> {
    let operation = AccountOperation::List { realm: realm.to_owned() };
    let Answer::Accounts(accounts) = ask(asking, &Operation::Account(operation))? else {
        return Err(Failure::AnotherAnswer);
    };
    if asking.json {
        return print(&format!("{:#}\n", json!(accounts)));
    }
    show::table(&accounts).print().map_err(Failure::Print)
}

fn group(verb: &args::GroupVerb) -> Result<(), Failure> {
    match verb {
        args::GroupVerb::List { realm, asking } => {
            let operation = AccountOperation::ListGroups { realm: realm.clone() };
            let Answer::Groups(groups) = ask(asking, &Operation::Account(operation))? else {
                return Err(Failure::AnotherAnswer);
            };
            if asking.json {
                return print(&format!("{:#}\n", json!(groups)));
            }
            show::groups(&groups).print().map_err(Failure::Print)
        }
        args::GroupVerb::Add { group, scope, rid, changing } => {
            let AccountName { name, realm } = group.clone();
            let scope = scope.as_str().to_owned();
            act(AccountOperation::AddGroup { realm, name, scope, rid: *rid }, changing)
        }
        args::GroupVerb::Delete(args) => {
            let AccountName { name, realm } = args.account.clone();
            act(AccountOperation::DeleteGroup { realm, name }, &args.changing)
        }
    }
}

fn show(account: &AccountName, asking: &args::Asking) -> Result<(), Failure> {
    let AccountName { name, realm } = account.clone();
    let Answer::Account(facts) = ask(asking, &Operation::Account(AccountOperation::Show { realm, name }))? else {
        return Err(Failure::AnotherAnswer);
    };
    print(&if asking.json { format!("{:#}\n", json!(facts)) } else { show::text(&facts, Style::of_stdout()) })
}

fn add(args: &args::AccountAdd) -> Result<(), Failure> {
    let AccountName { name, realm } = args.account.clone();
    // Nobody types the passwords of machines.
    let random = args.kind != Kind::User;
    let wish = NewAccountWish {
        realm,
        name,
        kind: args.kind.as_str().to_owned(),
        password: new_password(&args.password, &args.account, random)?,
        user_principal_name: args.upn.clone(),
        service_principal_names: args.spn.clone(),
        groups: args.group.clone(),
        etypes: (!args.etypes.is_empty()).then(|| args.etypes.clone()),
    };
    act(AccountOperation::Add(Box::new(wish)), &args.changing)
}

fn set(args: &args::AccountSet) -> Result<(), Failure> {
    let AccountName { name, realm } = args.account.clone();
    let wish = AccountWish {
        realm,
        name,
        password_expired: args.must_change.map(YesNo::is_yes),
        password_never_expires: args.password_never_expires.map(YesNo::is_yes),
        preauth_not_required: args.preauth.map(|needed| !needed.is_yes()),
        not_delegated: args.forwardable.map(|may| !may.is_yes()),
        trusted_for_delegation: args.trusted_for_delegation.map(YesNo::is_yes),
        user_principal_name: args.upn.clone(),
        expires: args.expires.as_deref().map(|at| if at == "never" { String::new() } else { at.to_owned() }),
        etypes: args.etypes.as_ref().map(|list| list.0.clone()),
        full_name: args.full_name.clone(),
        trusted_to_auth_for_delegation: args.trusted_to_auth_for_delegation.map(YesNo::is_yes),
        no_auth_data_required: args.auth_data.map(|needed| !needed.is_yes()),
        authorization: authorization(&args.authorization),
        ..AccountWish::default()
    };
    act(AccountOperation::Set(Box::new(wish)), &args.changing)
}

fn authorization(args: &args::AccountAuthorization) -> AuthorizationWish {
    // One empty value stands for none at all.
    let said = |values: &[String]| match values {
        [] => None,
        [none] if none.is_empty() => Some(Vec::new()),
        some => Some(some.to_vec()),
    };
    AuthorizationWish {
        sid_history: said(&args.sid_history),
        allowed_to_delegate_to: said(&args.delegate_to),
        allowed_to_act_on_behalf: said(&args.delegated_by),
        allowed_to_authenticate: said(&args.authenticated_by),
        alt_security_identities: said(&args.identity),
    }
}

fn passwd(args: &args::AccountPasswd) -> Result<(), Failure> {
    let AccountName { name, realm } = args.account.clone();
    let password = new_password(&args.password, &args.account, false)?;
    act(AccountOperation::SetPassword { realm, name, password, must_change: args.must_change }, &args.changing)
}

fn one(args: &args::OneAccount, set: impl FnOnce(&mut AccountWish)) -> Result<(), Failure> {
    let AccountName { name, realm } = args.account.clone();
    let mut wish = AccountWish { realm, name, ..AccountWish::default() };
    set(&mut wish);
    act(AccountOperation::Set(Box::new(wish)), &args.changing)
}

fn policy(args: &args::AccountPolicy) -> Result<(), Failure> {
    let realm = args.realm.clone();
    let changes =
        args.min_length.is_some() || args.complexity.is_some() || args.history.is_some() || args.max_age_days.is_some();
    if changes {
        let operation = AccountOperation::SetPasswordPolicy {
            realm,
            min_length: args.min_length,
            complexity: args.complexity.map(YesNo::is_yes),
            history: args.history,
            max_age_days: args.max_age_days,
        };
        return act(operation, &args.changing);
    }
    let asking = &args.changing.asking;
    let answer = ask(asking, &Operation::Account(AccountOperation::ShowPasswordPolicy { realm }))?;
    let Answer::PasswordPolicy(facts) = answer else { return Err(Failure::AnotherAnswer) };
    print(&if asking.json { format!("{:#}\n", json!(facts)) } else { show::policy(&facts, Style::of_stdout()) })
}

/// The new password; `None` for a random one.
fn new_password(given: &NewPassword, account: &AccountName, random: bool) -> Result<Option<SecretText>, Failure> {
    if let Some(path) = &given.password_file {
        return password::of_file(path).map(Some);
    }
    if given.password_stdin {
        return password::next_of_stdin().map(Some);
    }
    if given.random_password || random {
        return Ok(None);
    }
    let AccountName { name, realm } = account;
    match password::ask_twice(&format!("New password for {name}@{realm}")) {
        Err(Failure::NoPassword) => Err(Failure::Usage {
            what: format!("no password given for {name}@{realm}"),
            help: "give --password-file, --password-stdin or --random-password where there is no terminal".to_owned(),
        }),
        asked => asked.map(Some),
    }
}

fn act(operation: AccountOperation, changing: &Changing) -> Result<(), Failure> {
    let answer = change(changing, &Operation::Account(operation))?;
    done::print(answer, changing.asking.json).map(drop)
}

fn print(text: &str) -> Result<(), Failure> {
    stdout().write_all(text.as_bytes()).map_err(Failure::Print)
}
