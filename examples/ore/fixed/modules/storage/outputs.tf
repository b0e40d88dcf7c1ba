output "bucket_names" {
  value = { for name, bucket in aws_s3_bucket.this : name => bucket.bucket }
}

output "bucket_arns" {
  value = { for name, bucket in aws_s3_bucket.this : name => bucket.arn }
}

output "bucket_domain_names" {
  value = { for name, bucket in aws_s3_bucket.this : name => bucket.bucket_regional_domain_name }
}
