//! Which plugin sees which resources, in which portions.
//!
//! Portions depend on the input alone, never on the machine: a report must not change with the number of
//! threads.

use std::collections::BTreeMap;

use tollgate_api::{RuleInfo, Scope};
use tollgate_ir::{Project, Tri};

/// Resources in one batch, roughly: enough to make an instance worth it, few enough to stay in the cache.
const BATCH_SIZE: usize = 500;

/// One call of a plugin.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) scope: Scope,
    /// Indexes into [`Project::resources`].
    pub(crate) resources: Vec<usize>,
    /// e.g. `resource 2 of 3 (500 resources)`.
    pub(crate) name: String,
}

/// The batches for a plugin of which `rules` are enabled.
pub(crate) fn batches(project: &Project, rules: &[&RuleInfo]) -> Vec<Batch> {
    let mut all = Vec::new();
    for scope in Scope::ALL {
        let rules: Vec<&RuleInfo> = rules.iter().copied().filter(|rule| rule.scope == scope).collect();
        let wanted = wanted(project, &rules);
        if wanted.is_empty() {
            continue;
        }
        let portions = match scope {
            Scope::Project => vec![wanted],
            Scope::Resource => wanted.chunks(BATCH_SIZE).map(<[usize]>::to_vec).collect(),
            Scope::Linked => linked(project, &wanted),
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
fn wanted(project: &Project, rules: &[&RuleInfo]) -> Vec<usize> {
    let mut reads: BTreeMap<String, bool> = BTreeMap::new();
    let is_read = |ty: &str| rules.iter().any(|rule| rule.reads(ty));
    (0..project.resources.len())
        .filter(|index| {
            let resource = &project.resources[*index];
            let ty = resource.address.type_name();
            resource.exists != Tri::No && *reads.entry(ty).or_insert_with_key(|ty| is_read(ty))
        })
        .collect()
}

/// Groups that refer to one another, several small groups to a portion.
fn linked(project: &Project, wanted: &[usize]) -> Vec<Vec<usize>> {
    let mut parent: Vec<usize> = (0..project.resources.len()).collect();
    fn find(parent: &mut [usize], mut at: usize) -> usize {
        while parent[at] != at {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        at
    }
    let mut is_wanted = vec![false; project.resources.len()];
    wanted.iter().for_each(|index| is_wanted[*index] = true);
    for edge in project.edges() {
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
    let mut portions: Vec<Vec<usize>> = Vec::new();
    for group in groups.into_values() {
        match portions.last_mut() {
            Some(last) if last.len() + group.len() <= BATCH_SIZE => last.extend(group),
            _ => portions.push(group),
        }
    }
    portions
}
