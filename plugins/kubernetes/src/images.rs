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

    /// The last part of the repository: `postgres`.
    pub fn name(&self) -> &'a str {
        self.repository.rsplit('/').next().unwrap_or_default()
    }
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
}
