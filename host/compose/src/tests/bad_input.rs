//! What is said of files that are wrong.

use super::{complaints, project};

/// The complaints about a service whose lines are `text`.
fn service(text: &str, expected: &[&str]) {
    let indented: String = text.lines().map(|line| format!("    {line}\n")).collect();
    check(&format!("services:\n  app:\n{indented}"), expected);
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(complaints(&[("compose.yaml", text)]), expected, "{text}");
}

#[test]
fn yaml_that_cannot_be_read() {
    let first = |text: &str| complaints(&[("compose.yaml", text)]).into_iter().next().unwrap_or_default();
    assert!(
        first("services:\n\tapp:\n").contains("a tab cannot be used for indentation"),
        "{}",
        first("services:\n\tapp:\n")
    );
    for open in ["image: \"x\n", "image: 'x\n    ports: ['80']\n", "ports: [80\n"] {
        let told = first(&format!("services:\n  app:\n    {open}"));
        assert!(told.contains("this cannot be read as YAML") && told.contains("never closed"), "{told}");
    }
    assert!(first("services:\n  app:\n    image: *x\n").contains("there is no anchor `&x`"));
}

#[test]
fn unknown_keys_and_wrong_types() {
    service(
        "imge: x",
        &[
            "compose.yaml:3: `services.app` does not take `imge` (did you mean `image`?)",
            "compose.yaml:2: service `app` has neither `image` nor `build` (say which image it runs, or how to build it)",
        ],
    );
    service("image: [x]", &["compose.yaml:3: `services.app.image` must be a text, and this is a list"]);
    service(
        "image: x\nprivileged: 1",
        &[
            "compose.yaml:4: `services.app.privileged` must be `true` or `false` or a text, and this is a number: a text is written in quotes",
        ],
    );
    service(
        "image: x\nports: 80",
        &["compose.yaml:4: `services.app.ports` must be a list, and this is a number: a text is written in quotes"],
    );
    service(
        "image: x\ndepends_on: { db: { condition: healthy } }",
        &[
            "compose.yaml:4: `services.app.depends_on.db.condition` must be one of `service_started`, `service_healthy`, `service_completed_successfully`",
            "compose.yaml:4: there is no service `db` (define it under `services` at the top level)",
        ],
    );
    check(
        "service: {}\nservices: { a: { image: b } }\n",
        &["compose.yaml:1: a Compose file does not take `service` (did you mean `services`?)"],
    );
}

#[test]
fn names_that_do_not_exist() {
    service(
        "image: x\nnetworks: [frontned]",
        &["compose.yaml:4: there is no network `frontned` (define it under `networks` at the top level)"],
    );
    let text = "services:\n  app:\n    image: x\n    networks: [frontned]\nnetworks:\n  frontend: {}\n";
    check(text, &["compose.yaml:4: there is no network `frontned` (did you mean `frontend`?)"]);
    service(
        "image: x\nvolumes: ['data:/d']",
        &["compose.yaml:4: there is no volume `data` (define it under `volumes` at the top level)"],
    );
    service(
        "image: x\nenv_file: gone.env",
        &[
            "compose.yaml:4: the environment file `gone.env` does not exist (without it the project does not start: create it, or write `required: false`)",
        ],
    );
}

#[test]
fn circles() {
    let text = "services:\n  a: { image: x, depends_on: [b] }\n  b: { image: x, depends_on: [a] }\n";
    check(
        text,
        &[
            "compose.yaml:3: services depend on one another in a circle: `a`, `b` and again `a` (remove one of them: none could ever start first)",
        ],
    );
    let text = "services:\n  a: { extends: b }\n  b: { extends: a }\n";
    check(
        text,
        &[
            "compose.yaml:2: services extend one another in a circle: `a`, `b` and again `a` (let one of them stand by itself, and say there what both need)",
        ],
    );
    let text = "services:\n  a: { extends: b }\n  b: { extends: c }\n  c: { extends: b }\n";
    check(
        text,
        &[
            "compose.yaml:3: services extend one another in a circle: `b`, `c` and again `b` (let one of them stand by itself, and say there what both need)",
        ],
    );
    let told = complaints(&[("compose.yaml", "include: [b.yaml]\n"), ("b.yaml", "include: [compose.yaml]\n")]);
    assert!(told[0].contains("files include one another in a circle: `compose.yaml`, `b.yaml` and again"), "{told:?}");
}

#[test]
fn templates_that_never_end() {
    service(
        "image: 'app:${TAG'",
        &[
            "compose.yaml:3: `services.app.image` uses a variable in a form that does not exist (write `${NAME}` or `${NAME:-default}`, and `$$` for a dollar sign)",
        ],
    );
    // Somebody will set it, or the project does not start: both is for who runs it to know.
    service("image: 'app:${TAG:?say which}'", &[]);
}

#[test]
fn files_that_are_no_compose_files() {
    check(
        "just text\n",
        &[
            "compose.yaml:1: this is no Compose file: it does not begin with a mapping (a Compose file has `services:` at its top level)",
        ],
    );
    check(
        "",
        &["compose.yaml:1: this says nothing: there are no services (a Compose file has `services:` at its top level)"],
    );
    assert_eq!(
        complaints(&[("compose.yaml", "include: [../x.yaml]\n")])[0],
        "compose.yaml:1: `../x.yaml` leads out of the scanned folder"
    );
}

#[test]
fn one_mistake_costs_itself() {
    let text = "services:\n  app:\n    image: x\n    ports: ['80:80', 'x:y']\n    volumes: ['data:/d:ro:x']\n";
    check(
        text,
        &[
            "compose.yaml:4: `x:y` at `services.app.ports` cannot be read as a port: `y` is no port: a port is a number up to 65535",
            "compose.yaml:5: `data:/d:ro:x` at `services.app.volumes[]` cannot be read as a volume: it has too many colons",
        ],
    );
    let (project, _) = super::project(&[("compose.yaml", text)]);
    let app = project.resources.iter().find(|one| one.address.name().as_ref() == "app").expect("still there");
    assert_eq!(app.body.get("ports").and_then(|ports| ports.elements()).map(<[_]>::len), Some(1));
}

/// What was not read may say anything: what is missing here may be there.
#[test]
fn what_cannot_be_read_is_not_absent() {
    let text = "services:\n  app:\n    extends: { file: https://example.org/x.yaml, service: x }\n    ports: ['80:80']\n    command: [run]\n  side:\n    extends: app\n  whole: { image: x }\n";
    let (project, _) = project(&[("compose.yaml", text)]);
    let service = |name: &str| {
        let is_it = |one: &&tollgate_ir::Resource| one.address.to_string() == format!("compose:service/{name}");
        &project.resources.iter().find(is_it).expect("the service").body
    };
    for name in ["app", "side"] {
        let body = service(name);
        assert!(body.open().is_some(), "{name}");
        assert!(body.get("ports").and_then(tollgate_ir::Value::open).is_some(), "{name}");
        assert!(body.get("command").is_some_and(|command| command.open().is_none()), "{name}");
        assert!(body.get("networks").is_none(), "{name}");
    }
    assert!(service("whole").open().is_none());
    check(text, &["compose.yaml:3: `https://example.org/x.yaml` is not fetched: what `x` says there is not known"]);
    check(
        "include: ['https://example.org/x.yaml']\nservices:\n  app: { image: x, networks: [there], depends_on: [other] }\n",
        &["compose.yaml:1: `https://example.org/x.yaml` is not fetched, so it was not checked"],
    );
}
