//! What the schema cannot say: names that must exist, attributes that exclude one another, circles.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    net::IpAddr,
    sync::Arc,
};

use tollgate_source::{Diagnostic, Span, did_you_mean};

use crate::{
    INVALID,
    interpolate::template::Unset,
    load::Session,
    model::{Entry, Kind, Map, Node},
};

/// Says what of the merged project cannot be. `is_active` tells the services of active profiles.
pub(crate) fn check(session: &mut Session<'_>, whole: &Node, is_active: &dyn Fn(&Node) -> bool) {
    let empty = Map::new();
    let services = whole.get("services").and_then(Node::as_map).unwrap_or(&empty);
    let project = Project { whole, services, is_active };
    for (name, entry) in services {
        project.service(session, name, entry);
    }
    project.objects(session, "secrets", &["file", "environment"]);
    project.objects(session, "configs", &["file", "environment", "content"]);
    project.volumes(session);
    project.circles(session);
}

struct Project<'n> {
    whole: &'n Node,
    services: &'n Map,
    is_active: &'n dyn Fn(&Node) -> bool,
}

impl Project<'_> {
    fn names(&self, section: &str) -> Vec<&str> {
        self.whole
            .get(section)
            .and_then(Node::as_map)
            .into_iter()
            .flat_map(|map| map.keys())
            .map(|key| &**key)
            .collect()
    }

    fn undefined(&self, session: &mut Session<'_>, what: &str, section: &str, name: &str, span: Span) {
        if session.is_partial || self.whole.get(section).is_some_and(|section| section.get(name).is_some()) {
            return;
        }
        let known = self.names(section);
        let diagnostic = Diagnostic::error(format!("there is no {what} `{name}`")).code(INVALID).at(span);
        session.report(match did_you_mean(name, known) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!("define it under `{section}` at the top level")),
        });
    }

    fn service(&self, session: &mut Session<'_>, name: &Arc<str>, entry: &Entry) {
        let service = &entry.value;
        if service.as_map().is_none() {
            return;
        }
        // To the reference implementation, what is not active is not there.
        if session.unset == Unset::Empty && !(self.is_active)(service) {
            return;
        }
        let has = |key: &str| service.get(key).is_some_and(|node| !node.is_null() && node.as_str() != Some(""));
        let span_of = |key: &str| service.as_map().and_then(|map| map.get(key)).map_or(entry.key_span, |e| e.key_span);
        if !has("image") && !has("build") && !has("provider") && !has("extends") {
            let message = format!("service `{name}` has neither `image` nor `build`");
            let help = "say which image it runs, or how to build it";
            session.report(Diagnostic::error(message).code(INVALID).at(entry.key_span).help(help));
        }
        let networks = service.get("networks").and_then(Node::as_map);
        if has("network_mode") && networks.is_some_and(|networks| !networks.is_empty()) {
            let message = format!("service `{name}` has both `network_mode` and `networks`, and can have one");
            session.invalid(span_of("network_mode"), message);
        }
        for (network, at) in networks.into_iter().flatten() {
            self.undefined(session, "network", "networks", network, at.key_span);
        }
        self.depends_on(session, name, service);
        for mode in ["network_mode", "ipc", "pid"] {
            let Some(node) = service.get(mode) else { continue };
            if let Some(other) = node.as_str().and_then(|text| text.strip_prefix("service:")) {
                self.undefined(session, "service", "services", other, node.origin.span);
            }
        }
        for volume in service.get("volumes").map(Node::items).unwrap_or_default() {
            let is_named = volume.get("type").and_then(Node::as_str) == Some("volume");
            if let Some(source) = volume.get("source").filter(|_| is_named)
                && let Some(name) = source.as_str().filter(|name| !name.is_empty())
            {
                self.undefined(session, "volume", "volumes", name, source.origin.span);
            }
        }
        for (list, section) in [("configs", "configs"), ("secrets", "secrets")] {
            for item in service.get(list).map(Node::items).unwrap_or_default() {
                self.source(session, item, section);
            }
        }
        for item in service.get("build").and_then(|build| build.get("secrets")).map(Node::items).unwrap_or_default() {
            self.source(session, item, "secrets");
        }
        for (model, at) in service.get("models").and_then(Node::as_map).into_iter().flatten() {
            self.undefined(session, "model", "models", model, at.key_span);
        }
        self.values(session, name, service);
        self.mounts(session, service);
        self.limits(session, service);
    }

    fn source(&self, session: &mut Session<'_>, item: &Node, section: &str) {
        if let Some(source) = item.get("source")
            && let Some(name) = source.as_str()
        {
            self.undefined(session, section.trim_end_matches('s'), section, name, source.origin.span);
        }
    }

    fn depends_on(&self, session: &mut Session<'_>, name: &str, service: &Node) {
        for (other, at) in service.get("depends_on").and_then(Node::as_map).into_iter().flatten() {
            let Some(found) = self.services.get(other) else {
                self.undefined(session, "service", "services", other, at.key_span);
                continue;
            };
            let is_required = at.value.get("required").and_then(Node::as_bool).unwrap_or(true);
            if is_required && (self.is_active)(service) && !(self.is_active)(&found.value) {
                let profiles: Vec<String> = found
                    .value
                    .get("profiles")
                    .map(Node::items)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|profile| Some(format!("`{}`", profile.as_text()?.shown())))
                    .collect();
                let message = format!(
                    "service `{name}` needs `{other}`, which is there only with the profile {}",
                    profiles.join(" or ")
                );
                let help = "without the profile the project does not start; give both the same profiles, or write `required: false`";
                // Whoever runs the project may always name the profile; Docker Compose was asked as it is.
                let diagnostic = match session.unset {
                    Unset::Unknown => Diagnostic::warning(message),
                    Unset::Empty => Diagnostic::error(message).code(INVALID),
                };
                session.report(diagnostic.at(at.key_span).help(help));
            }
        }
    }

    fn values(&self, session: &mut Session<'_>, name: &str, service: &Node) {
        if let Some(test) = service.get("healthcheck").and_then(|check| check.get("test"))
            && let Some(first) = test.items().first()
            && let Some(word) = first.as_str()
            && !matches!(word, "CMD" | "CMD-SHELL" | "NONE")
        {
            let message = format!(
                "the health check of `{name}` begins with `{word}`, and must with `CMD`, `CMD-SHELL` or `NONE`"
            );
            session.invalid(first.origin.span, message);
        }
        if let Some(build) = service.get("build")
            && let (Some(inline), Some(_)) = (build.get("dockerfile_inline"), build.get("dockerfile"))
        {
            session.invalid(inline.origin.span, "`dockerfile_inline` and `dockerfile` exclude one another");
        }
        self.build(session, service);
        for port in service.get("ports").map(Node::items).unwrap_or_default() {
            if let Some(address) = port.get("host_ip")
                && let Some(text) = address.as_str()
                && text.split('%').next().unwrap_or_default().parse::<IpAddr>().is_err()
            {
                session.invalid(address.origin.span, format!("`{text}` is no IP address"));
            }
        }
        let requests = service.get("deploy").and_then(|deploy| deploy.get("resources"));
        let requests = requests.and_then(|resources| resources.get("reservations")).and_then(|all| all.get("devices"));
        for request in [requests, service.get("gpus")].into_iter().flatten().flat_map(Node::items) {
            if request.get("count").is_some() && request.get("device_ids").is_some() {
                session.invalid(request.origin.span, "`count` and `device_ids` exclude one another");
            }
        }
        for watch in
            service.get("develop").and_then(|develop| develop.get("watch")).map(Node::items).unwrap_or_default()
        {
            if watch.get("path").is_none_or(|path| path.as_str() == Some("")) {
                session.invalid(watch.origin.span, "what is watched needs a `path`");
            }
            let action = watch.get("action").and_then(Node::as_str);
            let needs_target = action.is_some_and(|action| !matches!(action, "rebuild" | "restart"));
            if needs_target && watch.get("target").is_none() {
                let message = format!("`{}` needs a `target` to copy to", action.unwrap_or_default());
                session.invalid(watch.origin.span, message);
            }
        }
        let replicas = service.get("deploy").and_then(|deploy| deploy.get("replicas"));
        let count = |node: Option<&Node>| {
            if let Some(Kind::Int(count)) = node.map(|node| &node.kind) { Some(*count) } else { None }
        };
        for node in [service.get("scale"), replicas].into_iter().flatten() {
            if count(Some(node)).is_some_and(|count| count < 0) {
                session.invalid(node.origin.span, "a service cannot run less than 0 times");
            }
        }
        if let (Some(scale), Some(other), Some(node)) =
            (count(service.get("scale")), count(replicas), service.get("scale"))
            && scale != other
        {
            session.invalid(node.origin.span, "`scale` and `deploy.replicas` differ");
        }
        if let Some(container) = service.get("container_name")
            && count(service.get("scale")).or(count(replicas)).is_some_and(|count| count > 1)
        {
            let message =
                format!("`{name}` runs more than once and has a `container_name`, which only one container can have");
            session.invalid(container.origin.span, message);
        }
    }

    fn build(&self, session: &mut Session<'_>, service: &Node) {
        let Some(build) = service.get("build") else { return };
        let platforms = build.get("platforms").map(Node::items).unwrap_or_default();
        if let Some(platform) = service.get("platform").filter(|_| !platforms.is_empty())
            && let Some(name) = platform.as_str()
            && platforms.iter().all(|other| other.as_str().is_some_and(|other| other != name))
        {
            session.invalid(platform.origin.span, format!("`{name}` is none of the platforms that it is built for"));
        }
        for (_, entry) in build.get("additional_contexts").into_iter().flat_map(Node::entries) {
            let Some(other) = entry.value.as_str().and_then(|text| text.strip_prefix("service:")) else { continue };
            let span = entry.value.origin.span;
            match self.services.get(other) {
                None => self.undefined(session, "service", "services", other, span),
                Some(found) if found.value.get("build").is_none() => {
                    session.invalid(span, format!("service `{other}` is not built, so it is no context to build from"));
                }
                Some(_) => {}
            }
        }
    }

    /// Two mounts at one place.
    fn mounts(&self, session: &mut Session<'_>, service: &Node) {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let tmpfs = service.get("tmpfs").map(Node::items).unwrap_or_default().iter();
        let tmpfs = tmpfs.filter_map(|item| Some((item.as_str()?.split(':').next()?.to_owned(), item.origin.span)));
        let volumes = service.get("volumes").map(Node::items).unwrap_or_default().iter();
        let volumes = volumes.filter_map(|item| {
            let target = item.get("target")?;
            Some((target.as_str()?.to_owned(), target.origin.span))
        });
        for (target, span) in tmpfs.chain(volumes) {
            if let Some(first) = seen.insert(target.clone(), span) {
                let diagnostic = Diagnostic::error(format!("two things are mounted at `{target}`")).code(INVALID);
                session.report(diagnostic.at(span).label(first, "the other one"));
            }
        }
    }

    /// Limits that are given twice must agree.
    fn limits(&self, session: &mut Session<'_>, service: &Node) {
        let resources = service.get("deploy").and_then(|deploy| deploy.get("resources"));
        for (own, of, key) in [
            ("cpus", "limits", "cpus"),
            ("mem_limit", "limits", "memory"),
            ("mem_reservation", "reservations", "memory"),
            ("pids_limit", "limits", "pids"),
        ] {
            let Some(own_node) = service.get(own) else { continue };
            let Some(group) = resources.and_then(|resources| resources.get(of)) else { continue };
            let text = |node: &Node| node.printed().and_then(|text| text.known().map(str::to_owned));
            let other = group.get(key).map_or(Some("0".to_owned()), text);
            let (Some(own_text), Some(other)) = (text(own_node), other) else { continue };
            if own_text != "0" && own_text != other {
                let message = format!("`{own}` and `deploy.resources.{of}.{key}` differ");
                session.invalid(own_node.origin.span, message);
            }
        }
    }

    fn objects(&self, session: &mut Session<'_>, section: &str, sources: &[&str]) {
        for (name, entry) in self.whole.get(section).and_then(Node::as_map).into_iter().flatten() {
            let node = &entry.value;
            let is_external = node.get("external").is_some_and(|node| node.as_bool() != Some(false));
            let given: Vec<&&str> = sources.iter().filter(|source| node.get(source).is_some()).collect();
            if given.len() > 1 {
                session.invalid(
                    entry.key_span,
                    format!("`{name}` has `{}` and `{}`, and can have one", given[0], given[1]),
                );
            }
            let has_driver = section == "configs" && node.get("driver").is_some();
            if given.is_empty() && !is_external && !has_driver {
                let message = format!("`{name}` in `{section}` says nothing about what is in it");
                let help = format!("give it {}, or `external: true`", either(sources));
                session.report(Diagnostic::error(message).code(INVALID).at(entry.key_span).help(help));
            }
        }
    }

    fn volumes(&self, session: &mut Session<'_>) {
        for (name, entry) in self.whole.get("volumes").and_then(Node::as_map).into_iter().flatten() {
            if entry.value.get("external").and_then(Node::as_bool) != Some(true) {
                continue;
            }
            for (key, at) in entry.value.entries() {
                if !matches!(&**key, "name" | "external") && !key.starts_with("x-") {
                    session.invalid(at.key_span, format!("volume `{name}` is external, so that `{key}` means nothing"));
                }
            }
        }
    }

    /// Services that wait for one another for ever. Walked without recursion: a chain may be as long as the file.
    fn circles(&self, session: &mut Session<'_>) {
        let dependencies = |name: &str| {
            let depends_on = self.services.get(name).and_then(|entry| entry.value.get("depends_on"));
            depends_on.and_then(Node::as_map).into_iter().flatten()
        };
        let mut done: HashSet<&Arc<str>> = HashSet::new();
        let is_left_out = |name: &Arc<str>| {
            let service = self.services.get(name);
            session.unset == Unset::Empty && service.is_some_and(|entry| !(self.is_active)(&entry.value))
        };
        done.extend(self.services.keys().filter(|name| is_left_out(name)));
        for start in self.services.keys() {
            if done.contains(start) {
                continue;
            }
            let mut way = vec![(start, dependencies(start))];
            let mut on_way: HashMap<&Arc<str>, usize> = HashMap::from([(start, 0)]);
            while let Some((name, rest)) = way.last_mut() {
                let Some((other, at)) = rest.next() else {
                    done.insert(name);
                    on_way.remove(name);
                    way.pop();
                    continue;
                };
                if let Some(from) = on_way.get(other) {
                    let circle: Vec<String> = way[*from..].iter().map(|(name, _)| format!("`{name}`")).collect();
                    let message = match circle.as_slice() {
                        [only] => format!("service {only} depends on itself"),
                        _ => {
                            let circle = circle.join(", ");
                            format!("services depend on one another in a circle: {circle} and again `{other}`")
                        }
                    };
                    session.invalid_with_help(at.key_span, message, "remove one of them: none could ever start first");
                } else if self.services.contains_key(other) && !done.contains(other) {
                    on_way.insert(other, way.len());
                    way.push((other, dependencies(other)));
                }
            }
        }
    }
}

fn either(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(" or ")
}
