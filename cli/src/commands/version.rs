//! `tollgate version`

use serde_json::json;

use crate::{
    args::{Format, VersionArgs},
    exit::{Error, Exit},
    output,
    workspace::built_in_plugins,
};

pub(crate) fn run(args: &VersionArgs) -> Result<Exit, Error> {
    let plugins = built_in_plugins(true)?;
    let version = env!("CARGO_PKG_VERSION");
    let text = match args.output_format {
        Format::Json => {
            let plugins: Vec<_> = plugins
                .entries()
                .iter()
                .map(|entry| {
                    json!({
                        "id": entry.name,
                        "version": entry.manifest.version,
                        "digest": entry.digest,
                        "rules": entry.manifest.rules.len(),
                    })
                })
                .collect();
            let value = json!({
                "version": version,
                "plugin_api": tollgate_api::API_VERSION,
                "batch_format": tollgate_api::BATCH_FORMAT,
                "plugins": plugins,
            });
            format!("{value:#}\n")
        }
        Format::Text => {
            let mut out = format!(
                "tollgate {version}\nplugin interface {}, batch format {}\n\n",
                tollgate_api::API_VERSION,
                tollgate_api::BATCH_FORMAT
            );
            for entry in plugins.entries() {
                let (rules, digest) = (entry.manifest.rules.len(), &entry.digest[..12]);
                out.push_str(&format!(
                    "{:10} {}  {rules} rules  sha256:{digest}…\n",
                    entry.name, entry.manifest.version
                ));
            }
            out
        }
    };
    output::result(&text);
    Ok(Exit::Pass)
}
