//! HTTP to administrators, asked by curl.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};
use xrealm_tests::{Program, xrealm};

use super::office::{Office, create};

#[test]
fn with_the_token_everything_is_answered_as_on_the_socket() {
    let http = Http::open();
    let (status, told) = http.post(&[&http.bearer()], r#"{"v":1,"wish":{"operation":{"clock":"show"}}}"#);
    assert_eq!(status, 200, "{told}");
    assert!(json_of(&told)["answer"]["clock"]["now"].is_string(), "{told}");

    let wish = json!({ "operation": create("engineering.contoso.com", "marketing.contoso.com") }).to_string();
    let (status, told) = http.post(&[&http.bearer()], &format!(r#"{{"v":1,"wish":{wish}}}"#));
    assert_eq!((status, &json_of(&told)["error"]["kind"]), (403, &json!("not-authenticated")));
    let (status, _) = http.post(&[&http.bearer()], "nonsense");
    assert_eq!(status, 400);
    let long = http.office.daemon.out().join("long");
    fs::write(&long, "x".repeat(2 << 20)).expect("a file");
    let (status, _) = http.post(&[&http.bearer()], &format!("@{}", long.display()));
    assert_eq!(status, 413);
}

#[test]
fn without_the_token_nothing_is_told() {
    let http = Http::open();
    let question = r#"{"v":1,"ask":"realms"}"#;
    for headers in
        [vec![], vec!["Authorization: Bearer wrong".to_owned()], vec![format!("Authorization: Basic {}", http.token)]]
    {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        assert_eq!(http.post(&headers, question), (401, String::new()), "{headers:?}");
    }
    assert_eq!(http.curl(&["-X", "GET", &http.url("/")]), (401, String::new()), "not even which paths there are");
}

#[test]
fn a_browser_that_came_by_another_name_is_turned_away() {
    let http = Http::open();
    let question = r#"{"v":1,"ask":"realms"}"#;
    assert_eq!(http.post(&[&http.bearer(), "Host: evil.example"], question), (421, String::new()));
    assert_eq!(http.post(&[&http.bearer(), "Host: localhost"], question).0, 200);
}

#[test]
fn only_one_path_and_one_method_are_there() {
    let http = Http::open();
    let bearer = http.bearer();
    assert_eq!(http.curl(&["-H", &bearer, &http.url("/v1")]).0, 405);
    assert_eq!(http.curl(&["-H", &bearer, "-d", "{}", &http.url("/v2")]).0, 404);
}

#[test]
fn the_token_is_its_owners_alone() {
    let http = Http::open();
    let file = http.office.daemon.admin_token_file();
    assert_eq!(fs::metadata(file).expect("it is there").permissions().mode() & 0o777, 0o600);
    assert_eq!(http.token.len(), 64);
}

#[test]
fn other_machines_are_not_heard() {
    let office = Office::open();
    let topology = office.daemon.out().join("none.toml");
    fs::write(&topology, "[[domain]]\nname = \"a.test\"\n").expect("a file");
    let done = Program::new(xrealm())
        .arg("serve")
        .arg(&topology)
        .args(["--admin-http", "0.0.0.0:0", "--admin-token-file"])
        .arg(office.daemon.out().join("token"))
        .run();
    assert_eq!(done.code, 1, "{done}");
    assert!(done.stderr.contains("loopback"), "{done}");
}

struct Http {
    office: Office,
    token: String,
}

impl Http {
    fn open() -> Http {
        let office = Office::open_with(&["--admin-http", "127.0.0.1:0"]);
        let token = fs::read_to_string(office.daemon.admin_token_file()).expect("a token").trim().to_owned();
        Http { office, token }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.office.daemon.admin_url())
    }

    fn bearer(&self) -> String {
        format!("Authorization: Bearer {}", self.token)
    }

    /// Status and body.
    fn post(&self, headers: &[&str], body: &str) -> (u16, String) {
        let mut arguments: Vec<&str> = headers.iter().flat_map(|header| ["-H", header]).collect();
        let url = self.url("/v1");
        arguments.extend(["--data-binary", body, &url]);
        self.curl(&arguments)
    }

    fn curl(&self, arguments: &[&str]) -> (u16, String) {
        let done = Program::new("curl").args(["-s", "-w", "\n%{http_code}"]).args(arguments).run().expect_success();
        let (body, status) = done.stdout.trim_end().rsplit_once('\n').expect("a status");
        (status.parse().expect("a number"), body.to_owned())
    }
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
