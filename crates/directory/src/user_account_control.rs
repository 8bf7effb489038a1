//! What the UserAccountControl of a PAC says of an account (MS-SAMR 2.2.1.12).

use crate::{Account, AccountFlags, AccountKind, Realm};

impl Realm {
    /// The marks of `account` as a PAC shows them; other bits than userAccountControl has in the directory.
    #[must_use]
    pub fn user_account_control(&self, account: &Account) -> u32 {
        let kind = match account.kind {
            AccountKind::User | AccountKind::Service | AccountKind::Krbtgt => NORMAL_ACCOUNT,
            AccountKind::Computer if self.is_domain_controller(account) => SERVER_TRUST_ACCOUNT,
            AccountKind::Computer => WORKSTATION_TRUST_ACCOUNT,
            AccountKind::InterdomainTrust => INTERDOMAIN_TRUST_ACCOUNT,
        };
        kind | marks(account.flags)
    }
}

fn marks(flags: AccountFlags) -> u32 {
    let AccountFlags {
        password_never_expires,
        disabled,
        locked_out,
        password_expired,
        preauth_not_required,
        not_delegated,
        trusted_for_delegation,
        trusted_to_auth_for_delegation,
        no_auth_data_required,
    } = flags;
    let bits = [
        (disabled, 0x1),
        (password_never_expires, 0x200),
        (locked_out, 0x400),
        (trusted_for_delegation, 0x2000),
        (not_delegated, 0x4000),
        (preauth_not_required, 0x1_0000),
        (password_expired, 0x2_0000),
        (trusted_to_auth_for_delegation, 0x4_0000),
        (no_auth_data_required, 0x8_0000),
    ];
    bits.into_iter().filter(|(set, _)| *set).fold(0, |all, (_, bit)| all | bit)
}

const NORMAL_ACCOUNT: u32 = 0x10;
const INTERDOMAIN_TRUST_ACCOUNT: u32 = 0x40;
const WORKSTATION_TRUST_ACCOUNT: u32 = 0x80;
const SERVER_TRUST_ACCOUNT: u32 = 0x100;
