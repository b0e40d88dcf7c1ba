//! Any configuration is evaluated, twice the same, and its spans lie in its files.
//!
//! The input is text in sections: a line `=== path` starts the file of that name, the section before the first
//! such line is `main.tf`, and the lines of `=== eval` are expressions.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tollgate_ir::Project;
use tollgate_source::{MemoryWorld, SourceMap, WorldPath};
use tollgate_terraform::{Request, eval_text, evaluate};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (mut world, mut expressions) = (MemoryWorld::new(), Vec::new());
    for (number, section) in text.split("=== ").enumerate() {
        let (name, content) =
            if number == 0 { ("main.tf", section) } else { section.split_once('\n').unwrap_or((section, "")) };
        match WorldPath::new(name) {
            _ if name == "eval" => expressions.extend(content.lines().take(8).map(str::to_owned)),
            Some(path) if !path.as_str().is_empty() => world.insert(path, content),
            _ => {}
        }
    }
    let first = look(&world, &expressions);
    assert_eq!(first, look(&world, &expressions), "the same files give the same answer");
});

fn look(world: &MemoryWorld, expressions: &[String]) -> (String, String) {
    let sources = SourceMap::new();
    let request = Request {
        world,
        sources: &sources,
        root: WorldPath::root(),
        variant: "".into(),
        given: Vec::new(),
        env: Vec::new(),
        workspace: None,
        aws: Default::default(),
    };
    let project = evaluate(&request);
    check(&project, &sources);
    let answers = eval_text(&request, expressions);
    (format!("{project:?}"), format!("{answers:?}"))
}

fn check(project: &Project, sources: &SourceMap) {
    let spans = project.resources.iter().flat_map(|resource| [resource.span, resource.block_span]);
    let told = project.roots.iter().flat_map(|root| root.diagnostics.iter().filter_map(|diagnostic| diagnostic.span));
    for span in spans.chain(told) {
        assert!(sources.get(span.file).text.get(span.range()).is_some(), "{span:?} is no piece of its file");
    }
}
