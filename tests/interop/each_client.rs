//! One scenario, run once with each client.

/// Makes of each function a module with two tests, `mit` and `heimdal`.
macro_rules! with_each_client {
    ($($(#[$attribute:meta])* fn $name:ident($kind:ident: ClientKind) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            use super::*;

            #[test]
            fn mit() {
                scenario(ClientKind::Mit);
            }

            #[test]
            fn heimdal() {
                scenario(ClientKind::Heimdal);
            }

            fn scenario($kind: ClientKind) $body
        }
    )+};
}
