variable "vpc_cidr" {
  description = "Address range of the VPC."
  type        = string
  default     = "10.0.0.0/16"
}

variable "public_subnets" {
  description = "Public subnets: zone and address range."
  type        = map(string)
}

variable "private_subnets" {
  description = "Private subnets: zone and address range."
  type        = map(string)
}

variable "domain_name" {
  description = "Domain of the service; the API is `api.` under it."
  type        = string
  default     = "ticketing.example.com"
}

variable "ami_id" {
  description = "Image with Docker and the agents baked in: private subnets have no way to fetch them."
  type        = string
}

variable "db_password" {
  description = "Password of the database owner."
  type        = string
  sensitive   = true
}

variable "backend_min_size" {
  description = "Instances on ordinary days."
  type        = number
  default     = 1
}

variable "backend_max_size" {
  description = "Instances when a sale opens."
  type        = number
  default     = 3
}
