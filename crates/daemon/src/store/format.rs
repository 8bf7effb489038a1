//! The format of what is kept, and how an older one becomes the present one.
//!
//! A format is what the records say: their JSON. Whoever changes it so that records written before would be read
//! otherwise, or not at all, counts [`FORMAT`] up, adds the step that rewrites them to [`STEPS`], and puts a dump of the new
//! format beside those in `fixtures/state`. The rule for single fields stands in the directory's `stored.rs`.

use serde_json::Value;

use super::error::{Damage, RecordName};
use super::state_file::Contents;

/// The present format.
pub(super) const FORMAT: u32 = 1;

/// What leads from one format to the next.
pub(super) struct Step {
    /// The format it reads; it writes the one after that.
    pub(super) from: u32,
    /// Rewrites a change of the image or of an entry.
    pub(super) change: fn(Value) -> Value,
    /// Rewrites the rest of an entry.
    pub(super) entry: fn(Value) -> Value,
}

/// Every step there is, oldest first.
pub(super) const STEPS: &[Step] = &[];

/// Takes the steps from the format of `contents` to the latest that `steps` lead to.
pub(super) fn upgrade(mut contents: Contents, steps: &[Step]) -> Result<Contents, Damage> {
    for step in steps {
        if step.from != contents.format {
            continue;
        }
        for (number, json) in (1..).zip(&mut contents.image) {
            *json = rewritten(json, RecordName::Image(number), step.change)?;
        }
        for (seq, json) in &mut contents.entries {
            *json = rewritten(json, RecordName::Entry(*seq), |entry| (step.entry)(with_changes(entry, step.change)))?;
        }
        contents.format = step.from.saturating_add(1);
    }
    Ok(contents)
}

fn rewritten(json: &[u8], record: RecordName, rewrite: impl Fn(Value) -> Value) -> Result<Vec<u8>, Damage> {
    let value = serde_json::from_slice(json).map(rewrite);
    value.and_then(|value| serde_json::to_vec(&value)).map_err(|source| Damage::Unreadable { record, source })
}

fn with_changes(mut entry: Value, rewrite: fn(Value) -> Value) -> Value {
    if let Some(changes) = entry.get_mut("changes").and_then(Value::as_array_mut) {
        for change in changes {
            *change = rewrite(change.take());
        }
    }
    entry
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use xrealm_names::{Moment, Timestamp};

    use super::*;
    use crate::store::state_file::Head;

    #[test]
    fn the_steps_lead_to_the_present_format_one_by_one() {
        for (from, step) in (1..).zip(STEPS) {
            assert_eq!(step.from, from);
        }
        assert_eq!(STEPS.len() + 1, FORMAT as usize);
    }

    #[test]
    fn an_older_format_takes_every_step_from_its_own_on() {
        let steps = [
            Step { from: 1, change: |_| json!("never taken"), entry: |entry| entry },
            Step { from: 2, change: |change| json!({ "was": change }), entry: |entry| entry },
            Step { from: 3, change: |change| change, entry: |entry| json!({ "entry": entry }) },
        ];
        let contents = Contents {
            format: 2,
            product: "0.1.0".to_owned(),
            head: Head::new(Moment::at(Timestamp::EPOCH)),
            image: vec![b"1".to_vec()],
            entries: vec![(1, br#"{"changes":[2]}"#.to_vec())],
        };

        let upgraded = upgrade(contents, &steps).unwrap();

        assert_eq!(upgraded.format, 4);
        assert_eq!(upgraded.image, [br#"{"was":1}"#.to_vec()]);
        assert_eq!(upgraded.entries, [(1, br#"{"entry":{"changes":[{"was":2}]}}"#.to_vec())]);
    }
}
