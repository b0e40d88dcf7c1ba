//! Patterns of types and of options: `*` stands for any run of characters, the rest for itself.

/// Whether `text` as a whole is of the form `glob`.
pub fn matches(glob: &str, text: &str) -> bool {
    let Some((head, tail)) = glob.split_once('*') else { return glob == text };
    let Some(rest) = text.strip_prefix(head) else { return false };
    tail.is_empty() || rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| matches(tail, &rest[at..]))
}

/// Whether `text` is of the form of one of `globs`, a list of an option.
pub fn matches_one(globs: tollgate_sdk::Value<'_>, text: &str) -> bool {
    globs.each().filter_map(|glob| glob.string().known()).any(|glob| matches(glob, text))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn globs() {
        for (glob, text, expected) in [
            ("v1/Pod", "v1/Pod", true),
            ("v1/Pod", "v1/PodTemplate", false),
            ("apps/*/Deployment", "apps/v1/Deployment", true),
            ("apps/*/Deployment", "apps/v1/DaemonSet", false),
            ("*Role", "rbac.authorization.k8s.io/v1/ClusterRole", true),
            ("*", "", true),
        ] {
            assert_eq!(matches(glob, text), expected, "`{glob}` on `{text}`");
        }
    }
}
