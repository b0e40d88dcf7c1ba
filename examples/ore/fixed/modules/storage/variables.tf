variable "domain_name" {
  description = "Public domain of the game."
  type        = string
}

variable "tags" {
  description = "Tags of every resource of the module."
  type        = map(string)
  default     = {}
}
