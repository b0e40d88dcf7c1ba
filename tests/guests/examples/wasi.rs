//! An honest plugin from a toolchain that expects an operating system: it uses a randomly seeded map, both
//! clocks, the environment, files, sockets and the standard streams, and says what it got.
tollgate_guests::lint_guest!("wasi");

use std::{
    collections::HashMap,
    hash::{BuildHasher, DefaultHasher, Hasher},
};

use tollgate_guests::wasip2::{
    cli::{environment, stderr, stdin, stdout, terminal_stderr},
    clocks::{monotonic_clock, wall_clock},
    filesystem::preopens,
    random::{insecure_seed, random},
    sockets::{instance_network, ip_name_lookup, network::IpAddressFamily, tcp_create_socket},
};

/// As the standard library seeds its maps where there is an operating system.
struct Seeded(u64, u64);

impl BuildHasher for Seeded {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.0);
        hasher.write_u64(self.1);
        hasher
    }
}

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    let seed = insecure_seed::insecure_seed();
    let mut counts: HashMap<&str, u32, Seeded> = HashMap::with_hasher(Seeded(seed.0, seed.1));
    for word in ["a", "b", "a"] {
        *counts.entry(word).or_default() += 1;
    }
    let wall = wall_clock::now();
    let before = monotonic_clock::now();
    monotonic_clock::subscribe_duration(1_000_000_000).block();
    let folders = preopens::get_directories();
    let socket = tcp_create_socket::create_tcp_socket(IpAddressFamily::Ipv4);
    let lookup = ip_name_lookup::resolve_addresses(&instance_network::instance_network(), "example.com");
    let out = stdout::get_stdout();
    out.blocking_write_and_flush(b"to stdout\n").map_err(|error| format!("stdout: {error:?}"))?;
    let err = stderr::get_stderr();
    let room = err.check_write().map_err(|error| format!("stderr: {error:?}"))?;
    err.write(b"to stderr ")
        .and_then(|()| err.write(b"in two parts\n"))
        .map_err(|error| format!("stderr: {error:?}"))?;
    err.blocking_flush().map_err(|error| format!("stderr: {error:?}"))?;
    let input = stdin::get_stdin().blocking_read(16);
    let answers = [
        format!("a={}", counts["a"]),
        format!("wall={}.{}", wall.seconds, wall.nanoseconds),
        format!("elapsed={}", monotonic_clock::now() - before),
        format!("random={:x?}", random::get_random_bytes(8)),
        format!("environment={:?}", environment::get_environment()),
        format!("arguments={:?}", environment::get_arguments()),
        format!("folders={}", folders.len()),
        format!("socket={}", socket.is_ok()),
        format!("lookup={}", lookup.is_ok()),
        format!("terminal={}", terminal_stderr::get_terminal_stderr().is_some()),
        format!("input={}", input.is_ok()),
        format!("room={}", room > 0),
    ];
    Ok(vec![Verdict::Undecided(Undecided {
        rule: 0,
        node: 0,
        reason: answers.join(" "),
        decided_by: String::new(),
        details: Vec::new(),
    })])
}
