//! Containers without the walls around their processes: AppArmor, SELinux, the masks over `/proc`.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    pods::{Container, Pod, WORKLOADS},
    security::{is_privileged, own, settle},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/unconfined-profile",
    level: Level::Warning,
    severity: 60,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container runs without AppArmor, SELinux or the masks over /proc",
    page: include_str!("unconfined_profile.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R267"],
    check: Check::Resource(check),
};

/// The annotation of clusters before 1.30, with the name of the container.
const APPARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// SELinux types of containers that the Pod Security Standards allow.
const CONTAINERS: &[&str] = &["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

/// SELinux types that confine nothing, or that are those of the node's own services.
const UNCONFINED: &[&str] =
    &["spc_t", "unconfined_t", "unconfined_service_t", "container_runtime_t", "init_t", "initrc_t", "kernel_t"];

/// Says whether what is written takes a wall down, for `who`.
type Judge = fn(&mut Context<'_>, Value<'_>, &str);

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    let pod = Pod::of(workload);
    if pod.is_on_windows() == Answer::Yes {
        return;
    }
    // A privileged one has none of these, whatever is written, which is another finding.
    let containers: Vec<_> = pod.containers().filter(|one| is_privileged(*one) != Answer::Yes).collect();
    let context = pod.spec().attr("securityContext");
    let apparmor = containers.iter().map(|one| (*one, profile_of(&pod, *one))).collect();
    each(cx, &pod, apparmor, context.attr("appArmorProfile").attr("type"), judge_apparmor);
    let selinux = containers.iter().map(|one| (*one, own(*one, "seLinuxOptions"))).collect();
    each(cx, &pod, selinux, context.attr("seLinuxOptions"), judge_selinux);
    // In a user namespace the masks are not what keeps it from the node.
    if pod.spec().attr("hostUsers").bool() != Read::Known(false) {
        for container in &containers {
            let masks = own(*container, "procMount");
            judge_masks(cx, masks, &container.describe(&pod));
        }
    }
    if let Some(list) = pod.may_have_more() {
        cx.undecided(list);
    }
}

/// The AppArmor profile of a container: the field, else the annotation.
fn profile_of<'a>(pod: &Pod<'a>, container: Container<'a>) -> Value<'a> {
    let field = own(container, "appArmorProfile").attr("type");
    let name = container.name().known().unwrap_or_default();
    let annotation = pod.annotations().attr(&format!("{APPARMOR}{name}"));
    if field.is_unset() && !annotation.is_unset() { annotation } else { field }
}

/// What holds for a container is what it says itself, else what its pod says, which is one finding for all of them.
fn each(cx: &mut Context<'_>, pod: &Pod<'_>, own: Vec<(Container<'_>, Value<'_>)>, of_pod: Value<'_>, judge: Judge) {
    let mut inherits = false;
    for (container, value) in own {
        if value.is_unset() {
            inherits = true;
        } else {
            judge(cx, value, &container.describe(pod));
        }
    }
    if inherits && !of_pod.is_unset() {
        judge(cx, of_pod, &format!("pods of `{}`", pod.address()));
    }
}

fn run(who: &str) -> &'static str {
    if who.starts_with("pods") { "run" } else { "runs" }
}

fn judge_apparmor(cx: &mut Context<'_>, written: Value<'_>, who: &str) {
    let is_off = written.judge(|value| value.string().test(|text| text.eq_ignore_ascii_case("unconfined")));
    match is_off {
        Answer::No => {}
        Answer::Unknown => cx.undecided(written),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(written, format!("{who} {} without AppArmor", run(who)))
                .because("nothing keeps it from writing to `/proc` and `/sys` and from mounting, when it has the rights otherwise: whoever takes it over has one wall less to the node")
                .help("remove it, or write `RuntimeDefault`: nearly all programs run with the profile of the runtime; for what is missing, a profile of its own with `Localhost`");
            settle(finding, is_off);
        }
    }
}

fn judge_selinux(cx: &mut Context<'_>, options: Value<'_>, who: &str) {
    let ty = options.attr("type");
    if options.is_unknown() || ty.is_unknown() {
        return cx.undecided(if ty.is_unknown() { ty } else { options });
    }
    let text = ty.string().known().unwrap_or_default();
    if UNCONFINED.contains(&text) {
        let _finding = cx
            .report(ty, format!("{who} {} with the SELinux type `{text}`, which confines nothing", run(who)))
            .because("it may read and write what belongs to the node and to other containers, when it has the rights otherwise")
            .help("remove the type: without it the runtime gives each container `container_t` and labels of its own; for a path of the node that it must read, write a type for just that");
        return;
    }
    // A type of one's own may allow less than the usual one, or more.
    let odd = if CONTAINERS.contains(&text) { None } else { Some((ty, "type", text)) };
    let of = |name: &'static str, usual: &str| {
        let value = options.attr(name);
        let text = value.string().known().filter(|text| !text.is_empty() && *text != usual)?;
        Some((value, name, text))
    };
    if let Some((place, what, text)) = odd.or_else(|| of("user", "system_u")).or_else(|| of("role", "system_r")) {
        cx.report(place, format!("{who} {} with the SELinux {what} `{text}`, which is not one of containers", run(who)))
            .because("what it may do on its node is decided by a policy that is not here; the Pod Security Standards (`baseline`) refuse such pods")
            .help("remove it, or use `container_t`, `container_init_t`, `container_kvm_t` or `container_engine_t`")
            .possible();
    }
}

fn judge_masks(cx: &mut Context<'_>, written: Value<'_>, who: &str) {
    let is_off = written.judge(|value| value.string().test(|text| text == "Unmasked"));
    match is_off {
        Answer::No => {}
        Answer::Unknown => cx.undecided(written),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(written, format!("{who} runs without the masks over `/proc`"))
                .because("it sees and writes settings of the kernel of its node that are hidden from containers, such as `/proc/sysrq-trigger` and `/proc/kcore`")
                .help("remove `procMount`; for containers within containers add `hostUsers: false`, without which current versions refuse it");
            settle(finding, is_off);
        }
    }
}
