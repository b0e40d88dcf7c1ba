//! Templates that somebody broke: whatever comes of them, nothing panics, and the same comes of them twice. What a
//! fuzzer does with more time, for everybody who runs the tests.

use crate::{Engine, File, Options, Value};

use super::value;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }
}

/// Parts that templates are made of, put where they do not belong.
const PARTS: &[&str] = &[
    "{{",
    "}}",
    "{{-",
    "-}}",
    "|",
    "(",
    ")",
    "$",
    "$x := ",
    ".",
    "..",
    "\"",
    "`",
    "'",
    "end",
    "{{ end }}",
    "{{ else }}",
    "if ",
    "range ",
    "with ",
    "define \"t\"",
    "template \"t\" .",
    "include \"t\" . ",
    "tpl \"{{ . }}\" ",
    "-1",
    "9223372036854775807",
    "1e309",
    "nil ",
    "true",
    "\u{0}",
    "é",
    "\\",
    "/* */",
    "until 9",
    "index . ",
    "slice ",
    "printf \"%*d%[9]s%!\" ",
    "set . \"a\" . ",
    "toYaml ",
    "fromYaml ",
    "regexReplaceAll \"(\" ",
    "substr -1 9 ",
    "repeat -1 ",
    "indent 99999 ",
    "date \"2006\" ",
    "semver ",
    "dict ",
];

fn mangled(text: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(3) {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (a, b) = (ends[dice.below(ends.len())], ends[dice.below(ends.len())]);
        match dice.below(3) {
            0 => text.insert_str(a, PARTS[dice.below(PARTS.len())]),
            1 => text.replace_range(a.min(b)..a.max(b), ""),
            _ => {
                let part = text.get(a.min(b)..a.max(b)).unwrap_or_default().to_owned();
                text.insert_str(a, &part[..part.char_indices().nth(40).map_or(part.len(), |(at, _)| at)]);
            }
        }
    }
    text
}

fn outcome(text: &str, dot: &Value) -> String {
    let options = Options { max_steps: 20_000, max_output: 1 << 16, ..Options::default() };
    let mut engine = Engine::new(options);
    match engine.add("t", text, File(0)) {
        Err(error) => error.message,
        Ok(()) => match engine.execute("t", dot.clone()) {
            Ok(text) => format!("{:?}", text.as_bytes()),
            Err(failure) => failure.message,
        },
    }
}

#[test]
fn broken_templates_end() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    let mut dice = Dice(7);
    let mut names: Vec<_> =
        std::fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("read").path()).collect();
    names.sort();
    for name in names.iter().filter(|name| name.extension().is_some_and(|end| end == "jsonl")) {
        let rows = std::fs::read_to_string(name).expect("it can be read");
        for row in rows.lines() {
            let row: serde_json::Value = serde_json::from_str(row).expect("each line is JSON");
            let text = mangled(row["t"].as_str().unwrap_or_default(), &mut dice);
            let values = serde_json::json!({ "Values": row["v"] });
            let first = outcome(&text, &value(&values));
            assert_eq!(first, outcome(&text, &value(&values)), "{text}");
        }
    }
}
