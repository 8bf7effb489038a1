//! Operations on the clock. A clock that goes forward stops at every moment at which something is due.

use std::sync::Arc;

use xrealm_admin::{Answer, ClockFacts, ClockOperation, Entry, Timeline, Wish};
use xrealm_names::Moment;

use super::{Administration, Noted, PerformRefusal, State};
use crate::clock::Clock;

/// What becomes of the clock.
#[derive(Debug, Clone, Copy)]
enum Step {
    To(Moment),
    Rate(u64),
}

/// The furthest that a clock is set forward at once.
pub(super) const MOST_YEARS: i64 = 10;

/// How many times as fast as real time a clock can run: eleven days in a second.
pub(super) const FASTEST: u64 = 1_000_000;

impl Step {
    fn check(self, now: Moment) -> Result<(), PerformRefusal> {
        match self {
            Step::To(moment) if moment.time - now.time > MOST_YEARS * SECONDS_IN_A_YEAR => Err(PerformRefusal::TooFar),
            Step::Rate(thousandths) if thousandths > FASTEST.saturating_mul(1000) => Err(PerformRefusal::TooFast),
            Step::To(_) | Step::Rate(_) => Ok(()),
        }
    }
}

const SECONDS_IN_A_YEAR: i64 = 366 * 86_400;

impl Administration {
    /// Shows the clock or sets it. The setting is kept before anything that comes of it: what is done at a later time
    /// must not be found by a clock that shows an earlier one.
    pub(super) fn clock_wish(
        &self,
        state: &mut State,
        operation: &ClockOperation,
        wish: &Wish,
        noted: Noted,
    ) -> Result<Answer, PerformRefusal> {
        let at = noted.at;
        let (words, step) = match operation {
            ClockOperation::Show => return Ok(self.clock_facts(Vec::new())),
            ClockOperation::Advance { seconds } => {
                let to = at.shifted(i64::try_from(*seconds).unwrap_or(i64::MAX));
                (format!("set the clock forward by {seconds} seconds to {}", to.time), Step::To(to))
            }
            ClockOperation::Set { to } => (format!("set the clock to {to}"), Step::To(Moment::at(*to))),
            ClockOperation::Rate { thousandths: 0 } => ("stopped the clock".to_owned(), Step::Rate(0)),
            ClockOperation::Rate { thousandths } => {
                let words =
                    format!("made the clock run {}.{:03} times as fast", thousandths / 1000, thousandths % 1000);
                (words, Step::Rate(*thousandths))
            }
        };
        step.check(at)?;
        if wish.dry_run {
            return Ok(self.clock_foreseen(state, step));
        }
        let kept = match step {
            Step::To(moment) => Clock::kept(moment, self.shared.clock.rate_thousandths()),
            Step::Rate(thousandths) => Clock::kept(at, thousandths),
        };
        state.keep(&Entry {
            at,
            by: noted.by,
            surface: noted.surface,
            operation: words,
            changes: Vec::new(),
            replaced: Vec::new(),
            refused: None,
            clock: Some(kept),
        })?;
        state.kept_clock = Some(kept);
        match step {
            Step::To(moment) => {
                let told = self.go_to(state, moment)?;
                Ok(self.clock_facts(told))
            }
            Step::Rate(thousandths) => {
                self.shared.clock.set_rate(thousandths);
                Ok(self.clock_facts(Vec::new()))
            }
        }
    }

    /// Goes to a moment. Backwards nothing is undone.
    fn go_to(&self, state: &mut State, to: Moment) -> Result<Vec<String>, PerformRefusal> {
        let now = self.shared.clock.now();
        if to < now {
            self.shared.clock.set(to);
            // What domain controllers did not know yet they know now: time cannot tell it any more.
            state.timeline = Timeline::new(Arc::clone(state.timeline.latest()), to);
            self.publish(&state.timeline);
            return Ok(vec![format!("the clock went back from {}: what was done until then stays", now.time)]);
        }
        let mut told = Vec::new();
        while let Some(moment) = state.next_due(self.shared.clock.now()) {
            if moment > to {
                break;
            }
            self.shared.clock.set(moment);
            let done = self.do_due(state, moment)?;
            if done.is_empty() {
                // What is due and does nothing must not hold up time.
                break;
            }
            told.extend(done.into_iter().map(|done| format!("{}: {done}", moment.time)));
        }
        self.shared.clock.set(to);
        state.timeline.advance(to);
        self.publish(&state.timeline);
        Ok(told)
    }

    fn clock_foreseen(&self, state: &State, step: Step) -> Answer {
        let clock = &self.shared.clock;
        let now = clock.now();
        let (to, rate_thousandths) = match step {
            Step::To(to) => (to, clock.rate_thousandths()),
            Step::Rate(thousandths) => (now, thousandths),
        };
        let next = state.next_due(now).filter(|moment| *moment <= to);
        Answer::Clock(ClockFacts {
            now: to.time.to_string(),
            rate_thousandths,
            system: false,
            upkeep: next.into_iter().map(|moment| format!("{}: something is due", moment.time)).collect(),
        })
    }

    fn clock_facts(&self, upkeep: Vec<String>) -> Answer {
        let clock = &self.shared.clock;
        Answer::Clock(ClockFacts {
            now: clock.now().time.to_string(),
            rate_thousandths: clock.rate_thousandths(),
            system: clock.is_system(),
            upkeep,
        })
    }
}
