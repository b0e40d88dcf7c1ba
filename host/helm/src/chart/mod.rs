//! Charts as they lie on disk.

mod archive;
mod ignore;
mod load;
mod metadata;
mod version;

pub(crate) use load::load;
pub(crate) use metadata::{Dependency, ImportValues, Maintainer, Metadata};
pub(crate) use version::{is_compatible, is_version};

use std::{rc::Rc, sync::Arc};

use tollgate_source::{FileId, Span};

use crate::values::Map;

/// A chart with its subcharts.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    pub(crate) metadata: Metadata,
    /// Its `values.yaml`, later with what it imports from its subcharts.
    pub(crate) values: Map,
    pub(crate) templates: Rc<[Template]>,
    /// All other files, by their names within the chart.
    pub(crate) files: Rc<[File]>,
    pub(crate) schema: Option<Schema>,
    pub(crate) dependencies: Vec<Chart>,
    /// Its `Chart.yaml`.
    pub(crate) file: FileId,
    /// Its `values.yaml`, where it has one.
    pub(crate) values_file: Option<FileId>,
}

#[derive(Clone, Debug)]
pub(crate) struct Template {
    /// From the folder of the chart, e.g. `templates/service.yaml`.
    pub(crate) name: Rc<str>,
    pub(crate) file: FileId,
    pub(crate) text: Arc<str>,
}

#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) name: Rc<str>,
    pub(crate) bytes: Arc<[u8]>,
}

#[derive(Clone, Debug)]
pub(crate) struct Schema {
    pub(crate) file: FileId,
    pub(crate) text: Arc<str>,
}

impl Chart {
    pub(crate) fn name(&self) -> &str {
        &self.metadata.name
    }

    pub(crate) fn is_library(&self) -> bool {
        self.metadata.kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("library"))
    }

    /// The whole of `Chart.yaml`, for what is about the chart as such.
    pub(crate) fn place(&self) -> Span {
        Span::start_of(self.file)
    }
}
