//! Operations on the clock. A clock that goes forward stops at every moment at which something is due.

use xrealm_admin::{Answer, ClockFacts, ClockOperation, Entry, Timeline, Wish, upkeep};
use xrealm_names::{Moment, Timestamp};

use super::{Administration, Noted, PerformRefusal, State};

impl Administration {
    /// Shows the clock or sets it. Only what is due in between is kept: the clock itself is not part of the directory.
    pub(super) fn clock_wish(
        &self,
        state: &mut State,
        operation: &ClockOperation,
        wish: &Wish,
        noted: Noted,
    ) -> Result<Answer, PerformRefusal> {
        let (words, told) = match operation {
            ClockOperation::Show => return Ok(self.clock_facts(Vec::new())),
            ClockOperation::Advance { seconds } => {
                let seconds = i64::try_from(*seconds).unwrap_or(i64::MAX);
                let to = noted.at.shifted(seconds);
                if wish.dry_run {
                    return Ok(self.clock_foreseen(state, to));
                }
                (format!("set the clock forward by {seconds} seconds to {}", to.time), self.go_to(state, to)?)
            }
            ClockOperation::Set { to } => {
                let to = Moment::at(*to);
                if wish.dry_run {
                    return Ok(self.clock_foreseen(state, to));
                }
                (format!("set the clock to {}", to.time), self.go_to(state, to)?)
            }
            ClockOperation::Rate { thousandths } => {
                let words = match thousandths {
                    0 => "stopped the clock".to_owned(),
                    _ => format!("made the clock run {}.{:03} times as fast", thousandths / 1000, thousandths % 1000),
                };
                if wish.dry_run {
                    return Ok(self.clock_facts(vec![words]));
                }
                self.shared.clock.set_rate(*thousandths);
                (words, Vec::new())
            }
        };
        let entry = Entry {
            at: noted.at,
            by: noted.by,
            surface: noted.surface,
            operation: words,
            changes: Vec::new(),
            replaced: Vec::new(),
            refused: None,
        };
        state.keep(&entry)?;
        Ok(self.clock_facts(told))
    }

    /// Goes to a moment. Backwards nothing is undone.
    fn go_to(&self, state: &mut State, to: Moment) -> Result<Vec<String>, PerformRefusal> {
        let now = self.shared.clock.now();
        if to < now {
            self.shared.clock.set(to);
            // What domain controllers did not know yet they know now: time cannot tell it any more.
            state.timeline = Timeline::new(std::sync::Arc::clone(state.timeline.latest()), to);
            self.publish(&state.timeline);
            return Ok(vec![format!("the clock went back from {}: what was done until then stays", now.time)]);
        }
        let mut told = Vec::new();
        while let Some(moment) = upkeep::next_due(state.timeline.latest(), self.shared.clock.now()) {
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

    fn clock_foreseen(&self, state: &State, to: Moment) -> Answer {
        let next = upkeep::next_due(state.timeline.latest(), self.shared.clock.now()).filter(|moment| *moment <= to);
        let first = next.map(|moment| format!("something is due at {}", moment.time));
        let facts = |now: Timestamp| ClockFacts {
            now: now.to_string(),
            rate_thousandths: self.shared.clock.rate_thousandths(),
            system: false,
            upkeep: first.into_iter().collect(),
        };
        Answer::Clock(facts(to.time))
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
