//! `extends`: a service on top of another, of the same file or of another one.

use std::sync::Arc;

use tollgate_ir::How;
use tollgate_source::{Diagnostic, Span, WorldPath, did_you_mean};

use super::{Base, Place, Purpose, Session, is_too_deep, load_file, paths, reset};
use crate::{
    INVALID,
    merge::merge_service,
    model::{Entry, Kind, Map, Node, Path},
};

/// Replaces each service of `root` that extends another by the two merged.
pub(crate) fn apply(session: &mut Session<'_>, root: &mut Node, file: &WorldPath, place: &Place<'_>, resets: &[Path]) {
    let Some(services) = root.as_map_mut().and_then(|map| map.get_mut("services")) else { return };
    let Some(services) = services.value.as_map_mut() else {
        session.invalid(services.key_span, "`services` must be a mapping from names to services");
        return;
    };
    // Each is made from what is written: one that is done may still say `extends`.
    let mut done = Vec::new();
    for name in services.keys() {
        let mut extending = Extending { session, seen: Vec::new() };
        let at = At { file, base: &place.base, resets };
        if let Some(service) = extending.service(name, services, place, at) {
            done.push((Arc::clone(name), service));
        }
    }
    for (name, service) in done {
        if let Some(entry) = services.get_mut(&name) {
            entry.value = service;
        }
    }
}

/// Where a service stands.
#[derive(Clone, Copy)]
struct At<'a> {
    file: &'a WorldPath,
    base: &'a Base,
    resets: &'a [Path],
}

struct Extending<'s, 'w> {
    session: &'s mut Session<'w>,
    /// Services on the way here, with their files.
    seen: Vec<(WorldPath, Arc<str>)>,
}

impl Extending<'_, '_> {
    /// The service `name` of `services` without `extends`; `None` when nothing is to be changed. `extends` stays in a
    /// service that extends, on the way or at its end, what could not be read: more may be said of it than is known.
    fn service(&mut self, name: &Arc<str>, services: &Map, place: &Place<'_>, at: At<'_>) -> Option<Node> {
        let service = &services.get(name)?.value;
        let extends = service.get("extends")?;
        let mut own = service.clone();
        let entry = own.as_map_mut()?.remove("extends")?;
        let Some((wanted, file)) = self.target(extends) else { return Some(own) };
        let unread = |mut own: Node| {
            own.as_map_mut()?.insert("extends".into(), entry.clone());
            Some(own)
        };
        let Some(wanted_name) = wanted.as_str().map(Arc::<str>::from) else { return unread(own) };
        let span = wanted.origin.span;
        let step = (at.file.clone(), Arc::clone(name));
        if let Some(from) = self.seen.iter().position(|seen| *seen == step) {
            let way: Vec<String> = self.seen[from..].iter().map(|(_, name)| format!("`{name}`")).collect();
            let mut circle = self.seen[from..].to_vec();
            circle.sort();
            // Every service of a circle leads into it, and so may others.
            if self.session.circles.insert(circle) {
                let message = format!("services extend one another in a circle: {} and again `{name}`", way.join(", "));
                let help = "let one of them stand by itself, and say there what both need";
                self.session.invalid_with_help(span, message, help);
            }
            return unread(own);
        }
        if is_too_deep(self.session, self.seen.len(), span) {
            return unread(own);
        }
        self.seen.push(step);
        let found = match file {
            None => self.of_same_file(&wanted_name, services, place, at, span),
            Some(file) => self.of_other_file(&wanted_name, &file, place, at, span),
        };
        let Some(mut base) = found else { return unread(own) };
        if base.as_map().is_none() {
            return Some(own);
        }
        let is_unread = base.get("extends").is_some();
        base = base.travelled(&How::ComposeExtends, entry.key_span);
        let mut wrapped = Map::new();
        wrapped.insert(Arc::clone(name), Entry { key_span: entry.key_span, value: base });
        let mut wrapped = Node::new(Kind::Map(wrapped), own.origin.clone());
        reset(&mut wrapped, &Path::of(&["services"]), at.resets);
        let Kind::Map(mut wrapped) = wrapped.kind else { return Some(own) };
        let Some(base) = wrapped.remove(name) else { return Some(own) };
        let origin = own.origin.clone();
        let mut merged = merge_service(self.session, base.value, own);
        merged.origin = origin;
        if let Some(map) = merged.as_map_mut() {
            map.remove("extends");
        }
        if is_unread { unread(merged) } else { Some(merged) }
    }

    /// The name of the service that is extended, and the file that it is in.
    fn target(&mut self, extends: &Node) -> Option<(Node, Option<Node>)> {
        match &extends.kind {
            Kind::Text(_) => Some((extends.clone(), None)),
            Kind::Map(map) => {
                let service = map.get("service").map(|entry| entry.value.clone());
                if service.as_ref().and_then(Node::as_text).is_none() {
                    self.session.invalid(extends.origin.span, "`extends` has to say which `service`");
                    return None;
                }
                Some((service?, map.get("file").map(|entry| entry.value.clone()).filter(|file| !file.is_null())))
            }
            _ => {
                self.session.invalid(extends.origin.span, "`extends` has to say which `service`");
                None
            }
        }
    }

    fn of_same_file(
        &mut self,
        wanted: &Arc<str>,
        services: &Map,
        place: &Place<'_>,
        at: At<'_>,
        span: Span,
    ) -> Option<Node> {
        let Some(entry) = services.get(wanted) else {
            self.not_found(wanted, services, at.file, span);
            return None;
        };
        Some(self.service(wanted, services, place, at).unwrap_or_else(|| entry.value.clone()))
    }

    fn of_other_file(
        &mut self,
        wanted: &Arc<str>,
        file: &Node,
        place: &Place<'_>,
        at: At<'_>,
        span: Span,
    ) -> Option<Node> {
        let named_at = file.origin.span;
        let name = file.as_str()?;
        if paths::is_remote(name) {
            let message = format!("`{name}` is not fetched: what `{wanted}` says there is not known");
            self.session.report(Diagnostic::note(message).at(named_at));
            return None;
        }
        let Some(path) = at.base.locate(name) else {
            self.session.invalid(named_at, format!("`{name}` leads out of the scanned folder"));
            return None;
        };
        let relative = paths::folder(&paths::join(&at.base.relative, name));
        let base = Base { project: at.base.project.clone(), relative };
        let inner = Place { base: base.clone(), variables: place.variables, included: Vec::new() };
        let (mut node, resets) = load_file(self.session, &path, Some(named_at), &inner, Purpose::Base, None)?;
        paths::resolve(&mut node, &base.relative);
        let Some(services) = node.get("services").and_then(Node::as_map) else {
            self.session.invalid(named_at, format!("`{path}` has no services"));
            return None;
        };
        let Some(entry) = services.get(wanted) else {
            self.not_found(wanted, services, &path, span);
            return None;
        };
        let at = At { file: &path, base: &base, resets: &resets };
        Some(self.service(wanted, services, &inner, at).unwrap_or_else(|| entry.value.clone()))
    }

    fn not_found(&mut self, wanted: &str, services: &Map, file: &WorldPath, span: Span) {
        let diagnostic =
            Diagnostic::error(format!("there is no service `{wanted}` in `{file}`")).code(INVALID).at(span);
        let near = did_you_mean(wanted, services.keys().map(|name| &**name));
        self.session.report(match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic,
        });
    }
}
