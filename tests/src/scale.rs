//! Large projects: rules that look for what belongs to a resource must not compare each with each, or the fuel that a
//! plugin is granted for so many resources does not last.

use std::fmt::Write;

use tollgate_engine::{Request, check};
use tollgate_source::{MemoryWorld, SourceMap, WorldPath};

use crate::plugins::built_in;

const BUCKETS: usize = 2_000;

/// Buckets with resources of their own that configure them, by reference and by name. Every hundredth is without
/// versions.
fn buckets() -> String {
    let mut text = String::new();
    for at in 0..BUCKETS {
        let versioned = if at % 100 == 0 { "Suspended" } else { "Enabled" };
        let bucket = if at % 2 == 0 { format!("aws_s3_bucket.b{at}.id") } else { format!("\"acme-{at}\"") };
        write!(
            text,
            r#"
resource "aws_s3_bucket" "b{at}" {{
  bucket = "acme-{at}"
}}

resource "aws_s3_bucket_versioning" "b{at}" {{
  bucket = {bucket}
  versioning_configuration {{
    status = "{versioned}"
  }}
}}

resource "aws_s3_bucket_public_access_block" "b{at}" {{
  bucket                  = {bucket}
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}}

resource "aws_s3_bucket_acl" "b{at}" {{
  bucket = {bucket}
  acl    = "private"
}}

resource "aws_s3_bucket_logging" "b{at}" {{
  bucket        = {bucket}
  target_bucket = "logs"
  target_prefix = "acme-{at}/"
}}
"#
        )
        .expect("a string takes all text");
    }
    text
}

#[test]
fn thousands_of_companions_are_within_fuel() {
    let world = MemoryWorld::new().with("main.tf", buckets()).with("tollgate.toml", "extends = \"tollgate:strict\"\n");
    let request = Request {
        paths: vec![WorldPath::root()],
        select: vec!["aws".into(), "terraform".into()],
        today: "2026-01-01".into(),
        ..Request::default()
    };
    let report = match check(&world, &SourceMap::new(), &request, &built_in()) {
        Ok(checked) => checked.report,
        Err(error) => panic!("cannot be checked: {error:?}"),
    };
    assert_eq!(report.plugin_errors, []);
    assert_eq!(report.summary.resources, 5 * BUCKETS);
    let count = |rule: &str| report.findings.iter().filter(|finding| finding.rule == rule).count();
    assert_eq!(count("aws/bucket-without-versioning"), BUCKETS / 100);
    assert_eq!(count("aws/bucket-without-public-access-block"), 0);
    assert_eq!(count("aws/bucket-without-access-logs"), 0);
}
