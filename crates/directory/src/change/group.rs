//! The group a change creates.

use serde::{Deserialize, Serialize};

use crate::GroupScope;

/// A group that is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    /// sAMAccountName.
    pub name: Box<str>,
    /// Relative identifier; `None`: the next one.
    pub rid: Option<u32>,
    /// Who can belong to it; any but [`GroupScope::Builtin`].
    pub scope: GroupScope,
}
