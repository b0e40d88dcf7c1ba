//! From semantic edits to byte edits, and from byte edits to files.
//!
//! A plugin says *what* (this value becomes that one); where and in which layout is found here: in the file
//! that decides the value, at the end of its origin chain.

mod chart;
mod hcl;
mod template;
mod yaml;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value as Json;
use tollgate_api::{EditAction, Finding, FixEdit, ProposedFix, Report, Safety, SemanticEdit};
use tollgate_hcl::ast::File;
use tollgate_ir::{How, Input, Origin, Project};
use tollgate_plugin::{NodeStep, Nodes};
use tollgate_source::{FileId, MemoryWorld, SourceMap, Span, TextEdit, World, WorldPath, apply_edits};
use tollgate_yaml::Document;

/// Renders semantic edits, remembering parsed files.
pub(crate) struct Fixer<'a> {
    sources: &'a SourceMap,
    hcl: HashMap<FileId, File>,
    yaml: HashMap<FileId, Vec<Document>>,
}

/// What a file is written in, as far as edits can be laid out in it. A value may also come from a configuration, an
/// argument, an environment file or JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Language {
    Hcl,
    Yaml,
    /// What writes YAML.
    Template,
}

impl Language {
    /// Of a file, by its name.
    fn of(name: &str) -> Option<Self> {
        let ends = |endings: &[&str]| endings.iter().any(|end| name.ends_with(end));
        if ends(&[".tf", ".tofu", ".tfvars", ".hcl"]) {
            Some(Self::Hcl)
        } else {
            ends(&[".yml", ".yaml"]).then_some(Self::Yaml)
        }
    }

    /// How many mistakes a text has.
    fn errors(self, text: &str) -> usize {
        match self {
            Self::Hcl => tollgate_hcl::parse(FileId(0), text).1.len(),
            Self::Yaml => tollgate_yaml::parse(FileId(0), text).1.len(),
            // Whether it is one shows when the chart is rendered, see `chart`.
            Self::Template => 0,
        }
    }
}

/// An edit, and what there is to know about where it goes.
struct Wanted<'w> {
    semantic: &'w SemanticEdit,
    target: &'w Target,
    value: &'w Json,
    /// Of the node within its resource, e.g. `ports[0]`.
    path: String,
}

impl<'a> Fixer<'a> {
    pub(crate) fn new(sources: &'a SourceMap) -> Self {
        Self { sources, hcl: HashMap::new(), yaml: HashMap::new() }
    }

    /// The fix as byte edits; `None` when there is none, or when a part of it has no place where it could be
    /// written: half a fix is none.
    pub(crate) fn fix(&mut self, project: &Project, nodes: &Nodes<'_>, edits: &[SemanticEdit]) -> Option<ProposedFix> {
        if edits.is_empty() {
            return None;
        }
        let mut safety = Safety::Safe;
        let mut out: Vec<FixEdit> = Vec::new();
        let mut in_hcl: BTreeMap<FileId, Vec<Located<'_>>> = BTreeMap::new();
        for semantic in edits {
            let mut target = Target::of(project, nodes, semantic)?;
            if let Some(entry) = target.entry {
                // The mapping in the values file that the entry is of.
                let file = self.sources.get(entry.file);
                let parsed = || tollgate_yaml::parse(entry.file, &file.text).0;
                let documents = self.yaml.entry(entry.file).or_insert_with(parsed);
                target.span = documents.iter().find_map(|one| yaml::mapping_around(&one.root, entry))?.span;
            }
            let file = self.sources.get(target.span.file);
            // A named template writes in many places.
            let is_named = target.is_template && file.path.file_name().starts_with('_');
            if !semantic.safe || target.is_shared || is_named {
                safety = Safety::Unsafe;
            }
            let value: Json = match semantic.action {
                EditAction::Remove => Json::Null,
                EditAction::Set | EditAction::Insert => serde_json::from_str(&semantic.value).ok()?,
            };
            let language = if target.is_template { Language::Template } else { Language::of(file.path.file_name())? };
            let wanted = Wanted { semantic, target: &target, value: &value, path: nodes.path(semantic.node) };
            let edits = match language {
                Language::Template => {
                    let entries: Vec<Span> = nodes.children(semantic.node).map(|info| info.origin().span).collect();
                    if semantic.action == EditAction::Insert
                        && !template::decides_alike(&file.text, target.span, &entries)
                    {
                        return None;
                    }
                    template::render(&wanted, &file.text)?
                }
                Language::Hcl => {
                    let parsed = || tollgate_hcl::parse(target.span.file, &file.text).0;
                    let tree = self.hcl.entry(target.span.file).or_insert_with(parsed);
                    if semantic.action == EditAction::Set && hcl::is_choice(tree, target.span) {
                        safety = Safety::Unsafe;
                    }
                    in_hcl.entry(target.span.file).or_default().push(Located { semantic, target, value });
                    continue;
                }
                Language::Yaml => {
                    let parsed = || tollgate_yaml::parse(target.span.file, &file.text).0;
                    yaml::render(&wanted, &file.text, self.yaml.entry(target.span.file).or_insert_with(parsed))?
                }
            };
            for TextEdit { span, text } in edits {
                out.push(FixEdit { file: file.path.as_str().to_owned(), start: span.start, end: span.end, text });
            }
        }
        for (id, located) in in_hcl {
            let file = self.sources.get(id);
            for TextEdit { span, text } in self.in_hcl(id, &file.text, located)? {
                out.push(FixEdit { file: file.path.as_str().to_owned(), start: span.start, end: span.end, text });
            }
        }
        out.sort();
        out.dedup();
        Some(ProposedFix { safety, edits: out })
    }

    /// Edits of one file in HCL. What is inserted moves the `=` of its neighbours, so that each of several is laid out
    /// in what the others leave; they become one edit then.
    fn in_hcl(&mut self, id: FileId, text: &str, mut located: Vec<Located<'_>>) -> Option<Vec<TextEdit>> {
        let parsed = self.hcl.entry(id).or_insert_with(|| tollgate_hcl::parse(id, text).0);
        let render = |one: &Located<'_>, text: &str, file: &File| {
            let Located { semantic, target, value } = one;
            hcl::render(&Wanted { semantic, target, value, path: String::new() }, text, file)
        };
        let inserts = located.iter().filter(|one| one.semantic.action == EditAction::Insert).count();
        if located.len() == 1 || inserts == 0 {
            let edits: Option<Vec<_>> = located.iter().map(|one| render(one, text, parsed)).collect();
            return Some(edits?.into_iter().flatten().collect());
        }
        // From the end, so that what is still to do stands where it stood. Within a block, its header stays.
        located.sort_by_key(|one| std::cmp::Reverse(one.target.span.start));
        let mut after = text.to_owned();
        for one in &located {
            let file = tollgate_hcl::parse(id, &after).0;
            let edits = render(one, &after, &file)?;
            after = apply_edits(&after, &edits).ok()?;
        }
        Some(difference(id, text, &after).into_iter().collect())
    }
}

/// An edit whose place is found.
struct Located<'e> {
    semantic: &'e SemanticEdit,
    target: Target,
    value: Json,
}

/// What makes `before` into `after`, in one piece; `None` when they are the same.
fn difference(file: FileId, before: &str, after: &str) -> Option<TextEdit> {
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| {
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>()
    };
    let start = same(&mut before.chars().zip(after.chars()));
    let end = same(&mut before[start..].chars().rev().zip(after[start..].chars().rev()));
    let span = Span::new(file, start, before.len() - end);
    let text = &after[start..after.len() - end];
    (start + end < before.len() || !text.is_empty()).then(|| TextEdit { span, text: text.to_owned() })
}

/// The text that an edit changes.
struct Target {
    span: Span,
    /// Others may use the same text: a local, a default, a variables file.
    is_shared: bool,
    /// What the file is for.
    input: Input,
    /// The body of a resource, whose header is at the span, rather than a value.
    is_body: bool,
    /// A part of a document in a string: it is written as an expression, never as a block or an attribute.
    is_in_document: bool,
    /// It stands in the template of a chart.
    is_template: bool,
    /// An entry of a values file: what is meant is the mapping around it.
    entry: Option<Span>,
}

impl Target {
    fn of(project: &Project, nodes: &Nodes<'_>, semantic: &SemanticEdit) -> Option<Self> {
        let info = nodes.get(semantic.node)?;
        // What is withheld was not seen by the plugin either.
        if info.is_sensitive() {
            return None;
        }
        let (resource, origin) = (info.resource, info.origin());
        let input = resource.address.input();
        let is_chart = chart::writes(project, &resource.address);
        // What is taken away is taken away here: others use what it comes from.
        let is_removal = semantic.action == EditAction::Remove && matches!(input, Input::Terraform | Input::Kubernetes);
        let is_given = || !is_removal && origin.hops().any(|hop| matches!(hop.how, How::HelmValue(_)));
        let target = Self {
            // What a template puts together is written by it.
            span: if is_removal || is_chart && !is_given() { origin.span } else { origin.source() },
            is_shared: is_shared(&origin),
            input,
            is_body: false,
            is_in_document: nodes.is_in_document(semantic.node),
            is_template: is_chart && !is_given(),
            entry: None,
        };
        if is_chart && semantic.action == EditAction::Insert && !is_given() {
            // Where they are given, another one is given too.
            if let Some(entry) = chart::given_entry(nodes, semantic.node) {
                return Some(Self { is_shared: true, is_template: false, entry: Some(entry), ..target });
            }
        }
        if info.step == NodeStep::Body {
            // The header of an object is a value within it.
            let is_body = input != Input::Kubernetes;
            let span = if is_body { resource.span } else { resource.block_span };
            return Some(Self { span, is_shared: false, is_body, is_in_document: false, ..target });
        }
        // What a function gave is not what stands at the end of its chain.
        let is_computed = origin.hops().any(|hop| matches!(hop.how, How::Call(_) | How::Plan | How::Kustomize(_)));
        if is_computed && (target.is_in_document || semantic.action != EditAction::Insert) {
            return None;
        }
        // A text is in its own format, within a string of another; what is made anew each time stands nowhere.
        if origin.hops().any(|hop| matches!(hop.how, How::Text | How::Generated)) {
            return None;
        }
        Some(target)
    }
}

fn is_shared(origin: &Origin) -> bool {
    use How::{Attribute, Dynamic, Each, ModuleArgument};
    origin.hops().any(|hop| !matches!(hop.how, ModuleArgument { .. } | Each(_) | Dynamic(_) | Attribute(_)))
}

/// Files with fixes applied.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fixed {
    /// Path, text before and text after, ordered by path.
    pub files: Vec<(WorldPath, String, String)>,
    /// Findings whose fix was applied.
    pub applied: usize,
    /// Fixes that touch the same text as another one, or after which the file would not parse.
    pub skipped: usize,
    /// Files that stay as they are because their chart would not render any more.
    pub taken_back: usize,
}

/// Applies the fixes of those findings of `report` that are `wanted` to the files of `world`, in the order of findings.
/// A fix is applied whole or not at all.
pub fn apply_fixes(world: &dyn World, report: &Report, with_unsafe: bool, wanted: &dyn Fn(&Finding) -> bool) -> Fixed {
    let (fixed, failed) = apply(world, report, with_unsafe, wanted, &|_| true);
    if failed.is_empty() {
        return fixed;
    }
    // One that does not fit must not take the others of its file with it.
    let fits = |fix: &ProposedFix| {
        let files: BTreeSet<&String> = fix.edits.iter().map(|edit| &edit.file).collect();
        files.into_iter().filter_map(|file| WorldPath::new(file)).all(|path| {
            let edits: Vec<FixEdit> = fix.edits.iter().filter(|edit| edit.file == path.as_str()).cloned().collect();
            !failed.contains(&path) || edited(world, &path, &edits).is_some()
        })
    };
    apply(world, report, with_unsafe, wanted, &fits).0
}

/// The files, and those whose edits do not fit.
fn apply(
    world: &dyn World,
    report: &Report,
    with_unsafe: bool,
    wanted: &dyn Fn(&Finding) -> bool,
    fits: &dyn Fn(&ProposedFix) -> bool,
) -> (Fixed, BTreeSet<WorldPath>) {
    let mut fixed = Fixed::default();
    let mut failed = BTreeSet::new();
    let mut chosen: BTreeMap<WorldPath, Vec<FixEdit>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.suppressed.is_none() && wanted(finding)) {
        let Some(fix) = &finding.fix else { continue };
        if fix.safety == Safety::Unsafe && !with_unsafe {
            continue;
        }
        if !fits(fix) {
            fixed.skipped += 1;
            continue;
        }
        let edits: Option<Vec<(WorldPath, FixEdit)>> =
            fix.edits.iter().map(|edit| Some((WorldPath::new(&edit.file)?, edit.clone()))).collect();
        let Some(edits) = edits else { continue };
        // The same edit again, from another instance of the block, is done already.
        let is_done = |(path, edit): &(WorldPath, FixEdit)| chosen.get(path).is_some_and(|all| all.contains(edit));
        if edits.iter().all(is_done) {
            fixed.applied += 1;
            continue;
        }
        let clashes =
            edits.iter().any(|(path, edit)| chosen.get(path).into_iter().flatten().any(|other| touches(other, edit)));
        if clashes {
            fixed.skipped += 1;
            continue;
        }
        fixed.applied += 1;
        for (path, edit) in edits {
            chosen.entry(path).or_default().push(edit);
        }
    }
    for (path, edits) in chosen {
        match edited(world, &path, &edits) {
            Some((before, after)) if before != after => fixed.files.push((path, before, after)),
            Some(_) => {}
            None => {
                fixed.skipped += 1;
                failed.insert(path);
            }
        }
    }
    fixed.taken_back = chart::take_back(world, &mut fixed.files);
    (fixed, failed)
}

fn touches(a: &FixEdit, b: &FixEdit) -> bool {
    a.start < b.end && b.start < a.end
        || a.start == b.start
        || (a.start == a.end && b.start < a.start && a.start < b.end)
}

/// Text before and after; `None` when the edits do not fit or leave a file that parses worse than before.
fn edited(world: &dyn World, path: &WorldPath, edits: &[FixEdit]) -> Option<(String, String)> {
    let before = String::from_utf8(world.read(path).ok()?.to_vec()).ok()?;
    let file = FileId(0);
    let edits: Vec<TextEdit> = edits
        .iter()
        .map(|edit| TextEdit { span: Span { file, start: edit.start, end: edit.end }, text: edit.text.clone() })
        .collect();
    let after = apply_edits(&before, &edits).ok()?;
    let is_template = path.as_str().contains("/templates/") || path.as_str().starts_with("templates/");
    let language = if is_template && chart::around(world, path).is_some() {
        Language::Template
    } else {
        Language::of(path.file_name())?
    };
    let after = if language == Language::Hcl { tollgate_hcl::edit::realign(&before, after) } else { after };
    (language.errors(&after) <= language.errors(&before)).then_some((before, after))
}

/// The files of `fixed` as a world over another.
pub fn overlay(fixed: &BTreeMap<WorldPath, String>) -> MemoryWorld {
    let mut over = MemoryWorld::new();
    for (path, text) in fixed {
        over.insert(path.clone(), text);
    }
    over
}

#[cfg(test)]
mod tests {
    use tollgate_api::{Certainty, Finding, FixEdit, Level, ProposedFix, Report, Safety, Summary};
    use tollgate_source::{MemoryWorld, WorldPath};

    use super::apply_fixes;

    fn finding(start: u32, end: u32, text: &str) -> Finding {
        let edit = FixEdit { file: "main.tf".into(), start, end, text: text.into() };
        Finding {
            rule: "t/rule".into(),
            level: Level::Error,
            severity: 5.0,
            confidence: Certainty::Definite,
            message: String::new(),
            why: String::new(),
            help: String::new(),
            file: "main.tf".into(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            resource: String::new(),
            root: String::new(),
            variants: Vec::new(),
            origin: Vec::new(),
            calls: Vec::new(),
            related: Vec::new(),
            fix: Some(ProposedFix { safety: Safety::Safe, edits: vec![edit] }),
            suppressed: None,
            fingerprint: String::new(),
        }
    }

    /// The text after the fixes of these edits, and how many were applied and skipped.
    fn check(edits: &[(u32, u32, &str)], expected: (&str, usize, usize)) {
        let mut world = MemoryWorld::new();
        world.insert(WorldPath::new("main.tf").expect("a path"), "a = 1\nb = 2\n");
        let report = Report {
            schema: 1,
            findings: edits.iter().map(|(start, end, text)| finding(*start, *end, text)).collect(),
            undecided: Vec::new(),
            plugin_errors: Vec::new(),
            diagnostics: Vec::new(),
            compliance: None,
            summary: Summary::default(),
        };
        let fixed = apply_fixes(&world, &report, false, &|_| true);
        let after = fixed.files.first().map_or("", |(_, _, after)| after.as_str());
        assert_eq!((after, fixed.applied, fixed.skipped), expected);
    }

    #[test]
    fn a_fix_that_does_not_fit_leaves_the_others() {
        check(&[(4, 5, "3"), (10, 11, "4")], ("a = 3\nb = 4\n", 2, 0));
        // Out of the file, and no HCL any more.
        check(&[(4, 5, "3"), (900, 901, "4")], ("a = 3\nb = 2\n", 1, 1));
        check(&[(4, 5, "{"), (10, 11, "4")], ("a = 1\nb = 4\n", 1, 1));
        check(&[(4, 5, "{")], ("", 0, 1));
        // Two that want the same place.
        check(&[(4, 5, "3"), (4, 5, "5")], ("a = 3\nb = 2\n", 1, 1));
    }
}
