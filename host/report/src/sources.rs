//! The texts that snippets are cut from, without what must not be shown.

use std::{
    collections::HashMap,
    ops::{Deref, Range},
    sync::Arc,
};

use tollgate_source::{World, WorldPath, read_configuration};

use crate::Masks;

/// Files by path, read once.
pub(crate) struct Sources<'a> {
    world: &'a dyn World,
    masks: &'a Masks,
    texts: HashMap<String, Option<Text>>,
}

/// A text, and where its lines are: a large file has thousands of places that are shown.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    text: Arc<str>,
    lines: Arc<Lines>,
}

#[derive(Debug)]
struct Lines {
    /// Where each line starts; the first one at 0.
    starts: Vec<usize>,
    /// Behind each carriage return that is no part of a line end: to miette it is one.
    returns: Vec<usize>,
}

impl Text {
    pub(crate) fn new(text: Arc<str>) -> Self {
        let bytes = text.as_bytes();
        let behind =
            |is_end: &dyn Fn(usize) -> bool| (0..bytes.len()).filter(|at| is_end(*at)).map(|at| at + 1).collect();
        let newlines: Vec<usize> = behind(&|at| bytes[at] == b'\n');
        let returns = behind(&|at| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        let starts = std::iter::once(0).chain(newlines).collect();
        Self { text, lines: Arc::new(Lines { starts, returns }) }
    }

    pub(crate) fn shared(&self) -> &Arc<str> {
        &self.text
    }

    /// A 1-based line, without its end.
    pub(crate) fn line(&self, line: u32) -> Option<&str> {
        let line = (line as usize).checked_sub(1)?;
        let start = *self.lines.starts.get(line)?;
        let end = self.lines.starts.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let text = &self.text[start..end];
        Some(text.strip_suffix('\r').unwrap_or(text))
    }

    /// The byte offset of a 1-based line and column (in characters).
    pub(crate) fn offset(&self, line: u32, column: u32) -> usize {
        let text = &*self.text;
        let start = self.lines.starts.get((line as usize).saturating_sub(1)).copied().unwrap_or(text.len());
        let rest = &text[start..];
        let rest_start = start + (rest.len() - rest.trim_start_matches('\u{feff}').len());
        let end = self.lines.starts.get((line as usize).max(1)).map_or(text.len(), |next| next - 1);
        text[rest_start..end.max(rest_start)]
            .char_indices()
            .nth((column as usize).saturating_sub(1))
            .map_or(end, |(at, _)| rest_start + at)
    }

    /// The number of lines that end before an offset, by the line ends that miette knows.
    pub(crate) fn lines_before(&self, at: usize) -> usize {
        let Lines { starts, returns } = &*self.lines;
        // The first line starts without one ending.
        starts.partition_point(|start| *start <= at) - 1 + returns.partition_point(|behind| *behind <= at)
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl<'a> Sources<'a> {
    pub(crate) fn new(world: &'a dyn World, masks: &'a Masks) -> Self {
        Self { world, masks, texts: HashMap::new() }
    }

    /// The text of a file with every secret masked; `None` when it is no file of the world, or nothing but secret.
    pub(crate) fn get(&mut self, file: &str) -> Option<Text> {
        if !self.texts.contains_key(file) {
            let text = WorldPath::new(file).and_then(|path| {
                // What was refused for its size is not read to show that.
                let bytes = read_configuration(self.world, &path).ok()?;
                let text = String::from_utf8(bytes.to_vec()).ok()?;
                let ranges = self.masks.get(&path).map_or(&[][..], Vec::as_slice);
                // Of a file that is secret as a whole, stars are nothing to see.
                let is_secret = ranges.iter().any(|range| range.start == 0 && range.end >= text.len());
                (!is_secret || text.is_empty()).then(|| Text::new(Arc::from(masked(text, ranges))))
            });
            self.texts.insert(file.to_owned(), text);
        }
        self.texts.get(file).cloned().flatten()
    }
}

/// Every byte of the ranges becomes a star, line ends excepted, and what a terminal would obey a question mark:
/// offsets stay as they are.
fn masked(text: String, ranges: &[Range<usize>]) -> String {
    let mut bytes = text.into_bytes();
    for range in ranges {
        let end = range.end.min(bytes.len());
        for byte in bytes.get_mut(range.start..end).unwrap_or_default() {
            if *byte != b'\n' && *byte != b'\r' {
                *byte = b'*';
            }
        }
    }
    for byte in &mut bytes {
        if byte.is_ascii_control() && !matches!(*byte, b'\n' | b'\r' | b'\t') {
            *byte = b'?';
        }
    }
    // A range that cuts a character in two leaves no text.
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Text;

    #[test]
    fn offsets_are_in_characters() {
        let text = Text::new(Arc::from("é = 1\nab\r\n"));
        let offset = |line, column| text.offset(line, column);
        assert_eq!([offset(0, 1), offset(1, 1), offset(1, 3), offset(2, 2), offset(2, 9)], [0, 0, 3, 8, 10]);
        assert_eq!(offset(99, 1), text.len());
        assert_eq!(Text::new(Arc::from("\u{feff}x")).offset(1, 1), 3);
        assert_eq!(
            [text.line(0), text.line(1), text.line(2), text.line(3), text.line(4)],
            [None, Some("é = 1"), Some("ab"), Some(""), None]
        );
    }
}
