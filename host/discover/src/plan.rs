//! Files that are plans, or were meant to be.

/// What a named file is, by its name and its first bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Named {
    /// `terraform show -json` wrote it, or `terraform plan -out`; which of them, and whether it can be read, is
    /// for the front end to say.
    Plan,
    /// JSON that nothing here reads.
    OtherJson,
    /// A file of a configuration, or one that lies beside it.
    Part,
}

/// What the file `name` is. Without `bytes`, it is too large to be read.
pub(crate) fn named(name: &str, bytes: Option<&[u8]>) -> Named {
    // Plans as Terraform keeps them are zip archives, under whatever name.
    if bytes.is_some_and(|bytes| bytes.starts_with(b"PK\x03\x04")) || name.ends_with(".tfplan") || is_state(name) {
        return Named::Plan;
    }
    let of_configuration = [".tf.json", ".tofu.json", ".tfvars.json"];
    if !name.ends_with(".json") || of_configuration.iter().any(|suffix| name.ends_with(suffix)) {
        return Named::Part;
    }
    let Some(bytes) = bytes else { return Named::Plan };
    // Also where it was cut off: then the tail is missing, and never these.
    let text = String::from_utf8_lossy(bytes);
    let says = |key: &str| text.contains(key);
    if says("\"format_version\"")
        && (says("\"terraform_version\"") || says("\"planned_values\"") || says("\"resource_changes\""))
    {
        Named::Plan
    } else {
        Named::OtherJson
    }
}

fn is_state(name: &str) -> bool {
    name.ends_with(".tfstate")
}

#[cfg(test)]
mod tests {
    use super::{Named, named};

    #[test]
    fn plans_are_known_by_what_they_say() {
        let check = |name: &str, text: &str, expected: Named| {
            assert_eq!(named(name, Some(text.as_bytes())), expected, "{name}: {text}");
        };
        check("plan.json", r#"{"format_version":"1.2","terraform_version":"1.11.4","vari"#, Named::Plan);
        check("p.json", "{\n \"resource_changes\": [],\n \"format_version\": \"1.2\"}", Named::Plan);
        check("plan.out", "PK\u{3}\u{4}…", Named::Plan);
        check("terraform.tfstate", "{}", Named::Plan);
        check("package.json", "{\"format_version\": 3}", Named::OtherJson);
        check("main.tf.json", "{\"format_version\": \"\", \"terraform_version\": \"\"}", Named::Part);
        check("main.tf", "", Named::Part);
        assert_eq!(named("huge.json", None), Named::Plan);
    }
}
