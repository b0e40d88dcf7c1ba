//! What a rendering depends on besides templates and values.

/// How templates are executed.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether `required` and `fail` stop, as they do for Helm, or are noted and passed over: a chart that is
    /// checked has not been given all its values.
    pub is_strict: bool,
    /// `now`, in seconds since 1970.
    pub now: i64,
    /// The versions whose behaviour differs.
    pub version: Version,
    /// The most bytes one rendering may write.
    pub max_output: usize,
    /// The most steps one rendering may take: nodes, elements and characters looked at.
    pub max_steps: u64,
}

/// The releases of Helm whose templates can be executed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Version {
    /// 3.17.
    #[default]
    V3_17,
    /// 3.21: `range` goes over integers, a null that takes nothing away stays, `Files.Lines` takes empty files, and the
    /// cluster is a newer one.
    V3_21,
    /// 4, as 3.21 with these differences: the chart is a map, nulls among a chart's own values are none, there are
    /// `mustToYaml`, `mustToJson` and `mustToToml`, and `Files.Lines` fails for empty files again.
    V4,
}

impl std::str::FromStr for Version {
    type Err = String;

    /// Reads `3.17`, `3.21` or `4`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "3.17" => Ok(Self::V3_17),
            "3.21" => Ok(Self::V3_21),
            "4" => Ok(Self::V4),
            _ => Err(format!("`{text}` is none of 3.17, 3.21 and 4")),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            is_strict: true,
            // The first second of 2024: like any other, but the same in every run.
            now: 1_704_067_200,
            version: Version::default(),
            // The largest public chart writes less than one MiB in less than 50,000 steps.
            max_output: 32 << 20,
            max_steps: 10_000_000,
        }
    }
}
