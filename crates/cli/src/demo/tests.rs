//! The demo itself, over loopback sockets.

use super::story::Told;
use super::*;

fn told() -> (Scene, Vec<Told>) {
    let folder = Folder::of(None).unwrap();
    let stage = Stage::set(&folder.out).unwrap();
    let scene = stage.play().unwrap();
    let steps = story::tell(&scene).unwrap();
    (scene, steps)
}

#[test]
fn ten_steps_lead_from_one_forest_to_a_service_of_the_other() {
    let (scene, steps) = told();
    assert_eq!(steps.len(), 10);
    let tickets: Vec<String> = scene.steps.iter().map(|step| step.hop.credential.server.to_string()).collect();
    assert_eq!(
        tickets,
        [
            "krbtgt/EUROPE.TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM",
            "krbtgt/TAILSPINTOYS.COM@EUROPE.TAILSPINTOYS.COM",
            "krbtgt/WINGTIPTOYS.COM@TAILSPINTOYS.COM",
            "krbtgt/USA.WINGTIPTOYS.COM@WINGTIPTOYS.COM",
            "cifs/fileserver1.usa.wingtiptoys.com@USA.WINGTIPTOYS.COM",
        ]
    );
    assert_eq!(scene.accepted.client, scene.user);
}

#[test]
fn the_routing_hint_is_found_at_step_three_and_the_global_catalog_knows_at_step_seven() {
    let (_, steps) = told();
    let rules = |step: usize| steps[step - 1].grounds.iter().map(|ground| ground.rule).collect::<Vec<_>>();
    assert!(rules(3).contains(&"routing-hint"), "{:?}", rules(3));
    assert_eq!(rules(7).last(), Some(&"global-catalog"));
    assert!(!rules(7).contains(&"routing-hint"));
}

#[test]
fn a_folder_of_the_demos_own_is_removed() {
    let folder = Folder::of(None).unwrap();
    let path = folder.out.path().to_owned();
    assert!(path.exists());
    drop(folder);
    assert!(!path.exists());
}
