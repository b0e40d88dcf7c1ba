//! Account, region and partition, and what follows from them.

use tollgate_ir::{Kind, Origin, Type, Value};

use super::{Source, argument};
use crate::{convert, expr::eval::Scope, instance::Evaluation, lower::blocks::Entries};

const ACCOUNT: &str = "`account_id` in `[terraform.aws]` of tollgate.toml";
const REGION: &str = "`region` of the provider, or in `[terraform.aws]` of tollgate.toml";
const PARTITION: &str = "`region` of the provider, or `partition` in `[terraform.aws]` of tollgate.toml";

impl Evaluation<'_> {
    pub(super) fn aws_region(&self, source: &Source<'_>, entries: &mut Entries) {
        // Chosen by its endpoint, it may be any.
        if argument(entries, "endpoint").is_some() {
            return;
        }
        let region = argument(entries, "name").cloned().or_else(|| self.region(source, entries));
        for name in ["id", "name", "region"] {
            let value = region.clone().unwrap_or_else(|| source.not_configured(name, REGION));
            source.add(entries, name, value);
        }
    }

    pub(super) fn aws_partition(&self, source: &Source<'_>, entries: &mut Entries) {
        let Some(partition) = self.partition(source, entries) else {
            for name in ["id", "partition", "dns_suffix", "reverse_dns_prefix"] {
                source.add(entries, name, source.not_configured(name, PARTITION));
            }
            return;
        };
        source.add(entries, "id", source.text(partition.clone()));
        source.add(entries, "partition", source.text(partition.clone()));
        if let Some((_, suffix, reverse)) = PARTITIONS.iter().find(|(name, ..)| *name == partition) {
            source.add(entries, "dns_suffix", source.text(*suffix));
            source.add(entries, "reverse_dns_prefix", source.text(*reverse));
        }
    }

    pub(super) fn aws_caller_identity(&self, source: &Source<'_>, entries: &mut Entries) {
        let configured = || self.request.aws.account_id.as_deref().map(|id| source.text(id));
        let account = self.provider_account(source).or_else(configured);
        for name in ["account_id", "id"] {
            let value = account.clone().unwrap_or_else(|| source.not_configured(name, ACCOUNT));
            source.add(entries, name, value);
        }
    }

    pub(super) fn aws_default_tags(&self, source: &Source<'_>, entries: &mut Entries) {
        let tags = self.provider_of(source).and_then(|(owner, at)| self.default_tags(&owner, at));
        let none =
            || Value::new(Kind::Map(Type::String, Default::default(), Default::default()), Origin::at(source.header()));
        let tags = tags.unwrap_or_else(none);
        if let Ok(tags) = convert::convert(&tags, &Type::map(Type::String)) {
            source.add(entries, "tags", tags);
        }
    }

    /// The name under which a service appears in policies.
    pub(super) fn aws_service_principal(&self, source: &Source<'_>, entries: &mut Entries) {
        let Some(service) = argument(entries, "service_name").and_then(Value::as_str).map(str::to_owned) else {
            return;
        };
        let region = self.region(source, entries);
        match self.partition(source, entries) {
            Some(partition) => {
                let suffix = principal_suffix(&service, &partition);
                source.add(entries, "name", source.text(format!("{service}.{suffix}")));
                source.add(entries, "suffix", source.text(suffix));
                if let Some(region) = region.as_ref().and_then(Value::as_str) {
                    source.add(entries, "id", source.text(format!("{service}.{region}.{suffix}")));
                }
            }
            None => {
                for name in ["name", "suffix"] {
                    source.add(entries, name, source.not_configured(name, PARTITION));
                }
            }
        }
        let region = region.unwrap_or_else(|| source.not_configured("region", REGION));
        source.add(entries, "region", region);
    }

    /// The region in use: of the data source itself, of its provider, or of the run.
    fn region(&self, source: &Source<'_>, entries: &Entries) -> Option<Value> {
        let configured = || self.request.aws.region.as_deref().map(|region| source.text(region));
        argument(entries, "region")
            .cloned()
            .or_else(|| self.provider_argument(source, "region"))
            .or_else(configured)
            .and_then(|value| convert::to_string_value(&value).ok())
    }

    fn partition(&self, source: &Source<'_>, entries: &Entries) -> Option<String> {
        let of_role = || Some(self.assumed_role(source)?.split(':').nth(1)?.to_owned());
        let of_region = || Some(region_partition(self.region(source, entries)?.as_str()?)?.to_owned());
        of_role().or_else(of_region).or_else(|| self.request.aws.partition.clone())
    }

    /// The account that the provider can only work in: that of the role it assumes, or the only allowed one.
    fn provider_account(&self, source: &Source<'_>) -> Option<Value> {
        if let Some(role) = self.assumed_role(source) {
            let account = role.split(':').nth(4).filter(|id| id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit()));
            return Some(source.text(account?));
        }
        let allowed = self.provider_argument(source, "allowed_account_ids")?;
        match (allowed.elements()?, allowed.open()) {
            ([only], None) => convert::to_string_value(only).ok(),
            _ => None,
        }
    }

    /// The ARN of the role that the provider assumes, the last one of a chain.
    fn assumed_role(&self, source: &Source<'_>) -> Option<String> {
        let (owner, at) = self.provider_of(source)?;
        let block = owner.module.providers[at].block.body.blocks_of("assume_role").last()?;
        let arn = self.eval(&block.body.attribute("role_arn")?.value, &Scope::module(&owner)).ok()?;
        arn.as_str().filter(|arn| arn.starts_with("arn:")).map(str::to_owned)
    }
}

/// `arn:partition:service:region:account:resource`
pub(super) fn arn(source: &Source<'_>, entries: &mut Entries) {
    let Some(arn) = argument(entries, "arn").and_then(Value::as_str).map(str::to_owned) else { return };
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, service, region, account, resource] = parts.as_slice() else { return };
    let all = [("partition", partition), ("service", service), ("region", region), ("account", account)];
    for (name, text) in all.into_iter().chain([("resource", resource), ("id", &arn.as_str())]) {
        source.add(entries, name, source.text(*text));
    }
}

/// Partition, suffix of its host names, and the prefix of its service names in reverse order; from the endpoint
/// metadata of the AWS SDK.
const PARTITIONS: [(&str, &str, &str); 8] = [
    ("aws", "amazonaws.com", "com.amazonaws"),
    ("aws-cn", "amazonaws.com.cn", "cn.com.amazonaws"),
    ("aws-us-gov", "amazonaws.com", "com.amazonaws"),
    ("aws-iso", "c2s.ic.gov", "gov.ic.c2s"),
    ("aws-iso-b", "sc2s.sgov.gov", "gov.sgov.sc2s"),
    ("aws-iso-e", "cloud.adc-e.uk", "uk.adc-e.cloud"),
    ("aws-iso-f", "csp.hci.ic.gov", "gov.ic.hci.csp"),
    ("aws-eusc", "amazonaws.eu", "eu.amazonaws"),
];

/// The partition of a region, by the form of its name.
fn region_partition(region: &str) -> Option<&'static str> {
    const PREFIXES: [(&str, &str); 7] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
        ("eusc-", "aws-eusc"),
    ];
    if let Some((_, partition)) = PREFIXES.iter().find(|(prefix, _)| region.starts_with(prefix)) {
        return Some(partition);
    }
    let areas = ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"];
    match region.split('-').collect::<Vec<_>>().as_slice() {
        [area, _, number] if areas.contains(area) && number.bytes().all(|b| b.is_ascii_digit()) => Some("aws"),
        _ => None,
    }
}

/// Few services are known to a partition by its own suffix.
fn principal_suffix(service: &str, partition: &str) -> &'static str {
    let own = match partition {
        "aws-iso" => ["cloudhsm", "config", "logs", "workspaces"].contains(&service),
        "aws-iso-b" => ["dms", "logs"].contains(&service),
        "aws-cn" => ["codedeploy", "elasticmapreduce", "logs"].contains(&service),
        _ => false,
    };
    let suffix = PARTITIONS.iter().find(|(name, ..)| own && *name == partition).map(|(_, suffix, _)| *suffix);
    suffix.unwrap_or("amazonaws.com")
}
