//! Measures how long evaluation takes on generated configurations of growing size.
//!
//! ```sh
//! cargo run --release -p tollgate-terraform --example scale -- [RESOURCES…]
//! cargo run --release -p tollgate-terraform --example scale -- --write FOLDER [RESOURCES]
//! ```
//!
//! The second writes such a configuration (of 10,000 resources unless told) into a new folder, to measure the whole
//! program on it: `tollgate check --timings FOLDER`.
//!
//! Prints time per size and per resource, for 100, 1,000 and 10,000 resources unless others are asked for: where
//! evaluation is linear, the last column stays the same. Reading and parsing are part of it, as they are of any
//! run; nothing comes from disk.
#![expect(clippy::print_stdout, reason = "a program for developers that prints its results")]

mod generate;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use tollgate_ir::{AddressKind, Mode, Project};
use tollgate_source::{Level, MemoryWorld, SourceMap, WorldPath};
use tollgate_terraform::{Request, evaluate};

const SIZES: [usize; 3] = [100, 1_000, 10_000];
/// Runs of one size: the fastest says most about the program and least about its neighbours.
const RUNS: usize = 5;

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if_eq("--write").is_some() {
        let folder = PathBuf::from(arguments.next().expect("`--write` is followed by a folder"));
        let size = arguments.next().map_or(SIZES[2], |size| size.parse().expect("a number of resources"));
        write(&folder, size).expect("the folder is new and can be written to");
        return;
    }
    let asked: Vec<usize> = arguments.filter_map(|size| size.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    println!("resources   instances   fastest ms   slowest ms   µs per resource");
    for size in sizes {
        let files = generate::configuration(size);
        let world = files.iter().fold(MemoryWorld::new(), |world, (path, text)| world.with(path, text));
        let mut times: Vec<Duration> = Vec::new();
        let mut resources = 0;
        for _ in 0..RUNS {
            let sources = SourceMap::new();
            let started = Instant::now();
            let project = evaluated(&world, &sources);
            times.push(started.elapsed());
            resources = checked(&project);
        }
        times.sort();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let (fastest, slowest) = (ms(times[0]), ms(times[RUNS - 1]));
        let each = fastest * 1e3 / resources as f64;
        println!("{size:9}   {resources:9}   {fastest:10.1}   {slowest:10.1}   {each:15.1}");
    }
}

fn write(folder: &Path, size: usize) -> std::io::Result<()> {
    std::fs::create_dir(folder)?;
    for (path, text) in generate::configuration(size) {
        let path = folder.join(path);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(path, text)?;
    }
    Ok(())
}

fn evaluated(world: &MemoryWorld, sources: &SourceMap) -> Project {
    evaluate(&Request {
        world,
        sources,
        root: WorldPath::root(),
        variant: "".into(),
        given: Vec::new(),
        env: Vec::new(),
        workspace: None,
        aws: Default::default(),
    })
}

/// The number of resource instances. A configuration that was not evaluated whole would be measured too fast.
fn checked(project: &Project) -> usize {
    let errors = project.roots[0].diagnostics.iter().filter(|told| told.level == Level::Error);
    let errors: Vec<&str> = errors.map(|told| &*told.message).collect();
    assert!(errors.is_empty(), "the generated configuration is evaluated whole: {errors:?}");
    let is_resource = |kind: &AddressKind| matches!(kind, AddressKind::Terraform { mode: Mode::Managed, .. });
    project.resources.iter().filter(|resource| is_resource(&resource.address.kind)).count()
}
