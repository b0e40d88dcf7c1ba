//! Backends: where the state lies, and what of their settings stands in the code.

use tollgate_sdk::{Read, Resource};

/// The type of a backend, e.g. `s3`.
pub fn kind<'a>(backend: Resource<'a>) -> &'a str {
    backend.attr("type").string().known().unwrap_or_default()
}

/// Whether the rest is given at `terraform init -backend-config=…`: an argument that the backend cannot do without is
/// not written.
pub fn is_partial(backend: Resource<'_>) -> bool {
    let needed = match kind(backend) {
        "s3" | "gcs" | "oss" => "bucket",
        "http" => "address",
        "consul" => "path",
        _ => return false,
    };
    matches!(backend.attr(needed).string(), Read::Absent | Read::Null | Read::Unknown)
}
