//! A whole project: which files, which variables, and the merged model.

use std::{collections::BTreeSet, sync::Arc};

use tollgate_ir::{How, Origin};
use tollgate_source::{Diagnostic, Level, SourceMap, Span, World, WorldPath, clean_path, read_configuration};
use tollgate_yaml::Content;

use crate::{
    environment::{self, Sources, env_files},
    interpolate::{
        template::{Unset, Used, substitute},
        variables::{Variable, Variables},
    },
    load::{self, Base, Place, ReadFile, Session, paths},
    model::{Entry, Kind, Map, Node, Text},
    normal,
    validate::consistency,
};

/// What discovery calls such a root.
pub const PROJECT: &str = "compose-project";

/// What a project is made of.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "a world has none")]
pub struct Request<'a> {
    pub world: &'a dyn World,
    pub sources: &'a SourceMap,
    /// The Compose files, the later over the earlier. The folder of the first is the project directory.
    pub files: Vec<WorldPath>,
    /// Which evaluation of the project this is; empty for the only one.
    pub variant: Arc<str>,
    /// Variables of the process.
    pub env: Vec<(String, String)>,
    /// Environment files instead of `.env`.
    pub env_files: Vec<WorldPath>,
    /// Active profiles, instead of those of `COMPOSE_PROFILES`.
    pub profiles: Vec<String>,
    /// What the folder of the world's root is called: the name of a project there that has none of its own.
    pub root_name: Option<String>,
    pub unset: Unset,
}

/// The merged model.
#[derive(Clone, Debug)]
pub struct Model {
    pub(crate) name: Node,
    pub(crate) whole: Node,
    /// The files that it was made of, in order.
    pub(crate) files: Vec<ReadFile>,
    pub(crate) env_sources: Sources,
    pub(crate) profiles: BTreeSet<String>,
    /// Every profile is active.
    pub(crate) all_profiles: bool,
    pub diagnostics: Vec<Diagnostic>,
    /// Where values of environment files stand.
    pub secrets: Vec<Span>,
}

impl Model {
    /// Whether `service` is there with the active profiles.
    pub(crate) fn is_active(&self, service: &Node) -> bool {
        is_active(service, &self.profiles, self.all_profiles)
    }
}

fn is_active(service: &Node, profiles: &BTreeSet<String>, all: bool) -> bool {
    let own = service.get("profiles").map(Node::items).unwrap_or_default();
    own.is_empty() || all || own.iter().any(|own| own.as_str().is_some_and(|own| profiles.contains(own)))
}

/// Whether Compose, or somebody who calls it, means a file of this name.
pub fn is_compose_file(name: &str) -> bool {
    let Some((stem, "yml" | "yaml")) = name.rsplit_once('.') else { return false };
    let is_family =
        |word: &str| stem == word || stem.strip_prefix(word).is_some_and(|rest| rest.starts_with(['.', '-', '_']));
    is_family("compose") || is_family("docker-compose") || stem.ends_with(".compose") || stem.ends_with("-compose")
}

/// Loads the project. What could not be read is told in the diagnostics of the model.
pub fn load(request: &Request<'_>) -> Model {
    let mut session = Session::new(request.world, request.sources, request.unset);
    let folder = request.files.first().and_then(WorldPath::parent).unwrap_or_else(WorldPath::root);
    let base = Base { project: folder.clone(), relative: ".".to_owned() };
    let mut variables = variables(&mut session, request, &base);
    let name = name(&mut session, request, &folder, &variables);
    let named = Variable { value: name.as_text().cloned().unwrap_or_default(), origin: None };
    variables.set("COMPOSE_PROJECT_NAME", named);
    let profiles = profiles(request, &variables);
    let all_profiles = profiles.contains("*");

    let files: Vec<(WorldPath, Option<Span>)> = request.files.iter().map(|path| (path.clone(), None)).collect();
    let place = Place { base: base.clone(), variables: &variables, included: Vec::new() };
    let mut whole = load::load(&mut session, &files, &place);
    if whole.as_map().is_none_or(Map::is_empty)
        && !session.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error)
    {
        let diagnostic = Diagnostic::error("this says nothing: there are no services").code(crate::INVALID);
        let help = "a Compose file has `services:` at its top level";
        session.report(diagnostic.at(whole.origin.span).help(help));
    }
    if let Some(map) = whole.as_map_mut() {
        map.remove("name");
    }
    paths::settle(&mut whole);
    networks(&mut whole);
    services(&mut whole);
    names(&mut whole, &name);
    normal::finish(&mut session, &mut whole);
    consistency::check(&mut session, &whole, &|service| is_active(service, &profiles, all_profiles));
    build_defaults(&mut whole, &variables);
    let active = |service: &Node| request.unset == Unset::Unknown || is_active(service, &profiles, all_profiles);
    let env_sources = environment::resolve(&mut session, &mut whole, &base, &variables, &active);
    let Session { diagnostics, secrets, files, .. } = session;
    Model { name, whole, files, env_sources, profiles, all_profiles, diagnostics, secrets }
}

/// The variables of the process, then those of the project's environment files.
fn variables(session: &mut Session<'_>, request: &Request<'_>, base: &Base) -> Variables {
    let mut variables = Variables::default();
    for (name, value) in &request.env {
        // A file of its own, so that the value has a place.
        let path = WorldPath::new(&format!("(environment variable {name})")).unwrap_or_else(WorldPath::root);
        let file = session.sources.add(path, value.as_str());
        let origin = Origin::at(Span::new(file, 0, value.len()));
        let how = How::EnvironmentVariable(name.as_str().into());
        variables.set(name, Variable { value: Text::new(value.as_str()), origin: Some((how, origin)) });
    }
    let files: Vec<(WorldPath, Option<Span>)> = if request.env_files.is_empty() {
        let own = base.locate(".env").filter(|path| session.world.size(path).is_ok());
        own.map(|path| (path, None)).into_iter().collect()
    } else {
        request.env_files.iter().map(|path| (path.clone(), None)).collect()
    };
    let from_files = env_files(session, &files, &variables);
    variables.add_weaker(&from_files);
    variables
}

fn profiles(request: &Request<'_>, variables: &Variables) -> BTreeSet<String> {
    if !request.profiles.is_empty() {
        return request.profiles.iter().cloned().collect();
    }
    let listed = variables.get("COMPOSE_PROFILES").and_then(|variable| variable.value.known().map(str::to_owned));
    let listed = listed.iter().flat_map(|text| text.split(',')).map(str::trim).filter(|name| !name.is_empty());
    listed.map(str::to_owned).collect()
}

/// The name of the project: of the environment, else of the last file that says one, else that of its folder.
fn name(session: &mut Session<'_>, request: &Request<'_>, folder: &WorldPath, variables: &Variables) -> Node {
    let first = request.files.first().cloned().unwrap_or_else(WorldPath::root);
    let start = || session.sources.find(&first);
    let place = Origin::at(Span::start_of(start().unwrap_or_else(|| {
        let bytes = read_configuration(request.world, &first).unwrap_or_default();
        session.sources.add(first.clone(), String::from_utf8_lossy(&bytes))
    })));
    if let Some(given) = variables.get("COMPOSE_PROJECT_NAME").filter(|given| !given.value.chars.is_empty()) {
        let origin = given.origin.clone().map_or(place, |(_, origin)| origin);
        if given.value.known().is_some_and(|name| normalized(name) != name) {
            let message = format!("`{}` is no name of a project", given.value.shown());
            let help = "a name is made of lower-case letters, digits, `-` and `_`, and begins with a letter or digit";
            session.report(Diagnostic::error(message).code(crate::INVALID).at(origin.span).help(help));
        }
        return Node::new(Kind::Text(given.value.clone()), origin);
    }
    let written = request.files.iter().filter_map(|path| written_name(session, path)).next_back();
    if let Some((text, span)) = written {
        let found = substitute(&text, None, variables, session.unset, &mut Used::default());
        // What is wrong with it is told where the file is read.
        let text = found.unwrap_or_default();
        let name = match text.known() {
            Some(known) => Text { chars: normalized(known).into(), ..text },
            None => text,
        };
        if !name.chars.is_empty() {
            return Node::new(Kind::Text(name), Origin::at(span));
        }
        let message = "the project has no name: nothing is left of this one";
        let help = "a name is made of letters, digits, `-` and `_`";
        session.report(Diagnostic::error(message).code(crate::INVALID).at(span).help(help));
    }
    let folder_name = match folder.file_name() {
        "" => request.root_name.clone().unwrap_or_default(),
        name => name.to_owned(),
    };
    let name = normalized(&folder_name);
    Node::text(if name.is_empty() { "project".to_owned() } else { name }, place)
}

/// The `name` at the top of a file, before anything else of it is read.
fn written_name(session: &Session<'_>, path: &WorldPath) -> Option<(Arc<str>, Span)> {
    let bytes = tollgate_source::read_configuration(session.world, path).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?;
    // Most files have none, and those are not read twice.
    if !text.lines().any(|line| line.trim_start_matches(['\u{feff}', '{', ' ', '"', '\'']).starts_with("name")) {
        return None;
    }
    let file = session.sources.add(path.clone(), text);
    let (documents, _) = tollgate_yaml::parse(file, text);
    let mut found = None;
    for document in &documents {
        let Content::Mapping(pairs) = &document.root.content else { continue };
        for pair in pairs {
            let is_name = matches!(&pair.key.content, Content::Scalar(text, _) if &**text == "name");
            if let (true, Some(Content::Scalar(text, _))) = (is_name, pair.value.target().map(|value| &value.content))
                && !text.is_empty()
            {
                found = Some((Arc::clone(text), pair.value.span));
            }
        }
    }
    found
}

/// As Docker Compose makes a name of any text.
fn normalized(name: &str) -> String {
    let kept: String = name
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
        .collect();
    kept.trim_start_matches(['-', '_']).to_owned()
}

/// A service that says nothing of networks is on the one that everybody shares.
fn networks(whole: &mut Node) {
    let mut shared = None;
    for (_, entry) in section(whole, "services") {
        let origin = entry.value.origin.clone();
        let key_span = entry.key_span;
        let Some(service) = entry.value.as_map_mut() else { continue };
        // What `extends` that stays refers to was not read, and may say something of networks.
        if ["provider", "network_mode", "extends"].iter().any(|key| service.contains_key(*key)) {
            continue;
        }
        let networks = service
            .entry("networks".into())
            .or_insert_with(|| Entry { key_span, value: Node::new(Kind::Map(Map::new()), Origin::at(key_span)) });
        if networks.value.is_null() {
            networks.value.kind = Kind::Map(Map::new());
        }
        let Some(map) = networks.value.as_map_mut() else { continue };
        if map.is_empty() {
            map.insert("default".into(), Entry { key_span, value: Node::null(Origin::at(key_span)) });
        }
        if map.contains_key("default") {
            shared.get_or_insert(origin);
        }
    }
    let (Some(origin), Some(map)) = (shared, whole.as_map_mut()) else { return };
    let key_span = Span { end: origin.span.start, ..origin.span };
    let all = map
        .entry("networks".into())
        .or_insert_with(|| Entry { key_span, value: Node::new(Kind::Map(Map::new()), Origin::at(key_span)) });
    if all.value.is_null() {
        all.value.kind = Kind::Map(Map::new());
    }
    if let Some(all) = all.value.as_map_mut() {
        all.entry("default".into()).or_insert(Entry { key_span, value: Node::null(Origin::at(key_span)) });
    }
}

fn section<'n>(whole: &'n mut Node, name: &str) -> impl Iterator<Item = (&'n Arc<str>, &'n mut Entry)> {
    let entry = whole.as_map_mut().and_then(|map| map.get_mut(name));
    entry.and_then(|entry| entry.value.as_map_mut()).into_iter().flatten()
}

/// What one attribute of a service says of another: dependencies that follow from links and shared namespaces.
fn services(whole: &mut Node) {
    for (_, entry) in section(whole, "services") {
        let Some(service) = entry.value.as_map_mut() else { continue };
        if let Some(policy) = service.get_mut("pull_policy")
            && policy.value.as_str() == Some("if_not_present")
        {
            policy.value.kind = Kind::Text(Text::new("missing"));
        }
        let mut implied: Vec<(Arc<str>, Origin, bool)> = Vec::new();
        let texts = |key: &str| service.get(key).map(|entry| entry.value.items().to_vec()).unwrap_or_default();
        for link in texts("links") {
            let Some(text) = link.as_str() else { continue };
            let name = text.split_once(':').map_or(text, |(name, _)| name);
            implied.push((name.into(), link.origin.clone(), true));
        }
        for namespace in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
            let Some(Entry { value, .. }) = service.get(namespace) else { continue };
            if let Some(name) = value.as_str().and_then(|text| text.strip_prefix("service:")) {
                implied.push((name.into(), value.origin.clone(), true));
            }
        }
        for other in texts("volumes_from") {
            let Some(text) = other.as_str().filter(|text| !text.starts_with("container:")) else { continue };
            let name = text.split_once(':').map_or(text, |(name, _)| name);
            implied.push((name.into(), other.origin.clone(), false));
        }
        for volume in service.get_mut("volumes").map(|entry| &mut entry.value.kind).into_iter() {
            let Kind::List(items) = volume else { continue };
            for target in items.iter_mut().filter_map(|item| item.as_map_mut()?.get_mut("target")) {
                if let Kind::Text(text) = &mut target.value.kind
                    && !text.chars.is_empty()
                {
                    let cleaned = clean_path(&text.chars);
                    if *text.chars != *cleaned {
                        text.chars = cleaned.into();
                    }
                }
            }
        }
        if implied.is_empty() {
            continue;
        }
        let span = implied[0].1.span;
        let depends_on = service
            .entry("depends_on".into())
            .or_insert_with(|| Entry { key_span: span, value: Node::new(Kind::Map(Map::new()), Origin::at(span)) });
        let Some(map) = depends_on.value.as_map_mut() else { continue };
        for (name, origin, restart) in implied {
            let key_span = origin.span;
            map.entry(name).or_insert_with(|| {
                let condition = Node::text("service_started", origin.clone());
                let flag = |value| Node::new(Kind::Bool(value), origin.clone());
                let entries = [("condition", condition), ("restart", flag(restart)), ("required", flag(true))];
                Entry { key_span, value: Node::object(entries, origin.clone()) }
            });
        }
    }
}

/// Networks, volumes and the like have a name for the engine: their own, or one made of the project's.
fn names(whole: &mut Node, project: &Node) {
    let prefix = project.as_text().cloned().unwrap_or_default().then(&Text::new("_"));
    for section_name in ["networks", "volumes", "configs", "secrets"] {
        for (key, entry) in section(whole, section_name) {
            if entry.value.is_null() {
                entry.value.kind = Kind::Map(Map::new());
            }
            let origin = Origin::at(entry.key_span);
            let key_span = entry.key_span;
            let Some(map) = entry.value.as_map_mut() else { continue };
            if map.get("name").is_some_and(|entry| !entry.value.is_null()) {
                continue;
            }
            let is_external = map.get("external").is_some_and(|entry| entry.value.as_bool() == Some(true));
            let text = if is_external { Text::new(Arc::clone(key)) } else { prefix.then(&Text::new(Arc::clone(key))) };
            map.insert("name".into(), Entry { key_span, value: Node::new(Kind::Text(text), origin) });
        }
    }
}

/// What is built from which file, and arguments that take their value from outside.
fn build_defaults(whole: &mut Node, variables: &Variables) {
    for (_, entry) in section(whole, "services") {
        let Some(build) = entry.value.as_map_mut().and_then(|service| service.get_mut("build")) else { continue };
        let origin = build.value.origin.clone();
        let Some(build) = build.value.as_map_mut() else { continue };
        if !build.contains_key("dockerfile") && !build.contains_key("dockerfile_inline") {
            let value = Node::text("Dockerfile", origin.clone());
            build.insert("dockerfile".into(), Entry { key_span: origin.span, value });
        }
        let Some(args) = build.get_mut("args").and_then(|entry| entry.value.as_map_mut()) else { continue };
        args.retain(|name, entry| {
            if !entry.value.is_null() {
                return true;
            }
            let Some(found) = variables.get(name) else { return false };
            let span = entry.value.origin.span;
            let origin = found.origin.clone().map(|(how, from)| from.via(span, how));
            entry.value = Node::new(Kind::Text(found.value.clone()), origin.unwrap_or(Origin::at(span)));
            true
        });
    }
}

/// The names under which Compose looks for a project, the first that is there counts, and what is merged over it.
const DEFAULTS: [(&str, [&str; 2]); 4] = [
    ("compose.yaml", ["compose.override.yml", "compose.override.yaml"]),
    ("compose.yml", ["compose.override.yml", "compose.override.yaml"]),
    ("docker-compose.yml", ["docker-compose.override.yml", "docker-compose.override.yaml"]),
    ("docker-compose.yaml", ["docker-compose.override.yml", "docker-compose.override.yaml"]),
];

/// The files that `docker compose` takes in `folder` when none is named; empty when there are none.
pub fn default_files(world: &dyn World, folder: &WorldPath) -> Vec<WorldPath> {
    let find = |name: &str| folder.join(name).filter(|path| world.size(path).is_ok());
    for (name, overrides) in DEFAULTS {
        let Some(main) = find(name) else { continue };
        let all = ["compose.override.yml", "compose.override.yaml", overrides[0], overrides[1]];
        let over = all.into_iter().find_map(find);
        return std::iter::once(main).chain(over).collect();
    }
    Vec::new()
}
