//! Measures how fast YAML is read, beside other libraries on the same files.
//!
//! ```sh
//! cargo run --release -p tollgate-yaml --example throughput -- [FOLDER…]
//! ```
//!
//! Reads every `.yaml` and `.yml` file below the folders named, or manifests that it makes when none is, and
//! prints for each reader the megabytes per second of its fastest run and how many files it refuses. Templates of
//! charts are no YAML: nobody reads all of them. The files are in memory before anything is measured.
#![expect(clippy::print_stdout, reason = "a program for developers that prints its results")]

use std::{
    fmt::Write as _,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use saphyr::LoadableYamlNode as _;
use serde::Deserialize as _;
use tollgate_source::FileId;

/// The fastest says most about the program and least about its neighbours.
const RUNS: usize = 7;

/// Whether a reader takes a text.
type Reader = fn(&str) -> bool;

const READERS: &[(&str, Reader)] = &[
    ("tollgate-yaml", |text| black_box(tollgate_yaml::parse(FileId(0), text)).1.is_empty()),
    ("  with comments", |text| black_box(tollgate_yaml::parse_stream(FileId(0), text)).diagnostics.is_empty()),
    ("saphyr", |text| black_box(saphyr::Yaml::load_from_str(text)).is_ok()),
    ("saphyr, with spans", |text| black_box(saphyr::MarkedYaml::load_from_str(text)).is_ok()),
    ("serde_yaml", |text| {
        serde_yaml::Deserializer::from_str(text).all(|one| black_box(serde_yaml::Value::deserialize(one)).is_ok())
    }),
];

fn main() {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    let mut files = Vec::new();
    folders.iter().for_each(|folder| collect(Path::new(folder), &mut files));
    if folders.is_empty() {
        files = (0..20).map(generated).collect();
    }
    let bytes: usize = files.iter().map(String::len).sum();
    println!("{} files, {:.2} MB", files.len(), bytes as f64 / 1e6);
    println!("{:<20} {:>8} {:>8}", "reader", "MB/s", "refused");
    // In turn, so that a busy moment of the machine meets all of them.
    let mut fastest = vec![(Duration::MAX, 0); READERS.len()];
    for _ in 0..RUNS {
        for ((_, read), best) in READERS.iter().zip(&mut fastest) {
            let started = Instant::now();
            let refused = files.iter().filter(|text| !read(text)).count();
            *best = (best.0.min(started.elapsed()), refused);
        }
    }
    for ((name, _), (time, refused)) in READERS.iter().zip(fastest) {
        println!("{name:<20} {:>8.1} {refused:>8}", bytes as f64 / 1e6 / time.as_secs_f64());
    }
}

fn collect(folder: &Path, files: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.is_symlink() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            files.extend(std::fs::read_to_string(&path));
        }
    }
}

/// Deployments with containers, ports and comments.
fn generated(file: usize) -> String {
    let mut text = String::new();
    for number in 0..100 {
        let _ = write!(
            text,
            "---\n# Service {number} of file {file}.\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: \"service-{number}\"\n  labels: {{app: service, tier: backend}}\nspec:\n  replicas: {number}\n  template:\n    spec:\n      containers:\n        - name: main # the only one\n          image: example.com/service:{file}.{number}\n          command:\n            - sh\n            - -c\n            - |\n              set -e\n              exec service --number {number}\n          ports:\n            - containerPort: 8080\n          securityContext:\n            runAsNonRoot: true\n"
        );
    }
    text
}
