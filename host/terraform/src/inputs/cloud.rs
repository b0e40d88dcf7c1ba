//! What is known of the cloud that a configuration is for, without asking it.

/// Facts about the AWS account and region of a run; `None` is not known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Aws {
    /// Twelve digits.
    pub account_id: Option<String>,
    /// e.g. `eu-west-1`.
    pub region: Option<String>,
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: Option<String>,
}
