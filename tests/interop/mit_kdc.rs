//! The MIT KDC of this machinery is itself right: MIT's own client walks its realms.

use xrealm_tests::{Client, ClientKind, MitKdc, MitRealm};

#[test]
fn mit_walks_the_realms_of_its_own_kdc() {
    let kdc = three_realms();
    let client = Client::of(ClientKind::Mit, &kdc.krb5_conf());

    client.log_in("alice@A.LAB.TEST", "Secret-1").expect_success();
    client.get("host/db.b.lab.test").expect_success();

    assert_eq!(
        client.tickets_received(),
        ["krbtgt/LAB.TEST@A.LAB.TEST", "krbtgt/B.LAB.TEST@LAB.TEST", "host/db.b.lab.test@B.LAB.TEST",]
    );
}

/// `A.LAB.TEST` and `B.LAB.TEST` below `LAB.TEST`, each sharing a key with the realm above it.
pub(crate) fn three_realms() -> MitKdc {
    let realm = |name: &str, principals: &[(&str, &str)]| MitRealm {
        name: name.to_owned(),
        principals: principals
            .iter()
            .map(|(principal, password)| ((*principal).to_owned(), (*password).to_owned()))
            .collect(),
    };
    MitKdc::start(&[
        realm("A.LAB.TEST", &[("+requires_preauth alice", "Secret-1"), ("krbtgt/LAB.TEST@A.LAB.TEST", "up-1")]),
        realm("LAB.TEST", &[("krbtgt/LAB.TEST@A.LAB.TEST", "up-1"), ("krbtgt/B.LAB.TEST@LAB.TEST", "down-1")]),
        realm("B.LAB.TEST", &[("krbtgt/B.LAB.TEST@LAB.TEST", "down-1"), ("host/db.b.lab.test", "Secret-2")]),
    ])
}
