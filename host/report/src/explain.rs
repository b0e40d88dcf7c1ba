//! Rule pages in a terminal.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use crate::Style;

/// Wider lines are hard to read, however wide the terminal is.
const WIDE: usize = 100;
const NARROW: usize = 40;

/// A Markdown page as text. In a terminal headings and code stand out, paragraphs are broken between words, and links
/// show where they lead; elsewhere it stays the Markdown that it is.
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
        if in_code && line.is_empty() {
            out.push('\n');
        } else if in_code {
            out.push_str(&format!("    \u{1b}[36m{line}\u{1b}[0m\n"));
        } else if let Some(heading) = line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')) {
            out.push_str(&format!("\u{1b}[1m{heading}\u{1b}[0m\n"));
        } else if line.starts_with('|') {
            out.push_str(&format!("{}\n", inline_code(line)));
        } else {
            out.push_str(&wrapped(&inline_code(&with_links(line)), style.width));
            out.push('\n');
        }
    }
    out
}

/// A paragraph, or an item of a list, in lines.
fn wrapped(text: &str, width: usize) -> String {
    let indent = if text.starts_with("- ") { "  " } else { "" };
    let options = Options::new(width.clamp(NARROW, WIDE))
        .subsequent_indent(indent)
        // Names and addresses are copied: they stay in one piece.
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(text, options)
}

/// `[words](address)` as `words: address`, where it is the end of a line, or with the address in brackets.
fn with_links(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((words, address, before, behind)) = link(rest) {
        out.push_str(before);
        match behind.trim_end() {
            "" => out.push_str(&format!("{words}: {address}")),
            _ => out.push_str(&format!("{words} ({address})")),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The first link: its words and address, and what is before and behind it.
fn link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = text.find("](http")?;
    let start = text[..middle].rfind('[')?;
    let end = middle + text[middle..].find(')')?;
    Some((&text[start + 1..middle], &text[middle + 2..end], &text[..start], &text[end + 1..]))
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

#[cfg(test)]
mod tests {
    use super::markdown;
    use crate::Style;

    const PAGE: &str = "# tls/x\n\nReports listeners that accept `TLS 1.0`, which nobody should speak any more, see [RFC 8996](https://example.org/8996) for why.\n\n```hcl\na = 1\n\nb = 2\n```\n\n- AWS: [Security policies](https://example.org/policies)\n";

    #[test]
    fn in_a_terminal() {
        let text = markdown(PAGE, Style { color: true, width: 60 });
        let plain = text.replace("\u{1b}[36m", "").replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
        assert_eq!(
            plain,
            "tls/x\n\nReports listeners that accept TLS 1.0, which nobody should\nspeak any more, see RFC 8996 (https://example.org/8996) for\nwhy.\n\n    a = 1\n\n    b = 2\n\n- AWS: Security policies: https://example.org/policies\n"
        );
    }

    #[test]
    fn elsewhere() {
        assert_eq!(markdown(PAGE, Style { color: false, width: 60 }), PAGE);
    }
}
