//! What `/?` and `help` print.

/// Which help is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Help {
    /// That of netdom.
    Netdom,
    /// That of `netdom trust`.
    Trust,
}

impl Help {
    /// The text.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Help::Netdom => NETDOM,
            Help::Trust => TRUST,
        }
    }
}

const NETDOM: &str = "\
Usage: xrealm netdom trust TRUSTING /Domain:TRUSTED [switches]
       xrealm netdom help trust

Of netdom, `trust` is here: it creates, verifies, resets, changes and removes trusts.
";

const TRUST: &str = "\
Usage: xrealm netdom trust TRUSTING /Domain:TRUSTED [/UserD:user] [/PasswordD:{password | *}]
           [/UserO:user] [/PasswordO:{password | *}] [/SecurePasswordPrompt]
           { /Add [/TwoWay] [/Realm] [/PasswordT:{password | *}] [/OneSide:{trusted | trusting}]
           | /Remove [/TwoWay] [/OneSide:{trusted | trusting}] [/Force]
           | /Reset [/TwoWay] [/PasswordT:{password | *}]
           | /Verify [/TwoWay] [/Kerberos]
           | /NameSuffixes[:TRUST] [/ToggleSuffix:#]
           | /AddTLN:name | /RemoveTLN:name | /AddTLNEX:name | /RemoveTLNEX:name
           | /InvokeTrustScanner
           | [/Transitive[:{yes | no}]] [/Quarantine[:{yes | no}]]
             [/EnableSIDHistory[:{yes | no}]] [/ForestTransitive[:{yes | no}]]
             [/SelectiveAuth[:{yes | no}]] [/EnableTgtDelegation[:{yes | no}]]
             [/EnablePIMTrust[:{yes | no}]]
             [/AuthTargetValidation[:{yes | no}] [/ChildDomain:name]] }

TRUSTING owns the resources, TRUSTED the accounts: users of TRUSTED get into TRUSTING.

  /Domain (/d)              the trusted domain or realm; without it the domain of this computer
  /UserD, /PasswordD        an administrator of TRUSTED (/ud, /pd); * asks for the password
  /UserO, /PasswordO        an administrator of TRUSTING (/uo, /po)
  /SecurePasswordPrompt     asks on the terminal, even if the input comes from elsewhere
  /PasswordT (/pt)          the password of the trust; with /Add or /Reset, for Kerberos realms
  /Add                      creates the trust; forest trusts: `xrealm trust new --kind forest`
  /Realm                    with /Add: TRUSTED or TRUSTING is a Kerberos realm
  /TwoWay                   both directions
  /OneSide                  with /Add (and /PasswordT) or /Remove: only that side
  /Remove                   removes the trust
  /Force                    with /Remove: the cross-reference too; needs the full DNS name
  /Reset                    a new secret
  /Verify                   tests that both sides hold the same secret
  /Kerberos                 with /Verify: logs in and crosses the trust as clients do
  /Transitive               realm trusts: whether others may use it
  /Quarantine               whether only SIDs of the trusted domain are accepted
  /EnableSIDHistory         outbound forest trusts: whether SID history is accepted
  /ForestTransitive         whether the trust is one of the whole forest
  /SelectiveAuth            whether users need to be allowed in; also /CrossOrganization
  /EnableTgtDelegation      outbound forest trusts: whether TGTs may be forwarded
  /EnablePIMTrust           whether it is one for privileged identities
  /AuthTargetValidation     whether targets of NTLM authentication are validated
  /ChildDomain              with /AuthTargetValidation: for that child domain alone
  /NameSuffixes             lists the names that the trusted forest claims
  /ToggleSuffix             with /NameSuffixes: enables or disables the one with that number
  /AddTLN, /RemoveTLN       a name of a forest transitive realm trust
  /AddTLNEX, /RemoveTLNEX   a name that is excluded
  /InvokeTrustScanner       looks at the domains of the trusting forest; TRUSTING * for all

A setting without yes or no is told and not changed. Switches are taken in any case, with / or -,
and may be shortened as long as there is no doubt.

Exit status: 0 done, 1 refused, 2 wrong usage; 5 access denied, 31 unreachable, 43 names cannot be
resolved, 46 wrong user or password, 50 not testable from here, 75 no such domain or trust,
183 exists already, 251 the other side does not know the trust, 253 different secrets.
";
