//! Project, region and zone of the provider.

use super::{Source, argument};
use crate::{instance::Evaluation, lower::blocks::Entries};

impl Evaluation<'_> {
    pub(super) fn google_client_config(&self, source: &Source<'_>, entries: &mut Entries) {
        for name in ["project", "region", "zone"] {
            let value = self
                .provider_argument(source, name)
                .unwrap_or_else(|| source.not_configured(name, &format!("`{name}` of the provider")));
            source.add(entries, name, value);
        }
    }

    pub(super) fn google_project(&self, source: &Source<'_>, entries: &mut Entries) {
        if argument(entries, "project_id").is_some() {
            return;
        }
        let value = self
            .provider_argument(source, "project")
            .unwrap_or_else(|| source.not_configured("project_id", "`project_id`, or `project` of the provider"));
        source.add(entries, "project_id", value);
    }
}
