variable "region" {
  description = "Region of everything but CloudFront and its web ACL."
  type        = string
  default     = "us-west-1"
}

variable "environment" {
  description = "Name of the environment."
  type        = string

  validation {
    condition     = contains(["dev", "prod"], var.environment)
    error_message = "The environment is dev or prod."
  }
}

variable "domain_name" {
  description = "Public domain of the game."
  type        = string
}

variable "service_version" {
  description = "Image tag of the four services."
  type        = string
}

variable "alb_ingress_ports" {
  description = "Ports the public load balancer takes from the internet, by purpose."
  type        = map(number)
}

variable "admin_cidrs" {
  description = "Networks of the people who may open SSH sessions."
  type        = list(string)
}

variable "on_premise_cidr" {
  description = "Network of the on-premise data centre."
  type        = string
}

variable "on_premise_gateway_ip" {
  description = "Public address of the on-premise VPN gateway."
  type        = string
}
