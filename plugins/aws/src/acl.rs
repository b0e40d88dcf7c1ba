//! Entries of network ACLs that let something in, in one shape: `ingress` blocks of `aws_network_acl` and
//! `aws_default_network_acl`, and `aws_network_acl_rule`.
//!
//! Each entry is judged alone: that a `deny` with a smaller number comes first is not seen.

use tollgate_sdk::{Answer, Context, Report, Resource, Value};

use crate::{
    network::{all, is_world},
    written::is_on,
};

pub const TYPES: &[&str] = &["aws_network_acl", "aws_default_network_acl", "aws_network_acl_rule"];

/// An entry that may let something in.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The block, or the body of the resource.
    pub place: Value<'a>,
    action: Value<'a>,
    /// Only of resources of their own: whether it is about what goes out.
    egress: Option<Value<'a>>,
}

/// The entries of a network ACL, or the one that the resource is; says so if there may be others.
pub fn entries<'a>(cx: &mut Context<'_>, resource: Resource<'a>) -> Vec<Entry<'a>> {
    let body = resource.body();
    if resource.type_name() == "aws_network_acl_rule" {
        return vec![Entry { place: body, action: body.attr("rule_action"), egress: Some(body.attr("egress")) }];
    }
    let list = resource.attr("ingress");
    if list.may_have_more() {
        cx.undecided(list);
    }
    list.each().map(|place| Entry { place, action: place.attr("action"), egress: None }).collect()
}

impl<'a> Entry<'a> {
    fn protocol(self) -> Value<'a> {
        self.place.attr("protocol")
    }

    fn ranges(self) -> [Value<'a>; 2] {
        [self.place.attr("cidr_block"), self.place.attr("ipv6_cidr_block")]
    }

    /// Whether it lets in something.
    fn admits(self) -> [(Answer, Value<'a>); 2] {
        let allows = self.action.judge(|action| action.string().test(|action| action.eq_ignore_ascii_case("allow")));
        let comes_in = self.egress.map_or(Answer::Yes, |egress| egress.judge(is_on).not());
        [(allows, self.action), (comes_in, self.egress.unwrap_or(self.place))]
    }

    /// Whether it is about everybody's addresses, and the range that says so.
    fn everybody(self) -> (Answer, Value<'a>) {
        let [four, six] = self.ranges().map(|range| (range.judge(is_world), range));
        match (four.0, six.0) {
            (Answer::No, _) => six,
            (Answer::Unknown, Answer::Yes | Answer::Possible) => six,
            _ => four,
        }
    }

    /// Whether it is about all of these ports of TCP, and the value that decides.
    fn spans(self, first: i64, last: i64) -> (Answer, Value<'a>) {
        let (protocol, from, to) = (self.protocol(), self.place.attr("from_port"), self.place.attr("to_port"));
        let is = |names: [&'static str; 2]| {
            protocol
                .judge(|protocol| protocol.string().test(|name| names.contains(&name.to_ascii_lowercase().as_str())))
        };
        let in_range =
            from.judge(|from| from.int().test(|from| from <= first)).and(to.judge(|to| to.int().test(|to| to >= last)));
        let is_any = is(["-1", "all"]);
        let answer = is_any.or(is(["tcp", "6"]).and(in_range));
        let decides = [protocol, from, to].into_iter().find(Value::is_unknown).filter(|_| is_any != Answer::Yes);
        (answer, decides.unwrap_or(protocol))
    }
}

/// Reports an entry that lets everybody reach all ports from `first` to `last`.
pub fn reject_everybody<'c>(
    cx: &'c mut Context<'_>,
    entry: Entry<'_>,
    (first, last): (i64, i64),
    message: String,
) -> Option<Report<'c>> {
    let [allows, comes_in] = entry.admits();
    let everybody = entry.everybody();
    reject(cx, &[allows, comes_in, everybody, entry.spans(first, last)], everybody.1, message)
}

/// Reports an entry that lets anybody at all reach all ports.
pub fn reject_all_ports<'c>(cx: &'c mut Context<'_>, entry: Entry<'_>, message: String) -> Option<Report<'c>> {
    let [allows, comes_in] = entry.admits();
    let ports = entry.spans(1, 65_535);
    reject(cx, &[allows, comes_in, ports], entry.protocol(), message)
}

fn reject<'c>(
    cx: &'c mut Context<'_>,
    questions: &[(Answer, Value<'_>)],
    place: Value<'_>,
    message: String,
) -> Option<Report<'c>> {
    match all(questions) {
        (Answer::No, _) => None,
        (Answer::Unknown, unknown) => {
            cx.undecided(unknown.unwrap_or(place));
            None
        }
        (Answer::Yes, _) => Some(cx.report(place, message)),
        (Answer::Possible, _) => Some(cx.report(place, message).possible()),
    }
}
