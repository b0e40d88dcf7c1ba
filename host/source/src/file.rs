//! Loaded files, byte spans in them, and the lines and columns people see.

use std::sync::{Arc, OnceLock, RwLock};

use crate::WorldPath;

/// Names a file of one [`SourceMap`]. The number depends on loading order: never sort or print by it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(pub u32);

/// A half-open byte range of the original bytes of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end) }
    }

    /// The empty span at the start of `file`, for things that are about the whole file.
    pub fn start_of(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The smallest span that covers both; `self` when they lie in different files.
    pub fn to(self, other: Self) -> Self {
        if self.file != other.file {
            return self;
        }
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn contains(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A 1-based position; columns count Unicode scalar values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct LineColumn {
    pub line: u32,
    pub column: u32,
}

/// The byte offsets at which the lines of a text start.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'\n')
                .map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)),
        );
        Self { starts }
    }

    /// The position of byte `offset` of `text`, the text this index was made from.
    /// Offsets past the end or inside a character are moved to the nearest one before.
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start as usize <= offset) - 1;
        let start = self.starts[line] as usize;
        // A byte order mark is no column that an editor shows.
        let shown = text[start..offset].trim_start_matches('\u{feff}');
        LineColumn { line: number(line + 1), column: number(shown.chars().count() + 1) }
    }

    /// The byte range of 1-based `line`, without its line ending.
    pub fn line_range(&self, text: &str, line: u32) -> Option<std::ops::Range<usize>> {
        let start = *self.starts.get(line.checked_sub(1)? as usize)? as usize;
        let end = self.starts.get(line as usize).map_or(text.len(), |next| *next as usize);
        Some(start..start + text[start..end].trim_end_matches(['\n', '\r']).len())
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One loaded file: its path in the world and its text.
#[derive(Debug)]
pub struct SourceFile {
    pub path: WorldPath,
    pub text: Arc<str>,
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    pub fn line_column(&self, offset: u32) -> LineColumn {
        self.lines().line_column(&self.text, offset)
    }

    /// The text of `span`, which must lie in this file; empty when it does not fit.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }
}

/// All files loaded so far. Shared: files are only ever added, and a path is added once.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: RwLock<Files>,
}

#[derive(Debug, Default)]
struct Files {
    all: Vec<Arc<SourceFile>>,
    by_path: std::collections::HashMap<WorldPath, FileId>,
}

impl SourceMap {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, or returns the one that already has this path.
    pub fn add(&self, path: WorldPath, text: impl Into<Arc<str>>) -> FileId {
        let mut files = self.files.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(id) = files.by_path.get(&path) {
            return *id;
        }
        let id = FileId(number(files.all.len()));
        files.by_path.insert(path.clone(), id);
        files.all.push(Arc::new(SourceFile { path, text: text.into(), lines: OnceLock::new() }));
        id
    }

    /// # Panics
    /// When `id` is of another map: ids are only made by [`SourceMap::add`].
    pub fn get(&self, id: FileId) -> Arc<SourceFile> {
        let files = self.files.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&files.all[id.0 as usize])
    }

    pub fn find(&self, path: &WorldPath) -> Option<FileId> {
        let files = self.files.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        files.by_path.get(path).copied()
    }

    /// The files loaded so far, with their ids, ordered by path.
    pub fn all(&self) -> Vec<(FileId, Arc<SourceFile>)> {
        let files = self.files.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut all: Vec<_> =
            files.all.iter().enumerate().map(|(index, file)| (FileId(number(index)), Arc::clone(file))).collect();
        all.sort_by(|(_, a), (_, b)| a.path.cmp(&b.path));
        all
    }

    /// How many files were loaded.
    pub fn len(&self) -> usize {
        self.files.read().unwrap_or_else(std::sync::PoisonError::into_inner).all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_skip_the_byte_order_mark() {
        let text = "\u{feff}a = 1\né世 = 2\r\nlast";
        let index = LineIndex::new(text);
        let at = |needle: &str| {
            let p = index.line_column(text, number(text.find(needle).expect("in text")));
            (p.line, p.column)
        };
        assert_eq!(at("a ="), (1, 1));
        assert_eq!(at("= 2"), (2, 4));
        assert_eq!(at("last"), (3, 1));
        assert_eq!(index.line_range(text, 2).map(|r| &text[r]), Some("é世 = 2"));
        assert_eq!(index.line_range(text, 4), None);
        assert_eq!(index.line_column(text, u32::MAX).line, 3);
    }
}
