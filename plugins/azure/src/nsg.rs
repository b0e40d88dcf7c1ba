//! Rules of network security groups, blocks of the group or resources of their own; and rules of Azure Firewall that
//! pass on what comes from the internet.

use tollgate_sdk::{
    Answer, Context, Resource, Value,
    firewall::{Conditions, Ports, from_anywhere, parse_ports, widest},
};

pub const TYPES: &[&str] = &["azurerm_network_security_group", "azurerm_network_security_rule"];

/// Those, and the firewalls that translate a public address and port into one behind them.
pub const ENTRANCES: &[&str] = &[
    "azurerm_firewall_nat_rule_collection",
    "azurerm_firewall_policy_rule_collection_group",
    "azurerm_network_security_group",
    "azurerm_network_security_rule",
];

/// One rule, and what to call it in a message.
#[derive(Clone, Debug)]
pub struct SecurityRule<'a> {
    pub label: String,
    body: Value<'a>,
    kind: Kind<'a>,
}

/// How a rule says what it does.
#[derive(Clone, Copy, Debug)]
enum Kind<'a> {
    /// By `direction` and `access`.
    Group,
    /// By the `action` of its collection.
    Translation(Value<'a>),
}

/// The rules that a resource holds. Says so where it may hold others.
pub fn rules_of<'a>(cx: &mut Context<'_>, resource: Resource<'a>) -> Vec<SecurityRule<'a>> {
    if resource.is_data() {
        return Vec::new();
    }
    let address = resource.address();
    match resource.type_name() {
        "azurerm_network_security_rule" => {
            vec![SecurityRule { label: format!("`{address}`"), body: resource.body(), kind: Kind::Group }]
        }
        "azurerm_firewall_nat_rule_collection" => {
            listed(cx, resource, resource.attr("rule"), Kind::Translation(resource.attr("action")))
        }
        "azurerm_firewall_policy_rule_collection_group" => {
            let collections = resource.attr("nat_rule_collection");
            if collections.may_have_more() {
                cx.undecided(collections);
            }
            let of_collection = |collection: Value<'a>| {
                listed(cx, resource, collection.attr("rule"), Kind::Translation(collection.attr("action")))
            };
            collections.each().flat_map(of_collection).collect()
        }
        _ => listed(cx, resource, resource.attr("security_rule"), Kind::Group),
    }
}

fn listed<'a>(cx: &mut Context<'_>, resource: Resource<'a>, rules: Value<'a>, kind: Kind<'a>) -> Vec<SecurityRule<'a>> {
    if rules.may_have_more() {
        cx.undecided(rules);
    }
    let address = resource.address();
    let rule = |body: Value<'a>| {
        let label = match body.attr("name").string().known() {
            Some(name) => format!("the rule `{name}` of `{address}`"),
            None => format!("a rule of `{address}`"),
        };
        SecurityRule { label, body, kind }
    };
    rules.each().map(rule).collect()
}

impl<'a> SecurityRule<'a> {
    /// What a question answers about its ports, in either of the two arguments.
    pub fn ports(&self, question: impl Fn(Value<'a>) -> Answer) -> (Answer, Value<'a>) {
        if let Kind::Translation(_) = self.kind {
            // Who asks for another port gets to this one.
            let port = self.body.attr("translated_port");
            return (question(port), port);
        }
        let (one, several) = (self.body.attr("destination_port_range"), self.body.attr("destination_port_ranges"));
        let answers = (question(one), question(several));
        (answers.0.or(answers.1), if answers.1 == Answer::No || !one.is_unset() { one } else { several })
    }

    /// The ranges of ports that it may open and that are such, in words: `ports 22 and 8000-8080`.
    pub fn named_ports(&self, is_meant: impl Fn(Ports) -> bool) -> String {
        let values = match self.kind {
            Kind::Translation(_) => vec![self.body.attr("translated_port")],
            Kind::Group => {
                ["destination_port_range", "destination_port_ranges"].map(|name| self.body.attr(name)).into()
            }
        };
        let lists = values.iter().flat_map(|value| value.possibilities()).flat_map(|value| value.one_or_more());
        let texts = lists.flat_map(|one| one.possibilities()).filter_map(|one| one.string().known());
        let mut ports: Vec<Ports> = texts.filter_map(parse_ports).filter(|range| is_meant(*range)).collect();
        ports.sort_unstable();
        ports.dedup();
        named(&ports)
    }

    /// Whether its protocol, in lower case, is one that `is_meant`.
    pub fn protocol(&self, is_meant: impl Fn(&str) -> bool) -> (Answer, Value<'a>) {
        let is_it = |text: &str| match text.to_ascii_lowercase().as_str() {
            "any" => is_meant("*"),
            text => is_meant(text),
        };
        if let Kind::Translation(_) = self.kind {
            let protocols = self.body.attr("protocols");
            let rest = if protocols.may_have_more() { Answer::Unknown } else { Answer::No };
            let of_one = |one: Value<'_>| one.judge(|one| one.string().test(is_it));
            return (protocols.each().map(of_one).fold(rest, Answer::or), protocols);
        }
        let protocol = self.body.attr("protocol");
        (protocol.judge(|one| one.string().test(is_it)), protocol)
    }

    /// That it admits what everybody sends.
    pub fn admits_everybody(&self) -> Conditions<'a> {
        let says = |value: Value<'a>, text: &str| {
            (value.judge(|value| value.string().test(|is| is.eq_ignore_ascii_case(text))), value)
        };
        let conditions = match self.kind {
            Kind::Group => {
                let direction = says(self.body.attr("direction"), "Inbound");
                let access = says(self.body.attr("access"), "Allow");
                Conditions::default().and(direction.0, direction.1).and(access.0, access.1)
            }
            Kind::Translation(action) => {
                let action = says(action, "Dnat");
                Conditions::default().and(action.0, action.1)
            }
        };
        let answers = self.sources().map(|sources| from_anywhere(sources, is_everybody));
        conditions.and(answers[0].or(answers[1]), self.source())
    }

    fn sources(&self) -> [Value<'a>; 2] {
        let names = match self.kind {
            Kind::Group => ["source_address_prefix", "source_address_prefixes"],
            // Groups of addresses are lists of some.
            Kind::Translation(_) => ["source_addresses", "source_addresses"],
        };
        names.map(|name| self.body.attr(name))
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

/// Ranges of ports in words, four of them at most.
fn named(ports: &[Ports]) -> String {
    let shown = if ports.len() > 4 { 3 } else { ports.len() };
    let mut names: Vec<String> = ports[..shown]
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
        .collect();
    if shown < ports.len() {
        names.push(format!("{} more", ports.len() - shown));
    }
    let noun = if matches!(ports, [(first, last)] if first == last) { "port" } else { "ports" };
    match names.split_last() {
        Some((last, [])) => format!("{noun} {last}"),
        Some((last, start)) => format!("{noun} {} and {last}", start.join(", ")),
        None => "a port".to_owned(),
    }
}

/// `Internet` is a service tag of Azure: all addresses outside of the virtual network.
fn is_everybody(text: &str) -> bool {
    text == "*" || ["internet", "any"].iter().any(|name| text.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn ports_in_words() {
        assert_eq!(named(&[(9100, 9100)]), "port 9100");
        assert_eq!(named(&[(8000, 8080)]), "ports 8000-8080");
        assert_eq!(named(&[(22, 22), (8000, 8080)]), "ports 22 and 8000-8080");
        assert_eq!(named(&[(1, 1), (3, 3), (5, 5), (7, 7), (9, 9)]), "ports 1, 3, 5 and 2 more");
    }
}
