//! What a chart writes differently each time: passwords, certificates, what the clock says.

use std::{collections::BTreeSet, sync::Arc};

use tollgate_gotemplate::{Ledger, Source};
use tollgate_ir::{How, Kind, Refinement, Unknown, Value, Why};
use tollgate_source::{Diagnostic, FileId, SourceMap};

use super::places::action;
use crate::Manifest;

/// The rule id of what a chart writes differently each time it is rendered.
pub const UNSTABLE: &str = "helm/unstable-render";

/// What is made anew at every render is not known: no rule is to take it for what somebody wrote.
pub(super) fn forget(value: &mut Value) {
    match &mut value.kind {
        Kind::Tuple(items, _) => Arc::make_mut(items).iter_mut().for_each(forget),
        Kind::Object(entries, _) => Arc::make_mut(entries).values_mut().for_each(|entry| forget(&mut entry.value)),
        _ if value.origin.from.as_ref().is_some_and(|hop| hop.how == How::Generated) => {
            let refinement = Refinement { not_null: true, ..Refinement::default() };
            let unknown = Unknown { ty: value.ty(), refinement, ..Unknown::new(Why::Generated) };
            *value = Value::unknown(unknown, value.origin.clone());
        }
        _ => {}
    }
}

/// Calls that answer differently at every render, of which something is left in what the chart writes. Where `lookup`
/// has a say, it keeps what is installed.
pub(super) fn unstable(manifests: &[Manifest], ledger: &Ledger, sources: &SourceMap) -> Vec<Diagnostic> {
    let mut calls = BTreeSet::new();
    for piece in manifests.iter().flat_map(|manifest| manifest.text.pieces()) {
        let Some(mark) = piece.mark else { continue };
        let written = ledger.written(mark);
        let made = ledger.sources(written.sources);
        let is_kept = made.iter().chain(ledger.sources(written.control)).any(|source| *source == Source::Cluster);
        if is_kept {
            continue;
        }
        calls.extend(made.iter().filter_map(|source| match source {
            Source::Generated(at) => Some((at.file.0, at.offset)),
            _ => None,
        }));
    }
    let told = |(file, offset): (u32, u32)| {
        let span = action(sources, FileId(file), offset);
        let text = sources.get(span.file).slice(span).trim_matches(['{', '}', '-', ' ']).to_owned();
        let message = format!("`{text}` gives another answer at every render");
        let help = "keep what is installed: ask `lookup` first, or take it from a Secret that is made elsewhere";
        Diagnostic::warning(message).code(UNSTABLE).at(span).help(help)
    };
    calls.into_iter().map(told).collect()
}
