//! Evaluates every Terraform folder below the folders named, and says how long it took and what is wrong.
//!
//! ```sh
//! cargo run --release -p tollgate-terraform --example survey -- [--errors] FOLDER…
//! cargo run --release -p tollgate-terraform --example survey -- --json FOLDER
//! ```
//!
//! Without options one line of figures per folder named. With `--errors` also what is told at level error.
//! With `--json` the folder named is the only root, and its resources are printed: address, mode, existence.
#![expect(clippy::print_stdout, reason = "a program for developers that prints its results")]

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use tollgate_ir::{AddressKind, Project, Tri};
use tollgate_source::{Diagnostic, DiskWorld, EntryKind, Level, SourceMap, World, WorldPath};
use tollgate_terraform::{Request, evaluate};

fn main() {
    let (options, folders): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let has = |name: &str| options.iter().any(|option| option == name);
    for folder in folders {
        match DiskWorld::new(&base(Path::new(&folder))) {
            Ok(world) if has("--json") => print_root(&world, &folder),
            Ok(world) => survey(&world, &folder, has("--errors")),
            Err(error) => println!("{folder}: {error}"),
        }
    }
}

/// The folder that everything a root refers to is in: the repository around it, or itself.
fn base(folder: &Path) -> PathBuf {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    folder.ancestors().find(|above| above.join(".git").exists()).unwrap_or(&folder).to_owned()
}

fn survey(world: &DiskWorld, folder: &str, tell_errors: bool) {
    let mut roots = Vec::new();
    collect(world, &world_path(world, folder), &mut roots);
    let (mut files, mut resources, mut syntax, mut errors, mut slowest) = (0, 0, 0, 0, (0.0, String::new()));
    let started = Instant::now();
    for root in &roots {
        let sources = SourceMap::new();
        files += world.list(root).map_or(0, |names| names.iter().filter(|entry| is_terraform(&entry.name)).count());
        let at = Instant::now();
        let project = evaluated(world, &sources, root);
        let took = at.elapsed().as_secs_f64() * 1e3;
        if took > slowest.0 {
            slowest = (took, root.to_string());
        }
        resources += project.resources.len();
        for diagnostic in project.roots[0].diagnostics.iter().filter(|told| told.level == Level::Error) {
            let is_syntax = diagnostic.code.is_some_and(|code| code.starts_with("syntax/"));
            *(if is_syntax { &mut syntax } else { &mut errors }) += 1;
            if tell_errors {
                println!("{root}: {}", told(&sources, diagnostic));
            }
        }
    }
    println!(
        "{folder}: {} folders, {files} files, {resources} resources, {syntax} syntax errors, {errors} other errors, {:.0} ms, slowest {:.0} ms ({})",
        roots.len(),
        started.elapsed().as_secs_f64() * 1e3,
        slowest.0,
        slowest.1,
    );
}

fn told(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    match diagnostic.span {
        Some(span) => {
            let file = sources.get(span.file);
            format!("{}:{}: {}", file.path, file.line_column(span.start).line, diagnostic.message)
        }
        None => diagnostic.message.clone(),
    }
}

fn print_root(world: &DiskWorld, folder: &str) {
    let sources = SourceMap::new();
    let project = evaluated(world, &sources, &world_path(world, folder));
    for diagnostic in &project.roots[0].diagnostics {
        println!("# {:?}: {}", diagnostic.level, told(&sources, diagnostic));
    }
    for resource in &project.resources {
        if let AddressKind::Terraform { .. } = resource.address.kind {
            let exists = match resource.exists {
                Tri::Yes => "yes",
                Tri::No => "no",
                Tri::Unknown => "unknown",
            };
            println!("{exists}\t{}", resource.address);
        }
    }
}

fn evaluated(world: &DiskWorld, sources: &SourceMap, root: &WorldPath) -> Project {
    evaluate(&Request {
        world,
        sources,
        root: root.clone(),
        variant: "".into(),
        given: Vec::new(),
        env: Vec::new(),
        workspace: None,
        aws: Default::default(),
    })
}

fn world_path(world: &DiskWorld, folder: &str) -> WorldPath {
    let real = Path::new(folder).canonicalize().unwrap_or_default();
    let inside = real.strip_prefix(world.root()).ok().and_then(Path::to_str).unwrap_or("");
    WorldPath::new(inside).unwrap_or_else(WorldPath::root)
}

fn is_terraform(name: &str) -> bool {
    name.ends_with(".tf") || name.ends_with(".tf.json")
}

/// Every folder below `folder` with Terraform files in it.
fn collect(world: &DiskWorld, folder: &WorldPath, out: &mut Vec<WorldPath>) {
    let Ok(entries) = world.list(folder) else { return };
    if entries.iter().any(|entry| entry.kind == EntryKind::File && is_terraform(&entry.name)) {
        out.push(folder.clone());
    }
    for entry in entries.iter().filter(|entry| entry.kind == EntryKind::Dir && !entry.is_link) {
        if entry.name != ".git"
            && entry.name != ".terraform"
            && let Some(inner) = folder.join(&entry.name)
        {
            collect(world, &inner, out);
        }
    }
}
