//! Users of a live MIT or Heimdal realm walk into our forest, and ours walk into theirs.

use xrealm_tests::{Client, ClientKind, PartnerKind};

use crate::live_partners::{Plan, SERVICE_SECRET, Scene};
use crate::opened_ticket::{OpenedTicket, open};

with_each_partner! {
    /// Row 15: the partner issues `krbtgt/CORP.TEST`, our KDC accepts it and issues the service ticket.
    fn a_user_of_the_partner_reaches_our_root(partner: PartnerKind, client: ClientKind) {
        let scene = two_way(partner);
        let client = scene.alice(client);

        client.get("host/web.corp.test").expect_success();

        assert_eq!(visited(&client), ["ATHENA.EXAMPLE", "CORP.TEST"]);
        assert_eq!(open(&client, "host/web.corp.test", "CORP.TEST", SERVICE_SECRET).transited, "");
    }

    /// Rows 15 and 18: the trust of the root carries the user on to the child.
    fn a_user_of_the_partner_reaches_our_child_domain(partner: PartnerKind, client: ClientKind) {
        let scene = two_way(partner);
        let client = scene.alice(client);

        client.get("host/files.child.corp.test").expect_success();

        assert_eq!(visited(&client), ["ATHENA.EXAMPLE", "CORP.TEST", "CHILD.CORP.TEST"]);
        let ticket = open(&client, "host/files.child.corp.test", "CHILD.CORP.TEST", SERVICE_SECRET);
        assert_eq!(ticket.client, "alice@ATHENA.EXAMPLE");
    }

    /// Row 15, the other direction of a two-way trust.
    fn a_user_of_our_root_reaches_the_partner(partner: PartnerKind, client: ClientKind) {
        let scene = two_way(partner);
        let client = scene.user1(client);

        client.get("host/db.athena.example").expect_success();

        assert_eq!(visited(&client), ["CORP.TEST", "ATHENA.EXAMPLE"]);
        assert_eq!(
            open(&client, "host/db.athena.example", "ATHENA.EXAMPLE", SERVICE_SECRET),
            OpenedTicket {
                client: "user1@CORP.TEST".to_owned(),
                transited_type: 1,
                transited: String::new(),
                transited_policy_checked: true,
            }
        );
    }

    /// Row 18: the root seals the ticket with a transited field of type 1, or the partner could not add the root to it.
    fn a_user_of_our_child_domain_reaches_the_partner(partner: PartnerKind, client: ClientKind) {
        let scene = two_way(partner);
        let client = scene.user2(client);

        client.get("host/db.athena.example").expect_success();

        assert_eq!(visited(&client), ["CHILD.CORP.TEST", "CORP.TEST", "ATHENA.EXAMPLE"]);
        assert_eq!(
            open(&client, "host/db.athena.example", "ATHENA.EXAMPLE", SERVICE_SECRET),
            OpenedTicket {
                client: "user2@CHILD.CORP.TEST".to_owned(),
                transited_type: 1,
                transited: "CORP.TEST".to_owned(),
                transited_policy_checked: true,
            }
        );
    }
}

with_each_partner! {
    /// The partner finds our root in the list and takes direct paths only: MIT answers 12, Heimdal 43.
    fn a_partner_whose_capaths_leave_our_root_out_refuses_users_of_our_child_domain(partner: PartnerKind) {
        let scene = Plan::with(partner)
            .both_keys()
            .section("[capaths]\n CHILD.CORP.TEST = {\n  ATHENA.EXAMPLE = .\n }\n")
            .trust("corp.test", "ATHENA.EXAMPLE", TWO_WAY)
            .start();
        let client = scene.user2(ClientKind::Mit);

        let done = client.get("host/db.athena.example");

        done.expect_failure(match partner {
            PartnerKind::Mit => "KDC policy rejects request",
            PartnerKind::Heimdal => "Illegal cross-realm ticket",
        });
    }
}

fn two_way(partner: PartnerKind) -> Scene {
    Plan::with(partner)
        .both_keys()
        .section("[capaths]\n CHILD.CORP.TEST = {\n  ATHENA.EXAMPLE = CORP.TEST\n }\n")
        .trust("corp.test", "ATHENA.EXAMPLE", TWO_WAY)
        .start()
}

/// The realms in the order of the first visit: Heimdal begins the path once more after its first step.
fn visited(client: &Client) -> Vec<String> {
    let mut realms = Vec::new();
    for realm in client.realms_asked() {
        if !realms.contains(&realm) {
            realms.push(realm);
        }
    }
    realms
}

/// With FOREST_TRANSITIVE the child learns which names lie beyond its root.
const TWO_WAY: &str = r#"direction = "two-way"
password = "Trust-Secret-1"
transitive = true
attributes = ["FOREST_TRANSITIVE"]
trusted_suffixes = ["athena.example"]"#;
