//! Any files are a chart, packed or not; it is evaluated twice the same, and its spans lie in its files.
//!
//! The input is text in sections: a line `=== path` starts the file of that name, the section before the first such
//! line is `Chart.yaml`. The same bytes are a packed chart as well, once they are compressed.
#![no_main]

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use libfuzzer_sys::fuzz_target;
use tollgate_helm::{ChartRequest, Version, evaluate};
use tollgate_ir::Value;
use tollgate_source::{MemoryWorld, SourceMap, Span, WorldPath};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut world = MemoryWorld::new();
    for (number, section) in text.split("=== ").enumerate() {
        let (name, content) = match number {
            0 => ("Chart.yaml", section),
            _ => section.split_once('\n').unwrap_or((section, "")),
        };
        if let Some(path) = WorldPath::new(&format!("c/{name}")).filter(|path| path.as_str().starts_with("c/")) {
            world.insert(path, content);
        }
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("memory takes all");
    world.insert(WorldPath::new("c.tgz").expect("inside"), packed.finish().expect("memory takes all"));
    for root in ["c", "c.tgz"] {
        let look = || look(&world, root);
        assert_eq!(look(), look(), "the same files give the same answer");
    }
});

fn look(world: &MemoryWorld, root: &str) -> String {
    let sources = SourceMap::new();
    let project = evaluate(&ChartRequest {
        world,
        sources: &sources,
        root: WorldPath::new(root).expect("inside"),
        values: Vec::new(),
        set: Vec::new(),
        kube_version: None,
        api_versions: Vec::new(),
        version: Version::default(),
        variant: "".into(),
    });
    let check = |span: Span| {
        assert!(sources.get(span.file).text.get(span.range()).is_some(), "{span:?} is no piece of its file");
    };
    for resource in &project.resources {
        check(resource.span);
        check(resource.block_span);
        visit(&resource.body, &check);
    }
    project.roots.iter().flat_map(|root| &root.diagnostics).filter_map(|told| told.span).for_each(check);
    format!("{project:?}")
}

fn visit(value: &Value, check: &impl Fn(Span)) {
    check(value.origin.span);
    check(value.origin.source());
    value.elements().unwrap_or_default().iter().for_each(|item| visit(item, check));
    value.entries().into_iter().flatten().for_each(|(_, entry)| visit(&entry.value, check));
}
