//! A few lines that ask for very much: each ends with a word about it, and none of it takes long.

use super::{complaints, project};

#[test]
fn aliases_of_aliases_are_counted() {
    let bomb = (1..10).fold("x0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, n| {
        format!("{text}x{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", "))
    });
    let text = format!("{bomb}services:\n  a:\n    image: b:1\n    command: *a9\n");
    let told = complaints(&[("compose.yaml", &text)]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("too many values"), "{told:?}");
}

#[test]
fn depth_has_an_end() {
    for deep in ["[".repeat(20_000), "{a: ".repeat(20_000)] {
        let told = complaints(&[("compose.yaml", &format!("services: {deep}"))]);
        assert_eq!(told.len(), 1, "{}", &deep[..8]);
    }
    let defaults = format!("services:\n  a:\n    image: \"{}x{}\"\n", "${A:-".repeat(2_000), "}".repeat(2_000));
    assert!(complaints(&[("compose.yaml", &defaults)])[0].contains("in a form that does not exist"));
}

#[test]
fn chains_may_be_as_long_as_the_file() {
    let services = |next: &dyn Fn(usize) -> String| {
        let all: String = (0..5_000).map(|n| format!("  s{n}:\n    image: a:1\n{}", next(n))).collect();
        format!("services:\n{all}  s5000:\n    image: a:1\n")
    };
    let waiting = services(&|n| format!("    depends_on: [s{}]\n", n + 1));
    let (project, _) = project(&[("compose.yaml", &waiting)]);
    assert_eq!((project.resources.len(), project.roots[0].diagnostics.len()), (5_003, 0));
    // Services that extend one another are resolved by recursion, which has an end.
    let extending = services(&|n| format!("    extends: s{}\n", n + 1));
    assert!(complaints(&[("compose.yaml", &extending)])[0].contains("nested more than 64 deep"));
}

#[test]
fn text_may_hold_the_marks_that_are_used_inside() {
    let text = "services:\n  a:\n    image: 'b\u{fdd0}:1'\n    volumes: ['./\u{fdd1}x:/y']\n";
    let (project, _) = project(&[("compose.yaml", text)]);
    let image = project
        .resources
        .iter()
        .find_map(|one| one.body.get("image"))
        .and_then(|image| image.as_str().map(str::to_owned));
    assert_eq!(image.as_deref(), Some("b\u{fffd}:1"));
}
