provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = {
      Project = "tollgate"
    }
  }
}

resource "aws_s3_bucket" "assets" {
  bucket = "assets"
}
