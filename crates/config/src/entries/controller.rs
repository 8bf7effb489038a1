//! Domain controllers of a domain.

use std::net::SocketAddr;

use toml::de::DeValue;

use crate::fields::{At, Fields};
use crate::values::{address, seconds, text};

/// One domain controller.
pub(crate) struct ControllerEntry {
    pub(crate) name: At<Box<str>>,
    pub(crate) delay_seconds: u32,
    pub(crate) listen: Option<SocketAddr>,
    /// Whether it is said to be the PDC emulator.
    pub(crate) pdc: bool,
}

impl ControllerEntry {
    /// The controllers in the array of `controllers`; a bare name will do.
    pub(crate) fn read_all(fields: &Fields<'_>) -> Vec<ControllerEntry> {
        let items = fields.items("controllers", "an array of domain controllers").unwrap_or_default();
        let controllers = items.into_iter().filter_map(|item| match item.value {
            DeValue::String(name) => {
                let name = At { value: Box::from(name.as_ref()), span: item.span };
                Some(ControllerEntry { name, delay_seconds: 0, listen: None, pdc: false })
            }
            _ => ControllerEntry::read(fields.as_table("controllers", item, "a domain controller")?),
        });
        controllers.collect()
    }

    fn read(fields: Fields<'_>) -> Option<ControllerEntry> {
        let name = fields.required("name", text);
        let delay = fields.parsed("delay", seconds("delay", 0)).map_or(0, |at| at.value);
        let listen = fields.parsed("listen", address).map(|at| at.value);
        let pdc = fields.bool("pdc").unwrap_or(false);
        fields.finish();
        Some(ControllerEntry { name: name?, delay_seconds: delay, listen, pdc })
    }
}
