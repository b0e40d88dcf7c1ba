resource "aws_s3_bucket" "this" {
  bucket = "acme-reports"
}

output "id" {
  value = aws_s3_bucket.this.id
}
