variable "tags" {
  type = map(string)
}

resource "aws_s3_bucket" "assets" {
  bucket = "assets"

  tags = var.tags
}
