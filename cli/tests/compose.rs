//! Compose files on the command line: what makes a project, what is given to it, and what is refused.

use crate::harness::Folder;

const MAIN: &str = "services:\n  web:\n    image: ${REGISTRY}/web:1.2\n    ports: [\"127.0.0.1:8080:80\"]\n  tool:\n    image: tool:1\n    profiles: [debug]\n    privileged: true\n";
const PROD: &str = "services:\n  web:\n    privileged: true\n";

/// `rule file:line confidence` of the findings about `compose/privileged`, and the exit code.
fn privileged(folder: &Folder, args: &[&str]) -> (Option<i32>, Vec<String>) {
    let run = folder.check(&[&["--select", "compose/privileged"], args].concat());
    let report = run.json();
    let findings = report["findings"].as_array().expect("an array").iter();
    let show = |one: &serde_json::Value| {
        let variants: Vec<&str> = one["variants"].as_array().into_iter().flatten().filter_map(|v| v.as_str()).collect();
        let text = |key: &str| one[key].as_str().expect("text").to_owned();
        format!("{}:{} {} {}", text("file"), one["line"], text("confidence"), variants.join(","))
    };
    (run.code, findings.map(show).map(|line| line.trim_end().to_owned()).collect())
}

#[test]
fn projects_are_found_and_laid_over_one_another() {
    let folder = Folder::new(&[("compose.yaml", MAIN), ("compose.prod.yaml", PROD)]);
    let tool = |variants: &str| format!("compose.yaml:8 possible{variants}");
    assert_eq!(
        privileged(&folder, &[]),
        (Some(1), vec!["compose.prod.yaml:3 definite prod".into(), tool(" default,prod")])
    );
    // A file that was changed stands for the project that it is a part of.
    assert_eq!(privileged(&folder, &["compose.prod.yaml"]).1.len(), 2);
    assert_eq!(privileged(&folder, &["-f", "compose.yaml"]), (Some(0), vec![tool("")]));
    assert_eq!(privileged(&folder, &["-f", "compose.yaml", "-f", "compose.prod.yaml"]).0, Some(1));
    assert_eq!(
        privileged(&folder, &["-f", "compose.yaml", "--profile", "debug"]),
        (Some(1), vec!["compose.yaml:8 definite".into()])
    );
    folder.write(
        "tollgate.toml",
        "[compose.projects.live]\nfiles = [\"compose.yaml\", \"compose.prod.yaml\"]\nprofiles = \"debug\"\n",
    );
    assert_eq!(privileged(&folder, &[]).1, ["compose.prod.yaml:3 definite live", "compose.yaml:8 definite live"]);
}

#[test]
fn what_is_only_there_with_a_profile_is_told() {
    let folder = Folder::new(&[("compose.yaml", MAIN)]);
    let run = folder.run(&["check", "--select", "compose/privileged"]);
    assert!(run.stdout.contains("possible error[compose/privileged]"), "{}", run.stdout);
    assert!(run.stdout.contains("is there only with the profile `debug`, which is not active"), "{}", run.stdout);
}

#[test]
fn the_merged_model_is_printed_as_docker_compose_does() {
    let folder =
        Folder::new(&[("compose.yaml", MAIN), ("compose.prod.yaml", PROD), ("prod.env", "REGISTRY=example.org\n")]);
    let run =
        folder.run(&["inspect", "compose.yaml", "compose.prod.yaml", "--env-file", "prod.env", "--format", "compose"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let name = folder.path().file_name().and_then(|name| name.to_str()).expect("text").to_lowercase();
    let name = name.trim_start_matches('.').to_owned();
    let expected = format!(
        "name: {name}\nservices:\n  web:\n    image: example.org/web:1.2\n    networks:\n      default: null\n    ports:\n      - mode: ingress\n        host_ip: 127.0.0.1\n        target: 80\n        published: \"8080\"\n        protocol: tcp\n    privileged: true\nnetworks:\n  default:\n    name: {name}_default\n"
    );
    assert_eq!(run.stdout, expected);
    // Without a value it is empty, as Docker Compose has it, and that is told.
    let run = folder.run(&["inspect", "compose.yaml", "--format", "compose"]);
    assert!(run.stdout.contains("image: /web:1.2") && run.stderr.contains("the variable `REGISTRY` is not set"));
    // As JSON it is unknown.
    let json = folder.run(&["inspect", "compose.yaml", "--format", "json"]).json();
    let resources = json["roots"][0]["resources"].as_array().expect("an array").clone();
    let web = resources.iter().find(|one| one["address"] == "compose:service/web").expect("there");
    assert_eq!(web["type"], "compose/service");
    assert_eq!(web["exists"], "yes");
    assert_eq!(web["attributes"]["image"]["$unknown"]["reason"], "environment variable `REGISTRY` is not set");
    assert_eq!(web["attributes"]["image_reference"]["tag"], "1.2");
}

#[test]
fn the_environment_counts_only_when_it_is_to_be_inherited() {
    let folder = Folder::new(&[("compose.yaml", "services:\n  web:\n    image: x:${PATH:-none}\n")]);
    let image = |args: &[&str]| {
        let run = folder.run(&[&["inspect", "compose.yaml", "--format", "compose"], args].concat());
        run.stdout.lines().find(|line| line.contains("image:")).map(str::to_owned)
    };
    assert_eq!(image(&[]).as_deref(), Some("    image: x:none"));
}

#[test]
fn values_of_environment_files_are_not_shown() {
    let folder = Folder::new(&[
        ("compose.yaml", "services:\n  db:\n    image: postgres:17\n    env_file: db.env\n    restart: ${POLICY}\n"),
        (".env", "POLICY=hunter2secret\n"),
        ("db.env", "POSTGRES_PASSWORD=hunter2secret\nBROKEN 'hunter2secret\n"),
    ]);
    for args in [&["check"][..], &["check", "--format", "json"], &["inspect", "--format", "compose", "compose.yaml"]] {
        let run = folder.run(args);
        let told = if args.contains(&"compose") { run.stderr } else { format!("{}{}", run.stdout, run.stderr) };
        assert!(!told.contains("hunter2secret"), "{args:?}\n{told}");
    }
}

#[test]
fn what_is_wrong_is_a_finding() {
    let check = |files: &[(&str, &str)], args: &[&str], code: i32, words: &str| {
        let run = Folder::new(files).check(args);
        let all = format!("{}{}", run.stdout, run.stderr);
        assert_eq!(run.code, Some(code), "{all}");
        assert!(all.contains(words), "`{words}` is not in\n{all}");
    };
    check(&[("compose.yaml", "services:\n\tweb: x\n")], &[], 1, "syntax/yaml");
    check(&[("compose.yaml", "services:\n  web:\n    imge: x\n")], &[], 1, "did you mean `image`?");
    check(&[("compose.yaml", "a: 1\n")], &[], 1, "syntax/compose");
    check(&[("notes.yaml", "a: 1\n")], &["notes.yaml"], 0, "is neither a Compose file nor a Kubernetes manifest");
    check(&[("stack.yml", "services:\n  web:\n    imge: x\n")], &["stack.yml"], 1, "did you mean `image`?");
    check(&[("compose.yaml", MAIN)], &["-f", "gone.yaml"], 2, "`gone.yaml` does not exist");
    check(&[("compose.yaml", MAIN)], &["--max-file-size", "100"], 1, "more than the limit of 100");
    check(&[("compose.yaml", MAIN)], &["--max-file-size", "big"], 2, "write a number of bytes");
    check(
        &[("compose.yaml", MAIN), ("tollgate.toml", "[compose]\nprofile = []\n")],
        &[],
        2,
        "did you mean `profiles`?",
    );
}

#[test]
fn fixes_keep_comments_and_layout() {
    let text = "# The shop.\nversion: '3.8'   # old\n\nservices:\n    web:      # the front\n        image: web:1\n        # behind a proxy\n        ports:\n            - \"127.0.0.1:80:80\"\n";
    let folder = Folder::new(&[("compose.yaml", text)]);
    let run = folder.run(&["check", "--fix", "--select", "compose/obsolete-version"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert_eq!(folder.read("compose.yaml"), text.replace("version: '3.8'   # old\n", ""));
}
