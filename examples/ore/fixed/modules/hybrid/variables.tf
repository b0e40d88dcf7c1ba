variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the tunnel."
  type        = string
}

variable "on_premise_cidr" {
  description = "Network of the on-premise data centre."
  type        = string
}

variable "on_premise_gateway_ip" {
  description = "Public address of the on-premise VPN gateway."
  type        = string
}

variable "route_table_ids" {
  description = "Route tables that learn the on-premise routes."
  type        = list(string)
}

variable "tags" {
  description = "Tags of every resource of the module."
  type        = map(string)
  default     = {}
}
