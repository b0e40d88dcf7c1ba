//! Files and templates that are read as data sources, within the scanned folder.

use tollgate_hcl::ast::Ident;
use tollgate_ir::{Marks, Origin, Value};

use super::{Source, argument};
use crate::{
    functions::{self, Context as _},
    instance::Evaluation,
    lower::blocks::Entries,
};

/// The attributes of a file, and the functions that give the same.
const CONTENT: [(&str, &str); 9] = [
    ("content", "file"),
    ("content_base64", "filebase64"),
    ("content_md5", "filemd5"),
    ("content_sha1", "filesha1"),
    ("content_sha256", "filesha256"),
    ("content_sha512", "filesha512"),
    ("content_base64sha256", "filebase64sha256"),
    ("content_base64sha512", "filebase64sha512"),
    ("id", "filesha1"),
];

impl Evaluation<'_> {
    pub(super) fn local_file(&self, source: &Source<'_>, entries: &mut Entries) {
        let Some(filename) = argument(entries, "filename").cloned() else { return };
        let secret = &*source.block.ty == "local_sensitive_file";
        for (attribute, function) in CONTENT {
            let name = Ident { name: function.into(), span: source.header() };
            // A file that is not there may be made before it is read.
            let Ok(value) = functions::call(&name, vec![filename.clone()], source.header(), &self.files()) else {
                continue;
            };
            let sensitive = secret && attribute.starts_with("content");
            source.add(entries, attribute, value.marked(Marks { sensitive, ..Marks::default() }));
        }
    }

    pub(super) fn template_file(&self, source: &Source<'_>, entries: &mut Entries) {
        let Some(template) = argument(entries, "template").filter(|value| !value.marks.any()).and_then(Value::as_str)
        else {
            return;
        };
        let none = || Value::object(Entries::new(), Origin::at(source.header()));
        let vars = argument(entries, "vars").cloned().unwrap_or_else(none);
        if vars.is_unknown() {
            return;
        }
        if let Ok(rendered) = self.files().render_string(template, &vars, source.header()) {
            source.add(entries, "rendered", rendered.marked(vars.marks));
        }
    }
}
