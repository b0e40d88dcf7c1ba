//! "Did you mean".

/// The candidate nearest to `name`, when one is near enough to be a misspelling.
pub fn did_you_mean<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let limit = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance <= limit || is_last_part(name, candidate) || is_beginning(name, candidate)
        })
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

/// `weak-policy` for `tls/weak-policy`: the family is easily forgotten.
fn is_last_part(name: &str, candidate: &str) -> bool {
    candidate.rsplit_once('/').is_some_and(|(_, last)| last == name)
}

/// `warn` for `warning`.
fn is_beginning(name: &str, candidate: &str) -> bool {
    name.len() >= 4 && candidate.strip_prefix(name).is_some_and(|rest| rest.len() < name.len())
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn only_near_names_are_suggested() {
        let rules = ["tls/weak-policy", "tags/missing", "tags/bad-value"];
        assert_eq!(did_you_mean("tag/missing", rules), Some("tags/missing"));
        assert_eq!(did_you_mean("weak-policy", rules), Some("tls/weak-policy"));
        assert_eq!(did_you_mean("aws/s3-public", rules), None);
        assert_eq!(did_you_mean("x", ["y", "extends"]), Some("y"));
        assert_eq!(did_you_mean("warn", ["warning", "error"]), Some("warning"));
        assert_eq!(did_you_mean("tags", rules), None);
    }
}
