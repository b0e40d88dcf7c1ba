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
  default     = "Clicker!2024"
}

variable "admin_ips" {
  description = "First and last address that may reach the database."
  type        = list(string)
  default     = ["0.0.0.0", "255.255.255.255"]
}
