//! Helm charts to manifests, as Helm renders them, with the template and the value behind each line.
//!
//! The order of work is Helm's: a chart is loaded with its subcharts (`chart`), subcharts are switched on and off
//! (`dependencies`), what is given is laid over what charts say themselves (`values`) and held against their
//! schemas (`schema`), templates are executed deepest first ([`render`](render())), and what they write is cut into
//! manifests and sorted (`manifest`). [`SourceMap`] says where each line of that came from.
#![forbid(unsafe_code)]

mod advice;
mod capabilities;
mod chart;
mod crds;
mod dependencies;
mod evaluate;
mod manifest;
mod objects;
mod render;
mod schema;
mod source_map;
mod values;

pub use evaluate::{CHART, ChartRequest, UNSTABLE, evaluate};
pub use manifest::Manifest;
pub use render::{Rendered, Request, render};
pub use source_map::{Frame, GivenValue, Line, Role, SourceMap};
pub use tollgate_gotemplate::{Options, Version};

/// The rule id of charts that do not render.
pub const INVALID: &str = "syntax/helm";

/// The file that makes a folder a chart.
pub(crate) const CHART_YAML: &str = "Chart.yaml";

#[cfg(test)]
mod tests;
