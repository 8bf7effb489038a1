//! The ten steps as a person and as a program want to read them.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::story::{Scene, Told};
use super::{ADMINISTRATORS, PASSWORD, SERVICE, USER};
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
pub(super) fn invitation(folder: &Path, administered: bool, style: Style) -> String {
    let folder = folder.display();
    let clients = [
        format!(". {folder}/env"),
        format!("echo {PASSWORD} | kinit {USER}"),
        format!("kvno {SERVICE}"),
        "klist".to_owned(),
    ];
    let mut text = String::from("Both forests are running. Try them in another shell, with MIT's clients:\n\n");
    show_commands(&mut text, &clients, style);
    if administered {
        let [first, second] = ADMINISTRATORS;
        let _ = writeln!(text, "\nLook at the trust, and change its secret; {first} and {second} may ({PASSWORD}):\n");
        let trust = "tailspintoys.com wingtiptoys.com";
        let xrealm = std::env::current_exe().map_or_else(|_| "xrealm".to_owned(), |path| path.display().to_string());
        let commands = [
            format!("{xrealm} trust show {trust}"),
            format!("{xrealm} trust reset {trust} --two-way --user {first} --partner-user {second}"),
            format!("{xrealm} audit"),
        ];
        show_commands(&mut text, &commands, style);
    }
    text.push_str("\nCtrl-C ends it.\n");
    text
}

fn show_commands(text: &mut String, commands: &[String], style: Style) {
    for command in commands {
        let _ = writeln!(text, "    {}", style.strong(command));
    }
}
