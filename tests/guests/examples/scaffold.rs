//! A small real scaffolder: a README and an executable script for the service that was asked for.
mod bindings {
    tollgate_guests::wit_bindgen::generate!({ path: "../../wit", world: "scaffold-plugin", runtime_path: "tollgate_guests::wit_bindgen::rt" });
}

use bindings::{exports::tollgate::plugin::scaffold::Guest, tollgate::plugin::types::File};
use tollgate_guests::batch::{Batch, Kind};

tollgate_guests::manifest!(r#"{"id":"guest-scaffold","version":"1.0.0","api":"0.1.0","batch_format":1}"#);

struct Plugin;

impl Guest for Plugin {
    fn render(answers: Vec<u8>, _settings: Vec<u8>) -> Result<Vec<File>, String> {
        let answers = Batch::open(&answers).map_err(|error| error.to_string())?;
        let name = answers.root().get("name").filter(|name| name.kind() == Kind::String);
        let name = name.ok_or("the answer `name` is missing")?.text();
        let file = |path: &str, contents: String, executable| File {
            path: path.into(),
            contents: contents.into(),
            executable,
        };
        Ok(vec![
            file("README.md", format!("# {name}\n"), false),
            file("bin/run", format!("#!/bin/sh\nexec ./{name}\n"), true),
        ])
    }
}

bindings::export!(Plugin with_types_in bindings);
