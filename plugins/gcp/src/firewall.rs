//! Firewall rules: those of a network, and those of a firewall policy.

use tollgate_sdk::{
    Answer, Context, Resource, Value,
    firewall::{Conditions, from_anywhere, widest},
};

pub const TYPES: &[&str] = &[
    "google_compute_firewall",
    "google_compute_network_firewall_policy_rule",
    "google_compute_region_network_firewall_policy_rule",
    "google_compute_firewall_policy_rule",
];

/// Sources of a policy's rule besides ranges of addresses.
const OTHER_SOURCES: &[&str] = &[
    "src_fqdns",
    "src_region_codes",
    "src_threat_intelligences",
    "src_address_groups",
    "src_secure_tags",
    "src_networks",
];

/// One allowed protocol with its ports, in a rule that admits somebody.
#[derive(Clone, Copy, Debug)]
pub struct Allowed<'a> {
    resource: Resource<'a>,
    pub body: Value<'a>,
}

/// What a firewall rule allows. Says so where it may allow more.
pub fn allowed<'a>(cx: &mut Context<'_>, rule: Resource<'a>) -> Vec<Allowed<'a>> {
    if rule.is_data() {
        return Vec::new();
    }
    let list = if is_of_network(rule) { rule.attr("allow") } else { rule.block("match").attr("layer4_configs") };
    if list.may_have_more() && admits_everybody(rule).is_possible() {
        cx.undecided(list);
    }
    list.each().map(|body| Allowed { resource: rule, body }).collect()
}

impl<'a> Allowed<'a> {
    /// What a question answers about its ports. Without any, it is all ports: `all` is the answer then.
    pub fn ports(&self, all: Answer, question: impl Fn(Value<'a>) -> Answer) -> (Answer, Value<'a>) {
        let ports = self.body.attr("ports");
        let is_none = |ports: Value<'_>| ports.is_unset() || (!ports.may_have_more() && ports.each().next().is_none());
        (ports.judge(|ports| if is_none(ports) { all } else { Answer::No }).or(question(ports)), ports)
    }

    /// Whether its protocol, in lower case, is one that `is_meant`. `all` stands for every protocol, as in the API.
    pub fn protocol(&self, is_meant: impl Fn(&str) -> bool) -> (Answer, Value<'a>) {
        let name = if is_of_network(self.resource) { "protocol" } else { "ip_protocol" };
        let protocol = self.body.attr(name);
        let named = |text: &str| match text.to_ascii_lowercase().as_str() {
            "6" => is_meant("tcp"),
            "17" => is_meant("udp"),
            text => is_meant(text),
        };
        (protocol.judge(|one| one.string().test(named)), protocol)
    }

    pub fn admits_everybody(&self) -> Conditions<'a> {
        admits_everybody(self.resource)
    }

    /// Who is admitted that should not be, or the rule as a whole where nothing is written.
    pub fn source(&self) -> Value<'a> {
        source(self.resource)
    }
}

fn is_of_network(rule: Resource<'_>) -> bool {
    rule.type_name() == "google_compute_firewall"
}

/// That the rule admits what everybody sends.
fn admits_everybody(rule: Resource<'_>) -> Conditions<'_> {
    let direction = rule.attr("direction");
    let is_ingress =
        direction.judge(|value| value.string().or("INGRESS").test(|is| is.eq_ignore_ascii_case("INGRESS")));
    let disabled = rule.attr("disabled");
    let is_on = disabled.judge(|value| value.bool().or(false).test(|disabled| !disabled));
    let from_everybody = Conditions::default().and(is_ingress, direction).and(is_on, disabled);
    if is_of_network(rule) {
        let ranges = rule.attr("source_ranges");
        // Without any source, Google takes all.
        let others = ["source_tags", "source_service_accounts"].map(|name| rule.attr(name).judge(is_empty));
        let all = ranges.judge(is_empty).and(others[0]).and(others[1]);
        return from_everybody.and(all.or(from_anywhere(ranges, |_| false)), widest(ranges, |_| false));
    }
    let action = rule.attr("action");
    let allows = action.judge(|value| value.string().test(|action| action.eq_ignore_ascii_case("allow")));
    let matches = rule.block("match");
    let ranges = matches.attr("src_ip_ranges");
    // A rule can be limited to what comes from the same network or from others of Google.
    let context = ["src_network_type", "src_network_scope", "src_network_context"]
        .map(|name| matches.attr(name))
        .into_iter()
        .find(|context| !context.is_unset());
    let from_internet = context.map_or(Answer::Yes, |context| {
        context.judge(|value| value.string().or("INTERNET").test(|text| text.eq_ignore_ascii_case("INTERNET")))
    });
    let others = OTHER_SOURCES.iter().map(|name| matches.attr(name).judge(is_empty)).fold(Answer::Yes, Answer::and);
    let all = ranges.judge(is_empty).and(others).and(Answer::from(!matches.is_unset()));
    from_everybody
        .and(allows, action)
        .and(from_internet, context.unwrap_or(matches))
        .and(all.or(from_anywhere(ranges, |_| false)), widest(ranges, |_| false))
}

fn is_empty(list: Value<'_>) -> Answer {
    if list.is_unset() {
        Answer::Yes
    } else if list.each().next().is_some() {
        Answer::No
    } else if list.may_have_more() {
        Answer::Unknown
    } else {
        Answer::Yes
    }
}

fn source(rule: Resource<'_>) -> Value<'_> {
    let ranges =
        if is_of_network(rule) { rule.attr("source_ranges") } else { rule.block("match").attr("src_ip_ranges") };
    widest(ranges, |_| false)
}
