output "aurora_endpoint" {
  value = aws_rds_cluster.this.endpoint
}

output "secret_arns" {
  value = { for name, secret in aws_secretsmanager_secret.this : name => secret.arn }
}
