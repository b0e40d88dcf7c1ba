//! Versions of databases, systems and languages, and the day on which their makers stop fixing them.
//!
//! Sources: the release pages of PostgreSQL, MySQL, MariaDB, Ubuntu, Debian LTS, CentOS, Node.js, Python, .NET and PHP;
//! the life cycle pages of Microsoft for Windows Server and AKS. Where Azure goes on for free, the later day counts, as
//! for Windows Server.

/// What something is called, and the day after which nobody fixes it, `YYYY-MM-DD`.
pub type Version = (String, &'static str);

/// Beginnings of versions, up to a full part, and the day of each.
type Table = &'static [(&'static str, &'static str)];

const POSTGRESQL: Table = &[
    ("9.5", "2021-02-11"),
    ("9.6", "2021-11-11"),
    ("10", "2022-11-10"),
    ("11", "2023-11-09"),
    ("12", "2024-11-21"),
    ("13", "2025-11-13"),
    ("14", "2026-11-12"),
    ("15", "2027-11-11"),
    ("16", "2028-11-09"),
    ("17", "2029-11-08"),
];
const MYSQL: Table = &[("5.6", "2021-02-28"), ("5.7", "2023-10-31"), ("8.0", "2026-04-30"), ("8.4", "2032-04-30")];
const MARIADB: Table = &[("10.2", "2022-05-23"), ("10.3", "2023-05-25")];
const UBUNTU: Table = &[
    ("14.04", "2019-04-25"),
    ("16.04", "2021-04-30"),
    ("18.04", "2023-05-31"),
    ("19.04", "2020-01-23"),
    ("19.10", "2020-07-06"),
    ("20.04", "2025-05-31"),
    ("20.10", "2021-07-22"),
    ("21.04", "2022-01-20"),
    ("21.10", "2022-07-14"),
    ("22.04", "2027-04-01"),
    ("22.10", "2023-07-20"),
    ("23.04", "2024-01-20"),
    ("23.10", "2024-07-12"),
    ("24.04", "2029-05-31"),
    ("24.10", "2025-07-10"),
    ("25.04", "2026-01-17"),
];
const UBUNTU_NAMES: &[(&str, &str)] = &[("bionic", "18.04"), ("focal", "20.04"), ("jammy", "22.04")];
const DEBIAN: Table =
    &[("8", "2020-06-30"), ("9", "2022-06-30"), ("10", "2024-06-30"), ("11", "2026-08-31"), ("12", "2028-06-30")];
const CENTOS: Table = &[("6", "2020-11-30"), ("7", "2024-06-30"), ("8", "2021-12-31")];
const WINDOWS: Table =
    &[("2008", "2024-01-09"), ("2012", "2026-10-13"), ("2016", "2027-01-12"), ("2019", "2029-01-09")];
const NODE: Table = &[
    ("10", "2021-04-30"),
    ("12", "2022-04-30"),
    ("14", "2023-04-30"),
    ("16", "2023-09-11"),
    ("18", "2025-04-30"),
    ("20", "2026-04-30"),
    ("22", "2027-04-30"),
];
const PYTHON: Table = &[
    ("2.7", "2020-01-01"),
    ("3.6", "2021-12-23"),
    ("3.7", "2023-06-27"),
    ("3.8", "2024-10-07"),
    ("3.9", "2025-10-31"),
    ("3.10", "2026-10-31"),
    ("3.11", "2027-10-31"),
];
/// Not those of the .NET Framework, which is a part of Windows.
const DOTNET: Table = &[
    ("3.1", "2022-12-13"),
    ("5.0", "2022-05-10"),
    ("6.0", "2024-11-12"),
    ("7.0", "2024-05-14"),
    ("8.0", "2026-11-10"),
    ("9.0", "2026-11-10"),
];
const PHP: Table = &[
    ("5.6", "2018-12-31"),
    ("7.0", "2019-01-10"),
    ("7.1", "2019-12-01"),
    ("7.2", "2020-11-30"),
    ("7.3", "2021-12-06"),
    ("7.4", "2022-11-28"),
    ("8.0", "2023-11-26"),
    ("8.1", "2025-12-31"),
    ("8.2", "2026-12-31"),
];
const AKS: Table = &[
    ("1.26", "2024-04-11"),
    ("1.27", "2024-07-31"),
    ("1.28", "2025-01-31"),
    ("1.29", "2025-03-31"),
    ("1.30", "2025-08-22"),
    ("1.31", "2025-11-01"),
    ("1.32", "2026-03-31"),
    ("1.33", "2026-07-31"),
    ("1.34", "2026-11-30"),
];

/// The row whose version `text` is, or begins with: `3.1` is not `3.10`.
fn find(name: &str, table: Table, text: &str) -> Option<Version> {
    let is_it = |version: &str| {
        text.strip_prefix(version).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
    };
    table.iter().find(|(version, _)| is_it(version)).map(|(version, day)| (format!("{name} {version}"), *day))
}

/// The version of a database server, by its type.
pub fn database(ty: &str, version: &str) -> Option<Version> {
    if ty.contains("postgresql") {
        find("PostgreSQL", POSTGRESQL, version)
    } else if ty.contains("mysql") {
        find("MySQL", MYSQL, version)
    } else {
        find("MariaDB", MARIADB, version)
    }
}

pub fn kubernetes(version: &str) -> Option<Version> {
    find("Kubernetes", AKS, version)
}

/// The version of a language, by the argument that says it.
pub fn language(argument: &str, version: &str) -> Option<Version> {
    let version = version.trim_start_matches(['v', '~']);
    match argument {
        "node_version" => find("Node.js", NODE, version),
        "python_version" => find("Python", PYTHON, version),
        "dotnet_version" => find(".NET", DOTNET, version),
        "php_version" => find("PHP", PHP, version),
        _ => None,
    }
}

/// The system of an image in the marketplace.
pub fn image(offer: &str, sku: &str) -> Option<Version> {
    let (offer, sku) = (offer.to_ascii_lowercase(), sku.to_ascii_lowercase());
    // Ubuntu Pro is fixed for some years more.
    if offer.contains("ubuntu") && (offer.contains("pro") || sku.contains("pro")) {
        return None;
    }
    if let Some((_, version)) = UBUNTU_NAMES.iter().find(|(name, _)| offer.contains("ubuntu") && offer.contains(name)) {
        return find("Ubuntu", UBUNTU, version);
    }
    if let Some(rest) = offer.strip_prefix("ubuntu-") {
        return find("Ubuntu", UBUNTU, &rest.replace('_', "."));
    }
    if let Some(rest) = offer.strip_prefix("debian-") {
        return find("Debian", DEBIAN, rest);
    }
    match offer.as_str() {
        "ubuntuserver" => find("Ubuntu", UBUNTU, &sku.replace('_', ".")),
        "debian" => find("Debian", DEBIAN, &sku),
        "centos" => find("CentOS", CENTOS, &sku),
        "windowsserver" => find("Windows Server", WINDOWS, &sku),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{database, image, language};

    #[test]
    fn versions_are_whole() {
        let name = |version: Option<(String, &'static str)>| version.map(|(name, _)| name).unwrap_or_default();
        assert_eq!(name(language("python_version", "3.10")), "Python 3.10");
        assert_eq!(name(language("dotnet_version", "v4.0")), "");
        assert_eq!(name(database("azurerm_mysql_flexible_server", "8.0.21")), "MySQL 8.0");
        assert_eq!(name(image("0001-com-ubuntu-server-focal", "20_04-lts-gen2")), "Ubuntu 20.04");
        assert_eq!(name(image("ubuntu-24_04-lts", "server")), "Ubuntu 24.04");
        assert_eq!(name(image("0001-com-ubuntu-pro-focal", "pro-20_04-lts")), "");
        assert_eq!(name(image("WindowsServer", "2012-R2-Datacenter")), "Windows Server 2012");
    }
}
