//! `xrealm walk`: log in and follow referrals to a service, against any KDC.

mod places;
mod secret;
pub(crate) mod show;

use std::io::{Write, stdout};

use xrealm_client::{ClientError, Hop, Login, LoginOptions, Route, Secret, TicketOptions, Walk, WalkOptions};
use xrealm_daemon::Seed;
use xrealm_names::{Principal, PrincipalName};

use crate::args;
use crate::exchange::{Asked, Network};
use crate::failure::Failure;
use crate::terminal::Style;

pub(crate) use places::default_realm;

pub(crate) fn run(args: &args::Walk) -> miette::Result<()> {
    let (addresses, source) = places::read(args)?;
    let client = places::client(args, addresses.default_realm.as_ref(), &source)?;
    let (service, realm) = places::service(&args.service)?;
    let secret = secret::of(&args.secret, &client)?;
    let looking_keys = secret::every_key(&args.service_keytab)?;
    let route = realm
        .or_else(|| addresses.realm_of_service(&service).cloned())
        .map(|to| Route { via: addresses.capath(&client.realm, &to).to_vec(), to });
    let plan = Plan::new(client, secret, service).with_arguments(args, route);
    let walked = walk(&mut Network::new(addresses, args.tcp), plan)?;
    let shown = show::Shown { walked: &walked, looking_keys: &looking_keys };
    if args.json {
        writeln!(stdout(), "{:#}", shown.json())
    } else {
        write!(stdout(), "{}", shown.text(Style::of_stdout()))
    }
    .map_err(Failure::Print)?;
    match walked.failure {
        None => Ok(()),
        Some(error) => Err(Failure::Client(error).into()),
    }
}

/// Who goes where, and how.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) client: Principal,
    pub(crate) secret: Secret,
    pub(crate) service: PrincipalName,
    login: LoginOptions,
    options: WalkOptions,
}

impl Plan {
    pub(crate) fn new(client: Principal, secret: Secret, service: PrincipalName) -> Self {
        Self { client, secret, service, login: LoginOptions::default(), options: WalkOptions::default() }
    }

    fn with_arguments(mut self, args: &args::Walk, route: Option<Route>) -> Self {
        if !args.etypes.is_empty() {
            self.login.etypes.clone_from(&args.etypes);
            self.options.ticket = TicketOptions { etypes: args.etypes.clone(), ..TicketOptions::default() };
        }
        self.options.hop_limit = args.hop_limit;
        self.options.route = route;
        self
    }
}

/// Every ticket that came, and why there were no more.
#[derive(Debug)]
pub(crate) struct Walked {
    pub(crate) steps: Vec<Step>,
    pub(crate) failure: Option<ClientError>,
}

/// One ticket, and the exchanges it took.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) hop: Hop,
    pub(crate) asked: Vec<Asked>,
}

/// Logs in and walks.
pub(crate) fn walk(network: &mut Network, plan: Plan) -> Result<Walked, Failure> {
    let mut rng = Seed::from_os()?.generator(0);
    let mut login = Login::new(plan.client, plan.secret, plan.login);
    let hop = match network.drive(&mut rng, |event, now, rng| login.step(event, now, rng)) {
        Ok(hop) => hop,
        Err(failure) => return Ok(Walked { steps: Vec::new(), failure: Some(failure) }),
    };
    let tgt = hop.credential.clone();
    let mut steps = vec![Step { hop, asked: network.take_asked() }];
    // A realm that is known is gone to by name, unless the client is there already.
    let route = plan.options.route.filter(|route| tgt.ticket_granting_realm().as_ref() != Some(&route.to));
    let mut walk = Walk::new(tgt, plan.service, WalkOptions { route, ..plan.options });
    let ended = network.drive(&mut rng, |event, now, rng| walk.step(event, now, rng));
    let mut asked = network.take_asked();
    // A walk asks no realm for a second ticket.
    steps.extend(walk.hops().iter().cloned().map(|hop| {
        let asked = asked.extract_if(.., |asked| asked.realm == hop.realm).collect();
        Step { hop, asked }
    }));
    Ok(Walked { steps, failure: ended.err() })
}
