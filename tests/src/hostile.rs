//! Plugins that mean harm, or know no better: the host survives each, says which way it failed and why, and
//! an honest plugin beside it is not affected.

use tollgate_api::{Limits, PluginErrorKind, Verdict};
use tollgate_batch::{EXISTS_YES, Kind, NONE, NewNode, NewResource, SCOPE_PROJECT, Writer};
use tollgate_plugin::{Budget, LogLevel, Outcome, Plugin, Sandbox, encode_json};

use crate::guests;

/// Three resources `aws_instance.a` to `.c`, with an `instance_type` that only the last does not know.
pub(crate) fn batch() -> Vec<u8> {
    let mut writer = Writer::new();
    let bodies = writer.reserve(3);
    for (at, name) in (bodies..).zip(["a", "b", "c"]) {
        let child = writer.reserve(1);
        let key = writer.string("instance_type");
        let text = writer.string("t3.micro");
        let unknown = writer.unknown(tollgate_batch::NewUnknown {
            reason: "variable `size` has no value",
            decided_by: "a value for `size`",
            type_name: "string",
            ..Default::default()
        });
        let value = match name {
            "c" => NewNode { key, unknown, ..NewNode::new(Kind::Unknown) },
            _ => NewNode { key, a: text, ..NewNode::new(Kind::String) },
        };
        writer.set(child, value);
        writer.set(at, NewNode { a: child, b: 1, ..NewNode::new(Kind::Map) });
        writer.resource(NewResource {
            type_name: "aws_instance",
            name,
            address: &format!("aws_instance.{name}"),
            root: ".",
            variant: "",
            module: "",
            input: tollgate_batch::INPUT_TERRAFORM,
            mode: tollgate_batch::MODE_MANAGED,
            exists: EXISTS_YES,
            body: at,
        });
    }
    writer.finish(SCOPE_PROJECT, NONE)
}

fn settings() -> Vec<u8> {
    encode_json(&serde_json::json!({}))
}

/// Enough for what is honest, little enough that the endless is over soon.
fn budget() -> Budget {
    Budget::for_batch(&Limits { fuel: Some(300_000_000), memory: Some(192 << 20) }, 3, 1)
}

fn run(plugin: &Plugin) -> Outcome<Vec<Verdict>> {
    plugin.lint(&batch(), &settings(), budget())
}

/// Runs `guest` between two calls of an honest neighbour in the same sandbox. The failure has this kind and
/// its message all of these words.
#[track_caller]
fn check(guest: &[u8], kind: PluginErrorKind, words: &[&str]) {
    let sandbox = Sandbox::new(None).expect("this machine runs WebAssembly");
    let steady = sandbox.load(guests::STEADY).expect("an honest plugin");
    let before = run(&steady);
    let failure = match sandbox.load(guest) {
        Err(failure) => failure,
        Ok(hostile) => {
            let first = run(&hostile);
            let failure = first.result.clone().expect_err("the guest fails");
            assert_eq!(first, run(&hostile), "the same in every run, fuel and log included");
            failure
        }
    };
    assert_eq!(failure.kind, kind, "{failure}");
    for word in words {
        assert!(failure.message.contains(word), "`{failure}` does not say `{word}`");
    }
    let after = run(&steady);
    assert_eq!(before, after);
    assert_eq!(after.result.map(|verdicts| verdicts.len()), Ok(3), "one finding per resource");
}

#[test]
fn a_panic_is_reported_with_its_message() {
    check(guests::PANIC, PluginErrorKind::Trap, &["it crashed: panicked at", "the guest gives up on"]);
}

#[test]
fn an_error_is_reported_with_its_reason() {
    check(guests::GIVES_UP, PluginErrorKind::Trap, &["it gave up: option `minimum` must be a version"]);
}

#[test]
fn an_endless_loop_runs_out_of_fuel() {
    check(guests::ENDLESS_LOOP, PluginErrorKind::Fuel, &["306000000 units of fuel", "limits.fuel"]);
}

#[test]
fn work_of_the_host_is_paid_for() {
    check(guests::ENDLESS_LOG, PluginErrorKind::Fuel, &["units of fuel"]);
}

#[test]
fn a_memory_bomb_hits_the_limit() {
    check(guests::MEMORY_BOMB, PluginErrorKind::Memory, &["more than 192 MiB", "limits.memory"]);
}

#[test]
fn deep_recursion_hits_the_stack() {
    check(guests::DEEP_RECURSION, PluginErrorKind::Trap, &["stack", "recursion"]);
}

#[test]
fn a_million_findings_are_refused() {
    check(guests::MILLION_FINDINGS, PluginErrorKind::Output, &["more than 16 MiB at once"]);
}

#[test]
fn a_huge_message_is_refused() {
    check(guests::HUGE_MESSAGE, PluginErrorKind::Output, &["more than 16 MiB at once"]);
}

#[test]
fn a_place_that_does_not_exist_is_refused() {
    check(guests::FORGED_NODE, PluginErrorKind::Output, &["place 2147483632", "its batch has 6"]);
}

#[test]
fn a_rule_that_does_not_exist_is_refused() {
    check(guests::FORGED_RULE, PluginErrorKind::Output, &["rule 7", "its manifest lists 1"]);
}

#[test]
fn another_batch_format_is_refused_before_it_runs() {
    check(
        guests::WRONG_BATCH_VERSION,
        PluginErrorKind::Link,
        &["`wrong-batch-version` reads batch format 99", "writes 1", "rebuild it"],
    );
}

#[test]
fn another_interface_is_refused_before_it_runs() {
    check(guests::WRONG_API, PluginErrorKind::Link, &["plugin interface 0.2.0", "speaks 0.1.0", "rebuild it"]);
}

#[test]
fn an_import_that_nobody_offers_is_refused_by_name() {
    check(guests::UNKNOWN_IMPORT, PluginErrorKind::Link, &["`made:up/teleport@1.0.0`"]);
}

#[test]
fn leaving_the_process_is_refused() {
    check(guests::WASI_EXIT, PluginErrorKind::Trap, &["tried to end the process", "fatal: no licence"]);
}

#[test]
fn more_answers_than_the_budget_are_refused() {
    let sandbox = Sandbox::new(None).expect("this machine runs WebAssembly");
    let steady = sandbox.load(guests::STEADY).expect("an honest plugin");
    let failure = steady.lint(&batch(), &settings(), Budget { answers: 2, ..budget() }).result.expect_err("refused");
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        (PluginErrorKind::Output, "it answered with 3 verdicts, more than the 2 that its batch allows")
    );
}

#[test]
fn what_is_no_component_is_refused() {
    let sandbox = Sandbox::new(None).expect("this machine runs WebAssembly");
    let cut = &guests::STEADY[..guests::STEADY.len() / 2];
    // Damage inside of a module shows only when it is compiled.
    let mut damaged = guests::STEADY.to_vec();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].fill(0xff);
    for bytes in [&b""[..], b"MZ", cut, &damaged] {
        let failure = sandbox.load(bytes).expect_err("refused");
        assert_eq!(failure.kind, PluginErrorKind::Link, "{failure}");
    }
}

/// An honest plugin from another toolchain sees a world in which nothing is and nothing happens.
#[test]
fn a_world_without_effects_satisfies_wasi() {
    let sandbox = Sandbox::new(None).expect("this machine runs WebAssembly");
    let wasi = sandbox.load(guests::WASI).expect("an honest plugin");
    let outcome = run(&wasi);
    let verdicts = outcome.result.clone().expect("it completes");
    let [Verdict::Undecided(undecided)] = &verdicts[..] else { panic!("one verdict: {verdicts:?}") };
    for fact in [
        "a=2",
        "wall=0.0",
        "elapsed=0",
        "environment=[]",
        "arguments=[]",
        "folders=0",
        "socket=false",
        "lookup=false",
        "terminal=false",
        "input=false",
        "room=true",
    ] {
        assert!(undecided.reason.split(' ').any(|said| said == fact), "`{}` lacks `{fact}`", undecided.reason);
    }
    let log: Vec<_> = outcome.log.iter().map(|line| (line.level, line.text.as_str())).collect();
    assert_eq!(log, [(LogLevel::Info, "to stdout"), (LogLevel::Warning, "to stderr in two parts")]);
    assert_eq!(outcome, run(&wasi), "random numbers included");
}
