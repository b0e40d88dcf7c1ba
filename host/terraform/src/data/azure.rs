//! Subscription, tenant and client of the provider.

use super::Source;
use crate::{instance::Evaluation, lower::blocks::Entries};

impl Evaluation<'_> {
    pub(super) fn azurerm_client_config(&self, source: &Source<'_>, entries: &mut Entries) {
        for name in ["subscription_id", "tenant_id", "client_id"] {
            let value = self
                .provider_argument(source, name)
                .unwrap_or_else(|| source.not_configured(name, &format!("`{name}` of the provider")));
            source.add(entries, name, value);
        }
    }
}
