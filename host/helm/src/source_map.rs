//! For each line of what a chart writes: the template that wrote it, the calls on the way, and the values behind it.

use std::collections::BTreeSet;

use serde::Serialize;
use tollgate_gotemplate::{At, Ledger, Mark, Source, Text};
use tollgate_source::{FileId, SourceMap as Files};

/// The map of a text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SourceMap {
    /// One for each line of the text.
    pub lines: Vec<Line>,
}

/// Where a line came from.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Line {
    /// The file of the template; `None` for what Helm writes between documents.
    pub template: Option<String>,
    /// From 1; 0 without a template.
    pub line: u32,
    /// The calls that led there, the innermost first, then what else of templates it depends on.
    pub stack: Vec<Frame>,
    pub values: Vec<GivenValue>,
}

/// A line of a template.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Frame {
    pub file: String,
    pub line: u32,
    pub role: Role,
}

/// What a line of a template has to do with what is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Calls the template that writes.
    Call,
    /// Words, or a part of a condition, that what is written depends on.
    Input,
}

/// A value that a line depends on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct GivenValue {
    /// From the root of its file; `Chart.` and so on for what the chart says of itself.
    pub path: String,
    /// `None` for a value that nobody gives, and for what is given on the command line.
    pub file: Option<String>,
    pub line: Option<u32>,
}

impl SourceMap {
    /// The map of `text`, which was written with the books of `ledger` from files of `files`.
    pub fn of(text: &Text, ledger: &Ledger, files: &Files) -> Self {
        let bytes = text.as_bytes();
        let mut lines = Vec::new();
        let mut start = 0;
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' {
                lines.push(line(text, start, at, ledger, files));
                start = at + 1;
            }
        }
        if start < bytes.len() {
            lines.push(line(text, start, bytes.len(), ledger, files));
        }
        Self { lines }
    }
}

/// The marks of a part of a text, without those of blanks where something else is written.
fn marks(text: &Text, start: usize, end: usize) -> Vec<Mark> {
    let mut all = Vec::new();
    let mut visible = Vec::new();
    let mut from = start;
    let first = text.pieces().partition_point(|piece| piece.end <= start);
    for piece in &text.pieces()[first..] {
        if from >= end {
            break;
        }
        let to = piece.end.min(end);
        if let Some(mark) = piece.mark {
            all.push(mark);
            if !text.as_bytes()[from..to].iter().all(u8::is_ascii_whitespace) {
                visible.push(mark);
            }
        }
        from = to;
    }
    if visible.is_empty() { all } else { visible }
}

fn line(text: &Text, start: usize, end: usize, ledger: &Ledger, files: &Files) -> Line {
    let marks = marks(text, start, end);
    let Some(first) = marks.first() else { return Line::default() };
    let written = ledger.written(*first);
    let (template, number) = match place(written.at, files) {
        Some((file, line)) => (Some(file), line),
        None => (None, 0),
    };
    let mut stack: Vec<Frame> = Vec::new();
    let mut inputs = BTreeSet::new();
    let mut values = BTreeSet::new();
    for mark in &marks {
        let written = ledger.written(*mark);
        for call in ledger.calls(written.frame) {
            let Some((file, line)) = place(call, files) else { continue };
            let frame = Frame { file, line, role: Role::Call };
            if !stack.contains(&frame) {
                stack.push(frame);
            }
        }
        if let Some((file, line)) = place(written.at, files) {
            inputs.insert(Frame { file, line, role: Role::Input });
        }
        for sources in [written.sources, written.control] {
            for source in ledger.sources(sources) {
                match source {
                    Source::Value(value) => {
                        let origin = ledger.origin(*value);
                        let place = origin.place.and_then(|(at, _)| place(at, files));
                        let (file, line) = place.unzip();
                        values.insert(GivenValue { path: origin.path.to_string(), file, line });
                    }
                    Source::Template(at) | Source::Generated(at) => {
                        if let Some((file, line)) = place(*at, files) {
                            inputs.insert(Frame { file, line, role: Role::Input });
                        }
                    }
                    Source::Cluster => {}
                }
            }
        }
    }
    // The line itself is named once.
    inputs.retain(|input| Some(&input.file) != template.as_ref() || input.line != number);
    stack.extend(inputs);
    Line { template, line: number, stack, values: values.into_iter().collect() }
}

fn place(at: At, files: &Files) -> Option<(String, u32)> {
    if at.file.0 == u32::MAX {
        return None;
    }
    let file = files.get(FileId(at.file.0));
    Some((file.path.to_string(), file.line_column(at.offset).line))
}
