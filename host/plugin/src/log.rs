//! What a plugin says while it runs: kept within bounds, made safe to print, and remembered for the case
//! that it fails.

/// How much a line matters, as the plugin sees it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LogLevel {
    Debug,
    Info,
    Warning,
    Error,
}

/// One line, without control characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogLine {
    pub level: LogLevel,
    pub text: String,
}

const MAX_LINES: usize = 1_000;
const MAX_BYTES: usize = 64 << 10;
const MAX_LINE: usize = 4 << 10;
/// Lines of an error stream that are quoted when the plugin fails: the end of a stack trace says the most.
const QUOTED: usize = 3;

/// The lines of one call.
#[derive(Debug, Default)]
pub(crate) struct Log {
    lines: Vec<LogLine>,
    bytes: usize,
    dropped: usize,
    /// Beside the lines, because those may be full when it matters.
    last_error: Option<String>,
    last_stderr: Vec<String>,
    /// Text of the output and error stream that has no line end yet.
    partial: [Vec<u8>; 2],
}

/// The standard streams of a plugin that expects an operating system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stream {
    Out = 0,
    Err = 1,
}

impl Log {
    /// A message by way of `tollgate:plugin/log`.
    pub(crate) fn message(&mut self, level: LogLevel, text: &str) {
        let text = printable(text, MAX_LINE);
        if level == LogLevel::Error {
            self.last_error = Some(text.clone());
        }
        self.keep(level, text);
    }

    /// Bytes written to a standard stream, in pieces of any size.
    pub(crate) fn write(&mut self, stream: Stream, bytes: impl Iterator<Item = u8>) {
        for byte in bytes {
            if byte == b'\n' {
                self.end_line(stream);
            } else if self.partial[stream as usize].len() < MAX_LINE {
                self.partial[stream as usize].push(byte);
            }
        }
    }

    fn end_line(&mut self, stream: Stream) {
        let bytes = std::mem::take(&mut self.partial[stream as usize]);
        let text = printable(&String::from_utf8_lossy(&bytes), MAX_LINE);
        if text.is_empty() {
            return;
        }
        if stream == Stream::Err && !text.starts_with("note: run with `RUST_BACKTRACE") {
            if self.last_stderr.len() == QUOTED {
                self.last_stderr.remove(0);
            }
            self.last_stderr.push(text.clone());
        }
        self.keep(if stream == Stream::Err { LogLevel::Warning } else { LogLevel::Info }, text);
    }

    fn keep(&mut self, level: LogLevel, text: String) {
        if self.lines.len() >= MAX_LINES || self.bytes + text.len() > MAX_BYTES {
            self.dropped += 1;
            return;
        }
        self.bytes += text.len();
        self.lines.push(LogLine { level, text });
    }

    /// The reason the plugin gave last.
    pub(crate) fn last_words(&self) -> Option<String> {
        if let Some(text) = &self.last_error {
            return Some(text.clone());
        }
        let open = printable(&String::from_utf8_lossy(&self.partial[Stream::Err as usize]), MAX_LINE);
        let words: Vec<&str> = self
            .last_stderr
            .iter()
            .map(String::as_str)
            .chain(Some(open.as_str()).filter(|text| !text.is_empty()))
            .collect();
        (!words.is_empty()).then(|| words.join(": "))
    }

    /// All lines, and a note about those that were too many.
    pub(crate) fn finish(mut self) -> Vec<LogLine> {
        self.end_line(Stream::Out);
        self.end_line(Stream::Err);
        if self.dropped > 0 {
            let text =
                format!("{} more lines were dropped: a plugin may log {MAX_LINES} lines, 64 KiB in all", self.dropped);
            self.lines.push(LogLine { level: LogLevel::Warning, text });
        }
        self.lines
    }
}

/// `text` as one line that cannot drive a terminal: line ends become `: `, other control characters go, and
/// what is beyond `limit` bytes is cut.
pub(crate) fn printable(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len().min(limit));
    for part in text.split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push_str(if out.ends_with([':', ',', ';', '.']) { " " } else { ": " });
        }
        for c in part.chars().filter(|c| !c.is_control()) {
            if out.len() + c.len_utf8() > limit {
                out.push('…');
                return out;
            }
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_drive_a_terminal() {
        assert_eq!(printable("panicked at a.rs:1:\n  no \x1b[31mred\x07\n\n", 100), "panicked at a.rs:1: no [31mred");
        assert_eq!(printable("one\r\ntwo", 100), "one: two");
        assert_eq!(printable("ééé", 5), "éé…");
    }

    #[test]
    fn the_last_words_survive_a_full_log() {
        let mut log = Log::default();
        for _ in 0..2 * MAX_LINES {
            log.message(LogLevel::Info, "x");
        }
        log.write(Stream::Err, b"Traceback\nline 1\nline 2\nValueError: ".iter().copied());
        log.write(Stream::Err, b"no\n".iter().copied());
        assert_eq!(log.last_words().as_deref(), Some("line 1: line 2: ValueError: no"));
        log.message(LogLevel::Error, "panicked");
        assert_eq!(log.last_words().as_deref(), Some("panicked"));
        let lines = log.finish();
        assert_eq!(lines.len(), MAX_LINES + 1);
        assert!(lines[MAX_LINES].text.starts_with("1005 more lines"), "{:?}", lines[MAX_LINES]);
    }
}
