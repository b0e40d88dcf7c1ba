//! Packed charts. Nothing is unpacked to disk; what would be outside of the chart, or is larger than any chart, is
//! refused.

use std::{io::Read, sync::Arc};

use flate2::read::GzDecoder;

/// Bytes of one file, and of all of them: as Helm limits them.
const MAX_FILE: u64 = 5 << 20;
const MAX_TOTAL: u64 = 100 << 20;

/// A file by its name within the chart.
pub(crate) type Named = (String, Arc<[u8]>);

/// The files of a packed chart, by their names within the folder that it holds.
///
/// # Errors
/// Why it cannot be read.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Vec<Named>, String> {
    let limited = GzDecoder::new(bytes).take(MAX_TOTAL + 1);
    let mut archive = tar::Archive::new(limited);
    let mut files = Vec::new();
    let mut total = 0;
    for entry in archive.entries().map_err(|error| error.to_string())? {
        let mut entry = entry.map_err(|error| format!("this is no packed chart: {error}"))?;
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() || kind.is_pax_local_extensions() {
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).replace('\\', "/");
        let Some(name) = within(&path)? else { continue };
        if !kind.is_file() {
            return Err(format!("`{path}` is no regular file"));
        }
        let size = entry.size();
        total += size;
        if size > MAX_FILE {
            return Err(format!("`{path}` is {size} bytes, more than the {MAX_FILE} that a file of a chart may have"));
        }
        if total > MAX_TOTAL {
            return Err(format!("it is more than {MAX_TOTAL} bytes when unpacked"));
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(|error| format!("`{path}` cannot be unpacked: {error}"))?;
        files.push((name, Arc::from(content)));
    }
    if files.is_empty() {
        return Err("no files in chart archive".to_owned());
    }
    Ok(files)
}

/// The name of a file below the folder of the chart; `None` for what lies beside it.
fn within(path: &str) -> Result<Option<String>, String> {
    if path.starts_with('/')
        || path.split('/').any(|step| step == "..")
        || path.contains(':') && path.find(':') == Some(1)
    {
        return Err(format!("`{path}` leads out of the chart"));
    }
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty() && *step != ".").collect();
    match steps.as_slice() {
        [] => Ok(None),
        [only] => {
            if *only == crate::CHART_YAML {
                return Err("chart yaml not in base directory".to_owned());
            }
            Ok(None)
        }
        [_, rest @ ..] => Ok(Some(rest.join("/"))),
    }
}
