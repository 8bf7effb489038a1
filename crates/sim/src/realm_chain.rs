//! Plain realms in a row.

use std::fmt::{self, Write};

/// The text of realms `R1.TEST` to `R<length>.TEST`, each trusted by the next, and by no other.
///
/// The first realm has a user `alice`, every realm a service `host/db.r<n>.test`, and `[domain_realm]` says where a host
/// lives. `[capaths]` has the way from the first realm to each other, so that every KDC of the chain accepts her.
#[must_use]
pub fn realm_chain(length: usize) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_chain(&mut text, length);
    text
}

fn write_chain(text: &mut String, length: usize) -> fmt::Result {
    writeln!(text, "[domain_realm]")?;
    for n in 1..=length {
        writeln!(text, "\".r{n}.test\" = \"R{n}.TEST\"")?;
    }
    writeln!(text, "\n[capaths.\"R1.TEST\"]")?;
    let mut between = String::new();
    for n in 2..=length {
        writeln!(text, "\"R{n}.TEST\" = [{between}]")?;
        write!(between, "\"R{n}.TEST\", ")?;
    }
    for n in 1..=length {
        writeln!(text, "\n[[realm]]\nname = \"R{n}.TEST\"")?;
        if n == 1 {
            writeln!(text, "users = [{{ name = \"alice\", password = \"Secret-1\" }}]")?;
        }
        writeln!(text, "services = [\"host/db.r{n}.test\"]")?;
    }
    for n in 2..=length {
        let before = n - 1;
        writeln!(text, "\n[[trust]]\nkind = \"realm\"\ntransitive = true")?;
        writeln!(text, "trusting = \"R{n}.TEST\"\ntrusted = \"R{before}.TEST\"")?;
    }
    Ok(())
}
