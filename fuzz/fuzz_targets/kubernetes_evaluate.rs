//! Any manifests and any kustomization are evaluated, twice the same, and their spans lie in their files.
//!
//! The input is text in sections: a line `=== path` starts the file of that name, the section before the first such
//! line is `kustomization.yaml`. All others are manifests as well.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tollgate_ir::Value;
use tollgate_kubernetes::{Request, evaluate, sniff};
use tollgate_source::{MemoryWorld, SourceMap, Span, WorldPath};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (mut world, mut files) = (MemoryWorld::new(), Vec::new());
    for (number, section) in text.split("=== ").enumerate() {
        let (name, content) = match number {
            0 => ("kustomization.yaml", section),
            _ => section.split_once('\n').unwrap_or((section, "")),
        };
        let Some(path) = WorldPath::new(name).filter(|path| !path.as_str().is_empty()) else { continue };
        sniff(content);
        files.push(path.clone());
        world.insert(path, content);
    }
    for (files, is_kustomization) in [(&files[..1], true), (&files[..], false)] {
        let first = look(&world, files, is_kustomization);
        assert_eq!(first, look(&world, files, is_kustomization), "the same files give the same answer");
    }
});

fn look(world: &MemoryWorld, files: &[WorldPath], is_kustomization: bool) -> String {
    let sources = SourceMap::new();
    let project = evaluate(&Request {
        world,
        sources: &sources,
        root: WorldPath::root(),
        files: files.to_vec(),
        is_kustomization,
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
