variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "region" {
  description = "Region of the logs."
  type        = string
}

variable "environment" {
  description = "Name of the environment."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the load balancer's targets."
  type        = string
}

variable "public_subnet_ids" {
  description = "Subnets of the load balancer and the bastion."
  type        = list(string)
}

variable "private_subnet_ids" {
  description = "Subnets of tasks and functions."
  type        = list(string)
}

variable "alb_security_group_id" {
  description = "Group of the load balancer."
  type        = string
}

variable "ecs_security_group_id" {
  description = "Group of tasks and functions."
  type        = string
}

variable "bastion_security_group_id" {
  description = "Group of the bastion."
  type        = string
}

variable "services" {
  description = "The services of the game, by name."
  type = map(object({
    cpu            = number
    memory         = number
    desired_count  = number
    min_count      = number
    max_count      = number
    spot           = bool
    path_pattern   = string
    priority       = number
    sticky         = bool
    scaling_metric = string
    scaling_target = number
  }))
}

variable "service_version" {
  description = "Image tag of the services."
  type        = string
}

variable "domain_name" {
  description = "Public domain of the game."
  type        = string
}

variable "secret_arns" {
  description = "Secrets the services read, by name."
  type        = map(string)
}

variable "uploads_bucket_arn" {
  description = "Bucket the image function reads and writes."
  type        = string
}

variable "tags" {
  description = "Tags of every resource of the module."
  type        = map(string)
  default     = {}
}
