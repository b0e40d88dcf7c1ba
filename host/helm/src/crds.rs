//! Custom resource definitions in `crds/`: printed as they are, before what templates write.

use std::rc::Rc;

use tollgate_gotemplate::{At, File, Ledger, Sources, Text, TextBuilder, Written};
use tollgate_source::SourceMap;

use crate::chart::Chart;

/// A file of definitions.
#[derive(Debug)]
pub(crate) struct Definitions {
    /// e.g. `app/crds/widgets.yaml`.
    pub(crate) name: Rc<str>,
    pub(crate) text: Text,
}

/// Those of a chart, then those of its subcharts.
pub(crate) fn collect(chart: &Chart, path: &str, sources: &SourceMap, ledger: &mut Ledger, out: &mut Vec<Definitions>) {
    let folder = sources.get(chart.file).path.parent();
    for file in chart.files.iter() {
        let is_manifest = [".yaml", ".yml", ".json"].iter().any(|end| file.name.ends_with(end));
        if !file.name.starts_with("crds/") || !is_manifest {
            continue;
        }
        let words = String::from_utf8_lossy(&file.bytes);
        let id = folder.as_ref().and_then(|folder| folder.join(&file.name)).map(|path| sources.add(path, &*words));
        let mut text = TextBuilder::default();
        let mut offset = 0;
        for line in file.bytes.split_inclusive(|byte| *byte == b'\n') {
            let mark = id.map(|id| {
                let at = At { file: File(id.0), offset };
                ledger.mark(Written { at, frame: Default::default(), sources: Sources::NONE, control: Sources::NONE })
            });
            text.push_bytes(line, mark);
            offset += u32::try_from(line.len()).unwrap_or(u32::MAX);
        }
        out.push(Definitions { name: format!("{path}/{}", file.name).into(), text: text.finish() });
    }
    for child in &chart.dependencies {
        collect(child, &format!("{path}/charts/{}", child.name()), sources, ledger, out);
    }
}
