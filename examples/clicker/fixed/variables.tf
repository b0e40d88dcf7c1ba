variable "subscription_id" {
  description = "The subscription that everything lives in."
  type        = string
  default     = "00000000-0000-0000-0000-000000000000"
}

variable "location" {
  type    = string
  default = "koreacentral"
}

variable "image_tag" {
  description = "The build of the gateway and of the web client."
  type        = string
  default     = "1.4.2"
}

variable "db_password" {
  description = "The password of the database's administrator."
  type        = string
  sensitive   = true
}

variable "session_secret" {
  description = "Signs the sessions of the web client."
  type        = string
  sensitive   = true
}
