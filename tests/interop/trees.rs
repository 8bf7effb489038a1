//! Three levels, two trees and a shortcut.

use xrealm_tests::{Client, ClientKind, Daemon};

with_each_client! {
    fn a_shortcut_leads_there_in_one_hop(kind: ClientKind) {
        asks(kind, "seller1@SALES.EUROPE.FABRIKAM.TEST", "host/labserver1.lab.research.fabrikam.test", &[
            "SALES.EUROPE.FABRIKAM.TEST",
            "LAB.RESEARCH.FABRIKAM.TEST",
        ]);
    }

    fn a_one_way_shortcut_leaves_the_way_back_over_the_root(kind: ClientKind) {
        asks(kind, "chemist1@LAB.RESEARCH.FABRIKAM.TEST", "host/salesserver1.sales.europe.fabrikam.test", &[
            "LAB.RESEARCH.FABRIKAM.TEST",
            "RESEARCH.FABRIKAM.TEST",
            "FABRIKAM.TEST",
            "EUROPE.FABRIKAM.TEST",
            "SALES.EUROPE.FABRIKAM.TEST",
        ]);
    }

    fn the_second_tree_is_reached_over_the_forest_root(kind: ClientKind) {
        asks(kind, "seller1@SALES.EUROPE.FABRIKAM.TEST", "host/contososerver1.contoso.test", &[
            "SALES.EUROPE.FABRIKAM.TEST",
            "EUROPE.FABRIKAM.TEST",
            "FABRIKAM.TEST",
            "CONTOSO.TEST",
        ]);
    }
}

fn asks(kind: ClientKind, user: &str, service: &str, realms: &[&str]) {
    let daemon = Daemon::serve("tree-with-shortcut.toml");
    let client = Client::of(kind, &daemon.krb5_conf());
    client.log_in(user, "Secret-1").expect_success();
    client.forget_trace();

    client.get(service).expect_success();

    assert_eq!(client.realms_asked(), realms);
    let last = realms.last().map(|realm| format!("{service}@{realm}")).unwrap_or_default();
    crate::tickets::assert_service_ticket(&client, &last);
}
