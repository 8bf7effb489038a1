//! UserFlags of KERB_VALIDATION_INFO.

/// What else KERB_VALIDATION_INFO holds (MS-PAC 2.5); for Kerberos only two bits are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct UserFlags(
    /// All 32 bits, those without a name too.
    pub u32,
);

impl UserFlags {
    /// ExtraSids is populated.
    pub const EXTRA_SIDS: Self = Self(0x20);
    /// ResourceGroupIds is populated.
    pub const RESOURCE_GROUPS: Self = Self(0x200);

    /// Whether all bits of `other` are set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Sets or clears the bits of `other`.
    pub const fn set(&mut self, other: Self, on: bool) {
        self.0 = if on { self.0 | other.0 } else { self.0 & !other.0 };
    }
}
