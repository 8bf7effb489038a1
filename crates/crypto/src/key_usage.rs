//! Key usage numbers: RFC 4120 §7.5.1, RFC 4121 §2, RFC 6113, RFC 6806, MS-KILE 3.1.5.9.

/// What a derived key is for. The same key under two usages gives unrelated ciphertexts and checksums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyUsage(
    /// The number, as the RFCs assign it.
    pub u32,
);

impl KeyUsage {
    /// PA-ENC-TIMESTAMP, under the client's key.
    pub const PA_ENC_TIMESTAMP: Self = Self(1);
    /// The encrypted part of a ticket, under the service's key.
    pub const TICKET: Self = Self(2);
    /// The encrypted part of an AS-REP, under the reply key.
    pub const AS_REP_ENC_PART: Self = Self(3);
    /// Authorization data of a TGS-REQ, under the session key.
    pub const TGS_REQ_AUTHDATA_SESSION: Self = Self(4);
    /// Authorization data of a TGS-REQ, under the authenticator's subkey.
    pub const TGS_REQ_AUTHDATA_SUBKEY: Self = Self(5);
    /// The checksum in the authenticator of a TGS-REQ, under the session key.
    pub const TGS_REQ_AUTHENTICATOR_CKSUM: Self = Self(6);
    /// The authenticator of a TGS-REQ, under the session key.
    pub const TGS_REQ_AUTHENTICATOR: Self = Self(7);
    /// The encrypted part of a TGS-REP, under the session key.
    pub const TGS_REP_SESSION: Self = Self(8);
    /// The encrypted part of a TGS-REP, under the authenticator's subkey.
    pub const TGS_REP_SUBKEY: Self = Self(9);
    /// The checksum in the authenticator of an AP-REQ, under the session key.
    pub const AP_REQ_AUTHENTICATOR_CKSUM: Self = Self(10);
    /// The authenticator of an AP-REQ, under the session key.
    pub const AP_REQ_AUTHENTICATOR: Self = Self(11);
    /// The encrypted part of an AP-REP, under the session key.
    pub const AP_REP: Self = Self(12);
    /// The encrypted part of a KRB-PRIV.
    pub const KRB_PRIV: Self = Self(13);
    /// The encrypted part of a KRB-CRED.
    pub const KRB_CRED: Self = Self(14);
    /// The checksum of a KRB-SAFE.
    pub const KRB_SAFE: Self = Self(15);
    /// PAC credentials, KERB_NON_KERB_SALT.
    pub const PAC_CREDENTIALS: Self = Self(16);
    /// PAC signatures and PA-FOR-USER, KERB_NON_KERB_CKSUM_SALT.
    pub const PAC: Self = Self(17);
    /// The checksum of an AD-KDC-ISSUED element.
    pub const AD_KDC_ISSUED: Self = Self(19);
    /// Sealing by a GSS acceptor (RFC 4121 §2).
    pub const GSS_ACCEPTOR_SEAL: Self = Self(22);
    /// Signing by a GSS acceptor (RFC 4121 §2).
    pub const GSS_ACCEPTOR_SIGN: Self = Self(23);
    /// Sealing by a GSS initiator (RFC 4121 §2).
    pub const GSS_INITIATOR_SEAL: Self = Self(24);
    /// Signing by a GSS initiator (RFC 4121 §2).
    pub const GSS_INITIATOR_SIGN: Self = Self(25);
    /// PA-S4U-X509-USER in a request.
    pub const PA_S4U_X509_USER_REQUEST: Self = Self(26);
    /// PA-S4U-X509-USER in a reply.
    pub const PA_S4U_X509_USER_REPLY: Self = Self(27);
    /// The checksum of a FAST armored request (RFC 6113 §5.4.2).
    pub const FAST_REQ_CHKSUM: Self = Self(50);
    /// The encrypted part of a FAST request.
    pub const FAST_ENC: Self = Self(51);
    /// The encrypted part of a FAST reply.
    pub const FAST_REP: Self = Self(52);
    /// The checksum of KrbFastFinished.
    pub const FAST_FINISHED: Self = Self(53);
    /// Encrypted challenge of the client.
    pub const ENC_CHALLENGE_CLIENT: Self = Self(54);
    /// Encrypted challenge of the KDC.
    pub const ENC_CHALLENGE_KDC: Self = Self(55);
    /// The checksum over the AS-REQ that PA-REQ-ENC-PA-REP carries (RFC 6806 §11).
    pub const REQ_ENC_PA_REP: Self = Self(56);
}
