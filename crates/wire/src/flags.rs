//! The three sets of KerberosFlags, RFC 4120 §5.2.8.
//!
//! ```text
//! KerberosFlags   ::= BIT STRING (SIZE (32..MAX))
//!                     -- minimum number of bits shall be sent, but no fewer than 32
//! ```
//!
//! Bit 0 is the most significant of the 32 bits kept here; bits beyond them have no meaning and are not kept.

/// Defines a set of flags: the mask, what a set can do, and the names of its flags.
macro_rules! kerberos_flags {
    ($(#[$doc:meta])* $type:ident { $($(#[$flag_doc:meta])* $flag:ident = $bit:literal, $name:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $type(pub u32);

        impl $type {
            /// No flag.
            pub const NONE: Self = Self(0);
            $($(#[$flag_doc])* pub const $flag: Self = Self(1 << (31 - $bit));)*

            const NAMES: &[(Self, &str)] = &[$((Self::$flag, $name)),*];

            /// Whether every flag of `flags` is set.
            #[must_use]
            pub const fn contains(self, flags: Self) -> bool {
                self.0 & flags.0 == flags.0
            }

            /// Whether any flag of `flags` is set.
            #[must_use]
            pub const fn intersects(self, flags: Self) -> bool {
                self.0 & flags.0 != 0
            }

            /// This set and `flags`.
            #[must_use]
            pub const fn with(self, flags: Self) -> Self {
                Self(self.0 | flags.0)
            }

            /// This set without `flags`.
            #[must_use]
            pub const fn without(self, flags: Self) -> Self {
                Self(self.0 & !flags.0)
            }

            /// The flags of this set that `mask` has too.
            #[must_use]
            pub const fn only(self, mask: Self) -> Self {
                Self(self.0 & mask.0)
            }

            /// The names of the flags set, in order of their bits; bits without a name are left out.
            pub fn names(self) -> impl Iterator<Item = &'static str> {
                Self::NAMES.iter().filter(move |(flag, _)| self.contains(*flag)).map(|(_, name)| *name)
            }
        }

        impl std::ops::BitOr for $type {
            type Output = Self;

            fn bitor(self, other: Self) -> Self {
                self.with(other)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                for (index, name) in self.names().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    f.write_str(name)?;
                }
                Ok(())
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:#010x} ({self})", self.0)
            }
        }
    };
}

kerberos_flags! {
    /// `KDCOptions`, RFC 4120 §5.4.1, RFC 6806 §3, MS-SFU 2.2.3.
    KdcOptions {
        /// Bit 1.
        FORWARDABLE = 1, "forwardable";
        /// Bit 2.
        FORWARDED = 2, "forwarded";
        /// Bit 3.
        PROXIABLE = 3, "proxiable";
        /// Bit 4.
        PROXY = 4, "proxy";
        /// Bit 5.
        ALLOW_POSTDATE = 5, "allow-postdate";
        /// Bit 6.
        POSTDATED = 6, "postdated";
        /// Bit 8.
        RENEWABLE = 8, "renewable";
        /// Bit 11.
        OPT_HARDWARE_AUTH = 11, "opt-hardware-auth";
        /// Bit 14: S4U2Proxy, the client is named in an additional ticket.
        CNAME_IN_ADDL_TKT = 14, "cname-in-addl-tkt";
        /// Bit 15: names may be changed and referrals given.
        CANONICALIZE = 15, "canonicalize";
        /// Bit 16.
        REQUEST_ANONYMOUS = 16, "request-anonymous";
        /// Bit 26.
        DISABLE_TRANSITED_CHECK = 26, "disable-transited-check";
        /// Bit 27.
        RENEWABLE_OK = 27, "renewable-ok";
        /// Bit 28: user to user.
        ENC_TKT_IN_SKEY = 28, "enc-tkt-in-skey";
        /// Bit 30.
        RENEW = 30, "renew";
        /// Bit 31.
        VALIDATE = 31, "validate";
    }
}

kerberos_flags! {
    /// `TicketFlags`, RFC 4120 §5.3, RFC 6806 §11, RFC 8062.
    TicketFlags {
        /// Bit 1.
        FORWARDABLE = 1, "forwardable";
        /// Bit 2.
        FORWARDED = 2, "forwarded";
        /// Bit 3.
        PROXIABLE = 3, "proxiable";
        /// Bit 4.
        PROXY = 4, "proxy";
        /// Bit 5.
        MAY_POSTDATE = 5, "may-postdate";
        /// Bit 6.
        POSTDATED = 6, "postdated";
        /// Bit 7.
        INVALID = 7, "invalid";
        /// Bit 8.
        RENEWABLE = 8, "renewable";
        /// Bit 9.
        INITIAL = 9, "initial";
        /// Bit 10.
        PRE_AUTHENT = 10, "pre-authent";
        /// Bit 11.
        HW_AUTHENT = 11, "hw-authent";
        /// Bit 12.
        TRANSITED_POLICY_CHECKED = 12, "transited-policy-checked";
        /// Bit 13.
        OK_AS_DELEGATE = 13, "ok-as-delegate";
        /// Bit 15: the reply's encrypted part was able to carry padata.
        ENC_PA_REP = 15, "enc-pa-rep";
        /// Bit 16.
        ANONYMOUS = 16, "anonymous";
    }
}

kerberos_flags! {
    /// `APOptions`, RFC 4120 §5.5.1.
    ApOptions {
        /// Bit 1: the ticket is sealed with the session key of the server's TGT.
        USE_SESSION_KEY = 1, "use-session-key";
        /// Bit 2: an AP-REP is wanted.
        MUTUAL_REQUIRED = 2, "mutual-required";
    }
}

pub(crate) use kerberos_flags;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bit_zero_is_the_most_significant() {
        assert_eq!(KdcOptions::FORWARDABLE.0, 0x4000_0000);
        assert_eq!(KdcOptions::CANONICALIZE.0, 0x0001_0000);
        assert_eq!(KdcOptions::VALIDATE.0, 0x0000_0001);
        assert_eq!(TicketFlags::TRANSITED_POLICY_CHECKED.0, 0x0008_0000);
    }

    #[test]
    fn flags_are_named_in_order() {
        let flags = TicketFlags(0x40e1_0000);
        assert_eq!(flags.to_string(), "forwardable, renewable, initial, pre-authent, enc-pa-rep");
        assert!(flags.contains(TicketFlags::INITIAL | TicketFlags::RENEWABLE));
        assert!(!flags.without(TicketFlags::INITIAL).intersects(TicketFlags::INITIAL));
    }
}
