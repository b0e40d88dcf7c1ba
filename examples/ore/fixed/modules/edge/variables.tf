variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "domain_name" {
  description = "Public domain of the game."
  type        = string
}

variable "assets_bucket_domain" {
  description = "Regional name of the bucket of static assets."
  type        = string
}

variable "zone_id" {
  description = "Hosted zone of the domain."
  type        = string
}

variable "tags" {
  description = "Tags of every resource of the module."
  type        = map(string)
  default     = {}
}
