//! Error codes of KRB-ERROR and their names: RFC 4120 §7.5.9, RFC 4556 §3.1.3, RFC 6113 §7, RFC 8636 §7.

/// Defines the codes and the function that names them.
macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: i32 = $code;)*

        /// The name the RFCs give a code.
        #[must_use]
        pub const fn name(code: i32) -> &'static str {
            match code {
                $($code => stringify!($name),)*
                _ => "unknown error code",
            }
        }
    };
}

error_codes! {
    /// No error.
    KDC_ERR_NONE = 0;
    /// Client's entry in database has expired.
    KDC_ERR_NAME_EXP = 1;
    /// Server's entry in database has expired.
    KDC_ERR_SERVICE_EXP = 2;
    /// Requested protocol version number not supported.
    KDC_ERR_BAD_PVNO = 3;
    /// Client's key encrypted in old master key.
    KDC_ERR_C_OLD_MAST_KVNO = 4;
    /// Server's key encrypted in old master key.
    KDC_ERR_S_OLD_MAST_KVNO = 5;
    /// Client not found in Kerberos database.
    KDC_ERR_C_PRINCIPAL_UNKNOWN = 6;
    /// Server not found in Kerberos database.
    KDC_ERR_S_PRINCIPAL_UNKNOWN = 7;
    /// Multiple principal entries in database.
    KDC_ERR_PRINCIPAL_NOT_UNIQUE = 8;
    /// The client or server has a null key.
    KDC_ERR_NULL_KEY = 9;
    /// Ticket not eligible for postdating.
    KDC_ERR_CANNOT_POSTDATE = 10;
    /// Requested starttime is later than end time.
    KDC_ERR_NEVER_VALID = 11;
    /// KDC policy rejects request.
    KDC_ERR_POLICY = 12;
    /// KDC cannot accommodate requested option.
    KDC_ERR_BADOPTION = 13;
    /// KDC has no support for encryption type.
    KDC_ERR_ETYPE_NOSUPP = 14;
    /// KDC has no support for checksum type.
    KDC_ERR_SUMTYPE_NOSUPP = 15;
    /// KDC has no support for padata type.
    KDC_ERR_PADATA_TYPE_NOSUPP = 16;
    /// KDC has no support for transited type.
    KDC_ERR_TRTYPE_NOSUPP = 17;
    /// Client's credentials have been revoked.
    KDC_ERR_CLIENT_REVOKED = 18;
    /// Credentials for server have been revoked.
    KDC_ERR_SERVICE_REVOKED = 19;
    /// TGT has been revoked.
    KDC_ERR_TGT_REVOKED = 20;
    /// Client not yet valid; try again later.
    KDC_ERR_CLIENT_NOTYET = 21;
    /// Server not yet valid; try again later.
    KDC_ERR_SERVICE_NOTYET = 22;
    /// Password has expired; change password to reset.
    KDC_ERR_KEY_EXPIRED = 23;
    /// Pre-authentication information was invalid.
    KDC_ERR_PREAUTH_FAILED = 24;
    /// Additional pre-authentication required.
    KDC_ERR_PREAUTH_REQUIRED = 25;
    /// Requested server and ticket don't match.
    KDC_ERR_SERVER_NOMATCH = 26;
    /// Server principal valid for user2user only.
    KDC_ERR_MUST_USE_USER2USER = 27;
    /// KDC policy rejects transited path.
    KDC_ERR_PATH_NOT_ACCEPTED = 28;
    /// A service is not available.
    KDC_ERR_SVC_UNAVAILABLE = 29;
    /// Integrity check on decrypted field failed.
    KRB_AP_ERR_BAD_INTEGRITY = 31;
    /// Ticket expired.
    KRB_AP_ERR_TKT_EXPIRED = 32;
    /// Ticket not yet valid.
    KRB_AP_ERR_TKT_NYV = 33;
    /// Request is a replay.
    KRB_AP_ERR_REPEAT = 34;
    /// The ticket isn't for us.
    KRB_AP_ERR_NOT_US = 35;
    /// Ticket and authenticator don't match.
    KRB_AP_ERR_BADMATCH = 36;
    /// Clock skew too great.
    KRB_AP_ERR_SKEW = 37;
    /// Incorrect net address.
    KRB_AP_ERR_BADADDR = 38;
    /// Protocol version mismatch.
    KRB_AP_ERR_BADVERSION = 39;
    /// Invalid msg type.
    KRB_AP_ERR_MSG_TYPE = 40;
    /// Message stream modified.
    KRB_AP_ERR_MODIFIED = 41;
    /// Message out of order.
    KRB_AP_ERR_BADORDER = 42;
    /// Specified version of key is not available.
    KRB_AP_ERR_BADKEYVER = 44;
    /// Service key not available.
    KRB_AP_ERR_NOKEY = 45;
    /// Mutual authentication failed.
    KRB_AP_ERR_MUT_FAIL = 46;
    /// Incorrect message direction.
    KRB_AP_ERR_BADDIRECTION = 47;
    /// Alternative authentication method required.
    KRB_AP_ERR_METHOD = 48;
    /// Incorrect sequence number in message.
    KRB_AP_ERR_BADSEQ = 49;
    /// Inappropriate type of checksum in message.
    KRB_AP_ERR_INAPP_CKSUM = 50;
    /// Policy rejects transited path.
    KRB_AP_PATH_NOT_ACCEPTED = 51;
    /// Response too big for UDP; retry with TCP.
    KRB_ERR_RESPONSE_TOO_BIG = 52;
    /// Generic error, described in e-text.
    KRB_ERR_GENERIC = 60;
    /// Field is too long for this implementation.
    KRB_ERR_FIELD_TOOLONG = 61;
    /// The client's certificate is not trusted.
    KDC_ERR_CLIENT_NOT_TRUSTED = 62;
    /// The KDC's certificate is not trusted.
    KDC_ERR_KDC_NOT_TRUSTED = 63;
    /// Invalid signature.
    KDC_ERR_INVALID_SIG = 64;
    /// Diffie-Hellman parameters not accepted.
    KDC_ERR_DH_KEY_PARAMETERS_NOT_ACCEPTED = 65;
    /// Certificate mismatch.
    KDC_ERR_CERTIFICATE_MISMATCH = 66;
    /// No TGT available to validate USER-TO-USER.
    KRB_AP_ERR_NO_TGT = 67;
    /// The client belongs to another realm, named in crealm.
    KDC_ERR_WRONG_REALM = 68;
    /// Ticket must be for USER-TO-USER.
    KRB_AP_ERR_USER_TO_USER_REQUIRED = 69;
    /// The certificate cannot be verified.
    KDC_ERR_CANT_VERIFY_CERTIFICATE = 70;
    /// Invalid certificate.
    KDC_ERR_INVALID_CERTIFICATE = 71;
    /// Revoked certificate.
    KDC_ERR_REVOKED_CERTIFICATE = 72;
    /// Revocation status unknown.
    KDC_ERR_REVOCATION_STATUS_UNKNOWN = 73;
    /// Revocation status unavailable.
    KDC_ERR_REVOCATION_STATUS_UNAVAILABLE = 74;
    /// The certificate names another client.
    KDC_ERR_CLIENT_NAME_MISMATCH = 75;
    /// The certificate names another KDC.
    KDC_ERR_KDC_NAME_MISMATCH = 76;
    /// The certificate is for another purpose.
    KDC_ERR_INCONSISTENT_KEY_PURPOSE = 77;
    /// Digest algorithm in the certificate not accepted.
    KDC_ERR_DIGEST_IN_CERT_NOT_ACCEPTED = 78;
    /// The paChecksum is missing.
    KDC_ERR_PA_CHECKSUM_MUST_BE_INCLUDED = 79;
    /// Digest algorithm in the signed data not accepted.
    KDC_ERR_DIGEST_IN_SIGNED_DATA_NOT_ACCEPTED = 80;
    /// Public key encryption not supported.
    KDC_ERR_PUBLIC_KEY_ENCRYPTION_NOT_SUPPORTED = 81;
    /// The conversation of pre-authentication has timed out.
    KDC_ERR_PREAUTH_EXPIRED = 90;
    /// Another round of pre-authentication is wanted.
    KDC_ERR_MORE_PREAUTH_DATA_REQUIRED = 91;
    /// The authentication set is not acceptable.
    KDC_ERR_PREAUTH_BAD_AUTHENTICATION_SET = 92;
    /// A FAST option that must be understood is not.
    KDC_ERR_UNKNOWN_CRITICAL_FAST_OPTIONS = 93;
    /// No key derivation function in common.
    KDC_ERR_NO_ACCEPTABLE_KDF = 100;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_named() {
        assert_eq!(name(KDC_ERR_WRONG_REALM), "KDC_ERR_WRONG_REALM");
        assert_eq!(name(-1), "unknown error code");
    }
}
