//! One scenario, run once with each partner's KDC.

/// Makes of each function a module with two tests, `mit_kdc` and `heimdal_kdc`; of one with a client four.
macro_rules! with_each_partner {
    ($($(#[$attribute:meta])* fn $name:ident($partner:ident: PartnerKind $(, $client:ident: ClientKind)?) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            use super::*;

            mod mit_kdc {
                use super::*;
                with_each_partner!(@ PartnerKind::Mit $(, $client)?);
            }

            mod heimdal_kdc {
                use super::*;
                with_each_partner!(@ PartnerKind::Heimdal $(, $client)?);
            }

            fn scenario($partner: PartnerKind $(, $client: ClientKind)?) $body
        }
    )+};
    (@ $kind:expr) => {
        #[test]
        fn alone() {
            scenario($kind);
        }
    };
    (@ $kind:expr, $client:ident) => {
        #[test]
        fn with_mit_client() {
            scenario($kind, ClientKind::Mit);
        }

        #[test]
        fn with_heimdal_client() {
            scenario($kind, ClientKind::Heimdal);
        }
    };
}
