//! Configurations of any size: stacks of a hundred resources in modules nested five deep.
//!
//! What a real configuration is made of is in there: typed variables handed down, locals, `count` and `for_each`
//! on resources and modules, `dynamic` blocks, merged tags, policies in JSON, and references that go down through
//! arguments, up through outputs, and from each stack to the one before it.

use std::fmt::Write as _;

/// What one call of `modules/stack` comes to.
const STACK: usize = 100;

/// The files of a configuration of `resources` resources, rounded down to whole stacks, but at least one.
pub(crate) fn configuration(resources: usize) -> Vec<(&'static str, String)> {
    let mut root = String::from(ROOT);
    for n in 0..(resources / STACK).max(1) {
        let peer = if n == 0 { "null".to_owned() } else { format!("module.stack_{}.network_id", n - 1) };
        let _ = write!(
            root,
            r#"
module "stack_{n}" {{
  source   = "./modules/stack"
  name     = "stack-{n}"
  cidr     = cidrsubnet("10.0.0.0/8", 12, {n})
  peer     = {peer}
  services = local.services
  tags     = merge(local.tags, {{ Stack = "{n}" }})
}}

output "stack_{n}" {{
  value = {{ addresses = module.stack_{n}.addresses, network = module.stack_{n}.network_id }}
}}
"#
        );
    }
    let modules = MODULES.iter().map(|(path, text)| (*path, (*text).to_owned()));
    std::iter::once(("main.tf", root)).chain(modules).collect()
}

const ROOT: &str = r#"
variable "owner" {
  type    = string
  default = "platform"
}

locals {
  tags = { Owner = var.owner, Environment = terraform.workspace == "default" ? "dev" : terraform.workspace }
  services = {
    orders = { port = 8080, nodes = 4, allowed = ["10.0.0.0/8", "192.168.0.0/16"] }
    users  = { port = 8443, public = true }
  }
}
"#;

const MODULES: [(&str, &str); 5] = [
    (
        "modules/stack/main.tf",
        r#"
variable "name" { type = string }
variable "cidr" { type = string }
variable "peer" { type = string }
variable "tags" { type = map(string) }
variable "services" {
  type = map(object({
    port    = number
    nodes   = optional(number, 4)
    public  = optional(bool, false)
    allowed = optional(list(string), ["10.0.0.0/8"])
  }))
}

locals {
  tags = merge(var.tags, { Name = var.name })
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
  tags       = local.tags
}

resource "aws_vpc_peering_connection" "peer" {
  vpc_id      = aws_vpc.this.id
  peer_vpc_id = coalesce(var.peer, aws_vpc.this.id)
  tags        = local.tags
}

resource "aws_flow_log" "this" {
  vpc_id       = aws_vpc.this.id
  traffic_type = "ALL"
  tags         = local.tags
}

resource "aws_s3_bucket" "logs" {
  bucket = lower("${var.name}-logs")
  tags   = local.tags
}

module "service" {
  source   = "../service"
  for_each = var.services
  name     = "${var.name}-${each.key}"
  vpc_id   = aws_vpc.this.id
  cidr     = cidrsubnet(aws_vpc.this.cidr_block, 4, index(keys(var.services), each.key))
  logs     = aws_s3_bucket.logs.id
  service  = each.value
  tags     = merge(local.tags, { Service = each.key })
}

output "network_id" { value = aws_vpc.this.id }
output "addresses" { value = { for name, service in module.service : name => service.addresses } }
"#,
    ),
    (
        "modules/service/main.tf",
        r#"
variable "name" { type = string }
variable "vpc_id" { type = string }
variable "cidr" { type = string }
variable "logs" { type = string }
variable "tags" { type = map(string) }
variable "service" {
  type = object({ port = number, nodes = number, public = bool, allowed = list(string) })
}

locals {
  tiers = { web = var.service.port, data = 5432 }
}

resource "aws_security_group" "this" {
  name   = var.name
  vpc_id = var.vpc_id
  tags   = var.tags

  dynamic "ingress" {
    for_each = var.service.public ? ["0.0.0.0/0"] : var.service.allowed
    content {
      from_port   = var.service.port
      to_port     = var.service.port
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}

resource "aws_lb" "this" {
  name            = substr(var.name, 0, min(length(var.name), 32))
  internal        = !var.service.public
  security_groups = [aws_security_group.this.id]
  subnets         = flatten([for tier in module.tier : tier.subnet_ids])
  tags            = var.tags

  access_logs {
    bucket = var.logs
  }
}

resource "aws_iam_role" "this" {
  name = "${var.name}-role"
  tags = var.tags
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "this" {
  role   = aws_iam_role.this.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for action in ["s3:GetObject", "s3:PutObject"] : {
      Effect   = "Allow"
      Action   = action
      Resource = "arn:aws:s3:::${var.logs}/*"
    }]
  })
}

module "tier" {
  source          = "../tier"
  for_each        = local.tiers
  name            = "${var.name}-${each.key}"
  vpc_id          = var.vpc_id
  cidr            = cidrsubnet(var.cidr, 1, each.key == "web" ? 0 : 1)
  port            = each.value
  nodes           = var.service.nodes
  security_groups = [aws_security_group.this.id]
  tags            = merge(var.tags, { Tier = each.key })
}

output "addresses" { value = flatten([for tier in module.tier : tier.addresses]) }
"#,
    ),
    (
        "modules/tier/main.tf",
        r#"
variable "name" { type = string }
variable "vpc_id" { type = string }
variable "cidr" { type = string }
variable "port" { type = number }
variable "nodes" { type = number }
variable "security_groups" { type = list(string) }
variable "tags" { type = map(string) }

locals {
  groups = { for n, zone in ["a", "b"] : zone => cidrsubnet(var.cidr, 1, n) }
}

resource "aws_route_table" "this" {
  vpc_id = var.vpc_id
  tags   = var.tags
}

resource "aws_network_acl" "this" {
  vpc_id     = var.vpc_id
  subnet_ids = [for group in module.group : group.subnet_id]
  tags       = var.tags

  dynamic "ingress" {
    for_each = local.groups
    content {
      rule_no    = 100 + index(keys(local.groups), ingress.key)
      action     = "allow"
      protocol   = "tcp"
      cidr_block = ingress.value
      from_port  = var.port
      to_port    = var.port
    }
  }
}

module "group" {
  source          = "../group"
  for_each        = local.groups
  name            = "${var.name}-${each.key}"
  zone            = each.key
  vpc_id          = var.vpc_id
  cidr            = each.value
  nodes           = var.nodes
  route_table     = aws_route_table.this.id
  security_groups = var.security_groups
  tags            = var.tags
}

output "subnet_ids" { value = [for group in module.group : group.subnet_id] }
output "addresses" { value = flatten([for group in module.group : group.addresses]) }
"#,
    ),
    (
        "modules/group/main.tf",
        r#"
variable "name" { type = string }
variable "zone" { type = string }
variable "vpc_id" { type = string }
variable "cidr" { type = string }
variable "nodes" { type = number }
variable "route_table" { type = string }
variable "security_groups" { type = list(string) }
variable "tags" { type = map(string) }

data "aws_region" "current" {}

resource "aws_subnet" "this" {
  vpc_id            = var.vpc_id
  cidr_block        = var.cidr
  availability_zone = "${data.aws_region.current.name}${var.zone}"
  tags              = merge(var.tags, { Name = var.name })
}

resource "aws_route_table_association" "this" {
  subnet_id      = aws_subnet.this.id
  route_table_id = var.route_table
}

module "node" {
  source          = "../node"
  name            = var.name
  nodes           = var.nodes
  subnet          = { id = aws_subnet.this.id, cidr = aws_subnet.this.cidr_block }
  security_groups = var.security_groups
  disks           = { data = { size = 100 }, logs = { size = 20, type = "gp3" }, swap = { size = 8, encrypted = false } }
  tags            = var.tags
}

output "subnet_id" { value = aws_subnet.this.id }
output "addresses" { value = module.node.addresses }
"#,
    ),
    (
        "modules/node/main.tf",
        r#"
variable "name" { type = string }
variable "nodes" { type = number }
variable "subnet" { type = object({ id = string, cidr = string }) }
variable "security_groups" { type = list(string) }
variable "tags" { type = map(string) }
variable "disks" {
  type = map(object({
    size      = number
    type      = optional(string, "gp2")
    encrypted = optional(bool, true)
  }))
  validation {
    condition     = alltrue([for disk in values(var.disks) : disk.size > 0])
    error_message = "A disk has a size."
  }
}

resource "aws_instance" "this" {
  count                  = var.nodes
  instance_type          = lookup({ small = "t3.small", large = "m5.large" }, var.nodes > 4 ? "large" : "small", "t3.micro")
  subnet_id              = var.subnet.id
  private_ip             = cidrhost(var.subnet.cidr, count.index + 10)
  vpc_security_group_ids = var.security_groups
  user_data              = <<-EOT
    #!/bin/sh
    hostname ${var.name}-${count.index}
    %{for name, disk in var.disks~}
    mkfs /dev/${name} # ${disk.size} GiB
    %{endfor~}
  EOT
  tags = merge(var.tags, { Name = format("%s-%02d", var.name, count.index) })

  root_block_device {
    encrypted = true
  }
}

resource "aws_ebs_volume" "this" {
  for_each  = var.disks
  size      = each.value.size
  type      = each.value.type
  encrypted = each.value.encrypted
  tags      = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name = "${var.name}-cpu"
  dimensions = { InstanceId = join(",", aws_instance.this[*].id) }
  tags       = var.tags
}

output "addresses" { value = aws_instance.this[*].private_ip }
"#,
    ),
];
