//! Which plugin sees which resources, in which portions.
//!
//! Portions depend on the input alone, never on the machine: a report must not change with the number of
//! threads.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

use rayon::prelude::*;
use tollgate_api::{RuleInfo, Scope};
use tollgate_ir::{Edge, Project, Tri, Value};

/// Resources in one batch, roughly: enough to make an instance worth it, few enough to stay in the cache.
const BATCH_SIZE: usize = 500;
/// Parts of documents within strings that count as much as a resource.
const PARTS: usize = 64;

/// One call of a plugin.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) scope: Scope,
    /// Indexes into [`Project::resources`].
    pub(crate) resources: Vec<usize>,
    /// e.g. `resource 2 of 3 (500 resources)`.
    pub(crate) name: String,
}

/// Makes the batches for any number of plugins.
#[derive(Debug)]
pub(crate) struct Batches<'p> {
    project: &'p Project,
    /// What each resource counts for.
    sizes: Vec<usize>,
    edges: OnceLock<Vec<Edge>>,
}

impl<'p> Batches<'p> {
    pub(crate) fn new(project: &'p Project) -> Self {
        let size = |resource: &tollgate_ir::Resource| 1 + documents(&resource.body, false) / PARTS;
        Self { project, sizes: project.resources.par_iter().map(size).collect(), edges: OnceLock::new() }
    }

    /// The batches for a plugin of which `rules` are enabled.
    pub(crate) fn of(&self, rules: &[&RuleInfo]) -> Vec<Batch> {
        let mut all = Vec::new();
        for scope in Scope::ALL {
            let rules: Vec<&RuleInfo> = rules.iter().copied().filter(|rule| rule.scope == scope).collect();
            let wanted = self.wanted(&rules);
            if wanted.is_empty() {
                continue;
            }
            let portions = match scope {
                Scope::Project => vec![wanted],
                Scope::Resource => self.portions(wanted.into_iter().map(|index| vec![index])),
                Scope::Linked => self.linked(&wanted),
            };
            let count = portions.len();
            all.extend(portions.into_iter().enumerate().map(|(index, resources)| Batch {
                scope,
                name: format!("{} {} of {count} ({} resources)", scope.as_str(), index + 1, resources.len()),
                resources,
            }));
        }
        all
    }

    /// Resources that exist or may exist and that any of `rules` reads.
    fn wanted(&self, rules: &[&RuleInfo]) -> Vec<usize> {
        let resources = &self.project.resources;
        let mut reads: HashMap<Cow<'_, str>, bool> = HashMap::new();
        let is_read = |ty: &str| rules.iter().any(|rule| rule.reads(ty));
        (0..resources.len())
            .filter(|index| {
                let resource = &resources[*index];
                let ty = resource.address.type_name();
                resource.exists != Tri::No && *reads.entry(ty).or_insert_with_key(|ty| is_read(ty))
            })
            .collect()
    }

    /// Groups that refer to one another, several small groups to a portion.
    fn linked(&self, wanted: &[usize]) -> Vec<Vec<usize>> {
        let mut parent: Vec<usize> = (0..self.project.resources.len()).collect();
        fn find(parent: &mut [usize], mut at: usize) -> usize {
            while parent[at] != at {
                parent[at] = parent[parent[at]];
                at = parent[at];
            }
            at
        }
        let mut is_wanted = vec![false; self.project.resources.len()];
        wanted.iter().for_each(|index| is_wanted[*index] = true);
        for edge in self.edges.get_or_init(|| self.project.edges()) {
            if is_wanted[edge.from] && is_wanted[edge.to] {
                let (a, b) = (find(&mut parent, edge.from), find(&mut parent, edge.to));
                // The lower index leads, so that groups do not depend on the order of edges.
                parent[a.max(b)] = a.min(b);
            }
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for index in wanted {
            groups.entry(find(&mut parent, *index)).or_default().push(*index);
        }
        self.portions(groups.into_values())
    }

    /// Several groups to a portion, and a group that is too large in one of its own.
    fn portions(&self, groups: impl Iterator<Item = Vec<usize>>) -> Vec<Vec<usize>> {
        let mut portions: Vec<(usize, Vec<usize>)> = Vec::new();
        for group in groups {
            let size: usize = group.iter().map(|index| self.sizes[*index]).sum();
            match portions.last_mut() {
                Some((filled, last)) if *filled + size <= BATCH_SIZE => {
                    *filled += size;
                    last.extend(group);
                }
                _ => portions.push((size, group)),
            }
        }
        portions.into_iter().map(|(_, portion)| portion).collect()
    }
}

/// The number of parts of the documents within `value`.
fn documents(value: &Value, inside: bool) -> usize {
    let items = value.elements().unwrap_or_default().iter().map(|item| documents(item, inside));
    let entries = value.entries().into_iter().flatten().map(|(_, entry)| documents(&entry.value, inside));
    let document = value.document.iter().map(|document| documents(document, true));
    usize::from(inside) + items.chain(entries).chain(document).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tollgate_ir::{Address, AddressKind, Entry, Key, Mode, Origin, Project, Resource, Tri, Value};
    use tollgate_source::{FileId, Span};

    use super::Batches;

    fn resource(name: usize, parts: usize) -> Resource {
        let span = Span::start_of(FileId(0));
        let origin = || Origin::at(span);
        let document = Value::tuple(vec![Value::bool(true, origin()); parts], origin());
        let entry = Entry { key_span: span, value: Value::string("[…]", origin()).saying(document) };
        let kind = AddressKind::Terraform {
            module: Vec::new(),
            mode: Mode::Managed,
            ty: "t".into(),
            name: name.to_string().into(),
            key: Key::None,
        };
        Resource {
            address: Arc::new(Address { root: ".".into(), variant: "".into(), kind }),
            body: Value::object([("policy".into(), entry)].into(), origin()),
            span,
            block_span: span,
            exists: Tri::Yes,
            condition: None,
            calls: Vec::new(),
        }
    }

    /// The sizes of portions of resources with this many parts of documents each.
    fn check(parts: &[usize], expected: &[usize]) {
        let resources = parts.iter().enumerate().map(|(name, parts)| resource(name, *parts)).collect();
        let project = Project { roots: Vec::new(), resources };
        let portions = Batches::new(&project).portions((0..parts.len()).map(|index| vec![index]));
        assert_eq!(portions.iter().map(Vec::len).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn documents_count_as_resources_do() {
        check(&[0; 1_200], &[500, 500, 200]);
        check(&[32; 600], &[500, 100]);
        check(&[64 * 249; 4], &[2, 2]);
        check(&[1_000_000, 1, 1], &[1, 2]);
        check(&[], &[]);
    }
}
