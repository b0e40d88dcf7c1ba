variable "extra" {
  type    = map(string)
  default = {}
}

locals {
  common = {
    Project = "tollgate"
  }
}

resource "aws_s3_bucket" "assets" {
  bucket = "assets"

  tags = merge(local.common, var.extra, { Name = "assets" })
}
