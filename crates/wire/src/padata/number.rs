//! Padata type numbers: RFC 4120 §7.5.2, RFC 4556, RFC 6113, RFC 6806, RFC 8070, RFC 9588, MS-KILE 2.2, MS-SFU 2.2.

/// Defines the numbers and the function that names them.
macro_rules! padata_types {
    ($($(#[$doc:meta])* $constant:ident = $number:literal, $name:literal;)*) => {
        $($(#[$doc])* pub const $constant: i32 = $number;)*

        /// The name of a padata type, if it is known here.
        #[must_use]
        pub const fn name(padata_type: i32) -> Option<&'static str> {
            match padata_type {
                $($number => Some($name),)*
                _ => None,
            }
        }
    };
}

padata_types! {
    /// The AP-REQ of a TGS-REQ.
    PA_TGS_REQ = 1, "PA-TGS-REQ";
    /// The client's time, sealed with its key.
    PA_ENC_TIMESTAMP = 2, "PA-ENC-TIMESTAMP";
    /// The salt, as raw octets.
    PA_PW_SALT = 3, "PA-PW-SALT";
    /// Etypes and salts, old form.
    PA_ETYPE_INFO = 11, "PA-ETYPE-INFO";
    /// PKINIT before it was a standard, and Windows' hint for it.
    PA_PK_AS_REQ_OLD = 14, "PA-PK-AS-REQ-OLD";
    /// PKINIT before it was a standard.
    PA_PK_AS_REP_OLD = 15, "PA-PK-AS-REP-OLD";
    /// PKINIT request.
    PA_PK_AS_REQ = 16, "PA-PK-AS-REQ";
    /// PKINIT reply.
    PA_PK_AS_REP = 17, "PA-PK-AS-REP";
    /// Etypes, salts and parameters.
    PA_ETYPE_INFO2 = 19, "PA-ETYPE-INFO2";
    /// Referral information of Windows 2000.
    PA_SVR_REFERRAL_INFO = 20, "PA-SVR-REFERRAL-INFO";
    /// Referral data of drafts before RFC 6806.
    PA_SERVER_REFERRAL = 25, "PA-SERVER-REFERRAL";
    /// Whether a PAC is wanted.
    PA_PAC_REQUEST = 128, "PA-PAC-REQUEST";
    /// S4U2Self for a user by name.
    PA_FOR_USER = 129, "PA-FOR-USER";
    /// S4U2Self for a user by name or certificate.
    PA_S4U_X509_USER = 130, "PA-S4U-X509-USER";
    /// Checksum over the AS-REQ.
    PA_AS_CHECKSUM = 132, "PA-AS-CHECKSUM";
    /// State of the KDC's that the client carries.
    PA_FX_COOKIE = 133, "PA-FX-COOKIE";
    /// FAST armor.
    PA_FX_FAST = 136, "PA-FX-FAST";
    /// A KRB-ERROR inside FAST.
    PA_FX_ERROR = 137, "PA-FX-ERROR";
    /// The client's time inside FAST.
    PA_ENCRYPTED_CHALLENGE = 138, "PA-ENCRYPTED-CHALLENGE";
    /// One-time password challenge.
    PA_OTP_CHALLENGE = 141, "PA-OTP-CHALLENGE";
    /// One-time password.
    PA_OTP_REQUEST = 142, "PA-OTP-REQUEST";
    /// One-time password, PIN change.
    PA_OTP_PIN_CHANGE = 144, "PA-OTP-PIN-CHANGE";
    /// Key exchange of anonymous PKINIT.
    PA_PKINIT_KX = 147, "PA-PKINIT-KX";
    /// Asks for padata in the encrypted part of the reply.
    PA_REQ_ENC_PA_REP = 149, "PA-REQ-ENC-PA-REP";
    /// PKINIT freshness token.
    PA_AS_FRESHNESS = 150, "PA-AS-FRESHNESS";
    /// SPAKE.
    PA_SPAKE = 151, "PA-SPAKE";
    /// Asks for long-term keys (read-only domain controllers).
    PA_KERB_KEY_LIST_REQ = 161, "KERB-KEY-LIST-REQ";
    /// Long-term keys.
    PA_KERB_KEY_LIST_REP = 162, "KERB-KEY-LIST-REP";
    /// The encryption types the KDC's key supports.
    PA_SUPPORTED_ENCTYPES = 165, "PA-SUPPORTED-ENCTYPES";
    /// What the client knows of PACs.
    PA_PAC_OPTIONS = 167, "PA-PAC-OPTIONS";
}
