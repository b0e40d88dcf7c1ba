//! Policies: what their statements allow, to whom, and under which conditions.
//!
//! A policy is read the same whichever way it is written: `jsonencode()`, a heredoc, a file, or the data source
//! `aws_iam_policy_document`. [`identity`] gathers the policies that say what their holder may do; a data source among
//! them speaks for itself, so that a document that three roles use is reported once. [`attached`] reads the policy of a
//! resource, which says who may do something with it.

use std::collections::HashSet;

use tollgate_sdk::{
    Answer, Context, Existence, Report, Resource, Value, View,
    cidr::{Cidr, cover_the_world},
    companions, glob,
};

use crate::written::is_of_resource;

/// What [`identity`] reads, for [`Rule::types`](tollgate_sdk::Rule).
pub const IDENTITY_TYPES: &[&str] = &[
    "aws_iam_group_policy",
    "aws_iam_policy",
    "aws_iam_policy_document",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_iam_user",
    "aws_iam_user_policy",
    "aws_organizations_policy",
    "aws_ssoadmin_permission_set_inline_policy",
];

/// Resources with a policy for their holder, and the argument it is in.
const IDENTITY: [(&str, &str); 5] = [
    ("aws_iam_group_policy", "policy"),
    ("aws_iam_policy", "policy"),
    ("aws_iam_role_policy", "policy"),
    ("aws_iam_user_policy", "policy"),
    ("aws_ssoadmin_permission_set_inline_policy", "inline_policy"),
];

const DOCUMENT: &str = "aws_iam_policy_document";

/// How many resources stand between a document and who uses it, at most.
const MAX_HOPS: u8 = 4;

/// The statements of one resource.
#[derive(Debug)]
pub struct Policy<'a> {
    pub owner: Resource<'a>,
    pub statements: Vec<Statement<'a>>,
    /// Policies and statements of which nothing is known.
    pub unread: Vec<Value<'a>>,
}

/// One statement: an object of a JSON document, or a block of the data source.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    pub value: Value<'a>,
    written: Written,
    /// It is not one of several that may stand here.
    is_certain: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Written {
    Json,
    Block,
}

/// Policies that say what their holder may do, of all resources that exist. What only limits others is none: a policy
/// of an organization, a permissions boundary.
pub fn identity(view: View<'_>) -> Vec<Policy<'_>> {
    let exists = |one: &Resource<'_>| one.exists() != Existence::No;
    // What a function made of a document may no longer know that it is one.
    let texts: HashSet<_> = view
        .of(DOCUMENT)
        .flat_map(|one| ["json", "minified_json"].map(|name| (one, one.attr(name))))
        .map(|(one, text)| (one.root(), text.string().known()))
        .filter(|(_, text)| text.is_some())
        .collect();
    let is_copy = |owner: Resource<'_>, value: Value<'_>| texts.contains(&(owner.root(), value.string().known()));
    let shared = Shared::Apart(&is_copy);
    let mut policies = Vec::new();
    for (ty, argument) in IDENTITY {
        for owner in view.of(ty).filter(|one| exists(one) && !one.is_data() && !is_limit(*one, MAX_HOPS)) {
            let mut policy = Policy::of(owner);
            policy.read(owner.attr(argument), shared);
            policies.push(policy);
        }
    }
    for owner in view.of("aws_iam_role").filter(|one| exists(one) && !one.is_data()) {
        let mut policy = Policy::of(owner);
        for inline in owner.attr("inline_policy").each() {
            policy.read(inline.attr("policy"), shared);
        }
        policies.push(policy);
    }
    for owner in view.of(DOCUMENT).filter(|one| exists(one) && one.is_data() && !is_limit(*one, MAX_HOPS)) {
        let mut policy = Policy::of(owner);
        policy.add(owner.attr("statement"), Written::Block, true);
        for merged in ["source_policy_documents", "override_policy_documents"] {
            for one in owner.attr(merged).one_or_more() {
                policy.read(one, shared);
            }
        }
        policies.push(policy);
    }
    policies
}

/// The policy that `argument` of `owner` says.
pub fn attached<'a>(owner: Resource<'a>, argument: &str) -> Policy<'a> {
    let mut policy = Policy::of(owner);
    policy.read(owner.attr(argument), Shared::Included);
    policy
}

/// Whether a policy only limits what others allow.
fn is_limit(policy: Resource<'_>, hops: u8) -> bool {
    hops > 0
        && policy.referrers().any(|(user, value)| match user.type_name() {
            "aws_organizations_policy" => true,
            "aws_iam_role" | "aws_iam_user" => user.attr("permissions_boundary").node() == value.node(),
            "aws_iam_policy" | DOCUMENT => user != policy && is_limit(user, hops - 1),
            _ => false,
        })
}

/// What to do with documents of data sources.
#[derive(Clone, Copy)]
enum Shared<'c> {
    /// They are read where they stand. The function knows their texts.
    Apart(&'c dyn Fn(Resource<'_>, Value<'_>) -> bool),
    Included,
}

impl<'a> Policy<'a> {
    fn of(owner: Resource<'a>) -> Self {
        Self { owner, statements: Vec::new(), unread: Vec::new() }
    }

    fn read(&mut self, value: Value<'a>, shared: Shared<'_>) {
        let is_certain = value.possibilities().count() == 1;
        for one in value.possibilities().filter(|one| !one.is_unset()) {
            if let Shared::Apart(is_copy) = shared
                && (is_copy(self.owner, one) || one.refs().any(|one| is_document(one.address())))
            {
                continue;
            }
            let document = one.document();
            if document.is_absent() {
                continue;
            }
            let is_certain = is_certain && document.possibilities().count() == 1;
            for document in document.possibilities() {
                self.add(document.attr("Statement"), Written::Json, is_certain);
            }
        }
    }

    fn add(&mut self, statements: Value<'a>, written: Written, is_certain: bool) {
        let is_certain = is_certain && statements.possibilities().count() == 1;
        for list in statements.possibilities() {
            for one in list.one_or_more().filter(|_| !list.is_unknown()) {
                let is_certain = is_certain && one.possibilities().count() == 1;
                for value in one.possibilities() {
                    if value.is_unknown() {
                        self.unread.push(value);
                    } else {
                        self.statements.push(Statement { value, written, is_certain });
                    }
                }
            }
            if list.may_have_more() {
                self.unread.push(list);
            }
        }
    }

    /// Reports `statement` as `answer` says.
    pub fn report<'c>(
        &self,
        cx: &'c mut Context<'_>,
        statement: &Statement<'a>,
        answer: Answer,
        place: Value<'a>,
        message: impl Into<String>,
    ) -> Option<Report<'c>> {
        match answer {
            Answer::No => None,
            Answer::Unknown => {
                cx.undecided(statement.unknown());
                None
            }
            Answer::Yes | Answer::Possible => {
                let report = cx.report(place, message).if_exists(self.owner);
                Some(if answer == Answer::Possible || !statement.is_certain { report.possible() } else { report })
            }
        }
    }

    /// Says that what could not be read is undecided.
    pub fn report_unread(&self, cx: &mut Context<'_>) {
        for value in &self.unread {
            cx.undecided(*value);
        }
    }

    /// Whether a statement takes `action` away from all resources again.
    pub fn denies(&self, action: &str) -> Answer {
        self.statements.iter().fold(Answer::No, |answer, one| {
            let denied = one.denies().and(one.has_condition().not()).and(one.names(action)).and(one.on_everything());
            answer.or(denied)
        })
    }

    /// Whether the holder may do `action` in a way that `of` a statement is true.
    pub fn allows(&self, action: &str, of: impl Fn(&Statement<'a>) -> Answer) -> Answer {
        let allowed = |one: &Statement<'a>| match one.names(action) {
            Answer::No => Answer::No,
            names => one.allows_holder().and(names).and(of(one)),
        };
        let allowed = self.statements.iter().fold(Answer::No, |answer, one| answer.or(allowed(one)));
        if allowed == Answer::No { allowed } else { allowed.and(self.denies(action).not()) }
    }
}

/// The address of a data source that makes documents, in any module.
fn is_document(address: &str) -> bool {
    address.strip_prefix("data.").is_some_and(|rest| rest.starts_with(DOCUMENT))
        || address.contains(".data.aws_iam_policy_document.")
}

impl<'a> Statement<'a> {
    /// A field by its name in JSON.
    pub fn field(&self, name: &str) -> Value<'a> {
        let argument = match (self.written, name) {
            (Written::Json, name) => name,
            (Written::Block, "Effect") => "effect",
            (Written::Block, "Action") => "actions",
            (Written::Block, "NotAction") => "not_actions",
            (Written::Block, "Resource") => "resources",
            (Written::Block, "NotResource") => "not_resources",
            (Written::Block, "Principal") => "principals",
            (Written::Block, "NotPrincipal") => "not_principals",
            (Written::Block, _) => "condition",
        };
        self.value.attr(argument)
    }

    fn has(&self, name: &str) -> Answer {
        self.field(name).judge(|value| match value {
            value if value.is_unset() => Answer::No,
            value if value.is_unknown() => Answer::Unknown,
            value if value.each().next().is_some() || value.string().known().is_some() => Answer::Yes,
            value if value.may_have_more() => Answer::Unknown,
            _ => Answer::No,
        })
    }

    fn has_effect(&self, effect: &str) -> Answer {
        let default = if self.written == Written::Block { "Allow" } else { "" };
        self.field("Effect").judge(|value| value.string().or(default).test(|text| text == effect))
    }

    pub fn allows(&self) -> Answer {
        self.has_effect("Allow")
    }

    pub fn denies(&self) -> Answer {
        self.has_effect("Deny")
    }

    pub fn has_condition(&self) -> Answer {
        self.has("Condition")
    }

    /// It allows its holder something, whatever the circumstances: a statement with a principal speaks of others, and
    /// what a condition leaves is for people to judge.
    pub fn allows_holder(&self) -> Answer {
        let of_others = self.has("Principal").or(self.has("NotPrincipal"));
        self.allows().and(of_others.not()).and(self.has_condition().not())
    }

    /// Whether it is about `action`.
    pub fn names(&self, action: &str) -> Answer {
        any(self.field("Action"), |pattern| covers(pattern, action)).or(self.names_by_exception(action))
    }

    /// Whether `NotAction` leaves `action` over.
    pub fn names_by_exception(&self, action: &str) -> Answer {
        // Nearly no statement is written so.
        match self.has("NotAction") {
            Answer::No => Answer::No,
            has => has.and(any(self.field("NotAction"), |pattern| covers(pattern, action)).not()),
        }
    }

    /// Whether it is about all resources, or all but a few.
    pub fn on_everything(&self) -> Answer {
        any_resource(self.field("Resource"), is_everything).or(self.has("NotResource"))
    }

    /// The part that makes it about `action`.
    pub fn place_of_action(&self, action: &str) -> Value<'a> {
        place(self.field("Action"), |pattern| covers(pattern, action)).unwrap_or_else(|| {
            let exceptions = self.field("NotAction");
            if exceptions.is_unset() { self.value } else { exceptions }
        })
    }

    /// It allows something to everybody: any account, or without an account at all, and no condition says whose
    /// requests are meant.
    pub fn is_public(&self) -> Answer {
        self.allows().and(self.is_for_anyone()).and(self.is_narrowed().not())
    }

    /// The part that says everybody.
    pub fn place_of_anyone(&self) -> Value<'a> {
        let (principal, exceptions) = (self.field("Principal"), self.field("NotPrincipal"));
        let named = ["AWS", "*"].into_iter().find_map(|name| place(principal.attr(name), is_star));
        named.unwrap_or(if principal.is_unset() { exceptions } else { principal })
    }

    /// Whether its principal is everybody, or everybody but a few. Of JSON.
    pub fn is_for_anyone(&self) -> Answer {
        let anyone = self.field("Principal").judge(|principal| {
            if principal.is_unset() {
                Answer::No
            } else if principal.each().next().is_some() || principal.may_have_more() {
                any_resource(principal.attr("AWS"), is_star).or(any_resource(principal.attr("*"), is_star))
            } else {
                principal.string().test(is_star)
            }
        });
        anyone.or(self.has("NotPrincipal"))
    }

    /// Whether a condition says whose requests are meant. Of JSON.
    pub fn is_narrowed(&self) -> Answer {
        self.has_key(|test, key, values| match Test::read(test) {
            Some(test) => test.narrows(key, values),
            None => Answer::No,
        })
    }

    /// Whether the condition has an operator and a key with values for which `is` says yes. Keys come in lower case.
    pub fn has_key(&self, is: impl Fn(&str, &str, Value<'a>) -> Answer) -> Answer {
        let is = &is;
        self.field("Condition").judge(move |condition| {
            let open = |value: Value<'_>| if value.may_have_more() { Answer::Unknown } else { Answer::No };
            let mut answer = open(condition);
            for (test, keys) in condition.entries() {
                answer = answer.or(open(keys));
                for (key, values) in keys.entries() {
                    answer = answer.or(is(test, &key.to_ascii_lowercase(), values));
                }
            }
            answer
        })
    }

    /// What of it is not known.
    fn unknown(&self) -> Value<'a> {
        let fields =
            ["Effect", "Action", "NotAction", "Principal", "NotPrincipal", "Condition", "Resource", "NotResource"];
        let found = fields.into_iter().find_map(|name| unknown_in(self.field(name), 4));
        found.unwrap_or(self.value)
    }
}

/// The first part of `value` that is not known and comes from no resource.
fn unknown_in(value: Value<'_>, depth: u8) -> Option<Value<'_>> {
    if value.may_have_more() && !is_of_resource(value) {
        return Some(value);
    }
    (depth > 0).then(|| value.each().find_map(|one| unknown_in(one, depth - 1))).flatten()
}

/// An operator of a condition that a request without the key does not pass.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Test {
    Equals,
    /// With `*` and `?`.
    Like,
    Ip,
    Bool,
}

impl Test {
    fn read(name: &str) -> Option<Self> {
        // `ForAllValues:` and `…IfExists` let pass who has no such key.
        match name.strip_prefix("ForAnyValue:").unwrap_or(name) {
            "StringEquals" | "StringEqualsIgnoreCase" => Some(Self::Equals),
            "StringLike" | "ArnLike" | "ArnEquals" => Some(Self::Like),
            "IpAddress" => Some(Self::Ip),
            "Bool" => Some(Self::Bool),
            _ => None,
        }
    }

    fn narrows(self, key: &str, values: Value<'_>) -> Answer {
        match self {
            Self::Bool if TRUE_KEYS.contains(&key) => any(values, |text| text == "true"),
            Self::Ip if matches!(key, "aws:sourceip" | "aws:vpcsourceip") => is_world(values).not(),
            Self::Equals | Self::Like if is_identity(key) => match self {
                Self::Like => any_resource(values, is_any_identity).not(),
                _ => Answer::Yes,
            },
            _ => Answer::No,
        }
    }
}

/// Keys that say who asks, or from where.
const IDENTITY_KEYS: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "aws:username",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "elasticfilesystem:accesspointarn",
    "kms:calleraccount",
    "s3:accesspointnetworkorigin",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "sns:endpoint",
];

const TRUE_KEYS: &[&str] = &["aws:principalisawsservice", "elasticfilesystem:accessedviamounttarget"];

fn is_identity(key: &str) -> bool {
    IDENTITY_KEYS.contains(&key) || key.starts_with("aws:principaltag/")
}

/// `*`, or an ARN that names neither an account nor a thing.
fn is_any_identity(text: &str) -> bool {
    let mut parts = text.splitn(6, ':');
    is_stars(text) || (parts.next() == Some("arn") && parts.skip(2).all(|part| part.is_empty() || is_stars(part)))
}

fn is_world(values: Value<'_>) -> Answer {
    let ranges: Vec<Cidr> = values
        .one_or_more()
        .filter_map(|one| one.string().known())
        .filter_map(|text| if text.contains('/') { Cidr::parse(text) } else { None })
        .collect();
    if cover_the_world(&ranges) || ranges.iter().any(Cidr::is_world) { Answer::Yes } else { any(values, |_| false) }
}

/// Whether one of the texts in a list, or the one that stands alone, is such. What is the attribute of a resource is
/// none: names, ids and ARNs have no wildcards.
pub fn any(values: Value<'_>, is: impl Fn(&str) -> bool) -> Answer {
    any_by(values, &is, |_| Answer::Unknown)
}

/// The same of ARNs, of which what begins with something else than `*` and `arn:*` is no wildcard.
pub fn any_resource(values: Value<'_>, is: impl Fn(&str) -> bool) -> Answer {
    any_by(values, &is, |one| if one.starts_with("*") == Answer::No { Answer::No } else { Answer::Unknown })
}

fn any_by(values: Value<'_>, is: &dyn Fn(&str) -> bool, unknown: fn(Value<'_>) -> Answer) -> Answer {
    values.judge(|values| {
        let is_open = values.may_have_more() && !values.is_unknown() && !is_of_resource(values);
        let rest = if is_open { Answer::Unknown } else { Answer::No };
        values.one_or_more().fold(rest, |answer, one| {
            answer.or(one.judge(|one| match one {
                one if one.is_unknown() && is_of_resource(one) => Answer::No,
                one if one.is_unknown() => unknown(one),
                one => one.string().test(is),
            }))
        })
    })
}

/// The element for which `is` says yes.
pub fn place<'a>(values: Value<'a>, is: impl Fn(&str) -> bool) -> Option<Value<'a>> {
    let is_one = |one: &Value<'a>| matches!(any(*one, &is), Answer::Yes | Answer::Possible);
    values.possibilities().flat_map(|values| values.one_or_more()).find(is_one)
}

/// Whether a pattern such as `s3:Get*` is about `action`. Case does not matter.
pub fn covers(pattern: &str, action: &str) -> bool {
    glob::matches_ignore_case(pattern, action)
}

/// `*`, and longer ways to write it.
pub fn is_star(text: &str) -> bool {
    is_stars(text)
}

fn is_stars(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

/// `*` and `*:*`.
pub fn is_every_action(text: &str) -> bool {
    text.split(':').all(is_stars)
}

/// Whether a pattern of ARNs leaves nothing out: it matches things that have nothing in common.
pub fn is_everything(pattern: &str) -> bool {
    const THINGS: [&str; 2] = ["arn:aws:s3:::bucket", "arn:aws:iam::123456789012:role/name"];
    THINGS.iter().all(|thing| glob::matches(pattern, thing))
}

/// Whether a pattern of ARNs is about every `kind` (`role`, `secret`) of an account.
pub fn is_every(kind: &str, pattern: &str) -> bool {
    let Some(name) = pattern.splitn(6, ':').nth(5).filter(|_| pattern.starts_with("arn:")) else {
        return is_everything(pattern);
    };
    is_stars(name)
        || name.strip_prefix(kind).is_some_and(|rest| is_stars(rest.strip_prefix(['/', ':']).unwrap_or(rest)))
}

/// Reports each statement of `argument` that is for everybody. `message` is what everybody can do.
pub fn reject_public(
    cx: &mut Context<'_>,
    owner: Resource<'_>,
    argument: &str,
    message: &str,
    because: &str,
    help: &str,
) {
    if owner.is_data() {
        return;
    }
    let policy = attached(owner, argument);
    for statement in &policy.statements {
        let message = format!("`{}` {message}", owner.address());
        let place = statement.place_of_anyone();
        if let Some(report) = policy.report(cx, statement, statement.is_public(), place, message) {
            report.because(because).help(help);
        }
    }
    policy.report_unread(cx);
}

/// Whether `policy` refuses `actions` to everybody who comes without TLS.
pub fn refuses_clear_text(policy: &Policy<'_>, actions: &[&str]) -> Answer {
    let rest = if policy.unread.is_empty() { Answer::No } else { Answer::Unknown };
    policy.statements.iter().fold(rest, |answer, one| {
        let is_without_tls = one.has_key(|test, key, values| match key {
            "aws:securetransport" if test.starts_with("Bool") || test.starts_with("String") => {
                any(values, |text| text.eq_ignore_ascii_case("false"))
            }
            _ => Answer::No,
        });
        let names = actions.iter().fold(Answer::Yes, |all, action| all.and(one.names(action)));
        let refuses = one.denies().and(one.is_for_anyone()).and(names).and(is_without_tls);
        answer.or(if one.is_certain || refuses == Answer::No { refuses } else { Answer::Possible.and(refuses) })
    })
}

/// Something that is reached over HTTP and HTTPS alike, unless a policy refuses the first.
#[derive(Debug)]
pub struct Endpoint {
    pub owner: &'static str,
    /// The type of its policy, and the argument that names the owner.
    pub policy: (&'static str, &'static str),
    /// Arguments of the owner that are its name.
    pub names: &'static [&'static str],
    /// What it is mostly used for.
    pub actions: &'static [&'static str],
}

/// Reports each policy that accepts clear text, and each owner without a policy.
pub fn reject_clear_text(cx: &mut Context<'_>, view: View<'_>, endpoint: &Endpoint) {
    let exists = |one: &Resource<'_>| one.exists() != Existence::No && !one.is_data();
    let (ty, argument) = endpoint.policy;
    let because = "a client that was set up with `http://` works, and whoever can see its traffic reads the data and can change it";
    let help = "add a statement that denies everybody these actions where `aws:SecureTransport` is `false`";
    for owner in [ty, endpoint.owner].into_iter().flat_map(|ty| view.of(ty)).filter(exists) {
        let is_apart = owner.type_name() == ty;
        let theirs = if is_apart { Answer::No } else { companions(view, owner, &[ty], argument, endpoint.names).any() };
        let written = owner.attr("policy");
        match theirs {
            // It is reported where the policy is.
            Answer::Yes | Answer::Possible => continue,
            Answer::Unknown if written.is_unset() => {
                cx.undecided_because(owner, "a policy that may be its own stands elsewhere", "what that policy names");
                continue;
            }
            _ => {}
        }
        let policy = attached(owner, "policy");
        let accepts = refuses_clear_text(&policy, endpoint.actions).not();
        let message = format!("`{}` accepts requests in clear text", owner.address());
        let place = if written.is_unset() { owner.body() } else { written };
        match accepts {
            Answer::No => {}
            Answer::Unknown => {
                let open = policy.unread.first().copied().or(policy.statements.first().map(Statement::unknown));
                cx.undecided(open.unwrap_or(written));
            }
            Answer::Yes | Answer::Possible => {
                let report = cx.report(place, message).because(because).help(help).if_exists(owner);
                if accepts == Answer::Possible {
                    report.possible();
                }
            }
        }
    }
}
