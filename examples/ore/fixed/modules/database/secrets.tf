resource "aws_kms_key" "this" {
  for_each = toset(["aurora", "redis", "timestream", "secrets"])

  description             = "${var.name_prefix} ${each.key}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  tags = var.tags
}

resource "aws_kms_alias" "this" {
  for_each = aws_kms_key.this

  name          = "alias/${var.name_prefix}-${each.key}"
  target_key_id = each.value.key_id
}

resource "aws_secretsmanager_secret" "this" {
  for_each = toset(["database", "redis", "jwt", "polygon-rpc", "webhook"])

  name       = "ore/${each.key}"
  kms_key_id = aws_kms_key.this["secrets"].arn

  tags = var.tags
}
