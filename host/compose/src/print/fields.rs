//! Which attributes the merged model has where, in the order in which they are printed.

/// What stands at a place.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Spec {
    Any,
    Text,
    /// `true` or `false`
    Flag,
    /// A size or a duration: zero is as good as nothing.
    Size,
    Duration,
    Count,
    /// A number of 32 bits.
    Float,
    /// Names of agents with their paths.
    Agents,
    Struct(&'static [Field]),
    MapOf(&'static Spec),
    ListOf(&'static Spec),
}

/// When an attribute is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Omit {
    /// When it is empty, zero or false.
    Zero,
    /// When it is not there.
    Null,
    Never,
}

#[derive(PartialEq, Eq, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) omit: Omit,
    pub(super) spec: &'static Spec,
}

const fn field(name: &'static str, omit: Omit, spec: &'static Spec) -> Field {
    Field { name, omit, spec }
}

pub(super) static PROJECT: Spec = Spec::Struct(&[
    field("name", Omit::Zero, &Spec::Text),
    field("services", Omit::Never, &Spec::MapOf(&SERVICE)),
    field("networks", Omit::Zero, &Spec::MapOf(&NETWORK)),
    field("volumes", Omit::Zero, &Spec::MapOf(&VOLUME)),
    field("secrets", Omit::Zero, &Spec::MapOf(&FILE_OBJECT)),
    field("configs", Omit::Zero, &Spec::MapOf(&FILE_OBJECT)),
    field("models", Omit::Zero, &Spec::MapOf(&MODEL)),
]);

static SERVICE: Spec = Spec::Struct(&[
    field("profiles", Omit::Zero, &Spec::Any),
    field("annotations", Omit::Zero, &Spec::Any),
    field("attach", Omit::Null, &Spec::Any),
    field("build", Omit::Null, &BUILD),
    field("develop", Omit::Null, &DEVELOP),
    field("blkio_config", Omit::Null, &BLKIO),
    field("cap_add", Omit::Zero, &Spec::Any),
    field("cap_drop", Omit::Zero, &Spec::Any),
    field("cgroup_parent", Omit::Zero, &Spec::Text),
    field("cgroup", Omit::Zero, &Spec::Text),
    field("cpu_count", Omit::Zero, &Spec::Any),
    field("cpu_percent", Omit::Zero, &Spec::Float),
    field("cpu_period", Omit::Zero, &Spec::Any),
    field("cpu_quota", Omit::Zero, &Spec::Any),
    field("cpu_rt_period", Omit::Zero, &Spec::Any),
    field("cpu_rt_runtime", Omit::Zero, &Spec::Any),
    field("cpus", Omit::Zero, &Spec::Float),
    field("cpuset", Omit::Zero, &Spec::Text),
    field("cpu_shares", Omit::Zero, &Spec::Any),
    field("command", Omit::Null, &Spec::Any),
    field("configs", Omit::Zero, &Spec::ListOf(&FILE_REFERENCE)),
    field("container_name", Omit::Zero, &Spec::Text),
    field("credential_spec", Omit::Null, &CREDENTIAL),
    field("depends_on", Omit::Zero, &Spec::MapOf(&DEPENDENCY)),
    field("deploy", Omit::Null, &DEPLOY),
    field("device_cgroup_rules", Omit::Zero, &Spec::Any),
    field("devices", Omit::Zero, &Spec::ListOf(&DEVICE)),
    field("dns", Omit::Zero, &Spec::Any),
    field("dns_opt", Omit::Zero, &Spec::Any),
    field("dns_search", Omit::Zero, &Spec::Any),
    field("dockerfile", Omit::Zero, &Spec::Text),
    field("domainname", Omit::Zero, &Spec::Text),
    field("entrypoint", Omit::Null, &Spec::Any),
    field("provider", Omit::Null, &PROVIDER),
    field("environment", Omit::Zero, &Spec::MapOf(&Spec::Any)),
    field("expose", Omit::Zero, &Spec::Any),
    field("external_links", Omit::Zero, &Spec::Any),
    field("extra_hosts", Omit::Zero, &Spec::Any),
    field("group_add", Omit::Zero, &Spec::Any),
    field("gpus", Omit::Zero, &Spec::ListOf(&DEVICE_REQUEST)),
    field("hostname", Omit::Zero, &Spec::Text),
    field("healthcheck", Omit::Null, &HEALTHCHECK),
    field("image", Omit::Zero, &Spec::Text),
    field("init", Omit::Null, &Spec::Any),
    field("ipc", Omit::Zero, &Spec::Text),
    field("isolation", Omit::Zero, &Spec::Text),
    field("labels", Omit::Zero, &Spec::Any),
    field("links", Omit::Zero, &Spec::Any),
    field("logging", Omit::Null, &LOGGING),
    field("log_driver", Omit::Zero, &Spec::Text),
    field("log_opt", Omit::Zero, &Spec::Any),
    field("mem_limit", Omit::Zero, &Spec::Size),
    field("mem_reservation", Omit::Zero, &Spec::Size),
    field("memswap_limit", Omit::Zero, &Spec::Size),
    field("mem_swappiness", Omit::Zero, &Spec::Size),
    field("mac_address", Omit::Zero, &Spec::Text),
    field("models", Omit::Zero, &Spec::MapOf(&SERVICE_MODEL)),
    field("net", Omit::Zero, &Spec::Text),
    field("network_mode", Omit::Zero, &Spec::Text),
    field("networks", Omit::Zero, &Spec::MapOf(&SERVICE_NETWORK)),
    field("oom_kill_disable", Omit::Zero, &Spec::Any),
    field("oom_score_adj", Omit::Zero, &Spec::Any),
    field("pid", Omit::Zero, &Spec::Text),
    field("pids_limit", Omit::Zero, &Spec::Any),
    field("platform", Omit::Zero, &Spec::Text),
    field("ports", Omit::Zero, &Spec::ListOf(&PORT)),
    field("privileged", Omit::Zero, &Spec::Any),
    field("pull_policy", Omit::Zero, &Spec::Text),
    field("read_only", Omit::Zero, &Spec::Any),
    field("restart", Omit::Zero, &Spec::Text),
    field("runtime", Omit::Zero, &Spec::Text),
    field("scale", Omit::Null, &Spec::Any),
    field("secrets", Omit::Zero, &Spec::ListOf(&FILE_REFERENCE)),
    field("security_opt", Omit::Zero, &Spec::Any),
    field("shm_size", Omit::Zero, &Spec::Size),
    field("stdin_open", Omit::Zero, &Spec::Any),
    field("stop_grace_period", Omit::Null, &Spec::Any),
    field("stop_signal", Omit::Zero, &Spec::Text),
    field("storage_opt", Omit::Zero, &Spec::Any),
    field("sysctls", Omit::Zero, &Spec::Any),
    field("tmpfs", Omit::Zero, &Spec::Any),
    field("tty", Omit::Zero, &Spec::Any),
    field("ulimits", Omit::Zero, &Spec::MapOf(&ULIMIT)),
    field("use_api_socket", Omit::Zero, &Spec::Any),
    field("user", Omit::Zero, &Spec::Text),
    field("userns_mode", Omit::Zero, &Spec::Text),
    field("uts", Omit::Zero, &Spec::Text),
    field("volume_driver", Omit::Zero, &Spec::Text),
    field("volumes", Omit::Zero, &Spec::ListOf(&MOUNT)),
    field("volumes_from", Omit::Zero, &Spec::Any),
    field("working_dir", Omit::Zero, &Spec::Text),
    field("post_start", Omit::Zero, &Spec::ListOf(&HOOK)),
    field("pre_stop", Omit::Zero, &Spec::ListOf(&HOOK)),
]);

static PROVIDER: Spec =
    Spec::Struct(&[field("type", Omit::Zero, &Spec::Text), field("options", Omit::Zero, &Spec::Any)]);

static BUILD: Spec = Spec::Struct(&[
    field("context", Omit::Zero, &Spec::Text),
    field("dockerfile", Omit::Zero, &Spec::Text),
    field("dockerfile_inline", Omit::Zero, &Spec::Text),
    field("entitlements", Omit::Zero, &Spec::Any),
    field("args", Omit::Zero, &Spec::Any),
    field("provenance", Omit::Zero, &Spec::Text),
    field("sbom", Omit::Zero, &Spec::Text),
    field("ssh", Omit::Zero, &Spec::Agents),
    field("labels", Omit::Zero, &Spec::Any),
    field("cache_from", Omit::Zero, &Spec::Any),
    field("cache_to", Omit::Zero, &Spec::Any),
    field("no_cache", Omit::Zero, &Spec::Any),
    field("additional_contexts", Omit::Zero, &Spec::Any),
    field("pull", Omit::Zero, &Spec::Any),
    field("extra_hosts", Omit::Zero, &Spec::Any),
    field("isolation", Omit::Zero, &Spec::Text),
    field("network", Omit::Zero, &Spec::Text),
    field("target", Omit::Zero, &Spec::Text),
    field("secrets", Omit::Zero, &Spec::ListOf(&FILE_REFERENCE)),
    field("shm_size", Omit::Zero, &Spec::Size),
    field("tags", Omit::Zero, &Spec::Any),
    field("ulimits", Omit::Zero, &Spec::MapOf(&ULIMIT)),
    field("platforms", Omit::Zero, &Spec::Any),
    field("privileged", Omit::Zero, &Spec::Any),
]);

static BLKIO: Spec = Spec::Struct(&[
    field("weight", Omit::Zero, &Spec::Any),
    field("weight_device", Omit::Zero, &Spec::ListOf(&WEIGHT_DEVICE)),
    field("device_read_bps", Omit::Zero, &Spec::ListOf(&THROTTLE)),
    field("device_read_iops", Omit::Zero, &Spec::ListOf(&THROTTLE)),
    field("device_write_bps", Omit::Zero, &Spec::ListOf(&THROTTLE)),
    field("device_write_iops", Omit::Zero, &Spec::ListOf(&THROTTLE)),
]);

static WEIGHT_DEVICE: Spec =
    Spec::Struct(&[field("path", Omit::Never, &Spec::Text), field("weight", Omit::Never, &Spec::Any)]);

static THROTTLE: Spec =
    Spec::Struct(&[field("path", Omit::Never, &Spec::Text), field("rate", Omit::Never, &Spec::Any)]);

static DEVICE: Spec = Spec::Struct(&[
    field("source", Omit::Zero, &Spec::Text),
    field("target", Omit::Zero, &Spec::Text),
    field("permissions", Omit::Zero, &Spec::Text),
]);

static LOGGING: Spec =
    Spec::Struct(&[field("driver", Omit::Zero, &Spec::Text), field("options", Omit::Zero, &Spec::Any)]);

static DEPLOY: Spec = Spec::Struct(&[
    field("mode", Omit::Zero, &Spec::Text),
    field("replicas", Omit::Null, &Spec::Any),
    field("labels", Omit::Zero, &Spec::Any),
    field("update_config", Omit::Null, &UPDATE),
    field("rollback_config", Omit::Null, &UPDATE),
    field("resources", Omit::Zero, &RESOURCES),
    field("restart_policy", Omit::Null, &RESTART),
    field("placement", Omit::Zero, &PLACEMENT),
    field("endpoint_mode", Omit::Zero, &Spec::Text),
]);

static UPDATE: Spec = Spec::Struct(&[
    field("parallelism", Omit::Null, &Spec::Any),
    field("delay", Omit::Zero, &Spec::Duration),
    field("failure_action", Omit::Zero, &Spec::Text),
    field("monitor", Omit::Zero, &Spec::Duration),
    field("max_failure_ratio", Omit::Zero, &Spec::Float),
    field("order", Omit::Zero, &Spec::Text),
]);

static RESOURCES: Spec =
    Spec::Struct(&[field("limits", Omit::Null, &RESOURCE), field("reservations", Omit::Null, &RESOURCE)]);

static RESOURCE: Spec = Spec::Struct(&[
    field("cpus", Omit::Zero, &Spec::Float),
    field("memory", Omit::Zero, &Spec::Size),
    field("pids", Omit::Zero, &Spec::Any),
    field("devices", Omit::Zero, &Spec::ListOf(&DEVICE_REQUEST)),
    field("generic_resources", Omit::Zero, &Spec::ListOf(&GENERIC)),
]);

static GENERIC: Spec = Spec::Struct(&[field("discrete_resource_spec", Omit::Null, &DISCRETE)]);

static DISCRETE: Spec =
    Spec::Struct(&[field("kind", Omit::Never, &Spec::Text), field("value", Omit::Never, &Spec::Any)]);

static DEVICE_REQUEST: Spec = Spec::Struct(&[
    field("capabilities", Omit::Zero, &Spec::Any),
    field("driver", Omit::Zero, &Spec::Text),
    field("count", Omit::Zero, &Spec::Any),
    field("device_ids", Omit::Zero, &Spec::Any),
    field("options", Omit::Zero, &Spec::Any),
]);

static RESTART: Spec = Spec::Struct(&[
    field("condition", Omit::Zero, &Spec::Text),
    field("delay", Omit::Null, &Spec::Any),
    field("max_attempts", Omit::Null, &Spec::Any),
    field("window", Omit::Null, &Spec::Any),
]);

static PLACEMENT: Spec = Spec::Struct(&[
    field("constraints", Omit::Zero, &Spec::Any),
    field("preferences", Omit::Zero, &Spec::ListOf(&PREFERENCE)),
    field("max_replicas_per_node", Omit::Zero, &Spec::Any),
]);

static PREFERENCE: Spec = Spec::Struct(&[field("spread", Omit::Zero, &Spec::Text)]);

static SERVICE_NETWORK: Spec = Spec::Struct(&[
    field("aliases", Omit::Zero, &Spec::Any),
    field("driver_opts", Omit::Zero, &Spec::Any),
    field("gw_priority", Omit::Zero, &Spec::Any),
    field("interface_name", Omit::Zero, &Spec::Text),
    field("ipv4_address", Omit::Zero, &Spec::Text),
    field("ipv6_address", Omit::Zero, &Spec::Text),
    field("link_local_ips", Omit::Zero, &Spec::Any),
    field("mac_address", Omit::Zero, &Spec::Text),
    field("priority", Omit::Zero, &Spec::Any),
]);

static PORT: Spec = Spec::Struct(&[
    field("name", Omit::Zero, &Spec::Text),
    field("mode", Omit::Zero, &Spec::Text),
    field("host_ip", Omit::Zero, &Spec::Text),
    field("target", Omit::Zero, &Spec::Any),
    field("published", Omit::Zero, &Spec::Text),
    field("protocol", Omit::Zero, &Spec::Text),
    field("app_protocol", Omit::Zero, &Spec::Text),
]);

static MOUNT: Spec = Spec::Struct(&[
    field("type", Omit::Zero, &Spec::Text),
    field("source", Omit::Zero, &Spec::Text),
    field("target", Omit::Zero, &Spec::Text),
    field("read_only", Omit::Zero, &Spec::Any),
    field("consistency", Omit::Zero, &Spec::Text),
    field("bind", Omit::Null, &BIND),
    field("volume", Omit::Null, &MOUNT_VOLUME),
    field("tmpfs", Omit::Null, &MOUNT_TMPFS),
    field("image", Omit::Null, &MOUNT_IMAGE),
]);

static BIND: Spec = Spec::Struct(&[
    field("selinux", Omit::Zero, &Spec::Text),
    field("propagation", Omit::Zero, &Spec::Text),
    field("create_host_path", Omit::Zero, &Spec::Any),
    field("recursive", Omit::Zero, &Spec::Text),
]);

static MOUNT_VOLUME: Spec = Spec::Struct(&[
    field("labels", Omit::Zero, &Spec::Any),
    field("nocopy", Omit::Zero, &Spec::Any),
    field("subpath", Omit::Zero, &Spec::Text),
]);

static MOUNT_TMPFS: Spec =
    Spec::Struct(&[field("size", Omit::Zero, &Spec::Size), field("mode", Omit::Zero, &Spec::Any)]);

static MOUNT_IMAGE: Spec = Spec::Struct(&[field("subpath", Omit::Zero, &Spec::Text)]);

static FILE_REFERENCE: Spec = Spec::Struct(&[
    field("source", Omit::Zero, &Spec::Text),
    field("target", Omit::Zero, &Spec::Text),
    field("uid", Omit::Zero, &Spec::Text),
    field("gid", Omit::Zero, &Spec::Text),
    field("mode", Omit::Null, &Spec::Any),
]);

static ULIMIT: Spec =
    Spec::Struct(&[field("soft", Omit::Never, &Spec::Count), field("hard", Omit::Never, &Spec::Count)]);

static NETWORK: Spec = Spec::Struct(&[
    field("name", Omit::Zero, &Spec::Text),
    field("driver", Omit::Zero, &Spec::Text),
    field("driver_opts", Omit::Zero, &Spec::Any),
    field("ipam", Omit::Zero, &IPAM),
    field("external", Omit::Zero, &Spec::Any),
    field("internal", Omit::Zero, &Spec::Any),
    field("attachable", Omit::Zero, &Spec::Any),
    field("labels", Omit::Zero, &Spec::Any),
    field("enable_ipv4", Omit::Null, &Spec::Any),
    field("enable_ipv6", Omit::Null, &Spec::Any),
]);

static IPAM: Spec =
    Spec::Struct(&[field("driver", Omit::Zero, &Spec::Text), field("config", Omit::Zero, &Spec::ListOf(&POOL))]);

static POOL: Spec = Spec::Struct(&[
    field("subnet", Omit::Zero, &Spec::Text),
    field("gateway", Omit::Zero, &Spec::Text),
    field("ip_range", Omit::Zero, &Spec::Text),
    field("aux_addresses", Omit::Zero, &Spec::Any),
]);

static VOLUME: Spec = Spec::Struct(&[
    field("name", Omit::Zero, &Spec::Text),
    field("driver", Omit::Zero, &Spec::Text),
    field("driver_opts", Omit::Zero, &Spec::Any),
    field("external", Omit::Zero, &Spec::Any),
    field("labels", Omit::Zero, &Spec::Any),
]);

static CREDENTIAL: Spec = Spec::Struct(&[
    field("config", Omit::Zero, &Spec::Text),
    field("file", Omit::Zero, &Spec::Text),
    field("registry", Omit::Zero, &Spec::Text),
]);

static FILE_OBJECT: Spec = Spec::Struct(&[
    field("name", Omit::Zero, &Spec::Text),
    field("file", Omit::Zero, &Spec::Text),
    field("environment", Omit::Zero, &Spec::Text),
    field("content", Omit::Zero, &Spec::Text),
    field("external", Omit::Zero, &Spec::Any),
    field("labels", Omit::Zero, &Spec::Any),
    field("driver", Omit::Zero, &Spec::Text),
    field("driver_opts", Omit::Zero, &Spec::Any),
    field("template_driver", Omit::Zero, &Spec::Text),
]);

static DEPENDENCY: Spec = Spec::Struct(&[
    field("condition", Omit::Zero, &Spec::Text),
    field("restart", Omit::Zero, &Spec::Any),
    field("required", Omit::Never, &Spec::Flag),
]);

static DEVELOP: Spec = Spec::Struct(&[field("watch", Omit::Zero, &Spec::ListOf(&TRIGGER))]);

static TRIGGER: Spec = Spec::Struct(&[
    field("path", Omit::Never, &Spec::Text),
    field("action", Omit::Never, &Spec::Text),
    field("target", Omit::Zero, &Spec::Text),
    field("exec", Omit::Zero, &HOOK),
    field("include", Omit::Zero, &Spec::Any),
    field("ignore", Omit::Zero, &Spec::Any),
    field("initial_sync", Omit::Zero, &Spec::Any),
]);

static HOOK: Spec = Spec::Struct(&[
    field("command", Omit::Null, &Spec::Any),
    field("user", Omit::Zero, &Spec::Text),
    field("privileged", Omit::Zero, &Spec::Any),
    field("working_dir", Omit::Zero, &Spec::Text),
    field("environment", Omit::Zero, &Spec::Any),
]);

static HEALTHCHECK: Spec = Spec::Struct(&[
    field("test", Omit::Zero, &Spec::Any),
    field("timeout", Omit::Null, &Spec::Any),
    field("interval", Omit::Null, &Spec::Any),
    field("retries", Omit::Null, &Spec::Any),
    field("start_period", Omit::Null, &Spec::Any),
    field("start_interval", Omit::Null, &Spec::Any),
    field("disable", Omit::Zero, &Spec::Any),
]);

static MODEL: Spec = Spec::Struct(&[
    field("name", Omit::Zero, &Spec::Text),
    field("model", Omit::Zero, &Spec::Text),
    field("context_size", Omit::Zero, &Spec::Any),
    field("runtime_flags", Omit::Zero, &Spec::Any),
]);

static SERVICE_MODEL: Spec =
    Spec::Struct(&[field("endpoint_var", Omit::Zero, &Spec::Text), field("model_var", Omit::Zero, &Spec::Text)]);
