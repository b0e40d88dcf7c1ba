//! From a path to settings: the nearest file, and what it extends.

use tollgate_source::{Diagnostic, SourceMap, Span, World, WorldPath, did_you_mean};

use crate::{
    Document, Exclude, Extends, Settings,
    compose::Compose,
    helm,
    terraform::Section,
    tree::{Item, Node},
};

/// The name of the configuration file.
pub const CONFIG_FILE: &str = "tollgate.toml";

/// The packs that come with Tollgate, by name, with their text.
pub fn built_in_packs() -> &'static [(&'static str, &'static str)] {
    &[
        ("baseline", include_str!("../../../policies/baseline.toml")),
        ("dev", include_str!("../../../policies/dev.toml")),
        ("golden", include_str!("../../../policies/golden.toml")),
        ("strict", include_str!("../../../policies/strict.toml")),
    ]
}

/// The nearest configuration file from `folder` up to the root of the world.
pub fn find(world: &dyn World, folder: &WorldPath) -> Option<WorldPath> {
    std::iter::successors(Some(folder.clone()), WorldPath::parent).find_map(|folder| {
        let path = folder.join(CONFIG_FILE)?;
        // A folder of that name is no configuration; an unreadable file is, and is reported when loaded.
        match world.read(&path) {
            Ok(_) => Some(path),
            Err(tollgate_source::ReadError::NotFound { .. } | tollgate_source::ReadError::IsDir { .. }) => None,
            Err(_) => Some(path),
        }
    })
}

/// Loads `path` and what it extends.
pub fn load(world: &dyn World, sources: &SourceMap, path: &WorldPath) -> Result<Settings, Vec<Diagnostic>> {
    let file = tollgate_source::load(world, sources, path)
        .map_err(|error| vec![Diagnostic::error(error.to_string()).help("check the path and its permissions")])?;
    let text = sources.get(file).text.clone();
    resolve(world, sources, path, file, &text)
}

/// Resolves `text` as if it stood in `path`.
pub fn load_text(
    world: &dyn World,
    sources: &SourceMap,
    path: &WorldPath,
    text: &str,
) -> Result<Settings, Vec<Diagnostic>> {
    let file = sources.add(path.clone(), text);
    resolve(world, sources, path, file, text)
}

fn resolve(
    world: &dyn World,
    sources: &SourceMap,
    path: &WorldPath,
    file: tollgate_source::FileId,
    text: &str,
) -> Result<Settings, Vec<Diagnostic>> {
    let mut loader = Loader { world, sources, chain: vec![path.to_string()], errors: Vec::new() };
    let (document, errors) = Document::parse(file, text);
    loader.errors.extend(errors);
    let folder = path.parent().unwrap_or_else(WorldPath::root);
    let mut settings = Settings { file: Some(path.clone()), ..Settings::default() };
    loader.apply(document, &folder, &mut settings, false);
    // Where plugins are is known only here, where the folder of the file is.
    for plugin in &mut settings.plugins {
        match folder.join(&plugin.path) {
            Some(path) => plugin.path = path.as_str().to_owned(),
            None => loader.errors.push(
                Diagnostic::error(format!("`{}` leads out of the repository", plugin.path))
                    .at(plugin.span)
                    .help("keep plugins inside of the repository, where reviews see them"),
            ),
        }
    }
    if loader.errors.is_empty() { Ok(settings) } else { Err(loader.errors) }
}

struct Loader<'a> {
    world: &'a dyn World,
    sources: &'a SourceMap,
    /// Files being resolved, outermost first.
    chain: Vec<String>,
    errors: Vec<Diagnostic>,
}

impl Loader<'_> {
    fn apply(&mut self, document: Document, folder: &WorldPath, settings: &mut Settings, is_pack: bool) {
        for extends in &document.extends {
            self.extend(extends, folder, settings);
        }
        if is_pack && let Some(plugin) = document.plugins.first() {
            self.errors.push(
                Diagnostic::error(format!("a policy pack cannot load plugin `{}`", plugin.name))
                    .at(plugin.span)
                    .help(format!("declare it in the {CONFIG_FILE} of the repository: only that grants code to run")),
            );
        } else {
            settings.plugins.extend(document.plugins);
        }
        settings
            .excludes
            .extend(document.exclude.into_iter().map(|(pattern, _)| Exclude { base: folder.clone(), pattern }));
        for (rule, over) in document.rules {
            let merged = match settings.rules.remove(&rule) {
                Some(base) => base.overridden(over),
                None => over,
            };
            settings.rules.insert(rule, merged);
        }
        for rule in document.declared {
            // What a file declares again is its own; what it extends is gone.
            settings.declared.retain(|other| other.id != rule.id);
            settings.declared.push(rule);
        }
        settings.declared.sort_by(|a, b| a.id.cmp(&b.id));
        if let Some(node) = document.terraform {
            let (section, errors) = Section::read(&node, folder, self.world);
            self.errors.extend(errors);
            settings.terraform = std::mem::take(&mut settings.terraform).overridden(section);
        }
        if let Some(node) = document.compose {
            let (compose, errors) = Compose::read(&node, folder, self.world);
            self.errors.extend(errors);
            settings.compose = std::mem::take(&mut settings.compose).overridden(compose);
        }
        if let Some(node) = document.helm {
            let (section, errors) = helm::Section::read(&node, folder, self.world);
            self.errors.extend(errors);
            settings.helm = std::mem::take(&mut settings.helm).overridden(section);
        }
        if let Some(topology) = document.topology {
            settings.topology = Some(match settings.topology.take() {
                Some(base) => merge_topology(base, topology),
                None => topology,
            });
        }
    }

    fn extend(&mut self, extends: &Extends, folder: &WorldPath, settings: &mut Settings) {
        let Extends { target, span } = extends;
        if let Some(name) = target.strip_prefix("tollgate:") {
            let Some((_, text)) = built_in_packs().iter().find(|(pack, _)| *pack == name) else {
                let names = built_in_packs().iter().map(|(name, _)| *name);
                let help = match did_you_mean(name, names.clone()) {
                    Some(near) => format!("did you mean `tollgate:{near}`?"),
                    None => format!("built-in packs are {}", names.collect::<Vec<_>>().join(", ")),
                };
                self.error(*span, format!("there is no built-in pack `{name}`"), help);
                return;
            };
            // A path that no file of the world can have.
            let path = WorldPath::new(&format!("<tollgate>/{name}.toml")).unwrap_or_else(WorldPath::root);
            self.pack(&path, text, folder, *span, settings);
            return;
        }
        if target.contains("://") {
            let help = "keep a copy of the pack in the repository and name its path; this version fetches nothing";
            self.error(*span, format!("`{target}` is not a path"), help.to_owned());
            return;
        }
        let Some(path) = folder.join(target) else {
            let help = "keep packs inside of the repository".to_owned();
            self.error(*span, format!("`{target}` leads out of the repository"), help);
            return;
        };
        match tollgate_source::load(self.world, self.sources, &path) {
            Ok(file) => {
                let text = self.sources.get(file).text.clone();
                let folder = path.parent().unwrap_or_else(WorldPath::root);
                self.pack(&path, &text, &folder, *span, settings);
            }
            Err(error) => self.error(*span, error.to_string(), "the path is relative to this file".to_owned()),
        }
    }

    fn pack(&mut self, path: &WorldPath, text: &str, folder: &WorldPath, span: Span, settings: &mut Settings) {
        let name = path.to_string();
        if self.chain.contains(&name) {
            let chain = self.chain.join(" → ");
            self.error(span, format!("`{name}` extends itself: {chain} → {name}"), "break the circle".to_owned());
            return;
        }
        let file = self.sources.add(path.clone(), text);
        let (document, errors) = Document::parse(file, text);
        self.errors.extend(errors);
        self.chain.push(name);
        self.apply(document, folder, settings, true);
        self.chain.pop();
    }

    fn error(&mut self, span: Span, message: String, help: String) {
        self.errors.push(Diagnostic::error(message).at(span).help(help));
    }
}

/// Tiers are merged by name, flows are replaced as a whole: a matrix of two halves is nobody's.
fn merge_topology(base: Node, over: Node) -> Node {
    let (Item::Table(mut entries), Item::Table(over_entries)) = (base.item, over.item.clone()) else { return over };
    for (key, node) in over_entries {
        let existing = entries.iter_mut().find(|(other, _)| other.name == key.name);
        match existing {
            None => entries.push((key, node)),
            Some((_, slot)) => match (&mut slot.item, node.item) {
                (Item::Table(tiers), Item::Table(over_tiers)) => {
                    for (name, tier) in over_tiers {
                        tiers.retain(|(other, _)| other.name != name.name);
                        tiers.push((name, tier));
                    }
                }
                (_, item) => *slot = Node { item, span: node.span },
            },
        }
    }
    Node { item: Item::Table(entries), span: over.span }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tollgate_api::{Fix, Level, Precision, RuleInfo, Scope};
    use tollgate_source::MemoryWorld;

    use super::*;

    fn path(text: &str) -> WorldPath {
        WorldPath::new(text).expect("inside")
    }

    fn rule() -> RuleInfo {
        RuleInfo {
            id: "tags/missing".into(),
            level: Level::Error,
            severity: 1.0,
            precision: Precision::High,
            inputs: vec![],
            types: vec![],
            scope: Scope::Resource,
            summary: String::new(),
            page: String::new(),
            options: json!({"type": "object", "properties": {"required": {"type": "array", "items": {"type": "string"}}}}),
            fix: Fix::None,
            answers: vec![],
        }
    }

    /// Settings of `tollgate.toml`, or its errors as `line: message (help)`.
    fn check(files: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
        let mut world = MemoryWorld::new();
        for (name, text) in files {
            world.insert(path(name), text);
        }
        let sources = SourceMap::new();
        let result = load(&world, &sources, &path("tollgate.toml")).and_then(|settings| {
            let errors = crate::check_rules(&settings, [&rule()]);
            if errors.is_empty() { Ok(settings) } else { Err(errors) }
        });
        result.map_err(|errors| {
            errors
                .into_iter()
                .map(|error| {
                    let place = error.span.map_or_else(String::new, |span| {
                        let file = sources.get(span.file);
                        format!("{}:{}: ", file.path, file.line_column(span.start).line)
                    });
                    format!("{place}{} ({})", error.message, error.help.unwrap_or_default())
                })
                .collect()
        })
    }

    fn errors(files: &[(&str, &str)]) -> Vec<String> {
        check(files).expect_err("must not be accepted")
    }

    #[test]
    fn own_file_wins_over_packs_option_by_option() {
        let settings = check(&[
            ("tollgate.toml", "extends = [\"p/a.toml\"]\n[rules.\"tags/missing\"]\noptions = { required = [\"X\"] }"),
            (
                "p/a.toml",
                "extends = \"b.toml\"\n[rules.\"tags/missing\"]\nlevel = \"info\"\n[files]\nexclude = [\"v/**\"]",
            ),
            ("p/b.toml", "[rules.\"tags/missing\"]\nlevel = \"error\"\noptions = { required = [\"Y\"] }"),
        ])
        .expect("accepted");
        assert_eq!(settings.level("tags/missing", Level::Error), Level::Info);
        assert_eq!(settings.options("tags/missing"), json!({"required": ["X"]}));
        assert_eq!(settings.excludes, [Exclude { base: path("p"), pattern: "v/**".into() }]);
        assert_eq!(settings.level("other", Level::Warning), Level::Warning);
    }

    #[test]
    fn a_level_stands_for_its_table() {
        let settings = check(&[
            ("tollgate.toml", "extends = \"p.toml\"\n[rules]\n\"tags/missing\" = \"off\""),
            ("p.toml", "[rules.\"tags/missing\"]\nlevel = \"error\"\noptions = { required = [\"Y\"] }"),
        ])
        .expect("accepted");
        assert_eq!(settings.level("tags/missing", Level::Error), Level::Off);
        assert_eq!(settings.options("tags/missing"), json!({"required": ["Y"]}));
    }

    #[test]
    fn mistakes_are_named_at_their_place() {
        for (text, expected) in [
            ("extend = []", "tollgate.toml:1: the configuration has no key `extend` (did you mean `extends`?)"),
            (
                "[rules.\"tag/missing\"]\nlevel = \"off\"",
                "tollgate.toml:1: there is no rule `tag/missing` (did you mean `tags/missing`?)",
            ),
            (
                "[rules.\"tags/missing\"]\nlevel = \"eror\"",
                "tollgate.toml:2: `eror` is no level; levels are off, info, warning, error and forbid (did you mean `error`?)",
            ),
            (
                "[rules]\n\"tags/missing\" = \"warn\"",
                "tollgate.toml:2: `warn` is no level; levels are off, info, warning, error and forbid (did you mean `warning`?)",
            ),
            (
                "[rules]\n\"tags/missing\" = false",
                "tollgate.toml:2: rule `tags/missing` is a boolean, not a table (write a level, such as \"off\", or a table with `level` and `options`)",
            ),
            (
                "[rules.\"tags/missing\"]\noptions = { requird = [] }",
                "tollgate.toml:2: rule `tags/missing` has no option `requird` (did you mean `required`?)",
            ),
            (
                "[rules.\"tags/missing\"]\noptions = { required = [1] }",
                "tollgate.toml:2: 1 is not of type \"string\" (`tollgate explain tags/missing` describes the option `required/0`)",
            ),
            (
                "extends = [\"tollgate.toml\"]",
                "tollgate.toml:1: `tollgate.toml` extends itself: tollgate.toml → tollgate.toml (break the circle)",
            ),
            (
                "extends = [\"no.toml\"]",
                "tollgate.toml:1: `no.toml` does not exist (the path is relative to this file)",
            ),
            (
                "extends = [\"tollgate:stric\"]",
                "tollgate.toml:1: there is no built-in pack `stric` (did you mean `tollgate:strict`?)",
            ),
            (
                "extends = [\"tollgate:production\"]",
                "tollgate.toml:1: there is no built-in pack `production` (built-in packs are baseline, dev, golden, strict)",
            ),
            (
                "extends = [\"../x.toml\"]",
                "tollgate.toml:1: `../x.toml` leads out of the repository (keep packs inside of the repository)",
            ),
            (
                "[plugins.acme]\nlimits = { fuel = \"lots\" }\nsource = \"file:a.wasm\"",
                "tollgate.toml:2: `fuel` is an amount (write a number, or a string such as \"4G\" or \"128MiB\")",
            ),
            (
                "[plugins.acme]\n",
                "tollgate.toml:1: plugin `acme` has no source (add `source = \"file:path/to/plugin.wasm\"`)",
            ),
            (
                "[topology]\ntiers = { app = { tpes = [] } }",
                "tollgate.toml:2: tier `app` has no key `tpes` (did you mean `types`?)",
            ),
            (
                "[topology]\ntiers = { app = {} }\nflows = [{ from = \"ap\", to = \"app\", ports = [70000] }]",
                "tollgate.toml:3: there is no tier `ap` (did you mean `app`?)",
            ),
            (
                "[topology]\nflows = [{ from = \"internet\", to = \"edgy\" }]",
                "tollgate.toml:2: there is no tier `edgy` (did you mean `edge`?)",
            ),
        ] {
            assert_eq!(errors(&[("tollgate.toml", text)])[0], expected);
        }
    }

    #[test]
    fn packs_cannot_load_plugins() {
        let found =
            errors(&[("tollgate.toml", "extends = [\"p.toml\"]"), ("p.toml", "[plugins.x]\nsource = \"file:x.wasm\"")]);
        assert!(found[0].starts_with("p.toml:2: a policy pack cannot load plugin `x`"), "{found:?}");
    }

    #[test]
    fn the_nearest_file_is_found() {
        let world = MemoryWorld::new().with("tollgate.toml", "").with("a/b/main.tf", "").with("c/tollgate.toml", "");
        assert_eq!(find(&world, &path("a/b")), Some(path("tollgate.toml")));
        assert_eq!(find(&world, &path("c")), Some(path("c/tollgate.toml")));
        assert_eq!(find(&MemoryWorld::new(), &path("a")), None);
    }

    #[test]
    fn built_in_packs_are_accepted() {
        let sources = SourceMap::new();
        for (name, text) in built_in_packs() {
            let settings = load_text(&MemoryWorld::new(), &sources, &path(&format!("{name}.toml")), text);
            assert!(settings.is_ok(), "{name}: {settings:?}");
        }
    }

    #[test]
    fn built_in_packs_build_on_the_baseline() {
        for (name, text) in built_in_packs() {
            let loaded = load_text(&MemoryWorld::new(), &SourceMap::new(), &path("pack.toml"), text);
            let settings = loaded.expect("accepted");
            for rule in ["tls/weak-policy", "terraform/hard-coded-secret"] {
                assert!(settings.rules.contains_key(rule), "{name} says nothing of {rule}");
            }
        }
    }

    #[test]
    fn topology_tiers_merge_and_flows_replace() {
        let settings = check(&[
            ("tollgate.toml", "extends = [\"p.toml\"]\n[topology]\nflows = [{ from = \"internet\", to = \"edge\", ports = [\"80-90\"] }]\n[topology.tiers]\nedge = {}"),
            ("p.toml", "[topology]\ntiers = { edge = { types = [\"x\"] }, app = {} }\nflows = []"),
        ])
        .expect("accepted");
        let topology = settings.topology().expect("written");
        assert_eq!(topology["tiers"], json!({"app": {}, "edge": {}}));
        assert_eq!(topology["flows"][0]["ports"], json!(["80-90"]));
    }

    #[test]
    fn tiers_say_what_belongs_to_them_in_every_format() {
        let text = "[topology]\nflows = [{ from = \"monitoring\", to = \"data\" }]";
        check(&[("tollgate.toml", text)]).expect("the usual tiers need no mention");
        let text = "[topology.tiers]\ndata = { types = [\"aws_db_*\"], images = [\"postgres\"], labels = { tier = \"data\" } }";
        let settings = check(&[("tollgate.toml", text)]).expect("accepted");
        assert_eq!(settings.topology().expect("written")["tiers"]["data"]["images"], json!(["postgres"]));
    }
}
