//! Measures how long evaluation takes on generated Compose projects of growing size.
//!
//! ```sh
//! cargo run --release -p tollgate-compose --example growth -- [SERVICES…]
//! ```
//!
//! Prints time per size and per service, for 10, 100, 1,000 and 10,000 services unless others are asked for: where
//! evaluation is linear, the last column stays the same. Reading and parsing are part of it; nothing comes from disk.
#![expect(clippy::print_stdout, reason = "a program for developers that prints its results")]

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use tollgate_compose::{Request, Unset, evaluate};
use tollgate_source::{Level, MemoryWorld, SourceMap, WorldPath};

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
/// Runs of one size: the fastest says most about the program and least about its neighbours.
const RUNS: usize = 5;

fn main() {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    println!("services   kilobytes   fastest ms   slowest ms   µs per service");
    for size in sizes {
        let (main, over) = project(size);
        let bytes = main.len() + over.len();
        let world = MemoryWorld::new().with("compose.yaml", main).with("compose.override.yaml", over);
        let world = world.with(".env", "TAG=1.2\n");
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..RUNS {
            let sources = SourceMap::new();
            let started = Instant::now();
            let resources = evaluated(&world, &sources);
            times.push(started.elapsed());
            assert!(resources > size, "the project is evaluated whole");
        }
        times.sort();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let (fastest, slowest) = (ms(times[0]), ms(times[RUNS - 1]));
        let (kilobytes, each) = (bytes / 1024, fastest * 1e3 / size as f64);
        println!("{size:8}   {kilobytes:9}   {fastest:10.1}   {slowest:10.1}   {each:14.1}");
    }
}

fn evaluated(world: &MemoryWorld, sources: &SourceMap) -> usize {
    let path = |name| WorldPath::new(name).expect("inside");
    let project = evaluate(&Request {
        world,
        sources,
        files: vec![path("compose.yaml"), path("compose.override.yaml")],
        variant: "".into(),
        env: Vec::new(),
        env_files: Vec::new(),
        profiles: Vec::new(),
        root_name: None,
        unset: Unset::Unknown,
    });
    let told = &project.roots[0].diagnostics;
    assert!(told.iter().all(|one| one.level != Level::Error), "the generated project is right: {told:?}");
    project.resources.len()
}

/// A project with what projects have: anchors, variables, short forms, dependencies and an override file.
fn project(size: usize) -> (String, String) {
    let mut main =
        String::from("x-base: &base\n  restart: unless-stopped\n  logging:\n    options: {max-size: 10m}\nservices:\n");
    let mut over = String::from("services:\n");
    for n in 0..size {
        let _ = write!(
            main,
            "  s{n}:\n    <<: *base\n    image: ${{REGISTRY}}/s{n}:${{TAG}}\n    ports: [\"127.0.0.1:{}:8080\"]\n    environment:\n      - NAME=s{n}\n      - LEVEL=${{LEVEL:-info}}\n    volumes: [\"data:/data\", \"./conf:/etc/s{n}:ro\"]\n    networks: [back]\n    depends_on: {{s{}: {{condition: service_healthy}}}}\n    healthcheck: {{test: [CMD, 'true'], interval: 10s}}\n",
            10_000 + n,
            n + 1
        );
        let _ = write!(over, "  s{n}:\n    environment: {{STAGE: prod}}\n    mem_limit: 512m\n");
    }
    let _ = write!(main, "  s{size}: {{image: \"last:1\"}}\nnetworks: {{back: {{}}}}\nvolumes: {{data: {{}}}}\n");
    (main, over)
}
