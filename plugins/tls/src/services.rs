//! What the security policies of services other than load balancers admit.
//!
//! Each table names its source. The rows are from knowledge of it, as of [`crate::policies::TABLE_DATE`]; where a row
//! and the source differ, the source is right.

use crate::policies::Tls::{self, V1_0, V1_1, V1_2, V1_3};

/// Policies by name, with the oldest version of TLS that each admits.
pub type Table = &'static [(&'static str, Tls)];

/// The oldest version that the policy of this name admits.
pub fn oldest(table: Table, name: &str) -> Option<Tls> {
    table.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// Source: Elastic Load Balancing, "Predefined SSL security policies for Classic Load Balancers",
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html>. None admits TLS 1.3.
pub const CLASSIC: Table = &[
    ("ELBSecurityPolicy-TLS-1-2-2017-01", V1_2),
    ("ELBSecurityPolicy-TLS-1-1-2017-01", V1_1),
    ("ELBSecurityPolicy-2016-08", V1_0),
    ("ELBSecurityPolicy-2015-05", V1_0),
    ("ELBSecurityPolicy-2015-03", V1_0),
    ("ELBSecurityPolicy-2015-02", V1_0),
    // SSL 3.0 as well.
    ("ELBSecurityPolicy-2014-10", V1_0),
    ("ELBSecurityPolicy-2014-01", V1_0),
    ("ELBSecurityPolicy-2011-08", V1_0),
];

/// Source: Amazon API Gateway, "Security policies for REST APIs" and the enumeration `SecurityPolicy` of its API,
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html>.
pub const API_GATEWAY: Table = &[
    ("TLS_1_0", V1_0),
    ("TLS_1_2", V1_2),
    ("SecurityPolicy_TLS13_1_3_2025_09", V1_3),
    ("SecurityPolicy_TLS13_1_3_FIPS_2025_09", V1_3),
    ("SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09", V1_2),
    ("SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09", V1_2),
    ("SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09", V1_2),
    ("SecurityPolicy_TLS13_1_2_PQ_2025_09", V1_2),
    ("SecurityPolicy_TLS13_1_2_2021_06", V1_2),
    ("SecurityPolicy_TLS13_2025_EDGE", V1_3),
    ("SecurityPolicy_TLS12_PFS_2025_EDGE", V1_2),
    ("SecurityPolicy_TLS12_2018_EDGE", V1_2),
];

/// Source: Amazon OpenSearch Service, `DomainEndpointOptions`,
/// <https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainEndpointOptions.html>. None admits
/// TLS 1.3 alone.
pub const OPENSEARCH: Table = &[
    ("Policy-Min-TLS-1-0-2019-07", V1_0),
    ("Policy-Min-TLS-1-2-2019-07", V1_2),
    ("Policy-Min-TLS-1-2-PFS-2023-10", V1_2),
    ("Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08", V1_2),
];

/// Source: AWS IoT Core, "Configuring TLS settings in domain configurations",
/// <https://docs.aws.amazon.com/iot/latest/developerguide/iot-endpoints-tls-config.html>.
pub const IOT: Table = &[
    ("IoTSecurityPolicy_TLS13_1_3_2022_10", V1_3),
    ("IoTSecurityPolicy_TLS13_1_2_2022_10", V1_2),
    ("IoTSecurityPolicy_TLS12_1_2_2022_10", V1_2),
    ("IoTSecurityPolicy_TLS12_1_0_2016_01", V1_0),
    ("IoTSecurityPolicy_TLS12_1_0_2015_01", V1_0),
];

/// Source: Azure Application Gateway, "TLS policy overview",
/// <https://learn.microsoft.com/azure/application-gateway/application-gateway-ssl-policy-overview>.
pub const APPLICATION_GATEWAY: Table = &[
    ("AppGwSslPolicy20150501", V1_0),
    ("AppGwSslPolicy20170401", V1_1),
    ("AppGwSslPolicy20170401S", V1_2),
    ("AppGwSslPolicy20220101", V1_2),
    ("AppGwSslPolicy20220101S", V1_2),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for table in [CLASSIC, API_GATEWAY, OPENSEARCH, IOT, APPLICATION_GATEWAY] {
            for (at, (name, _)) in table.iter().enumerate() {
                assert!(table[at + 1..].iter().all(|row| row.0 != *name), "{name} occurs twice");
            }
        }
    }

    #[test]
    fn what_a_policy_admits() {
        assert_eq!(oldest(CLASSIC, "ELBSecurityPolicy-2016-08"), Some(V1_0));
        assert_eq!(oldest(IOT, "IoTSecurityPolicy_TLS12_1_0_2016_01"), Some(V1_0));
        assert_eq!(oldest(API_GATEWAY, "SecurityPolicy_TLS13_2025_EDGE"), Some(V1_3));
        assert_eq!(oldest(APPLICATION_GATEWAY, "AppGwSslPolicy20310101"), None);
    }
}
