//! `helm template` without the rest of the program: quick to build, for comparing with the real one.
//!
//! ```sh
//! cargo run --release -p tollgate-helm --example template -- CHART [-f VALUES]... [--namespace NS] [NAME]
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::exit, reason = "this is a program")]

use std::path::Path;

use tollgate_helm::{Request, render};
use tollgate_source::{DiskWorld, SourceMap, WorldPath};

fn main() {
    let mut request = Request::default();
    let mut chart = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "-f" => request.values.extend(arguments.next().as_deref().map(world_path)),
            "--namespace" => request.namespace = arguments.next().unwrap_or_default(),
            "--set" => request.set.extend(arguments.next()),
            "--name" => request.release = arguments.next().unwrap_or_default(),
            _ => chart = Some(argument),
        }
    }
    let Some(chart) = chart else {
        eprintln!("usage: template CHART [-f VALUES]... [--namespace NS] [--name NAME] [--set NAME=VALUE]...");
        std::process::exit(2);
    };
    let world = match DiskWorld::new(Path::new("/")) {
        Ok(world) => world,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(2);
        }
    };
    let sources = SourceMap::new();
    let rendered = render(&world, &sources, &world_path(&chart), &request);
    for diagnostic in &rendered.diagnostics {
        let place = diagnostic.span.map_or_else(String::new, |span| {
            let file = sources.get(span.file);
            let position = file.line_column(span.start);
            format!(" ({}:{}:{})", file.path, position.line, position.column)
        });
        eprintln!("{}: {}{place}", diagnostic.level.as_str(), diagnostic.message);
    }
    if rendered.is_failed() {
        std::process::exit(1);
    }
    print!("{}", rendered.text().to_str());
}

/// A path of the disk as one below its root.
fn world_path(path: &str) -> WorldPath {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| Path::new(path).to_owned());
    WorldPath::new(real.to_string_lossy().trim_start_matches('/')).unwrap_or_else(WorldPath::root)
}
