//! Writing to the terminal and to files.

use std::io::{self, IsTerminal, Write};

use crate::args::Color;

/// Writes a result. A reader that has seen enough (`| head`) is no error.
pub(crate) fn result(text: &str) {
    let mut out = io::stdout().lock();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        complain(&format!("error: standard output cannot be written: {error}"));
    }
}

/// Says something beside the result.
pub(crate) fn complain(text: &str) {
    // Nobody is left to tell when this fails.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

pub(crate) fn colored(color: Color) -> bool {
    wants_color(color, io::stdout().is_terminal())
}

pub(crate) fn colored_stderr(color: Color) -> bool {
    wants_color(color, io::stderr().is_terminal())
}

fn wants_color(color: Color, is_terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

/// Columns to fill: those of the terminal, but no more than are pleasant to read.
pub(crate) fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0).clamp(40, 120))
}
