//! Rules of network security groups: blocks of the group, or resources of their own.

use tollgate_sdk::{
    Answer, Context, Resource, Value,
    firewall::{Conditions, from_anywhere, widest},
};

pub const TYPES: &[&str] = &["azurerm_network_security_group", "azurerm_network_security_rule"];

/// One rule, and what to call it in a message.
#[derive(Clone, Debug)]
pub struct SecurityRule<'a> {
    pub label: String,
    body: Value<'a>,
}

/// The rules that a resource holds. Says so where it may hold others.
pub fn rules_of<'a>(cx: &mut Context<'_>, resource: Resource<'a>) -> Vec<SecurityRule<'a>> {
    if resource.is_data() {
        return Vec::new();
    }
    let address = resource.address();
    if resource.type_name() == "azurerm_network_security_rule" {
        return vec![SecurityRule { label: format!("`{address}`"), body: resource.body() }];
    }
    let inline = resource.attr("security_rule");
    if inline.may_have_more() {
        cx.undecided(inline);
    }
    let rule = |body: Value<'a>| {
        let label = match body.attr("name").string().known() {
            Some(name) => format!("the rule `{name}` of `{address}`"),
            None => format!("a rule of `{address}`"),
        };
        SecurityRule { label, body }
    };
    inline.each().map(rule).collect()
}

impl<'a> SecurityRule<'a> {
    /// What a question answers about its ports, in either of the two arguments.
    pub fn ports(&self, question: impl Fn(Value<'a>) -> Answer) -> (Answer, Value<'a>) {
        let (one, several) = (self.body.attr("destination_port_range"), self.body.attr("destination_port_ranges"));
        let answers = (question(one), question(several));
        (answers.0.or(answers.1), if answers.1 == Answer::No || !one.is_unset() { one } else { several })
    }

    /// Whether its protocol, in lower case, is one that `is_meant`.
    pub fn protocol(&self, is_meant: impl Fn(&str) -> bool) -> (Answer, Value<'a>) {
        let protocol = self.body.attr("protocol");
        (protocol.judge(|one| one.string().test(|text| is_meant(&text.to_ascii_lowercase()))), protocol)
    }

    /// That it admits what everybody sends.
    pub fn admits_everybody(&self) -> Conditions<'a> {
        let says = |name: &str, text: &str| {
            let value = self.body.attr(name);
            (value.judge(|value| value.string().test(|is| is.eq_ignore_ascii_case(text))), value)
        };
        let (direction, access) = (says("direction", "Inbound"), says("access", "Allow"));
        let source = self.source();
        let answers = self.sources().map(|sources| from_anywhere(sources, is_everybody));
        Conditions::default()
            .and(direction.0, direction.1)
            .and(access.0, access.1)
            .and(answers[0].or(answers[1]), source)
    }

    fn sources(&self) -> [Value<'a>; 2] {
        [self.body.attr("source_address_prefix"), self.body.attr("source_address_prefixes")]
    }

    /// Who is admitted that should not be, or who that is is not known.
    pub fn source(&self) -> Value<'a> {
        let rank = |value: &Value<'a>| match from_anywhere(*value, is_everybody) {
            Answer::Yes => 0,
            Answer::Possible => 1,
            Answer::Unknown => 2,
            Answer::No => 3,
        };
        let [one, several] = self.sources();
        let sources = if rank(&several) < rank(&one) { several } else { one };
        widest(sources, is_everybody)
    }
}

/// `Internet` is a service tag of Azure: all addresses outside of the virtual network.
fn is_everybody(text: &str) -> bool {
    text == "*" || ["internet", "any"].iter().any(|name| text.eq_ignore_ascii_case(name))
}
