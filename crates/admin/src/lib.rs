//! Administration: what is asked, who may ask it, the changes that do it, and what is told of it.
//!
//! Every surface (the verbs of the command line, netdom, nltest, the wizard, the socket and HTTP) builds an
//! [`Operation`]. Whoever keeps the directory has it planned, checks the rights, applies the changes of the plan and
//! answers with facts. A dry run is the same plan, shown and not kept.
//!
//! This crate opens no socket and no file, reads no clock and draws no random numbers: those come from its caller.
//!
//! ```
//! use xrealm_admin::{Means, Plan, Wish, permits, plan};
//! # use chacha20::ChaCha20Rng;
//! # use rand_core::SeedableRng;
//! # use xrealm_directory::SecretSeed;
//! # use xrealm_names::{Moment, Principal, Timestamp};
//! # let now = Moment::at(Timestamp::from_unix(1_790_000_000));
//! # let mut rng = ChaCha20Rng::from_seed([7; 32]);
//! # let map = r#"
//! #     [[domain]]
//! #     name = "contoso.com"
//! #     users = [{ name = "Administrator", password = "Secret-1", groups = ["Domain Admins"] }]
//! #     [[domain]]
//! #     name = "fabrikam.com"
//! #     users = [{ name = "Administrator", password = "Secret-1", groups = ["Domain Admins"] }]
//! # "#;
//! # let seed = SecretSeed::new([7; 32]);
//! # let directory = xrealm_config::load(map, &seed, now, &mut |_| Ok(vec![]))?.directory;
//! let wish: Wish = serde_json::from_str(
//!     r#"{"operation":{"trust":{"create":{"ends":{"trusting":"CONTOSO","trusted":"fabrikam.com"}}}}}"#,
//! )?;
//! let mut means = Means {
//!     directory: &directory,
//!     now,
//!     rng: &mut rng,
//!     partner_address: &|_| None,
//!     partner_names: &|_| Ok(None),
//! };
//! let Plan::Write(plan) = plan(&wish, &mut means)? else { return Err("nothing to be done".into()) };
//! assert_eq!(plan.operation, "create external trust: CONTOSO.COM trusts FABRIKAM.COM, both ends");
//!
//! // Who proved to be whom, and to which realm.
//! let proven = ["Administrator@CONTOSO.COM", "Administrator@FABRIKAM.COM"].map(|name| Principal::parse(name));
//! let proven = proven.map(|who| who.map(|who| (who.realm.clone(), who)));
//! let [one, other] = proven;
//! permits(&directory, &[one?, other?], &plan.requires, now.time)?;
//!
//! let after = plan.apply(&directory, now)?;
//! assert!(after.realm_named(b"contoso.com").is_some_and(|realm| realm.trust_named(b"FABRIKAM").is_some()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ad_trust;
mod entry;
mod facts;
mod guid;
mod names;
pub mod netdom;
pub mod nltest;
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
pub use entry::{Entry, KeptClock, Surface, UsedProof, Who};
pub use facts::{
    AccountFacts, Answer, AuditFacts, AuthorizationFacts, ClockFacts, ControllerFacts, DomainFacts, Done, GroupFacts,
    LinkFacts, PasswordPolicyFacts, SecretFacts, SuffixFacts, SuffixListFacts, TrustEndFacts, Verification,
    VerificationFacts,
};
pub use octets::Octets;
pub use operation::{
    AccountOperation, AccountWish, Authentication, AuthorizationWish, ClockOperation, ControllerOperation, CreateTrust,
    NewAccountWish, Operation, OwnSuffixChange, OwnSuffixKind, Setting, SuffixChange, SuffixName, TrustEnds,
    TrustOperation, TrustSwitch,
};
pub use plan::{FarWish, Means, Plan, Told, WritePlan, plan};
pub use refusal::{AccountRefusal, OperationRefusal, RefusalKind};
pub use request::{Proof, Request, Wish};
pub use rights::{Requirement, Right, permits};
pub use secret::SecretText;
pub use timeline::Timeline;
pub use win32::Win32Status;
