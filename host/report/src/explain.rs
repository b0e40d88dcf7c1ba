//! Rule pages in a terminal.

use crate::Style;

/// A Markdown page as text: headings and code stand out, everything else is left as it is written, because a
/// rule page is written to be read.
pub fn markdown(page: &str, style: Style) -> String {
    if !style.color {
        let mut text = page.trim_end().to_owned();
        text.push('\n');
        return text;
    }
    let mut out = String::new();
    let mut in_code = false;
    for line in page.trim_end().lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            continue;
        }
        if in_code {
            out.push_str(&format!("    \u{1b}[36m{line}\u{1b}[0m\n"));
        } else if let Some(heading) = line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')) {
            out.push_str(&format!("\u{1b}[1m{heading}\u{1b}[0m\n"));
        } else {
            out.push_str(&inline_code(line));
            out.push('\n');
        }
    }
    out
}

fn inline_code(line: &str) -> String {
    let mut out = String::new();
    for (index, part) in line.split('`').enumerate() {
        if index % 2 == 1 {
            out.push_str(&format!("\u{1b}[36m{part}\u{1b}[0m"));
        } else {
            out.push_str(part);
        }
    }
    out
}
