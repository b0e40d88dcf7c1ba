variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "cluster_name" {
  description = "ECS cluster to watch."
  type        = string
}

variable "service_names" {
  description = "ECS services to watch, by name."
  type        = map(string)
}

variable "vpc_id" {
  description = "VPC whose traffic is logged."
  type        = string
}

variable "private_subnet_id" {
  description = "Subnet of Prometheus."
  type        = string
}

variable "availability_zone" {
  description = "Zone of that subnet."
  type        = string
}

variable "monitoring_security_group_id" {
  description = "Group of Prometheus."
  type        = string
}

variable "logs_bucket_name" {
  description = "Bucket of the trail and of the flow logs."
  type        = string
}

variable "tags" {
  description = "Tags of every resource of the module."
  type        = map(string)
  default     = {}
}
