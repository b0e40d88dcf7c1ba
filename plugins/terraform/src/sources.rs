//! Where modules come from, by the text of `source`.

/// The place that a `source` names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source<'a> {
    /// A folder of this repository.
    Local,
    /// `namespace/name/provider`, with a host or without: versions are chosen by `version`.
    Registry,
    /// A repository, and what is checked out of it: a tag, a branch or a commit.
    Repository(Option<&'a str>),
    /// An archive, a bucket.
    Other,
}

/// Reads a `source`.
pub fn parse(text: &str) -> Source<'_> {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let checked_out = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value)
    };
    let is_local = ["./", "../", "/", ".\\", "..\\"].iter().any(|begin| path.starts_with(begin));
    if is_local || matches!(path, "." | "..") {
        return Source::Local;
    }
    if let Some((getter, _)) = path.split_once("::") {
        return match getter {
            "git" => Source::Repository(checked_out("ref")),
            "hg" => Source::Repository(checked_out("rev")),
            _ => Source::Other,
        };
    }
    if ["github.com/", "bitbucket.org/", "git@"].iter().any(|begin| path.starts_with(begin)) {
        return Source::Repository(checked_out("ref"));
    }
    if is_registry(path) && query.is_empty() { Source::Registry } else { Source::Other }
}

fn is_registry(path: &str) -> bool {
    let path = path.split_once("//").map_or(path, |(path, _)| path);
    let parts: Vec<&str> = path.split('/').collect();
    let is_name =
        |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    match parts.as_slice() {
        [_, _, _] => parts.iter().all(is_name),
        [host, rest @ ..] if rest.len() == 3 => {
            host.contains('.') && !host.contains(char::is_whitespace) && rest.iter().all(is_name)
        }
        _ => false,
    }
}

/// Whether what is checked out is a commit, which nobody can move.
pub fn is_commit(reference: &str) -> bool {
    matches!(reference.len(), 40 | 64) && reference.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether the name is one of branches by all customs.
pub fn is_branch(reference: &str) -> bool {
    const BRANCHES: &[&str] =
        &["main", "master", "trunk", "develop", "development", "dev", "devel", "staging", "latest", "next", "head"];
    reference.starts_with("refs/heads/") || BRANCHES.contains(&reference.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{Source, parse};

    #[test]
    fn sources() {
        for (text, expected) in [
            ("./modules/vpc", Source::Local),
            ("../vpc", Source::Local),
            ("terraform-aws-modules/vpc/aws", Source::Registry),
            ("terraform-aws-modules/iam/aws//modules/iam-role", Source::Registry),
            ("app.terraform.io/acme/vpc/aws", Source::Registry),
            ("github.com/acme/vpc", Source::Repository(None)),
            ("github.com/acme/vpc//net?ref=v1.2.0", Source::Repository(Some("v1.2.0"))),
            ("git@github.com:acme/vpc.git", Source::Repository(None)),
            ("git::https://example.com/vpc.git?depth=1&ref=main", Source::Repository(Some("main"))),
            ("git::ssh://git@example.com/vpc.git?ref=", Source::Repository(None)),
            ("hg::https://example.com/vpc.hg?rev=1.0", Source::Repository(Some("1.0"))),
            ("https://example.com/vpc.zip", Source::Other),
            ("s3::https://s3-eu-west-1.amazonaws.com/modules/vpc.zip", Source::Other),
            ("acme/vpc", Source::Other),
            ("", Source::Other),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
