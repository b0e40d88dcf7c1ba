//! Until when databases, operating systems and languages are supported: by Cloud SQL, or by their makers, as these said
//! in 2026. Versions that are not listed were made later than these tables.
//!
//! Sources: <https://cloud.google.com/sql/docs/postgres/db-versions>, <https://cloud.google.com/sql/docs/mysql/db-versions>,
//! <https://wiki.debian.org/LTS>, <https://ubuntu.com/about/release-cycle>, <https://endoflife.date/>.

/// A version: how its name begins, what it is, and the day on which it ends, `YYYY-MM-DD`.
pub type Version = (&'static str, &'static str, &'static str);

/// When regular support by Cloud SQL ends. Three years of extended support follow.
const DATABASES: &[Version] = &[
    ("POSTGRES_9_6", "PostgreSQL 9.6", "2025-02-01"),
    ("POSTGRES_10", "PostgreSQL 10", "2025-02-01"),
    ("POSTGRES_11", "PostgreSQL 11", "2025-02-01"),
    ("POSTGRES_12", "PostgreSQL 12", "2025-02-01"),
    ("POSTGRES_13", "PostgreSQL 13", "2026-02-01"),
    ("POSTGRES_14", "PostgreSQL 14", "2027-02-01"),
    ("POSTGRES_15", "PostgreSQL 15", "2028-02-01"),
    ("MYSQL_5_6", "MySQL 5.6", "2025-02-01"),
    ("MYSQL_5_7", "MySQL 5.7", "2025-02-01"),
    ("MYSQL_8_0", "MySQL 8.0", "2026-07-01"),
];

const SYSTEMS: &[Version] = &[
    ("centos-6", "CentOS 6", "2020-11-30"),
    ("centos-7", "CentOS 7", "2024-06-30"),
    ("centos-8", "CentOS 8", "2021-12-31"),
    ("centos-stream-8", "CentOS Stream 8", "2024-05-31"),
    ("centos-stream-9", "CentOS Stream 9", "2027-05-31"),
    ("debian-7", "Debian 7", "2018-05-31"),
    ("debian-8", "Debian 8", "2020-06-30"),
    ("debian-9", "Debian 9", "2022-06-30"),
    ("debian-10", "Debian 10", "2024-06-30"),
    ("debian-11", "Debian 11", "2026-08-31"),
    ("debian-12", "Debian 12", "2028-06-30"),
    ("rhel-6", "Red Hat Enterprise Linux 6", "2020-11-30"),
    ("rhel-7", "Red Hat Enterprise Linux 7", "2024-06-30"),
    ("ubuntu-1404", "Ubuntu 14.04", "2019-04-25"),
    ("ubuntu-1604", "Ubuntu 16.04", "2021-04-30"),
    ("ubuntu-1804", "Ubuntu 18.04", "2023-05-31"),
    ("ubuntu-2004", "Ubuntu 20.04", "2025-05-31"),
    ("ubuntu-2204", "Ubuntu 22.04", "2027-04-30"),
    ("ubuntu-2210", "Ubuntu 22.10", "2023-07-20"),
    ("ubuntu-2304", "Ubuntu 23.04", "2024-01-25"),
    ("ubuntu-2310", "Ubuntu 23.10", "2024-07-11"),
    ("ubuntu-2410", "Ubuntu 24.10", "2025-07-10"),
    ("windows-2008", "Windows Server 2008", "2020-01-14"),
    ("windows-2012", "Windows Server 2012", "2023-10-10"),
    ("windows-2016", "Windows Server 2016", "2027-01-12"),
];

const RUNTIMES: &[Version] = &[
    ("nodejs6", "Node.js 6", "2019-04-30"),
    ("nodejs8", "Node.js 8", "2019-12-31"),
    ("nodejs10", "Node.js 10", "2021-04-30"),
    ("nodejs12", "Node.js 12", "2022-04-30"),
    ("nodejs14", "Node.js 14", "2023-04-30"),
    ("nodejs16", "Node.js 16", "2023-09-11"),
    ("nodejs18", "Node.js 18", "2025-04-30"),
    ("nodejs20", "Node.js 20", "2026-04-30"),
    ("nodejs22", "Node.js 22", "2027-04-30"),
    ("python27", "Python 2.7", "2020-01-01"),
    ("python37", "Python 3.7", "2023-06-27"),
    ("python38", "Python 3.8", "2024-10-07"),
    ("python39", "Python 3.9", "2025-10-31"),
    ("python310", "Python 3.10", "2026-10-31"),
    ("go111", "Go 1.11", "2019-09-03"),
    ("go113", "Go 1.13", "2020-08-11"),
    ("go116", "Go 1.16", "2022-03-15"),
    ("go118", "Go 1.18", "2023-02-01"),
    ("go119", "Go 1.19", "2023-09-06"),
    ("go120", "Go 1.20", "2024-02-06"),
    ("go121", "Go 1.21", "2024-08-13"),
    ("go122", "Go 1.22", "2025-02-11"),
    ("go123", "Go 1.23", "2025-08-12"),
    ("ruby26", "Ruby 2.6", "2022-04-12"),
    ("ruby27", "Ruby 2.7", "2023-03-31"),
    ("ruby30", "Ruby 3.0", "2024-04-23"),
    ("ruby32", "Ruby 3.2", "2026-03-31"),
    ("ruby33", "Ruby 3.3", "2027-03-31"),
    ("php55", "PHP 5.5", "2016-07-21"),
    ("php72", "PHP 7.2", "2020-11-30"),
    ("php73", "PHP 7.3", "2021-12-06"),
    ("php74", "PHP 7.4", "2022-11-28"),
    ("php81", "PHP 8.1", "2025-12-31"),
    ("php82", "PHP 8.2", "2026-12-31"),
    ("dotnet3", ".NET Core 3.1", "2022-12-13"),
    ("dotnet6", ".NET 6", "2024-11-12"),
    ("dotnet8", ".NET 8", "2026-11-10"),
];

/// The engine of a database in Cloud SQL: `POSTGRES_15`, `MYSQL_8_0_36`.
pub fn database(version: &str) -> Option<Version> {
    find(DATABASES, version)
}

pub fn runtime(name: &str) -> Option<Version> {
    find(RUNTIMES, name)
}

/// Projects that publish images for everybody. Those of Ubuntu Pro get fixes for longer.
const PUBLIC: &[&str] = &["centos-cloud", "debian-cloud", "rhel-cloud", "ubuntu-os-cloud", "windows-cloud"];

/// The system in an image or a family of images: `debian-12`, `debian-cloud/debian-12`,
/// `projects/debian-cloud/global/images/family/debian-12`. None of an image of one's own.
pub fn image(path: &str) -> Option<Version> {
    let parts: Vec<&str> = path.split('/').collect();
    let project = match parts.iter().position(|part| *part == "projects") {
        Some(at) => parts.get(at + 1),
        None => parts.first().filter(|first| parts.len() == 2 && **first != "family"),
    };
    if project.is_some_and(|project| !is_public(project)) {
        return None;
    }
    system(parts.last()?)
}

/// Whether a project publishes images of systems in this table.
pub fn is_public(project: &str) -> bool {
    PUBLIC.contains(&project)
}

/// The system in the name of an image or of a family: `ubuntu-minimal-2204-lts`, `windows-server-2016-dc-v20240313`.
pub fn system(name: &str) -> Option<Version> {
    let plain = name.replacen("ubuntu-minimal-", "ubuntu-", 1).replacen("windows-server-", "windows-", 1);
    find(SYSTEMS, &plain)
}

/// A version ends where its name does, or before what is no digit.
fn find(versions: &[Version], name: &str) -> Option<Version> {
    let is = |begin: &str| name.strip_prefix(begin).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    versions.iter().find(|(begin, ..)| is(begin)).copied()
}

#[cfg(test)]
mod tests {
    use super::{database, image, runtime};

    #[test]
    fn names() {
        let ends = |found: Option<super::Version>| found.map(|(.., ends)| ends);
        assert_eq!(ends(database("MYSQL_8_0_36")), Some("2026-07-01"));
        assert_eq!(ends(database("POSTGRES_9_6")), Some("2025-02-01"));
        assert_eq!(ends(database("MYSQL_8_4")), None);
        assert_eq!(ends(runtime("python310")), Some("2026-10-31"));
        assert_eq!(ends(runtime("python3")), None);
        for (path, is_listed) in [
            ("debian-9", true),
            ("debian-cloud/debian-9", true),
            ("family/debian-9", true),
            ("projects/debian-cloud/global/images/family/debian-9", true),
            ("https://www.googleapis.com/compute/v1/projects/centos-cloud/global/images/centos-7-v20240611", true),
            ("ubuntu-os-cloud/ubuntu-minimal-1804-lts", true),
            ("windows-cloud/windows-server-2012-r2-dc-v20220314", true),
            ("ubuntu-os-pro-cloud/ubuntu-pro-1604-lts", false),
            ("shop/debian-9-orders", false),
            ("debian-99", false),
            ("", false),
        ] {
            assert_eq!(image(path).is_some(), is_listed, "{path}");
        }
    }
}
