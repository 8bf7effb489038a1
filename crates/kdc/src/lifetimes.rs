//! The times of a ticket (RFC 4120 §3.1.3 and §3.3.3).

use xrealm_directory::Settings;
use xrealm_names::Timestamp;
use xrealm_wire::{KdcOptions, KdcReqBody};

use crate::Refusal;

/// The times of a ticket to be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lifetimes {
    pub(crate) starttime: Timestamp,
    pub(crate) endtime: Timestamp,
    /// `None` if the ticket is not renewable.
    pub(crate) renew_till: Option<Timestamp>,
    /// The ticket starts in the future: it carries POSTDATED and INVALID.
    pub(crate) postdated: bool,
}

/// What bounds the times of a ticket, beside the request.
pub(crate) struct Bounds<'a> {
    pub(crate) settings: &'a Settings,
    /// Longest life that client and service accounts allow, seconds.
    pub(crate) account_life: Option<u32>,
    /// The ticket that the new one rests on; `None` in the AS exchange.
    pub(crate) source: Option<Source>,
}

/// The times of the ticket that the new one rests on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source {
    pub(crate) endtime: Timestamp,
    /// `None` if it is not renewable, and then neither is the new one.
    pub(crate) renew_till: Option<Timestamp>,
    pub(crate) may_postdate: bool,
}

/// The times asked for, within the bounds.
///
/// A `till` of 1970-01-01 asks for as long as possible (RFC 4120 §5.4.1), and so does an `rtime` of it.
///
/// # Errors
/// [`Refusal::TicketExpired`] if the ticket that the new one rests on has ended, which the skew may hide until here;
/// [`Refusal::NeverValid`] if `till` is past or before `from`; [`Refusal::CannotPostdate`] if `from` is in the future
/// and tickets for later were not asked for, or are not issued.
pub(crate) fn grant(body: &KdcReqBody<'_>, now: Timestamp, bounds: &Bounds<'_>) -> Result<Lifetimes, Refusal> {
    if let Some(source) = bounds.source.filter(|source| source.endtime <= now) {
        return Err(Refusal::TicketExpired { at: source.endtime });
    }
    let till = forever_if_unset(body.till);
    if till <= now || body.from.is_some_and(|from| from > till) {
        return Err(Refusal::NeverValid);
    }
    let (starttime, postdated) = start(body, now, bounds)?;

    let settings = bounds.settings;
    let life = settings.max_ticket_life_seconds.min(bounds.account_life.unwrap_or(u32::MAX));
    let source_end = bounds.source.map_or(Timestamp::MAX, |source| source.endtime);
    let endtime = till.min(starttime + i64::from(life)).min(source_end);
    if endtime <= starttime {
        return Err(Refusal::NeverValid);
    }

    let source_renew = bounds.source.map_or(Some(Timestamp::MAX), |source| source.renew_till);
    let longest_renewal = source_renew
        .filter(|_| settings.max_renewable_life_seconds > 0)
        .map(|source| source.min(starttime + i64::from(settings.max_renewable_life_seconds)));
    let wanted_renewal = if body.kdc_options.contains(KdcOptions::RENEWABLE) {
        Some(forever_if_unset(body.rtime))
    } else if body.kdc_options.contains(KdcOptions::RENEWABLE_OK) && till > endtime && till < Timestamp::MAX {
        Some(till)
    } else {
        None
    };
    let renew_till = wanted_renewal.zip(longest_renewal).map(|(wanted, longest)| wanted.min(longest));
    Ok(Lifetimes { starttime, endtime, renew_till, postdated })
}

/// The times of a renewed ticket: as long as it was, from now, but not beyond renew-till (RFC 4120 §3.3.3.1) nor
/// longer than `longest` seconds.
///
/// # Errors
/// [`Refusal::TicketExpired`] if renew-till is past.
pub(crate) fn renew(
    starttime: Timestamp,
    endtime: Timestamp,
    renew_till: Timestamp,
    longest: u32,
    now: Timestamp,
) -> Result<Lifetimes, Refusal> {
    if renew_till <= now {
        return Err(Refusal::TicketExpired { at: renew_till });
    }
    let endtime = (now + (endtime - starttime).min(i64::from(longest))).min(renew_till);
    Ok(Lifetimes { starttime: now, endtime, renew_till: Some(renew_till), postdated: false })
}

fn start(body: &KdcReqBody<'_>, now: Timestamp, bounds: &Bounds<'_>) -> Result<(Timestamp, bool), Refusal> {
    let wants_later = body.kdc_options.contains(KdcOptions::POSTDATED);
    let skew = i64::from(bounds.settings.clock_skew_seconds);
    match body.from {
        Some(from) if from > now && (wants_later || from > now + skew) => {
            let allowed = bounds.source.is_none_or(|source| source.may_postdate);
            if wants_later && bounds.settings.allow_postdate && allowed {
                Ok((from, true))
            } else {
                Err(Refusal::CannotPostdate)
            }
        }
        _ => Ok((now, false)),
    }
}

fn forever_if_unset(time: Option<Timestamp>) -> Timestamp {
    time.filter(|time| *time != Timestamp::EPOCH).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use xrealm_wire::KdcReqBody;

    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_795_171_440);
    const HOUR: i64 = 3600;
    const DAY: u32 = 86_400;

    fn body(kdc_options: KdcOptions) -> KdcReqBody<'static> {
        KdcReqBody {
            kdc_options,
            cname: None,
            realm: b"EXAMPLE.TEST",
            sname: None,
            from: None,
            till: Some(NOW + 24 * HOUR),
            rtime: None,
            nonce: 7.into(),
            etypes: Default::default(),
            addresses: None,
            enc_authorization_data: None,
            additional_tickets: Default::default(),
        }
    }

    fn granted(body: &KdcReqBody<'_>, source: Option<Source>) -> Result<Lifetimes, Refusal> {
        let settings = Settings::kerberos();
        grant(body, NOW, &Bounds { settings: &settings, account_life: None, source })
    }

    #[test]
    fn a_ticket_ends_when_asked_or_at_the_longest_life() {
        let long = granted(&body(KdcOptions::NONE), None).unwrap();
        assert_eq!((long.starttime, long.endtime, long.renew_till), (NOW, NOW + 10 * HOUR, None));
        let mut asked = body(KdcOptions::NONE);
        asked.till = Some(NOW + HOUR);
        assert_eq!(granted(&asked, None).unwrap().endtime, NOW + HOUR);
        asked.till = Some(Timestamp::EPOCH);
        assert_eq!(granted(&asked, None).unwrap().endtime, NOW + 10 * HOUR);
    }

    #[test]
    fn a_ticket_never_outlives_the_one_it_rests_on() {
        let source = Source { endtime: NOW + 60, renew_till: Some(NOW + 2 * HOUR), may_postdate: false };
        let times = granted(&body(KdcOptions::RENEWABLE), Some(source)).unwrap();
        assert_eq!((times.endtime, times.renew_till), (NOW + 60, Some(NOW + 2 * HOUR)));
        let unrenewable = Source { renew_till: None, ..source };
        assert_eq!(granted(&body(KdcOptions::RENEWABLE), Some(unrenewable)).unwrap().renew_till, None);
    }

    #[test]
    fn renewable_ok_makes_up_for_a_life_cut_short() {
        let times = granted(&body(KdcOptions::RENEWABLE_OK), None).unwrap();
        assert_eq!((times.endtime, times.renew_till), (NOW + 10 * HOUR, Some(NOW + 24 * HOUR)));
        let mut short = body(KdcOptions::RENEWABLE_OK);
        short.till = Some(NOW + HOUR);
        assert_eq!(granted(&short, None).unwrap().renew_till, None);
    }

    #[test]
    fn a_till_in_the_past_or_before_from_is_never_valid() {
        let mut past = body(KdcOptions::NONE);
        past.till = Some(NOW + -1);
        assert_eq!(granted(&past, None), Err(Refusal::NeverValid));
        let mut reversed = body(KdcOptions::POSTDATED);
        reversed.from = Some(NOW + 48 * HOUR);
        assert_eq!(granted(&reversed, None), Err(Refusal::NeverValid));
    }

    #[test]
    fn a_later_start_takes_the_postdated_option_and_leave_to_give_it() {
        let mut later = body(KdcOptions::NONE);
        later.from = Some(NOW + HOUR);
        assert_eq!(granted(&later, None), Err(Refusal::CannotPostdate));
        later.kdc_options = KdcOptions::POSTDATED;
        let times = granted(&later, None).unwrap();
        assert_eq!((times.starttime, times.endtime, times.postdated), (NOW + HOUR, NOW + 11 * HOUR, true));
        let source = Source { endtime: NOW + 24 * HOUR, renew_till: None, may_postdate: false };
        assert_eq!(granted(&later, Some(source)), Err(Refusal::CannotPostdate));
        let domain = Settings::active_directory();
        let bounds = Bounds { settings: &domain, account_life: None, source: None };
        assert_eq!(grant(&later, NOW, &bounds), Err(Refusal::CannotPostdate));
    }

    #[test]
    fn a_start_within_the_skew_is_now() {
        let mut soon = body(KdcOptions::NONE);
        soon.from = Some(NOW + 60);
        assert_eq!(granted(&soon, None).unwrap().starttime, NOW);
    }

    #[test]
    fn a_renewed_ticket_lives_as_long_again_but_not_beyond_renew_till() {
        let old = NOW + -10 * HOUR;
        let times = renew(old, NOW, NOW + 100 * HOUR, DAY, NOW).unwrap();
        assert_eq!((times.starttime, times.endtime), (NOW, NOW + 10 * HOUR));
        assert_eq!(renew(old, NOW, NOW + HOUR, DAY, NOW).unwrap().endtime, NOW + HOUR);
        assert_eq!(renew(old, NOW, NOW + 100 * HOUR, 60, NOW).unwrap().endtime, NOW + 60);
        assert_eq!(renew(old, NOW, NOW, DAY, NOW), Err(Refusal::TicketExpired { at: NOW }));
    }
}
