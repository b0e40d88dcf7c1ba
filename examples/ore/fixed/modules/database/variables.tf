variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the brokers."
  type        = string
}

variable "database_subnet_ids" {
  description = "Isolated subnets, one per zone."
  type        = list(string)
}

variable "database_security_group_id" {
  description = "Group of Aurora and Redis."
  type        = string
}

variable "ecs_security_group_id" {
  description = "Group of the services, the only clients of this tier."
  type        = string
}

variable "tags" {
  description = "Tags of every resource of the module."
  type        = map(string)
  default     = {}
}
