//! Every recorded answer of the real Helm, see `conformance/`.

use std::{collections::BTreeMap, path::Path};

use tollgate_source::{MemoryWorld, SourceMap, WorldPath};

use crate::{Rendered, Request, SourceMap as LineMap, render};

type Files = BTreeMap<String, Option<String>>;

fn path(name: &str) -> WorldPath {
    WorldPath::new(name).expect("names in tests are paths")
}

/// The chart `c` of `files`, rendered with Helm's flags.
fn rendered(files: &Files, flags: &[String]) -> (Rendered, SourceMap) {
    let mut world = MemoryWorld::new();
    for (name, text) in files {
        if let Some(text) = text {
            world.insert(path(name), text.as_bytes());
        }
    }
    let mut request = Request { release: "rel".to_owned(), namespace: "ns1".to_owned(), ..Request::default() };
    let mut flags = flags.iter();
    while let Some(flag) = flags.next() {
        let mut value = || flags.next().expect("the flag has a value").clone();
        match flag.as_str() {
            "-f" => request.values.push(path(&value())),
            "--set" => request.set.push(value()),
            "--set-string" => request.set_string.push(value()),
            "--set-json" => request.set_json.push(value()),
            "--set-file" => request.set_file.push(value()),
            "--set-literal" => request.set_literal.push(value()),
            "--kube-version" => request.kube_version = Some(value()),
            "--api-versions" => request.api_versions.push(value()),
            "--is-upgrade" => request.is_upgrade = true,
            "--include-crds" => request.include_crds = true,
            "--no-hooks" => request.no_hooks = true,
            // None of Helm's: as which release of it.
            "--helm-version" => request.options.version = value().parse().expect("it is known"),
            "--skip-tests" => request.skip_tests = true,
            "--skip-schema-validation" => request.skip_schema = true,
            other => panic!("{other} is not known here"),
        }
    }
    let sources = SourceMap::new();
    let rendered = render(&world, &sources, &path("c"), &request);
    (rendered, sources)
}

fn files(row: &serde_json::Value) -> Files {
    serde_json::from_value(row["files"].clone()).expect("files are texts by name")
}

#[test]
fn charts_render_as_helm_renders_them() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/charts.jsonl");
    let text = std::fs::read_to_string(file).expect("it can be read");
    let rows: Vec<serde_json::Value> =
        text.lines().map(|row| serde_json::from_str(row).expect("each line is JSON")).collect();
    let base = files(&rows[0]);
    let mut wrong = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let all: Files = base.clone().into_iter().chain(files(row)).collect();
        let flags: Vec<String> = serde_json::from_value(row["args"].clone()).expect("flags are texts");
        let (rendered, _) = rendered(&all, &flags);
        let told: Vec<&str> = rendered.diagnostics.iter().map(|one| one.message.as_str()).collect();
        let got = if rendered.is_failed() { None } else { Some(rendered.text().to_str().into_owned()) };
        if got.as_deref() != row["out"].as_str() {
            wrong.push(format!(
                "{}: {}\n  helm: {}{}\n  ours: {got:?} {told:?}",
                index + 1,
                row["what"],
                row["out"],
                row["err"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// What the template `text` writes as 3.17, as 3.21 and as 4, or the message of the error.
fn by_version(text: &str, values: &str, given: &str) -> Vec<String> {
    let files: Files = [
        ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\nmaintainers: [{name: me}]\n"),
        ("c/values.yaml", values),
        ("c/empty.txt", ""),
        ("c/templates/t.yaml", text),
        ("v.yaml", given),
    ]
    .map(|(name, text)| (name.to_owned(), Some(text.to_owned())))
    .into();
    let one = |version: &str| {
        let flags = ["-f", "v.yaml", "--helm-version", version].map(str::to_owned);
        let (rendered, _) = rendered(&files, &flags);
        if let Some(error) = rendered.diagnostics.first() {
            return format!("! {}", error.message);
        }
        let text = rendered.text().to_str().into_owned();
        text.lines().skip(2).collect::<Vec<_>>().join(" ")
    };
    ["3.17", "3.21", "4"].map(one).into()
}

/// There is no later release here to ask. Source of what is expected: the changes of `pkg/chartutil/coalesce.go`,
/// `pkg/engine` and `pkg/chart` between the tags v3.17.3, v3.21.4 and v4.2.4 of its repository.
#[test]
fn later_releases_differ_where_they_do() {
    let nulls = "a: {b: null, c: 1, d: 2}\ne: null\n";
    let check = |text: &str, expected: [&str; 3]| {
        assert_eq!(by_version(text, nulls, "a: {b: null, c: null, x: null}\n"), expected)
    };
    check(
        "{{ toJson .Values }}",
        [
            r#"{"a":{"d":2,"x":null},"e":null}"#,
            r#"{"a":{"b":null,"d":2,"x":null},"e":null}"#,
            r#"{"a":{"b":null,"d":2,"x":null}}"#,
        ],
    );
    check("k: {{ .Capabilities.KubeVersion }}", ["k: v1.32.0", "k: v1.36.0", "k: v1.36.0"]);
    check("k: {{ .Capabilities.APIVersions.Has \"resource.k8s.io/v1\" }}", ["k: false", "k: true", "k: true"]);
    check("k: {{ range 2 }}{{ . }}{{ end }}", ["! the template fails: range can't iterate over 2", "k: 01", "k: 01"]);
    check(
        "k: {{ len (.Files.Lines \"empty.txt\") }}",
        [
            "! the template fails: error calling Lines: runtime error: index out of range [-1]",
            "k: 0",
            "! the template fails: error calling Lines: runtime error: index out of range [-1]",
        ],
    );
    check(
        "k: {{ .Chart.Nope | default \"none\" }} {{ (index .Chart.Maintainers 0).Name }}",
        [
            "! the template fails: can't evaluate field Nope in type interface {}",
            "! the template fails: can't evaluate field Nope in type interface {}",
            "k: none me",
        ],
    );
    check(
        "k: {{ mustToYaml 1 }}",
        [
            "! the template cannot be read: function \"mustToYaml\" not defined",
            "! the template cannot be read: function \"mustToYaml\" not defined",
            "k: 1",
        ],
    );
}

#[test]
fn each_line_knows_its_template_and_its_values() {
    let files: Files = [
        ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
        ("c/values.yaml", "image:\n  tag: v1\nlabels:\n  a: x\n  b: z\nshow: true\n"),
        ("c/templates/_h.tpl", "{{ define \"l\" }}\nfixed: z\n{{ toYaml .Values.labels }}\n{{- end }}\n"),
        (
            "c/templates/t.yaml",
            "kind: X\nlabels:\n{{- include \"l\" . | nindent 2 }}\n{{- if .Values.show }}\nimage: \"app:{{ .Values.image.tag }}\"\n{{- end }}\nmissing: {{ default \"d\" .Values.image.none }}\n",
        ),
    ]
    .map(|(name, text)| (name.to_owned(), Some(text.to_owned())))
    .into();
    let (rendered, sources) = rendered(&files, &[]);
    let text = rendered.text();
    let map = LineMap::of(&text, &rendered.ledger, &sources);
    let shown: Vec<String> = text
        .to_str()
        .lines()
        .zip(&map.lines)
        .map(|(words, line)| {
            let template = line.template.as_deref().unwrap_or("-").rsplit('/').next().unwrap_or_default();
            let values: Vec<String> =
                line.values.iter().map(|value| format!("{}@{}", value.path, value.line.unwrap_or_default())).collect();
            let calls: Vec<String> = line
                .stack
                .iter()
                .filter(|frame| frame.role == crate::Role::Call)
                .map(|frame| frame.line.to_string())
                .collect();
            format!("{words} | {template}:{} < {} | {}", line.line, calls.join(","), values.join(" "))
        })
        .collect();
    let expected = [
        "--- | -:0 <  | ",
        "# Source: c/templates/t.yaml | -:0 <  | ",
        "kind: X | t.yaml:1 <  | ",
        "labels: | t.yaml:2 <  | ",
        "  ",
        "  fixed: z | _h.tpl:2 < 3 | ",
        "  a: x | _h.tpl:3 < 3 | labels.a@4",
        "  b: z | _h.tpl:3 < 3 | labels.b@5",
        "image: \"app:v1\" | t.yaml:5 <  | image.tag@2 show@6",
        "missing: d | t.yaml:7 <  | image.none@0",
    ];
    for (line, expected) in shown.iter().zip(expected) {
        // Of a line of blanks nobody asks.
        if !expected.trim().is_empty() {
            assert_eq!(line, expected);
        }
    }
    assert_eq!(shown.len(), expected.len());
}

#[test]
fn packed_charts_stay_within_themselves() {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, text) in
        [("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"), ("c/templates/t.yaml", "a: 1\n")]
    {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, text.as_bytes()).expect("it can be written");
    }
    let packed = |tar: Vec<u8>| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, &tar).expect("it can be written");
        gzip.finish().expect("it can be written")
    };
    let chart = |bytes: Vec<u8>| {
        let mut world = MemoryWorld::new();
        world.insert(path("c.tgz"), bytes);
        render(&world, &SourceMap::new(), &path("c.tgz"), &Request::default())
    };
    let good = chart(packed(archive.into_inner().expect("it can be written")));
    assert_eq!(good.text().to_str(), "---\n# Source: c/templates/t.yaml\na: 1\n");

    // A name that leads out is written by hand: the library refuses to.
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..16].copy_from_slice(b"c/../../evil.txt");
    header.set_size(1);
    header.set_cksum();
    let mut evil = header.as_bytes().to_vec();
    evil.extend([b'x']);
    evil.resize(512 * 4, 0);
    for (bytes, expected) in [
        (packed(evil), "leads out of the chart"),
        (b"no archive".to_vec(), "c.tgz"),
        (packed(vec![0; 200 << 20]), "c.tgz"),
    ] {
        let refused = chart(bytes);
        assert!(refused.is_failed());
        assert!(refused.diagnostics[0].message.contains(expected), "{:?}", refused.diagnostics);
    }
}

/// A chart that is checked rather than installed is rendered as far as it goes, and says what it lacks.
#[test]
fn what_can_be_rendered_is() {
    let files: Files = [
        ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies:\n- {name: db, version: 1.x}\n"),
        ("c/templates/bad.yaml", "{{ if }}\n"),
        ("c/templates/broken.yaml", "a: {{ .Values.x.y }}\n"),
        ("c/templates/helped.yaml", "a: {{ include \"db.name\" . }}\n"),
        ("c/templates/told.yaml", "a: {{ .Values.db.auth.name }}\n"),
        ("c/templates/no.yaml", "a: b: c\n"),
        ("c/templates/needs.yaml", "password: {{ required \"set db.password\" .Values.db.password }}\n"),
        ("c/templates/ok.yaml", "kind: Good\n"),
        ("c/values.yaml", "db: {}\n"),
    ]
    .map(|(name, text)| (name.to_owned(), Some(text.to_owned())))
    .into();
    let mut world = MemoryWorld::new();
    files.iter().for_each(|(name, text)| world.insert(path(name), text.clone().unwrap_or_default().into_bytes()));
    let mut request = Request::default();
    request.options.is_strict = false;
    let rendered = render(&world, &SourceMap::new(), &path("c"), &request);
    let kinds: Vec<&str> = rendered.manifests.iter().map(|manifest| manifest.kind.as_str()).collect();
    assert!(kinds.contains(&"Good"), "{kinds:?}");
    let told: Vec<String> = rendered
        .diagnostics
        .iter()
        .map(|one| format!("{} ({})", one.message, one.help.as_deref().unwrap_or_default()))
        .collect();
    for expected in [
        "the dependency `db` (1.x) is not in `charts/`",
        "2 templates need what `db` would bring, and could not be rendered",
        "the template cannot be read: missing value for if",
        "the template fails: nil pointer evaluating interface {}.y (give `x` a value",
        "the chart does not render: set db.password (give `db.password` a value",
        "what `c/templates/no.yaml` writes is no YAML",
    ] {
        assert!(told.iter().any(|one| one.contains(expected)), "{expected}: {told:#?}");
    }
    // What follows from what is missing is told once.
    assert!(!told.iter().any(|one| one.contains("db.name") || one.contains("db.auth")), "{told:#?}");
}
