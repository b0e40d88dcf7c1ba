//! Until when AWS supports versions of Kubernetes, runtimes of Lambda and engines of OpenSearch Service, as its pages
//! said in August 2026. Versions that are not listed were made later than this table.
//!
//! Sources: <https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>,
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/what-is.html>.

use std::fmt;

use tollgate_sdk::{Answer, Resource};

/// Until when EKS supports a version of Kubernetes. Dates are `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kubernetes {
    /// End of standard support.
    pub standard: &'static str,
    /// End of extended support, which costs extra; then EKS upgrades the cluster by itself.
    pub extended: &'static str,
}

/// The oldest minor version of Kubernetes 1 that is listed below.
const OLDEST: u32 = 23;
const KUBERNETES: &[(u32, &str, &str)] = &[
    (23, "2023-10-11", "2024-10-11"),
    (24, "2024-01-31", "2025-01-31"),
    (25, "2024-05-01", "2025-05-01"),
    (26, "2024-06-11", "2025-06-11"),
    (27, "2024-07-24", "2025-07-24"),
    (28, "2024-11-26", "2025-11-26"),
    (29, "2025-03-23", "2026-03-23"),
    (30, "2025-07-23", "2026-07-23"),
    (31, "2025-11-26", "2026-11-26"),
    (32, "2026-03-23", "2027-03-23"),
    (33, "2026-07-29", "2027-07-29"),
    (34, "2026-12-02", "2027-12-02"),
    (35, "2027-03-27", "2028-03-27"),
    (36, "2027-08-02", "2028-08-02"),
];

/// `None` for a version that is newer than the table, or none.
pub fn kubernetes(version: &str) -> Option<Kubernetes> {
    let mut parts = version.trim().split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    let minor: u32 = minor.parse().ok().filter(|_| major == "1")?;
    let listed = KUBERNETES.iter().find(|known| known.0 == minor.max(OLDEST))?;
    Some(Kubernetes { standard: listed.1, extended: listed.2 })
}

/// Runtimes and the day of their deprecation, after which they get no security updates.
const RUNTIMES: &[(&str, &str)] = &[
    ("nodejs", "2016-10-31"),
    ("nodejs4.3", "2020-03-05"),
    ("nodejs4.3-edge", "2020-03-05"),
    ("nodejs6.10", "2019-08-12"),
    ("nodejs8.10", "2020-03-06"),
    ("nodejs10.x", "2021-07-30"),
    ("nodejs12.x", "2023-03-31"),
    ("nodejs14.x", "2023-12-04"),
    ("nodejs16.x", "2024-06-12"),
    ("nodejs18.x", "2025-09-01"),
    ("nodejs20.x", "2026-04-30"),
    ("nodejs22.x", "2027-04-30"),
    ("nodejs24.x", "2028-04-30"),
    ("python2.7", "2021-07-15"),
    ("python3.6", "2022-07-18"),
    ("python3.7", "2023-12-04"),
    ("python3.8", "2024-10-14"),
    ("python3.9", "2025-12-15"),
    ("python3.10", "2026-10-31"),
    ("python3.11", "2027-06-30"),
    ("python3.12", "2028-10-31"),
    ("python3.13", "2029-06-30"),
    ("python3.14", "2029-06-30"),
    ("java8", "2024-01-08"),
    ("java8.al2", "2027-06-30"),
    ("java11", "2027-06-30"),
    ("java17", "2027-06-30"),
    ("java21", "2029-06-30"),
    ("java25", "2029-06-30"),
    ("java8.al2023", "2029-06-30"),
    ("java11.al2023", "2029-06-30"),
    ("java17.al2023", "2029-06-30"),
    ("dotnetcore1.0", "2019-06-27"),
    ("dotnetcore2.0", "2019-05-30"),
    ("dotnetcore2.1", "2022-01-05"),
    ("dotnetcore3.1", "2023-04-03"),
    ("dotnet6", "2024-12-20"),
    ("dotnet8", "2026-11-10"),
    ("dotnet10", "2028-11-14"),
    ("ruby2.5", "2021-07-30"),
    ("ruby2.7", "2023-12-07"),
    ("ruby3.2", "2026-03-31"),
    ("ruby3.3", "2027-03-31"),
    ("ruby3.4", "2028-03-31"),
    ("ruby4.0", "2029-03-31"),
    ("go1.x", "2024-01-08"),
    ("provided", "2024-01-08"),
    ("provided.al2", "2026-07-31"),
    ("provided.al2023", "2029-06-30"),
];

/// The day on which Lambda deprecates a runtime, `YYYY-MM-DD`.
pub fn runtime(name: &str) -> Option<&'static str> {
    RUNTIMES.iter().find(|known| known.0 == name).map(|known| known.1)
}

/// A runtime for the same programs that is supported for years to come.
pub fn successor(runtime: &str) -> &'static str {
    let known = [
        ("nodejs", "nodejs24.x"),
        ("python", "python3.13"),
        ("java", "java21"),
        ("dotnet", "dotnet10"),
        ("ruby", "ruby3.4"),
    ];
    known.iter().find(|(begin, _)| runtime.starts_with(begin)).map_or("provided.al2023", |(_, newer)| newer)
}

/// An engine of OpenSearch Service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Search {
    is_elasticsearch: bool,
    version: (u32, u32),
}

/// Whether the engine of a domain has what came with a version of Elasticsearch. Where nothing is written, the service
/// takes a new OpenSearch, but the oldest Elasticsearch.
pub fn search_has(domain: Resource<'_>, major: u32, minor: u32) -> Answer {
    let is_elasticsearch = domain.type_name() == "aws_elasticsearch_domain";
    let (argument, default) =
        if is_elasticsearch { ("elasticsearch_version", "1.5") } else { ("engine_version", "OpenSearch_2.19") };
    domain.attr(argument).judge(|version| {
        let has = |text: &str| search(text).is_none_or(|engine| engine.is_at_least(major, minor));
        version.string().or(default).test(has)
    })
}

/// Reads `OpenSearch_2.19`, `Elasticsearch_7.10` or `7.10`, which is of Elasticsearch.
pub fn search(text: &str) -> Option<Search> {
    let (is_elasticsearch, version) = match text.split_once('_') {
        Some(("OpenSearch", version)) => (false, version),
        Some(("Elasticsearch", version)) => (true, version),
        Some(_) => return None,
        None => (true, text),
    };
    let (major, minor) = version.trim().split_once('.').unwrap_or((version.trim(), "0"));
    Some(Search { is_elasticsearch, version: (major.parse().ok()?, minor.parse().ok()?) })
}

impl Search {
    /// The day on which its standard support ends, `YYYY-MM-DD`.
    pub fn ends(self) -> Option<&'static str> {
        match (self.is_elasticsearch, self.version) {
            (true, (..=5, _) | (6, ..=7) | (7, ..=8)) | (false, (1, ..=2) | (2, ..=9)) => Some("2025-11-07"),
            (true, (7, _)) => Some("2027-11-07"),
            _ => None,
        }
    }

    /// Whether it has what came with a version of Elasticsearch; OpenSearch has it all.
    pub fn is_at_least(self, major: u32, minor: u32) -> bool {
        !self.is_elasticsearch || self.version >= (major, minor)
    }
}

impl fmt::Display for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.is_elasticsearch { "Elasticsearch" } else { "OpenSearch" };
        write!(f, "{name} {}.{}", self.version.0, self.version.1)
    }
}

#[cfg(test)]
mod tests {
    use super::{KUBERNETES, RUNTIMES, kubernetes, runtime, search, successor};

    #[test]
    fn engines() {
        let ends = |text| search(text).and_then(|engine| engine.ends());
        assert_eq!([ends("2.3"), ends("OpenSearch_2.9")], [Some("2025-11-07"); 2]);
        assert_eq!([ends("Elasticsearch_7.10"), ends("7.9")], [Some("2027-11-07"); 2]);
        for text in ["OpenSearch_1.3", "OpenSearch_2.19", "OpenSearch_3.1", "6.8", "Other_1.0", "", "x"] {
            assert_eq!(ends(text), None, "{text}");
        }
        assert!(search("5.6").is_some_and(|engine| !engine.is_at_least(6, 7) && engine.is_at_least(5, 1)));
        assert!(search("OpenSearch_1.0").is_some_and(|engine| engine.is_at_least(6, 7)));
    }

    #[test]
    fn versions() {
        assert_eq!(kubernetes("1.31").map(|ends| ends.standard), Some("2025-11-26"));
        assert_eq!(kubernetes("1.16").map(|ends| ends.extended), Some("2024-10-11"));
        for version in ["1.99", "2.1", "1", "", "1.x"] {
            assert_eq!(kubernetes(version), None, "{version}");
        }
    }

    #[test]
    fn successors_are_listed_and_outlive_the_others() {
        for (name, ends) in RUNTIMES.iter().filter(|(_, ends)| *ends < "2026-01-01") {
            assert!(runtime(successor(name)).is_some_and(|newer| newer > *ends), "{name}");
        }
        for (name, _) in RUNTIMES {
            assert!(runtime(successor(name)).is_some_and(|ends| ends > "2028-01-01"), "{name}");
        }
        assert!(KUBERNETES.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0 && pair[0].1 < pair[1].1));
    }
}
