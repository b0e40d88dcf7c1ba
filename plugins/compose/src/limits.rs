//! Limits of what a container may use, and the places where Compose lets one write them.

use tollgate_sdk::{Answer, Context, Read, Resource, Value};

use crate::stack::{is_container, place};

/// A limit, which may be written as an attribute of the service or under `deploy.resources.limits`.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Attributes of the service, any of which is enough.
    pub attributes: &'static [&'static str],
    /// The key under `deploy.resources.limits`.
    pub under_deploy: &'static str,
}

/// What a rule says of a service without the limit.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// What the service may do, e.g. `may use all memory of its host`.
    pub may: &'static str,
    pub because: &'static str,
    pub help: &'static str,
}

impl Limit {
    fn places<'a>(&self, service: Resource<'a>) -> Vec<Value<'a>> {
        let attributes = self.attributes.iter().map(|name| service.attr(name));
        let deploy = service.attr("deploy").attr("resources").attr("limits").attr(self.under_deploy);
        attributes.chain([deploy]).collect()
    }

    /// Reports the service when it has no such limit.
    pub fn check(&self, cx: &mut Context<'_>, service: Resource<'_>, words: Words) {
        if !is_container(service) {
            return;
        }
        let places = self.places(service);
        let limited = places.iter().map(|value| value.judge(limits)).fold(Answer::No, Answer::or);
        match limited {
            Answer::Yes => {}
            Answer::Unknown => {
                if let Some(unknown) = places.iter().find(|value| value.is_unknown()) {
                    cx.undecided(*unknown);
                }
            }
            Answer::No | Answer::Possible => {
                let written = places.iter().find(|value| !value.is_unset());
                let (at, message) = match written.map(|value| (*value, value.string())) {
                    Some((value, Read::Known(text))) => {
                        let (address, may) = (service.address(), words.may);
                        (place(value, service), format!("`{address}` {may}: `{text}` means no limit"))
                    }
                    Some((value, _)) => (place(value, service), format!("`{}` {}", service.address(), words.may)),
                    None => (service.into(), format!("`{}` {}", service.address(), words.may)),
                };
                let finding = cx.report(at, message).because(words.because).help(words.help);
                if limited == Answer::Possible {
                    finding.possible();
                }
            }
        }
    }
}

/// Whether the value is a limit: zero and negative numbers mean none.
fn limits(value: Value<'_>) -> Answer {
    value.string().test(|text| !text.starts_with('-') && text.chars().any(|c| ('1'..='9').contains(&c)))
}
