//! KDC options of a TGS-REQ, and what they make of the presented ticket's flags, times and addresses
//! (RFC 4120 §3.3.3 and §3.3.3.1).

use xrealm_wire::padata::{PA_FOR_USER, PA_S4U_X509_USER};
use xrealm_wire::{EncTicketPart, HostAddresses, KdcOptions, TicketFlags};

use super::presented::{Issuer, Opened, Verified};
use super::target::Target;
use crate::Refusal;
use crate::asked::Asked;
use crate::lifetimes::{self, Bounds, Lifetimes, Source};

/// Flags, times and addresses of the new ticket.
pub(super) struct Granted<'p> {
    pub(super) flags: TicketFlags,
    pub(super) times: Lifetimes,
    pub(super) caddr: Option<HostAddresses<'p>>,
}

/// Refuses what asks for another kind of ticket than would be issued: ignoring it would hand out the wrong one.
pub(super) fn refuse_unsupported(asked: &Asked<'_>) -> Result<(), Refusal> {
    const UNSUPPORTED: [(KdcOptions, &str); 2] =
        [(KdcOptions::CNAME_IN_ADDL_TKT, "cname-in-addl-tkt"), (KdcOptions::REQUEST_ANONYMOUS, "request-anonymous")];
    if let Some((_, option)) = UNSUPPORTED.iter().find(|(option, _)| asked.options().contains(*option)) {
        return Err(Refusal::OptionOutOfPlace { option });
    }
    match [PA_FOR_USER, PA_S4U_X509_USER].into_iter().find(|padata| asked.req.padata.contains(*padata)) {
        Some(padata) => Err(Refusal::PadataNotSupported(padata)),
        None => Ok(()),
    }
}

impl<'p> Granted<'p> {
    /// What the options grant for this target.
    pub(super) fn new<'a: 'p>(
        asked: &Asked<'a>,
        opened: &Opened,
        verified: &Verified<'p>,
        target: &Target<'_>,
    ) -> Result<Self, Refusal> {
        let (options, part) = (asked.options(), &verified.part);
        need_flags(options, part.flags)?;
        if options.contains(KdcOptions::PROXY) && target.is_ticket_granting() {
            return Err(Refusal::OptionOutOfPlace { option: "proxy" });
        }
        if options.intersects(KdcOptions::VALIDATE | KdcOptions::RENEW) {
            refuse_another_service(asked, opened, target)?;
            return if options.contains(KdcOptions::VALIDATE) {
                validated(asked, part)
            } else {
                renewed(asked, part, target)
            };
        }
        let bounds = Bounds {
            settings: asked.settings(),
            account_life: target.account_life(),
            source: Some(Source {
                endtime: part.endtime,
                renew_till: part.renew_till.filter(|_| part.flags.contains(TicketFlags::RENEWABLE)),
                may_postdate: part.flags.contains(TicketFlags::MAY_POSTDATE),
            }),
        };
        let times = lifetimes::grant(asked.body(), asked.now.time, &bounds)?;
        let flags = flags(asked, opened.issuer, part, target, &times);
        let moves = options.intersects(KdcOptions::FORWARDED | KdcOptions::PROXY);
        let caddr = if moves { asked.body().addresses.clone() } else { part.caddr.clone() };
        Ok(Self { flags, times, caddr: caddr.filter(|addresses| !addresses.0.is_empty()) })
    }
}

/// Renewing and validating are of the ticket presented, which must be this realm's own: another ticket got that way would
/// have the times and flags of the presented one, whatever the bounds are here.
fn refuse_another_service(asked: &Asked<'_>, opened: &Opened, target: &Target<'_>) -> Result<(), Refusal> {
    let wanted = asked.body().sname.as_ref().and_then(|sname| sname.to_owned().ok());
    let same = wanted.is_some_and(|wanted| asked.realm.same_name(&wanted, &opened.sname));
    match (opened.issuer, target) {
        (Issuer::Own, Target::Here { user_key: None, .. }) if same => Ok(()),
        _ => Err(Refusal::AnotherService { presented: opened.sname.clone() }),
    }
}

/// Options that rest on a flag of the presented ticket.
fn need_flags(options: KdcOptions, flags: TicketFlags) -> Result<(), Refusal> {
    const NEEDS: [(KdcOptions, &str, TicketFlags, &str); 6] = [
        (KdcOptions::FORWARDED, "forwarded", TicketFlags::FORWARDABLE, "forwardable"),
        (KdcOptions::PROXY, "proxy", TicketFlags::PROXIABLE, "proxiable"),
        (KdcOptions::ALLOW_POSTDATE, "allow-postdate", TicketFlags::MAY_POSTDATE, "may-postdate"),
        (KdcOptions::POSTDATED, "postdated", TicketFlags::MAY_POSTDATE, "may-postdate"),
        (KdcOptions::RENEW, "renew", TicketFlags::RENEWABLE, "renewable"),
        (KdcOptions::VALIDATE, "validate", TicketFlags::INVALID, "invalid"),
    ];
    let lacking = NEEDS.iter().find(|(option, _, flag, _)| options.contains(*option) && !flags.contains(*flag));
    match lacking {
        Some((_, option, _, flag)) => Err(Refusal::OptionNeedsFlag { option, flag }),
        None => Ok(()),
    }
}

/// The same ticket, valid from now on: its start has come.
fn validated<'p>(asked: &Asked<'_>, part: &EncTicketPart<'p>) -> Result<Granted<'p>, Refusal> {
    let starttime = part.starttime.unwrap_or(part.authtime);
    if starttime > asked.now.time {
        return Err(Refusal::TicketNotYetValid { at: starttime });
    }
    let times = Lifetimes { starttime, endtime: part.endtime, renew_till: part.renew_till, postdated: false };
    let flags = part.flags.without(TicketFlags::INVALID | TicketFlags::TRANSITED_POLICY_CHECKED);
    Ok(Granted { flags, times, caddr: part.caddr.clone() })
}

/// The same ticket with a new start and as long a life, as far as the bounds here allow.
fn renewed<'p>(asked: &Asked<'_>, part: &EncTicketPart<'p>, target: &Target<'_>) -> Result<Granted<'p>, Refusal> {
    let starttime = part.starttime.unwrap_or(part.authtime);
    let renew_till = part.renew_till.unwrap_or(part.endtime);
    let longest = asked.settings().max_ticket_life_seconds.min(target.account_life().unwrap_or(u32::MAX));
    let times = lifetimes::renew(starttime, part.endtime, renew_till, longest, asked.now.time)?;
    let flags = part.flags.without(TicketFlags::INITIAL | TicketFlags::TRANSITED_POLICY_CHECKED);
    Ok(Granted { flags, times, caddr: part.caddr.clone() })
}

/// Flags of the presented ticket that stay, and those that options add. INITIAL never does (RFC 4120 §2.1); a domain
/// controller does not pass HW-AUTHENT on (MS-KILE 3.1.5.4).
fn flags(
    asked: &Asked<'_>,
    issuer: Issuer,
    part: &EncTicketPart<'_>,
    target: &Target<'_>,
    times: &Lifetimes,
) -> TicketFlags {
    let (options, old) = (asked.options(), part.flags);
    let kept = TicketFlags::PRE_AUTHENT | TicketFlags::FORWARDED | TicketFlags::PROXY;
    let kept = if asked.is_windows() { kept } else { kept | TicketFlags::HW_AUTHENT };
    let asked_for = |option, flag| options.contains(option) && old.contains(flag);
    let added = [
        (asked_for(KdcOptions::FORWARDABLE, TicketFlags::FORWARDABLE), TicketFlags::FORWARDABLE),
        (asked_for(KdcOptions::PROXIABLE, TicketFlags::PROXIABLE), TicketFlags::PROXIABLE),
        (asked_for(KdcOptions::ALLOW_POSTDATE, TicketFlags::MAY_POSTDATE), TicketFlags::MAY_POSTDATE),
        (options.contains(KdcOptions::FORWARDED), TicketFlags::FORWARDED),
        (options.contains(KdcOptions::PROXY), TicketFlags::PROXY),
        (times.postdated, TicketFlags::POSTDATED | TicketFlags::INVALID),
        (times.renew_till.is_some(), TicketFlags::RENEWABLE),
        (target.is_ticket_granting() && old.contains(TicketFlags::ENC_PA_REP), TicketFlags::ENC_PA_REP),
        (target.may_delegate(asked, issuer, old), TicketFlags::OK_AS_DELEGATE),
    ];
    added.into_iter().filter(|(given, _)| *given).fold(old.only(kept), |flags, (_, flag)| flags | flag)
}
