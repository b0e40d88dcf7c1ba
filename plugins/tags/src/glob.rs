//! Globs of options: `*` stands for any run of characters, the rest for itself.

/// Whether `text` as a whole is of the form `glob`.
pub fn matches(glob: &str, text: &str) -> bool {
    let Some((head, tail)) = glob.split_once('*') else { return glob == text };
    let Some(rest) = text.strip_prefix(head) else { return false };
    if tail.is_empty() {
        return true;
    }
    rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| matches(tail, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn globs() {
        for (glob, text, expected) in [
            ("aws_ebs_volume", "aws_ebs_volume", true),
            ("aws_ebs_volume", "aws_ebs_volumes", false),
            ("aws_ebs_*", "aws_ebs_snapshot", true),
            ("*", "", true),
            ("aws_*_group", "aws_db_subnet_group", true),
            ("aws_*_group", "aws_db_group_x", false),
            ("*é*", "caf\u{e9}s", true),
            ("", "x", false),
        ] {
            assert_eq!(matches(glob, text), expected, "`{glob}` on `{text}`");
        }
    }
}
