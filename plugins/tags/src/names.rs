//! Keys that mean the same to people but not to AWS.

/// The first of `present` that differs from `wanted` only in case and separators: `cost_center` for `Cost-Center`.
pub fn lookalike<'a>(wanted: &str, present: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    present.into_iter().find(|key| *key != wanted && letters(key).eq(letters(wanted)))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::lookalike;

    #[test]
    fn case_and_separators_do_not_count() {
        for (wanted, present, expected) in [
            ("Cost-Center", &["cost_center"][..], Some("cost_center")),
            ("Cost-Center", &["CostCentre", "costcenter"], Some("costcenter")),
            ("Team", &["Team"], None),
            ("Team", &["Teams"], None),
            ("prod", &["Prod", "PROD"], Some("Prod")),
        ] {
            assert_eq!(lookalike(wanted, present.iter().copied()), expected, "{wanted}");
        }
    }
}
