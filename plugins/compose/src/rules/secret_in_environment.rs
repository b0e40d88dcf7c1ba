//! Secrets in variables, where a file would do.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, secrets};

pub const RULE: Rule = Rule {
    id: "compose/secret-in-environment",
    level: Level::Off,
    severity: 35,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A secret is a variable, though the image reads it from a file",
    page: include_str!("secret_in_environment.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R232"],
    check: Check::Resource(check),
};

/// How an image is told to read a variable from a file.
#[derive(Clone, Copy)]
enum File {
    /// `POSTGRES_PASSWORD_FILE`.
    Suffix(&'static str),
    /// `FILE__PASSWORD`.
    Prefix(&'static str),
}

/// Images by the last component of their repositories, or by a folder of it; the variables that they also read
/// from a file, `*` standing for all with that beginning.
///
/// Sources: the descriptions of the images on Docker Hub and GitHub.
const IMAGES: &[(&[&str], &[&str], File)] = &[
    (&["postgres", "postgis", "pgvector", "timescaledb"], &["POSTGRES_PASSWORD"], File::Suffix("_FILE")),
    (&["mysql", "percona", "percona-server"], &["MYSQL_ROOT_PASSWORD", "MYSQL_PASSWORD"], File::Suffix("_FILE")),
    (
        &["mariadb"],
        &["MARIADB_ROOT_PASSWORD", "MARIADB_PASSWORD", "MYSQL_ROOT_PASSWORD", "MYSQL_PASSWORD"],
        File::Suffix("_FILE"),
    ),
    (&["mongo"], &["MONGO_INITDB_ROOT_PASSWORD"], File::Suffix("_FILE")),
    (&["mongo-express"], &["ME_CONFIG_*"], File::Suffix("_FILE")),
    (&["clickhouse-server", "clickhouse"], &["CLICKHOUSE_PASSWORD"], File::Suffix("_FILE")),
    (&["elasticsearch"], &["ELASTIC_PASSWORD", "KEYSTORE_PASSWORD"], File::Suffix("_FILE")),
    (&["influxdb"], &["DOCKER_INFLUXDB_INIT_PASSWORD", "DOCKER_INFLUXDB_INIT_ADMIN_TOKEN"], File::Suffix("_FILE")),
    (&["oracle-xe", "oracle-free"], &["ORACLE_PASSWORD", "APP_USER_PASSWORD"], File::Suffix("_FILE")),
    (&["minio"], &["MINIO_ROOT_PASSWORD", "MINIO_SECRET_KEY"], File::Suffix("_FILE")),
    (&["pgadmin4"], &["PGADMIN_DEFAULT_PASSWORD"], File::Suffix("_FILE")),
    (&["phpmyadmin"], &["PMA_PASSWORD", "MYSQL_ROOT_PASSWORD", "MYSQL_PASSWORD"], File::Suffix("_FILE")),
    (&["redis-commander"], &["REDIS_PASSWORD", "HTTP_PASSWORD", "SENTINEL_PASSWORD"], File::Suffix("_FILE")),
    (&["grafana", "grafana-oss", "grafana-enterprise"], &["GF_*"], File::Suffix("__FILE")),
    (&["wordpress"], &["WORDPRESS_*"], File::Suffix("_FILE")),
    (
        &["nextcloud"],
        &[
            "NEXTCLOUD_ADMIN_PASSWORD",
            "MYSQL_PASSWORD",
            "POSTGRES_PASSWORD",
            "REDIS_HOST_PASSWORD",
            "SMTP_PASSWORD",
            "OBJECTSTORE_S3_SECRET",
        ],
        File::Suffix("_FILE"),
    ),
    (&["joomla"], &["JOOMLA_DB_PASSWORD"], File::Suffix("_FILE")),
    (&["redmine"], &["REDMINE_DB_PASSWORD", "SECRET_KEY_BASE", "REDMINE_SECRET_KEY_BASE"], File::Suffix("_FILE")),
    (&["gitea"], &["GITEA__*"], File::Suffix("__FILE")),
    (&["vaultwarden/server", "n8n", "n8nio/n8n", "paperless-ngx"], &["*"], File::Suffix("_FILE")),
    (&["bitnami/*", "bitnamilegacy/*", "bitnamisecure/*"], &["*"], File::Suffix("_FILE")),
    (&["linuxserver/*"], &["*"], File::Prefix("FILE__")),
];

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let environment = service.attr("environment");
    if environment.is_unknown() {
        cx.undecided(environment);
    }
    let image = Image::of(service);
    for (name, value) in environment.entries() {
        if secrets::class(name).is_some() && is_given(value) {
            judge(cx, service, &image, name, value);
        }
    }
}

/// A secret, from wherever: not empty, not a path, not a switch.
fn is_given(value: Value<'_>) -> bool {
    match value.string() {
        Read::Known(text) => !secrets::is_stand_in(text) || text.starts_with('$'),
        // From the environment of who starts the project.
        Read::Absent | Read::Null | Read::Unknown => true,
    }
}

enum Image<'a> {
    /// Built in the project, so that what runs in it can be taught to read a file.
    Own,
    Named {
        repository: &'a str,
        name: &'a str,
    },
    Unknown,
}

impl<'a> Image<'a> {
    fn of(service: Resource<'a>) -> Self {
        let reference = service.attr("image_reference");
        let read = |part: &str| reference.attr(part).string();
        match (read("name"), read("repository")) {
            _ if !service.attr("build").is_unset() => Self::Own,
            (Read::Known(name), Read::Known(repository)) => Self::Named { repository, name },
            (Read::Known(name), _) => Self::Named { repository: name, name },
            _ => Self::Unknown,
        }
    }

    /// What the image is told instead of `variable`.
    fn file_variable(repository: &str, name: &str, variable: &str) -> Option<String> {
        let fits = |pattern: &str, text: &str| match pattern.strip_suffix('*') {
            Some(begin) => text.starts_with(begin),
            None => text == pattern,
        };
        let is_image = |known: &str| fits(known, repository) || (!known.contains('/') && known == name);
        let entries = IMAGES.iter().filter(|(images, ..)| images.iter().any(|known| is_image(known)));
        let mut reads = entries.filter(|(_, variables, _)| variables.iter().any(|known| fits(known, variable)));
        reads.next().map(|(.., file)| match file {
            File::Suffix(suffix) => format!("{variable}{suffix}"),
            File::Prefix(prefix) => format!("{prefix}{variable}"),
        })
    }
}

fn judge(cx: &mut Context<'_>, service: Resource<'_>, image: &Image<'_>, variable: &str, value: Value<'_>) {
    let help = match image {
        Image::Own => {
            format!(
                "let the program read it from `/run/secrets/NAME`, list it under `secrets`, and remove `{variable}`"
            )
        }
        Image::Named { repository, name } => match Image::file_variable(repository, name, variable) {
            Some(file) => {
                format!("list it under `secrets`, and write `{file}: /run/secrets/NAME` instead of `{variable}`")
            }
            None => {
                let reason = format!("whether the image reads `{variable}` from a file is not known");
                cx.undecided_because(value, reason, "the image");
                return;
            }
        },
        Image::Unknown => {
            cx.undecided(service.attr("image"));
            return;
        }
    };
    let _finding = cx
        .report(value, format!("`{}` gets a secret as the variable `{variable}`", service.address()))
        .because("all processes of the container inherit variables, error reports and debug pages print them, and `docker inspect` shows them")
        .help(help)
        .detail("secret", "");
}

#[cfg(test)]
mod tests {
    use super::Image;

    #[test]
    fn variables_that_images_read_from_files() {
        for (repository, variable, file) in [
            ("postgres", "POSTGRES_PASSWORD", Some("POSTGRES_PASSWORD_FILE")),
            ("library/postgres", "POSTGRES_PASSWORD", Some("POSTGRES_PASSWORD_FILE")),
            ("postgres", "PGPASSWORD", None),
            ("bitnami/postgresql", "POSTGRESQL_PASSWORD", Some("POSTGRESQL_PASSWORD_FILE")),
            ("grafana/grafana", "GF_SECURITY_ADMIN_PASSWORD", Some("GF_SECURITY_ADMIN_PASSWORD__FILE")),
            ("linuxserver/bookstack", "DB_PASSWORD", Some("FILE__DB_PASSWORD")),
            ("acme/server", "DB_PASSWORD", None),
        ] {
            let name = repository.rsplit('/').next().unwrap_or_default();
            assert_eq!(Image::file_variable(repository, name, variable).as_deref(), file, "{repository} {variable}");
        }
    }
}
