//! Variables and outputs that carry secrets, by what they are called and how they are described.

use tollgate_sdk::{Answer, Resource, secrets};

/// Whether something called `name` carries a secret. Stricter than for settings of programs: a `tls_secret` of a
/// configuration is the name of one, an `encryption_key` that of a key, and an `ssh_key` is public.
pub fn is_secret(name: &str) -> bool {
    if secrets::class(name).is_none() {
        return false;
    }
    let words = secrets::words(name);
    let has = |word: &str| words.iter().any(|one| one == word);
    let joined = words.concat();
    if ["ENCRYPTIONKEY", "MASTERKEY", "SIGNINGKEY"].iter().any(|end| joined.ends_with(end)) || has("KMS") {
        return false;
    }
    if joined.ends_with("SSHKEY") && !has("PRIVATE") {
        return false;
    }
    match words.as_slice() {
        [.., before, last] if last == "SECRET" => OF_SECRETS.contains(&before.as_str()),
        [.., last] => last != "SECRETS",
        [] => false,
    }
}

/// What a secret is of, where it is no thing with a name of its own.
const OF_SECRETS: &[&str] = &[
    "ACCESS", "ADMIN", "API", "APP", "AUTH", "CLIENT", "CONSUMER", "COOKIE", "CSRF", "HMAC", "JWT", "MASTER", "OAUTH",
    "OIDC", "SESSION", "SHARED", "SIGNING", "WEBHOOK",
];

/// Whether a description says that a value only names a secret that lies elsewhere.
pub fn names_one(description: &str) -> bool {
    let lower = description.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    ["arn", "arns", "kms", "path", "whether"].iter().any(|word| words.contains(word))
        || ["name of", "id of", "identifier of", "secret name", "public key", "reference to"]
            .iter()
            .any(|part| lower.contains(part))
}

/// Whether a variable or an output is marked, so that Terraform does not show its value.
pub fn is_marked(block: Resource<'_>) -> Answer {
    let on = |name: &str| block.attr(name).judge(|value| value.bool().or(false).test(|on| on));
    on("sensitive").or(on("ephemeral"))
}

#[cfg(test)]
mod tests {
    use super::{is_secret, names_one};

    #[test]
    fn names() {
        for name in ["db_password", "password", "github_token", "client_secret", "secret", "api_key", "private_ssh_key"]
        {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "tls_secret",
            "image_pull_secret",
            "secrets",
            "encryption_key",
            "ssh_key",
            "password_length",
            "create_random_password",
            "db_password_secret_arn",
            "secret_name",
            "name",
        ] {
            assert!(!is_secret(name), "{name}");
        }
        assert!(names_one("The ARN of the secret") && names_one("Name of the secret that holds it"));
        assert!(!names_one("Password of the administrator"));
    }
}
