//! Whose key encrypts: a key of the account's own, with a policy and a log that the account decides about, or the one
//! that each service keeps for everybody.

use tollgate_sdk::{Answer, Context, Existence, Report, Resource, Setting, Value, View};

use crate::{
    when::{When, reject_when},
    written::is_computed,
};

/// Resources and data sources behind which a key may be: rules that ask for keys name them among their types.
pub const ALIASES: [&str; 2] = ["aws_kms_alias", "aws_kms_key"];

/// Whether what is written is no key of the account's own: nothing at all, or a key that AWS keeps (`alias/aws/…`).
pub fn is_service_key(value: Value<'_>) -> Answer {
    if value.is_unset() {
        return Answer::Yes;
    }
    if let Some(text) = value.string().known() {
        return Answer::from(text.is_empty() || is_service_alias(text));
    }
    if !is_computed(value) {
        return Answer::Unknown;
    }
    // Made of what other resources say: a key, though nobody knows which.
    match value.target().and_then(|target| target.resource()) {
        Some(key) if key.is_data() => key
            .attr("name")
            .judge(|name| name.string().test(is_service_alias))
            .or(key.attr("key_id").judge(|id| id.string().test(is_service_alias))),
        _ => Answer::No,
    }
}

fn is_service_alias(text: &str) -> bool {
    text.starts_with("alias/aws/") || text.contains(":alias/aws/")
}

/// Reports `setting` where it names no key of the account's own. `what` is encrypted with it, such as "messages".
pub fn reject_service_key<'c>(
    cx: &'c mut Context<'_>,
    when: When<'_>,
    owner: Resource<'_>,
    setting: &Setting<'_>,
    what: &str,
) -> Option<Report<'c>> {
    let message = format!("{what} of `{}` are not encrypted with a key of your own", owner.address());
    let found = reject_when(cx, when, setting, is_service_key, message)?;
    Some(explain(found).if_exists(owner))
}

/// Why a key of one's own, and how to come by one.
pub fn explain(found: Report<'_>) -> Report<'_> {
    found
        .because("the key of the service is not yours to control: you cannot narrow its policy, and you cannot stop all access at once by disabling it")
        .help("create an `aws_kms_key` whose policy names who may use it, and set its ARN here")
}

/// Whether a rule is to look at this one: neither read from the cloud nor certain not to exist.
pub fn is_managed(resource: Resource<'_>) -> bool {
    !resource.is_data() && resource.exists() != Existence::No
}

/// The rule of most services: `argument` of each resource of type `ty` is to name a key of one's own.
pub fn check(cx: &mut Context<'_>, view: View<'_>, ty: &str, argument: &str, what: &str) {
    for owner in view.of(ty).filter(|owner| is_managed(*owner)) {
        reject_service_key(cx, When::ALWAYS, owner, &owner.setting(argument), what);
    }
}
