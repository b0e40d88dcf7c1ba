variable "names" {
  type    = map(object({ size = optional(number, 3), tags = optional(map(string), {}) }))
  default = { a = {}, b = { size = 4 } }
}
variable "on" { type = bool }
locals {
  sizes = { for k, v in var.names : k => v.size if v.size > 0 }
  text  = "${join(",", keys(local.sizes))}-${length(var.names)}"
}
data "aws_region" "r" {}
resource "aws_x" "y" {
  for_each = var.names
  name     = each.key
  region   = data.aws_region.r.name
  dynamic "part" {
    for_each = each.value.tags
    content { key = part.key }
  }
  lifecycle { precondition {
    condition     = each.value.size < 10
    error_message = "no"
  } }
}
module "m" {
  source = "./m"
  count  = var.on ? 2 : 0
  ids    = [for x in aws_x.y : x.id]
}
output "all" { value = flatten([module.m[*].first, try(local.sizes["c"], null)]) }
=== m/main.tf
variable "ids" { type = list(string) }
output "first" { value = element(var.ids, 0) }
=== terraform.tfvars
names = { c = { tags = { d = "e" } } }
=== eval
jsonencode(local.sizes)
aws_x.y["c"].name
var.on ? 1 : "a"
