//! The ten steps as a person and as a program want to read them.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::story::{Scene, Told};
use super::{PASSWORD, SERVICE, USER};
use crate::terminal::Style;

/// The story, to be shown.
pub(super) struct Shown<'a> {
    pub(super) scene: &'a Scene,
    pub(super) steps: Vec<Told>,
}

impl Shown<'_> {
    pub(super) fn text(&self, style: Style) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text, style);
        text
    }

    fn write(&self, out: &mut String, style: Style) -> std::fmt::Result {
        writeln!(out, "Two forests, tailspintoys.com and wingtiptoys.com, trust each other. {USER}")?;
        writeln!(out, "wants a file on FILESERVER1, which is in a child domain of the other forest.\n")?;
        for (index, step) in self.steps.iter().enumerate() {
            writeln!(out, "{:>2}. {}", index + 1, style.strong(&step.title))?;
            for fact in &step.facts {
                writeln!(out, "    {}", style.faint(fact))?;
            }
            for ground in &step.grounds {
                writeln!(out, "    {} {}", style.good("because"), ground.text)?;
            }
        }
        writeln!(out)
    }

    pub(super) fn json(&self) -> Value {
        let step = |(index, step): (usize, &Told)| json!({ "step": index + 1, "title": step.title, "facts": step.facts, "grounds": step.grounds });
        json!({
            "client": self.scene.user.to_string(),
            "service": self.scene.service.to_string(),
            "steps": self.steps.iter().enumerate().map(step).collect::<Vec<_>>(),
        })
    }
}

/// How to try it oneself.
pub(super) fn invitation(folder: &Path, style: Style) -> String {
    let folder = folder.display();
    let lines = [
        format!(". {folder}/env"),
        format!("echo {PASSWORD} | kinit {USER}"),
        format!("kvno {SERVICE}"),
        "klist".to_owned(),
    ];
    let mut text = String::from("Both forests are running. Try them in another shell, with MIT's clients:\n\n");
    for line in lines {
        let _ = writeln!(text, "    {}", style.strong(line));
    }
    text.push_str("\nCtrl-C ends it.\n");
    text
}
