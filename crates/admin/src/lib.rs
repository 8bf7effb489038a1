//! Administration: what is asked, who may ask it, the changes that do it, and what is told of it.
//!
//! Every surface (the verbs of the command line, netdom, nltest, the wizard, the socket and HTTP) builds an
//! [`Operation`]. Whoever keeps the directory has it planned, checks the rights, applies the changes of the plan and
//! answers with facts. A dry run is the same plan, shown and not kept.
//!
//! This crate opens no socket and no file, reads no clock and draws no random numbers: those come from its caller.
//!
//! ```
//! use xrealm_admin::{Operation, TrustOperation};
//!
//! let asked: Operation = serde_json::from_str(r#"{"trust":{"list":{"realm":"tailspintoys.com"}}}"#)?;
//! assert_eq!(asked, Operation::Trust(TrustOperation::List { realm: Some("tailspintoys.com".to_owned()) }));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod ad_trust;
mod entry;
mod facts;
mod guid;
pub mod netdom;
pub mod nltest;
mod names;
mod octets;
mod operation;
mod plan;
mod refusal;
mod request;
mod rights;
mod secret;
mod timeline;
pub mod upkeep;
mod verify;
mod win32;

pub use ad_trust::ad_trust_json;
pub use entry::{Entry, Surface, Who};
pub use facts::{
    AccountFacts, Answer, AuditFacts, ClockFacts, ControllerFacts, DomainFacts, Done, LinkFacts, PasswordPolicyFacts, SecretFacts,
    SuffixFacts, SuffixListFacts, TrustEndFacts, Verification, VerificationFacts,
};
pub use octets::Octets;
pub use operation::{
    AccountOperation, AccountWish, Authentication, ClockOperation, ControllerOperation, CreateTrust, NewAccountWish, Operation,
    Setting,
    SuffixChange, SuffixName, TrustEnds, TrustOperation, TrustSwitch,
};
pub use plan::{FarWish, Means, Plan, Told, WritePlan, plan};
pub use refusal::{AccountRefusal, OperationRefusal, RefusalKind};
pub use request::{Proof, Request, Wish};
pub use rights::{Requirement, Right, permits};
pub use secret::SecretText;
pub use win32::Win32Status;
pub use timeline::Timeline;
