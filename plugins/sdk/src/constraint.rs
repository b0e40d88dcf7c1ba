//! Version constraints as Terraform writes them: `~> 5.0`, `>= 1.5, < 2.0`.

/// Whether `constraint` admits only versions before `major.minor`. A constraint that cannot be read admits all.
pub fn is_before(constraint: &str, (major, minor): (u32, u32)) -> bool {
    constraint.split(',').any(|part| ends_before(part, (major, minor)))
}

fn ends_before(part: &str, limit: (u32, u32)) -> bool {
    let part = part.trim();
    let version = part.trim_start_matches(['=', '~', '<', '>', '!', ' ']);
    let operator = part[..part.len() - version.len()].trim();
    let Some(numbers) = numbers(version) else { return false };
    let at = |index: usize| numbers.get(index).copied().unwrap_or(0);
    let version = (at(0), at(1));
    match operator {
        "" | "=" | "<=" => version < limit,
        // What comes after the minor version counts here: below 1.10.1 there is 1.10.0.
        "<" => version < limit || (version == limit && numbers.iter().skip(2).all(|number| *number == 0)),
        // The last number that is written may grow, and the minor version where only a major one is.
        "~>" if numbers.len() > 2 => version < limit,
        "~>" => (version.0 + 1, 0) <= limit,
        _ => false,
    }
}

/// The numbers of a version, without what marks a release before the release.
fn numbers(version: &str) -> Option<Vec<u32>> {
    let release = version.trim().trim_start_matches('v').split(['-', '+']).next()?;
    let numbers: Result<Vec<u32>, _> = release.split('.').map(str::parse).collect();
    numbers.ok().filter(|numbers| numbers.iter().all(|number| *number < u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::is_before;

    #[test]
    fn what_is_left_out() {
        for constraint in [
            "~> 1.5.0",
            "~> 1.9.3",
            "< 1.10",
            "< 1.10.0",
            "<= 1.9",
            "1.5.7",
            "= 1.9.8",
            "v1.9.8",
            ">= 1.3, < 1.6",
            ">=1.3,<1.6.0",
            "~> 0.14",
        ] {
            assert!(is_before(constraint, (1, 10)), "{constraint}");
        }
        for constraint in ["~> 3.100", "~> 3", "~> 3.0.2", "< 4", "< 4.0.0", ">= 3.75, < 4.0", "3.117.1"] {
            assert!(is_before(constraint, (4, 0)), "{constraint}");
        }
    }

    #[test]
    fn what_is_admitted() {
        for constraint in [
            "~> 1.5",
            "~> 1",
            "~> 1.10.0",
            ">= 1.5",
            "> 1.5.0",
            "< 2.0",
            "< 1.10.1",
            "<= 1.10",
            "1.10.0",
            "!= 1.9.0",
            "",
            "x",
            "~>",
            "99999999999",
        ] {
            assert!(!is_before(constraint, (1, 10)), "{constraint}");
        }
        for constraint in [">= 3.0", "~> 4.0", "< 5.0", ">= 3.0, < 5.0"] {
            assert!(!is_before(constraint, (4, 0)), "{constraint}");
        }
    }
}
