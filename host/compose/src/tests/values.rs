//! What is known of values that depend on variables, where values come from, and who refers to whom.

use tollgate_ir::{Kind, Resource, Value};
use tollgate_source::SourceMap;

use super::project;

/// `text`, `?VARIABLE` for what depends on one without a value, and the text before it if that is known.
fn show(value: &Value) -> String {
    match &value.kind {
        Kind::Unknown(unknown) => {
            let (reason, _) = unknown.why.describe();
            let name = reason.split('`').nth(1).unwrap_or_default().to_owned();
            format!("{}?{name}", unknown.refinement.prefix.as_deref().unwrap_or_default())
        }
        Kind::Null(_) => "null".into(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(value) => value.to_string(),
        Kind::String(text) => text.to_string(),
        Kind::Tuple(items, _) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Kind::Object(entries, _) => {
            let entries = entries.iter().map(|(key, entry)| format!("{key}: {}", show(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => format!("{other:?}"),
    }
}

fn resource<'p>(project: &'p tollgate_ir::Project, address: &str) -> &'p Resource {
    let found = project.resources.iter().find(|resource| resource.address.to_string() == address);
    found.unwrap_or_else(|| panic!("no {address}"))
}

/// The attribute `name` of service `app`, whose lines are `text`.
fn check(text: &str, name: &str, expected: &str) {
    let file = format!("services:\n  app:\n    image: app:1\n    {text}\n");
    let (project, _) = project(&[("compose.yaml", &file)]);
    let app = resource(&project, "compose:service/app");
    assert_eq!(app.body.get(name).map(show).as_deref(), Some(expected), "{text}");
}

#[test]
fn parts_of_short_forms_are_known_beside_holes() {
    let port = |text: &str, expected: &str| check(&format!("ports: [{text}]"), "ports", expected);
    port("'${P}:5432'", "[{host_ip: ?P, mode: ingress, protocol: tcp, published: ?P, target: 5432}]");
    port("'127.0.0.1:${P}:80'", "[{host_ip: 127.0.0.1, mode: ingress, protocol: tcp, published: ?P, target: 80}]");
    port("'${P:-8080}:80'", "[{mode: ingress, protocol: tcp, published: 8080, target: 80}]");
    port("'8080:${P}'", "[{mode: ingress, protocol: tcp, published: 8080, target: ?P}]");
    port("'${P}'", "[{host_ip: ?P, mode: ingress, protocol: ?P, published: ?P, target: ?P}]");
    let volume = |text: &str, expected: &str| check(&format!("volumes: [{text}]"), "volumes", expected);
    volume("'${DATA}:/data'", "[{source: ?DATA, target: /data, type: ?DATA}]");
    volume(
        "'./x/${D}:/data:ro'",
        "[{bind: {create_host_path: true}, read_only: true, source: ./x/?D, target: /data, type: bind}]",
    );
    check("command: run --user ${U} x", "command", "[run, --user, ?U, x]");
    check("environment: ['A=x${B}', C]", "environment", "{A: x?B, C: null}");
    check("user: ${U}", "user", "?U");
    check("privileged: ${P}", "privileged", "?P");
}

#[test]
fn images_have_parts() {
    let image = |text: &str, expected: &str| {
        let file = format!("services:\n  app:\n    image: {text}\n");
        let (project, _) = project(&[("compose.yaml", &file)]);
        let app = resource(&project, "compose:service/app");
        assert_eq!(app.body.get("image_reference").map(show).as_deref(), Some(expected), "{text}");
    };
    image("redis", "{name: redis, repository: redis}");
    image("redis:7-alpine", "{name: redis, repository: redis, tag: 7-alpine}");
    image("bitnami/redis:7", "{name: redis, repository: bitnami/redis, tag: 7}");
    image("ghcr.io/a/b@sha256:00", "{digest: sha256:00, name: b, registry: ghcr.io, repository: a/b}");
    image("localhost:5000/b", "{name: b, registry: localhost:5000, repository: b}");
    image("${REG}/app:latest", "{name: app, registry: ?REG, repository: ?REG, tag: latest}");
    image("app:${TAG}", "{name: app, repository: app, tag: ?TAG}");
    image("app${X}", "{name: app?X, repository: app?X, tag: app?X}");
    image("${IMAGE}", "{digest: ?IMAGE, name: ?IMAGE, registry: ?IMAGE, repository: ?IMAGE, tag: ?IMAGE}");
}

/// The text at the place of a value, and the steps back to where it is decided.
fn way(value: &Value, sources: &SourceMap) -> Vec<String> {
    let mut way = vec![sources.get(value.origin.span.file).slice(value.origin.span).to_owned()];
    for hop in value.origin.hops() {
        let file = sources.get(hop.origin.span.file);
        way.push(format!("{}: {} ({})", hop.how.describe(), file.slice(hop.origin.span), file.path));
    }
    way
}

#[test]
fn values_lead_to_their_lines() {
    let main = "x-base: &base\n  restart: always\nservices:\n  app:\n    <<: *base\n    image: app:${TAG}\n    ports: ['8080:80']\n    env_file: app.env\n    extends:\n      file: common.yaml\n      service: common\n";
    let files = [
        ("compose.yaml", main),
        (".env", "TAG=1.2\n"),
        ("app.env", "KEY=value\n"),
        ("common.yaml", "services:\n  common:\n    read_only: true\n"),
    ];
    let (project, sources) = project(&files);
    let body = &resource(&project, "compose:service/app").body;
    let way = |name: &str| way(body.get(name).expect(name), &sources);
    assert_eq!(way("restart"), ["*base", "merge key: always (compose.yaml)"]);
    assert_eq!(way("image"), ["app:${TAG}", "environment file `.env`: 1.2 (.env)"]);
    assert_eq!(way("read_only"), ["extends", "extended service: true (common.yaml)"]);
    let port = &body.get("ports").expect("ports").elements().expect("a list")[0];
    assert_eq!(super::values::way(port.get("target").expect("target"), &sources), ["80"]);
    assert_eq!(super::values::way(port.get("published").expect("published"), &sources), ["8080"]);
    let key = body.get("environment").and_then(|all| all.get("KEY")).expect("of the file");
    assert_eq!(super::values::way(key, &sources), ["app.env", "environment file `app.env`: value (app.env)"]);
    assert_eq!(body.get("environment_sources").map(show).as_deref(), Some("{KEY: env_file}"));
    let secret: Vec<_> =
        project.roots[0].secrets.iter().map(|span| sources.get(span.file).slice(*span).to_owned()).collect();
    assert_eq!(secret, ["1.2", "value"]);
}

#[test]
fn an_override_decides_where_it_stands() {
    let files = [
        ("compose.yaml", "services:\n  app:\n    image: a:1\n    ports: ['1:1']\n    environment: { A: x, B: y }\n"),
        ("compose.prod.yaml", "services:\n  app:\n    image: a:2\n    ports: ['2:2']\n    environment: [ 'B=z' ]\n"),
    ];
    let (project, sources) = project(&files);
    let body = &resource(&project, "compose:service/app").body;
    let place = |value: &Value| sources.get(value.origin.span.file).path.to_string();
    assert_eq!(place(body.get("image").expect("image")), "compose.prod.yaml");
    let ports = body.get("ports").and_then(Value::elements).expect("ports");
    assert_eq!(ports.iter().map(place).collect::<Vec<_>>(), ["compose.yaml", "compose.prod.yaml"]);
    assert_eq!(body.get("environment").map(show).as_deref(), Some("{A: x, B: z}"));
}

#[test]
fn services_refer_to_what_they_name() {
    let text = "services:\n  app:\n    image: a:1\n    ports: ['80:80']\n    networks: [back]\n    depends_on: [db]\n    volumes: ['data:/d', './x:/x']\n    secrets: [s]\n    configs: [{source: c, target: /c}]\n    links: ['db:database']\n  db:\n    image: b:1\n    networks: { back: {} }\n  side:\n    image: c:1\n    network_mode: service:app\nnetworks: { back: {} }\nvolumes: { data: {} }\nsecrets: { s: { file: s.txt } }\nconfigs: { c: { file: c.txt } }\n";
    let (project, _) = project(&[("compose.yaml", text)]);
    let name = |index: usize| project.resources[index].address.to_string().replace("compose:", "");
    let edges: Vec<String> =
        project.edges().iter().map(|edge| format!("{} > {}", name(edge.from), name(edge.to))).collect();
    assert_eq!(
        edges,
        [
            "service/app > service/db",
            "service/app > network/back",
            "service/app > volume/data",
            "service/app > config/c",
            "service/app > secret/s",
            "service/app > port/80/tcp",
            "service/db > network/back",
            "service/side > service/app",
        ]
    );
}

#[test]
fn services_of_inactive_profiles_may_not_exist() {
    let text = "services:\n  app:\n    image: a:1\n  tool:\n    image: b:1\n    profiles: [debug, local]\n";
    let (project, _) = project(&[("compose.yaml", text)]);
    let of = |address: &str| {
        let found = resource(&project, address);
        (found.exists, found.condition.as_ref().map(|label| label.text.clone()))
    };
    assert_eq!(of("compose:service/app"), (tollgate_ir::Tri::Yes, None));
    let condition = "is there only with the profiles `debug` or `local`, which is not active";
    assert_eq!(of("compose:service/tool"), (tollgate_ir::Tri::Unknown, Some(condition.to_owned())));
}
