//! Which module folders are called by which others.
//!
//! Only the text is looked at: a `source` that names a folder with Terraform files. That costs a fraction of
//! parsing; where it is wrong (a call in a comment, a call that is never made) the module is evaluated on its own
//! after all, because no root is seen to read it.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_source::{World, WorldPath, read_configuration};

use crate::walk::is_terraform;

/// Modules and their callers.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    callers: BTreeMap<WorldPath, BTreeSet<WorldPath>>,
    /// Folders in which somebody runs Terraform, whoever calls them besides.
    run: BTreeSet<WorldPath>,
}

impl Calls {
    /// The calls among `modules`.
    pub(crate) fn read(world: &dyn World, modules: &BTreeSet<WorldPath>) -> Self {
        let mut calls = Self::default();
        for module in modules {
            let text = Text::read(world, module);
            if text.is_run {
                calls.run.insert(module.clone());
            }
            for called in text.called.into_iter().filter(|called| called != module && modules.contains(called)) {
                calls.callers.entry(called).or_default().insert(module.clone());
            }
        }
        calls
    }

    /// The roots in whose context `module` is to be seen: itself when nobody calls it or when it is run itself,
    /// and those at the upper end of every chain of calls. Of a circle that nobody calls, the first folder.
    pub(crate) fn roots_of(&self, module: &WorldPath) -> BTreeSet<WorldPath> {
        let mut above = BTreeSet::new();
        let mut open = vec![module.clone()];
        while let Some(one) = open.pop() {
            if above.insert(one.clone()) {
                open.extend(self.callers.get(&one).into_iter().flatten().cloned());
            }
        }
        let is_root = |one: &&WorldPath| !self.callers.contains_key(*one) || self.run.contains(*one);
        let roots: BTreeSet<WorldPath> = above.iter().filter(is_root).cloned().collect();
        if roots.is_empty() { above.into_iter().take(1).collect() } else { roots }
    }
}

/// What the files of a folder say about calls.
#[derive(Default)]
struct Text {
    called: BTreeSet<WorldPath>,
    is_run: bool,
}

impl Text {
    fn read(world: &dyn World, module: &WorldPath) -> Self {
        let mut found = Self::default();
        let Ok(entries) = world.list(module) else { return found };
        for entry in entries.iter() {
            // Values that Terraform finds by name are for whoever runs it here.
            found.is_run |= matches!(&*entry.name, "terraform.tfvars" | "terraform.tfvars.json")
                || entry.name.ends_with(".auto.tfvars")
                || entry.name.ends_with(".auto.tfvars.json");
            if !is_terraform(&entry.name) {
                continue;
            }
            let Some(Ok(bytes)) = module.join(&entry.name).map(|path| read_configuration(world, &path)) else {
                continue;
            };
            let text = String::from_utf8_lossy(&bytes);
            found.is_run |= has_backend(&text);
            found.called.extend(sources(&text).filter_map(|source| module.join(source)));
        }
        found
    }
}

/// The local folders that `source` arguments of HCL or JSON name.
fn sources(text: &str) -> impl Iterator<Item = &str> {
    let is_code = |(_, line): &(usize, &str)| {
        let written = line.trim_start();
        !written.starts_with('#') && !written.starts_with("//")
    };
    // What a comment says is no source. Each line is looked at once, as there may be only one.
    let lines = text.split_inclusive('\n').scan(0, |end, line| {
        *end += line.len();
        Some((*end - line.len(), line))
    });
    let words = lines
        .filter(is_code)
        .flat_map(|(start, line)| line.match_indices("source").map(move |(at, word)| (start, line, at, word)));
    words.filter_map(move |(start, line, at, word)| {
        // `data_source = "./x"` is something else.
        if line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-') {
            return None;
        }
        let at = start + at;
        let rest = &text[at + word.len()..];
        let rest = match rest.strip_prefix('"') {
            Some(json) => json.trim_start().strip_prefix(':')?,
            None => rest.trim_start().strip_prefix('=')?,
        };
        let source = rest.trim_start().strip_prefix('"')?.split('"').next()?;
        (source.starts_with("./") || source.starts_with("../")).then_some(source)
    })
}

/// Only root modules say where their state is kept.
fn has_backend(text: &str) -> bool {
    let begins = |line: &str, word: &str, next: char| {
        line.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with(['"', ' ', '{']) && rest.trim_start().starts_with(next))
    };
    text.lines().map(str::trim_start).any(|line| begins(line, "backend", '"') || begins(line, "cloud", '{'))
}

#[cfg(test)]
mod tests {
    use super::{has_backend, sources};

    #[test]
    fn sources_are_read_from_hcl_and_json() {
        let check = |text: &str, expected: &[&str]| assert_eq!(sources(text).collect::<Vec<_>>(), expected);
        check("module \"a\" {\n  source = \"./a\"\n}\nmodule \"b\" { source=\"../b\" }", &["./a", "../b"]);
        check("{\"module\": {\"a\": {\"source\": \"./a\"}}}", &["./a"]);
        check("  # source = \"./a\"\n  // source = \"./a\"\n  data_source = \"./a\"\n  source_dir = \"./a\"", &[]);
        check("source = \"hashicorp/consul/aws\"\nsource = var.x\nsource", &[]);
    }

    #[test]
    fn a_backend_is_for_who_runs_it() {
        let check = |text: &str, expected: bool| assert_eq!(has_backend(text), expected, "{text}");
        check("terraform {\n  backend \"s3\" {\n  }\n}", true);
        check("terraform {\n  cloud {\n  }\n}", true);
        check("backend_port = 80\ncloud = true\nbackend = \"x\"\n# backend \"s3\" {}", false);
    }
}
