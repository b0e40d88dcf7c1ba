//! Rights for the account that every pod has.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    accounts::{ACCOUNT, DEFAULT, cloud_identity, is_binding, user},
    rbac::BINDINGS,
    relations::namespace,
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/default-service-account",
    level: Level::Warning,
    severity: 55,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "The ServiceAccount `default` has rights, so that every pod of its namespace has them",
    page: include_str!("default_service_account.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R269"],
    check: Check::Resource(check),
};

const TYPES: [&str; 3] = [ACCOUNT, BINDINGS[0], BINDINGS[1]];

const OWN: &str = "make a ServiceAccount for the pods that need it, name it in their `serviceAccountName`, and give the rights to that one";

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    if is_binding(object) {
        let subjects = object.attr("subjects");
        for subject in subjects.each() {
            judge_subject(cx, object, subject);
        }
        if subjects.may_have_more() {
            cx.undecided(subjects);
        }
    } else if object.attr("metadata").attr("name").string() == Read::Known(DEFAULT) {
        judge_account(cx, object);
    }
}

fn judge_subject(cx: &mut Context<'_>, binding: Resource<'_>, subject: Value<'_>) {
    let (kind, name) = (subject.attr("kind"), subject.attr("name"));
    let is_account = kind.judge(|kind| kind.string().test(|kind| kind == "ServiceAccount"));
    let is_user = kind.judge(|kind| kind.string().test(|kind| kind == "User"));
    let by_account = is_account.and(name.judge(|name| name.string().test(|name| name == DEFAULT)));
    let is_its_user = |name: &str| user(name).is_some_and(|(_, name)| name == DEFAULT);
    let by_user = is_user.and(name.judge(|name| name.string().test(is_its_user)));
    let answer = by_account.or(by_user);
    let space = match (subject.attr("namespace").string(), name.string().known().and_then(user)) {
        (_, Some((of, _))) | (Read::Known(of), None) => format!("of `{of}`"),
        _ => match namespace(binding) {
            Read::Known(of) => format!("of `{of}`"),
            _ => "of its namespace".to_owned(),
        },
    };
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(if kind.is_unknown() { kind } else { name }),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(name, format!("`{}` gives rights to the ServiceAccount `default` {space}", binding.address()))
                .because("every pod there that names no account of its own has these rights, and so has whoever takes over the least important one of them")
                .help(OWN);
            settle(finding, answer);
        }
    }
}

fn judge_account(cx: &mut Context<'_>, account: Resource<'_>) {
    let address = account.address();
    if let Some(identity) = cloud_identity(account) {
        let _finding = cx
            .report(identity, format!("`{address}` gives a role in the cloud to every pod of its namespace"))
            .because("each pod that names no account of its own may act in the cloud as this one, and so may whoever takes over the least important one of them")
            .help(OWN);
    }
    let mounted = account.attr("automountServiceAccountToken");
    let answer = mounted.judge(|value| value.bool().or(true).test(|on| on));
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(mounted),
        Answer::Yes | Answer::Possible => {
            let name = account.attr("metadata").attr("name");
            let finding = cx
                .report(if mounted.is_absent() { name } else { mounted }, format!("`{address}` hands its token to every pod of its namespace"))
                .because("pods that never talk to the API hold a key to it: what `default` is allowed, now or by a binding of next year, all of them are")
                .help("write `automountServiceAccountToken: false` here; pods that need the API get an account of their own");
            let finding = if mounted.is_absent() {
                finding.fix_insert(account.body(), "automountServiceAccountToken", false)
            } else {
                finding.fix_set(mounted, false)
            };
            settle(finding.fix_is_unsafe(), answer);
        }
    }
}
