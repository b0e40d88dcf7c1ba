//! Images, read from how they are written.

use tollgate_sdk::{Read, Value};

/// The parts of an image's name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Image<'a> {
    /// Where it is pulled from; `None` for the default of the runtime.
    pub registry: Option<&'a str>,
    /// Without the registry, e.g. `library/postgres`.
    pub repository: &'a str,
    pub tag: Option<&'a str>,
    pub digest: Option<&'a str>,
}

impl<'a> Image<'a> {
    /// Reads `ghcr.io/acme/web:1.2@sha256:…`.
    pub fn parse(text: &'a str) -> Self {
        let text = text.trim();
        let (named, digest) = text.split_once('@').map_or((text, None), |(named, digest)| (named, Some(digest)));
        let last = named.rfind('/').map_or(0, |at| at + 1);
        let (named, tag) = match named[last..].find(':') {
            Some(at) => (&named[..last + at], Some(&named[last + at + 1..])),
            None => (named, None),
        };
        let registry = named.split_once('/').filter(|(first, _)| first.contains(['.', ':']) || *first == "localhost");
        let (registry, repository) = registry.map_or((None, named), |(registry, rest)| (Some(registry), rest));
        Self { registry, repository, tag, digest }
    }

    /// The image that a container names.
    pub fn of(container: Value<'a>) -> Read<Self> {
        container.attr("image").string().map(Self::parse)
    }

    /// Whether it comes from where `pattern` says: a registry, or one with the beginning of a path, part by part;
    /// `*` stands for any run of characters within a part.
    pub fn is_from(&self, pattern: &str) -> bool {
        let name = self.full_name();
        let mut parts = name.split('/');
        let mut wanted = pattern.trim_end_matches('/').split('/');
        wanted.all(|glob| parts.next().is_some_and(|part| fits(glob, part)))
    }

    /// Where it comes from in full, without tag and digest: `docker.io/library/nginx` for `nginx`.
    pub fn full_name(&self) -> String {
        const OF_DOCKER: [&str; 4] =
            ["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"];
        match self.registry {
            Some(registry) if !OF_DOCKER.contains(&registry) => format!("{registry}/{}", self.repository),
            _ if self.repository.contains('/') => format!("docker.io/{}", self.repository),
            _ => format!("docker.io/library/{}", self.repository),
        }
    }

    /// The last part of the repository: `postgres`.
    pub fn name(&self) -> &'a str {
        self.repository.rsplit('/').next().unwrap_or_default()
    }
}

/// Whether `text` as a whole is of the form `glob`.
fn fits(glob: &str, text: &str) -> bool {
    let Some((head, tail)) = glob.split_once('*') else { return glob == text };
    let Some(rest) = text.strip_prefix(head) else { return false };
    tail.is_empty() || rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| fits(tail, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::Image;

    /// Registry, repository, tag and digest, `-` for what is not there.
    fn check(text: &str, expected: &str) {
        let image = Image::parse(text);
        let or = |part: Option<&str>| part.unwrap_or("-").to_owned();
        let shown = format!("{} {} {} {}", or(image.registry), image.repository, or(image.tag), or(image.digest));
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn parts() {
        check("postgres", "- postgres - -");
        check("bitnami/redis:7", "- bitnami/redis 7 -");
        check("ghcr.io/acme/web@sha256:00", "ghcr.io acme/web - sha256:00");
        check("localhost:5000/web:1@sha256:00", "localhost:5000 web 1 sha256:00");
        check("localhost/web", "localhost web - -");
        assert_eq!(Image::parse("docker.io/library/postgres:17").name(), "postgres");
    }

    #[test]
    fn full_names() {
        for (text, expected) in [
            ("nginx:1", "docker.io/library/nginx"),
            ("bitnami/redis", "docker.io/bitnami/redis"),
            ("index.docker.io/nginx", "docker.io/library/nginx"),
            ("registry.k8s.io/pause:3.9", "registry.k8s.io/pause"),
            ("localhost:5000/team/web@sha256:00", "localhost:5000/team/web"),
        ] {
            assert_eq!(Image::parse(text).full_name(), expected, "{text}");
        }
    }
    #[test]
    fn origins() {
        for (pattern, text, expected) in [
            ("ghcr.io", "ghcr.io/acme/web:1", true),
            ("ghcr.io/acme/", "ghcr.io/acme/web:1", true),
            ("ghcr.io/acme", "ghcr.io/acmeevil/web:1", false),
            ("docker.io/library", "nginx", true),
            ("docker.io/library", "bitnami/redis", false),
            ("*.dkr.ecr.*.amazonaws.com", "123.dkr.ecr.eu-west-1.amazonaws.com/web:1", true),
            ("*.dkr.ecr.*.amazonaws.com", "evil.example/x.dkr.ecr.a.amazonaws.com/web:1", false),
            ("ghcr.io/acme/web/more", "ghcr.io/acme/web", false),
        ] {
            assert_eq!(Image::parse(text).is_from(pattern), expected, "{pattern} {text}");
        }
    }
}
