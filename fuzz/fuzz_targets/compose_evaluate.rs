//! Any project is evaluated, twice the same, and its spans lie in its files; the model is printed as YAML that can be
//! read.
//!
//! The input is text in sections: a line `=== path` starts the file of that name, the section before the first such
//! line is `compose.yaml`. Files whose names begin with `compose` are merged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tollgate_compose::{Request, Unset, evaluate, load};
use tollgate_ir::Value;
use tollgate_source::{FileId, Level, MemoryWorld, SourceMap, Span, WorldPath};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (mut world, mut files) = (MemoryWorld::new(), Vec::new());
    for (number, section) in text.split("=== ").enumerate() {
        let (name, content) =
            if number == 0 { ("compose.yaml", section) } else { section.split_once('\n').unwrap_or((section, "")) };
        let Some(path) = WorldPath::new(name).filter(|path| !path.as_str().is_empty()) else { continue };
        if path.file_name().starts_with("compose") {
            files.push(path.clone());
        }
        world.insert(path, content);
    }
    let first = look(&world, &files);
    assert_eq!(first, look(&world, &files), "the same files give the same answer");
    print(&world, &files);
});

fn request<'a>(world: &'a MemoryWorld, sources: &'a SourceMap, files: &[WorldPath], unset: Unset) -> Request<'a> {
    Request {
        world,
        sources,
        files: files.to_vec(),
        variant: "".into(),
        env: vec![("SET".into(), "value".into())],
        env_files: Vec::new(),
        profiles: Vec::new(),
        root_name: None,
        unset,
    }
}

fn look(world: &MemoryWorld, files: &[WorldPath]) -> String {
    let sources = SourceMap::new();
    let project = evaluate(&request(world, &sources, files, Unset::Unknown));
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

fn print(world: &MemoryWorld, files: &[WorldPath]) {
    let sources = SourceMap::new();
    let model = load(&request(world, &sources, files, Unset::Empty));
    if model.diagnostics.iter().any(|told| told.level == Level::Error) {
        return;
    }
    let text = model.to_yaml("/project", "/home");
    let (_, told) = tollgate_yaml::parse(FileId(0), &text);
    assert!(told.is_empty(), "{told:?}\n{text}");
}
