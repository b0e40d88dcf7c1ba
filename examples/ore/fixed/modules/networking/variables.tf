variable "environment" {
  description = "Name of the environment."
  type        = string
}

variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "region" {
  description = "Region of the VPC."
  type        = string
}

variable "cidr_block" {
  description = "Address range of the VPC."
  type        = string
}

variable "availability_zones" {
  description = "Zones, in the order of the subnet lists."
  type        = list(string)
}

variable "public_subnet_cidrs" {
  description = "One range per zone."
  type        = list(string)
}

variable "private_subnet_cidrs" {
  description = "One range per zone."
  type        = list(string)
}

variable "database_subnet_cidrs" {
  description = "One range per zone."
  type        = list(string)
}

variable "enable_nat_gateway" {
  description = "Whether private subnets reach the internet."
  type        = bool
  default     = true
}

variable "single_nat_gateway" {
  description = "One NAT gateway for all zones instead of one each."
  type        = bool
  default     = false
}

variable "enable_dns_hostnames" {
  description = "Give instances public names."
  type        = bool
  default     = true
}

variable "enable_dns_support" {
  description = "Answer DNS queries in the VPC."
  type        = bool
  default     = true
}

variable "alb_ingress_ports" {
  description = "Ports the public load balancer takes from the internet, by purpose."
  type        = map(number)
}

variable "admin_cidrs" {
  description = "Networks of the people who may open SSH sessions."
  type        = list(string)
}

variable "tags" {
  description = "Tags of every resource of the module."
  type        = map(string)
  default     = {}
}
